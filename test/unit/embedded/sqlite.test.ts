import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openSqlite, refuseOldSqlite, type Sqlite, type SqliteOptions } from '../../../src/adapters/embedded/sqlite.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const open = (path: string, options: Partial<SqliteOptions> = {}): Sqlite =>
  openSqlite({ path, mode: 'write', durability: 'full', ...options });

const openCounter = async (path: string): Promise<Sqlite> => {
  const database = open(path);
  await database.write(() => {
    database.exec('CREATE TABLE counter (value INTEGER NOT NULL) STRICT; INSERT INTO counter VALUES (0)');
  });
  return database;
};

const valueOf = (database: Sqlite): unknown =>
  database.read(() => database.prepare('SELECT value FROM counter').get()?.['value']);

const increment = (database: Sqlite): number => {
  const value = Number(database.prepare('SELECT value FROM counter').get()?.['value']) + 1;
  database.prepare('UPDATE counter SET value = ?').run(value);
  return value;
};

/** Holds the right to write until told. */
const holdLock = (database: Sqlite) => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const held = database.writeLong(() => promise);
  return { release: () => resolve(undefined), held };
};

const pragma = (database: Sqlite, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];

describe('opening', () => {
  it('uses a write-ahead log, and syncs what is not to be lost', async () => {
    await using folder = await temporaryFolder();
    using full = open(folder.file('full.sqlite'));
    using rebuildable = open(folder.file('rebuildable.sqlite'), { durability: 'rebuildable' });
    const synchronous = { normal: 1, full: 2 };
    expect([pragma(full, 'journal_mode'), pragma(full, 'synchronous')]).toEqual(['wal', synchronous.full]);
    expect([pragma(rebuildable, 'journal_mode'), pragma(rebuildable, 'synchronous')]).toEqual([
      'wal',
      synchronous.normal,
    ]);
  });

  it('makes the folders on the way', async () => {
    await using folder = await temporaryFolder();
    using database = open(folder.file('a/b/c.sqlite'));
    expect(database.path).toBe(folder.file('a/b/c.sqlite'));
  });

  it('changes nothing of a file that is not this program’s', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('foreign.sqlite');
    const foreign = new DatabaseSync(path);
    foreign.exec('CREATE TABLE recipes (name TEXT)');
    foreign.close();
    const before = readFileSync(path);
    open(path)[Symbol.dispose]();
    expect(readFileSync(path)).toEqual(before);
  });

  it('says that a file is damaged, or can’t be opened', async () => {
    await using folder = await temporaryFolder();
    writeFileSync(folder.file('text.sqlite'), 'this is a letter to a friend, and no database at all. '.repeat(40));
    expect(() => open(folder.file('text.sqlite'))).toThrow(expect.objectContaining({ code: 'store_damaged' }));
    mkdirSync(folder.file('folder.sqlite'));
    expect(() => open(folder.file('folder.sqlite'))).toThrow(expect.objectContaining({ code: 'store_cannot_open' }));
    writeFileSync(folder.file('file'), '');
    const below = folder.file('file/below.sqlite');
    expect(() => open(below)).toThrow(expect.objectContaining({ code: 'store_cannot_open' }));
    const missing = folder.file('missing.sqlite');
    expect(() => open(missing, { mode: 'read' })).toThrow(expect.objectContaining({ code: 'store_cannot_open' }));
  });

  it.each(['3.51.2', '3.50.9', '2.99.99', '3.51'])('refuses SQLite %s, which can lose writes', (version) => {
    expect(() => refuseOldSqlite(version)).toThrow(expect.objectContaining({ code: 'sqlite_too_old' }));
  });

  it.each(['3.51.3', '3.52.0', '4.0.0', '3.53.4'])('takes SQLite %s', (version) => {
    expect(() => refuseOldSqlite(version)).not.toThrow();
  });
});

