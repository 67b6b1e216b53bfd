import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntityId, UniverseId } from '../../../schemas/ids.ts';
import { type IndexKind, indexKinds } from '../../../schemas/narrative.ts';
import {
  entitiesPerEntryMax,
  hitsMax,
  indexEntriesPerCallMax,
  type IndexFilter,
  type IndexHit,
  indexIdCharsMax,
  type IndexScope,
} from '../../../src/ports/indexing.ts';
import { anyFilter, anyScope, everything, isFound, scopeOf } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import type { Opened } from '../opened.ts';

/** What the text index and the vector index promise alike, seen as one: entries that are all equally good answers. */
export interface AnyIndex extends AsyncDisposable {
  put(entries: readonly (IndexScope & { id: string })[], options?: { signal?: AbortSignal }): Promise<void>;
  remove(universe: UniverseId, kind: IndexKind, ids: readonly string[]): Promise<void>;
  search(filter: IndexFilter, max: number, options?: { signal?: AbortSignal }): Promise<readonly IndexHit[]>;
  count(universe: UniverseId, kind: IndexKind): Promise<number>;
  clear(universe: UniverseId): Promise<void>;
}
export type OpenIndex = () => Promise<Opened<AnyIndex>>;

const idsOf = (hits: readonly { id: string }[]): string[] => hits.map(({ id }) => id);
const numbered = (count: number, make: (i: number) => IndexScope) =>
  Array.from({ length: count }, (_, i) => ({ ...make(i), id: `fct_${String(i).padStart(4, '0')}` }));

const filtering = (open: OpenIndex): void => {
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

const keeping = (open: OpenIndex): void => {
  const world = seededWorld(12);

  it('finds nothing and counts nothing where nothing was put', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    expect(await opened.store.search(everything(universe), 10)).toEqual([]);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
    await opened.store.put([]);
    await opened.store.remove(universe, 'facts', ['nothing']);
    await opened.store.clear(universe);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
  });

  it('keeps one entry for each universe, kind and id, however often it is put', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const entries = indexKinds.map((kind) => ({ ...scopeOf(universe, { kind }), id: 'same' }));
    await opened.store.put(entries);
    await opened.store.put(entries);
    expect(await opened.store.search(everything(universe), 10)).toHaveLength(indexKinds.length);
    for (const kind of indexKinds) expect(await opened.store.count(universe, kind)).toBe(1);
  });

  it('breaks ties by id, then by kind', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const ids = ['fct_2', 'fct_10', 'fct_1', 'Fct_3'];
    await opened.store.put(ids.flatMap((id) => indexKinds.map((kind) => ({ ...scopeOf(universe, { kind }), id }))));
    const inOrder = [...ids].sort().flatMap((id) => [...indexKinds].sort().map((kind) => ({ id, kind })));
    const hits = await opened.store.search(everything(universe), 100);
    expect(hits.map(({ id, kind }) => ({ id, kind }))).toEqual(inOrder);
    expect(idsOf(await opened.store.search(everything(universe), 6))).toEqual(idsOf(inOrder).slice(0, 6));
    expect(new Set(hits.map(({ score }) => score)).size).toBe(1);
  });

  it('finds no longer what was removed, of that kind and universe alone', async () => {
    await using opened = await open();
    const [universe, other] = [world.newId('universe'), world.newId('universe')];
    await opened.store.put([
      { ...scopeOf(universe), id: 'a' },
      { ...scopeOf(universe), id: 'b' },
      { ...scopeOf(universe, { kind: 'memories' }), id: 'a' },
    ]);
    await opened.store.put([{ ...scopeOf(other), id: 'a' }]);
    await opened.store.remove(
      universe,
      'facts',
      ['a', 'not there', 'a'].map((id) => id.replaceAll(' ', '-')),
    );
    await opened.store.remove(universe, 'facts', ['a']);
    const left = await opened.store.search(everything(universe), 10);
    expect(left.map(({ id, kind }) => `${kind} ${id}`)).toEqual(['memories a', 'facts b']);
    expect(await opened.store.count(universe, 'facts')).toBe(1);
    expect(await opened.store.count(other, 'facts')).toBe(1);
    await opened.store.put([{ ...scopeOf(universe), id: 'a' }]);
    expect(await opened.store.count(universe, 'facts')).toBe(2);
  });

  it('forgets a universe and no other, and takes it up anew', async () => {
    await using opened = await open();
    const [universe, other] = [world.newId('universe'), world.newId('universe')];
    await opened.store.put(numbered(700, () => scopeOf(universe)));
    await opened.store.put(numbered(5, () => scopeOf(other)));
    await opened.store.clear(universe);
    await opened.store.clear(universe);
    expect(await opened.store.search(everything(universe), 10)).toEqual([]);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
    expect(await opened.store.search(everything(other), 10)).toHaveLength(5);
    await opened.store.put([{ ...scopeOf(universe), id: 'new' }]);
    expect(idsOf(await opened.store.search(everything(universe), 10))).toEqual(['new']);
  });

  it('is not changed by what the caller does to its lists afterwards', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const entities = [world.newId('entity')];
    await opened.store.put([{ ...scopeOf(universe, { entities }), id: 'it' }]);
    const [entity] = entities.splice(0);
    expect(await opened.store.search({ ...everything(universe), entities: [entity as EntityId] }, 10)).toHaveLength(1);
  });
};

