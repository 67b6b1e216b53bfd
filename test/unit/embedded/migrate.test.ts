import { existsSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import {
  digestOfStep,
  migrate,
  type MigrationStep,
  migrationStatus,
  openStoreFile,
  shippedSteps,
  sqliteStores,
} from '../../../src/adapters/embedded/migrate.ts';
import { openSqlite, type Sqlite } from '../../../src/adapters/embedded/sqlite.ts';
import { linesOf, startChild } from '../../support/child.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const program = 'monitor 0.1.0';

const open = (path: string): Sqlite => openSqlite({ path, mode: 'write', durability: 'full' });

const step = (number: number, sql: string): MigrationStep => ({
  number,
  name: `step-${number}`,
  sql,
  digest: digestOfStep(sql),
});

const history = [
  step(1, 'CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;'),
  step(2, 'ALTER TABLE people ADD COLUMN age INTEGER; CREATE INDEX people_by_name ON people (name);'),
  step(3, 'DROP INDEX people_by_name; CREATE INDEX people_by_age ON people (age) WHERE age IS NOT NULL;'),
];

const schemaOf = (database: Sqlite): unknown[] =>
  database.read(() =>
    database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all(),
  );

const narrative = (steps: readonly MigrationStep[]) => ({ store: 'narrative' as const, program, steps });

const numbersOf = (steps: readonly { number: number }[]): number[] => steps.map(({ number }) => number);

describe('upgrading', () => {
  it.each(sqliteStores.filter((store) => existsSync(new URL(`../../../migrations/sqlite/${store}`, import.meta.url))))(
    'step by step gives the same schema as a fresh start: %s',
    async (store) => {
      await using folder = await temporaryFolder();
      const shipped = shippedSteps(store);
      for (const known of shipped.keys()) {
        using database = open(folder.file('old.sqlite'));
        await migrate(database, { store, program, steps: shipped.slice(0, known + 1) });
      }
      using old = open(folder.file('old.sqlite'));
      using fresh = open(folder.file('fresh.sqlite'));
      await migrate(fresh, { store, program });
      expect(schemaOf(old)).toEqual(schemaOf(fresh));
      expect(migrationStatus(old, store).outstanding).toEqual([]);
    },
  );

  it('applies what is outstanding, once, and notes by whom', async () => {
    await using folder = await temporaryFolder();
    using database = open(folder.file('a.sqlite'));
    expect(numbersOf(await migrate(database, narrative(history.slice(0, 1))))).toEqual([1]);
    expect(numbersOf(await migrate(database, { ...narrative(history), program: 'monitor 0.2.0' }))).toEqual([2, 3]);
    expect(await migrate(database, narrative(history))).toEqual([]);
    const { applied, outstanding } = migrationStatus(database, 'narrative', history);
    expect(applied.map(({ number, program: by }) => [number, by])).toEqual([
      [1, 'monitor 0.1.0'],
      [2, 'monitor 0.2.0'],
      [3, 'monitor 0.2.0'],
    ]);
    expect(outstanding).toEqual([]);
  });

  it('tells what it would do without doing it', async () => {
    await using folder = await temporaryFolder();
    using database = open(folder.file('a.sqlite'));
    expect(numbersOf(migrationStatus(database, 'narrative', history).outstanding)).toEqual([1, 2, 3]);
    expect(schemaOf(database)).toEqual([]);
  });

  it('leaves the former version when a step fails in the middle, and goes on when it was mended', async () => {
    await using folder = await temporaryFolder();
    using database = open(folder.file('a.sqlite'));
    await migrate(database, narrative(history.slice(0, 1)));
    const before = schemaOf(database);
    const broken = step(2, 'CREATE TABLE half (a); INSERT INTO people (name) VALUES (NULL);');
    await expect(migrate(database, narrative([...history.slice(0, 1), broken]))).rejects.toThrow('NOT NULL');
    expect(schemaOf(database)).toEqual(before);
    expect(numbersOf(migrationStatus(database, 'narrative', history).applied)).toEqual([1]);
    expect(numbersOf(await migrate(database, narrative(history)))).toEqual([2, 3]);
  });

  it('does each step once when several processes begin at the same time', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('a.sqlite');
    const script = new URL('../../support/children/migrate-store.ts', import.meta.url);
    await using children = new AsyncDisposableStack();
    const started = Array.from({ length: 4 }, () => children.use(startChild(script, [path, 'narrative'])));
    await Promise.all(started.map((child) => child.printed(1)));
    for (const child of started) child.tell('go');
    const done = (await Promise.all(started.map(linesOf))).flatMap((lines) => lines.slice(1));
    expect(done.toSorted()).toEqual(shippedSteps('narrative').map(({ number }) => `applied ${number}`));
  });

  it('stops when a newer program was faster', async () => {
    await using folder = await temporaryFolder();
    using newer = open(folder.file('a.sqlite'));
    using older = open(folder.file('a.sqlite'));
    const overtaken: Sqlite = {
      ...older,
      write: async (work, signal) => {
        await migrate(newer, narrative(history));
        return older.write(work, signal);
      },
    };
    await expect(migrate(overtaken, narrative(history.slice(0, 2)))).rejects.toMatchObject({ code: 'schema_ahead' });
    expect(numbersOf(migrationStatus(newer, 'narrative', history).applied)).toEqual([1, 2, 3]);
  });
});

