import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Digest } from '../../../schemas/digest.ts';
import type { ObjectStore, StoredObject } from '../../../src/ports/object-store.ts';
import { type Cursor, type Page, pageSizeMax } from '../../../src/ports/paging.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { bytesOf, digestOfBytes, type OpenObjectStore, streamOf } from './tools.ts';

export const keeping = (open: OpenObjectStore): void => {
  const world = seededWorld(31);

  it('gives back what was put, under the digest of its content', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const object = await opened.store.put(universe, streamOf('The king ', 'is dead.'));
    expect(object).toEqual({ digest: digestOfBytes('The king is dead.'), bytes: 17 });
    expect((await bytesOf(opened.store, universe, object.digest))?.toString()).toBe('The king is dead.');
    expect(await opened.store.stat(universe, object.digest)).toEqual(object);
  });

  it.each([0, 1, 2 ** 16, 2 ** 18 - 1, 2 ** 18, 2 ** 18 + 1, 2 ** 20 + 7])(
    'keeps %d bytes to the letter',
    async (size) => {
      await using opened = await open();
      const universe = world.newId('universe');
      const content = randomBytes(size);
      const object = await opened.store.put(universe, streamOf(content));
      expect(object).toEqual({ digest: digestOfBytes(content), bytes: size });
      expect((await bytesOf(opened.store, universe, object.digest))?.equals(content)).toBe(true);
    },
  );

  it('knows an object by its content alone, however it arrives', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const law = fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 6 }), async (chunks) => {
      const whole = Buffer.concat(chunks);
      const inParts = await opened.store.put(universe, streamOf(...chunks));
      expect(await opened.store.put(universe, streamOf(whole))).toEqual(inParts);
      expect((await bytesOf(opened.store, universe, inParts.digest))?.equals(whole)).toBe(true);
    });
    await fc.assert(law, { numRuns: 40 });
  });

  it('keeps what came, also when the source uses its memory again', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const memory = new Uint8Array(3);
    const source = async function* () {
      for (const letter of [97, 98, 99]) yield memory.fill(letter);
    };
    const { digest } = await opened.store.put(universe, source());
    expect((await bytesOf(opened.store, universe, digest))?.toString()).toBe('aaabbbccc');
  });

  it('keeps one object of the same content put twice', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    for (let i = 0; i < 3; i++) await opened.store.put(universe, streamOf('again'));
    const { items } = await opened.store.list(universe, { max: 10, after: null });
    expect(items).toEqual([{ digest: digestOfBytes('again'), bytes: 5 }]);
  });

  it('tells that an object is not there', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    expect(await opened.store.get(universe, digestOfBytes('nothing'))).toBeNull();
    expect(await opened.store.stat(universe, digestOfBytes('nothing'))).toBeNull();
    await opened.store.put(universe, streamOf('something'));
    expect(await opened.store.get(universe, digestOfBytes('nothing'))).toBeNull();
    expect(await opened.store.stat(universe, digestOfBytes('nothing'))).toBeNull();
  });

  it('lets an object be read again, and left off early', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const content = randomBytes(2 ** 20);
    const { digest } = await opened.store.put(universe, streamOf(content));
    const readable = await opened.store.get(universe, digest);
    if (readable === null) throw new Error('it is not there');
    for await (const chunk of readable) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    for (let i = 0; i < 2; i++) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of readable) chunks.push(chunk.slice());
      expect(Buffer.concat(chunks).equals(content)).toBe(true);
    }
  });

  it('is not changed by what a reader does to the bytes it got', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const { digest } = await opened.store.put(universe, streamOf('pristine'));
    for await (const chunk of (await opened.store.get(universe, digest)) ?? []) chunk.fill(0);
    expect((await bytesOf(opened.store, universe, digest))?.toString()).toBe('pristine');
  });
};

const listAll = async (store: ObjectStore, universe: Parameters<ObjectStore['list']>[0], max: number) => {
  const items: StoredObject[] = [];
  let after: Cursor | null = null;
  for (;;) {
    const page: Page<StoredObject> = await store.list(universe, { max, after });
    expect(page.items.length).toBeLessThanOrEqual(max);
    items.push(...page.items);
    if (page.next === null) return items;
    after = page.next;
  }
};

export const listing = (open: OpenObjectStore): void => {
  const world = seededWorld(32);

  it('lists objects in order of digest, page by page', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    expect(await listAll(opened.store, universe, 10)).toEqual([]);
    const contents = Array.from({ length: 40 }, (_, i) => `object ${i}`);
    for (const content of contents) await opened.store.put(universe, streamOf(content));
    const expected = contents
      .map((content) => ({ digest: digestOfBytes(content), bytes: content.length }))
      .sort((a, b) => (a.digest < b.digest ? -1 : 1));
    for (const max of [1, 7, 40, pageSizeMax]) expect(await listAll(opened.store, universe, max)).toEqual(expected);
    expect((await opened.store.list(universe, { max: 40, after: null })).next).toBeNull();
  });

  it('shows what was there, also when something is put between the pages', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const before: Digest[] = [];
    for (let i = 0; i < 10; i++) before.push((await opened.store.put(universe, streamOf(`before ${i}`))).digest);
    const { items, next } = await opened.store.list(universe, { max: 5, after: null });
    for (let i = 0; i < 20; i++) await opened.store.put(universe, streamOf(`meanwhile ${i}`));
    const rest = await opened.store.list(universe, { max: 100, after: next });
    const seen = [...items, ...rest.items].map(({ digest }) => digest);
    expect(before.every((digest) => seen.includes(digest))).toBe(true);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted());
  });

  it('lists the universes that have an object, in order of id', async () => {
    await using opened = await open();
    expect(await opened.store.universes({ max: 10, after: null })).toEqual({ items: [], next: null });
    const universes = Array.from({ length: 5 }, () => world.newId('universe'));
    for (const universe of universes.toReversed()) await opened.store.put(universe, streamOf('one'));
    const first = await opened.store.universes({ max: 3, after: null });
    expect(first.items).toEqual(universes.slice(0, 3));
    expect(await opened.store.universes({ max: 3, after: first.next })).toEqual({
      items: universes.slice(3),
      next: null,
    });
  });

  it.each(['', 'x', '../..', 'g'.repeat(64), '\0'])('refuses %j as the place where a page ended', async (text) => {
    await using opened = await open();
    const universe = world.newId('universe');
    await opened.store.put(universe, streamOf('one'));
    const page = { max: 10, after: text as Cursor };
    await expect(opened.store.list(universe, page)).rejects.toMatchObject({ code: 'bad_cursor', kind: 'terminal' });
    await expect(opened.store.universes(page)).rejects.toMatchObject({ code: 'bad_cursor' });
  });

  it.each([0, -1, 1.5, NaN, pageSizeMax + 1])('refuses a page of %d', async (max) => {
    await using opened = await open();
    const page = { max, after: null };
    await expect(opened.store.list(world.newId('universe'), page)).rejects.toMatchObject({ kind: 'terminal' });
    await expect(opened.store.universes(page)).rejects.toMatchObject({ kind: 'terminal' });
  });
};
