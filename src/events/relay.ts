import type { Envelope } from '../../schemas/event.ts';
import type { EventId } from '../../schemas/ids.ts';
import type { EventAppender } from '../ports/event-log.ts';

// Brings events from where they were written to the log.
// R1. An event is appended under its own id as the key, so that it is in the log once, however often it is brought.
// R2. It is marked as sent only after it is in the log: a crash between the two has it brought again.
// R3. Events come into the log in the order in which they wait, up to the first that the log does not take.

const eventsPerStepMax = 200;
const stepsMax = 100_000;

/** Where events wait that were written together with what they tell of. */
export interface Outbox {
  unsent(max: number): Promise<readonly Envelope[]>;
  markSent(events: readonly EventId[]): Promise<void>;
}

interface Way {
  outbox: Outbox;
  log: EventAppender;
}

const step = async ({ outbox, log }: Way, signal: AbortSignal | undefined): Promise<number> => {
  signal?.throwIfAborted();
  const events = await outbox.unsent(eventsPerStepMax);
  // Asked for one after the other and not waited for: the log keeps their order, and a disk is waited for once.
  const appends = events.map((event) => log.append(event.universe, [event], { key: event.id }));
  const outcomes = await Promise.allSettled(appends);
  const failed = outcomes.findIndex(({ status }) => status === 'rejected');
  const brought = failed < 0 ? events : events.slice(0, failed);
  if (brought.length > 0) await outbox.markSent(brought.map(({ id }) => id));
  await appends[failed]; // it says why
  return events.length;
};

/** Brings everything that waits. Returns how much it was. */
const relay = async (way: Way, { signal }: { signal?: AbortSignal } = {}): Promise<number> => {
  let brought = 0;
  for (let round = 0; round < stepsMax; round++) {
    const count = await step(way, signal);
    if (count === 0) return brought;
    brought += count;
  }
  return brought;
};

/** Brings what waits in all of the outboxes; asked again meanwhile, it looks once more for all who asked. */
export const relayer = (outboxes: readonly Outbox[], log: EventAppender): ((signal?: AbortSignal) => Promise<void>) => {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const run = async (signal?: AbortSignal): Promise<void> => {
    const options = signal === undefined ? {} : { signal };
    for (const outbox of outboxes) await relay({ outbox, log }, options);
  };
  const begin = (signal?: AbortSignal): Promise<void> => {
    running = run(signal).finally(() => {
      running = null;
    });
    return running;
  };
  return (signal) => {
    if (running === null) return begin(signal);
    // What runs may have looked before the caller's events were there.
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null;
        return begin(signal);
      });
    return next;
  };
};
