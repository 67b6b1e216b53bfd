import type { z } from 'zod';
import { lineCharsMax } from '../../schemas/bounds.ts';
import { type Cycle, cycleFormat, type CycleStep, type LoopName } from '../../schemas/cycle.ts';
import type { CycleId, UniverseId } from '../../schemas/ids.ts';
import type { Json } from '../../schemas/json.ts';
import { digestOf } from '../domain/canonical-json.ts';
import { Failure, isFailure } from '../domain/failure.ts';
import { inOneLine } from '../domain/one-line.ts';
import type { World } from '../ports/world.ts';
import type { Envelope } from '../../schemas/event.ts';
import { type Beginning, cycleMoved, type Journal, type Kept } from './journal.ts';
import type { FailedEvent, KeptLoop, Refused, Standing } from './loop.ts';
import { broken, standingIn } from './standing.ts';

// Does what a loop says is to be done, and tells it what came of it.
// N1. What is about to be done is kept before it is done, what came of it before anything else is. After a crash the last thing is done again:
//     whoever does it knows by the cycle and the number of the step whether it was done.
// N2. What fails for a while is told to the loop, which says what then: the next try waits longer, and not as long as another's.
// N3. What takes longer than it may is cut off, and has failed for a while.
// N4. What is told of a step is kept with the step, so that it is told if it was taken, and only then.
// N5. Of one cycle one thing is done at a time, also where two ask for it in one process.
// N6. What is told from outside and leaves a loop where it stands takes nothing from what it is about to do.
// N7. Bugs are not handed to the loop: they end the run where the journal stands.

const backOffMs = 250;
const backOffMsMax = 10_000;
/** Nobody reads it: one for all, since a new one with its stack costs more than the step. */
const ended = new Error('it ended in time');

/** What came of an effect. `output`: where it is kept. */
export interface Done<Event> {
  event: Event;
  output: string | null;
}

export interface Doing<Context> {
  cycle: CycleId;
  /** The same when it is done again after a crash. */
  step: number;
  attempt: number;
  context: Context;
  /** Told to everybody when the step is taken. */
  tell(events: readonly Envelope[]): void;
  signal: AbortSignal;
}

export type Perform<Context, Event, Effect> = (effect: Effect, doing: Doing<Context>) => Promise<Done<Event>>;

export interface RunnerParts<State extends string, Context, Event extends { type: string }, Effect> {
  loop: KeptLoop<State, Context, Event | FailedEvent, Effect>;
  context: z.ZodType<Context>;
  journal: Journal;
  perform: Perform<Context, Event, Effect>;
  world: World;
  /** How long an effect may take. */
  limitMs: (effect: Effect) => number;
  /** What everybody is told when it came to stand elsewhere; `from` null: it begins. */
  announce: (from: Standing<State, Context> | null, to: Standing<State, Context>, cycle: Cycle) => readonly Envelope[];
}

/** Whoever asks for the same waits until who asked before is done. */
const oneAfterTheOther = <Key>() => {
  const last = new Map<Key, Promise<unknown>>();
  return <T>(key: Key, work: () => Promise<T>): Promise<T> => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const ended = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(key, ended);
    void ended.then(() => {
      if (last.get(key) === ended) last.delete(key);
    });
    return mine;
  };
};

type Work = { kind: string; attempt?: number };

type Told<Event> = Done<Event> & { events: readonly Envelope[] };

const tookTooLong = (kind: string, ms: number): Failure =>
  new Failure({ kind: 'transient', code: 'took_too_long', message: `\`${kind}\` did not end within ${ms} ms` });

/** For whoever looks at it later: what happened, and what to do about it. */
const wordsOf = ({ message, advice }: Failure): string =>
  inOneLine(advice === undefined ? message : `${message}. ${advice}`, lineCharsMax);

export interface Running<State extends string, Context> {
  signal: AbortSignal;
  /** Where it may rest, though there is more to do: `resume` does it. `next`: what it would do. */
  until?: (standing: Standing<State, Context>, next: string) => boolean;
}

/** Something that came from outside. `taken`: only as long as it has taken no step since. */
interface Sending<Event> {
  id: CycleId;
  event: Event;
  taken?: number;
}

export interface Ran<State extends string, Context> {
  standing: Standing<State, Context>;
  cycle: Cycle;
}

export const runner = <
  State extends string,
  Context extends z.core.util.JSONType,
  Event extends { type: string },
  Effect extends Work,