const isolation = (open: OpenIndex): void => {
  const world = seededWorld(13);

  it('shows and changes nothing of one universe from another', async () => {
    await using opened = await open();
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    await opened.store.put([{ ...scopeOf(theirs), id: 'it' }]);
    expect(await opened.store.search(everything(mine), 10)).toEqual([]);
    await opened.store.put([{ ...scopeOf(mine, { visibility: { level: 'gm' } }), id: 'it' }]);
    await opened.store.remove(mine, 'facts', ['it']);
    await opened.store.clear(mine);
    expect(idsOf(await opened.store.search(everything(theirs), 10))).toEqual(['it']);
    expect(await opened.store.count(theirs, 'facts')).toBe(1);
    expect(await opened.store.count(mine, 'facts')).toBe(0);
  });

  it('takes no universe for another, whatever it is called', async () => {
    await using opened = await open();
    const theirs = world.newId('universe');
    await opened.store.put([{ ...scopeOf(theirs), id: 'it' }]);
    const crafted = [
      '',
      '*',
      '%',
      'uni_%',
      theirs.toUpperCase(),
      theirs.slice(0, -1),
      `${theirs}\0`,
      `${theirs} `,
      `' OR '1'='1`,
      `x" OR "${theirs}`,
      `${theirs}/../${theirs}`,
      '1',
    ] as UniverseId[];
    for (const universe of crafted) {
      const found = await opened.store.search(everything(universe), 10).catch(() => []);
      expect(found).toEqual([]);
      await opened.store.clear(universe).catch(() => undefined);
      await opened.store.remove(universe, 'facts', ['it']).catch(() => undefined);
    }
    expect(idsOf(await opened.store.search(everything(theirs), 10))).toEqual(['it']);
  });

  it('refuses a call that mixes universes, and keeps nothing of it', async () => {
    await using opened = await open();
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const mixed = [
      { ...scopeOf(mine), id: 'a' },
      { ...scopeOf(theirs), id: 'b' },
    ];
    await expect(opened.store.put(mixed)).rejects.toMatchObject({ code: 'other_universe', kind: 'terminal' });
    expect(await opened.store.count(mine, 'facts')).toBe(0);
    expect(await opened.store.count(theirs, 'facts')).toBe(0);
  });
};

