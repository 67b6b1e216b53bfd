import { describe, expect, it } from 'vitest';
import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteVectorIndex, type VectorIndexOptions } from '../../../src/adapters/embedded/vector-index.ts';
import type { IndexFilter, IndexHit } from '../../../src/ports/indexing.ts';
import type { VectorIndex } from '../../../src/ports/vector-index.ts';
import { openedOn } from '../../conformance/opened.ts';
import { cosineOf, digits } from '../../conformance/vector-index/tools.ts';
import { vectorIndexSuite } from '../../conformance/vector-index.suite.ts';
import { seededChance } from '../../support/chance.ts';
import { everything, isFound, vectorEntry } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const program = 'monitor-test';
const world = seededWorld(53);

const openOn =
  (limits: Partial<VectorIndexOptions> = {}) =>
  async () => {
    const folder = await temporaryFolder();
    const path = folder.file('index.sqlite');
    return openedOn(() => openSqliteVectorIndex({ path, mode: 'write', program, ...limits }), folder);
  };

/** Points that lie in clouds, as meanings do. */
const cloudy = (seed: number, dimension: number) => {
  const random = seededChance(seed);
  const spread = () => random() + random() + random() - 1.5;
  const centres = Array.from({ length: 20 }, () => Float32Array.from({ length: dimension }, spread));
  return (): Float32Array => {
    const centre = centres[Math.floor(random() * centres.length)] ?? new Float32Array(dimension);
    return centre.map((number) => number + 0.6 * spread());
  };
};

const putAll = async (
  index: VectorIndex,
  universe: UniverseId,
  vectors: readonly Float32Array[],
  { dimension }: { dimension: number },
): Promise<void> => {
  for (let start = 0; start < vectors.length; start += 1_000) {
    const some = vectors.slice(start, start + 1_000);
    const entries = some.map((vector, i) =>
      vectorEntry(universe, {
        id: `v${String(start + i).padStart(6, '0')}`,
        vector,
        visibility: { level: (start + i) % 5 === 0 ? 'gm' : 'public' },
      }),
    );
    await index.put({ model: 'cloud', dimension }, entries);
  }
};

