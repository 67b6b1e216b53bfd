import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../../schemas/digest.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import { openFolderObjectStore } from '../../../src/adapters/embedded/object-store.ts';
import type { ObjectStore } from '../../../src/ports/object-store.ts';
import { bytesOf, digestOfBytes, streamOf } from '../../conformance/object-store/tools.ts';
import { startChild } from '../../support/child.ts';
import { crashRepeatedly } from '../../support/crash.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const world = seededWorld(51);
const everything = { max: 1_000, after: null };
const script = (name: string): URL => new URL(`../../support/children/${name}.ts`, import.meta.url);
const fileOf = (folder: string, universe: UniverseId, digest: Digest): string =>
  path.join(folder, universe, digest.slice(0, 2), digest);
const dayMs = 24 * 60 * 60 * 1_000;

/** What a reader was handed before it was told, and what it was told. */
const readUntilTold = async (store: ObjectStore, universe: UniverseId, digest: Digest) => {
  let bytes = 0;
  try {
    for await (const chunk of (await store.get(universe, digest)) ?? []) bytes += chunk.length;
    return { bytes, told: null };
  } catch (told) {
    return { bytes, told };
  }
};

describe('an object that was damaged on the disk', () => {
  const large = new Uint8Array(2 ** 20).fill(7);

  const flip = async (file: string): Promise<void> => {
    const content = await readFile(file);
    content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
    await writeFile(file, content);
  };

  it.each([
    ['a flipped bit', flip],
    ['a lost end', async (file: string) => truncate(file, (await stat(file)).size - 1)],
    ['nothing left', async (file: string) => truncate(file, 0)],
    ['something added', async (file: string) => appendFile(file, 'x')],
  ])('is told of for %s, before the last bytes are handed out', async (_, damage) => {
    await using folder = await temporaryFolder();
    await using store = await openFolderObjectStore({ folder: folder.path });
    const universe = world.newId('universe');
    for (const content of [large, new TextEncoder().encode('small')]) {
      const { digest } = await store.put(universe, streamOf(content));
      const file = fileOf(folder.path, universe, digest);
      await damage(file);
      const { bytes, told } = await readUntilTold(store, universe, digest);
      expect(told).toMatchObject({ code: 'object_damaged', kind: 'terminal' });
      expect(told).toMatchObject({
        message: expect.stringContaining(digest),
        advice: expect.stringContaining('export'),
      });
      expect(bytes).toBeLessThan(Math.max(1, (await stat(file)).size));
    }
  });

  it('hands out nothing of a small one', async () => {
    await using folder = await temporaryFolder();
    await using store = await openFolderObjectStore({ folder: folder.path });
    const universe = world.newId('universe');
    const { digest } = await store.put(universe, streamOf('The king is dead.'));
    await writeFile(fileOf(folder.path, universe, digest), 'The king is well.');
    expect(await readUntilTold(store, universe, digest)).toMatchObject({ bytes: 0, told: { code: 'object_damaged' } });
  });

  it('is mended when the same content is put again', async () => {
    await using folder = await temporaryFolder();
    await using store = await openFolderObjectStore({ folder: folder.path });
    const universe = world.newId('universe');
    const { digest } = await store.put(universe, streamOf('The king is dead.'));
    await flip(fileOf(folder.path, universe, digest));
    await store.put(universe, streamOf('The king is dead.'));
    expect((await bytesOf(store, universe, digest))?.toString()).toBe('The king is dead.');
  });
});

describe('a process that is killed', () => {
  it('in the middle of a put leaves nothing under a name, and what it left is cleaned up when it can be no longer in use', async () => {
    await using folder = await temporaryFolder();
    const universe = world.newId('universe');
    {
      await using child = startChild(script('put-half'), [folder.path, universe]);
      await child.printed(1);
      child.kill();
      await child.ended;
    }
    const partials = path.join(folder.path, 'partial');
    const [left = '', ...more] = await readdir(partials);
    expect([(await stat(path.join(partials, left))).size, more]).toEqual([2 ** 21, []]);

    await using store = await openFolderObjectStore({ folder: folder.path });
    expect(await store.universes(everything)).toEqual({ items: [], next: null });
    expect(await store.list(universe, everything)).toEqual({ items: [], next: null });
    expect(await readdir(partials)).toEqual([left]); // another process may be writing it

    const longAgo = new Date(Date.now() - 2 * dayMs);
    await utimes(path.join(partials, left), longAgo, longAgo);
    await writeFile(path.join(partials, 'fresh'), '');
    await using again = await openFolderObjectStore({ folder: folder.path });
    expect(await readdir(partials)).toEqual(['fresh']);
    expect(await again.universes(everything)).toEqual({ items: [], next: null });
  });

  it('has kept every object that it acknowledged, and no half of another', { timeout: 120_000 }, async () => {
    await using folder = await temporaryFolder();
    const universe = world.newId('universe');
    const acknowledged = await crashRepeatedly({
      script: script('put-objects'),
      args: (life) => [folder.path, universe, String(life + 1), '0', '20000'],
      kills: 8,
      linesPerLifeMax: 25,
      seed: 5,
    });
    await using store = await openFolderObjectStore({ folder: folder.path });
    const { items } = await store.list(universe, everything);
    const kept = items.map(({ digest }) => digest as string);
    for (const digest of acknowledged) expect(kept).toContain(digest);
    for (const { digest } of items) expect((await bytesOf(store, universe, digest))?.length).toBe(20_000);
    expect(acknowledged.length).toBeGreaterThan(8);
  });
});

