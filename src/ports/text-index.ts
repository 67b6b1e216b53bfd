import { proseCharsMax } from '../../schemas/bounds.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import type { IndexKind } from '../../schemas/narrative.ts';
import type { IndexFilter, IndexHit, IndexScope } from './indexing.ts';

export const titleCharsMax = 2_000;
export const textCharsMax = proseCharsMax;
/** A word of the title counts as much as so many of the text. */
export const titleWeight = 4;

export interface TextEntry extends IndexScope {
  /** Visible ASCII, at most `indexIdCharsMax`. */
  id: string;
  /** Who and what it is about: names weigh more than words of the text. At most `titleCharsMax`. */
  title: string;
  /** At most `textCharsMax`. */
  text: string;
}

/** `any`: at least one of the words; `all`: each of them, in the title or the text; `phrase`: one after the other within one of the two. */
export type TextMatch = 'any' | 'all' | 'phrase';

export interface TextQuery {
  text: string;
  match: TextMatch;
  /** At most `hitsMax`. */
  max: number;
}

/**
 * Finds texts by their words.
 *
 * - Words are letters and digits, folded to lower case, without accents, and stemmed as English: `Dragons` is found by `dragon`.
 * - A query is words, never a query language: nothing in it has a special meaning. Of its first `queryCharsMax` characters the first
 *   `queryTermsMax` words count; with `any`, words that say nothing (`the`, `of`) only if there are no others. No words: no hits.
 * - Hits come by score, ties by id, then kind. Rarer words, more of them, and words of the title count more. Scores are comparable within
 *   one result only.
 * - The filter acts inside the search: what it keeps out takes no place among the hits. Nothing of another universe is ever found.
 */
export interface TextSearcher extends AsyncDisposable {
  search(query: TextQuery, filter: IndexFilter, options?: { signal?: AbortSignal }): Promise<readonly IndexHit[]>;
  count(universe: UniverseId, kind: IndexKind): Promise<number>;
}

/**
 * A text index that can be written to.
 *
 * - `put` replaces what has the same universe, kind and id; of two such in one call the later counts. What it returned for is found by
 *   later searches, also by other processes'. If it fails or is cancelled, each entry is there or not, never half, and the same call
 *   again completes it. All entries of one call belong to one universe.
 * - `remove` of what is not there is no error.
 * - `clear` forgets everything of a universe at once: the index can be rebuilt.
 */
export interface TextIndex extends TextSearcher {
  put(entries: readonly TextEntry[], options?: { signal?: AbortSignal }): Promise<void>;
  remove(universe: UniverseId, kind: IndexKind, ids: readonly string[]): Promise<void>;
  clear(universe: UniverseId, options?: { signal?: AbortSignal }): Promise<void>;
}