describe('writing', () => {
  it('does not mix writes that were asked for at the same time', async () => {
    await using folder = await temporaryFolder();
    using database = await openCounter(folder.file('a.sqlite'));
    const values = await Promise.all(Array.from({ length: 20 }, () => database.write(() => increment(database))));
    expect(values).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('lets nobody read what is not finished', async () => {
    await using folder = await temporaryFolder();
    using database = await openCounter(folder.file('a.sqlite'));
    const writing = database.write(() => increment(database));
    expect(valueOf(database)).toBe(1);
    await writing;
  });

  it('keeps nothing of work that fails, and works on', async () => {
    await using folder = await temporaryFolder();
    using database = await openCounter(folder.file('a.sqlite'));
    const failing = database.write(() => {
      increment(database);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(valueOf(database)).toBe(0);
    expect(await database.write(() => increment(database))).toBe(1);
  });

  it('keeps nothing of long work that fails, and works on', async () => {
    await using folder = await temporaryFolder();
    using database = await openCounter(folder.file('a.sqlite'));
    const failing = database.writeLong(async () => {
      increment(database);
      await nextTurn();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(valueOf(database)).toBe(0);
    expect(await database.writeLong(async () => increment(database))).toBe(1);
  });

  it('lets two connections write in turn', async () => {
    await using folder = await temporaryFolder();
    using a = await openCounter(folder.file('a.sqlite'));
    using b = open(folder.file('a.sqlite'));
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? a : b).write(() => increment(i % 2 ? b : a))),
    );
    expect(valueOf(a)).toBe(50);
  });

  it('waits for another’s write, and lets the program run meanwhile', async () => {
    await using folder = await temporaryFolder();
    using a = await openCounter(folder.file('a.sqlite'));
    using b = open(folder.file('a.sqlite'));
    const { release, held } = holdLock(a);
    let isWritten = false;
    const writing = b.write(() => increment(b)).then(() => (isWritten = true));
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    expect(isWritten).toBe(false);
    release();
    await Promise.all([held, writing]);
    expect(valueOf(a)).toBe(1);
  });

  it('gives up after a bounded wait, and says that it may succeed later', async () => {
    await using folder = await temporaryFolder();
    using a = await openCounter(folder.file('a.sqlite'));
    using b = open(folder.file('a.sqlite'), { writeWaitMsMax: 50 });
    const { release, held } = holdLock(a);
    await expect(b.write(() => increment(b))).rejects.toMatchObject({ code: 'store_busy', kind: 'transient' });
    release();
    await held;
    expect(await b.write(() => increment(b))).toBe(1);
  });

  it('stops waiting when it is cancelled, and says why', async () => {
    await using folder = await temporaryFolder();
    using a = await openCounter(folder.file('a.sqlite'));
    using b = open(folder.file('a.sqlite'));
    const { release, held } = holdLock(a);
    const stop = new AbortController();
    const refused = expect(b.write(() => increment(b), stop.signal)).rejects.toThrow('the person left');
    stop.abort(new Error('the person left'));
    await refused;
    release();
    await held;
    expect(valueOf(a)).toBe(0);
  });

  it('keeps nothing of a write for which there is no room, and everything before it', async () => {
    await using folder = await temporaryFolder();
    using database = open(folder.file('a.sqlite'), { fileBytesMax: 64 * 1024 });
    database.exec('CREATE TABLE lines (text TEXT)');
    const write = (bytes: number) =>
      database.write(() => database.prepare('INSERT INTO lines VALUES (?)').run('x'.repeat(bytes)));
    await write(10_000);
    await expect(write(100_000)).rejects.toMatchObject({ code: 'disk_full', kind: 'terminal' });
    await write(10_000);
    expect(database.read(() => database.prepare('SELECT count(*) AS n FROM lines').get())).toEqual({ n: 2 });
  });

  it('passes on bugs as they are', async () => {
    await using folder = await temporaryFolder();
    using database = await openCounter(folder.file('a.sqlite'));
    await expect(database.write(() => database.prepare('SELEKT 1').get())).rejects.toThrow('syntax error');
    expect(() => database.exec('INSERT INTO counter VALUES (NULL)')).toThrow('NOT NULL constraint failed');
  });
});

describe('reading', () => {
  it('shows one state, whatever others write meanwhile', async () => {
    await using folder = await temporaryFolder();
    using reader = await openCounter(folder.file('a.sqlite'));
    const other = new DatabaseSync(folder.file('a.sqlite'));
    const values = reader.read(() => {
      const before = valueOf(reader);
      other.exec('UPDATE counter SET value = 7');
      return [before, valueOf(reader)];
    });
    other.close();
    expect(values).toEqual([0, 0]);
    expect(valueOf(reader)).toBe(7);
  });

  it('shows inside a write what it has written so far', async () => {
    await using folder = await temporaryFolder();
    using database = await openCounter(folder.file('a.sqlite'));
    const seen = await database.write(() => {
      increment(database);
      return valueOf(database);
    });
    expect(seen).toBe(1);
  });

  it('is refused every write by SQLite itself', async () => {
    await using folder = await temporaryFolder();
    using writer = await openCounter(folder.file('a.sqlite'));
    using reader = open(folder.file('a.sqlite'), { mode: 'read' });
    const refused = { code: 'store_read_only', kind: 'terminal' };
    await expect(reader.write(() => increment(reader))).rejects.toMatchObject(refused);
    for (const sql of [
      'CREATE TABLE other (a)',
      'DROP TABLE counter',
      'PRAGMA user_version = 1',
      'DELETE FROM counter',
    ])
      expect(() => reader.exec(sql)).toThrow(expect.objectContaining(refused));
    expect(() => reader.exec('DELETE FROM counter')).toThrow('was opened for reading');
    expect(valueOf(writer)).toBe(0);
  });
});
