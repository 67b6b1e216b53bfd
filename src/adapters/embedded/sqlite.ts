import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../domain/failure.ts';
import { sqliteFailure } from './sqlite-failure.ts';

// S1. Write-ahead log, so that readers never wait. What is acknowledged is synced, unless the file can be rebuilt.
// S2. Every write begins with `BEGIN IMMEDIATE`: a lock is taken before anything is read, or the write does not begin.
// S3. Waiting for another process's write is bounded, and does not block the program.
// S4. Nothing runs between the beginning of a transaction and its end but its own work, so that calls at the same time do not mix.
// S5. A file that is not this program's is not changed, not even to a write-ahead log.

/** Older ones lose acknowledged writes when the log is reset under two connections. */
const sqliteVersionMin = [3, 51, 3] as const;
const writeWaitMsMaxDefault = 5_000;
/** While a file is opened the program stands still: switching to the write-ahead log needs the file alone for a moment. */
const openWaitMsMax = 2_000;
const lockWaitMs = 20;
const retryMsMin = 2;
const retryMsMax = 40;
const statementsMax = 500;
/** The log is folded into the file when it has so many pages: seldom enough that a commit rarely waits for it. */
const walPagesMax = 4_000;
/** A file of this size outgrows any cache of pages that a process should hold: it is mapped, and the system's cache serves it. */
const mappedBytesMin = 512 * 1_024 ** 2;
const mappedBytesMax = 0x7fff_0000; // SQLite's own bound; what lies beyond is read as in any file, through a larger cache
const unmappedCacheKibMax = 262_144;

export interface SqliteOptions {
  path: string;
  /** `read`: SQLite itself refuses every write. */
  mode: 'read' | 'write';
  /** `full`: a commit survives power loss. `rebuildable`: it survives the end of the process. */
  durability: 'full' | 'rebuildable';
  cacheKibMax?: number;
  /** How long a write waits for another process's. */
  writeWaitMsMax?: number;
  /** A write that would make the file larger fails as on a full disk. */
  fileBytesMax?: number;
}

/** What a statement that gives cells is good for. */
export type CellStatement = Pick<StatementSync, 'setAllowUnknownNamedParameters'> & {
  all<T extends readonly unknown[]>(...values: readonly SQLInputValue[]): readonly T[];
  all<T extends readonly unknown[]>(values: Readonly<Record<string, SQLInputValue>>): readonly T[];
};

export interface Sqlite extends Disposable {
  readonly path: string;
  /** A prepared statement, kept for the next time. Run it inside `read` or `write`: they tell what its errors mean. */
  prepare(sql: string): StatementSync;
  /** The same for many rows: each comes as the list of its cells, which is made in half the time of an object. */
  prepareCells(sql: string): CellStatement;
  exec(sql: string): void;
  /** Runs in one write transaction, all or none; waits for others, up to a bound. */
  write<T>(work: () => T, signal?: AbortSignal): Promise<T>;
  /** The same for work that takes long and lets others run meanwhile: only on a connection that nobody else uses. */
  writeLong<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Reads that see one state: inside a write, the state that it has made so far. */
  read<T>(work: () => T): T;
}

export const refuseOldSqlite = (version: string): void => {
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

const numberOf = (database: DatabaseSync, pragma: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);

/** The numbers that this program writes into the header of its files begin with 'MON'. */
const isOursOrNew = (database: DatabaseSync): boolean => {
  const applicationId = numberOf(database, 'application_id');
  if (applicationId >>> 8 === 0x4d4f4e) return true;
  return applicationId === 0 && database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
};

const walTriesMax = 8;
const sqliteBusy = 5;
const primaryCode = 0xff;

const isLocked = (error: unknown): boolean =>
  (Number((error as { errcode?: unknown }).errcode) & primaryCode) === sqliteBusy;

/**
 * Of several who make a file at the same moment all but one are told at once that it is locked, however long they would wait: waiting there could be for
 * each other. So they wait for a turn to write, which is given, and by then it is done.
 */
const useWal = (database: DatabaseSync): void => {
  for (let tries = 1; ; tries++)
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (tries === walTriesMax || !isLocked(error)) throw error;
      database.exec('BEGIN IMMEDIATE; COMMIT');
    }
};