>({
  loop,
  context: schema,
  journal,
  perform,
  world,
  limitMs,
  announce,
}: RunnerParts<State, Context, Event, Effect>) => {
  const at = (): string => new Date(world.now()).toISOString();
  const name = loop.name as LoopName;

  /** What was read is looked at once; what was made here is known to be right. */
  const standings = new WeakMap<Cycle, Standing<State, Context>>();

  const standingOf = (cycle: Cycle): Standing<State, Context> => {
    const standing = standings.get(cycle) ?? standingIn(cycle, { loop, context: schema });
    standings.set(cycle, standing);
    return standing;
  };

  /** A loop has one thing to do at a time, or none. */
  const todoIn = (cycle: Cycle): Effect | null => {
    standingOf(cycle); // it is looked at before anything is done
    return cycle.todo as Effect | null;
  };

  const settled = (standing: Standing<State, Context>, effects: readonly Effect[]) => {
    const [todo = null, ...more] = effects;
    if (more.length > 0) throw new Error(`\`${loop.name}\` is to do ${effects.length} things at once`);
    return {
      ...{ state: standing.state as string, context: standing.context, todo: todo as Json },
      isOver: loop.isOver(standing.state),
    };
  };

  const within = async (effect: Effect, doing: Omit<Doing<Context>, 'signal'>, outer: AbortSignal) => {
    const ms = limitMs(effect);
    const over = new AbortController();
    const done = new AbortController();
    const signal = AbortSignal.any([outer, over.signal]);
    // Who interrupts is not kept waiting by work that does not listen.
    const late = world.sleep(ms, AbortSignal.any([done.signal, outer])).then(() => {
      const failure = tookTooLong(effect.kind, ms);
      over.abort(failure);
      throw failure;
    });
    try {
      return await Promise.race([perform(effect, { ...doing, signal }), late]);
    } finally {
      done.abort(ended);
      await late.catch(() => undefined);
    }
  };

  const waitBefore = async ({ attempt = 1 }: Effect, signal: AbortSignal): Promise<void> => {
    if (attempt === 1) return;
    const longest = Math.min(backOffMsMax, backOffMs * 2 ** (attempt - 1));
    await world.sleep(longest * (0.5 + world.random() / 2), signal);
  };

  const told = async (effect: Effect, kept: Kept, signal: AbortSignal): Promise<Told<Event | FailedEvent>> => {
    const { id, taken } = kept.cycle;
    const { context } = standingOf(kept.cycle);
    const events: Envelope[] = [];
    const tell = (more: readonly Envelope[]): void => void events.push(...more);
    await waitBefore(effect, signal);
    try {
      const { attempt = 1 } = effect;
      const done = await within(effect, { cycle: id, step: taken + 1, attempt, context, tell }, signal);
      return { ...done, events };
    } catch (error) {
      if (signal.aborted || !isFailure(error)) throw error;
      const type = error.kind === 'transient' ? 'failed_for_now' : 'failed_for_good';
      return { event: { type, code: error.code, words: wordsOf(error) }, output: null, events };
    }
  };

  const moved = async (
    kept: Kept,
    { event, output, events }: Told<Event | FailedEvent>,
    effect: Effect | null,
  ): Promise<Kept | Refused<State>> => {
    const standing = standingOf(kept.cycle);
    const next = loop.step(standing, event);
    if ('refused' in next) return next;
    const step: CycleStep = {
      ...{ number: kept.cycle.taken + 1, effect: effect?.kind ?? null, attempt: effect?.attempt ?? 1 },
      input: digestOf({ effect, context: kept.cycle.context }),
      ...{ output, event: event.type, at: at() },
    };
    // Somebody who tells a loop of something beside does not take from it what it is at.
    const isBeside = effect === null && next.effects.length === 0 && next.next.state === standing.state;
    const todo = todoIn(kept.cycle);
    const effects = isBeside && todo !== null ? [todo] : next.effects;
    const after: Cycle = { ...kept.cycle, ...settled(next.next, effects), at: at() };
    const told = [...events, ...announce(standing, next.next, after)];
    const there = await journal.move(kept, { next: after, step, events: told });
    standings.set(there.cycle, next.next);
    return there;
  };

  /** Goes on until nothing is to be done any more. */
  const run = async (from: Kept, { signal, until }: Running<State, Context>): Promise<Ran<State, Context>> => {
    let kept = from;
    for (let effect = todoIn(kept.cycle); effect !== null; effect = todoIn(kept.cycle)) {
      if (until?.(standingOf(kept.cycle), effect.kind) === true) break;
      signal.throwIfAborted();
      const done = await told(effect, kept, signal);
      // Whoever interrupted meanwhile finds it as it was before: what was done would be found to be done.
      signal.throwIfAborted();
      const next = await moved(kept, done, effect);
      if ('refused' in next) throw broken(kept.cycle, `after \`${effect.kind}\` it was told \`${next.refused}\``);
      kept = next;
    }
    return { standing: standingOf(kept.cycle), cycle: kept.cycle };
  };

  const inLine = oneAfterTheOther<CycleId>();

  return {
    begin(beginning: Omit<Beginning, 'loop'>, context: Context, running: Running<State, Context>) {
      const { next, effects } = loop.begin(context);
      const cycle: Cycle = {
        ...{ ...beginning, loop: name, format: cycleFormat, taken: 0, steps: [], begun: at(), at: at() },
        ...settled(next, effects),
      };
      return inLine(cycle.id, async () => run(await journal.begin(cycle, announce(null, next, cycle)), running));
    },
    /** Puts it where it is over, so that nobody begins it any more. False: somebody has begun it. */
    async forestall(beginning: Omit<Beginning, 'loop'>, standing: Standing<State, Context>): Promise<boolean> {
      const cycle: Cycle = {
        ...{ ...beginning, loop: name, format: cycleFormat, taken: 0, steps: [], begun: at(), at: at() },
        ...settled(standing, []),
      };
      try {
        await journal.begin(cycle);
        return true;
      } catch (error) {
        if (isFailure(error) && error.code === 'cycle_moved') return false;
        throw error;
      }
    },
    /** Where it stands. */
    async look(universe: UniverseId, id: CycleId): Promise<Ran<State, Context>> {
      const { cycle } = await journal.read(universe, { loop: name, id });
      return { standing: standingOf(cycle), cycle };
    },
    /** Does again what was under way, if anything was, and goes on. */
    resume(universe: UniverseId, id: CycleId, running: Running<State, Context>) {
      return inLine(id, async () => run(await journal.read(universe, { loop: name, id }), running));
    },
    /** Tells the loop of something that came from outside. Refused: it changes nothing. */
    send(universe: UniverseId, { id, event, taken }: Sending<Event>, running: Running<State, Context>) {
      return inLine(id, async () => {
        const kept = await journal.read(universe, { loop: name, id });
        if (taken !== undefined && kept.cycle.taken !== taken) throw cycleMoved(id);
        const next = await moved(kept, { event, output: null, events: [] }, null);
        return 'refused' in next ? next : run(next, running);
      });
    },
  };
};
