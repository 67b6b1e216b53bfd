import type { StoryTime, Validity } from '../../schemas/time.ts';
import { compareTimes, earlier, isBefore, lastMoment, later, nextMoment, sameTime } from './story-time.ts';

// I1. Intervals are half-open: `from` lies inside, `to` does not.
// I2. An unknown `from` counts as earlier than every moment, so the interval holds at every time before its end.
//     It stays null wherever it remains the start: no result ever puts a known moment in its place.
// I3. No result is empty. Where nothing is left, it is `undefined`, or missing from the list.

/** What is known of no start and no end. */
export const always: Validity = { from: null, to: null };

/** Starts in order; unknown first. */
export const compareStarts = (a: StoryTime | null, b: StoryTime | null): number => {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  return compareTimes(a, b);
};

/** Ends in order; open last. */
export const compareEnds = (a: StoryTime | null, b: StoryTime | null): number => {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return compareTimes(a, b);
};

const endsAfterStart = (from: StoryTime | null, to: StoryTime | null): boolean =>
  from === null || to === null || isBefore(from, to);

export const holdsAt = ({ from, to }: Validity, time: StoryTime): boolean =>
  (from === null || !isBefore(time, from)) && (to === null || isBefore(time, to));

/** They have a moment in common. */
export const overlaps = (a: Validity, b: Validity): boolean =>
  endsAfterStart(a.from, b.to) && endsAfterStart(b.from, a.to);

const meets = (a: Validity, b: Validity): boolean => a.to !== null && b.from !== null && sameTime(a.to, b.from);

/** One ends where the other starts: no moment in common, and none between. */
export const touches = (a: Validity, b: Validity): boolean => meets(a, b) || meets(b, a);

export const contains = (outer: Validity, inner: Validity): boolean =>
  compareStarts(outer.from, inner.from) <= 0 && compareEnds(inner.to, outer.to) <= 0;

/** The moments that both have. Also how an interval is clamped to another. */
export const intersect = (a: Validity, b: Validity): Validity | undefined => {
  if (!overlaps(a, b)) return undefined;
  return {
    from: a.from === null || b.from === null ? (a.from ?? b.from) : later(a.from, b.from),
    to: a.to === null || b.to === null ? (a.to ?? b.to) : earlier(a.to, b.to),
  };
};

/** An instant event: one ordinal. After the last moment of all comes nothing, so there it is open. */
export const instantAt = (time: StoryTime): Validity => ({ from: time, to: nextMoment(time) ?? null });

/** One moment; null: what is open has it, whenever it began, and nothing else. */
export const momentOf = (time: StoryTime | null): Validity =>
  time === null ? { from: lastMoment, to: null } : { from: time, to: nextMoment(time) ?? null };

export const isInstant = ({ from, to }: Validity): boolean => {
  if (from === null) return false;
  const next = nextMoment(from);
  return next === undefined ? to === null : to !== null && sameTime(next, to);
};

/** What remains if it is over at `end` at the latest. `undefined`: it had not begun. */
export const closeAt = (valid: Validity, end: StoryTime): Validity | undefined =>
  intersect(valid, { from: null, to: end });

/** What remains if it begins at `start` at the earliest. `undefined`: it was already over. */
export const startAt = (valid: Validity, start: StoryTime): Validity | undefined =>
  intersect(valid, { from: start, to: null });

/** The same moments as the fewest intervals, in order; no two of them overlap or touch. */
export const unite = (intervals: readonly Validity[]): Validity[] => {
  const united: Validity[] = [];
  for (const next of intervals.toSorted((a, b) => compareStarts(a.from, b.from))) {
    const last = united.at(-1);
    if (last === undefined || !(overlaps(last, next) || touches(last, next))) united.push(next);
    else if (compareEnds(last.to, next.to) < 0) united[united.length - 1] = { from: last.from, to: next.to };
  }
  return united;
};

/** The moments of `valid` that lie in none of `holes`, as the fewest intervals, in order. */
export const subtract = (valid: Validity, holes: readonly Validity[]): Validity[] => {
  const left: Validity[] = [];
  let rest: Validity | undefined = valid;
  for (const hole of unite(holes)) {
    if (rest === undefined) break;
    if (!overlaps(rest, hole)) continue;
    if (compareStarts(rest.from, hole.from) < 0) left.push({ from: rest.from, to: hole.from });
    rest = hole.to === null ? undefined : startAt(rest, hole.to);
  }
  if (rest !== undefined) left.push(rest);
  return left;
};
