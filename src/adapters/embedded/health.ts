import { statSync } from 'node:fs';
import { migrationStatus, type SqliteStoreName } from './migrate.ts';
import { openSqlite } from './sqlite.ts';
import { sqliteFailure } from './sqlite-failure.ts';

/** A larger file takes too long to be looked at whenever somebody asks how things are. */
const quickCheckBytesMax = 16 * 1024 * 1024;
const faultsMax = 20;

export interface FileHealth {
  bytes: number;
  /** Steps of the schema that are not applied yet. */
  outstanding: number;
  /** Null: the file was too large for a quick look. */
  faults: readonly string[] | null;
}

/** Looks at a store's file without changing it. `isDeep`: every page and index, however long that takes. */
export const fileHealth = (path: string, store: SqliteStoreName, { isDeep }: { isDeep: boolean }): FileHealth => {
  try {
    const { size: bytes } = statSync(path);
    using database = openSqlite({ path, mode: 'read', durability: 'full' });
    const outstanding = migrationStatus(database, store).outstanding.length;
    if (!isDeep && bytes > quickCheckBytesMax) return { bytes, outstanding, faults: null };
    const check = isDeep ? 'integrity_check' : 'quick_check';
    const rows = database.prepare(`PRAGMA ${check}(${faultsMax})`).all();
    const said = rows.map((row) => String(row[check]));
    return { bytes, outstanding, faults: said.filter((line) => line !== 'ok') };
  } catch (error) {
    throw sqliteFailure(error, path);
  }
};
