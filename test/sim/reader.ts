import type { Envelope } from '../../schemas/event.ts';
import { type InboxMemory, openFakeInbox } from '../../src/adapters/fake/inbox.ts';
import { Failure, isFailure } from '../../src/domain/failure.ts';
import { type Consumer, consumer } from '../../src/events/consumer.ts';
import type { Delivery, EventLog } from '../../src/ports/event-log.ts';
import type { Inbox } from '../../src/ports/inbox.ts';
import { pageSizeMax } from '../../src/ports/paging.ts';
import type { Chance } from './chance.ts';
import { beginLife, type Life } from './life.ts';
import type { Table } from './table.ts';

// Those who count turns by what they hear of them: two of a group, who die and come back.

/** What the count is written with. */
interface Tally {
  add(scene: string): void;
}

const group = 'counters';
const duplicates = 0.05;
const handlerFails = 0.02;
const handlerHangs = 0.002;
const lifeMs = [5_000, 300_000] as const;
const dayMs = 86_400_000;
const drainsMax = 20;

export const readersOf = (table: Table, chance: Chance) => {
  const { ground, weather, watch, time, sabotage } = table;
  const { universe } = ground;
  const counts = new Map<string, number>();
  const memory: InboxMemory = new Map();

  const plainInbox = (): Inbox<Tally> =>
    openFakeInbox({
      memory,
      begin: () => {
        const scenes: string[] = [];
        const commit = (): void => {
          for (const scene of scenes) counts.set(scene, (counts.get(scene) ?? 0) + 1);
        };
        return { writer: { add: (scene) => void scenes.push(scene) }, commit };
      },
    });

  const inboxOf = (life: Life): Inbox<Tally> => {
    const inbox = plainInbox();
    const pass = <T>(call: string, whole: () => Promise<T>): Promise<T> =>
      weather.befall(life, `inbox.${call}`, { whole, part: null }) as Promise<T>;
    return {
      ...inbox,
      has: (of, event) => pass('has', async () => sabotage.isForgetful !== true && (await inbox.has(of, event))),
      once: (of, event, effect) =>
        pass('once', async () => {
          if (sabotage.isForgetful === true) await inbox.forget(of);
          return inbox.once(of, event, effect);
        }),
    };
  };

  /** Some of what is handed out is handed out twice. */
  const again = (deliveries: readonly Delivery[]): readonly Delivery[] =>
    weather.isOver() ? deliveries : deliveries.flatMap((each) => (chance.happens(duplicates) ? [each, each] : [each]));

  const logOf = (log: EventLog): EventLog => ({
    ...log,
    read: async (...asked) => again(await log.read(...asked)),
    claim: async (...asked) => again(await log.claim(...asked)),
  });

  const handle = async ({ type, scene }: Envelope) => {
    if (!weather.isOver() && chance.happens(handlerHangs)) await new Promise(() => undefined);
    if (!weather.isOver() && chance.happens(handlerFails))
      throw new Failure({ kind: chance.one(['transient', 'terminal']), code: 'cannot_count', message: 'lost count' });
    return type === 'turn.appended.v1' && scene !== null ? (tally: Tally) => tally.add(scene) : null;
  };

  const readerOf = (life: Life): Consumer =>
    consumer<Tally>({
      ...{ member: { universe, group, consumer: life.id }, log: logOf(table.storesOf(life).events) },
      ...{ inbox: inboxOf(life), handle, world: life.world },
    });

  const rest = { isDue: false };
  const { promise: over, resolve: finish } = Promise.withResolvers<undefined>();

  /** One process after another. */
  const live = async (): Promise<void> => {
    while (!rest.isDue) {
      const life = table.born('reader');
      const stop = new AbortController();
      const ended = Promise.race([over, time.sleep(chance.whole(...lifeMs)).then(() => undefined)]);
      const ran = readerOf(life)
        .run(stop.signal)
        .catch((error: unknown) => {
          if (!isFailure(error)) watch.broke('nothing breaks', `a reader: ${String(error)}`);
        });
      await Promise.race([ended, life.over, ran]);
      if (chance.happens(0.5)) life.end();
      stop.abort();
      await Promise.race([ran, life.over]);
      life.end();
    }
  };

  /** What is left over, by one whose clock is later than any. */
  const drain = async (): Promise<void> => {
    const clockMs = 2 * dayMs;
    const life = beginLife({ id: 'last-reader', seed: chance.seed(), time, clockMs });
    const { events } = table.storesOf(life);
    const reader = readerOf(life);
    for (let round = 0; round < drainsMax; round++) {
      await reader.drain(new AbortController().signal);
      const letters = await events.deadLetters(universe, { after: null, max: pageSizeMax });
      if (letters.length === 0) break;
      await events.replay(
        { universe, group },
        letters.map(({ position }) => position),
      );
    }
    life.end();
  };

  return {
    live,
    drain,
    stop(): void {
      rest.isDue = true;
      finish(undefined);
    },
    counts: (): ReadonlyMap<string, number> => counts,
  };
};
