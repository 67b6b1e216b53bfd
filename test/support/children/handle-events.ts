// Handles what happened as a member of a group, until the group has acknowledged so many events, no bound: 0. Writes down the payload of
// each; gives up those that are `bad`. Prints the payload of each that it worked out.
// handle-events.ts FOLDER UNIVERSE CONSUMER EVENTS

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteEventLog } from '../../../src/adapters/embedded/event-log.ts';
import { openSqliteInbox } from '../../../src/adapters/embedded/inbox.ts';
import { realWorld } from '../../../src/compose/real-world.ts';
import { consumer } from '../../../src/events/consumer.ts';
import { wordsOn } from '../../conformance/inbox/tools.ts';
import { acknowledge } from '../acknowledge.ts';
import { wordOf } from '../consuming.ts';

const looksMax = 10_000;
const lookMs = 20;
const [folder = '', name = '', consumerName = '', events = ''] = process.argv.slice(2);
const program = 'monitor-test';
const world = realWorld();

await using log = await openSqliteEventLog({ path: join(folder, 'events.sqlite'), world, program });
await using inbox = await openSqliteInbox({ path: join(folder, 'index.sqlite'), program, writerOn: wordsOn });
const member = { universe: name as UniverseId, group: 'scribes', consumer: consumerName };
const scribe = consumer({
  ...{ member, log, inbox, world },
  limits: { inFlightMax: 7, idleMsMin: 50, deliveriesMax: 1_000 },
  handle: async (event) => {
    const word = wordOf(event);
    if (word.startsWith('bad')) throw new TypeError('it is bad');
    acknowledge(word);
    return ({ write }) => write(word);
  },
});

const stop = new AbortController();
const running = scribe.run(stop.signal);
const isDone = async (): Promise<boolean> =>
  Number(events) > 0 && (await log.length(member.universe)) >= Number(events) && (await log.lag(member)) === 0;
for (let look = 0; look < looksMax && !(await isDone()); look++) await Promise.race([wait(lookMs), running]);
stop.abort();
await running;
