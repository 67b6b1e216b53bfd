import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openSqliteNarrativeStore } from '../../../src/adapters/embedded/narrative-store.ts';
import type { DocumentVersion } from '../../../src/ports/narrative-store.ts';
import { envelope, memory, userTurn } from '../../support/narrative.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const program = 'monitor-test';
const world = seededWorld(1);

it('lets a reader see what a writer writes, and SQLite refuses the reader every write', async () => {
  await using folder = await temporaryFolder();
  const path = folder.file('narrative.sqlite');
  const universe = world.newId('universe');
  await using writer = await openSqliteNarrativeStore({ path, mode: 'write', program });
  await using reader = await openSqliteNarrativeStore({ path, mode: 'read', program });
  const document = memory(world, { universe });
  const events = [envelope(world, universe)];
  await writer.insert('memories', [{ document, events }]);
  expect(await reader.get('memories', universe, [document.id])).toEqual([{ document, version: 1 }]);

  const refused = { code: 'store_read_only', kind: 'terminal' };
  const turn = { document: userTurn(world, { universe }), events: [] };
  const changed = { document: { ...document, strength: 0 }, events: [], expected: 1 as DocumentVersion };
  const absent = { ...changed, document: memory(world, { universe }) };
  for (const write of [
    () => reader.insert('turns.user', [turn]),
    () => reader.insert('memories', [{ document, events }]), // there already: nothing would change
    () => reader.replace('memories', changed),
    () => reader.replace('memories', absent),
    () => reader.markSent(events.map(({ id }) => id)),
    () => reader.markSent([world.newId('event')]),
  ])
    await expect(write()).rejects.toMatchObject(refused);
  expect(await writer.count('turns.user', universe)).toBe(0);
  expect(await reader.get('memories', universe, [document.id])).toEqual([{ document, version: 1 }]);
  expect(await reader.unsent(10)).toEqual(events);
});

it('keeps the events that were sent, so that a lost log can be filled again', async () => {
  await using folder = await temporaryFolder();
  const path = folder.file('narrative.sqlite');
  const universe = world.newId('universe');
  await using store = await openSqliteNarrativeStore({ path, mode: 'write', program });
  const event = envelope(world, universe);
  await store.insert('turns.user', [{ document: userTurn(world, { universe }), events: [event] }]);
  await store.markSent([event.id]);
  const file = new DatabaseSync(path, { readOnly: true });
  const bodies = file.prepare('SELECT body FROM outbox').all();
  file.close();
  expect(bodies.map(({ body }) => JSON.parse(String(body)) as unknown)).toEqual([event]);
});

it('says that a record is damaged where its text is no JSON any more', async () => {
  await using folder = await temporaryFolder();
  const path = folder.file('narrative.sqlite');
  const universe = world.newId('universe');
  const document = userTurn(world, { universe });
  await using store = await openSqliteNarrativeStore({ path, mode: 'write', program });
  await store.insert('turns.user', [{ document, events: [] }]);
  const file = new DatabaseSync(path);
  file.exec(`UPDATE documents SET body = substr(body, 2)`);
  file.close();
  await expect(store.get('turns.user', universe, [document.id])).rejects.toMatchObject({
    code: 'store_damaged',
    message: expect.stringContaining(path),
  });
});
