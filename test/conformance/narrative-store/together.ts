import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openFakeNarrativeStore } from '../../../src/adapters/fake/narrative-store.ts';
import type { DocumentVersion, NarrativeStore } from '../../../src/ports/narrative-store.ts';
import { envelope, memory, userTurn } from '../../support/narrative.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { first, idsOf, listAll, type OpenNarrativeStore, plain, second } from './tools.ts';

/** They take turns. */
const at = (stores: readonly NarrativeStore[], turn: number): NarrativeStore => {
  const store = stores[turn % stores.length];
  if (store === undefined) throw new Error('there is no store');
  return store;
};

export const together = (open: OpenNarrativeStore) => {
  const world = seededWorld(7);

  it('lets one of many writers of the same id win', async () => {
    await using opened = await open();
    const stores = [opened.store, await opened.another(), await opened.another()];
    const universe = world.newId('universe');
    const document = userTurn(world, { universe });
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        at(stores, i).insert('turns.user', plain([{ ...document, text: `I am ${i}.` }])),
      ),
    );
    expect(outcomes.flat().toSorted()).toEqual([...Array.from({ length: 11 }, () => 'conflict'), 'written']);
    const winner = outcomes.findIndex((outcome) => outcome[0] === 'written');
    const kept = await opened.store.get('turns.user', universe, [document.id]);
    expect(kept).toEqual([{ document: { ...document, text: `I am ${winner}.` }, version: first }]);
  });

  it('lets one of many replacements of the same version win', async () => {
    await using opened = await open();
    const stores = [opened.store, await opened.another()];
    const universe = world.newId('universe');
    const document = memory(world, { universe });
    await opened.store.insert('memories', plain([document]));
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        at(stores, i).replace('memories', {
          document: { ...document, accessCount: i + 1 },
          events: [envelope(world, universe, { actor: `writer ${i}` })],
          expected: first,
        }),
      ),
    );
    const winner = outcomes.indexOf('written');
    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 9 }, () => 'conflict'), 'written']);
    expect(await opened.store.get('memories', universe, [document.id])).toEqual([
      { document: { ...document, accessCount: winner + 1 }, version: second },
    ]);
    expect((await opened.store.unsent(100)).map(({ actor }) => actor)).toEqual([`writer ${winner}`]);
  });

  it('keeps all that several write at the same time, each in its order', async () => {
    await using opened = await open();
    const stores = [opened.store, await opened.another(), await opened.another()];
    const universe = world.newId('universe');
    const batches = stores.map(() => Array.from({ length: 40 }, () => userTurn(world, { universe })));
    await Promise.all(
      stores.map(async (store, i) => {
        for (const turn of batches[i] ?? []) await store.insert('turns.user', plain([turn]));
      }),
    );
    const ids = idsOf(await listAll(opened.store, 'turns.user', { universe }));
    expect(ids.length).toBe(120);
    for (const batch of batches) {
      const wanted = batch.map(({ id }) => id as string);
      expect(ids.filter((id) => wanted.includes(id))).toEqual(wanted);
    }
  });

  it('writes nothing when it is cancelled before, and says why', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const signal = AbortSignal.abort(new Error('the person left'));
    const inserting = opened.store.insert('turns.user', plain([userTurn(world, { universe })]), { signal });
    await expect(inserting).rejects.toThrow('the person left');
    const document = memory(world, { universe });
    await opened.store.insert('memories', plain([document]));
    const replacement = { document: { ...document, strength: 0 }, events: [], expected: first };
    await expect(opened.store.replace('memories', replacement, { signal })).rejects.toThrow('the person left');
    expect(await opened.store.count('turns.user', universe)).toBe(0);
    expect(await opened.store.get('memories', universe, [document.id])).toEqual([{ document, version: first }]);
  });

  it('completes a cancelled call when it is called again', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const turns = plain(Array.from({ length: 5 }, () => userTurn(world, { universe })));
    const stop = new AbortController();
    const inserting = opened.store.insert('turns.user', turns, { signal: stop.signal });
    stop.abort(new Error('the person left'));
    await inserting.catch(() => undefined);
    const outcomes = await opened.store.insert('turns.user', turns);
    expect(outcomes.every((outcome) => outcome !== 'conflict')).toBe(true);
    expect(await opened.store.count('turns.user', universe)).toBe(5);
  });
};

export const durability = (open: OpenNarrativeStore) => {
  const world = seededWorld(8);

  it('has everything that was acknowledged when it is opened again', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const turns = Array.from({ length: 3 }, () => userTurn(world, { universe }));
    const events = turns.map(() => envelope(world, universe));
    await opened.store.insert(
      'turns.user',
      turns.map((document, i) => ({ document, events: events.slice(i, i + 1) })),
    );
    const recalled = memory(world, { universe });
    await opened.store.insert('memories', plain([recalled]));
    await opened.store.replace('memories', { document: { ...recalled, strength: 0 }, events: [], expected: first });
    await opened.store[Symbol.asyncDispose]();
    const again = await opened.another();
    expect((await listAll(again, 'turns.user', { universe })).map(({ document }) => document)).toEqual(turns);
    expect(await again.get('memories', universe, [recalled.id])).toMatchObject([{ version: second }]);
    expect(await again.unsent(10)).toEqual(events);
  });

  it('answers as the plain model does, whatever is written in whatever order', async () => {
    await using opened = await open();
    const step = fc.record({
      what: fc.constantFrom('insert', 'insert', 'replace'),
      universe: fc.nat(1),
      id: fc.nat(3),
      scene: fc.nat(2),
      strength: fc.nat(2),
      expected: fc.integer({ min: 1, max: 3 }),
    });
    const scenes = [null, world.newId('scene'), world.newId('scene')];
    const ids = Array.from({ length: 4 }, () => world.newId('memory'));
    const entity = world.newId('entity');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const universes = [world.newId('universe'), world.newId('universe')] as const;
        const model = openFakeNarrativeStore();
        for (const { what, universe, id, scene, strength, expected } of steps) {
          const place = { universe: universes[universe] ?? universes[0], scene: scenes[scene] ?? null };
          const document = { ...memory(world, place), id: ids[id] ?? world.newId('memory'), strength, entity };
          const replacement = { document, events: [], expected: expected as DocumentVersion };
          const write = (store: NarrativeStore): Promise<unknown> =>
            what === 'insert' ? store.insert('memories', plain([document])) : store.replace('memories', replacement);
          expect(await write(opened.store)).toEqual(await write(model));
        }
        for (const universe of universes)
          for (const scene of scenes)
            for (const order of ['oldest', 'newest'] as const) {
              const query = { universe, order, ...(scene === null ? {} : { scene }) };
              const shown = await listAll(opened.store, 'memories', query, { max: 2 });
              expect(shown).toEqual(await listAll(model, 'memories', query));
            }
      }),
      { numRuns: 40 },
    );
  });
};
