import type { CanonReader } from '../../ports/canon-reader.ts';
import type { CanonStore } from '../../ports/canon-writer.ts';
import { canonReader } from './canon-reader.ts';
import { canonWriter } from './canon-writer.ts';
import { assertMigrated, migrate } from './migrate.ts';
import { openSqlite, type Sqlite, type SqliteOptions } from './sqlite.ts';

type FileOptions = Omit<SqliteOptions, 'mode' | 'durability' | 'cacheKibMax'>;

const optionsFor = (file: FileOptions, mode: SqliteOptions['mode']): SqliteOptions => ({
  ...file,
  mode,
  durability: 'full',
  cacheKibMax: 65_536,
});

const closing = (database: Sqlite) => ({
  async [Symbol.asyncDispose]() {
    database[Symbol.dispose]();
  },
});

/** For CanonKeeper, and for whoever restores or migrates a world. */
export const openSqliteCanonStore = async ({
  program,
  ...file
}: FileOptions & { program: string }): Promise<CanonStore> => {
  const database = openSqlite(optionsFor(file, 'write'));
  try {
    await migrate(database, { store: 'canon', program });
    const openOwn = () => openSqlite({ ...optionsFor(file, 'write'), cacheKibMax: 131_072 });
    return { reader: canonReader(database), writer: canonWriter(database, openOwn), ...closing(database) };
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
};

/** For everybody else: SQLite itself refuses their writes. */
export const openSqliteCanonReader = async ({ path }: { path: string }): Promise<CanonReader & AsyncDisposable> => {
  const database = openSqlite(optionsFor({ path }, 'read'));
  try {
    assertMigrated(database, 'canon');
    return { ...canonReader(database), ...closing(database) };
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
};
