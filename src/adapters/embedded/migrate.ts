import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Failure } from '../../domain/failure.ts';
import { openSqlite, type Sqlite, type SqliteOptions } from './sqlite.ts';

// M1. A step is applied once, in one transaction with the note that it was.
// M2. A step that was shipped never changes: its digest is kept beside it, and another one is refused.
// M3. A file with a later schema than this program knows is left alone.

export const sqliteStores = ['canon', 'narrative', 'events', 'index'] as const;
export type SqliteStoreName = (typeof sqliteStores)[number];

/** Marks a file as ours, and as which: 'MON' and a digit, in SQLite's header. */
const applicationIds: Record<SqliteStoreName, number> = {
  canon: 0x4d4f4e31,
  narrative: 0x4d4f4e32,
  events: 0x4d4f4e33,
  index: 0x4d4f4e34,
};

export interface MigrationStep {
  number: number;
  name: string;
  sql: string;
  digest: string;
}

export interface AppliedStep {
  number: number;
  name: string;
  digest: string;
  program: string;
}

export interface MigrationStatus {
  store: SqliteStoreName;
  applied: readonly AppliedStep[];
  outstanding: readonly MigrationStep[];
}

const folder = new URL('../../../migrations/sqlite/', import.meta.url);
const fileName = /^(\d{4})-([a-z0-9-]+)\.sql$/;

/** A checkout with other line ends has the same steps. */
export const digestOfStep = (sql: string): string =>
  createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');

/** The steps that this program ships for a store, in order. */
export const shippedSteps = (store: SqliteStoreName): readonly MigrationStep[] =>
  readdirSync(new URL(`${store}/`, folder))
    .sort()
    .map((file, index) => {
      const [, number, name] = fileName.exec(file) ?? [];
      if (number === undefined || name === undefined || Number(number) !== index + 1)
        throw new Error(`\`migrations/sqlite/${store}/${file}\` is not the step number ${index + 1}`);
      const sql = readFileSync(new URL(`${store}/${file}`, folder), 'utf8');
      return { number: index + 1, name, sql, digest: digestOfStep(sql) };
    });

const isTable = (database: Sqlite, name: string): boolean =>
  database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).get(name) !== undefined;

const appliedSteps = (database: Sqlite): AppliedStep[] =>
  isTable(database, 'migrations')
    ? database
        .prepare('SELECT number, name, digest, program FROM migrations ORDER BY number')
        .all()
        .map((row) => ({
          number: Number(row['number']),
          name: String(row['name']),
          digest: String(row['digest']),
          program: String(row['program']),
        }))
    : [];

const assertOurs = (database: Sqlite, store: SqliteStoreName): void => {
  const id = Number(database.prepare('PRAGMA application_id').get()?.['application_id']);
  if (id === applicationIds[store]) return;
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (id === 0 && isEmpty) return;
  throw new Failure({
    kind: 'terminal',
    code: 'foreign_file',
    message: `\`${database.path}\` is a SQLite file, but not a ${store} store of this program`,
    advice: 'Move it away, or choose another folder with `--data`. Nothing was changed.',
  });
};

const assertKnown = (database: Sqlite, applied: readonly AppliedStep[], steps: readonly MigrationStep[]): void => {
  const last = applied.at(-1);
  if (last !== undefined && last.number > steps.length)
    throw new Failure({
      kind: 'terminal',
      code: 'schema_ahead',
      message: `the schema of \`${database.path}\` is version ${last.number} and this program knows up to ${steps.length}`,
      advice: `Update monitor, or open it with the program that wrote it (\`${last.program}\`). Nothing was changed.`,
    });
  for (const step of applied) {
    const shipped = steps[step.number - 1];
    if (shipped?.digest !== step.digest)
      throw new Failure({
        kind: 'terminal',
        code: 'migration_changed',
        message: `step ${step.number} (\`${step.name}\`) of \`${database.path}\` is not the one that this program ships`,
        advice: `Open it with the program that wrote it (\`${step.program}\`) and export the world. Nothing was changed.`,
      });
  }
};

/** What has been applied and what is outstanding; refuses files that this program must not touch. */
export const migrationStatus = (
  database: Sqlite,
  store: SqliteStoreName,
  steps: readonly MigrationStep[] = shippedSteps(store),
): MigrationStatus =>
  database.read(() => {
    assertOurs(database, store);
    const applied = appliedSteps(database);
    assertKnown(database, applied, steps);
    return { store, applied, outstanding: steps.slice(applied.length) };
  });

export interface MigrateOptions {
  store: SqliteStoreName;
  /** Name and version of this program, noted beside each step. */
  program: string;
  steps?: readonly MigrationStep[];
}

const applyStep = (database: Sqlite, step: MigrationStep, { store, program }: MigrateOptions): void => {
  if (step.number === 1) {
    database.exec(`PRAGMA application_id = ${applicationIds[store]}`);
    database.exec(`CREATE TABLE migrations (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, program TEXT NOT NULL
    ) STRICT`);
  }
  database.exec(step.sql);
  database
    .prepare('INSERT INTO migrations (number, name, digest, program) VALUES (?, ?, ?, ?)')
    .run(step.number, step.name, step.digest, program);
};

/** Applies what is outstanding, and returns it. Two processes at once apply each step once, and neither goes on with what it doesn't know. */
export const migrate = async (database: Sqlite, options: MigrateOptions): Promise<readonly MigrationStep[]> => {
  const { store, steps = shippedSteps(store) } = options;
  const done: MigrationStep[] = [];
  for (const step of migrationStatus(database, store, steps).outstanding)
    await database.write(() => {
      // Another process may have been faster, and may be another version of this program.
      if (migrationStatus(database, store, steps).outstanding[0] !== step) return;
      applyStep(database, step, options);
      done.push(step);
    });
  return done;
};

/** For those who only read: the schema has to be there already, all of it. */
const assertMigrated = (database: Sqlite, store: SqliteStoreName): void => {
  const { outstanding } = migrationStatus(database, store);
  if (outstanding.length > 0)
    throw new Failure({
      kind: 'terminal',
      code: 'schema_behind',
      message: `the schema of \`${database.path}\` is ${outstanding.length} steps behind this program`,
      advice: 'Run `monitor migrate up`.',
    });
};

export interface StoreFileOptions
  extends Omit<SqliteOptions, 'durability'>, Partial<Pick<SqliteOptions, 'durability'>> {
  /** Name and version of this program. */
  program: string;
}

/** Opens the file of a store: to write, it is brought to this program's schema first; to read, it has to be there. */
export const openStoreFile = async (store: SqliteStoreName, options: StoreFileOptions): Promise<Sqlite> => {
  const { durability = store === 'index' ? 'rebuildable' : 'full' } = options;
  const database = openSqlite({ ...options, durability });
  try {
    if (options.mode === 'write') await migrate(database, { store, program: options.program });
    else assertMigrated(database, store);
    return database;
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
};
