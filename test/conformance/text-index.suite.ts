import { describe } from 'vitest';
import type { TextIndex } from '../../src/ports/text-index.ts';
import { anyIndexSuite } from './indexes/any-index.ts';
import { type AnyIndex, seenAs } from './indexes/tools.ts';
import { bounds, queries } from './text-index/queries.ts';
import { ranking } from './text-index/ranking.ts';
import { replacing } from './text-index/replacing.ts';
import { searching } from './text-index/searching.ts';
import type { OpenTextIndex } from './text-index/tools.ts';

/** Every entry holds the same word, and every search is for it. */
const ofOneWord = (index: TextIndex): Omit<AnyIndex, typeof Symbol.asyncDispose> => ({
  put: (entries, options) =>
    index.put(
      entries.map((entry) => ({ ...entry, title: '', text: 'dragon' })),
      options,
    ),
  remove: (universe, kind, ids) => index.remove(universe, kind, ids),
  search: (filter, max, options) => index.search({ text: 'dragon', match: 'any', max }, filter, options),
  count: (universe, kind) => index.count(universe, kind),
  clear: (universe) => index.clear(universe),
});

/** What every text index promises. */
export const textIndexSuite = (open: OpenTextIndex): void => {
  describe('words', () => searching(open));
  describe('queries', () => queries(open));
  describe('order', () => ranking(open));
  describe('replacing', () => replacing(open));
  describe('bounds', () => bounds(open));
  anyIndexSuite(seenAs(open, ofOneWord));
};
