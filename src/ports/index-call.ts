import type { UniverseId } from '../../schemas/ids.ts';
import { quoted } from '../domain/quoted.ts';
import {
  entitiesPerEntryMax,
  hitsMax,
  indexEntriesPerCallMax,
  type IndexFilter,
  indexIdCharsMax,
  type IndexScope,
} from './indexing.ts';
import { refusal, refuseOtherUniverse, refuseUnlessWithin } from './refusal.ts';
import { textCharsMax, type TextEntry, titleCharsMax } from './text-index.ts';
import { type Embedder, embedderModelCharsMax, vectorDimensionMax, type VectorEntry } from './vector-index.ts';

// What every index refuses before it does anything, whatever it stands on.

// ── both indexes ─────────────────────────────────────────────────────────────────────────────────────────────────

const idLike = new RegExp(`^[\\x21-\\x7e]{1,${indexIdCharsMax}}$`);

/** Visible ASCII, so that every store sorts ids alike. */
export const refuseUnlessIds = (ids: readonly string[]): void => {
  refuseUnlessWithin('entries of an index', ids.length, { min: 0, max: indexEntriesPerCallMax });
  for (const id of ids)
    if (!idLike.test(id))
      throw refusal({
        code: 'bad_id',
        message: `${quoted(id)} is not an id: expected 1 to ${indexIdCharsMax} visible ASCII characters`,
        advice: 'Take the id of what is indexed.',
      });
};

const refuseUnlessEntries = (entries: readonly (IndexScope & { id: string })[]): void => {
  refuseUnlessIds(entries.map(({ id }) => id));
  const [first] = entries;
  for (const { id, universe, entities } of entries) {
    refuseOtherUniverse(`the entry \`${id}\``, universe, first?.universe ?? universe);
    refuseUnlessWithin(`entities of \`${id}\``, entities.length, { min: 0, max: entitiesPerEntryMax });
  }
};

export const refuseUnlessSearch = ({ max }: { max: number }, { entities = [] }: IndexFilter): void => {
  refuseUnlessWithin('hits', max, { min: 1, max: hitsMax });
  refuseUnlessWithin('entities to look for', entities.length, { min: 0, max: entitiesPerEntryMax });
};

// ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const refuseOverlong = (what: string, text: string, charsMax: number): void => {
  if (text.length <= charsMax) return;
  throw refusal({
    code: 'too_large',
    message: `${what} has ${text.length} characters, and an index takes ${charsMax}`,
    advice: 'Divide it into several entries.',
  });
};

export const refuseUnlessTextEntries = (entries: readonly TextEntry[]): void => {
  refuseUnlessEntries(entries);
  for (const { id, title, text } of entries) {
    refuseOverlong(`the title of \`${id}\``, title, titleCharsMax);
    refuseOverlong(`the text of \`${id}\``, text, textCharsMax);
  }
};

// ── vectors ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const refuseUnlessEmbedder = ({ model, dimension }: Embedder): void => {
  refuseUnlessWithin('numbers of a vector', dimension, { min: 1, max: vectorDimensionMax });
  refuseUnlessWithin("characters of an embedder's name", model.length, { min: 1, max: embedderModelCharsMax });
};

/** What is wrong with it, or null. */
const faultOf = (vector: Float32Array, dimension: number): string | null => {
  if (vector.length !== dimension) return `has ${vector.length} numbers, not ${dimension}`;
  if (!vector.every(Number.isFinite)) return 'holds something that is no finite number';
  return vector.some((number) => number !== 0) ? null : 'is all zero and points nowhere';
};

export const refuseUnlessVector = (what: string, vector: Float32Array, { model, dimension }: Embedder): void => {
  const fault = faultOf(vector, dimension);
  if (fault !== null)
    throw refusal({
      code: 'bad_vector',
      message: `${what}, made by \`${model}\`, ${fault}`,
      advice: 'Look whether the embedding service is the one that is configured.',
    });
};

export const refuseUnlessVectorEntries = (embedder: Embedder, entries: readonly VectorEntry[]): void => {
  refuseUnlessEmbedder(embedder);
  refuseUnlessEntries(entries);
  for (const { id, vector } of entries) refuseUnlessVector(`the vector of \`${id}\``, vector, embedder);
};

/** `known`: the one whose vectors the universe holds. */
export const refuseOtherEmbedder = (universe: UniverseId, known: Embedder, given: Embedder): void => {
  if (known.model === given.model && known.dimension === given.dimension) return;
  throw refusal({
    code: 'other_embedder',
    message: `the vectors of \`${universe}\` were made by \`${known.model}\` (${known.dimension} numbers), not by \`${given.model}\` (${given.dimension})`,
    advice: 'Configure the embedder that made them, or run `monitor index rebuild` to make them anew.',
  });
};
