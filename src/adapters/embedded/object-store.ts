import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Digest } from '../../../schemas/digest.ts';
import { UniverseId } from '../../../schemas/ids.ts';
import { Failure } from '../../domain/failure.ts';
import { incoming, pageOf, pageStart, refuseUnlessUniverse } from '../../ports/object-call.ts';
import { objectBytesMax, type ObjectStore, type StoredObject } from '../../ports/object-store.ts';
import type { PageRequest } from '../../ports/paging.ts';
import { folderFailure, isMissing } from './folder-failure.ts';

// O1. An object is `<universe>/<first two digits>/<digest>`. Nothing has that name before all of it is on the disk under another one.
// O2. `put` returns after the content, the name and every folder above it were synced.
// O3. Only what has the form of an id or a digest becomes part of a path.
// O4. What a crashed `put` left in `partial` is deleted when nobody can be writing to it any more.

const partialFolder = 'partial';
const readChunkBytes = 2 ** 18;
/** A `put` that has not written a byte for so long is over. */
const partialIdleMsMin = 24 * 60 * 60 * 1_000;
const partialsPerOpenMax = 1_000;
const syncedFoldersMax = 10_000;

export interface FolderObjectStoreOptions {
  folder: string;
  /** `read`: nothing is created, and `put` is refused. Default `write`. */
  mode?: 'read' | 'write';
  bytesMax?: number;
}

// ── the file system ──────────────────────────────────────────────────────────────────────────────────────────────

const told = async <T>(where: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw folderFailure(error, where);
  }
};

/** Null: it is not there. */
const ifThere = async <T>(where: string, work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work();
  } catch (error) {
    if (isMissing(error)) return null;
    throw folderFailure(error, where);
  }
};

/** Windows syncs a folder with what is in it, and refuses to do so by itself. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
};

const namesIn = async (
  folder: string,
  form: { safeParse: (name: string) => { success: boolean } },
): Promise<string[]> => {
  const names = (await ifThere(folder, () => readdir(folder))) ?? [];
  return names.filter((name) => form.safeParse(name).success).sort();
};

const sizeOf = async (file: string): Promise<number | null> => (await ifThere(file, () => stat(file)))?.size ?? null;

const removeLeftovers = async (folder: string): Promise<void> => {
  const names = (await ifThere(folder, () => readdir(folder))) ?? [];
  for (const name of names.slice(0, partialsPerOpenMax)) {
    const file = path.join(folder, name);
    const found = await ifThere(file, () => stat(file));
    if (found !== null && Date.now() - found.mtimeMs > partialIdleMsMin)
      await told(file, () => rm(file, { force: true }));
  }
};

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

const damaged = (file: string, digest: Digest): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'object_damaged',
    message: `the content of \`${file}\` is not that of the object \`${digest}\` any more`,
    advice: 'Put the same content again, or import the world from an export. Look at the disk: it may be failing.',
  });

/** The last chunk is held back until all of them have proved to be right. */
async function* verified(file: string, digest: Digest, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  await using handle = await told(file, () => open(file, 'r'));
  const hash = createHash('sha256');
  let held: Uint8Array | null = null;
  for (;;) {
    signal?.throwIfAborted();
    const { buffer, bytesRead } = await told(file, () =>
      handle.read(new Uint8Array(readChunkBytes), 0, readChunkBytes),
    );
    if (bytesRead === 0) break;
    if (held !== null) yield held;
    held = buffer.subarray(0, bytesRead);
    hash.update(held);
  }
  if (hash.digest('hex') !== digest) throw damaged(file, digest);
  if (held !== null) yield held;
}

/** Lists up to one object more than the page holds. */
const listObjects = async (folder: string, page: PageRequest): Promise<StoredObject[]> => {
  const start = pageStart(page, Digest);
  const objects: StoredObject[] = [];
  for (const shard of (await namesIn(folder, shardForm)).filter((name) => name >= start.slice(0, 2))) {
    for (const name of await namesIn(path.join(folder, shard), Digest)) {
      if (name <= start) continue;
      const bytes = await sizeOf(path.join(folder, shard, name));
      if (bytes !== null) objects.push({ digest: name as Digest, bytes });
      if (objects.length > page.max) return objects;
    }
  }
  return objects;
};
const shardForm = { safeParse: (name: string) => ({ success: /^[0-9a-f]{2}$/.test(name) }) };

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

