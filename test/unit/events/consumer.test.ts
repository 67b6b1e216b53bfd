import { describe, expect, it } from 'vitest';
import type { CycleId } from '../../../schemas/ids.ts';
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
  wordOf,
  writeDown,
} from '../../support/consuming.ts';

describe('handling', () => {
  it('goes through what happened in order, and acknowledges it', async () => {
    const { log, say, join, written, memberOf } = consumingTable();
    const words = Array.from({ length: 40 }, (_, i) => `word ${i}`);
    await say(words);
    const scribe = join('a');
    await scribe.drain(calm);
    expect(written()).toEqual(words);
    expect(await log.lag(memberOf('a'))).toBe(0);
    expect(scribe.counts()).toEqual({ handled: 40, repeated: 0, stale: 0, retried: 0, buried: 0 });
  });

  it('waits for what happens, and ends without a word when it is cancelled', async () => {
    const { world, say, join, written } = consumingTable();
    const stop = new AbortController();
    const scribe = join('a');
    const running = scribe.run(stop.signal);
    await world.asleep();
    await say(['one']);
    await letPass(world, 1_000);
    await say(['two']);
    await letPass(world, 100_000);
    expect(written()).toEqual(['one', 'two']);
    stop.abort(new Error('the person left'));
    await running;
    expect(world.sleepers()).toBe(0);
  });

  it('takes an event that brings nothing about for handled', async () => {
    const { log, say, join, written, memberOf } = consumingTable();
    await say(['one']);
    const scribe = join('a', { handle: async () => null });
    await scribe.drain(calm);
    expect([written(), await log.lag(memberOf('a')), scribe.counts().handled]).toEqual([[], 0, 1]);
  });

  it('shares what happens with the others of the group, and every effect is made once and in order', async () => {
    const { world, say, join, written } = consumingTable();
    const stop = new AbortController();
    const slowly: LedgerParts['handle'] = async (event, handling) => {
      await world.sleep(world.random() * 100, handling.signal);
      return writeDown(event, handling);
    };
    const scribes = ['a', 'b', 'c'].map((name) => join(name, { handle: slowly, limits: { inFlightMax: 3 } }));
    const running = scribes.map((scribe) => scribe.run(stop.signal));
    const words = Array.from({ length: 60 }, (_, i) => `word ${i}`);
    for (const word of words) {
      await say([word]);
      await letPass(world, 20);
    }
    await letPass(world, 20_000);
    stop.abort();
    await Promise.all(running);
    expect(written()).toEqual(words);
    for (const scribe of scribes) expect(scribe.counts().handled).toBeGreaterThan(0);
    expect(scribes.reduce((sum, scribe) => sum + scribe.counts().handled, 0)).toBe(60);
  });
});