const bounds = (open: OpenIndex): void => {
  const world = seededWorld(14);

  it('takes as much as a call may carry, and refuses more before anything is done', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const most = numbered(indexEntriesPerCallMax, () => scopeOf(universe));
    await expect(opened.store.put([...most, { ...scopeOf(universe), id: 'more' }])).rejects.toMatchObject({
      code: 'too_much_at_once',
    });
    expect(await opened.store.count(universe, 'facts')).toBe(0);
    await opened.store.put(most);
    expect(await opened.store.count(universe, 'facts')).toBe(indexEntriesPerCallMax);
    expect(await opened.store.search(everything(universe), hitsMax)).toHaveLength(hitsMax);
    await expect(opened.store.remove(universe, 'facts', [...idsOf(most), 'more'])).rejects.toMatchObject({
      code: 'too_much_at_once',
    });
    await opened.store.remove(universe, 'facts', idsOf(most));
    expect(await opened.store.count(universe, 'facts')).toBe(0);
  });

  it('takes entries about as many entities as it may, and refuses more', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const entities = Array.from({ length: entitiesPerEntryMax }, () => world.newId('entity'));
    const one = world.newId('entity');
    await opened.store.put([{ ...scopeOf(universe, { entities }), id: 'it' }]);
    expect(await opened.store.search({ ...everything(universe), entities: entities.slice(-1) }, 10)).toHaveLength(1);
    expect(await opened.store.search({ ...everything(universe), entities }, 10)).toHaveLength(1);
    expect(await opened.store.search({ ...everything(universe), entities: [] }, 10)).toEqual([]);
    const tooMany = [...entities, one];
    await expect(opened.store.put([{ ...scopeOf(universe, { entities: tooMany }), id: 'it' }])).rejects.toMatchObject({
      code: 'too_much_at_once',
    });
    await expect(opened.store.search({ ...everything(universe), entities: tooMany }, 10)).rejects.toMatchObject({
      code: 'too_much_at_once',
    });
  });

  it.each(['', 'two words', 'tab\t', 'nul\0', 'é', '\ud800', 'x'.repeat(indexIdCharsMax + 1)])(
    'refuses %j as an id',
    async (id) => {
      await using opened = await open();
      const universe = world.newId('universe');
      const good = { ...scopeOf(universe), id: 'good' };
      await expect(opened.store.put([good, { ...good, id }])).rejects.toMatchObject({ code: 'bad_id' });
      await expect(opened.store.remove(universe, 'facts', [id])).rejects.toMatchObject({ code: 'bad_id' });
      expect(await opened.store.count(universe, 'facts')).toBe(0);
    },
  );

  it('takes any visible ASCII as an id', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const ids = [`'"\\;--*%_{}()[]:^~`, 'x'.repeat(indexIdCharsMax), '../../../etc', 'NULL', '0', '-1'];
    await opened.store.put(ids.map((id) => ({ ...scopeOf(universe), id })));
    expect(idsOf(await opened.store.search(everything(universe), 10))).toEqual([...ids].sort());
    await opened.store.remove(universe, 'facts', ids);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
  });

  it.each([0, -1, 1.5, NaN, Infinity, hitsMax + 1])('refuses to look for %d hits', async (max) => {
    await using opened = await open();
    const universe = world.newId('universe');
    await expect(opened.store.search(everything(universe), max)).rejects.toMatchObject({ kind: 'terminal' });
  });
};

