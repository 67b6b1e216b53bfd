import type { UniverseId } from '../../schemas/ids.ts';
import type { IndexKind } from '../../schemas/narrative.ts';
import type { IndexFilter, IndexScope } from './indexing.ts';

export const vectorDimensionMax = 4_096;

/** What made the vectors. Vectors of different makers are never compared. */
export interface Embedder {
  model: string;
  dimension: number;
}

export interface VectorEntry extends IndexScope {
  id: string;
  /** Of the embedder's dimension, finite, not all zero. */
  vector: Float32Array;
}

export interface VectorHit {
  id: string;
  kind: IndexKind;
  /** Cosine similarity, −1 to 1. */
  score: number;
}

/**
 * Finds what is near in meaning.
 *
 * - A universe holds vectors of one embedder. `put` or `search` with another is refused (`other_embedder`) until the universe is cleared.
 * - `put` replaces what has the same universe, kind and id. What it returned for is found by later searches.
 * - Hits come by cosine similarity, ties by id; filters act inside the search.
 */
export interface VectorIndex extends AsyncDisposable {
  put(embedder: Embedder, entries: readonly VectorEntry[], options?: { signal?: AbortSignal }): Promise<void>;
  remove(universe: UniverseId, kind: IndexKind, ids: readonly string[]): Promise<void>;
  search(
    query: { embedder: Embedder; vector: Float32Array; max: number },
    filter: IndexFilter,
    options?: { signal?: AbortSignal },
  ): Promise<readonly VectorHit[]>;
  count(universe: UniverseId, kind: IndexKind): Promise<number>;
  /** Null: the universe holds no vectors. */
  embedder(universe: UniverseId): Promise<Embedder | null>;
  clear(universe: UniverseId): Promise<void>;
}
