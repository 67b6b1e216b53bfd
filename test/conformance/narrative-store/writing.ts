import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DocumentVersion } from '../../../src/ports/narrative-store.ts';
import { memory, userTurn } from '../../support/narrative.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { first, idsOf, listAll, type OpenNarrativeStore, plain, second, third } from './tools.ts';

export const writing = (open: OpenNarrativeStore) => {
  const world = seededWorld(1);

  it('keeps a document as it was written, and gives it its first version', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const document = userTurn(world, { universe, story: world.newId('story'), scene: world.newId('scene') });
    expect(await opened.store.insert('turns.user', plain([document]))).toEqual(['written']);
    expect(await opened.store.get('turns.user', universe, [document.id])).toEqual([{ document, version: first }]);
  });

  it('keeps every text to the letter', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        const document = userTurn(world, { universe }, { text });
        await opened.store.insert('turns.user', plain([document]));
        expect(await opened.store.get('turns.user', universe, [document.id])).toEqual([{ document, version: first }]);
      }),
      { numRuns: 50 },
    );
  });

  it('takes a repeated insert for a repeat, whatever the order of its fields', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const document = userTurn(world, { universe });
    const reversed = Object.fromEntries(Object.entries(document).reverse()) as typeof document;
    await opened.store.insert('turns.user', plain([document]));
    expect(await opened.store.insert('turns.user', plain([reversed]))).toEqual(['repeated']);
    expect(await opened.store.count('turns.user', universe)).toBe(1);
  });

  it('refuses other content under the same id, and keeps what was there', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const document = userTurn(world, { universe });
    await opened.store.insert('turns.user', plain([document]));
    expect(await opened.store.insert('turns.user', plain([{ ...document, text: 'I stay.' }]))).toEqual(['conflict']);
    expect(await opened.store.get('turns.user', universe, [document.id])).toEqual([{ document, version: first }]);
  });

  it('answers for each document of a call by itself, also for the same id twice', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const [a, b, c] = [userTurn(world, { universe }), userTurn(world, { universe }), userTurn(world, { universe })];
    await opened.store.insert('turns.user', plain([a, b]));
    const again = plain([c, a, { ...b, text: 'I stay.' }, c, { ...c, text: 'I stay.' }]);
    const outcomes = await opened.store.insert('turns.user', again);
    expect(outcomes).toEqual(['written', 'repeated', 'conflict', 'repeated', 'conflict']);
    expect(idsOf(await listAll(opened.store, 'turns.user', { universe }))).toEqual([a.id, b.id, c.id]);
  });

  it('keeps collections apart', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const turn = userTurn(world, { universe });
    const { speaker, as, seat, mode, replaces, ...shared } = turn;
    const answer = { ...shared, answers: turn.id, resolution: null, model: 'offline' };
    await opened.store.insert('turns.user', plain([turn]));
    expect(await opened.store.insert('turns.gm', plain([answer]))).toEqual(['written']);
    expect(await opened.store.get('turns.gm', universe, [turn.id])).toEqual([{ document: answer, version: first }]);
    expect(await opened.store.get('proposals', universe, [turn.id])).toEqual([]);
  });

  it('takes nothing for a call', async () => {
    await using opened = await open();
    expect(await opened.store.insert('turns.user', [])).toEqual([]);
    expect(await opened.store.get('turns.user', world.newId('universe'), [])).toEqual([]);
    await opened.store.markSent([]);
  });
};

export const replacing = (open: OpenNarrativeStore) => {
  const world = seededWorld(2);

  it('replaces exactly the version that was read', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const document = memory(world, { universe });
    await store.insert('memories', plain([document]));
    const next = { ...document, strength: 0.5 };
    expect(await store.replace('memories', { document: next, events: [], expected: first })).toBe('written');
    expect(await store.get('memories', universe, [document.id])).toEqual([{ document: next, version: second }]);
    const late = { ...document, strength: 0.1 };
    expect(await store.replace('memories', { document: late, events: [], expected: first })).toBe('conflict');
    expect(await store.replace('memories', { document: late, events: [], expected: third })).toBe('conflict');
    expect(await store.get('memories', universe, [document.id])).toEqual([{ document: next, version: second }]);
  });

  it('takes a repeated replacement for a repeat', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const document = memory(world, { universe });
    const next = { document: { ...document, strength: 0.5 }, events: [], expected: first };
    await opened.store.insert('memories', plain([document]));
    await opened.store.replace('memories', next);
    expect(await opened.store.replace('memories', next)).toBe('repeated');
    expect(await opened.store.get('memories', universe, [document.id])).toMatchObject([{ version: second }]);
  });

  it('takes a repeated insert for a repeat, also after the document was replaced', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const document = memory(world, { universe });
    const next = { ...document, strength: 0.5 };
    await opened.store.insert('memories', plain([document]));
    await opened.store.replace('memories', { document: next, events: [], expected: first });
    expect(await opened.store.insert('memories', plain([document]))).toEqual(['repeated']);
    expect(await opened.store.insert('memories', plain([next]))).toEqual(['conflict']);
    expect(await opened.store.get('memories', universe, [document.id])).toEqual([{ document: next, version: second }]);
  });

  it('replaces nothing that is not there', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const replacement = { document: memory(world, { universe }), events: [], expected: first };
    expect(await opened.store.replace('memories', replacement)).toBe('conflict');
    const never = { ...replacement, expected: 0 as DocumentVersion };
    expect(await opened.store.replace('memories', never)).toBe('conflict');
    expect(await opened.store.count('memories', universe)).toBe(0);
  });

  it('refuses to change what is written once', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const document = userTurn(world, { universe });
    await opened.store.insert('turns.user', plain([document]));
    const edited = { document: { ...document, text: 'I stay.' }, events: [], expected: first };
    // @ts-expect-error -- the compiler refuses it too
    await expect(opened.store.replace('turns.user', edited)).rejects.toMatchObject({ code: 'append_only' });
    expect(await opened.store.get('turns.user', universe, [document.id])).toEqual([{ document, version: first }]);
  });

  it('lists a replaced document where it is now, in its old place of the order', async () => {
    await using opened = await open();
    const { store } = opened;
    const place = { universe: world.newId('universe'), story: world.newId('story'), scene: world.newId('scene') };
    const [a, b] = [memory(world, place), memory(world, place)];
    await store.insert('memories', plain([a, b]));
    const elsewhere = { story: world.newId('story'), scene: world.newId('scene') };
    await store.replace('memories', { document: { ...a, ...elsewhere }, events: [], expected: first });
    const { universe } = place;
    expect(idsOf(await listAll(store, 'memories', { universe }))).toEqual([a.id, b.id]);
    expect(idsOf(await listAll(store, 'memories', place))).toEqual([b.id]);
    expect(idsOf(await listAll(store, 'memories', { universe, story: elsewhere.story }))).toEqual([a.id]);
    expect(idsOf(await listAll(store, 'memories', { universe, scene: elsewhere.scene }))).toEqual([a.id]);
  });
};
