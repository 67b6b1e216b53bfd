// Lists the turns of a universe again and again until there are so many, and prints what it saw: never fewer, never in another order.
// read-narrative.ts FILE UNIVERSE TURNS

import { setTimeout as wait } from 'node:timers/promises';
import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteNarrativeStore } from '../../../src/adapters/embedded/narrative-store.ts';
import { acknowledge } from '../acknowledge.ts';

const looksMax = 20_000;
const [path = '', universe = '', turns = ''] = process.argv.slice(2);

await using store = await openSqliteNarrativeStore({ path, mode: 'read', program: 'monitor-test' });

let seen: string[] = [];
for (let look = 0; look < looksMax && seen.length < Number(turns); look++) {
  const page = await store.list('turns.user', { universe: universe as UniverseId }, { max: 1_000, after: null });
  const ids = page.items.map(({ document }) => document.id);
  if (seen.some((id, i) => ids[i] !== id)) throw new Error('what was there has changed');
  if (ids.length > seen.length) acknowledge(`saw ${ids.length}`);
  seen = ids;
  await wait(1);
}
