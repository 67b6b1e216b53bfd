import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../domain/failure.ts';
import { sqliteFailure } from './sqlite-failure.ts';

// S1. Write-ahead log, so that readers never wait. What is acknowledged is synced, unless the file can be rebuilt.
// S2. Every write begins with `BEGIN IMMEDIATE`: a lock is taken before anything is read, or the write does not begin.
// S3. Waiting for another process's write is bounded, and does not block the program.

/** Older ones lose acknowledged writes when the log is reset under two connections. */
const sqliteVersionMin = [3, 51, 3] as const;
const writeWaitMsMax = 5_000;
const lockWaitMs = 20;
const retryMsMin = 2;
const retryMsMax = 40;
const statementsMax = 500;
/** The log is folded into the file when it has so many pages: seldom enough that a commit rarely waits for it. */
const walPagesMax = 4_000;

export interface SqliteOptions {
  path: string;
  /** `read`: SQLite itself refuses every write. */
  mode: 'read' | 'write';
  /** `full`: a commit survives power loss. `rebuildable`: it survives the end of the process. */
  durability: 'full' | 'rebuildable';
  cacheKibMax?: number;
}

export interface Sqlite extends Disposable {
  readonly path: string;
  /** A prepared statement, kept for the next time. */
  prepare(sql: string): StatementSync;
  exec(sql: string): void;
  /** Runs in one write transaction, all or none; waits for others, up to a bound. */
  write<T>(work: () => T, signal?: AbortSignal): Promise<T>;
  /** The same for work that takes long and lets others run meanwhile: only on a connection that nobody else uses. */
  writeLong<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Several reads that see one state. */
  read<T>(work: () => T): T;
}

const assertVersion = (database: DatabaseSync): void => {
  const row = database.prepare('SELECT sqlite_version() AS version').get();
  const version = String(row?.['version']);
  const parts = version.split('.').map(Number);
  for (const [i, least] of sqliteVersionMin.entries()) {
    const part = parts[i] ?? 0;
    if (part > least) return;
    if (part < least)
      throw new Failure({
        kind: 'terminal',
        code: 'sqlite_too_old',
        message: `this runtime brings SQLite \`${version}\`, which can lose acknowledged writes`,
        advice: `Run it with a Node that brings SQLite ${sqliteVersionMin.join('.')} or later (\`npm install\` gets one).`,
      });
  }
};

const isBusy = (error: unknown): boolean => error instanceof Failure && error.code === 'store_busy';

export const openSqlite = ({ path, mode, durability, cacheKibMax = 16_384 }: SqliteOptions): Sqlite => {
  const statements = new Map<string, StatementSync>();
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw sqliteFailure(error, path);
    }
  };

  const database = guard(() => {
    if (mode === 'write') mkdirSync(dirname(path), { recursive: true });
    const opened = new DatabaseSync(path, { readOnly: mode === 'read', timeout: lockWaitMs });
    try {
      assertVersion(opened);
      if (mode === 'write') opened.exec('PRAGMA journal_mode = WAL');
      opened.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
      opened.exec(
        `PRAGMA cache_size = ${-cacheKibMax}; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = ${walPagesMax}; PRAGMA foreign_keys = OFF`,
      );
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  });

  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= statementsMax) statements.clear();
    const statement = guard(() => database.prepare(sql));
    statements.set(sql, statement);
    return statement;
  };

  const begin = async (signal?: AbortSignal): Promise<void> => {
    let waitedMs = 0;
    let pauseMs = retryMsMin;
    for (;;) {
      signal?.throwIfAborted();
      try {
        guard(() => database.exec('BEGIN IMMEDIATE'));
        return;
      } catch (error) {
        if (!isBusy(error) || waitedMs >= writeWaitMsMax) throw error;
        await wait(pauseMs, undefined, { signal });
        waitedMs += pauseMs + lockWaitMs;
        pauseMs = Math.min(pauseMs * 2, retryMsMax);
      }
    }
  };

  const finish = <T>(work: () => T): T => {
    try {
      const result = guard(work);
      guard(() => database.exec('COMMIT'));
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };

  return {
    path,
    prepare,
    exec: (sql) => guard(() => database.exec(sql)),
    async write(work, signal) {
      await begin(signal);
      return finish(work);
    },
    async writeLong(work, signal) {
      await begin(signal);
      try {
        const result = await work();
        guard(() => database.exec('COMMIT'));
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw sqliteFailure(error, path);
      }
    },
    read(work) {
      guard(() => database.exec('BEGIN'));
      return finish(work);
    },
    [Symbol.dispose]() {
      if (database.isOpen) database.close();
    },
  };
};
