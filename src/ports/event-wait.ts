import type { World } from './world.ts';

// How every event log waits for the first event.
// T1. A change during a look is not missed: it is noticed before the wait after that look begins.
// T2. A wait leaves no sleep behind, however it ends.

const pollMsMin = 2;
const pollMsMax = 50;

export interface WatchOptions {
  sleep: World['sleep'];
  /** Differs whenever others may have appended. Null: everybody who appends calls `wake`. */
  version: (() => number) | null;
}

export interface WaitOptions {
  waitMsMax: number;
  signal: AbortSignal | undefined;
}

export interface AppendWatch {
  /** Looks, and looks again after each change, until something is found or the time is over. */
  until<T>(look: () => Promise<readonly T[]>, options: WaitOptions): Promise<readonly T[]>;
  /** Something was appended here. */
  wake: () => void;
  /** Ends all waits with what they have found: nothing. */
  close: () => void;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Nobody reads it: one for all, since a new one with its stack costs more than the look. */
const woken = new Error('there is something to look at');

export const appendWatch = ({ sleep, version }: WatchOptions): AppendWatch => {
  const waits = new Set<() => void>();
  let closed = false;
  const wake = (): void => {
    for (const interrupt of waits) interrupt();
  };

  /** Until interrupted, or until the version is another. */
  const nap = async (interrupted: AbortSignal, seen: number | undefined): Promise<void> => {
    if (version === null) return aborted(interrupted);
    for (let pauseMs = pollMsMin; !interrupted.aborted && version() === seen; pauseMs *= 2)
      await sleep(Math.min(pauseMs, pollMsMax), interrupted).catch((error: unknown) => {
        if (!interrupted.aborted) throw error;
      });
  };

  const waitAndLook = async <T>(
    look: () => Promise<readonly T[]>,
    { waitMsMax, signal }: WaitOptions,
  ): Promise<readonly T[]> => {
    const done = new AbortController();
    let interruption = new AbortController();
    const time = { isOver: false };
    const interrupt = (): void => interruption.abort(woken);
    const endTime = (): void => {
      time.isOver = true;
      interrupt();
    };
    void sleep(waitMsMax, done.signal)
      .catch(() => undefined)
      .then(endTime);
    waits.add(interrupt);
    signal?.addEventListener('abort', interrupt);
    try {
      for (;;) {
        const seen = version?.();
        const found = await look();
        if (found.length > 0 || time.isOver) return found;
        await nap(interruption.signal, seen);
        signal?.throwIfAborted();
        if (closed) return [];
        interruption = new AbortController();
      }
    } finally {
      done.abort(woken);
      waits.delete(interrupt);
      signal?.removeEventListener('abort', interrupt);
    }
  };

  return {
    async until(look, options) {
      options.signal?.throwIfAborted();
      const found = await look();
      return found.length > 0 || options.waitMsMax === 0 ? found : waitAndLook(look, options);
    },
    wake,
    close() {
      closed = true;
      wake();
    },
  };
};
