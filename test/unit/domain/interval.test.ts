import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StoryTime, Validity } from '../../../schemas/time.ts';
import {
  always,
  closeAt,
  compareEnds,
  compareStarts,
  contains,
  holdsAt,
  instantAt,
  intersect,
  isInstant,
  momentOf,
  overlaps,
  startAt,
  subtract,
  touches,
  unite,
} from '../../../src/domain/interval.ts';
import { lastMoment, nextMoment, sameTime } from '../../../src/domain/story-time.ts';
import { storyTime, validity } from '../../support/arbitraries/time.ts';

// The model: a world of a dozen moments, and one before them all that stands for "nobody knows since when".
// An interval is the set of those in which it holds.
const pointsMax = 12;
const immemorial = -1;
const points = Array.from({ length: pointsMax }, (_, i): StoryTime => ({ second: Math.floor(i / 3), ordinal: i % 3 }));
const point = fc.constantFrom(...points);
const small = () => validity(point);
const indexOf = (time: StoryTime): number => points.findIndex((each) => sameTime(each, time));

const momentsOf = (...intervals: readonly (Validity | undefined)[]): number[] => {
  const moments = new Set<number>();
  for (const interval of intervals) {
    if (interval === undefined) continue;
    const from = interval.from === null ? immemorial : indexOf(interval.from);
    const to = interval.to === null ? pointsMax : indexOf(interval.to);
    for (let i = from; i < to; i++) moments.add(i);
  }
  return [...moments].sort((a, b) => a - b);
};
const inBoth = (a: Validity, b: Validity): number[] => {
  const other = new Set(momentsOf(b));
  return momentsOf(a).filter((moment) => other.has(moment));
};

const span = (from: number | null, to: number | null): Validity => ({
  from: from === null ? null : { second: from, ordinal: 0 },
  to: to === null ? null : { second: to, ordinal: 0 },
});

describe('an interval', () => {
  it('holds from its start until just before its end, and since ever if nobody knows since when', () => {
    fc.assert(
      fc.property(small(), point, (interval, time) => {
        expect(holdsAt(interval, time)).toBe(momentsOf(interval).includes(indexOf(time)));
      }),
    );
    expect(holdsAt(span(null, 5), { second: -1_000_000, ordinal: 0 })).toBe(true);
    expect(holdsAt(span(null, 5), { second: 5, ordinal: 0 })).toBe(false);
    expect(holdsAt(always, lastMoment)).toBe(true);
  });

  it('overlaps another where they have a moment in common', () => {
    fc.assert(
      fc.property(small(), small(), (a, b) => {
        expect(overlaps(a, b)).toBe(inBoth(a, b).length > 0);
      }),
    );
  });

  it('touches another where one ends as the other starts', () => {
    fc.assert(
      fc.property(small(), small(), (a, b) => {
        const [first, second] = [momentsOf(a), momentsOf(b)];
        const adjoining = first.at(-1) === (second[0] ?? NaN) - 1 || second.at(-1) === (first[0] ?? NaN) - 1;
        expect(touches(a, b)).toBe(adjoining);
        expect(touches(a, b) && overlaps(a, b)).toBe(false);
      }),
    );
    expect(touches(span(1, 2), span(2, 3))).toBe(true);
    expect(touches(span(2, 3), span(1, 2))).toBe(true);
    expect(touches(span(1, 2), span(3, 4))).toBe(false);
  });

  it('contains another that has no moment of its own', () => {
    fc.assert(
      fc.property(small(), small(), (outer, inner) => {
        expect(contains(outer, inner)).toBe(inBoth(outer, inner).length === momentsOf(inner).length);
      }),
    );
  });

  it('shares with another what lies in both, as a valid interval or not at all', () => {
    fc.assert(
      fc.property(small(), small(), (a, b) => {
        const shared = intersect(a, b);
        expect(momentsOf(shared)).toEqual(inBoth(a, b));
        expect(shared).toEqual(intersect(b, a));
        if (shared !== undefined) expect(Validity.safeParse(shared).success).toBe(true);
      }),
    );
  });

  it('keeps an unknown start visibly unknown', () => {
    expect(intersect(span(null, 5), span(null, 9))).toEqual(span(null, 5));
    expect(closeAt(span(null, null), { second: 4, ordinal: 0 })).toEqual(span(null, 4));
    expect(unite([span(2, 9), span(null, 3)])).toEqual([span(null, 9)]);
    expect(subtract(span(null, 9), [span(2, 3)])).toEqual([span(null, 2), span(3, 9)]);
  });

  it('is cut at a moment into what was before and what is since', () => {
    fc.assert(
      fc.property(small(), point, (interval, cut) => {
        const before = closeAt(interval, cut);
        const since = startAt(interval, cut);
        expect(momentsOf(before)).toEqual(momentsOf(interval).filter((moment) => moment < indexOf(cut)));
        expect(momentsOf(since)).toEqual(momentsOf(interval).filter((moment) => moment >= indexOf(cut)));
      }),
    );
  });

  it('leaves nothing of what had not begun when it was closed', () => {
    expect(closeAt(span(5, null), { second: 5, ordinal: 0 })).toBe(undefined);
    expect(startAt(span(1, 5), { second: 5, ordinal: 0 })).toBe(undefined);
    expect(closeAt(span(1, 5), { second: 9, ordinal: 0 })).toEqual(span(1, 5));
  });
});

