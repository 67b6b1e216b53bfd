import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import type { Inbox } from '../../../src/ports/inbox.ts';
import {
  type ConsumingTable,
  consumingTable,
  Crash,
  type Ledger,
  type LedgerParts,
  letPass,
  passing,
  wordOf,
  writeDown,
} from '../../support/consuming.ts';
import { runs } from '../../support/runs.ts';

// A derived store is what its sources make of it, in their order: whoever begins anew comes to the same as those who were there, whatever
// befell them.

interface Open {
  log: EventLog;
  inbox: Inbox<Ledger>;
}
type Stores = Required<Pick<LedgerParts, 'log' | 'inbox'>>;
type Planted = (stores: Open) => Open;

const seeds = Array.from({ length: runs(30) }, (_, i) => i + 1);
const calm = new AbortController().signal;
const wordsMax = 24;
const crashChance = 0.02;
const awayChance = 0.04;
const limits = { inFlightMax: 4, deliveriesMax: 1_000, idleMsMin: 2_000 };

const away = (): Failure => new Failure({ kind: 'transient', code: 'store_busy', message: 'it is busy' });

type Ask<A extends unknown[], R> = (...asked: A) => Promise<R>;

/** Stores as one process has them: they are away at times, also after they did what was asked. At some call it dies, and asks no more. */
const mortal = ({ log, inbox }: Open, random: () => number): Stores => {
  const life = { isOver: false };
  const fate = (): void => {
    const chance = random();
    life.isOver ||= chance < crashChance;
    if (life.isOver) throw new Crash();
    if (chance < awayChance) throw away();
  };
  const around =
    <A extends unknown[], R>(ask: Ask<A, R>): Ask<A, R> =>
    async (...asked) => {
      fate();
      const answer = await ask(...asked);
      fate();
      return answer;
    };
  return {
    log: {
      ...log,
      read: around(log.read),
      claim: around(log.claim),
      acknowledge: around(log.acknowledge),
      bury: around(log.bury),
      giveBack: around(log.giveBack),
    },
    inbox: { ...inbox, has: around(inbox.has), once: around(inbox.once) },
  };
};

/** Some words can't be written down at all, some only after a while. */
const handleIn =
  ({ world }: ConsumingTable): LedgerParts['handle'] =>
  async (event, handling) => {
    await world.sleep(world.random() * 300, handling.signal);
    if (wordOf(event).startsWith('bad')) throw new TypeError('it is bad');
    if (wordOf(event).startsWith('hard') && handling.attempt < 3) throw away();
    return writeDown(event, handling);
  };

const happen = async ({ world, log, universe, say }: ConsumingTable): Promise<void> => {
  for (let i = 0; i < wordsMax; i++) {
    const kind = world.random();
    const events = await say([`${kind < 0.1 ? 'bad' : kind < 0.3 ? 'hard' : 'word'} ${i}`]);
    const [event] = events;
    if (event !== undefined && kind > 0.8) await log.append(universe, events, { key: `again-${event.id}` });
    await letPass(world, 500);
  }
};

interface Told {
  live: readonly string[];
  anew: readonly string[];
  /** What those who were there gave up. */
  dead: readonly string[];
}

const tell = async (seed: number, planted: Planted = (stores) => stores): Promise<Told> => {
  const table = consumingTable(seed);
  const { world, log, join, inboxOf, written, letters, memberOf } = table;
  const stop = new AbortController();
  const handle = handleIn(table);
  const live = async (name: string): Promise<void> => {
    for (let life = 0; !stop.signal.aborted; life++) {
      const stores = mortal(planted({ log, inbox: inboxOf('scribes') }), world.random);
      await join(`${name}-${life}`, { ...stores, handle, limits })
        .run(stop.signal)
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
    }
  };
  const lives = ['a', 'b'].map(live);
  await happen(table);
  await letPass(world, 10_000);
  stop.abort();
  await Promise.all(lives);
  const last = join('last', { ...planted({ log, inbox: inboxOf('scribes') }), handle, limits });
  while ((await log.lag(memberOf('last'))) > 0) {
    await passing(world, last.drain(calm));
    await letPass(world, limits.idleMsMin);
  }
  const dead = (await letters()).map(({ word }) => word);
  await passing(world, join('alone', { group: 'anew', handle }).drain(calm));
  return { live: written(), anew: written('anew'), dead };
};

describe('a group that begins anew', () => {
  it('comes to what those came to who were there through crashes, repeats and stores that were away', async () => {
    for (const seed of seeds) {
      const { live, anew, dead } = await tell(seed);
      expect({ seed, words: live }).toEqual({ seed, words: anew });
      expect(dead.every((word) => word.startsWith('bad'))).toBe(true);
      expect(live.length + new Set(dead).size).toBe(wordsMax);
    }
  });

  const planted: Record<string, Planted> = {
    'an inbox that notes nothing': ({ log, inbox }) => ({
      log,
      inbox: {
        ...inbox,
        has: async () => false,
        once: async (group, event, effect) => {
          await inbox.forget(group);
          return inbox.once(group, event, effect);
        },
      },
    }),
    'an inbox that notes what it does not keep': ({ log, inbox }) => ({
      log,
      inbox: { ...inbox, once: (group, event) => inbox.once(group, event, () => undefined) },
    }),
    'a log that hands out whatever is next': ({ log, inbox }) => ({
      log: {
        ...log,
        read: (member, options) => log.read(member, { ...options, inOrder: false }),
        claim: (member, options) => log.claim(member, { ...options, inOrder: false }),
      },
      inbox,
    }),
    'a log that takes what was handed out for handled': ({ log, inbox }) => ({
      log: {
        ...log,
        read: async (member, options) => {
          const deliveries = await log.read(member, options);
          const positions = deliveries.map(({ position }) => position);
          await log.acknowledge(member, positions);
          return deliveries;
        },
      },
      inbox,
    }),
  };

  it.each(Object.entries(planted))('does not come to the same with %s', async (_, fault) => {
    const tales = [];
    for (const seed of seeds.slice(0, 10)) tales.push(await tell(seed, fault));
    expect(tales.some(({ live, anew }) => live.join() !== anew.join())).toBe(true);
  });
});
