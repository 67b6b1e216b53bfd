import { createHash } from 'node:crypto';
import { type Dice, facesOf } from './formula.ts';
import type { Faces } from './roll.ts';

// Chance that can be had again.
// S1. What falls follows from the seed and from how much of it was used before, and from nothing else.
// S2. Every side of a die is as likely as every other: what would favour some is thrown away.

/** Threefry-2x32 of Salmon and others (2011) with 20 rounds: two words for a key and a place, without what came before. */
const rounds = 20;
const parity = 0x1bd11bda;
const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const roundsPerKey = 4;

type Words = readonly [number, number];

export const threefry = ([k0, k1]: Words) => {
  const key = [k0 | 0, k1 | 0, parity ^ k0 ^ k1];
  const keyAt = (at: number): number => key[at % 3] ?? 0;
  return ([c0, c1]: Words): Words => {
    let x0 = (c0 + keyAt(0)) | 0;
    let x1 = (c1 + keyAt(1)) | 0;
    for (let round = 0; round < rounds; round++) {
      const by = rotations[round % rotations.length] ?? 0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << by) | (x1 >>> (32 - by))) ^ x0;
      if (round % roundsPerKey !== roundsPerKey - 1) continue;
      const turn = (round + 1) / roundsPerKey;
      x0 = (x0 + keyAt(turn)) | 0;
      x1 = (x1 + keyAt(turn + 1) + turn) | 0;
    }
    return [x0 >>> 0, x1 >>> 0];
  };
};

const wordsCount = 2 ** 32;

/** As many words as every side has as many of as any other. */
const fairOf = (count: number): number => wordsCount - (wordsCount % count);

export interface Seeded extends Faces {
  /** How much of the seed was used. */
  used(): number;
}

/** `used`: goes on where that much of it was used before. */
export const seededFaces = (seed: string, used = 0): Seeded => {
  const digest = createHash('sha256').update(seed).digest();
  const wordsOf = threefry([digest.readUInt32LE(0), digest.readUInt32LE(4)]);
  let next = used;
  let pair: Words = [0, 0];
  let pairAt = -1;
  /** Mostly the next die has as many sides as the one before. */
  let last: { sides: Dice['sides']; least: number; count: number; fair: number } = {
    ...{ sides: 1, ...facesOf(1), fair: wordsCount },
  };
  const word = (): number => {
    const at = Math.floor(next / 2);
    if (at !== pairAt) {
      pair = wordsOf(at < wordsCount ? [at, 0] : [at % wordsCount, Math.floor(at / wordsCount)]);
      pairAt = at;
    }
    return pair[next++ % 2] ?? 0;
  };
  return {
    used: () => next,
    next(sides) {
      if (sides !== last.sides) last = { sides, ...facesOf(sides), fair: fairOf(facesOf(sides).count) };
      const { least, count, fair } = last;
      let drawn = word();
      while (drawn >= fair) drawn = word();
      // The remainder, which takes longer where it is asked for as such of numbers that large.
      return drawn - Math.floor(drawn / count) * count + least;
    },
  };
};
