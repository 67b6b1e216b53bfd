import type { UniverseId } from '../../../schemas/ids.ts';
import type { IndexKind } from '../../../schemas/narrative.ts';
import { Failure } from '../../domain/failure.ts';
import type { Embedder } from '../../ports/vector-index.ts';
import { giveWay } from './index-file.ts';
import type { Sqlite } from './sqlite.ts';
import {
  addRow,
  type BlockShape,
  blockSlotsMax,
  type Level,
  newBlock,
  slotOf,
  type VectorBlock,
} from './vector-block.ts';

// V1. A universe is read when it is first searched, and from then on only what was written since, by whichever process.
// V2. Memory is bounded: the universe that was searched longest ago goes first.
// V3. A refresh that is cut off leaves what it has read so far, and the next one goes on from there.

const rowsPerReadMax = 500;
const dropsPerReadMax = 5_000;
const bytesPerName = 120;
const blockSlotsMin = 64;
/** So many removed entries are kept in memory before the universe is read anew, if they are more than the rest. */
const droppedSlotsMin = 4_096;
/** A universe that changes its form while it is read is read again, so many times at most. */
const readsMax = 3;

/** A universe's vectors in memory. */
export interface VectorSpace {
  readonly number: number;
  readonly embedder: Embedder;
  readonly shape: BlockShape;
  readonly blocks: VectorBlock[];
  readonly names: Map<string, number>;
  /** Up to which entry and which drop it has been read. */
  lastEntry: number;
  lastDrop: number;
  live: number;
  dropped: number;
}

export interface SpaceRow {
  number: number;
  embedder: Embedder;
  forgotten: number;
}

export const findSpace = (database: Sqlite, universe: UniverseId): SpaceRow | null => {
  const row = database
    .prepare('SELECT number, model, dimension, forgotten FROM vector_spaces WHERE universe = ?')
    .get(universe);
  if (row === undefined) return null;
  const embedder = { model: String(row['model']), dimension: Number(row['dimension']) };
  return { number: Number(row['number']), embedder, forgotten: Number(row['forgotten']) };
};

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Row = Record<string, unknown>;

const nameOf = (names: Map<string, number>, text: unknown): number => {
  if (typeof text !== 'string') return -1;
  const known = names.get(text);
  if (known !== undefined) return known;
  names.set(text, names.size);
  return names.size - 1;
};

const none: readonly number[] = [];
const namesOf = (names: Map<string, number>, json: unknown): readonly number[] =>
  json === '[]' ? none : (JSON.parse(String(json)) as string[]).map((text) => nameOf(names, text));

/** The bytes of a stored vector as numbers; where they lie badly in memory, from a copy. */
export const floatsOf = (blob: unknown): Float32Array => {
  if (!(blob instanceof Uint8Array)) return new Float32Array();
  const { buffer, byteOffset, byteLength } = blob.byteOffset % 4 === 0 ? blob : blob.slice();
  return new Float32Array(buffer, byteOffset, byteLength / 4);
};

const roomyBlock = (space: VectorSpace): VectorBlock => {
  const last = space.blocks.at(-1);
  if (last !== undefined && last.count < last.capacity) return last;
  const capacity = Math.min(blockSlotsMax, Math.max(blockSlotsMin, space.live));
  const block = newBlock(space.shape, capacity);
  space.blocks.push(block);
  return block;
};

const addEntry = (space: VectorSpace, row: Row): void => {
  const { names } = space;
  const number = Number(row['number']);
  addRow(roomyBlock(space), {
    number,
    id: String(row['id']),
    kind: row['kind'] as IndexKind,
    story: nameOf(names, row['story']),
    scene: nameOf(names, row['scene']),
    second: row['second'] === null ? -Infinity : Number(row['second']),
    ordinal: Number(row['ordinal']),
    level: row['level'] as Level,
    entities: namesOf(names, row['entities']),
    knowers: namesOf(names, row['knowers']),
    vector: floatsOf(row['vector']),
  });
  space.lastEntry = number;
  space.live++;
};

const dropEntry = (space: VectorSpace, number: number): void => {
  for (const block of space.blocks) {
    if ((block.numbers[block.count - 1] ?? 0) < number) continue;
    const slot = slotOf(block, number);
    if (slot < 0 || block.dropped[slot] === 1) return;
    block.dropped[slot] = 1;
    space.live--;
    space.dropped++;
    return;
  }
};

