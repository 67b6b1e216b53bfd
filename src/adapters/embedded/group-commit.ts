import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../domain/failure.ts';
import type { Sqlite } from './sqlite.ts';

// W1. Writes asked for at the same time share one transaction, and so one wait for the disk. They are done in the order asked.
// W2. One that fails takes none of the others with it: they are done again, each by itself. So a write may run more than once, and
//     keeps nothing outside the database but its answer.
// W3. A write that is cancelled before its turn is not done. Afterwards it is too late.
// W4. Between two transactions the program gets its turn: a writer in a loop does not starve clocks and cancel signals.

const writesPerTransactionMax = 1_000;
const waitingWritesMax = 100_000;

export interface GroupCommit {
  write<T>(work: () => T, signal?: AbortSignal): Promise<T>;
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>;
}

interface Waiting {
  run: () => void;
  succeed: () => void;
  fail: (error: unknown) => void;
}

const tooManyWaiting = (path: string): Failure =>
  new Failure({
    kind: 'transient',
    code: 'store_busy',
    message: `${waitingWritesMax} writes are waiting for \`${path}\` already`,
    advice: 'Wait for some of them before the next. Nothing was changed.',
  });

export const groupCommit = (database: Sqlite): GroupCommit => {
  const queue: Waiting[] = [];
  let draining: Promise<void> | null = null;

  const oneByOne = async (batch: readonly Waiting[]): Promise<void> => {
    for (const waiting of batch)
      await database
        .write(waiting.run)
        .then(waiting.succeed)
        .catch((error: unknown) => waiting.fail(error));
  };

  const together = async (): Promise<void> => {
    let batch: Waiting[] = [];
    try {
      await database.write(() => {
        batch = queue.splice(0, writesPerTransactionMax);
        for (const waiting of batch) waiting.run();
      });
      for (const waiting of batch) waiting.succeed();
    } catch (error) {
      // Without a batch the transaction never began: somebody else's write took too long for all who waited.
      if (batch.length === 0) for (const waiting of queue.splice(0)) waiting.fail(error);
      else if (batch.length === 1) batch[0]?.fail(error);
      else await oneByOne(batch);
    }
  };

  const drain = async (): Promise<void> => {
    do {
      await nextTurn();
      if (queue.length > 0) await together();
    } while (queue.length > 0);
    draining = null;
  };

  const write = async <T>(work: () => T, signal?: AbortSignal): Promise<T> => {
    signal?.throwIfAborted();
    if (queue.length >= waitingWritesMax) throw tooManyWaiting(database.path);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let answer: T;
    const waiting: Waiting = {
      run: () => {
        answer = work();
      },
      succeed: () => resolve(answer),
      fail: reject,
    };
    const cancel = (): void => {
      const place = queue.indexOf(waiting);
      if (place !== -1) queue.splice(place, 1);
      if (place !== -1) reject(signal?.reason);
    };
    signal?.addEventListener('abort', cancel);
    queue.push(waiting);
    draining ??= drain();
    return promise.finally(() => signal?.removeEventListener('abort', cancel));
  };

  return {
    write,
    idle: async () => {
      await draining;
    },
  };
};
