// Appends events, several calls at once, and prints what was acknowledged: the key, and how many events it had.
// append-events.ts FILE UNIVERSE SEED ROUNDS, no bound to the rounds: 0

import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteEventLog } from '../../../src/adapters/embedded/event-log.ts';
import { acknowledge } from '../acknowledge.ts';
import { envelope } from '../narrative.ts';
import { seededWorld } from '../seeded-world.ts';

const [path = '', name = '', seed = '', rounds = ''] = process.argv.slice(2);
const world = seededWorld(Number(seed));
const universe = name as UniverseId;
const roundsMax = Number(rounds) || Infinity;

await using log = await openSqliteEventLog({ path, world, program: 'monitor-test' });

const append = async (key: string, count: number): Promise<void> => {
  const events = Array.from({ length: count }, (_, number) => envelope(world, universe, { payload: { key, number } }));
  await log.append(universe, events, { key });
  acknowledge(`${key} ${count}`);
};

for (let round = 1; round <= roundsMax; round++)
  await Promise.all([1, 2, 3].map((count) => append(`${seed}.${round}.${count}`, count)));
