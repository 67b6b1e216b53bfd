import type { UniverseId } from '../../schemas/ids.ts';
import { everyItem } from '../../src/ports/paging.ts';
import { completeFork } from './forking.ts';
import type { ReadingCopy } from './reading-copy.ts';
import type { KeeperTools } from './tools.ts';

// Finishes what a crash cut off. What is in canon's chains is done; everything else follows from it, and can be done again.

export interface Recovered {
  /** Decisions that the narrative lacked. */
  copied: number;
  /** Forks that their origin did not know of. */
  forks: readonly UniverseId[];
}

export const recover = async (
  tools: KeeperTools,
  { copies, signal }: { copies: ReadingCopy; signal: AbortSignal | undefined },
): Promise<Recovered> => {
  const forks: UniverseId[] = [];
  const universes: UniverseId[] = [];
  for await (const { universe } of everyItem((page) => tools.reader.universes(page))) universes.push(universe);
  for (const universe of universes) {
    signal?.throwIfAborted();
    if (await completeFork(tools, universe)) forks.push(universe);
  }
  let copied = 0;
  for (const universe of universes) copied += await copies.mend(universe, signal);
  await tools.relay(signal === undefined ? {} : { signal });
  return { copied, forks };
};
