import type { UniverseId } from '../../../schemas/ids.ts';
import { queryStems, stemsOf } from '../../domain/words.ts';
import { refuseUnlessIds, refuseUnlessSearch, refuseUnlessTextEntries } from '../../ports/index-call.ts';
import type { IndexHit } from '../../ports/indexing.ts';
import { type TextEntry, type TextIndex, type TextMatch, titleWeight } from '../../ports/text-index.ts';
import { bestFirst, keyOf, passes } from './index-filter.ts';

// Okapi BM25 as it is in textbooks, over all entries of the universe at each search.

const saturation = 1.2;
const lengthShare = 0.75;

interface Kept {
  entry: TextEntry;
  title: readonly string[];
  text: readonly string[];
}

/** What survives the index: open another one on it, and it is as after a restart. */
export type TextMemory = Map<UniverseId, Map<string, Kept>>;

export const textMemory = (): TextMemory => new Map();

const countOf = (words: readonly string[], word: string): number => words.filter((other) => other === word).length;

const has = ({ title, text }: Kept, word: string): boolean => title.includes(word) || text.includes(word);

const hasPhrase = (words: readonly string[], phrase: readonly string[]): boolean =>
  words.some((_, start) => phrase.every((word, i) => words[start + i] === word));

const matches = (kept: Kept, stems: readonly string[], match: TextMatch): boolean => {
  if (match === 'any') return stems.some((stem) => has(kept, stem));
  if (match === 'all') return stems.every((stem) => has(kept, stem));
  return hasPhrase(kept.title, stems) || hasPhrase(kept.text, stems);
};

const scorer = (all: readonly Kept[], stems: readonly string[]) => {
  const lengthOf = ({ title, text }: Kept) => title.length + text.length;
  const meanLength = Math.max(1, all.reduce((sum, kept) => sum + lengthOf(kept), 0) / Math.max(1, all.length));
  const rarities = [...new Set(stems)].map((stem) => {
    const holding = all.filter((kept) => has(kept, stem)).length;
    return { stem, rarity: Math.log(1 + (all.length - holding + 0.5) / (holding + 0.5)) };
  });
  return (kept: Kept): number => {
    const damping = saturation * (1 - lengthShare + (lengthShare * lengthOf(kept)) / meanLength);
    return rarities.reduce((sum, { stem, rarity }) => {
      const count = titleWeight * countOf(kept.title, stem) + countOf(kept.text, stem);
      return sum + (rarity * count * (saturation + 1)) / (count + damping);
    }, 0);
  };
};

export const openFakeTextIndex = ({ memory = textMemory() }: { memory?: TextMemory } = {}): TextIndex => ({
  async put(entries, { signal } = {}) {
    refuseUnlessTextEntries(entries);
    signal?.throwIfAborted();
    for (const entry of entries) {
      const kept = { entry: structuredClone(entry), title: stemsOf(entry.title), text: stemsOf(entry.text) };
      memory.set(entry.universe, (memory.get(entry.universe) ?? new Map<string, Kept>()).set(keyOf(entry), kept));
    }
  },

  async remove(universe, kind, ids) {
    refuseUnlessIds(ids);
    for (const id of ids) memory.get(universe)?.delete(keyOf({ kind, id }));
  },

  async search(query, filter, { signal } = {}) {
    refuseUnlessSearch(query, filter);
    signal?.throwIfAborted();
    const all = [...(memory.get(filter.universe)?.values() ?? [])];
    const stems = queryStems(query);
    if (stems.length === 0) return [];
    const scoreOf = scorer(all, stems);
    return all
      .filter((kept) => passes(filter, kept.entry) && matches(kept, stems, query.match))
      .map((kept): IndexHit => ({ id: kept.entry.id, kind: kept.entry.kind, score: scoreOf(kept) }))
      .sort(bestFirst)
      .slice(0, query.max);
  },

  async count(universe, kind) {
    return [...(memory.get(universe)?.values() ?? [])].filter(({ entry }) => entry.kind === kind).length;
  },

  async clear(universe, { signal } = {}) {
    signal?.throwIfAborted();
    memory.delete(universe);
  },

  async [Symbol.asyncDispose]() {
    // The memory outlives it.
  },
});
