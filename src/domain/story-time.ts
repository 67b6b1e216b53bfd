import { type StoryTime, storyOrdinalMax, storySecondMax } from '../../schemas/time.ts';

// Moments of the fiction are in one total order: by second, then by the order within it.
// What would lie outside the bounds of story time is `undefined`, never `null`: null means open or unknown in an interval.

export const firstMoment: StoryTime = { second: -storySecondMax, ordinal: 0 };
export const lastMoment: StoryTime = { second: storySecondMax, ordinal: storyOrdinalMax };

/** Negative, zero or positive, as `sort` wants it. */
export const compareTimes = (a: StoryTime, b: StoryTime): number => a.second - b.second || a.ordinal - b.ordinal;

export const sameTime = (a: StoryTime, b: StoryTime): boolean => a.second === b.second && a.ordinal === b.ordinal;

export const isBefore = (a: StoryTime, b: StoryTime): boolean => compareTimes(a, b) < 0;

export const earlier = (a: StoryTime, b: StoryTime): StoryTime => (isBefore(b, a) ? b : a);

export const later = (a: StoryTime, b: StoryTime): StoryTime => (isBefore(a, b) ? b : a);

/** The first moment of the second that lies so far ahead, or back. No seconds at all: the moment itself. */
export const addSeconds = (time: StoryTime, seconds: number): StoryTime | undefined => {
  if (seconds === 0) return time;
  const second = time.second + seconds;
  return Math.abs(second) <= storySecondMax ? { second, ordinal: 0 } : undefined;
};

/** What comes right after: the next ordinal, or the next second when this one is full. */
export const nextMoment = ({ second, ordinal }: StoryTime): StoryTime | undefined => {
  if (ordinal < storyOrdinalMax) return { second, ordinal: ordinal + 1 };
  return addSeconds({ second, ordinal }, 1);
};

/** The earliest of those that are known. */
export const soonest = (times: readonly (StoryTime | null)[]): StoryTime | null => {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : known.reduce(earlier);
};
