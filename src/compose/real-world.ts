import { randomInt } from 'node:crypto';
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
    // Not the one of `node:timers/promises`: an error of its own for everybody who was not to be woken costs more than the sleep.
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => resolve(undefined), ms);
      const cancel = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      await promise.finally(() => signal?.removeEventListener('abort', cancel));
    },
  };
};
