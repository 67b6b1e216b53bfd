import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UniverseId } from '../../../schemas/ids.ts';
import { Failure, isFailure } from '../../domain/failure.ts';
import { openStoreFile, type StoreFileOptions } from './migrate.ts';
import type { Sqlite } from './sqlite.ts';

// The file that the text index and the vector index share. All of it can be made again from the other stores.

/** A long piece of work lets others of this program run, and ends here if it was cancelled. */
export const giveWay = async (signal?: AbortSignal): Promise<void> => {
  signal?.throwIfAborted();
  await nextTurn();
  signal?.throwIfAborted();
};

/** Cuts a list where a write would become too large. */
export const batchesOf = <T>(
  items: readonly T[],
  { sizeOf, sizeMax }: { sizeOf: (item: T) => number; sizeMax: number },
): T[][] => {
  const batches: T[][] = [];
  let size = Infinity;
  for (const item of items) {
    size += sizeOf(item);
    if (size > sizeMax) {
      batches.push([]);
      size = sizeOf(item);
    }
    batches.at(-1)?.push(item);
  }
  return batches;
};

/** Where an index keeps its universes. */
export interface Spaces {
  table: 'text_spaces' | 'vector_spaces';
  /** Deletes some entries of a space and tells how many; fewer than `max`: there are no more. */
  forget: (space: number, max: number) => number;
}
const sweptPerWriteMax = 500;

/** Deletes what cleared universes have left, in small writes. What an interrupted sweep has left is there for the next. */
const sweep = async (database: Sqlite, { table, forget }: Spaces, signal?: AbortSignal): Promise<void> => {
  const findCleared = database.prepare(`SELECT number FROM ${table} WHERE universe IS NULL LIMIT 1`);
  const removeSpace = database.prepare(`DELETE FROM ${table} WHERE number = ?`);
  while (database.read(() => findCleared.get()) !== undefined) {
    await database.write(() => {
      const row = findCleared.get();
      if (row === undefined) return;
      const space = Number(row['number']);
      if (forget(space, sweptPerWriteMax) < sweptPerWriteMax) removeSpace.run(space);
    }, signal);
    await giveWay(signal);
  }
};

/** From the first write on, nothing of the universe is found. */
export const clearSpace = async (
  database: Sqlite,
  spaces: Spaces,
  { universe, signal }: { universe: UniverseId; signal: AbortSignal | undefined },
): Promise<void> => {
  const orphan = database.prepare(`UPDATE ${spaces.table} SET universe = NULL WHERE universe = ?`);
  await database.write(() => orphan.run(universe), signal);
  await sweep(database, spaces, signal);
};

const mended = (error: unknown): unknown =>
  isFailure(error) && error.code === 'store_damaged'
    ? new Failure({
        kind: 'terminal',
        code: error.code,
        message: error.message,
        advice: 'Delete it and run `monitor index rebuild`: it holds nothing that the other stores do not.',
        cause: error,
      })
    : error;

const openMended = async (options: StoreFileOptions): Promise<Sqlite> => {
  const rethrow = (error: unknown): never => {
    throw mended(error);
  };
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return rethrow(error);
    }
  };
  const database = await openStoreFile('index', options).catch(rethrow);
  return {
    ...database,
    prepare: (sql) => guard(() => database.prepare(sql)),
    read: (work) => guard(() => database.read(work)),
    write: (work, signal) => database.write(work, signal).catch(rethrow),
  };
};

/** Opens it with the part that belongs to one index, and finishes what a clearing that was cut off has left. */
export const openIndexFile = async (
  options: StoreFileOptions,
  spacesOf: (database: Sqlite) => Spaces,
): Promise<{ database: Sqlite; spaces: Spaces }> => {
  const database = await openMended(options);
  try {
    const spaces = spacesOf(database);
    if (options.mode === 'write') await sweep(database, spaces);
    return { database, spaces };
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
};
