import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { VectorEntry } from '../../../src/ports/vector-index.ts';
import { everything, vectorEntry } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { anyVector, cosineOf, digits, embedder, nearest, type OpenVectorIndex, vector } from './tools.ts';

export const searching = (open: OpenVectorIndex): void => {
  const world = seededWorld(41);

  it('puts what is nearer in direction first, whatever the lengths', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    await opened.store.put(embedder, [
      vectorEntry(universe, { id: 'same', vector: vector(0.001, 0, 0) }),
      vectorEntry(universe, { id: 'near', vector: vector(500, 500, 0) }),
      vectorEntry(universe, { id: 'across', vector: vector(0, 0, 7) }),
      vectorEntry(universe, { id: 'opposite', vector: vector(-3, 0, 0) }),
    ]);
    const hits = await nearest(opened.store, universe, vector(2, 0, 0));
    expect(hits.map(({ id }) => id)).toEqual(['same', 'near', 'across', 'opposite']);
    const expected = [1, Math.SQRT1_2, 0, -1];
    for (const [i, { score }] of hits.entries()) expect(score).toBeCloseTo(expected[i] ?? NaN, digits);
    for (const { score } of hits) expect(Math.abs(score)).toBeLessThanOrEqual(1);
  });

  it('tells the cosine of each, in falling order, and cuts only the end off when fewer are asked for', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const dimensions = fc.constantFrom(1, 2, 3, 5, 8, 33);
    const law = fc.asyncProperty(
      dimensions.chain((dimension) =>
        fc.tuple(fc.array(anyVector(dimension), { minLength: 1, maxLength: 25 }), anyVector(dimension)),
      ),
      fc.integer({ min: 1, max: 30 }),
      async ([vectors, query], max) => {
        const other = { model: 'any', dimension: query.length };
        await opened.store.clear(universe);
        await opened.store.put(
          other,
          vectors.map((each, i) => vectorEntry(universe, { id: String(i), vector: each })),
        );
        const search = (most: number) =>
          opened.store.search({ embedder: other, vector: query, max: most }, everything(universe));
        const all = await search(100);
        expect(all).toHaveLength(vectors.length);
        for (const [i, { id, score }] of all.entries()) {
          expect(score).toBeCloseTo(cosineOf(vectors[Number(id)] ?? query, query), digits);
          expect(score).toBeLessThanOrEqual(all[i - 1]?.score ?? 1);
        }
        expect(await search(max)).toEqual(all.slice(0, max));
      },
    );
    await fc.assert(law, { numRuns: 60 });
  });

  it('finds what was replaced where it is now, and not where it was', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    await opened.store.put(embedder, [vectorEntry(universe, { id: 'it', vector: vector(1, 0, 0) })]);
    expect((await nearest(opened.store, universe, vector(1, 0, 0)))[0]?.score).toBeCloseTo(1, digits);
    await opened.store.put(embedder, [vectorEntry(universe, { id: 'it', vector: vector(0, 1, 0) })]);
    const hits = await nearest(opened.store, universe, vector(1, 0, 0));
    expect(hits).toHaveLength(1);
    expect(hits[0]?.score).toBeCloseTo(0, digits);
  });

  it('keeps the later of two with one id in a call', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const twice = [vector(1, 0, 0), vector(0, 1, 0)].map((each) => vectorEntry(universe, { id: 'it', vector: each }));
    await opened.store.put(embedder, twice);
    const hits = await nearest(opened.store, universe, vector(0, 1, 0));
    expect(hits.map(({ id }) => id)).toEqual(['it']);
    expect(hits[0]?.score).toBeCloseTo(1, digits);
  });

  it('holds what a plain list would hold, after any puts and removals', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const step = fc.oneof(
      fc.record({ put: fc.array(fc.tuple(fc.nat({ max: 9 }), anyVector(3)), { maxLength: 6 }) }),
      fc.record({ remove: fc.array(fc.nat({ max: 9 }), { maxLength: 4 }) }),
      fc.record({ clear: fc.constant(true) }),
    );
    const law = fc.asyncProperty(fc.array(step, { maxLength: 10 }), anyVector(3), async (steps, query) => {
      await store.clear(universe);
      const list = new Map<string, Float32Array>();
      for (const each of steps) {
        if ('put' in each) {
          await store.put(
            embedder,
            each.put.map(([id, given]): VectorEntry => vectorEntry(universe, { id: String(id), vector: given })),
          );
          for (const [id, given] of each.put) list.set(String(id), given);
        } else if ('remove' in each) {
          await store.remove(universe, 'facts', each.remove.map(String));
          for (const id of each.remove) list.delete(String(id));
        } else {
          await store.clear(universe);
          list.clear();
        }
        const hits = await nearest(store, universe, query);
        expect(hits.map(({ id }) => id).sort()).toEqual([...list.keys()].sort());
        for (const { id, score } of hits) expect(score).toBeCloseTo(cosineOf(list.get(id) ?? query, query), digits);
      }
      expect(await store.count(universe, 'facts')).toBe(list.size);
    });
    await fc.assert(law, { numRuns: 60 });
  });

  it('is not changed by what the caller does to a vector afterwards', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const mine = vector(1, 0, 0);
    await opened.store.put(embedder, [vectorEntry(universe, { id: 'it', vector: mine })]);
    mine.set([0, 1, 0]);
    expect((await nearest(opened.store, universe, vector(1, 0, 0)))[0]?.score).toBeCloseTo(1, digits);
    expect([...mine]).toEqual([0, 1, 0]);
  });

  it('takes a vector that is a part of a larger one', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const many = vector(9, 1, 0, 0, 9);
    await opened.store.put(embedder, [vectorEntry(universe, { id: 'it', vector: many.subarray(1, 4) })]);
    expect((await nearest(opened.store, universe, many.subarray(1, 4)))[0]?.score).toBeCloseTo(1, digits);
  });
};
