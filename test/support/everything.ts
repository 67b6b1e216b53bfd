import type { Collection } from '../../schemas/narrative.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import type { PlayTable } from './play-table.ts';

// To see that nothing was changed.

/** All that is kept of stories, where canon stands, and how much was told. */
export const everythingIn = async ({ stores, universe }: PlayTable) => {
  const collections: readonly Collection[] = [
    ...(['stories', 'cycles', 'sessions', 'scenes', 'turns.user', 'turns.gm'] as const),
    ...(['resolutions', 'proposals', 'decisions', 'summaries', 'memories'] as const),
  ];
  const kept = [];
  for (const collection of collections) kept.push(await listAll(stores.narrative, collection, { universe }));
  return { kept, head: await stores.canon.reader.head(universe), sent: await stores.events.length(universe) };
};
