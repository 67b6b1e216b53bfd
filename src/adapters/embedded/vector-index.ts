import type { UniverseId } from '../../../schemas/ids.ts';
import type { IndexKind } from '../../../schemas/narrative.ts';
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
import { keepBest } from './best-hits.ts';
import { batchesOf, clearSpace, giveWay, openIndexFile, type Spaces } from './index-file.ts';
import type { StoreFileOptions } from './migrate.ts';
import type { Sqlite } from './sqlite.ts';
import { dotProduct, type FoundSlot, scanBlock } from './vector-block.ts';
import { slotTest } from './vector-filter.ts';
import { findSpace, floatsOf, vectorMemory, type VectorSpace } from './vector-space.ts';

const exactVectorsMaxDefault = 100_000;
const memoryBytesMaxDefault = 2 ** 30;
const vectorsPerTurnMax = 16_384;
const entriesPerWriteMax = 100;
/** How many of those that codes put first are looked at exactly, for each hit and at least. */
const rescoredPerHit = 4;
const rescoredMin = 200;
const dropsListedMaxDefault = 100_000;

export interface VectorIndexOptions extends StoreFileOptions {
  /** Larger universes are kept in memory as codes of a byte a number, and the best by those are scored exactly from the file. */
  exactVectorsMax?: number;
  /** For all universes together. */
  memoryBytesMax?: number;
  /** About so many removals are listed; who has missed more reads the universe anew. */
  dropsListedMax?: number;
}

// ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────

const toLengthOne = (vector: Float32Array): Float32Array => {
  let squares = 0;
  for (const number of vector) squares += number * number;
  const length = Math.sqrt(squares);
  return vector.map((number) => number / length);
};

const takeSpace = (database: Sqlite, universe: UniverseId, embedder: Embedder): number => {
  const known = findSpace(database, universe);
  if (known !== null) {
    refuseOtherEmbedder(universe, known.embedder, embedder);
    return known.number;
  }
  const { model, dimension } = embedder;
  const insert = database.prepare('INSERT INTO vector_spaces (universe, model, dimension) VALUES (?, ?, ?)');
  return Number(insert.run(universe, model, dimension).lastInsertRowid);
};

const dropEntry = (database: Sqlite, space: number, { kind, id }: { kind: IndexKind; id: string }): void => {
  const dropped = database
    .prepare('DELETE FROM vector_entries WHERE space = ? AND kind = ? AND id = ? RETURNING number')
    .get(space, kind, id);
  if (dropped === undefined) return;
  database.prepare('INSERT INTO vector_drops (space, entry) VALUES (?, ?)').run(space, Number(dropped['number']));
};

/** Lists the last removals only, and notes which are missing. */
const forgetDrops = (database: Sqlite, space: number, dropsListedMax: number): void => {
  const last = database.prepare('SELECT max(number) AS n FROM vector_drops WHERE space = ?').get(space);
  const forgotten = Number(last?.['n']) - dropsListedMax;
  const forget = database.prepare('DELETE FROM vector_drops WHERE space = ? AND number <= ?');
  if (forget.run(space, forgotten).changes === 0) return;
  database.prepare('UPDATE vector_spaces SET forgotten = ? WHERE number = ?').run(forgotten, space);
};

