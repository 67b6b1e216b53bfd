// Reads as a member of a group, waiting for what others append, and acknowledges, until the group has acknowledged so many events. Prints
// each event that it was handed, and each that was acknowledged to be acknowledged.
// consume-events.ts FILE UNIVERSE CONSUMER EVENTS

import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteEventLog } from '../../../src/adapters/embedded/event-log.ts';
import { acknowledge } from '../acknowledge.ts';
import { seededWorld } from '../seeded-world.ts';

const readsMax = 10_000;
const waitMsMax = 50;
const [path = '', name = '', consumer = '', events = ''] = process.argv.slice(2);
const universe = name as UniverseId;

await using log = await openSqliteEventLog({ path, world: seededWorld(1), program: 'monitor-test' });
const member = { universe, group: 'readers', consumer };
const isDone = async (): Promise<boolean> =>
  (await log.length(universe)) >= Number(events) && (await log.lag(member)) === 0;

for (let reads = 0; reads < readsMax && !(await isDone()); reads++) {
  const deliveries = await log.read(member, { max: 10, waitMsMax });
  for (const { position } of deliveries) acknowledge(`handed ${position}`);
  await log.acknowledge(
    member,
    deliveries.map(({ position }) => position),
  );
  for (const { position } of deliveries) acknowledge(`done ${position}`);
}
