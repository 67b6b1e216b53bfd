import type { Envelope } from '../../schemas/event.ts';
import { Failure, isFailure } from '../domain/failure.ts';
import type { Delivery, EventConsumer, GroupMember, Trouble } from '../ports/event-log.ts';
import type { Effect, Inbox } from '../ports/inbox.ts';
import type { World } from '../ports/world.ts';

// Reacts to what happened in a universe, as a member of a group.
// C1. What an event brings about is made once: the inbox keeps it together with the note that it was, and what is noted is not handled again.
// C2. An event is acknowledged after that. After a crash between the two it comes again, and is found to have been handled.
// C3. What events bring about is made in the order of the log, whoever of the group makes it; what was given up and is replayed, later.
// C4. An event that fails stops nobody: it is tried again for a while, then given up with its error. So are one whose handler is broken and one
//     that takes its handler's process along.
// C5. That the log or the inbox is away is no event's fault: they are asked again, and nothing is given up.

export interface ConsumerLimits {
  /** How many events it takes at once; it begins with one after the other. */
  inFlightMax: number;
  /** How often an event is tried that fails for a while. */
  triesMax: number;
  /** How often an event is handed out of which nobody says what became of it. */
  deliveriesMax: number;
  handleMsMax: number;
  /** What another member has had for so long is taken over. */
  idleMsMin: number;
  backOffMs: number;
  backOffMsMax: number;
}

const limitsDefault: ConsumerLimits = {
  inFlightMax: 16,
  triesMax: 6,
  deliveriesMax: 5,
  handleMsMax: 30_000,
  idleMsMin: 60_000,
  backOffMs: 250,
  backOffMsMax: 10_000,
};

/** Then it looks again whether there is something to take over. */
const lookMsMax = 5_000;
const asksMax = 10_000;
const drainedMax = 1_000_000;
/** Nobody reads it: one for all, since a new one with its stack costs more than the rest. */
const ended = new Error('it ended in time');

export interface Handling {
  /** From 1. */
  attempt: number;
  signal: AbortSignal;
}

export interface ConsumerParts<Writer> {
  member: GroupMember;
  log: EventConsumer;
  inbox: Inbox<Writer>;
  /**
   * Works out what an event brings about: that is written together with the note. Null: nothing. What it does elsewhere it may do twice, and
   * has to be the same then.
   */
  handle: (event: Envelope, handling: Handling) => Promise<Effect<Writer> | null>;
  /** Whether a newer cycle has superseded the event's: then it brings nothing about any more. */
  isStale?: (event: Envelope) => Promise<boolean>;
  world: Pick<World, 'sleep' | 'random'>;
  limits?: Partial<ConsumerLimits>;
}

export interface ConsumerCounts {
  handled: number;
  /** Had been handled before. */
  repeated: number;
  stale: number;
  /** Tries after the first of an event. */
  retried: number;
  buried: number;
}

export interface Consumer {
  /** Until it is cancelled. What it has not begun then is there for others at once. Rejects where going on makes no sense. */
  run(signal: AbortSignal): Promise<void>;
  /** Until there is nothing to hand out. Cancelled, it rejects, with the same state. */
  drain(signal: AbortSignal): Promise<void>;
  /** Since it was made. */
  counts(): ConsumerCounts;
}

type Ending = 'handled' | 'repeated' | 'stale';

const tookTooLong = (type: string, ms: number): Failure =>
  new Failure({ kind: 'transient', code: 'took_too_long', message: `\`${type}\` was not handled within ${ms} ms` });

const isTransient = (error: unknown): boolean => isFailure(error) && error.kind === 'transient';

const troubleOf = (error: unknown, attempts: number): Trouble => ({
  code: isFailure(error) ? error.code : 'handler_broke',
  message: error instanceof Error ? error.message : String(error),
  attempts,
});

const neverFinished = (attempt: number): Trouble => ({
  code: 'never_finished',
  message: `it was handed out ${attempt - 1} times, and nobody told what became of it`,
  attempts: attempt - 1,
});

