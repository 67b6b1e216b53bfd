import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoryTime, storyOrdinalMax, storySecondMax } from '../../../schemas/time.ts';
import {
  addSeconds,
  compareTimes,
  earlier,
  firstMoment,
  isBefore,
  lastMoment,
  later,
  nextMoment,
  sameTime,
} from '../../../src/domain/story-time.ts';
import { storyTime } from '../../support/arbitraries/time.ts';

const at = (second: number, ordinal = 0): StoryTime => ({ second, ordinal });

describe('story time', () => {
  it('is one total order, by second and then by ordinal', () => {
    fc.assert(
      fc.property(storyTime(), storyTime(), storyTime(), (a, b, c) => {
        const bySecond = a.second === b.second ? Math.sign(a.ordinal - b.ordinal) : Math.sign(a.second - b.second);
        expect(Math.sign(compareTimes(a, b))).toBe(bySecond);
        expect(Math.sign(compareTimes(b, a)) + bySecond).toBe(0);
        expect(sameTime(a, b)).toBe(bySecond === 0);
        expect(isBefore(a, b)).toBe(bySecond < 0);
        if (compareTimes(a, b) <= 0 && compareTimes(b, c) <= 0) expect(compareTimes(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('has a first and a last moment that the schema allows', () => {
    expect(StoryTime.safeParse(firstMoment).success).toBe(true);
    expect(StoryTime.safeParse(lastMoment).success).toBe(true);
    fc.assert(
      fc.property(storyTime(), (time) => {
        expect(isBefore(time, firstMoment)).toBe(false);
        expect(isBefore(lastMoment, time)).toBe(false);
      }),
    );
  });

  it('knows the earlier and the later of two', () => {
    fc.assert(
      fc.property(storyTime(), storyTime(), (a, b) => {
        const [first, second] = [a, b].toSorted(compareTimes);
        expect(earlier(a, b)).toEqual(first);
        expect(later(a, b)).toEqual(second);
      }),
    );
  });

  it('goes on at the start of the second that it is moved to', () => {
    expect(addSeconds(at(10, 7), 5)).toEqual(at(15));
    expect(addSeconds(at(10, 7), -5)).toEqual(at(5));
    expect(addSeconds(at(10, 7), 0)).toEqual(at(10, 7));
  });

  it('never goes backwards by waiting, and never leaves its bounds', () => {
    const seconds = fc.integer({ min: -2 * storySecondMax, max: 2 * storySecondMax });
    fc.assert(
      fc.property(storyTime(), seconds, (time, delta) => {
        const moved = addSeconds(time, delta);
        expect(moved === undefined).toBe(Math.abs(time.second + delta) > storySecondMax);
        if (moved === undefined) return;
        expect(StoryTime.safeParse(moved).success).toBe(true);
        expect(delta > 0 ? isBefore(time, moved) : !isBefore(time, moved)).toBe(true);
      }),
    );
    expect(addSeconds(lastMoment, 1)).toBe(undefined);
    expect(addSeconds(at(storySecondMax - 1), 1)).toEqual(at(storySecondMax));
    expect(addSeconds(at(1 - storySecondMax), -1)).toEqual(firstMoment);
    expect(addSeconds(at(0), Number.NaN)).toBe(undefined);
    expect(addSeconds(at(0), Infinity)).toBe(undefined);
  });

  it('has no moment between one and the next', () => {
    expect(nextMoment(at(3, 4))).toEqual(at(3, 5));
    expect(nextMoment(at(3, storyOrdinalMax))).toEqual(at(4));
    expect(nextMoment(lastMoment)).toBe(undefined);
    fc.assert(
      fc.property(storyTime(), storyTime(), (time, other) => {
        const next = nextMoment(time);
        if (next === undefined) return;
        expect(isBefore(time, next)).toBe(true);
        expect(isBefore(time, other) && isBefore(other, next)).toBe(false);
      }),
    );
  });
});
