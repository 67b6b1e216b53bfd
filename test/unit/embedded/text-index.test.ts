import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openSqliteTextIndex } from '../../../src/adapters/embedded/text-index.ts';
import { found, ranked } from '../../conformance/text-index/tools.ts';
import { textEntry } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const program = 'monitor-test';
const world = seededWorld(54);

it('goes by how rare a word is in its universe, whatever others hold', async () => {
  await using folder = await temporaryFolder();
  await using index = await openSqliteTextIndex({ path: folder.file('index.sqlite'), mode: 'write', program });
  const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
  const many = (count: number, text: string) => Array.from({ length: count }, (_, i) => ({ id: `${text}${i}`, text }));
  await index.put(many(30, 'miller').map((fields) => textEntry(mine, fields)));
  await index.put(many(30, 'tower').map((fields) => textEntry(mine, fields)));
  await index.put([textEntry(mine, { id: 'rare', text: 'dragon' })]);
  const [before] = await ranked(index, mine, 'dragon miller');
  await index.put(many(900, 'dragon').map((fields) => textEntry(theirs, fields)));
  const [after] = await ranked(index, mine, 'dragon miller');
  expect([before, after]).toEqual(['rare', 'rare']);
});

it('keeps no words of what was replaced, removed or cleared', async () => {
  await using folder = await temporaryFolder();
  const path = folder.file('index.sqlite');
  await using index = await openSqliteTextIndex({ path, mode: 'write', program });
  const [universe, other] = [world.newId('universe'), world.newId('universe')];
  const who = world.newId('entity');
  const entry = textEntry(universe, {
    id: '1',
    text: 'dragon',
    entities: [who],
    visibility: { level: 'known', to: [who] },
  });
  for (let i = 0; i < 20; i++) await index.put([entry, { ...entry, id: '2' }]);
  await index.put([{ ...entry, universe: other }]);
  await index.remove(universe, 'facts', ['2']);
  await index.clear(other);
  expect(await found(index, universe, { text: 'dragon' })).toEqual([1]);
  using database = new DatabaseSync(path, { readOnly: true });
  const countOf = (what: string) => database.prepare(`SELECT count(*) AS n FROM ${what}`).get()?.['n'];
  expect([countOf('text_entries'), countOf('text_words'), countOf('text_links')]).toEqual([1, 1, 2]);
});

it('joins entities that are named twice', async () => {
  await using folder = await temporaryFolder();
  await using index = await openSqliteTextIndex({ path: folder.file('index.sqlite'), mode: 'write', program });
  const [universe, who] = [world.newId('universe'), world.newId('entity')];
  await index.put([textEntry(universe, { id: '1', text: 'dragon', entities: [who, who] })]);
  expect(await found(index, universe, { text: 'dragon' })).toEqual([1]);
});
