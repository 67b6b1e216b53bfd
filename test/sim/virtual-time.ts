import { setImmediate as settled } from 'node:timers/promises';

// Time that passes only when everybody waits for it: then the one who is to wake first wakes, alone. So one seed gives one order of everything.

const epochMs = Date.UTC(2026, 0, 1);
/** More than any run needs: who wakes more often goes round in circles. */
const wakingsMax = 400_000;

interface Sleeper {
  dueMs: number;
  wake: () => void;
}

export interface VirtualTime {
  /** Never goes back. What a process takes for the time is its own. */
  now(): number;
  /** Rejects with the signal's reason when cancelled. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets time pass until the work is done. False: it never will be, because everybody waits for somebody else. */
  until(work: Promise<unknown>): Promise<boolean>;
}

export const virtualTime = (): VirtualTime => {
  const sleeping = new Set<Sleeper>();
  let ms = epochMs;
  let wakings = 0;

  const first = (): Sleeper | undefined => {
    let found: Sleeper | undefined;
    for (const sleeper of sleeping) if (found === undefined || sleeper.dueMs < found.dueMs) found = sleeper;
    return found;
  };

  return {
    now: () => ms,
    sleep(delayMs, signal) {
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
      return new Promise((resolve, reject) => {
        const cancel = (): void => {
          sleeping.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', cancel);
          resolve();
        };
        const sleeper: Sleeper = { dueMs: ms + delayMs, wake };
        sleeping.add(sleeper);
        signal?.addEventListener('abort', cancel, { once: true });
      });
    },
    async until(work) {
      const state = { isDone: false };
      const ended = work.finally(() => {
        state.isDone = true;
      });
      ended.catch(() => undefined);
      for (;;) {
        await settled();
        if (state.isDone) break;
        const next = first();
        if (next === undefined || wakings++ === wakingsMax) return false;
        sleeping.delete(next);
        ms = Math.max(ms, next.dueMs);
        next.wake();
      }
      await ended;
      return true;
    },
  };
};
