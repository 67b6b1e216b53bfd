import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { IndexFilter } from '../../../src/ports/indexing.ts';
import { anyFilter, anyScope, everything, isFound, scopeOf } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { idsOf, type OpenIndex } from './tools.ts';

export const filtering = (open: OpenIndex): void => {
  const world = seededWorld(11);

  it('finds what the filter lets through, and nothing else', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const law = fc.asyncProperty(
      fc.array(anyScope(universe), { maxLength: 30 }),
      fc.array(anyFilter(universe), { minLength: 1, maxLength: 10 }),
      async (scopes, filters) => {
        await opened.store.clear(universe);
        const entries = scopes.map((scope, i) => ({ ...scope, id: `e${i}` }));
        await opened.store.put(entries);
        for (const filter of filters) {
          const expected = entries.filter((entry) => isFound(filter, entry));
          expect(idsOf(await opened.store.search(filter, 100)).sort()).toEqual(idsOf(expected).sort());
        }
      },
    );
    await fc.assert(law, { numRuns: 60 });
  });

  it('gives no place among the hits to what may not be seen', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const law = fc.asyncProperty(
      fc.array(anyScope(universe), { maxLength: 40 }),
      anyFilter(universe),
      fc.integer({ min: 1, max: 5 }),
      async (scopes, filter, max) => {
        await opened.store.clear(universe);
        const entries = scopes.map((scope, i) => ({ ...scope, id: `e${String(i).padStart(2, '0')}` }));
        await opened.store.put(entries);
        const expected = entries.filter((entry) => isFound(filter, entry)).slice(0, max);
        expect(idsOf(await opened.store.search(filter, max))).toEqual(idsOf(expected));
      },
    );
    await fc.assert(law, { numRuns: 60 });
  });

  it('shows a secret to the GM alone, and what some know to them alone', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const [knower, other] = [world.newId('entity'), world.newId('entity')];
    await opened.store.put([
      { ...scopeOf(universe, { visibility: { level: 'gm' } }), id: 'secret' },
      { ...scopeOf(universe, { visibility: { level: 'known', to: [knower] } }), id: 'whispered' },
      { ...scopeOf(universe, { visibility: { level: 'party' } }), id: 'shared' },
      { ...scopeOf(universe), id: 'told' },
    ]);
    const seenBy = async (audience: IndexFilter['audience']) =>
      idsOf(await opened.store.search({ ...everything(universe), audience }, 10)).sort();
    expect(await seenBy({ as: 'gm' })).toEqual(['secret', 'shared', 'told', 'whispered']);
    expect(await seenBy({ as: 'player' })).toEqual(['shared', 'told']);
    expect(await seenBy({ as: 'entity', entity: knower, inParty: false })).toEqual(['told', 'whispered']);
    expect(await seenBy({ as: 'entity', entity: knower, inParty: true })).toEqual(['shared', 'told', 'whispered']);
    expect(await seenBy({ as: 'entity', entity: other, inParty: true })).toEqual(['shared', 'told']);
    expect(await seenBy({ as: 'entity', entity: other, inParty: false })).toEqual(['told']);
  });

  it('finds what is dated up to a moment and with it, and what has no date', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const at = (second: number, ordinal: number) => ({ storyTime: { second, ordinal } });
    const dates = [at(-5, 65_535), at(-1, 2), at(0, 0), at(0, 1), at(0, 2), at(1, 0)];
    const entries = dates.map((date, i) => ({ ...scopeOf(universe, date), id: String(i) }));
    await opened.store.put([...entries, { ...scopeOf(universe), id: 'undated' }]);
    for (const [i, { storyTime: until }] of dates.entries()) {
      const hits = await opened.store.search({ ...everything(universe), until }, 10);
      expect(idsOf(hits)).toEqual([...idsOf(entries.slice(0, i + 1)), 'undated']);
    }
  });

  it('goes by what an entry is now, not by what it was', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const [hero, thief] = [world.newId('entity'), world.newId('entity')];
    const player: IndexFilter = { ...everything(universe), audience: { as: 'player' } };
    await opened.store.put([{ ...scopeOf(universe, { entities: [hero] }), id: 'it' }]);
    expect(idsOf(await opened.store.search({ ...player, entities: [hero] }, 10))).toEqual(['it']);
    await opened.store.put([{ ...scopeOf(universe, { entities: [thief] }), id: 'it' }]);
    expect(await opened.store.search({ ...player, entities: [hero] }, 10)).toEqual([]);
    await opened.store.put([{ ...scopeOf(universe, { visibility: { level: 'gm' } }), id: 'it' }]);
    expect(await opened.store.search(player, 10)).toEqual([]);
    expect(idsOf(await opened.store.search(everything(universe), 10))).toEqual(['it']);
  });
};
