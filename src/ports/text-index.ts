import type { UniverseId } from '../../schemas/ids.ts';
import type { IndexKind } from '../../schemas/narrative.ts';
import type { IndexFilter, IndexScope } from './indexing.ts';

export const queryTermsMax = 64;

export interface TextEntry extends IndexScope {
  id: string;
  /** Who and what it is about: names weigh more than words of the text. */
  title: string;
  text: string;
}

export interface TextHit {
  id: string;
  kind: IndexKind;
  /** Greater is better; only comparable within one result. */
  score: number;
}

/**
 * Finds texts by their words.
 *
 * - Words are folded to lower case, without accents, and stemmed as English. A query is words, never a query language: nothing in it has a special meaning.
 * - `put` replaces what has the same universe, kind and id. What it returned for is found by later searches.
 * - Hits come by score, ties by id. Scores depend on the entries of the universe and kinds at least; filters act inside the search.
 */
export interface TextIndex extends AsyncDisposable {
  put(entries: readonly TextEntry[], options?: { signal?: AbortSignal }): Promise<void>;
  remove(universe: UniverseId, kind: IndexKind, ids: readonly string[]): Promise<void>;
  search(
    query: { text: string; match: 'any' | 'all' | 'phrase'; max: number },
    filter: IndexFilter,
    options?: { signal?: AbortSignal },
  ): Promise<readonly TextHit[]>;
  count(universe: UniverseId, kind: IndexKind): Promise<number>;
  /** Forgets everything of a universe: the index can be rebuilt. */
  clear(universe: UniverseId): Promise<void>;
}
