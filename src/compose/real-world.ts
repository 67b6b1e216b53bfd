import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { idSource } from '../domain/id-source.ts';
import type { World } from '../ports/world.ts';

const chances = 2 ** 47; // the most that the system's source gives at once

/** This machine's clock and chance. */
export const realWorld = (): World => {
  const now = (): number => Date.now();
  const random = (): number => randomInt(chances) / chances;
  return {
    now,
    random,
    newId: idSource({ now, random }),
    async sleep(ms, signal) {
      await sleep(ms, undefined, { signal }).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
    },
  };
};