export const consumer = <Writer>({
  member,
  log,
  inbox,
  handle,
  isStale = async () => false,
  world,
  limits,
}: ConsumerParts<Writer>): Consumer => {
  const { inFlightMax, triesMax, deliveriesMax, handleMsMax, idleMsMin, backOffMs, backOffMsMax } = {
    ...limitsDefault,
    ...limits,
  };
  const counts: ConsumerCounts = { handled: 0, repeated: 0, stale: 0, retried: 0, buried: 0 };

  const waitAfter = async (tries: number, signal: AbortSignal): Promise<void> => {
    const longest = Math.min(backOffMsMax, backOffMs * 2 ** (tries - 1));
    await world.sleep(longest * (0.5 + world.random() / 2), signal);
  };

  /** Asks a store that may be away. */
  const surely = async <T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    for (let asks = 1; ; asks++)
      try {
        return await ask();
      } catch (error) {
        if (signal.aborted || !isTransient(error) || asks === asksMax) throw error;
        await waitAfter(asks, signal);
      }
  };

  const effectOf = async (event: Envelope, handling: Handling): Promise<Effect<Writer> | null> => {
    const over = new AbortController();
    const done = new AbortController();
    const late = world.sleep(handleMsMax, AbortSignal.any([handling.signal, done.signal])).then(() => {
      const failure = tookTooLong(event.type, handleMsMax);
      over.abort(failure);
      throw failure;
    });
    const signal = AbortSignal.any([handling.signal, over.signal]);
    try {
      return await Promise.race([handle(event, { ...handling, signal }), late]);
    } finally {
      done.abort(ended);
      await late.catch(() => undefined);
    }
  };

  /** Makes the effect. What is wrong with it is told; what is wrong with the inbox is waited for. */
  const kept = (event: Envelope, effect: Effect<Writer>, signal: AbortSignal): Promise<Ending | { error: unknown }> =>
    surely(async () => {
      const making = { isUnderWay: false };
      const watched: Effect<Writer> = (writer) => {
        making.isUnderWay = true;
        effect(writer);
        making.isUnderWay = false;
      };
      try {
        return (await inbox.once(member, event.id, watched)) ? 'handled' : 'repeated';
      } catch (error) {
        if (making.isUnderWay) return { error };
        throw error;
      }
    }, signal);

  const tried = async (event: Envelope, handling: Handling): Promise<Ending | { error: unknown }> => {
    const { signal } = handling;
    if (await surely(() => inbox.has(member, event.id), signal)) return 'repeated';
    let effect: Effect<Writer> | null;
    try {
      if (event.cycle !== null && (await isStale(event))) return 'stale';
      effect = await effectOf(event, handling);
    } catch (error) {
      signal.throwIfAborted();
      return { error };
    }
    return kept(event, effect ?? (() => undefined), signal);
  };

  const giveUp = async ({ position }: Delivery, trouble: Trouble, signal: AbortSignal): Promise<boolean> => {
    const isBuried = await surely(() => log.bury(member, position, trouble), signal);
    if (isBuried) counts.buried++;
    return isBuried;
  };

  /** False: somebody else has it now. */
  const settle = async (delivery: Delivery, signal: AbortSignal): Promise<boolean> => {
    const { event, position, attempt } = delivery;
    if (attempt > deliveriesMax) return giveUp(delivery, neverFinished(attempt), signal);
    for (let tries = 1; ; tries++) {
      const ending = await tried(event, { attempt: tries, signal });
      if (typeof ending === 'string') {
        counts[ending]++;
        await surely(() => log.acknowledge(member, [position]), signal);
        return true;
      }
      const { error } = ending;
      if (!isTransient(error) || tries >= triesMax)
        return giveUp(delivery, troubleOf(error, attempt - 1 + tries), signal);
      counts.retried++;
      await waitAfter(tries, signal);
    }
  };

  /** One at a time of what is taken over: only the first of what a dead member had may have been its death. */
  const next = async (waitMsMax: number, signal: AbortSignal): Promise<readonly Delivery[]> => {
    signal.throwIfAborted();
    const left = await log.claim(member, { idleMsMin, max: 1, inOrder: true });
    return left.length > 0 ? left : log.read(member, { max: inFlightMax, waitMsMax, inOrder: true, signal });
  };

  const batch = async (waitMsMax: number, signal: AbortSignal): Promise<number> => {
    const deliveries = await surely(() => next(waitMsMax, signal), signal);
    let settled = 0;
    try {
      for (const delivery of deliveries) {
        signal.throwIfAborted();
        if (!(await settle(delivery, signal))) break;
        settled++;
      }
    } finally {
      const rest = deliveries.slice(settled).map(({ position }) => position);
      // If that fails too, they are taken over when they have been idle.
      if (rest.length > 0) await log.giveBack(member, rest).catch(() => undefined);
    }
    return deliveries.length;
  };

  return {
    async run(signal) {
      try {
        while (!signal.aborted) await batch(lookMsMax, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    async drain(signal) {
      for (let batches = 0; batches < drainedMax; batches++) if ((await batch(0, signal)) === 0) return;
    },
    counts: () => ({ ...counts }),
  };
};
