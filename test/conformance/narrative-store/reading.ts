import { expect, it } from 'vitest';
import type { SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import { pageBytesMax } from '../../../src/ports/narrative-store.ts';
import { type Cursor, pageSizeMax } from '../../../src/ports/paging.ts';
import { framing, memory, proposal, resolution, userTurn } from '../../support/narrative.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { idsOf, listAll, type OpenNarrativeStore, plain } from './tools.ts';

export const reading = (open: OpenNarrativeStore) => {
  const world = seededWorld(3);

  it('gives what exists of what is asked for, in the order asked for', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const turns = [userTurn(world, { universe }), userTurn(world, { universe }), userTurn(world, { universe })];
    await opened.store.insert('turns.user', plain(turns));
    const [a, b, c] = idsOf(turns.map((document) => ({ document })));
    const asked = [c, world.newId('turn'), a, b].filter((id) => id !== undefined);
    expect(idsOf(await opened.store.get('turns.user', universe, asked))).toEqual([c, a, b]);
  });

  it('lists a universe, a story, a scene, or a scene of a story, from the oldest or from the newest', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const story = world.newId('story');
    const [scene, other] = [world.newId('scene'), world.newId('scene')];
    const places = [{ universe }, { universe, story }, { universe, story, scene }, { universe, story, scene: other }];
    const turns = [...places, ...places].map((place) => userTurn(world, place));
    for (const turn of turns) await store.insert('turns.user', plain([turn]));
    const wanted = (query: { story?: StoryId; scene?: SceneId }) =>
      turns
        .filter((turn) => query.story === undefined || turn.story === query.story)
        .filter((turn) => query.scene === undefined || turn.scene === query.scene)
        .map(({ id }) => id);
    const stranger = world.newId('story');
    for (const query of [{}, { story }, { scene }, { story, scene }, { story: stranger, scene }, { story: stranger }]) {
      const ids = wanted(query);
      expect(idsOf(await listAll(store, 'turns.user', { universe, ...query }))).toEqual(ids);
      expect(idsOf(await listAll(store, 'turns.user', { universe, ...query, order: 'oldest' }))).toEqual(ids);
      const reversed = await listAll(store, 'turns.user', { universe, ...query, order: 'newest' });
      expect(idsOf(reversed)).toEqual(ids.reverse());
    }
  });

  it('lists the framing of a scene and what was resolved in it where that scene is', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const story = world.newId('story');
    const [framed, elsewhere] = [framing(world, { universe, story }), framing(world, { universe })];
    const rolled = resolution(world, { universe, story, scene: framed.id });
    await store.insert('scenes', plain([framed, elsewhere]));
    await store.insert('resolutions', plain([rolled]));
    expect(idsOf(await listAll(store, 'scenes', { universe, scene: framed.id }))).toEqual([framed.id]);
    expect(idsOf(await listAll(store, 'scenes', { universe, story }))).toEqual([framed.id]);
    expect(idsOf(await listAll(store, 'scenes', { universe }))).toEqual([framed.id, elsewhere.id]);
    expect(await store.get('resolutions', universe, [rolled.id])).toMatchObject([{ document: rolled }]);
    expect(idsOf(await listAll(store, 'resolutions', { universe, scene: framed.id }))).toEqual([rolled.id]);
  });

  it('shows the same whatever the size of the pages, and ends with the last item', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const turns = Array.from({ length: 12 }, () => userTurn(world, { universe }));
    await store.insert('turns.user', plain(turns));
    for (const max of [1, 3, 4, 11, 12, 13, pageSizeMax])
      for (const order of ['oldest', 'newest'] as const) {
        const ids = idsOf(await listAll(store, 'turns.user', { universe, order }, { max }));
        expect(order === 'oldest' ? ids : ids.reverse()).toEqual(turns.map(({ id }) => id));
      }
    const { items, next } = await store.list('turns.user', { universe }, { max: 12, after: null });
    expect([items.length, next]).toEqual([12, null]);
  });

  it.each(['oldest', 'newest'] as const)(
    'shows what was there at the first page once, %s first, however much is written meanwhile',
    async (order) => {
      await using opened = await open();
      const universe = world.newId('universe');
      const turns = Array.from({ length: 9 }, () => userTurn(world, { universe }));
      await opened.store.insert('turns.user', plain(turns));
      const writer = await opened.another();
      let written = 0;
      const between = () =>
        written++ < 20 ? writer.insert('turns.user', plain([userTurn(world, { universe })])) : Promise.resolve([]);
      const ids = idsOf(await listAll(opened.store, 'turns.user', { universe, order }, { max: 2, between }));
      const wanted = turns.map(({ id }) => id as string);
      const shown = ids.filter((id) => wanted.includes(id));
      expect(order === 'oldest' ? shown : shown.reverse()).toEqual(wanted);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it('ends a page early rather than hold too much at once', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const text = 'x'.repeat(pageBytesMax * 0.3);
    const turns = Array.from({ length: 5 }, () => userTurn(world, { universe }, { text }));
    for (const turn of turns) await opened.store.insert('turns.user', plain([turn]));
    const page = await opened.store.list('turns.user', { universe }, { max: 5, after: null });
    expect(page.items.length).toBe(3);
    expect(idsOf(await listAll(opened.store, 'turns.user', { universe }))).toEqual(turns.map(({ id }) => id));
  });

  it.each(['', 'nonsense', '-1', '1e3', '99999999999999999999', "1' OR '1'='1", '{}'])(
    'refuses `%s` as a place where a page ended',
    async (text) => {
      await using opened = await open();
      const universe = world.newId('universe');
      await opened.store.insert('turns.user', plain([userTurn(world, { universe })]));
      const page = { max: 10, after: text as Cursor };
      await expect(opened.store.list('turns.user', { universe }, page)).rejects.toMatchObject({ code: 'bad_cursor' });
      await expect(opened.store.universes(page)).rejects.toMatchObject({ code: 'bad_cursor' });
    },
  );

  it('finds documents by the beginning or the end of their id, in order, and nothing of another place', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const turns = Array.from({ length: 4 }, () => userTurn(world, { universe }));
    await store.insert('turns.user', plain(turns));
    const ids = turns.map(({ id }) => id).toSorted();
    const like = (part: string, max = 10) => store.idsLike('turns.user', universe, part, max);
    for (const id of ids) {
      expect(await like(id.slice(4))).toEqual([id]);
      expect(await like(id)).toEqual([id]);
      expect(await like(id.slice(-3))).toContain(id);
    }
    expect(await like('0')).toEqual(ids);
    expect(await like('0', 2)).toEqual(ids.slice(0, 2));
    expect(await like('')).toEqual([]);
    expect(await store.idsLike('turns.gm', universe, '0', 10)).toEqual([]);
    expect(await store.idsLike('turns.user', world.newId('universe'), '0', 10)).toEqual([]);
    await expect(like('0', 0)).rejects.toMatchObject({ code: 'out_of_bounds' });
  });

  it('counts the documents of a collection in a universe', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    await opened.store.insert('turns.user', plain([userTurn(world, { universe }), userTurn(world, { universe })]));
    await opened.store.insert('proposals', plain([proposal(world, { universe })]));
    expect(await opened.store.count('turns.user', universe)).toBe(2);
    expect(await opened.store.count('proposals', universe)).toBe(1);
    expect(await opened.store.count('memories', universe)).toBe(0);
  });

  it('lists the universes of which anything is kept, in order, in pages', async () => {
    await using opened = await open();
    const { store } = opened;
    expect(await store.universes({ max: 1, after: null })).toEqual({ items: [], next: null });
    const universes = Array.from({ length: 5 }, () => world.newId('universe'));
    for (const universe of universes.toReversed()) {
      await store.insert('turns.user', plain([userTurn(world, { universe }), userTurn(world, { universe })]));
      await store.insert('memories', plain([memory(world, { universe })]));
    }
    const found: UniverseId[] = [];
    let after: Cursor | null = null;
    do {
      const { items, next }: { items: readonly UniverseId[]; next: Cursor | null } = await store.universes({
        max: 2,
        after,
      });
      found.push(...items);
      after = next;
    } while (after !== null && found.length < 10);
    expect(found).toEqual(universes);
  });
};
