import type { CanonReader } from '../../ports/canon-reader.ts';
import type { CanonStore } from '../../ports/canon-writer.ts';
import { canonReader } from './canon-reader.ts';
import { canonWriter } from './canon-writer.ts';
import { openStoreFile, type StoreFileOptions } from './migrate.ts';
import { openSqlite, type Sqlite } from './sqlite.ts';

const cacheKibMax = 65_536;
/** A fork or a restored universe is one long write, which goes faster if it seldom has to look at what it wrote before. */
const longWriteCacheKibMax = 131_072;

const closing = (database: Sqlite) => ({
  async [Symbol.asyncDispose]() {
    database[Symbol.dispose]();
  },
});

type CanonFileOptions = Omit<StoreFileOptions, 'mode'>;

/** For CanonKeeper, and for whoever restores or migrates a world. */
export const openSqliteCanonStore = async (options: CanonFileOptions): Promise<CanonStore> => {
  const file = { cacheKibMax, ...options, mode: 'write' } as const;
  const database = await openStoreFile('canon', file);
  const openOwn = () => openSqlite({ ...file, durability: 'full', cacheKibMax: longWriteCacheKibMax });
  return { reader: canonReader(database), writer: canonWriter(database, openOwn), ...closing(database) };
};

/** For everybody else: SQLite itself refuses their writes. */
export const openSqliteCanonReader = async (options: CanonFileOptions): Promise<CanonReader & AsyncDisposable> => {
  const database = await openStoreFile('canon', { cacheKibMax, ...options, mode: 'read' });
  return { ...canonReader(database), ...closing(database) };
};
