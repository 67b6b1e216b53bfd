import { describe, expect, it } from 'vitest';
import type { Cycle } from '../../../schemas/cycle.ts';
import { TurnContext } from '../../../schemas/loops.ts';
import { openSqliteJournal } from '../../../src/adapters/embedded/narrative-store.ts';
import type { Json } from '../../../schemas/json.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { type Upgrade, upgraded } from '../../../src/loops/upgrading.ts';
import type { JournalStore } from '../../../src/ports/narrative-store.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import {
  type Around,
  beginning,
  cycle,
  madeNothing,
  type Script,
  turnAt,
  turnRunner,
  type TurnTable,
  universe,
} from '../../support/turn-table.ts';
import { virtualWorld } from '../../support/virtual-world.ts';

const running = { signal: new AbortController().signal };
class Crash extends Error {}

const openTable = async () => {
  const folder = await temporaryFolder();
  const store = await openSqliteJournal({ path: folder.file('narrative.db'), program: 'test' });
  return {
    store,
    made: madeNothing(),
    world: seededWorld(7),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};

/** Breaks before or after the n-th thing that is done or kept, once. */
const breaking = (at: number) => {
  let count = 0;
  const point = (): void => {
    if (count++ === at) throw new Crash();
  };
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    point();
    const result = await work();
    point();
    return result;
  };
  return { around, reached: () => count > at };
};

const broken = (table: TurnTable, around: Around): TurnTable => {
  const { store } = table;
  const wrapped: JournalStore = {
    get: (...asked) => store.get(...asked),
    list: (...asked) => store.list(...asked),
    insert: (...asked) => around(() => store.insert(...asked)),
    replace: (...asked) => around(() => store.replace(...asked)),
  };
  return { ...table, store: wrapped, around };
};

const read = async (store: JournalStore): Promise<Cycle | undefined> =>
  (await store.get('cycles', universe, [cycle]))[0]?.document;

const storyOf = ({ state, isOver, context, steps }: Cycle) => ({
  ...{ state, isOver, context },
  steps: steps.map(({ effect, output, event }) => ({ effect, output, event })),
});

const steps = ['append_turn', 'assemble_context', 'resolve', 'stage', 'decide_critical', 'narrate', 'store_answer'];

describe('a turn that runs', () => {
  it('takes its steps one after the other, and keeps what came of each', async () => {
    await using table = await openTable();
    const { standing, cycle: kept } = await turnRunner(table).begin(beginning, turnAt(), running);
    expect(standing).toMatchObject({ state: 'done', context: { gate: 'decided', narration: 'usual' } });
    expect(kept.steps.map(({ effect }) => effect)).toEqual(steps);
    expect(kept.steps.map(({ number }) => number)).toEqual(steps.map((_, at) => at + 1));
    expect(new Set(kept.steps.map(({ input }) => input)).size).toBe(steps.length);
    expect(table.made.rolls).toHaveLength(1);
    expect(await read(table.store)).toEqual(kept);
  });

  it('takes no step that a question does not take', async () => {
    await using table = await openTable();
    const { cycle: kept } = await turnRunner(table).begin(beginning, turnAt('question'), running);
    expect(kept.steps.map(({ effect }) => effect)).toEqual([
      'append_turn',
      'assemble_context',
      'narrate',
      'store_answer',
    ]);
    expect(table.made.rolls).toEqual([]);
  });

  it('comes to the same after a crash before or after anything that it does or keeps', async () => {
    await using whole = await openTable();
    const { cycle: expected } = await turnRunner(whole).begin(beginning, turnAt(), running);
    let crashes = 0;
    for (let at = 0; ; at++) {
      await using table = await openTable();
      const { around, reached } = breaking(at);
      const outcome = await turnRunner(broken(table, around))
        .begin(beginning, turnAt(), running)
        .catch((error: unknown) => error);
      if (!reached()) break;
      expect(outcome).toBeInstanceOf(Crash);
      crashes++;
      const there = await read(table.store);
      const again = turnRunner(table);
      const { cycle: kept } =
        there === undefined
          ? await again.begin(beginning, turnAt(), running)
          : await again.resume(universe, cycle, running);
      expect(storyOf(kept)).toEqual(storyOf(expected));
      expect(table.made).toEqual(whole.made);
    }
    expect(crashes).toBe(2 * (1 + 2 * steps.length));
  });

  it('begins once, whoever begins it twice', async () => {
    await using table = await openTable();
    const first = await turnRunner(table).begin(beginning, turnAt(), running);
    await expect(turnRunner(table).begin(beginning, turnAt('question'), running)).rejects.toMatchObject({
      code: 'cycle_moved',
    });
    expect(await read(table.store)).toEqual(first.cycle);
  });
});

