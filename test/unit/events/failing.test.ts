import { describe, expect, it } from 'vitest';
import {
  calm,
  consumingTable,
  Crash,
  failing,
  failure,
  type LedgerParts,
  letPass,
  logWith,
  never,
  passing,
  wordOf,
  writeDown,
} from '../../support/consuming.ts';

describe('what fails', () => {
  it('is tried again later and later while it may still succeed, and those behind it wait', async () => {
    const { world, say, join, written } = consumingTable();
    await say(['one', 'two']);
    const tries: number[] = [];
    const errors = Array.from({ length: 8 }, () => failure('transient', 'store_busy'));
    const handle = failing({ one: errors });
    const scribe = join('a', {
      limits: { triesMax: 9 },
      handle: (event, handling) => {
        if (wordOf(event) === 'one') tries.push(world.now());
        return handle(event, handling);
      },
    });
    await passing(world, scribe.drain(calm));
    expect(written()).toEqual(['one', 'two']);
    expect(scribe.counts()).toMatchObject({ handled: 2, retried: 8, buried: 0 });
    const waits = tries.slice(1).map((at, i) => at - (tries[i] ?? 0));
    for (const [i, wait] of waits.entries()) {
      const longest = Math.min(10_000, 250 * 2 ** i);
      expect(wait).toBeGreaterThanOrEqual(longest / 2);
      expect(wait).toBeLessThanOrEqual(longest);
    }
  });

  it('is given up after so many tries, with its error, and nobody waits for it any more', async () => {
    const { world, log, say, join, written, letters, memberOf } = consumingTable();
    await say(['one', 'bad', 'two']);
    const errors = Array.from({ length: 6 }, () => failure('transient', 'store_busy'));
    const scribe = join('a', { handle: failing({ bad: errors }) });
    await passing(world, scribe.drain(calm));
    expect(written()).toEqual(['one', 'two']);
    expect(await letters()).toEqual([{ word: 'bad', code: 'store_busy', attempts: 6 }]);
    expect(scribe.counts()).toMatchObject({ handled: 2, retried: 5, buried: 1 });
    expect(await log.lag(memberOf('a'))).toBe(0);
  });

  it('is given up at once where trying makes no sense, and where the handler is broken', async () => {
    const { say, join, written, letters } = consumingTable();
    await say(['terminal', 'bug', 'no error', 'broken effect', 'failed effect', 'good']);
    const effects: Record<string, Error> = {
      'broken effect': new TypeError('x is undefined'),
      'failed effect': failure('terminal', 'too_large'),
    };
    const handle = failing({
      terminal: [failure('terminal', 'no_such')],
      bug: [new TypeError('x')],
    });
    const scribe = join('a', {
      handle: async (event, handling) => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- what is broken may throw anything
        if (wordOf(event) === 'no error') throw '?';
        const effect = await handle(event, handling);
        const error = effects[wordOf(event)];
        return (ledger) => {
          effect?.(ledger);
          if (error !== undefined) throw error;
        };
      },
    });
    await scribe.drain(calm);
    expect(written()).toEqual(['good']);
    expect(await letters()).toEqual([
      { word: 'terminal', code: 'no_such', attempts: 1 },
      { word: 'bug', code: 'handler_broke', attempts: 1 },
      { word: 'no error', code: 'handler_broke', attempts: 1 },
      { word: 'broken effect', code: 'handler_broke', attempts: 1 },
      { word: 'failed effect', code: 'too_large', attempts: 1 },
    ]);
    expect(scribe.counts()).toEqual({ handled: 1, repeated: 0, stale: 0, retried: 0, buried: 5 });
  });

  it('is given up where nobody can say whether it is stale', async () => {
    const { world, say, join, letters } = consumingTable();
    await say(['one'], { cycle: world.newId('cycle') });
    await join('a', { isStale: () => Promise.reject(new Error('no cycles here')) }).drain(calm);
    expect(await letters()).toEqual([{ word: 'one', code: 'handler_broke', attempts: 1 }]);
  });

  it('is cut off when it takes too long, and tried again', async () => {
    const { world, say, join, written } = consumingTable();
    await say(['one']);
    const heard: unknown[] = [];
    const scribe = join('a', {
      handle: (event, handling) => {
        if (handling.attempt === 3) return writeDown(event, handling);
        handling.signal.addEventListener('abort', () => heard.push(handling.signal.reason));
        return never(handling.signal);
      },
    });
    await passing(world, scribe.drain(calm));
    expect(written()).toEqual(['one']);
    expect(heard).toMatchObject([{ code: 'took_too_long' }, { code: 'took_too_long' }]);
    expect(scribe.counts()).toMatchObject({ handled: 1, retried: 2 });
    expect(world.sleepers()).toBe(0);
  });

  it('is given up when it takes its handlers along again and again, and nothing that came with it is', async () => {
    const { world, log, say, join, written, letters } = consumingTable();
    await say(['one', 'deadly', 'two', 'three']);
    let deaths = 0;
    const deadly = (): Partial<LedgerParts> => {
      const life = { isOver: false };
      const unlessOver = async <T>(ask: () => Promise<T>): Promise<T> => {
        if (life.isOver) throw new Crash();
        return ask();
      };
      return {
        log: logWith(log, {
          giveBack: (...asked) => unlessOver(() => log.giveBack(...asked)),
          bury: (...asked) => unlessOver(() => log.bury(...asked)),
        }),
        handle: async (event, handling) => {
          if (wordOf(event) !== 'deadly') return writeDown(event, handling);
          deaths++;
          life.isOver = true;
          throw new Crash();
        },
      };
    };
    for (let life = 0; life < 5; life++) {
      await expect(join(`life-${life}`, deadly()).drain(calm)).rejects.toThrow(Crash);
      await letPass(world, 60_000);
    }
    expect([deaths, await letters()]).toEqual([5, []]);
    const last = join('last');
    await last.drain(calm);
    await letPass(world, 60_000);
    await last.drain(calm);
    expect(written()).toEqual(['one', 'two', 'three']);
    expect(await letters()).toEqual([{ word: 'deadly', code: 'never_finished', attempts: 5 }]);
  });

  it('is given up with all tries that it had, those of a member that died too', async () => {
    const { world, log, say, join, letters } = consumingTable();
    await say(['one']);
    const dying = logWith(log, {
      bury: () => Promise.reject(new Crash()),
      giveBack: () => Promise.reject(new Crash()),
    });
    const handle = failing({ one: [1, 2].map(() => failure('terminal', 'no_such')) });
    await expect(join('a', { log: dying, handle }).drain(calm)).rejects.toThrow(Crash);
    await letPass(world, 60_000);
    await join('b', { handle }).drain(calm);
    expect(await letters()).toEqual([{ word: 'one', code: 'no_such', attempts: 2 }]);
  });

  it('is handled when somebody has it replayed and what was wrong is put right', async () => {
    const { log, universe, say, join, written, letters, memberOf } = consumingTable();
    await say(['one', 'bad', 'two']);
    await join('a', { handle: failing({ bad: [failure('terminal', 'no_such')] }) }).drain(calm);
    const [letter] = await log.deadLetters(universe, { after: null, max: 1 });
    if (letter === undefined) throw new Error('a letter is needed');
    await log.replay(memberOf('a'), [letter.position]);
    await join('a').drain(calm);
    expect(written()).toEqual(['one', 'two', 'bad']);
    expect(await letters()).toEqual([]);
  });
});