const together = (open: OpenIndex): void => {
  const world = seededWorld(15);

  it('shows what one connection did to every other, at once', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const reader = await opened.another();
    const seen = async () => idsOf(await reader.search(everything(universe), 10));
    expect(await seen()).toEqual([]);
    await opened.store.put([{ ...scopeOf(universe), id: 'a' }]);
    expect(await seen()).toEqual(['a']);
    await opened.store.put(['b', 'c'].map((id) => ({ ...scopeOf(universe), id })));
    expect(await seen()).toEqual(['a', 'b', 'c']);
    await opened.store.remove(universe, 'facts', ['b']);
    expect(await seen()).toEqual(['a', 'c']);
    await opened.store.put([{ ...scopeOf(universe, { kind: 'scenes' }), id: 'c' }]);
    await opened.store.put([{ ...scopeOf(universe), id: 'a' }]);
    expect(await seen()).toEqual(['a', 'c', 'c']);
    await opened.store.clear(universe);
    expect(await seen()).toEqual([]);
    await opened.store.put([{ ...scopeOf(universe), id: 'd' }]);
    expect(await seen()).toEqual(['d']);
  });

  it('keeps everything when several connections write and read at the same time', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const stores = [opened.store, await opened.another(), await opened.another()];
    await Promise.all(
      stores.flatMap((store, s) =>
        Array.from({ length: 8 }, async (_, i) => {
          await store.put([{ ...scopeOf(universe), id: `w${s}_${i}` }]);
          const found = idsOf(await store.search(everything(universe), 100));
          expect(found).toContain(`w${s}_${i}`);
        }),
      ),
    );
    for (const store of stores) expect(await store.search(everything(universe), 100)).toHaveLength(24);
  });

  it('is the same when it is opened again', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    await opened.store.put(numbered(300, (i) => scopeOf(universe, { visibility: { level: i % 2 ? 'gm' : 'public' } })));
    await opened.store.remove(universe, 'facts', ['fct_0000']);
    const filter: IndexFilter = { ...everything(universe), audience: { as: 'player' } };
    const before = await opened.store.search(filter, 1_000);
    await opened.store[Symbol.asyncDispose]();
    const again = await opened.another();
    expect(await again.search(filter, 1_000)).toEqual(before);
    expect(before).toHaveLength(149);
  });

  it('can be closed twice', async () => {
    await using opened = await open();
    await opened.store[Symbol.asyncDispose]();
    await opened.store[Symbol.asyncDispose]();
  });
};

const cancelling = (open: OpenIndex): void => {
  const world = seededWorld(16);

  it('does nothing for a call that was cancelled before, and says why', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const reason = new Error('the player left');
    const signal = AbortSignal.abort(reason);
    await expect(opened.store.put([{ ...scopeOf(universe), id: 'a' }], { signal })).rejects.toBe(reason);
    await expect(opened.store.search(everything(universe), 10, { signal })).rejects.toBe(reason);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
  });

  it('leaves whole entries when it is cancelled on the way, and is completed by the same call', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const entries = numbered(1_000, () => scopeOf(universe));
    const controller = new AbortController();
    const reason = new Error('the player left');
    const put = opened.store.put(entries, { signal: controller.signal });
    controller.abort(reason);
    await put.catch((error: unknown) => expect(error).toBe(reason));
    const found = await opened.store.search(everything(universe), 1_000);
    expect(found).toHaveLength(await opened.store.count(universe, 'facts'));
    await opened.store.put(entries);
    expect(await opened.store.count(universe, 'facts')).toBe(1_000);
  });
};

export const anyIndexSuite = (open: OpenIndex): void => {
  describe('filters', () => filtering(open));
  describe('entries', () => keeping(open));
  describe('universes', () => isolation(open));
  describe('bounds of both indexes', () => bounds(open));
  describe('several at the same time', () => together(open));
  describe('cancelling', () => cancelling(open));
};

/** The same stores, seen as indexes of either kind. */
export const seenAs = <Store extends AsyncDisposable>(
  open: () => Promise<Opened<Store>>,
  view: (store: Store) => Omit<AnyIndex, typeof Symbol.asyncDispose>,
): OpenIndex => {
  const viewed = (store: Store): AnyIndex => ({
    ...view(store),
    [Symbol.asyncDispose]: async () => store[Symbol.asyncDispose](),
  });
  return async () => {
    const opened = await open();
    return {
      store: viewed(opened.store),
      another: async () => viewed(await opened.another()),
      [Symbol.asyncDispose]: async () => opened[Symbol.asyncDispose](),
    };
  };
};