const plain = { kind: 'terminal', code: 'lost' } as const;
const lost = (kind: 'transient' | 'terminal') => new Failure({ kind, code: 'lost', message: 'it is not there' });

/** Fails so often at one kind of effect, and then does as usual. */
const failing = (kind: string, times: number, failure: Failure): Script => {
  let left = times;
  return (effect) => (effect.kind === kind && left-- > 0 ? Promise.reject(failure) : Promise.resolve(null));
};

/** Lets time pass whenever somebody waits, until the work is done. */
const whileTimePasses = async <T>(world: ReturnType<typeof virtualWorld>, work: Promise<T>): Promise<T> => {
  const state = { isDone: false };
  const done = work.finally(() => (state.isDone = true));
  const either = done.then(
    () => undefined,
    () => undefined,
  );
  for (;;) {
    await Promise.race([world.asleep(), either]);
    if (state.isDone) return done;
    await world.advance(100);
  }
};

describe('a step that fails', () => {
  it('is tried again, after waiting longer each time', async () => {
    await using table = await openTable();
    const world = virtualWorld();
    const began = world.now();
    const script = failing('resolve', 2, lost('transient'));
    const run = turnRunner({ ...table, world, script }).begin(beginning, turnAt(), running);
    const { cycle: kept } = await whileTimePasses(world, run);
    expect(kept.state).toBe('done');
    expect(kept.steps.map(({ effect, attempt, event }) => [effect, attempt, event]).slice(2, 5)).toEqual([
      ['resolve', 1, 'failed_for_now'],
      ['resolve', 2, 'failed_for_now'],
      ['resolve', 3, 'resolution_stored'],
    ]);
    const waits = [250 * 2, 250 * 4];
    expect(world.now() - began).toBeGreaterThanOrEqual((waits[0] ?? 0) / 2 + (waits[1] ?? 0) / 2);
    expect(table.made.rolls).toHaveLength(1);
  });

  it('is done with less where it can be, and where the gate cannot be asked its answer waits', async () => {
    await using table = await openTable();
    const fails: Script = (effect) =>
      ('way' in effect && effect.way === 'usual') || effect.kind === 'decide_critical'
        ? Promise.reject(lost('terminal'))
        : Promise.resolve(null);
    const { standing } = await turnRunner({ ...table, script: fails }).begin(beginning, turnAt(), running);
    expect(standing).toMatchObject({ state: 'done', context: { gate: 'waits', narration: 'fallback' } });
  });

  it('stops where nothing else can be tried, and goes on from there when somebody says so', async () => {
    await using table = await openTable();
    const script = failing('stage', 1, lost('terminal'));
    const played = turnRunner({ ...table, script });
    const { standing } = await played.begin(beginning, turnAt(), running);
    expect(standing).toMatchObject({ state: 'failed', context: { failure: { step: 'staged', code: 'lost' } } });
    const retried = await played.send(universe, { id: cycle, event: { type: 'retry' } }, running);
    expect(retried).toMatchObject({ standing: { state: 'done' } });
    expect(table.made.rolls).toHaveLength(1);
  });

  it('is kept with the words of who failed, in one line that can be kept, and with what to do', async () => {
    await using table = await openTable();
    const failure = new Failure({
      ...plain,
      message: 'it is\u001B[31m\nred \uD800',
      advice: `Look. ${'x'.repeat(600)}`,
    });
    const script = failing('stage', 1, failure);
    const { standing } = await turnRunner({ ...table, script }).begin(beginning, turnAt(), running);
    const words = standing.context.failure?.words ?? '';
    expect(words).toMatch(/^it is \[31m red \uFFFD\. Look\. x+$/u);
    expect(words).toHaveLength(500);
    expect(TurnContext.parse(standing.context)).toEqual(standing.context);
  });

  it('was kept without words by an earlier version, and is gone on with', () => {
    const failure = { step: 'staged', code: 'lost' };
    expect(TurnContext.parse({ ...turnAt(), failure }).failure).toEqual({ ...failure, words: null });
  });

  it('is cut off when it takes too long', async () => {
    await using table = await openTable();
    const world = virtualWorld();
    const hangs: Script = (effect, { signal }) =>
      effect.kind === 'narrate' && effect.way === 'usual' && effect.attempt === 1
        ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
        : Promise.resolve(null);
    const { cycle: kept } = await whileTimePasses(
      world,
      turnRunner({ ...table, world, script: hangs }).begin(beginning, turnAt(), running),
    );
    expect(kept.state).toBe('done');
    expect(kept.steps.map(({ effect, event }) => `${effect} ${event}`)).toContain('narrate failed_for_now');
  });

  it('that is a mistake of the program ends the run, and changes nothing that is kept', async () => {
    await using table = await openTable();
    const mistaken: Script = (effect) =>
      effect.kind === 'stage' ? Promise.reject(new TypeError('undefined is no proposal')) : Promise.resolve(null);
    const run = turnRunner({ ...table, script: mistaken }).begin(beginning, turnAt(), running);
    await expect(run).rejects.toThrow(TypeError);
    expect(await read(table.store)).toMatchObject({ state: 'staged', todo: { kind: 'stage' }, isOver: false });
    expect((await turnRunner(table).resume(universe, cycle, running)).standing.state).toBe('done');
  });
});

describe('somebody who interrupts', () => {
  it('leaves a turn that goes on where it was, or is taken back', async () => {
    await using table = await openTable();
    const stop = new AbortController();
    const interrupted: Script = (effect) => {
      if (effect.kind === 'assemble_context') stop.abort(new Error('interrupted'));
      return Promise.resolve(null);
    };
    const played = turnRunner({ ...table, script: interrupted });
    await expect(played.begin(beginning, turnAt(), { signal: stop.signal })).rejects.toThrow('interrupted');
    const cancelled = await played.send(universe, { id: cycle, event: { type: 'cancel' } }, running);
    expect(cancelled).toMatchObject({ standing: { state: 'withdrawn' }, cycle: { isOver: true } });
    expect(table.made.rolls).toEqual([]);
  });

  it('is refused by name where it comes too late, and nothing changes', async () => {
    await using table = await openTable();
    const played = turnRunner(table);
    const { cycle: kept } = await played.begin(beginning, turnAt(), running);
    const refused = await played.send(universe, { id: cycle, event: { type: 'cancel' } }, running);
    expect(refused).toEqual({ refused: 'cancel', state: 'done', possible: ['retell', 'stay', 'undo'] });
    expect(await read(table.store)).toEqual(kept);
  });

  it('who moves a turn on at the same time as another does it once, and the other is told', async () => {
    await using table = await openTable();
    const script = failing('stage', 1, lost('terminal'));
    const played = turnRunner({ ...table, script });
    await played.begin(beginning, turnAt(), running);
    const both = await Promise.allSettled(
      [played, turnRunner({ ...table, script })].map((each) =>
        each.send(universe, { id: cycle, event: { type: 'retry' } }, running),
      ),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'cycle_moved' } });
    expect((await read(table.store))?.state).toBe('done');
  });

  it('who asks while a turn runs in the same process waits until it has come to rest', async () => {
    await using table = await openTable();
    const played = turnRunner(table);
    const [ran, undone] = await Promise.all([
      played.begin(beginning, turnAt(), running),
      played.send(universe, { id: cycle, event: { type: 'undo' } }, running),
    ]);
    expect(ran.standing.state).toBe('done');
    expect(undone).toMatchObject({ standing: { state: 'withdrawn' } });
  });
});