const putEntry = (database: Sqlite, space: number, entry: VectorEntry): void => {
  const { kind, id, story, scene, entities, storyTime, visibility } = entry;
  const vector = toLengthOne(entry.vector);
  dropEntry(database, space, entry);
  database
    .prepare(
      `INSERT INTO vector_entries (space, kind, id, story, scene, entities, second, ordinal, level, knowers, vector)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      space,
      kind,
      id,
      story,
      scene,
      JSON.stringify(entities),
      storyTime?.second ?? null,
      storyTime?.ordinal ?? null,
      visibility.level,
      JSON.stringify(visibility.level === 'known' ? visibility.to : []),
      new Uint8Array(vector.buffer),
    );
};

const spacesOf = (database: Sqlite): Spaces => ({
  table: 'vector_spaces',
  forget(space, max) {
    const forget = (table: string) =>
      database
        .prepare(
          `DELETE FROM ${table} WHERE number IN (SELECT number FROM ${table} WHERE space = ? ORDER BY number LIMIT ?)`,
        )
        .run(space, max);
    const dropped = Number(forget('vector_drops').changes);
    return Math.max(dropped, Number(forget('vector_entries').changes));
  },
});

// ── searching ────────────────────────────────────────────────────────────────────────────────────────────────────

interface Question {
  query: Float32Array;
  passes: NonNullable<ReturnType<typeof slotTest>>;
  max: number;
}

/** Lets others run now and then: what they add meanwhile is not looked at. */
const scan = async (space: VectorSpace, question: Question, signal?: AbortSignal): Promise<FoundSlot[]> => {
  const best = keepBest<FoundSlot>(question.max);
  let sincePause = 0;
  for (const part of space.blocks.map((block) => ({ block, count: block.count }))) {
    scanBlock(part, question, best);
    sincePause += part.count;
    if (sincePause < vectorsPerTurnMax) continue;
    sincePause = 0;
    await giveWay(signal);
  }
  return best.inOrder();
};

/** The scores that the vectors themselves give. What was removed meanwhile is left out. */
const rescore = (database: Sqlite, found: readonly FoundSlot[], { query, max }: Question): FoundSlot[] => {
  const best = keepBest<FoundSlot>(max);
  database.read(() => {
    const read = database.prepare('SELECT vector FROM vector_entries WHERE number = ?');
    for (const slot of found) {
      const row = read.get(slot.number);
      if (row !== undefined) best.offer({ ...slot, score: dotProduct(floatsOf(row['vector']), 0, query) });
    }
  });
  return best.inOrder();
};

const nearest = async (
  database: Sqlite,
  space: VectorSpace,
  { question, signal }: { question: Question; signal: AbortSignal | undefined },
): Promise<FoundSlot[]> => {
  if (space.shape.form === 'exact') return scan(space, question, signal);
  const wide = { ...question, max: Math.max(rescoredMin, rescoredPerHit * question.max) };
  return rescore(database, await scan(space, wide, signal), question);
};

const hitOf = ({ id, kind, score }: FoundSlot): IndexHit => ({ id, kind, score: Math.min(1, Math.max(-1, score)) });

// ── the index ────────────────────────────────────────────────────────────────────────────────────────────────────

/** In one file with the text index; readers and writers in any number of processes. */
export const openSqliteVectorIndex = async (options: VectorIndexOptions): Promise<VectorIndex> => {
  const {
    exactVectorsMax = exactVectorsMaxDefault,
    memoryBytesMax = memoryBytesMaxDefault,
    dropsListedMax = dropsListedMaxDefault,
  } = options;
  const { database, spaces } = await openIndexFile(options, spacesOf);
  const memory = vectorMemory(database, { exactVectorsMax, bytesMax: memoryBytesMax });

  return {
    async put(embedder, entries, { signal } = {}) {
      refuseUnlessVectorEntries(embedder, entries);
      const universe = entries[0]?.universe;
      if (universe === undefined) return;
      for (const batch of batchesOf(entries, { sizeOf: () => 1, sizeMax: entriesPerWriteMax })) {
        await giveWay(signal);
        await database.write(() => {
          const space = takeSpace(database, universe, embedder);
          for (const entry of batch) putEntry(database, space, entry);
          forgetDrops(database, space, dropsListedMax);
        }, signal);
      }
    },

    async remove(universe, kind, ids) {
      refuseUnlessIds(ids);
      await database.write(() => {
        const space = findSpace(database, universe);
        if (space === null) return;
        for (const id of ids) dropEntry(database, space.number, { kind, id });
        forgetDrops(database, space.number, dropsListedMax);
      });
    },

    async search({ embedder, vector, max }, filter, { signal } = {}) {
      refuseUnlessEmbedder(embedder);
      refuseUnlessSearch({ max }, filter);
      refuseUnlessVector('the vector to search with', vector, embedder);
      signal?.throwIfAborted();
      const space = await memory.current(filter.universe, signal);
      if (space === null) return [];
      refuseOtherEmbedder(filter.universe, space.embedder, embedder);
      const passes = slotTest(filter, space.names);
      if (passes === null) return [];
      const question = { query: toLengthOne(vector), passes, max };
      return (await nearest(database, space, { question, signal })).map(hitOf);
    },

    async count(universe, kind) {
      return database.read(() => {
        const counted = database.prepare(
          `SELECT count(*) AS n FROM vector_entries
           WHERE space = (SELECT number FROM vector_spaces WHERE universe = ?) AND kind = ?`,
        );
        return Number(counted.get(universe, kind)?.['n']);
      });
    },

    async embedder(universe) {
      return database.read(() => findSpace(database, universe))?.embedder ?? null;
    },

    async clear(universe, { signal } = {}) {
      await clearSpace(database, spaces, { universe, signal });
    },

    async [Symbol.asyncDispose]() {
      database[Symbol.dispose]();
    },
  };
};
