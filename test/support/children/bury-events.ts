// As a member of a group, gives up every third event and acknowledges the others, first those that a dead member had. Of every fifth that
// it gave up it asks that it is replayed. Prints what it did after it was done.
// bury-events.ts FILE UNIVERSE CONSUMER

import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteEventLog } from '../../../src/adapters/embedded/event-log.ts';
import type { Delivery } from '../../../src/ports/event-log.ts';
import { acknowledge } from '../acknowledge.ts';
import { seededWorld } from '../seeded-world.ts';

const roundsMax = 100_000;
const [path = '', name = '', consumer = ''] = process.argv.slice(2);
const universe = name as UniverseId;

await using log = await openSqliteEventLog({ path, world: seededWorld(1), program: 'monitor-test' });
const member = { universe, group: 'readers', consumer };
const trouble = { code: 'third', message: `given up by ${consumer}`, attempts: 1 };
let buried = 0;

const settle = async ({ position }: Delivery): Promise<void> => {
  if (Number(position.slice(0, 16)) % 3 !== 0) {
    await log.acknowledge(member, [position]);
    acknowledge(`handled ${position}`);
    return;
  }
  await log.bury(member, position, trouble);
  acknowledge(`buried ${position}`);
  buried++;
  if (buried % 5 === 0 && (await log.replay(member, [position])) === 1) acknowledge(`replayed ${position}`);
};

for (let round = 0; round < roundsMax; round++) {
  const left = await log.claim(member, { idleMsMin: 0, max: 10 });
  const deliveries = left.length > 0 ? left : await log.read(member, { max: 10, waitMsMax: 50 });
  for (const delivery of deliveries) await settle(delivery);
}