describe('an instant', () => {
  it('holds at its own moment and at no other', () => {
    fc.assert(
      fc.property(storyTime(), storyTime(), (time, other) => {
        const instant = instantAt(time);
        expect(holdsAt(instant, time)).toBe(true);
        expect(holdsAt(instant, other)).toBe(sameTime(time, other));
        expect(isInstant(instant)).toBe(true);
        expect(Validity.safeParse(instant).success).toBe(true);
      }),
    );
  });

  it('touches the instant of the next moment', () => {
    fc.assert(
      fc.property(storyTime(), (time) => {
        const next = nextMoment(time);
        if (next !== undefined) expect(touches(instantAt(time), instantAt(next))).toBe(true);
      }),
    );
  });

  it('is an interval of exactly one ordinal', () => {
    expect(isInstant({ from: { second: 1, ordinal: 2 }, to: { second: 1, ordinal: 3 } })).toBe(true);
    expect(isInstant({ from: { second: 1, ordinal: 2 }, to: { second: 1, ordinal: 4 } })).toBe(false);
    expect(isInstant(span(1, null))).toBe(false);
    expect(isInstant(span(null, 1))).toBe(false);
    expect(isInstant({ from: lastMoment, to: null })).toBe(true);
  });
});

describe('the ends of intervals', () => {
  it('are in order, an unknown start before every moment and an open end after', () => {
    const nullable = fc.option(point);
    fc.assert(
      fc.property(nullable, nullable, (a, b) => {
        const rank = (end: StoryTime | null, missing: number) => (end === null ? missing : indexOf(end));
        expect(Math.sign(compareStarts(a, b)) - Math.sign(rank(a, immemorial) - rank(b, immemorial))).toBe(0);
        expect(Math.sign(compareEnds(a, b)) - Math.sign(rank(a, pointsMax) - rank(b, pointsMax))).toBe(0);
      }),
    );
  });
});

const several = fc.array(small(), { maxLength: 6 });
const inOrderAndApart = (intervals: readonly Validity[]) => {
  for (const [i, next] of intervals.entries()) {
    const last = intervals[i - 1];
    if (last === undefined) continue;
    expect(compareStarts(last.from, next.from)).toBeLessThan(0);
    expect(overlaps(last, next) || touches(last, next)).toBe(false);
  }
};

describe('many intervals', () => {
  it('unite into the fewest that hold at the same moments', () => {
    fc.assert(
      fc.property(several, (intervals) => {
        const united = unite(intervals);
        expect(momentsOf(...united)).toEqual(momentsOf(...intervals));
        inOrderAndApart(united);
        expect(unite(united)).toEqual(united);
      }),
    );
  });

  it('unite into the same whatever their order', () => {
    fc.assert(
      fc.property(several, (intervals) => {
        expect(unite(intervals.toReversed())).toEqual(unite(intervals));
      }),
    );
  });

  it('leave of another exactly what none of them covers', () => {
    fc.assert(
      fc.property(small(), several, (interval, holes) => {
        const covered = new Set(momentsOf(...holes));
        const left = subtract(interval, holes);
        expect(momentsOf(...left)).toEqual(momentsOf(interval).filter((moment) => !covered.has(moment)));
        inOrderAndApart(left);
        for (const each of left) expect(Validity.safeParse(each).success).toBe(true);
      }),
    );
  });
});

describe('momentOf', () => {
  it('meets just what holds at the moment', () => {
    fc.assert(
      fc.property(storyTime(), validity(), (time, valid) => {
        expect(overlaps(momentOf(time), valid)).toBe(holdsAt(valid, time));
      }),
    );
  });

  it('meets just what is open where there is no moment', () => {
    fc.assert(
      fc.property(validity(), (valid) => {
        expect(overlaps(momentOf(null), valid)).toBe(valid.to === null);
      }),
    );
  });
});
