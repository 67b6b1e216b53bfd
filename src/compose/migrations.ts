import { existsSync } from 'node:fs';
import { migrate, migrationStatus, shippedSteps, type SqliteStoreName } from '../adapters/embedded/migrate.ts';
import { openSqlite } from '../adapters/embedded/sqlite.ts';
import type { StoreFile } from './store-files.ts';

/** A step of a store's schema, and who applied it: null where nobody has yet. */
export interface StepView {
  number: number;
  name: string;
  appliedBy: string | null;
}

export interface StoreSteps {
  store: SqliteStoreName;
  path: string;
  steps: readonly StepView[];
}

/** Where the schema of a store's file stands. Changes nothing, also where there is no file yet. */
export const stepsOf = ({ store, path }: StoreFile): StoreSteps => {
  if (!existsSync(path))
    return { store, path, steps: shippedSteps(store).map(({ number, name }) => ({ number, name, appliedBy: null })) };
  using database = openSqlite({ path, mode: 'read', durability: 'full' });
  const { applied, outstanding } = migrationStatus(database, store);
  return {
    store,
    path,
    steps: [
      ...applied.map(({ number, name, program }) => ({ number, name, appliedBy: program })),
      ...outstanding.map(({ number, name }) => ({ number, name, appliedBy: null })),
    ],
  };
};

/** Brings the schema of a store's file up to this program, and tells which steps that took. */
export const bringUp = async ({ store, path }: StoreFile, program: string): Promise<StoreSteps> => {
  using database = openSqlite({ path, mode: 'write', durability: 'full' });
  const done = await migrate(database, { store, program });
  return { store, path, steps: done.map(({ number, name }) => ({ number, name, appliedBy: program })) };
};
