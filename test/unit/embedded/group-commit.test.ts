import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type GroupCommit, groupCommit } from '../../../src/adapters/embedded/group-commit.ts';
import { openSqlite, type Sqlite } from '../../../src/adapters/embedded/sqlite.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Bench extends AsyncDisposable {
  database: Sqlite;
  /** On the same file. */
  other: Sqlite;
  commits: GroupCommit;
  add: (value: number) => number;
  values: () => unknown[];
  /** How many transactions there were. */
  transactions: () => number;
}

const openBench = async (): Promise<Bench> => {
  const folder = await temporaryFolder();
  const options = { path: folder.file('a.sqlite'), mode: 'write', durability: 'full', writeWaitMsMax: 50 } as const;
  const database = openSqlite(options);
  const other = openSqlite(options);
  database.exec('CREATE TABLE numbers (place INTEGER PRIMARY KEY, value INTEGER NOT NULL CHECK (value >= 0)) STRICT');
  let transactions = 0;
  const counted: Sqlite = {
    ...database,
    write: (work, signal) => {
      transactions++;
      return database.write(work, signal);
    },
  };
  return {
    database,
    other,
    commits: groupCommit(counted),
    add: (value) => Number(database.prepare('INSERT INTO numbers (value) VALUES (?)').run(value).lastInsertRowid),
    values: () =>
      database
        .read(() => database.prepare('SELECT value FROM numbers ORDER BY place').all())
        .map((row) => row['value']),
    transactions: () => transactions,
    [Symbol.asyncDispose]: async () => {
      database[Symbol.dispose]();
      other[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

it('does what is asked for at the same time in one transaction, in the order asked', async () => {
  await using bench = await openBench();
  const { commits, add } = bench;
  const places = await Promise.all(numbers(200).map((value) => commits.write(() => add(value))));
  expect(places).toEqual(numbers(200).map((i) => i + 1));
  expect(bench.values()).toEqual(numbers(200));
  expect(bench.transactions()).toBe(1);
});

it('lets one that fails take none of the others with it', async () => {
  await using bench = await openBench();
  const { commits, add } = bench;
  const outcomes = await Promise.allSettled([3, -1, 5, -1, 7].map((value) => commits.write(() => add(value))));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(outcomes[1]).toHaveProperty('reason.message', expect.stringContaining('CHECK constraint failed'));
  expect(bench.values()).toEqual([3, 5, 7]);
  expect(await commits.write(() => add(9))).toBe(4);
});

it('acknowledges nothing that could not be committed', async () => {
  await using bench = await openBench();
  const { commits, database } = bench;
  database.exec(`PRAGMA foreign_keys = ON; CREATE TABLE people (id INTEGER PRIMARY KEY);
    CREATE TABLE friends (person INTEGER REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED)`);
  const befriend = (person: number) => () => database.prepare('INSERT INTO friends VALUES (?)').run(person).changes;
  database.exec('INSERT INTO people VALUES (1)');
  // Nobody has the number 2, and SQLite says so at the end of the transaction.
  const outcomes = await Promise.allSettled([1, 2].map((person) => commits.write(befriend(person))));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(database.read(() => database.prepare('SELECT person FROM friends').all())).toEqual([{ person: 1 }]);
});

it('does nothing of what was cancelled before its turn, and all of the rest', async () => {
  await using bench = await openBench();
  const { commits, add } = bench;
  const stop = new AbortController();
  const kept = commits.write(() => add(1));
  const cancelled = commits.write(() => add(2), stop.signal);
  const last = commits.write(() => add(3));
  stop.abort(new Error('the person left'));
  await expect(cancelled).rejects.toThrow('the person left');
  await expect(commits.write(() => add(4), stop.signal)).rejects.toThrow('the person left');
  await Promise.all([kept, last]);
  expect(bench.values()).toEqual([1, 3]);
});

it('is not undone by a cancellation that comes too late', async () => {
  await using bench = await openBench();
  const { commits, add } = bench;
  const stop = new AbortController();
  const writing = commits.write(() => add(1), stop.signal).finally(() => stop.abort());
  expect(await writing).toBe(1);
  expect(bench.values()).toEqual([1]);
});

it('fails all who waited when another process writes for too long, and none who come later', async () => {
  await using bench = await openBench();
  const { commits, add, other } = bench;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const held = other.writeLong(() => promise);
  const outcomes = await Promise.allSettled([commits.write(() => add(1)), commits.write(() => add(2))]);
  expect(outcomes).toMatchObject([
    { status: 'rejected', reason: { code: 'store_busy', kind: 'transient' } },
    { status: 'rejected', reason: { code: 'store_busy', kind: 'transient' } },
  ]);
  resolve(undefined);
  await held;
  await commits.write(() => add(3));
  expect(bench.values()).toEqual([3]);
});

it('can be cancelled while another process writes', async () => {
  await using bench = await openBench();
  const { commits, add, other } = bench;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const held = other.writeLong(() => promise);
  const stop = new AbortController();
  const refused = expect(commits.write(() => add(1), stop.signal)).rejects.toThrow('the person left');
  await nextTurn();
  stop.abort(new Error('the person left'));
  await refused;
  resolve(undefined);
  await held;
  await commits.idle();
  expect(bench.values()).toEqual([]);
});

it('lets the program have its turn between transactions', async () => {
  await using bench = await openBench();
  const { commits, add } = bench;
  const stop = new AbortController();
  let turns = 0;
  const others = (async () => {
    for (; !stop.signal.aborted; turns++) await nextTurn();
  })();
  await Promise.all(numbers(5_000).map((value) => commits.write(() => add(value))));
  stop.abort();
  await others;
  expect(bench.transactions()).toBe(5);
  expect(turns).toBeGreaterThanOrEqual(5);
});

it('refuses more than can wait, as what may succeed later', async () => {
  await using bench = await openBench();
  const { commits } = bench;
  const waiting = numbers(100_000).map(() => commits.write(() => 0));
  await expect(commits.write(() => 0)).rejects.toMatchObject({ code: 'store_busy', kind: 'transient' });
  await Promise.all(waiting);
  expect(await commits.write(() => 1)).toBe(1);
});

it('is idle when nothing waits any more', async () => {
  await using bench = await openBench();
  const { commits, add } = bench;
  await commits.idle();
  const writing = numbers(1_500).map((value) => commits.write(() => add(value)));
  await commits.idle();
  expect(bench.values()).toHaveLength(1_500);
  await Promise.all(writing);
});
