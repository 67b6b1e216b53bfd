import { expect, it } from 'vitest';
import { type Embedder, embedderModelCharsMax, vectorDimensionMax } from '../../../src/ports/vector-index.ts';
import { everything, vectorEntry } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { embedder, nearest, type OpenVectorIndex, vector } from './tools.ts';

const largest = 3.4e38; // near the greatest number that a 32-bit float can hold

export const embedders = (open: OpenVectorIndex): void => {
  const world = seededWorld(42);
  const others: Embedder[] = [
    { model: 'other', dimension: embedder.dimension },
    { model: embedder.model, dimension: 4 },
  ];

  it('remembers who made the vectors of a universe until it is cleared', async () => {
    await using opened = await open();
    const { store } = opened;
    const [universe, unlike] = [world.newId('universe'), world.newId('universe')];
    expect(await store.embedder(universe)).toBeNull();
    await store.put(embedder, []);
    expect(await store.embedder(universe)).toBeNull();
    await store.put(embedder, [vectorEntry(universe, { id: 'it' })]);
    expect(await store.embedder(universe)).toEqual(embedder);
    expect(await (await opened.another()).embedder(universe)).toEqual(embedder);
    expect(await store.embedder(unlike)).toBeNull();
    await store.remove(universe, 'facts', ['it']);
    expect(await store.embedder(universe)).toEqual(embedder);
    await store.clear(universe);
    expect(await store.embedder(universe)).toBeNull();
  });

  it.each(others)(
    'refuses vectors of $model with $dimension numbers where others are, and keeps what it has',
    async (other) => {
      await using opened = await open();
      const { store } = opened;
      const universe = world.newId('universe');
      await store.put(embedder, [vectorEntry(universe, { id: 'it' })]);
      const given = new Float32Array(other.dimension).fill(1);
      const refused = { code: 'other_embedder', kind: 'terminal' };
      await expect(store.put(other, [vectorEntry(universe, { id: 'it', vector: given })])).rejects.toMatchObject(
        refused,
      );
      await expect(
        store.search({ embedder: other, vector: given, max: 1 }, everything(universe)),
      ).rejects.toMatchObject(refused);
      expect(await nearest(store, universe, vector(1, 0, 0))).toHaveLength(1);
      expect(await store.embedder(universe)).toEqual(embedder);
      await store.clear(universe);
      await store.put(other, [vectorEntry(universe, { id: 'it', vector: given })]);
      expect(await store.embedder(universe)).toEqual(other);
      expect(await store.search({ embedder: other, vector: given, max: 1 }, everything(universe))).toHaveLength(1);
    },
  );

  it('lets each universe have its own', async () => {
    await using opened = await open();
    const { store } = opened;
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const wide = { model: 'wide', dimension: vectorDimensionMax };
    const given = new Float32Array(vectorDimensionMax).fill(1);
    await store.put(embedder, [vectorEntry(mine, { id: 'it' })]);
    await store.put(wide, [vectorEntry(theirs, { id: 'it', vector: given })]);
    expect(await nearest(store, mine, vector(1, 0, 0))).toHaveLength(1);
    expect(await store.search({ embedder: wide, vector: given, max: 9 }, everything(theirs))).toHaveLength(1);
    expect(await store.search({ embedder: wide, vector: given, max: 9 }, everything(world.newId('universe')))).toEqual(
      [],
    );
  });

  it('sees that a universe was cleared and made anew by another connection', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const writer = await opened.another();
    await store.put(embedder, [vectorEntry(universe, { id: 'old' })]);
    expect(await nearest(store, universe, vector(1, 0, 0))).toHaveLength(1);
    const other = { model: 'other', dimension: 2 };
    await writer.clear(universe);
    await writer.put(other, [vectorEntry(universe, { id: 'new', vector: vector(1, 1) })]);
    await expect(nearest(store, universe, vector(1, 0, 0))).rejects.toMatchObject({ code: 'other_embedder' });
    const hits = await store.search({ embedder: other, vector: vector(1, 1), max: 9 }, everything(universe));
    expect(hits.map(({ id }) => id)).toEqual(['new']);
  });
};

export const bounds = (open: OpenVectorIndex): void => {
  const world = seededWorld(43);

  it.each([
    ['too short', vector(1, 0)],
    ['too long', vector(1, 0, 0, 0)],
    ['empty', vector()],
    ['zero', vector(0, 0, 0)],
    ['negative zero', vector(-0, 0, 0)],
    ['not a number', vector(1, NaN, 0)],
    ['infinite', vector(1, Infinity, 0)],
    ['minus infinite', vector(-Infinity, 0, 0)],
  ])('refuses a vector that is %s, with the whole call, and does not search with it', async (_, bad) => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const refused = { code: 'bad_vector', kind: 'terminal' };
    const entries = [vectorEntry(universe, { id: 'good' }), vectorEntry(universe, { id: 'bad', vector: bad })];
    await expect(store.put(embedder, entries)).rejects.toMatchObject(refused);
    expect(await store.count(universe, 'facts')).toBe(0);
    expect(await store.embedder(universe)).toBeNull();
    await expect(nearest(store, universe, bad)).rejects.toMatchObject(refused);
    await store.put(embedder, entries.slice(0, 1));
    await expect(nearest(store, universe, bad)).rejects.toMatchObject(refused);
  });

  it.each([
    ['very long', vector(largest, 0, 0)],
    ['very short', vector(1e-45, 0, 0)],
    ['long and short at once', vector(1e30, 1e-30, 0)],
  ])('takes a vector that is %s', async (_, given) => {
    await using opened = await open();
    const universe = world.newId('universe');
    await opened.store.put(embedder, [vectorEntry(universe, { id: 'it', vector: given })]);
    const hits = await nearest(opened.store, universe, given);
    expect(hits[0]?.score).toBeCloseTo(1, 5);
    expect((await nearest(opened.store, universe, vector(1, 0, 0)))[0]?.score).toBeCloseTo(1, 5);
  });

  it.each([0, -1, 1.5, NaN, vectorDimensionMax + 1])('refuses an embedder of dimension %d', async (dimension) => {
    await using opened = await open();
    const universe = world.newId('universe');
    const bad = { model: 'bad', dimension };
    await expect(opened.store.put(bad, [vectorEntry(universe, { id: 'it' })])).rejects.toMatchObject({
      kind: 'terminal',
    });
    const search = opened.store.search({ embedder: bad, vector: vector(1), max: 1 }, everything(universe));
    await expect(search).rejects.toMatchObject({ kind: 'terminal' });
  });

  it.each(['', 'x'.repeat(embedderModelCharsMax + 1)])('refuses an embedder called %j', async (model) => {
    await using opened = await open();
    const put = opened.store.put({ model, dimension: 3 }, [vectorEntry(world.newId('universe'), { id: 'it' })]);
    await expect(put).rejects.toMatchObject({ kind: 'terminal' });
  });
};
