import type { CanonStore } from '../../ports/canon-writer.ts';
import { canonMemory, type CanonMemory } from './canon-memory.ts';
import { canonReads } from './canon-reads.ts';
import { canonWrites } from './canon-writes.ts';

/** Canon in memory, as plain as can be: every answer is a filter and a sort over all that was ever put. */
export const openFakeCanonStore = ({ memory = canonMemory() }: { memory?: CanonMemory } = {}): CanonStore => ({
  reader: canonReads(memory),
  writer: canonWrites(memory),
  async [Symbol.asyncDispose]() {
    // There is nothing to give back.
  },
});
