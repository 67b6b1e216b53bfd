import { expect, it } from 'vitest';
import type { Digest } from '../../../schemas/digest.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { bytesOf, digestOfBytes, type OpenObjectStore, streamOf } from './tools.ts';

export const isolation = (open: OpenObjectStore): void => {
  const world = seededWorld(35);

  it('shows nothing of one universe to another', async () => {
    await using opened = await open();
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const { digest } = await opened.store.put(theirs, streamOf('secret'));
    await opened.store.put(mine, streamOf('mine'));
    expect(await opened.store.get(mine, digest)).toBeNull();
    expect(await opened.store.stat(mine, digest)).toBeNull();
    const { items } = await opened.store.list(mine, { max: 10, after: null });
    expect(items).toEqual([{ digest: digestOfBytes('mine'), bytes: 4 }]);
  });

  it('keeps the same content for each universe by itself', async () => {
    await using opened = await open();
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const { digest } = await opened.store.put(mine, streamOf('shared'));
    expect(await opened.store.get(theirs, digest)).toBeNull();
    await opened.store.put(theirs, streamOf('shared'));
    for (const universe of [mine, theirs])
      expect((await bytesOf(opened.store, universe, digest))?.toString()).toBe('shared');
  });

  it('reaches nothing by a crafted id', async () => {
    await using opened = await open();
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const { digest } = await opened.store.put(theirs, streamOf('secret'));
    await opened.store.put(mine, streamOf('mine'));
    const shard = digest.slice(0, 2);
    const digests = [
      `../../${theirs}/${shard}/${digest}`,
      `..%2f..%2f${theirs}%2f${shard}%2f${digest}`,
      `../${theirs}/${digest}`,
      `${digest}\0`,
      digest.toUpperCase(),
      digest.slice(0, -1),
      '',
      '.',
      '..',
      shard,
    ] as Digest[];
    for (const crafted of digests) {
      expect(await opened.store.get(mine, crafted)).toBeNull();
      expect(await opened.store.stat(mine, crafted)).toBeNull();
    }
    const universes = [`${mine}/../${theirs}`, `./${theirs}`, `${theirs}/`, theirs.toUpperCase(), ''] as UniverseId[];
    for (const crafted of universes) {
      expect(await opened.store.get(crafted, digest)).toBeNull();
      expect(await opened.store.stat(crafted, digest)).toBeNull();
      expect(await opened.store.list(crafted, { max: 10, after: null })).toEqual({ items: [], next: null });
    }
  });
};

export const together = (open: OpenObjectStore): void => {
  const world = seededWorld(36);

  it('keeps one object when the same content is put many times at once', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const stores = [opened.store, await opened.another()];
    const objects = await Promise.all(
      Array.from({ length: 12 }, (_, i) => (stores[i % 2] ?? opened.store).put(universe, streamOf('same', 'content'))),
    );
    expect(new Set(objects.map(({ digest }) => digest))).toEqual(new Set([digestOfBytes('samecontent')]));
    expect((await opened.store.list(universe, { max: 10, after: null })).items).toHaveLength(1);
  });

  it('shows what one connection put to every other, and after it was opened again', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const reader = await opened.another();
    const { digest } = await opened.store.put(universe, streamOf('news'));
    expect((await bytesOf(reader, universe, digest))?.toString()).toBe('news');
    await opened.store[Symbol.asyncDispose]();
    const again = await opened.another();
    expect((await bytesOf(again, universe, digest))?.toString()).toBe('news');
    expect((await again.universes({ max: 10, after: null })).items).toEqual([universe]);
  });

  it('shows an object to readers only when all of it is there', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const reader = await opened.another();
    const digest = digestOfBytes('half and half');
    const source = async function* () {
      yield new TextEncoder().encode('half and ');
      expect(await reader.get(universe, digest)).toBeNull();
      expect((await reader.list(universe, { max: 10, after: null })).items).toEqual([]);
      expect((await reader.universes({ max: 10, after: null })).items).toEqual([]);
      yield new TextEncoder().encode('half');
    };
    await opened.store.put(universe, source());
    expect((await bytesOf(reader, universe, digest))?.toString()).toBe('half and half');
  });
};