/** Reads a part of what is new. True: there may be more. */
const readSome = (database: Sqlite, space: VectorSpace): boolean =>
  database.read(() => {
    const drops = database
      .prepare('SELECT number, entry FROM vector_drops WHERE space = ? AND number > ? ORDER BY number LIMIT ?')
      .all(space.number, space.lastDrop, dropsPerReadMax);
    for (const row of drops) {
      dropEntry(space, Number(row['entry']));
      space.lastDrop = Number(row['number']);
    }
    const rows = database
      .prepare(
        `SELECT number, id, kind, story, scene, second, ordinal, level, entities, knowers, vector FROM vector_entries
         WHERE space = ? AND number > ? ORDER BY number LIMIT ?`,
      )
      .all(space.number, space.lastEntry, rowsPerReadMax);
    for (const row of rows) addEntry(space, row);
    return drops.length === dropsPerReadMax || rows.length === rowsPerReadMax;
  });

const newSpace = (database: Sqlite, { number, embedder, forgotten }: SpaceRow, exactVectorsMax: number): VectorSpace =>
  database.read(() => {
    const counted = database.prepare('SELECT count(*) AS n FROM vector_entries WHERE space = ?').get(number);
    const last = database.prepare('SELECT max(number) AS n FROM vector_drops WHERE space = ?').get(number);
    const form = Number(counted?.['n']) > exactVectorsMax ? 'codes' : 'exact';
    return {
      number,
      embedder,
      shape: { dimension: embedder.dimension, form },
      blocks: [],
      names: new Map(),
      lastEntry: 0,
      lastDrop: Math.max(Number(last?.['n']), forgotten),
      live: 0,
      dropped: 0,
    };
  });

const bytesOf = ({ blocks, names }: VectorSpace): number =>
  blocks.reduce((sum, block) => sum + block.bytes, names.size * bytesPerName);

// ── keeping ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface VectorMemory {
  /** The universe as it is now; null: it holds nothing. */
  current(universe: UniverseId, signal?: AbortSignal): Promise<VectorSpace | null>;
}

export interface VectorMemoryOptions {
  /** Larger universes are kept as codes. */
  exactVectorsMax: number;
  bytesMax: number;
}

export const vectorMemory = (database: Sqlite, { exactVectorsMax, bytesMax }: VectorMemoryOptions): VectorMemory => {
  /** The one searched last comes last. */
  const spaces = new Map<UniverseId, VectorSpace>();

  const isUsable = (space: VectorSpace, row: SpaceRow): boolean =>
    space.number === row.number &&
    space.lastDrop >= row.forgotten &&
    space.dropped <= Math.max(space.live, droppedSlotsMin) &&
    (space.shape.form === 'codes' || space.live <= exactVectorsMax);

  const take = (universe: UniverseId, row: SpaceRow): VectorSpace => {
    const known = spaces.get(universe);
    const space = known !== undefined && isUsable(known, row) ? known : newSpace(database, row, exactVectorsMax);
    spaces.delete(universe);
    spaces.set(universe, space);
    return space;
  };

  const makeRoom = (universe: UniverseId): void => {
    let bytes = spaces.values().reduce((sum, space) => sum + bytesOf(space), 0);
    for (const [other, space] of spaces) {
      if (bytes <= bytesMax) return;
      if (other === universe) continue;
      spaces.delete(other);
      bytes -= bytesOf(space);
    }
    if (bytes <= bytesMax) return;
    spaces.delete(universe);
    throw new Failure({
      kind: 'terminal',
      code: 'universe_too_large',
      message: `the vectors of \`${universe}\` do not fit into ${bytesMax} bytes of memory`,
      advice: 'Keep the vectors of so large a universe in a server (`--vectors qdrant://…`). Nothing was changed.',
    });
  };

  /** Several at a time take turns at what is left to read. False: it has to be read anew. */
  const refresh = async (
    universe: UniverseId,
    space: VectorSpace,
    { row, signal }: { row: SpaceRow; signal: AbortSignal | undefined },
  ): Promise<boolean> => {
    for (let isMore = true; isMore;) {
      isMore = readSome(database, space);
      if (!isUsable(space, row)) return false;
      makeRoom(universe);
      if (isMore) await giveWay(signal);
    }
    return true;
  };

  return {
    async current(universe, signal) {
      for (let reads = 1; ; reads++) {
        const row = database.read(() => findSpace(database, universe));
        if (row === null) {
          spaces.delete(universe);
          return null;
        }
        const space = take(universe, row);
        if ((await refresh(universe, space, { row, signal })) || reads === readsMax) return space;
      }
    },
  };
};
