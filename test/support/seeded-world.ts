import { setTimeout as wait } from 'node:timers/promises';
import { idSource } from '../../src/domain/id-source.ts';
import type { World } from '../../src/ports/world.ts';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const epochMs = Date.UTC(2026, 0, 1);

/** A world in which nothing depends on the day: its clock moves one millisecond each time somebody looks at it. */
export const seededWorld = (seed: number): World => {
  const random = seededRandom(seed);
  let ms = epochMs;
  const now = () => ms++;
  return {
    now,
    random,
    newId: idSource({ now, random }),
    sleep: (delayMs, signal) => wait(delayMs, undefined, { signal }),
  };
};
