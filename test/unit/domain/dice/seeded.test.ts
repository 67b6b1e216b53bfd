import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededFaces, threefry } from '../../../../src/domain/dice/seeded.ts';
import { runs } from '../../../support/runs.ts';

const hex = (words: readonly number[]): string => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('threefry-2x32 with 20 rounds', () => {
  // As they are published with Random123.
  it.each([
    [0x00000000, 0x00000000, 0x00000000, 0x00000000, '6b200159 99ba4efe'],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, '1cb996fc bb002be7'],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 'c4923a9c 483df7a0'],
  ])('with key %d %d makes of %d %d %s', (k0, k1, c0, c1, made) => {
    expect(hex(threefry([k0, k1])([c0, c1]))).toBe(made);
  });
});

const falls = (seed: string, { sides, count, used = 0 }: { sides: number; count: number; used?: number }): number[] => {
  const faces = seededFaces(seed, used);
  return Array.from({ length: count }, () => faces.next(sides));
};

describe('what falls from a seed', () => {
  it('is the same for everybody and for ever', () => {
    expect(falls('monitor', { sides: 20, count: 12 })).toEqual([3, 1, 5, 2, 20, 11, 20, 5, 20, 4, 2, 4]);
    expect(falls('', { sides: 6, count: 12 })).toEqual([6, 4, 1, 5, 2, 3, 6, 5, 3, 5, 3, 6]);
    expect(falls('zwölf 🎲', { sides: 100_000, count: 6 })).toEqual([15007, 21386, 69218, 30636, 5101, 28529]);
  });

  it('goes on where it was left', () => {
    const anySides = fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.constant('fudge' as const));
    fc.assert(
      fc.property(fc.string(), fc.array(anySides, { maxLength: 30 }), fc.nat(30), (seed, sides, at) => {
        const whole = seededFaces(seed);
        const faces = sides.map((each) => whole.next(each));
        const first = seededFaces(seed);
        const before = sides.slice(0, at).map((each) => first.next(each));
        const second = seededFaces(seed, first.used());
        expect([...before, ...sides.slice(at).map((each) => second.next(each))]).toEqual(faces);
        expect(second.used()).toBe(whole.used());
      }),
      { numRuns: runs(200) },
    );
  });

  it('goes on past the places that one word can count', () => {
    const far = 2 ** 33;
    expect(falls('far', { sides: 1_000, count: 8, used: far })).not.toEqual(falls('far', { sides: 1_000, count: 8 }));
    expect(falls('far', { sides: 1_000, count: 8, used: far + 4 })).toEqual(
      falls('far', { sides: 1_000, count: 12, used: far }).slice(4),
    );
  });

  it('is something else for another seed', () => {
    const seeds = Array.from({ length: 500 }, (_, at) => `seed ${at}`);
    expect(new Set(seeds.map((seed) => falls(seed, { sides: 100_000, count: 4 }).join())).size).toBe(seeds.length);
  });

  it('is a side that the die has', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 100_000 }), (seed, sides) => {
        const faces = seededFaces(seed);
        const face = faces.next(sides);
        expect(Number.isInteger(face) && face >= 1 && face <= sides).toBe(true);
        expect([-1, 0, 1]).toContain(faces.next('fudge'));
      }),
      { numRuns: runs(300) },
    );
  });
});

const chiSquare = (counts: readonly number[], expected: number): number =>
  counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

/** What chi-square stays under in all but one of a million cases (Wilson and Hilferty); and over, with the sign turned. */
const bound = (freedom: number, sign: 1 | -1): number => {
  const part = 2 / (9 * freedom);
  return freedom * (1 - part + sign * 4.753 * Math.sqrt(part)) ** 3;
};

describe('every side is as likely as every other', () => {
  const rolls = 200_000;

  it.each([2, 3, 6, 7, 20, 100])('of a d%d, alone and after any other', (sides) => {
    const faces = seededFaces('fair');
    const counts = Array.from({ length: sides }, () => 0);
    const pairs = Array.from({ length: sides * sides }, () => 0);
    let last = faces.next(sides) - 1;
    for (let roll = 0; roll < rolls; roll++) {
      const face = faces.next(sides) - 1;
      counts[face] = (counts[face] ?? 0) + 1;
      const pair = last * sides + face;
      pairs[pair] = (pairs[pair] ?? 0) + 1;
      last = face;
    }
    const single = chiSquare(counts, rolls / sides);
    expect(single).toBeLessThan(bound(sides - 1, 1));
    expect(chiSquare(pairs, rolls / sides ** 2)).toBeLessThan(bound(sides ** 2 - 1, 1));
    // Nor so even that nobody would believe it.
    if (sides >= 20) expect(single).toBeGreaterThan(bound(sides - 1, -1));
  });

  it('of the first die of each of many seeds', () => {
    const sides = 20;
    const counts = Array.from({ length: sides }, () => 0);
    for (let seed = 0; seed < 20_000; seed++) {
      const face = seededFaces(`scene ${seed}`).next(sides) - 1;
      counts[face] = (counts[face] ?? 0) + 1;
    }
    expect(chiSquare(counts, 20_000 / sides)).toBeLessThan(bound(sides - 1, 1));
  });

  it('of many sides too: what would favour some of them is drawn again', () => {
    // Of so many sides a plain remainder would show those of the first third twice as often.
    const sides = Math.floor((2 ** 32 * 3) / 4);
    const faces = seededFaces('fair');
    let low = 0;
    for (let roll = 0; roll < 30_000; roll++) if (faces.next(sides) <= sides / 3) low++;
    expect(low).toBeGreaterThan(30_000 / 3 - 400);
    expect(low).toBeLessThan(30_000 / 3 + 400);
  });
});