describe('stores that are away', () => {
  it('are waited for, and no event is given up for it', async () => {
    const { world, log, say, join, written, letters, inboxOf } = consumingTable();
    await say(['one', 'two', 'three']);
    const inbox = inboxOf('scribes');
    const flaky = <A extends unknown[], R>(ask: (...asked: A) => Promise<R>) => {
      return (...asked: A): Promise<R> =>
        world.random() < 0.3 ? ask(...asked) : Promise.reject(failure('transient', 'store_busy'));
    };
    const scribe = join('a', {
      log: logWith(log, {
        read: flaky(log.read),
        claim: flaky(log.claim),
        acknowledge: flaky(log.acknowledge),
        bury: flaky(log.bury),
      }),
      inbox: { ...inbox, has: flaky(inbox.has), once: flaky(inbox.once) },
      handle: failing({ two: [failure('terminal', 'no_such')] }),
    });
    const stop = new AbortController();
    const running = scribe.run(stop.signal);
    await world.asleep();
    await letPass(world, 10 * 60_000);
    stop.abort();
    await running;
    expect(written()).toEqual(['one', 'three']);
    expect(await letters()).toEqual([{ word: 'two', code: 'no_such', attempts: 1 }]);
    expect(scribe.counts()).toEqual({ handled: 2, repeated: 0, stale: 0, retried: 0, buried: 1 });
  });

  it('are not blamed on an event whose effect was made and could not be kept', async () => {
    const { world, say, join, written, letters, inboxOf } = consumingTable();
    await say(['one']);
    const inbox = inboxOf('scribes');
    let tries = 0;
    const full: LedgerParts['inbox'] = {
      ...inbox,
      once: async (group, event, effect) => {
        if (++tries > 3) return inbox.once(group, event, effect);
        effect({ write: () => undefined });
        throw failure('transient', 'store_io');
      },
    };
    const scribe = join('a', { inbox: full });
    await passing(world, scribe.drain(calm));
    expect([written(), await letters(), scribe.counts().retried]).toEqual([['one'], [], 0]);
  });

  it('end it when they are broken, and nothing is lost', async () => {
    const { log, say, join, written, letters, inboxOf, memberOf } = consumingTable();
    await say(['one', 'two']);
    const broken = { ...inboxOf('scribes'), once: () => Promise.reject(failure('terminal', 'disk_full')) };
    await expect(join('a', { inbox: broken }).run(calm)).rejects.toThrow('disk_full');
    expect([await letters(), await log.lag(memberOf('a'))]).toEqual([[], 2]);
    await join('b').drain(calm);
    expect(written()).toEqual(['one', 'two']);
  });
});
