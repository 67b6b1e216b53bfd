import { setTimeout as wait } from 'node:timers/promises';
import { idSource } from '../../src/domain/id-source.ts';
import type { World } from '../../src/ports/world.ts';
import { seededChance } from './chance.ts';

const epochMs = Date.UTC(2026, 0, 1);

/** A world in which nothing depends on the day: its clock moves one millisecond each time somebody looks at it. */
export const seededWorld = (seed: number): World => {
  const random = seededChance(seed);
  let ms = epochMs;
  const now = () => ms++;
  return {
    now,
    random,
    newId: idSource({ now, random }),
    async sleep(delayMs, signal) {
      await wait(delayMs, undefined, { signal }).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
    },
  };
};
