import { BatchMarker } from '../../../schemas/written-proposal.ts';
import { type Problem, readAs } from './read.ts';

// Proposals as batches: what one list holds is judged together, in its order. `{"batch": "night"}` begins another batch, and so does a
// list within the list, which is a batch by itself.

/** A proposal as it was written, or why there is nothing to read. */
export type WrittenItem = { written: unknown } | { name: string; problems: readonly Problem[] };

export interface Batch {
  marker: BatchMarker;
  items: readonly WrittenItem[];
}

const isMarker = (written: unknown): boolean =>
  typeof written === 'object' && written !== null && !Array.isArray(written) && 'batch' in written;

const unnamed: BatchMarker = { batch: true };

export const batchesOf = (items: readonly WrittenItem[]): Batch[] => {
  const batches: { marker: BatchMarker; items: WrittenItem[] }[] = [];
  let isOpen = false;
  const open = (marker: BatchMarker): void => {
    batches.push({ marker, items: [] });
    isOpen = true;
  };
  const add = (item: WrittenItem): void => {
    if (!isOpen) open(unnamed);
    batches.at(-1)?.items.push(item);
  };
  for (const item of items) {
    const written = 'written' in item ? item.written : undefined;
    if (Array.isArray(written)) {
      open(unnamed);
      for (const each of written as unknown[]) add({ written: each });
      isOpen = false;
    } else if (isMarker(written)) {
      const read = readAs(BatchMarker, written);
      if ('value' in read) open(read.value);
      else add({ name: 'batch', problems: read.problems });
    } else add(item);
  }
  return batches;
};