describe('refusing', () => {
  it('a file whose schema is ahead of this program, and names who wrote it', async () => {
    await using folder = await temporaryFolder();
    using database = open(folder.file('a.sqlite'));
    await migrate(database, { ...narrative(history), program: 'monitor 9.9.9' });
    const before = schemaOf(database);
    await expect(migrate(database, narrative(history.slice(0, 2)))).rejects.toMatchObject({
      code: 'schema_ahead',
      kind: 'terminal',
      message: expect.stringMatching(/is version 3 and this program knows up to 2$/),
      advice: expect.stringContaining('monitor 9.9.9'),
    });
    expect(schemaOf(database)).toEqual(before);
  });

  it('a step that is not the one that was applied, and applies nothing after it', async () => {
    await using folder = await temporaryFolder();
    using database = open(folder.file('a.sqlite'));
    await migrate(database, narrative(history.slice(0, 2)));
    const before = schemaOf(database);
    const changed = [step(1, `${history[0]?.sql} -- and a word more`), ...history.slice(1)];
    await expect(migrate(database, narrative(changed))).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringContaining('step 1 (`step-1`)'),
    });
    expect(schemaOf(database)).toEqual(before);
  });

  it('takes other line ends for the same step', () => {
    expect(digestOfStep('CREATE TABLE a (\r\n  b\r\n);\r\n')).toBe(digestOfStep('CREATE TABLE a (\n  b\n);\n'));
    expect(digestOfStep('CREATE TABLE a (b);')).not.toBe(digestOfStep('CREATE TABLE a (c);'));
  });

  it('a file of another program, and changes nothing of it', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('a.sqlite');
    const foreign = new DatabaseSync(path);
    foreign.exec('CREATE TABLE recipes (name TEXT); PRAGMA user_version = 4');
    foreign.close();
    const before = readFileSync(path);
    const refused = { code: 'foreign_file', kind: 'terminal' };
    for (const mode of ['write', 'read'] as const)
      await expect(openStoreFile('narrative', { path, mode, program })).rejects.toMatchObject(refused);
    expect(readFileSync(path)).toEqual(before);
  });

  it('a file of another store', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('a.sqlite');
    (await openStoreFile('events', { path, mode: 'write', program }))[Symbol.dispose]();
    await expect(openStoreFile('narrative', { path, mode: 'write', program })).rejects.toMatchObject({
      code: 'foreign_file',
    });
  });
});

describe('a reader', () => {
  it('finds the schema as the writer left it', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('a.sqlite');
    using writer = await openStoreFile('events', { path, mode: 'write', program });
    using reader = await openStoreFile('events', { path, mode: 'read', program });
    expect(schemaOf(reader)).toEqual(schemaOf(writer));
  });

  it('does not bring the schema forward, and says who does', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('a.sqlite');
    open(path)[Symbol.dispose]();
    await expect(openStoreFile('narrative', { path, mode: 'read', program })).rejects.toMatchObject({
      code: 'schema_behind',
      advice: expect.stringContaining('monitor migrate up'),
    });
  });

  it('makes no file', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('a.sqlite');
    await expect(openStoreFile('narrative', { path, mode: 'read', program })).rejects.toMatchObject({
      code: 'store_cannot_open',
    });
    expect(existsSync(path)).toBe(false);
  });
});