describe('as codes of a byte a number, an index', () => {
  vectorIndexSuite(openOn({ exactVectorsMax: 0 }));

  it('finds at least 99 of 100 that an exact search finds, each with its exact score', async () => {
    await using coded = await openOn({ exactVectorsMax: 500 })();
    await using exact = await openOn()();
    const universe = world.newId('universe');
    const [dimension, count, queries, max] = [96, 4_000, 40, 20];
    const next = cloudy(7, dimension);
    const vectors = Array.from({ length: count }, next);
    for (const { store } of [coded, exact]) await putAll(store, universe, vectors, { dimension });

    const player: IndexFilter = { ...everything(universe), audience: { as: 'player' } };
    for (const filter of [everything(universe), player]) {
      let right = 0;
      for (let i = 0; i < queries; i++) {
        const query = { embedder: { model: 'cloud', dimension }, vector: next(), max };
        const expected = new Map((await exact.store.search(query, filter)).map(({ id, score }) => [id, score]));
        for (const { id, score } of await coded.store.search(query, filter)) {
          if (!expected.has(id)) continue;
          expect(score).toBe(expected.get(id));
          right++;
        }
      }
      expect(right / (queries * max)).toBeGreaterThanOrEqual(0.99);
    }
  });

  it('never shows a secret, and is never short of hits for one', async () => {
    await using opened = await openOn({ exactVectorsMax: 0 })();
    const universe = world.newId('universe');
    const same = Array.from({ length: 3_000 }, () => Float32Array.of(1, 2, 3, 4));
    await putAll(opened.store, universe, same, { dimension: 4 });
    const filter: IndexFilter = { ...everything(universe), audience: { as: 'player' } };
    const embedder = { model: 'cloud', dimension: 4 };
    const hits = await opened.store.search({ embedder, vector: Float32Array.of(1, 2, 3, 4), max: 1_000 }, filter);
    const expected = same
      .map((_, i) => ({ id: `v${String(i).padStart(6, '0')}`, secret: i % 5 === 0 }))
      .filter(({ secret }) => !secret);
    expect(hits.map(({ id }) => id)).toEqual(expected.slice(0, 1_000).map(({ id }) => id));
    expect(isFound(filter, vectorEntry(universe, { id: 'x', visibility: { level: 'gm' } }))).toBe(false);
  });

  it('is what an index becomes that grows over its bound, and takes less memory', async () => {
    // Codes of 700 vectors fit, and 32-bit floats don't.
    await using opened = await openOn({ exactVectorsMax: 300, memoryBytesMax: 900_000 })();
    const { store } = opened;
    const universe = world.newId('universe');
    const dimension = 384;
    const next = cloudy(3, dimension);
    const vectors = Array.from({ length: 700 }, next);
    const query = next();
    const check = async (count: number) => {
      const hits = await store.search(
        { embedder: { model: 'cloud', dimension }, vector: query, max: 10 },
        everything(universe),
      );
      const scores = vectors
        .slice(0, count)
        .map((vector) => cosineOf(vector, query))
        .sort((a, b) => b - a);
      for (const [i, { score }] of hits.entries()) expect(score).toBeCloseTo(scores[i] ?? NaN, digits);
      expect(hits).toHaveLength(10);
    };
    for (const count of [250, 310, 700]) {
      await putAll(store, universe, vectors.slice(0, count), { dimension });
      await check(count);
    }
    const ids = Array.from({ length: 650 }, (_, i) => `v${String(i + 50).padStart(6, '0')}`);
    await store.remove(universe, 'facts', ids);
    await check(50);
    await check(50);
  });
});

/** Room for one small universe, not for two. */
const tight = { memoryBytesMax: 40_000 };

describe('with little memory, an index', () => {
  const embedder = { model: 'cloud', dimension: 16 };
  const search = (store: VectorIndex, universe: UniverseId, vector: Float32Array): Promise<readonly IndexHit[]> =>
    store.search({ embedder, vector, max: 5 }, everything(universe));

  it('answers for many universes in turn, and all at once', async () => {
    await using opened = await openOn(tight)();
    const next = cloudy(5, embedder.dimension);
    const universes = Array.from({ length: 5 }, () => world.newId('universe'));
    const vectors = universes.map(() => Array.from({ length: 60 }, next));
    for (const [i, universe] of universes.entries()) await putAll(opened.store, universe, vectors[i] ?? [], embedder);
    const query = next();
    const best = vectors.map((some) => Math.max(...some.map((vector) => cosineOf(vector, query))));
    for (let round = 0; round < 3; round++)
      for (const [i, universe] of universes.entries())
        expect((await search(opened.store, universe, query))[0]?.score).toBeCloseTo(best[i] ?? NaN, digits);
    const answers = await Promise.all(universes.map((universe) => search(opened.store, universe, query)));
    for (const [i, hits] of answers.entries()) expect(hits[0]?.score).toBeCloseTo(best[i] ?? NaN, digits);
  });

  it('refuses a universe that does not fit, says what to do, and answers for the others', async () => {
    await using opened = await openOn(tight)();
    const next = cloudy(6, embedder.dimension);
    const [large, small] = [world.newId('universe'), world.newId('universe')];
    await putAll(opened.store, large, Array.from({ length: 1_000 }, next), embedder);
    await putAll(opened.store, small, Array.from({ length: 10 }, next), embedder);
    for (let i = 0; i < 2; i++) {
      const advice = expect.stringContaining('server') as unknown;
      await expect(search(opened.store, large, next())).rejects.toMatchObject({ code: 'universe_too_large', advice });
      expect(await search(opened.store, small, next())).toHaveLength(5);
    }
    await opened.store.clear(large);
    expect(await search(opened.store, large, next())).toEqual([]);
  });
});

