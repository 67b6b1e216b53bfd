import fc from 'fast-check';
import { type StoryTime, storyOrdinalMax, storySecondMax, type Validity } from '../../../schemas/time.ts';
import { compareTimes, sameTime } from '../../../src/domain/story-time.ts';

/** Seconds of a story: near its epoch, anywhere, and at the very ends of time. */
export const storySecond = (): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }) },
    { weight: 3, arbitrary: fc.integer({ min: -storySecondMax, max: storySecondMax }) },
    { weight: 1, arbitrary: fc.integer({ min: storySecondMax - 100_000, max: storySecondMax }) },
    { weight: 1, arbitrary: fc.integer({ min: -storySecondMax, max: 100_000 - storySecondMax }) },
  );

/** Moments, of which many are close enough together to meet. */
export const storyTime = (): fc.Arbitrary<StoryTime> =>
  fc.record({
    second: fc.oneof(fc.integer({ min: -3, max: 3 }), storySecond()),
    ordinal: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 }) },
      { weight: 1, arbitrary: fc.integer({ min: storyOrdinalMax - 1, max: storyOrdinalMax }) },
    ),
  });

/** Intervals whose ends come from `time`, with unknown starts and open ends among them. */
export const validity = (time: fc.Arbitrary<StoryTime> = storyTime()): fc.Arbitrary<Validity> =>
  fc
    .tuple(time, time, fc.constantFrom('closed', 'open', 'unknown start', 'always'))
    .filter(([a, b, shape]) => shape !== 'closed' || !sameTime(a, b))
    .map(([a, b, shape]): Validity => {
      if (shape === 'always') return { from: null, to: null };
      if (shape === 'open') return { from: a, to: null };
      if (shape === 'unknown start') return { from: null, to: b };
      return compareTimes(a, b) < 0 ? { from: a, to: b } : { from: b, to: a };
    });