const writePartial = async (file: string, content: AsyncIterable<Uint8Array>): Promise<StoredObject> => {
  await using handle = await told(file, () => open(file, 'wx'));
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.length;
    await told(file, () => handle.writeFile(chunk));
  }
  await told(file, () => handle.sync());
  return { digest: hash.digest('hex') as Digest, bytes };
};

const makeRoot = async (folder: string): Promise<void> => {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made)) await syncFolder(path.dirname(made));
};

/** Makes folders whose names survive a crash, each at least once a process: whoever made them may have crashed before. */
const folderMaker = (root: string) => {
  const synced = new Set<string>();
  return async (folder: string): Promise<void> => {
    const made = await mkdir(folder, { recursive: true });
    if (made === undefined && synced.has(folder)) return;
    for (let above = folder; above !== root;) {
      above = path.dirname(above);
      await syncFolder(above);
    }
    if (synced.size >= syncedFoldersMax) synced.clear();
    synced.add(folder);
  };
};

// ── the store ────────────────────────────────────────────────────────────────────────────────────────────────────

const assertWriter = (mode: 'read' | 'write', folder: string): void => {
  if (mode === 'read')
    throw new Failure({
      kind: 'terminal',
      code: 'store_read_only',
      message: `\`${folder}\` was opened for reading, and this was a write`,
      advice: 'Writing it is the part of another agent (policies/access.yaml). Nothing was changed.',
    });
};

export const openFolderObjectStore = async (options: FolderObjectStoreOptions): Promise<ObjectStore> => {
  const { mode = 'write', bytesMax = objectBytesMax } = options;
  const root = path.resolve(options.folder);
  const partials = path.join(root, partialFolder);
  const makeFolder = folderMaker(root);
  if (mode === 'write') {
    await told(root, () => makeRoot(partials));
    await removeLeftovers(partials);
  }

  /** Null: no object can have that name. */
  const fileOf = (universe: UniverseId, digest: Digest): string | null =>
    UniverseId.safeParse(universe).success && Digest.safeParse(digest).success
      ? path.join(root, universe, digest.slice(0, 2), digest)
      : null;

  const settle = async (partial: string, file: string): Promise<void> => {
    const folder = path.dirname(file);
    await makeFolder(folder);
    await rename(partial, file);
    await syncFolder(folder);
  };

  const statObject = async (universe: UniverseId, digest: Digest): Promise<StoredObject | null> => {
    const file = fileOf(universe, digest);
    const bytes = file === null ? null : await sizeOf(file);
    return bytes === null ? null : { digest, bytes };
  };

  return {
    async put(universe, content, { signal } = {}) {
      assertWriter(mode, root);
      refuseUnlessUniverse(universe);
      const partial = path.join(partials, randomUUID());
      try {
        const object = await writePartial(partial, incoming(content, { bytesMax, signal }));
        signal?.throwIfAborted();
        await told(root, () => settle(partial, path.join(root, universe, object.digest.slice(0, 2), object.digest)));
        return object;
      } catch (error) {
        await rm(partial, { force: true }).catch(() => undefined); // what went wrong first is what the caller has to hear
        throw error;
      }
    },

    async get(universe, digest, { signal } = {}) {
      signal?.throwIfAborted();
      const file = fileOf(universe, digest);
      if (file === null || (await sizeOf(file)) === null) return null;
      return { [Symbol.asyncIterator]: () => verified(file, digest, signal) };
    },

    stat: statObject,

    async list(universe, page) {
      const isUniverse = UniverseId.safeParse(universe).success;
      const objects = isUniverse ? await listObjects(path.join(root, universe), page) : [];
      return pageOf(objects, page, ({ digest }) => digest);
    },

    async universes(page) {
      const start = pageStart(page, UniverseId);
      const found: UniverseId[] = [];
      for (const name of await namesIn(root, UniverseId)) {
        if (name <= start) continue;
        const [any] = await listObjects(path.join(root, name), { max: 1, after: null });
        if (any !== undefined) found.push(name as UniverseId);
        if (found.length > page.max) break;
      }
      return pageOf(found, page, (universe) => universe);
    },

    async [Symbol.asyncDispose]() {
      // Nothing is kept open between calls.
    },
  };
};
