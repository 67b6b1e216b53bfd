import type { UniverseId } from '../../schemas/ids.ts';
import type { IndexKind } from '../../schemas/narrative.ts';
import type { IndexFilter, IndexHit, IndexScope } from './indexing.ts';

export const vectorDimensionMax = 4_096;
export const embedderModelCharsMax = 200;

/** What made the vectors. Vectors of different makers are never compared. */
export interface Embedder {
  model: string;
  dimension: number;
}

export interface VectorEntry extends IndexScope {
  /** Visible ASCII, at most `indexIdCharsMax`. */
  id: string;
  /** Of the embedder's dimension, finite, not all zero; its length says nothing. */
  vector: Float32Array;
}

export interface VectorQuery {
  embedder: Embedder;
  vector: Float32Array;
  /** At most `hitsMax`. */
  max: number;
}

/**
 * Finds what is near in meaning.
 *
 * - Hits come by cosine similarity, −1 to 1, ties by id, then kind. In a very large universe a hit near the last place may be missing; no
 *   score is ever wrong.
 * - The filter acts inside the search: what it keeps out takes no place among the hits. Nothing of another universe is ever found.
 * - A search with a vector that can't be compared is refused (`bad_vector`), or by another embedder than the universe's (`other_embedder`).
 */
export interface VectorSearcher extends AsyncDisposable {
  search(query: VectorQuery, filter: IndexFilter, options?: { signal?: AbortSignal }): Promise<readonly IndexHit[]>;
  count(universe: UniverseId, kind: IndexKind): Promise<number>;
  /** Null: nothing was put since the universe was last cleared. */
  embedder(universe: UniverseId): Promise<Embedder | null>;
}

/**
 * A vector index that can be written to.
 *
 * - A universe holds vectors of one embedder, that of its first `put`; `put` with another is refused (`other_embedder`) until the universe is cleared.
 * - `put` replaces what has the same universe, kind and id; of two such in one call the later counts. What it returned for is found by
 *   later searches, also by other processes'. If it fails or is cancelled, each entry is there or not, never half, and the same call
 *   again completes it. All entries of one call belong to one universe. A vector that can't be compared is refused (`bad_vector`), and with it the whole call.
 * - `remove` of what is not there is no error.
 * - `clear` forgets everything of a universe at once, its embedder too: the index can be rebuilt.
 */
export interface VectorIndex extends VectorSearcher {
  put(embedder: Embedder, entries: readonly VectorEntry[], options?: { signal?: AbortSignal }): Promise<void>;
  remove(universe: UniverseId, kind: IndexKind, ids: readonly string[]): Promise<void>;
  clear(universe: UniverseId, options?: { signal?: AbortSignal }): Promise<void>;
}