const setUp = (database: DatabaseSync, options: SqliteOptions): void => {
  const { mode, durability, cacheKibMax = 16_384, fileBytesMax } = options;
  refuseOldSqlite(String(database.prepare('SELECT sqlite_version() AS version').get()?.['version']));
  if (mode === 'write' && isOursOrNew(database)) useWal(database);
  database.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
  database.exec(
    `PRAGMA cache_size = ${-cacheKibMax}; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = ${walPagesMax}; PRAGMA foreign_keys = OFF`,
  );
  if (numberOf(database, 'page_count') * numberOf(database, 'page_size') >= mappedBytesMin)
    database.exec(
      `PRAGMA mmap_size = ${mappedBytesMax}; PRAGMA cache_size = ${-Math.max(cacheKibMax, unmappedCacheKibMax)}`,
    );
  if (fileBytesMax !== undefined)
    database.exec(`PRAGMA max_page_count = ${Math.floor(fileBytesMax / numberOf(database, 'page_size'))}`);
  database.exec(`PRAGMA busy_timeout = ${lockWaitMs}`);
};

const openDatabase = (options: SqliteOptions): DatabaseSync => {
  if (options.mode === 'write') mkdirSync(dirname(options.path), { recursive: true });
  const database = new DatabaseSync(options.path, { readOnly: options.mode === 'read', timeout: openWaitMsMax });
  try {
    setUp(database, options);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

export const openSqlite = (options: SqliteOptions): Sqlite => {
  const { path, mode, writeWaitMsMax = writeWaitMsMaxDefault } = options;
  const statements = new Map<string, StatementSync>();
  const cellStatements = new Map<string, StatementSync>();
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw sqliteFailure(error, path, mode);
    }
  };
  const database = guard(() => openDatabase(options));

  const kept = (sql: string, statements: Map<string, StatementSync>, returnArrays: boolean): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= statementsMax) statements.clear();
    const statement = guard(() => database.prepare(sql));
    statement.setReturnArrays(returnArrays);
    statements.set(sql, statement);
    return statement;
  };

  const rollback = (): void => {
    try {
      if (database.isTransaction) database.exec('ROLLBACK');
    } catch {
      // What made it necessary says more, and is on its way to the caller.
    }
  };

  /** The work of a transaction that has begun, and its end. */
  const finish = <T>(work: () => T): T => {
    try {
      return guard(() => {
        const result = work();
        database.exec('COMMIT');
        return result;
      });
    } catch (error) {
      rollback();
      throw error;
    }
  };

  const finishLong = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      rollback();
      throw sqliteFailure(error, path, mode);
    }
  };

  /** Begins a write as soon as it may, and goes on in the same breath. */
  const begin = async <T>(goOn: () => T, signal: AbortSignal | undefined): Promise<Awaited<T>> => {
    let waitedMs = 0;
    let pauseMs = retryMsMin;
    for (;;) {
      signal?.throwIfAborted();
      try {
        guard(() => database.exec('BEGIN IMMEDIATE'));
      } catch (error) {
        if (!isBusy(error) || waitedMs >= writeWaitMsMax) throw error;
        await wait(pauseMs, undefined, { signal }).catch(() => undefined); // cancelled: the next round says so
        waitedMs += pauseMs + lockWaitMs;
        pauseMs = Math.min(pauseMs * 2, retryMsMax);
        continue;
      }
      return await goOn();
    }
  };

  return {
    path,
    prepare: (sql) => kept(sql, statements, false),
    prepareCells: (sql) => kept(sql, cellStatements, true),
    exec: (sql) => guard(() => database.exec(sql)),
    write: (work, signal) => begin(() => finish(work), signal),
    writeLong: (work, signal) => begin(() => finishLong(work), signal),
    read(work) {
      if (database.isTransaction) return guard(work);
      guard(() => database.exec('BEGIN'));
      return finish(work);
    },
    [Symbol.dispose]() {
      if (database.isOpen) database.close();
    },
  };
};
