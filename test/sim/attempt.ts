import { type Failure, isFailure } from '../../src/domain/failure.ts';
import { isMistake } from './mistakes.ts';
import type { Process, Table } from './table.ts';

export type Outcome<T> =
  { kind: 'done'; value: T } | { kind: 'failed'; failure: Failure } | { kind: 'died' } | { kind: 'interrupted' };

/** Does something as a process does it: it may end in the middle. */
export const attempt = async <T>(
  { watch }: Table,
  { life, interrupt }: Process,
  { what, does }: { what: string; does: () => Promise<T> },
): Promise<Outcome<T>> => {
  const work = does().then(
    (value): Outcome<T> => ({ kind: 'done', value }),
    (error: unknown): Outcome<T> => {
      if (isFailure(error)) {
        if (isMistake(error.code)) watch.broke('nothing is lost', `${what}: ${error.code}: ${error.message}`);
        return { kind: 'failed', failure: error };
      }
      if (interrupt.signal.aborted) return { kind: 'interrupted' };
      watch.broke(
        'nothing breaks',
        `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return { kind: 'interrupted' };
    },
  );
  const outcome = await Promise.race([work, life.over.then((): Outcome<T> => ({ kind: 'died' }))]);
  const said = outcome.kind === 'failed' ? `${outcome.kind} ${outcome.failure.code}` : outcome.kind;
  watch.note(`${life.id} ${what} ${said}`);
  return outcome;
};