describe('what comes again', () => {
  it('is not made again after a crash between effect and acknowledgement', async () => {
    const { world, log, say, join, written } = consumingTable();
    await say(['one', 'two', 'three']);
    const dying = logWith(log, {
      acknowledge: () => Promise.reject(new Crash()),
      giveBack: () => Promise.reject(new Crash()),
    });
    await expect(join('a', { log: dying }).drain(calm)).rejects.toThrow(Crash);
    expect(written()).toEqual(['one']);
    await letPass(world, 60_000);
    const scribe = join('b');
    await scribe.drain(calm);
    expect(written()).toEqual(['one', 'two', 'three']);
    expect(scribe.counts()).toMatchObject({ handled: 2, repeated: 1 });
  });

  it('is made after a crash before the effect', async () => {
    const { world, log, say, join, written, inboxOf } = consumingTable();
    await say(['one', 'two']);
    const dying = {
      log: logWith(log, { giveBack: () => Promise.reject(new Crash()) }),
      inbox: { ...inboxOf('scribes'), once: () => Promise.reject(new Crash()) },
    };
    await expect(join('a', dying).drain(calm)).rejects.toThrow(Crash);
    await letPass(world, 60_000);
    await join('b').drain(calm);
    expect(written()).toEqual(['one', 'two']);
  });

  it('is skipped and counted when it was appended twice', async () => {
    const { log, universe, say, join, written } = consumingTable();
    const events = await say(['one', 'two']);
    for (const event of events) await log.append(universe, [event], { key: `again-${event.id}` });
    const workedOut: string[] = [];
    const scribe = join('a', {
      handle: async (event, handling) => {
        workedOut.push(wordOf(event));
        return writeDown(event, handling);
      },
    });
    await scribe.drain(calm);
    expect([written(), workedOut]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
    expect(scribe.counts()).toMatchObject({ handled: 2, repeated: 2 });
  });

  it('is left to whoever took it over, with all that follows', async () => {
    const { world, say, join, written, letters } = consumingTable();
    await say(['one', 'two', 'three']);
    const slow = join('slow', {
      handle: async (event, { signal }) => {
        await world.sleep(90_000, signal);
        throw failure('terminal', wordOf(event));
      },
      limits: { handleMsMax: 100_000 },
    });
    const drained = slow.drain(calm);
    await world.asleep();
    await letPass(world, 60_000);
    const quick = join('quick', {
      handle: async (event, handling) => {
        if (wordOf(event) === 'one') await world.sleep(40_000, handling.signal);
        return writeDown(event, handling);
      },
      limits: { handleMsMax: 100_000 },
    });
    const stop = new AbortController();
    const running = quick.run(stop.signal);
    await letPass(world, 100_000);
    await drained;
    stop.abort();
    await running;
    expect(written()).toEqual(['one', 'two', 'three']);
    expect([await letters(), slow.counts().buried]).toEqual([[], 0]);
  });
});

describe('what a newer cycle has superseded', () => {
  it('is dropped and counted', async () => {
    const { world, log, say, join, written, memberOf } = consumingTable();
    const [old, newer] = [world.newId('cycle'), world.newId('cycle')];
    await say(['of none']);
    await say(['old'], { cycle: old });
    await say(['newer'], { cycle: newer });
    const asked: (CycleId | null)[] = [];
    const scribe = join('a', {
      isStale: async ({ cycle }) => {
        asked.push(cycle);
        return cycle === old;
      },
    });
    await scribe.drain(calm);
    expect(written()).toEqual(['of none', 'newer']);
    expect(asked).toEqual([old, newer]);
    expect([scribe.counts().stale, await log.lag(memberOf('a'))]).toEqual([1, 0]);
  });
});

describe('cancelling', () => {
  it('hands on at once what was not begun, and what was begun and not done', async () => {
    const { world, log, say, join, written, memberOf } = consumingTable();
    await say(['one', 'two', 'three']);
    const stop = new AbortController();
    const scribe = join('a', {
      handle: (event, handling) => (wordOf(event) === 'two' ? never(handling.signal) : writeDown(event, handling)),
    });
    const running = scribe.run(stop.signal);
    await world.asleep();
    stop.abort(new Error('the person left'));
    await running;
    expect(written()).toEqual(['one']);
    expect(await log.pending(memberOf('a'), { after: null, max: 10 })).toEqual([]);
    await join('b').drain(calm);
    expect(written()).toEqual(['one', 'two', 'three']);
    expect(world.sleepers()).toBe(0);
  });

  it('is felt between two tries, and says why where somebody waits for the end', async () => {
    const { world, log, say, join, memberOf, letters } = consumingTable();
    await say(['one']);
    const stop = new AbortController();
    const errors = Array.from({ length: 6 }, () => failure('transient', 'store_busy'));
    const draining = join('a', { handle: failing({ one: errors }) }).drain(stop.signal);
    const refused = expect(draining).rejects.toThrow('the person left');
    await world.asleep();
    stop.abort(new Error('the person left'));
    await refused;
    expect([await log.lag(memberOf('a')), await letters(), world.sleepers()]).toEqual([1, [], 0]);
  });

  it('does not wait for a handler that does not hear it, and keeps nothing of what that comes to', async () => {
    const { world, say, join, written } = consumingTable();
    await say(['one']);
    const stop = new AbortController();
    const deaf = Promise.withResolvers<null>();
    const running = join('a', { handle: () => deaf.promise }).run(stop.signal);
    await world.asleep();
    stop.abort();
    await running;
    deaf.resolve(null);
    await join('b').drain(calm);
    expect(written()).toEqual(['one']);
  });

  it('before the beginning does nothing', async () => {
    const { log, universe, say, join } = consumingTable();
    await say(['one']);
    await join('a').run(AbortSignal.abort());
    expect(await log.groups(universe)).toEqual([]);
  });
});
