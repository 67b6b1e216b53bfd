import { describe } from 'vitest';
import type { VectorIndex } from '../../src/ports/vector-index.ts';
import { anyIndexSuite } from './indexes/any-index.ts';
import { type AnyIndex, seenAs } from './indexes/tools.ts';
import { bounds, embedders } from './vector-index/embedders.ts';
import { searching } from './vector-index/searching.ts';
import { embedder, type OpenVectorIndex, vector } from './vector-index/tools.ts';

/** Every entry points the same way, and every search too. */
const ofOneDirection = (index: VectorIndex): Omit<AnyIndex, typeof Symbol.asyncDispose> => ({
  put: (entries, options) =>
    index.put(
      embedder,
      entries.map((entry) => ({ ...entry, vector: vector(1, 2, 3) })),
      options,
    ),
  remove: (universe, kind, ids) => index.remove(universe, kind, ids),
  search: (filter, max, options) => index.search({ embedder, vector: vector(1, 2, 3), max }, filter, options),
  count: (universe, kind) => index.count(universe, kind),
  clear: (universe) => index.clear(universe),
});

/** What every vector index promises. */
export const vectorIndexSuite = (open: OpenVectorIndex): void => {
  describe('nearness', () => searching(open));
  describe('embedders', () => embedders(open));
  describe('bounds', () => bounds(open));
  anyIndexSuite(seenAs(open, ofOneDirection));
};
