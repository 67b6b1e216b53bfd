import { type IndexKind, indexKinds } from '../../../schemas/narrative.ts';
import type { BestHits, Ranked } from './best-hits.ts';

// Vectors in memory, some thousand to a block, beside what a filter asks of them as plain numbers.
// B1. A block only grows: what was removed is marked. A scan that others interrupt keeps seeing what it began with.
// B2. All vectors have length 1, so that a dot product is the cosine.

export const blockSlotsMax = 4_096;
/** What a slot takes beside its vector: its id, its place in each list, its share of the lists. */
const bytesPerSlot = 200;
const bytesPerLink = 8;
/** One byte for each number of a vector, from −127 to 127, times the slot's scale. */
const codeMax = 127;

export const levels = ['gm', 'party', 'public', 'known'] as const;
export type Level = (typeof levels)[number];

export interface BlockShape {
  dimension: number;
  /** `exact`: 32-bit floats. `codes`: a quarter of the memory; scores are near the right ones. */
  form: 'exact' | 'codes';
}

/** An entry as it is read, with names as numbers. */
export interface VectorRow {
  /** Greater than that of any row before. */
  number: number;
  id: string;
  kind: IndexKind;
  /** −1: none. */
  story: number;
  scene: number;
  /** −Infinity: it has no time. */
  second: number;
  ordinal: number;
  level: Level;
  entities: readonly number[];
  knowers: readonly number[];
  vector: Float32Array;
}

export interface VectorBlock extends BlockShape {
  readonly capacity: number;
  count: number;
  bytes: number;
  readonly numbers: Float64Array;
  readonly ids: string[];
  readonly kinds: Uint8Array;
  readonly stories: Int32Array;
  readonly scenes: Int32Array;
  readonly seconds: Float64Array;
  readonly ordinals: Uint16Array;
  readonly levels: Uint8Array;
  readonly entities: (readonly number[])[];
  readonly knowers: (readonly number[])[];
  readonly dropped: Uint8Array;
  /** Those of `codes` are whole numbers. */
  readonly vectors: Float32Array | Int8Array;
  readonly scales: Float32Array;
}

export const newBlock = ({ dimension, form }: BlockShape, capacity: number): VectorBlock => ({
  dimension,
  form,
  capacity,
  count: 0,
  bytes: capacity * (dimension * (form === 'exact' ? 4 : 1) + bytesPerSlot),
  numbers: new Float64Array(capacity),
  ids: [],
  kinds: new Uint8Array(capacity),
  stories: new Int32Array(capacity),
  scenes: new Int32Array(capacity),
  seconds: new Float64Array(capacity),
  ordinals: new Uint16Array(capacity),
  levels: new Uint8Array(capacity),
  entities: [],
  knowers: [],
  dropped: new Uint8Array(capacity),
  vectors: form === 'exact' ? new Float32Array(capacity * dimension) : new Int8Array(capacity * dimension),
  scales: new Float32Array(capacity).fill(1),
});

const addCodes = (block: VectorBlock, slot: number, vector: Float32Array): void => {
  let greatest = 0;
  for (let i = 0; i < vector.length; i++) greatest = Math.max(greatest, Math.abs(vector[i] ?? 0));
  block.scales[slot] = greatest / codeMax;
  const start = slot * block.dimension;
  const perUnit = codeMax / greatest;
  for (let i = 0; i < vector.length; i++) block.vectors[start + i] = Math.round((vector[i] ?? 0) * perUnit);
};

/** There must be room. */
export const addRow = (block: VectorBlock, row: VectorRow): void => {
  const slot = block.count;
  block.numbers[slot] = row.number;
  block.ids.push(row.id);
  block.kinds[slot] = indexKinds.indexOf(row.kind);
  block.stories[slot] = row.story;
  block.scenes[slot] = row.scene;
  block.seconds[slot] = row.second;
  block.ordinals[slot] = row.ordinal;
  block.levels[slot] = levels.indexOf(row.level);
  block.entities.push(row.entities);
  block.knowers.push(row.knowers);
  if (block.form === 'exact') block.vectors.set(row.vector, slot * block.dimension);
  else addCodes(block, slot, row.vector);
  block.bytes += bytesPerLink * (row.entities.length + row.knowers.length);
  block.count++;
};

/** Where an entry is, or −1. */
export const slotOf = (block: VectorBlock, number: number): number => {
  let [low, high] = [0, block.count - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const there = block.numbers[middle] ?? 0;
    if (there === number) return middle;
    if (there < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
};

// ── scanning ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type SlotTest = (block: VectorBlock, slot: number) => boolean;

/** Four sums, which a processor adds at the same time. Past the end of the query everything counts as zero. */
export const dotProduct = (vectors: Float32Array | Int8Array, start: number, query: Float32Array): number => {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < query.length; i += 4) {
    a += (vectors[start + i] ?? 0) * (query[i] ?? 0);
    b += (vectors[start + i + 1] ?? 0) * (query[i + 1] ?? 0);
    c += (vectors[start + i + 2] ?? 0) * (query[i + 2] ?? 0);
    d += (vectors[start + i + 3] ?? 0) * (query[i + 3] ?? 0);
  }
  return a + b + c + d;
};

export interface FoundSlot extends Ranked {
  kind: IndexKind;
  number: number;
}

/** Offers each of the first `count` slots that passes. */
export const scanBlock = (
  { block, count }: { block: VectorBlock; count: number },
  { query, passes }: { query: Float32Array; passes: SlotTest },
  best: BestHits<FoundSlot>,
): void => {
  for (let slot = 0; slot < count; slot++) {
    if (block.dropped[slot] === 1 || !passes(block, slot)) continue;
    const score = dotProduct(block.vectors, slot * block.dimension, query) * (block.scales[slot] ?? 1);
    if (score < best.floor) continue;
    const kind = indexKinds[block.kinds[slot] ?? 0] ?? indexKinds[0];
    best.offer({ score, id: block.ids[slot] ?? '', kind, number: block.numbers[slot] ?? 0 });
  }
};
