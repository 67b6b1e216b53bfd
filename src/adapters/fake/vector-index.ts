import type { UniverseId } from '../../../schemas/ids.ts';
import {
  refuseOtherEmbedder,
  refuseUnlessEmbedder,
  refuseUnlessIds,
  refuseUnlessSearch,
  refuseUnlessVector,
  refuseUnlessVectorEntries,
} from '../../ports/index-call.ts';
import type { IndexHit } from '../../ports/indexing.ts';
import type { Embedder, VectorEntry, VectorIndex } from '../../ports/vector-index.ts';
import { bestFirst, keyOf, passes } from './index-filter.ts';

interface KeptSpace {
  embedder: Embedder;
  entries: Map<string, VectorEntry>;
}

/** What survives the index: open another one on it, and it is as after a restart. */
export type VectorMemory = Map<UniverseId, KeptSpace>;

export const vectorMemory = (): VectorMemory => new Map();

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, number, i) => sum + number * (b[i] ?? 0), 0);

const cosine = (a: Float32Array, b: Float32Array): number =>
  Math.max(-1, Math.min(1, dot(a, b) / (Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b)))));

export const openFakeVectorIndex = ({ memory = vectorMemory() }: { memory?: VectorMemory } = {}): VectorIndex => ({
  async put(embedder, entries, { signal } = {}) {
    refuseUnlessVectorEntries(embedder, entries);
    signal?.throwIfAborted();
    for (const entry of entries) {
      const space = memory.get(entry.universe) ?? {
        embedder: { ...embedder },
        entries: new Map<string, VectorEntry>(),
      };
      refuseOtherEmbedder(entry.universe, space.embedder, embedder);
      space.entries.set(keyOf(entry), structuredClone(entry));
      memory.set(entry.universe, space);
    }
  },

  async remove(universe, kind, ids) {
    refuseUnlessIds(ids);
    for (const id of ids) memory.get(universe)?.entries.delete(keyOf({ kind, id }));
  },

  async search({ embedder, vector, max }, filter, { signal } = {}) {
    refuseUnlessEmbedder(embedder);
    refuseUnlessSearch({ max }, filter);
    refuseUnlessVector('the vector to search with', vector, embedder);
    signal?.throwIfAborted();
    const space = memory.get(filter.universe);
    if (space === undefined) return [];
    refuseOtherEmbedder(filter.universe, space.embedder, embedder);
    return [...space.entries.values()]
      .filter((entry) => passes(filter, entry))
      .map((entry): IndexHit => ({ id: entry.id, kind: entry.kind, score: cosine(entry.vector, vector) }))
      .sort(bestFirst)
      .slice(0, max);
  },

  async count(universe, kind) {
    return [...(memory.get(universe)?.entries.values() ?? [])].filter((entry) => entry.kind === kind).length;
  },

  async embedder(universe) {
    return memory.get(universe)?.embedder ?? null;
  },

  async clear(universe, { signal } = {}) {
    signal?.throwIfAborted();
    memory.delete(universe);
  },

  async [Symbol.asyncDispose]() {
    // The memory outlives it.
  },
});