describe('a disk without room', () => {
  /** Files of this child can't grow over a limit, as on a full disk; 2,000 blocks are one or two megabytes. */
  const putWithin = async (folder: string, args: readonly string[]): Promise<string[]> => {
    const command = 'ulimit -f 2000 && exec "$0" --disable-warning=ExperimentalWarning "$@"';
    const all = ['-c', command, process.execPath, fileURLToPath(script('put-objects')), folder, ...args];
    const child = spawn('sh', all, { stdio: ['ignore', 'pipe', 'pipe'] });
    const [printed, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect(errors).toBe('');
    return printed.trim().split('\n');
  };

  it('is told with what to do about it, and leaves nothing of the object', async () => {
    await using folder = await temporaryFolder();
    const universe = world.newId('universe');
    const [told] = await putWithin(folder.path, [universe, '1', '1', String(2 ** 23)]);
    expect(told).toMatch(/^disk_full Free some space/);
    await using store = await openFolderObjectStore({ folder: folder.path });
    expect(await store.universes(everything)).toEqual({ items: [], next: null });
    expect(await readdir(path.join(folder.path, 'partial'))).toEqual([]);
    const [digest = ''] = await putWithin(folder.path, [universe, '1', '1', '1000']);
    expect((await bytesOf(store, universe, digest as Digest))?.length).toBe(1_000);
  });
});

describe('a folder', () => {
  it('that cannot be used is refused with what to do about it', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.file('taken'), '');
    for (const name of ['taken', 'taken/below']) {
      const open = openFolderObjectStore({ folder: folder.file(name) });
      await expect(open).rejects.toMatchObject({ code: 'store_cannot_open', kind: 'terminal' });
    }
  });

  it('opened for reading is left as it is, and nothing can be put into it', async () => {
    await using folder = await temporaryFolder();
    const universe = world.newId('universe');
    await using missing = await openFolderObjectStore({ folder: folder.file('missing'), mode: 'read' });
    expect(await missing.universes(everything)).toEqual({ items: [], next: null });
    expect(await missing.get(universe, digestOfBytes('x'))).toBeNull();
    await expect(missing.put(universe, streamOf('x'))).rejects.toMatchObject({ code: 'store_read_only' });
    expect(await readdir(folder.path)).toEqual([]);

    await using writer = await openFolderObjectStore({ folder: folder.file('there') });
    const { digest } = await writer.put(universe, streamOf('x'));
    await using reader = await openFolderObjectStore({ folder: folder.file('there'), mode: 'read' });
    expect((await bytesOf(reader, universe, digest))?.toString()).toBe('x');
  });

  it('with what is not ours in it shows what is ours', async () => {
    await using folder = await temporaryFolder();
    await using store = await openFolderObjectStore({ folder: folder.path });
    const universe = world.newId('universe');
    const { digest } = await store.put(universe, streamOf('ours'));
    const shard = path.dirname(fileOf(folder.path, universe, digest));
    await writeFile(path.join(folder.path, 'README'), '');
    await mkdir(path.join(folder.path, world.newId('universe'), 'zz'), { recursive: true });
    await mkdir(path.join(folder.path, 'UNI_0'));
    await writeFile(path.join(shard, 'notes.txt'), '');
    await writeFile(path.join(shard, digest.toUpperCase()), '');
    expect(await store.list(universe, everything)).toEqual({ items: [{ digest, bytes: 4 }], next: null });
    expect((await store.universes(everything)).items).toEqual([universe]);
  });

  it('that is moved away and back is as before, and what is deleted from it can be put again', async () => {
    await using folder = await temporaryFolder();
    const [here, there] = [folder.file('here'), folder.file('there')];
    const universe = world.newId('universe');
    await using store = await openFolderObjectStore({ folder: here });
    const { digest } = await store.put(universe, streamOf('x'));
    await rename(here, there);
    await expect(store.put(universe, streamOf('y'))).rejects.toMatchObject({ code: 'store_cannot_open' });
    expect(await store.get(universe, digest)).toBeNull();
    await rename(there, here);
    expect((await bytesOf(store, universe, digest))?.toString()).toBe('x');
    await rm(path.join(here, universe), { recursive: true });
    await store.put(universe, streamOf('y'));
    expect((await store.list(universe, everything)).items).toHaveLength(1);
  });
});
