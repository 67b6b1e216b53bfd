import { expect, it } from 'vitest';
import { eventBytesMax } from '../../../src/ports/event-log.ts';
import { documentBytesMax, documentsPerCallMax, eventsPerDocumentMax } from '../../../src/ports/narrative-store.ts';
import { pageSizeMax } from '../../../src/ports/paging.ts';
import { envelope, memory, userTurn } from '../../support/narrative.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { first, type OpenNarrativeStore, plain } from './tools.ts';

export const isolation = (open: OpenNarrativeStore) => {
  const world = seededWorld(4);

  it('shows nothing of one universe to another', async () => {
    await using opened = await open();
    const { store } = opened;
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const place = { universe: theirs, story: world.newId('story'), scene: world.newId('scene') };
    const document = memory(world, place);
    await store.insert('memories', plain([document, memory(world, place)]));
    const { next } = await store.list('memories', { universe: theirs }, { max: 1, after: null });
    expect(await store.get('memories', mine, [document.id])).toEqual([]);
    for (const query of [{}, { story: place.story }, { scene: place.scene }, { order: 'newest' as const }])
      for (const after of [null, next]) {
        const page = await store.list('memories', { ...query, universe: mine }, { max: 10, after });
        expect(page).toEqual({ items: [], next: null });
      }
    expect(await store.count('memories', mine)).toBe(0);
  });

  it('writes nothing of one universe from another', async () => {
    await using opened = await open();
    const { store } = opened;
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const document = memory(world, { universe: theirs });
    await store.insert('memories', plain([document]));
    const taken = { ...document, universe: mine, text: 'It never was.' };
    expect(await store.replace('memories', { document: taken, events: [], expected: first })).toBe('conflict');
    expect(await store.insert('memories', plain([taken]))).toEqual(['written']);
    expect(await store.get('memories', theirs, [document.id])).toEqual([{ document, version: first }]);
    expect(await store.get('memories', mine, [document.id])).toEqual([{ document: taken, version: first }]);
  });

  it('refuses a call that mixes universes, and writes nothing of it', async () => {
    await using opened = await open();
    const { store } = opened;
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const mixed = plain([userTurn(world, { universe: mine }), userTurn(world, { universe: theirs })]);
    await expect(store.insert('turns.user', mixed)).rejects.toMatchObject({ code: 'other_universe', kind: 'terminal' });
    const document = userTurn(world, { universe: mine });
    const telling = [{ document, events: [envelope(world, theirs)] }];
    await expect(store.insert('turns.user', telling)).rejects.toMatchObject({ code: 'other_universe' });
    expect(await store.universes({ max: 10, after: null })).toEqual({ items: [], next: null });
    expect(await store.unsent(10)).toEqual([]);
  });
};

export const bounds = (open: OpenNarrativeStore) => {
  const world = seededWorld(6);

  it('refuses more than one call may carry, and keeps nothing of it', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const tooMuch = { kind: 'terminal', code: 'too_much_at_once' };
    const many = Array.from({ length: documentsPerCallMax + 1 }, () => userTurn(world, { universe }));
    await expect(store.insert('turns.user', plain(many))).rejects.toMatchObject(tooMuch);
    const events = Array.from({ length: eventsPerDocumentMax + 1 }, () => envelope(world, universe));
    const document = userTurn(world, { universe });
    await expect(store.insert('turns.user', [{ document, events }])).rejects.toMatchObject(tooMuch);
    const ids = many.map(({ id }) => id);
    await expect(store.get('turns.user', universe, ids)).rejects.toMatchObject(tooMuch);
    await expect(store.markSent(ids as never)).rejects.toMatchObject(tooMuch);
    expect(await store.count('turns.user', universe)).toBe(0);
    const most = many.slice(1);
    expect(new Set(await store.insert('turns.user', plain(most)))).toEqual(new Set(['written']));
    expect((await store.get('turns.user', universe, ids.slice(1))).length).toBe(documentsPerCallMax);
  });

  it('refuses a document or an event that is too large, says how large, and keeps nothing of the call', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const small = { document: userTurn(world, { universe }), events: [] };
    const tooLarge = { kind: 'terminal', code: 'too_large', message: /has \d+ bytes/ };
    const huge = userTurn(world, { universe }, { text: 'x'.repeat(documentBytesMax) });
    await expect(store.insert('turns.user', [small, ...plain([huge])])).rejects.toMatchObject({
      ...tooLarge,
      message: expect.stringMatching(tooLarge.message),
    });
    const wide = userTurn(world, { universe }, { text: '€'.repeat(documentBytesMax / 3) });
    await expect(store.insert('turns.user', plain([wide]))).rejects.toMatchObject({ code: 'too_large' });
    const loud = envelope(world, universe, { payload: 'x'.repeat(eventBytesMax) });
    await expect(store.insert('turns.user', [{ ...small, events: [loud] }])).rejects.toMatchObject({
      code: 'too_large',
    });
    const half = envelope(world, universe, { payload: 'x'.repeat(documentBytesMax / 2 - 1_000) });
    const both = { document: userTurn(world, { universe }, { text: 'x'.repeat(2_000) }), events: [half, half] };
    await expect(store.insert('turns.user', [both])).rejects.toMatchObject({ code: 'too_large' });
    const document = { ...memory(world, { universe }), text: huge.text };
    await expect(store.replace('memories', { document, events: [], expected: first })).rejects.toMatchObject({
      code: 'too_large',
    });
    expect(await store.count('turns.user', universe)).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, pageSizeMax + 1])('refuses a page of %s items', async (max) => {
    await using opened = await open();
    const universe = world.newId('universe');
    const refused = { code: /too_much_at_once|out_of_bounds/ };
    for (const asking of [
      () => opened.store.list('turns.user', { universe }, { max, after: null }),
      () => opened.store.universes({ max, after: null }),
      () => opened.store.unsent(max),
    ])
      await expect(asking()).rejects.toMatchObject({ code: expect.stringMatching(refused.code) });
  });
};