describe('an index that others write to', () => {
  const embedder = { model: 'cloud', dimension: 4 };
  const at = (x: number) => Float32Array.of(1, x, 0, 0);

  it('is read anew where more was removed than is listed', async () => {
    await using opened = await openOn({ dropsListedMax: 20 })();
    const universe = world.newId('universe');
    const reader = await opened.another();
    const find = async () =>
      (await reader.search({ embedder, vector: at(0), max: 1_000 }, everything(universe))).map(({ id }) => id);
    const put = (ids: readonly number[], x: number) =>
      opened.store.put(
        embedder,
        ids.map((id) => vectorEntry(universe, { id: `e${id}`, vector: at(x) })),
      );
    const ids = Array.from({ length: 100 }, (_, i) => i);
    await put(ids, 1);
    expect(await find()).toHaveLength(100);
    await opened.store.remove(
      universe,
      'facts',
      ids.slice(0, 90).map((id) => `e${id}`),
    );
    expect(await find()).toHaveLength(10);
    for (let x = 2; x < 6; x++) {
      await put(ids.slice(90), x);
      await put(ids.slice(90), x + 0.5);
      expect(await find()).toHaveLength(10);
    }
    const [best] = await reader.search({ embedder, vector: at(5.5), max: 1 }, everything(universe));
    expect(best?.score).toBeCloseTo(1, digits);
  });

  it('keeps nothing in memory of what is replaced for ever', async () => {
    await using opened = await openOn({ memoryBytesMax: 2 ** 21 })();
    const universe = world.newId('universe');
    const ids = Array.from({ length: 500 }, (_, i) => `e${i}`);
    for (let round = 1; round <= 40; round++) {
      await opened.store.put(
        embedder,
        ids.map((id, i) => vectorEntry(universe, { id, vector: at(i + round) })),
      );
      const hits = await opened.store.search({ embedder, vector: at(round), max: 1_000 }, everything(universe));
      expect(hits).toHaveLength(ids.length);
      expect(hits[0]?.score).toBeCloseTo(1, digits);
    }
  });

  it('goes on where a cancelled search has left off reading', async () => {
    await using opened = await openOn()();
    const universe = world.newId('universe');
    await putAll(
      opened.store,
      universe,
      Array.from({ length: 6_000 }, (_, i) => at(i)),
      embedder,
    );
    const reader = await opened.another();
    const query = { embedder, vector: at(5_999), max: 1_000 };
    const controller = new AbortController();
    const reason = new Error('the player left');
    const cancelled = reader.search(query, everything(universe), { signal: controller.signal });
    const waiting = reader.search(query, everything(universe));
    controller.abort(reason);
    await expect(cancelled).rejects.toBe(reason);
    expect(await waiting).toHaveLength(1_000);
    expect(await reader.search(query, everything(universe))).toEqual(await waiting);
    expect((await waiting)[0]?.score).toBeCloseTo(1, digits);
  });

  it('is searched as it was when the search began scanning, while others add to it', async () => {
    await using opened = await openOn()();
    const universe = world.newId('universe');
    await putAll(
      opened.store,
      universe,
      Array.from({ length: 20_000 }, (_, i) => at(i)),
      embedder,
    );
    const query = { embedder, vector: at(0), max: 10 };
    const searches = Array.from({ length: 5 }, () => opened.store.search(query, everything(universe)));
    const adding = opened.store.put(embedder, [vectorEntry(universe, { id: 'new', vector: at(0) })]);
    for (const hits of await Promise.all(searches)) expect(hits).toHaveLength(10);
    await adding;
    expect((await opened.store.search(query, everything(universe))).slice(0, 2).map(({ id }) => id)).toEqual([
      'new',
      'v000000',
    ]);
  });
});
