import { createHash } from 'node:crypto';
import { Digest } from '../../../schemas/digest.ts';
import { UniverseId } from '../../../schemas/ids.ts';
import { incoming, pageOf, pageStart, refuseUnlessUniverse } from '../../ports/object-call.ts';
import { objectBytesMax, type ObjectStore } from '../../ports/object-store.ts';

/** What survives the store: open another one on it, and it is as after a restart. */
export type ObjectMemory = Map<UniverseId, Map<Digest, Uint8Array>>;

export const objectMemory = (): ObjectMemory => new Map();

export interface FakeObjectStoreOptions {
  memory?: ObjectMemory;
  bytesMax?: number;
}

async function* chunksOf(content: Uint8Array, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  if (content.length > 0) yield content.slice();
}

export const openFakeObjectStore = (options: FakeObjectStoreOptions = {}): ObjectStore => {
  const { memory = objectMemory(), bytesMax = objectBytesMax } = options;
  return {
    async put(universe, content, { signal } = {}) {
      refuseUnlessUniverse(universe);
      const chunks: Uint8Array[] = [];
      for await (const chunk of incoming(content, { bytesMax, signal })) chunks.push(chunk.slice());
      signal?.throwIfAborted();
      const object = new Uint8Array(Buffer.concat(chunks));
      const digest = createHash('sha256').update(object).digest('hex') as Digest;
      memory.set(universe, (memory.get(universe) ?? new Map<Digest, Uint8Array>()).set(digest, object));
      return { digest, bytes: object.length };
    },

    async get(universe, digest, { signal } = {}) {
      signal?.throwIfAborted();
      const object = memory.get(universe)?.get(digest);
      return object === undefined ? null : { [Symbol.asyncIterator]: () => chunksOf(object, signal) };
    },

    async stat(universe, digest) {
      const object = memory.get(universe)?.get(digest);
      return object === undefined ? null : { digest, bytes: object.length };
    },

    async list(universe, page) {
      const start = pageStart(page, Digest);
      const objects = [...(memory.get(universe) ?? [])].map(([digest, { length: bytes }]) => ({ digest, bytes }));
      const rest = objects.filter(({ digest }) => digest > start).sort((a, b) => (a.digest < b.digest ? -1 : 1));
      return pageOf(rest, page, ({ digest }) => digest);
    },

    async universes(page) {
      const start = pageStart(page, UniverseId);
      const rest = [...memory.keys()].filter((universe) => universe > start).sort();
      return pageOf(rest, page, (universe) => universe);
    },

    async [Symbol.asyncDispose]() {
      // The memory outlives it.
    },
  };
};