describe('a journal that cannot be gone on from', () => {
  const kept = async (part: Partial<Cycle>) => {
    const table = await openTable();
    const { cycle: document } = await turnRunner(table).begin(beginning, turnAt(), running);
    const [found] = await table.store.get('cycles', universe, [cycle]);
    if (found === undefined) throw new Error('nothing was kept');
    await table.store.replace('cycles', { document: { ...document, ...part }, events: [], expected: found.version });
    return table;
  };

  it.each([
    [{ format: 2 }, 'cycle_from_later'],
    [{ context: { kind: 'action' } }, 'broken_cycle'],
    [{ state: 'nowhere' }, 'broken_cycle'],
    [{ state: 'toString' }, 'broken_cycle'],
  ] as const)('is refused with the reason: %j', async (part, code) => {
    await using table = await kept(part);
    await expect(turnRunner(table).resume(universe, cycle, running)).rejects.toMatchObject({ code });
  });

  it('is gone on with where an earlier version left it, as this version knows it, and is kept so', async () => {
    await using table = await openTable();
    const stop = new AbortController();
    const script: Script = ({ kind }) => {
      if (kind === 'narrate') stop.abort(new Crash());
      return Promise.resolve(null);
    };
    const dying = turnRunner({ ...table, script });
    await expect(dying.begin(beginning, turnAt(), { signal: stop.signal })).rejects.toThrow(Crash);
    const [left] = await table.store.get('cycles', universe, [cycle]);
    if (left === undefined) throw new Error('nothing was kept');
    // The earlier version knew nothing of leaving, and called the gate otherwise.
    const { leaves: _, gate: asked, ...context } = TurnContext.parse(left.document.context);
    const document: Cycle = { ...left.document, context: { ...context, asked } };
    await table.store.replace('cycles', { document, events: [], expected: left.version });
    await expect(turnRunner(table).resume(universe, cycle, running)).rejects.toMatchObject({ code: 'broken_cycle' });
    expect(await read(table.store)).toEqual(document);

    const renames: Upgrade = ({ context: known, ...rest }) => {
      const { asked: gate, ...others } = known as Record<string, Json>;
      return { ...rest, context: { ...others, gate: gate ?? null, leaves: false } };
    };
    const upgrade: Upgrade = (kept) => upgraded(kept, { steps: [renames], to: 2 });
    const { standing } = await turnRunner({ ...table, upgrade }).resume(universe, cycle, running);
    expect(standing).toMatchObject({ state: 'done', context: { gate: 'decided', narration: 'usual' } });
    expect(table.made.rolls).toHaveLength(1);
    const after = await read(table.store);
    expect(after).toMatchObject({ format: 2, state: 'done', context: standing.context });
    expect(after?.steps.slice(0, document.taken)).toEqual(document.steps);
  });

  it('is refused where there is none, and where it goes round in circles', async () => {
    await using table = await openTable();
    await expect(turnRunner(table).resume(universe, cycle, running)).rejects.toMatchObject({ code: 'unknown_cycle' });
    const script = failing('stage', Infinity, lost('terminal'));
    const played = turnRunner({ ...table, script });
    await played.begin(beginning, turnAt(), running);
    const again = async (): Promise<void> => {
      for (;;) await played.send(universe, { id: cycle, event: { type: 'retry' } }, running);
    };
    await expect(again()).rejects.toMatchObject({ code: 'cycle_too_long' });
  });
});
