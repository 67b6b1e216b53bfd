import { describe, expect, it } from 'vitest';
import { openSqliteCanonReader, openSqliteCanonStore } from '../../../src/adapters/embedded/canon-store.ts';
import { openSqlite } from '../../../src/adapters/embedded/sqlite.ts';
import { reading } from '../../conformance/canon-store/reading.ts';
import { recording } from '../../conformance/canon-store/recording.ts';
import { slicing } from '../../conformance/canon-store/slicing.ts';
import { begun, everythingIn, type OpenCanonStore } from '../../conformance/canon-store/tools.ts';
import { walking } from '../../conformance/canon-store/walking.ts';
import { openedOn } from '../../conformance/opened.ts';
import { startChild } from '../../support/child.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const program = 'monitor-test';

/** A store that is read through a connection of its own, as everybody but CanonKeeper does. */
const openApart: OpenCanonStore = async () => {
  const folder = await temporaryFolder();
  const path = folder.file('canon.sqlite');
  return openedOn(async () => {
    const store = await openSqliteCanonStore({ path, program });
    const reader = await openSqliteCanonReader({ path, program: 'monitor-test' });
    return {
      writer: store.writer,
      reader,
      async [Symbol.asyncDispose]() {
        await reader[Symbol.asyncDispose]();
        await store[Symbol.asyncDispose]();
      },
    };
  }, folder);
};

describe('a reader apart', () => {
  describe('reading', () => reading(openApart));
  describe('walking', () => walking(openApart));
  describe('slices', () => slicing(openApart));
  describe('what is recorded', () => recording(openApart));
});

const writes: readonly string[] = [
  `INSERT INTO universes (id, revision, decisions) VALUES ('uni_x', 1, 0)`,
  `UPDATE universes SET revision = revision + 1`,
  `DELETE FROM facts`,
  `UPDATE facts SET body = replace(body, 'knows', 'hates')`,
  `INSERT INTO names VALUES (1, 'ann', 'ent_x')`,
  `DELETE FROM outbox`,
  `DROP TABLE commits`,
  `CREATE TABLE notes (note TEXT)`,
  `PRAGMA user_version = 7`,
];

it.each(writes)('is refused by SQLite itself: %s', async (sql) => {
  await using folder = await temporaryFolder();
  const path = folder.file('canon.sqlite');
  await using store = await openSqliteCanonStore({ path, program });
  const { universe } = await begun(store, 1);
  const before = await everythingIn(store, universe);
  {
    using database = openSqlite({ path, mode: 'read', durability: 'full' });
    const refused = { name: 'Failure', kind: 'terminal', code: 'store_read_only' };
    expect(() => database.exec(sql)).toThrow(expect.objectContaining(refused));
    await expect(database.write(() => database.prepare(sql).run())).rejects.toMatchObject(refused);
  }
  expect(await everythingIn(store, universe)).toEqual(before);
});

it('goes on reading while another process holds the file to write, and its writer gives up in the end', async () => {
  await using folder = await temporaryFolder();
  const path = folder.file('canon.sqlite');
  await using store = await openSqliteCanonStore({ path, program, writeWaitMsMax: 50 });
  const { scribe, universe, knows } = await begun(store, 2);
  const before = await everythingIn(store, universe);
  await using child = startChild(new URL('../../support/children/hold-lock.ts', import.meta.url), [path]);
  await child.printed(1);
  const write = scribe.write();
  await expect(store.writer.commit(write)).rejects.toMatchObject({ kind: 'transient', code: 'store_busy' });
  await using reader = await openSqliteCanonReader({ path, program: 'monitor-test' });
  expect(await reader.facts(universe, [knows.id])).toEqual([knows]);
  expect(await everythingIn(store, universe)).toEqual(before);
  child.tell('end');
  expect(await child.ended).toMatchObject({ code: 0 });
  expect(await store.writer.commit(write)).toMatchObject({ kind: 'committed' });
  expect((await reader.head(universe)).revision).toBe(2);
});

it('refuses to read what is not there, and makes nothing', async () => {
  await using folder = await temporaryFolder();
  const path = folder.file('canon.sqlite');
  await expect(openSqliteCanonReader({ path, program: 'monitor-test' })).rejects.toMatchObject({
    code: 'store_cannot_open',
    kind: 'terminal',
  });
  await openSqliteCanonStore({ path, program }).then((store) => store[Symbol.asyncDispose]());
  await using reader = await openSqliteCanonReader({ path, program: 'monitor-test' });
  expect(await reader.universes({ max: 1, after: null })).toEqual({ items: [], next: null });
});
