import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Envelope } from '../../schemas/event.ts';
import { openFakeEventLog } from '../../src/adapters/fake/event-log.ts';
import { eventMemory } from '../../src/adapters/fake/event-memory.ts';
import { type InboxMemory, openFakeInbox } from '../../src/adapters/fake/inbox.ts';
import { Failure } from '../../src/domain/failure.ts';
import { type Consumer, consumer, type ConsumerParts } from '../../src/events/consumer.ts';
import type { EventLog, GroupMember } from '../../src/ports/event-log.ts';
import type { Inbox } from '../../src/ports/inbox.ts';
import { envelope } from './narrative.ts';
import { type VirtualWorld, virtualWorld } from './virtual-world.ts';

// A universe in which things happen, and members of a group who write down what.

/** What the effects are written with: the payloads, one after the other. */
export interface Ledger {
  write(word: string): void;
}
export type LedgerParts = ConsumerParts<Ledger>;

export class Crash extends Error {}

export const wordOf = ({ payload }: Envelope): string =>
  typeof payload === 'string' ? payload : JSON.stringify(payload);

/** Writes down every event. */
export const writeDown: LedgerParts['handle'] = async (event) => (ledger) => ledger.write(wordOf(event));

export const consumingTable = (seed = 1) => {
  const world = virtualWorld(seed);
  const universe = world.newId('universe');
  const memory = eventMemory();
  const noted: InboxMemory = new Map();
  const ledgers = new Map<string, string[]>();
  const log = openFakeEventLog({ world, memory });

  /** A group has its own. */
  const ledgerOf = (group: string): string[] => {
    const ledger = ledgers.get(group) ?? [];
    ledgers.set(group, ledger);
    return ledger;
  };

  const inboxOf = (group: string): Inbox<Ledger> =>
    openFakeInbox({
      memory: noted,
      begin: () => {
        const written: string[] = [];
        const write = (word: string): void => void written.push(word);
        return { writer: { write }, commit: () => void ledgerOf(group).push(...written) };
      },
    });

  /** Says each word as an event of its own. */
  const say = async (words: readonly string[], fields: Partial<Envelope> = {}): Promise<readonly Envelope[]> => {
    const events = words.map((payload) => envelope(world, universe, { payload, ...fields }));
    for (const event of events) await log.append(universe, [event], { key: event.id });
    return events;
  };

  const memberOf = (name: string, group = 'scribes'): GroupMember => ({ universe, group, consumer: name });

  const join = (name: string, parts: Partial<LedgerParts> & { group?: string } = {}): Consumer => {
    const { group = 'scribes', ...others } = parts;
    const member = memberOf(name, group);
    return consumer({ member, log, inbox: inboxOf(group), handle: writeDown, world, ...others });
  };

  /** The words in the order in which their effects were made. */
  const written = (group = 'scribes'): readonly string[] => ledgerOf(group);
  const letters = async () =>
    (await log.deadLetters(universe, { after: null, max: 1_000 })).map(({ event, code, attempts }) => ({
      word: wordOf(event),
      code,
      attempts,
    }));
  return { world, universe, log, inboxOf, say, memberOf, join, written, letters };
};

export type ConsumingTable = ReturnType<typeof consumingTable>;

/** The log, with something else done where a test wants it. */
export const logWith = (log: EventLog, changed: Partial<EventLog>): EventLog => ({ ...log, ...changed });

export const calm = new AbortController().signal;
export const failure = (kind: 'transient' | 'terminal', code: string): Failure =>
  new Failure({ kind, code, message: `it was \`${code}\`` });

export const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

/** Fails with what comes next for a word, as long as there is something. */
export const failing =
  (script: Record<string, Error[]>): LedgerParts['handle'] =>
  async (event, handling) => {
    const error = script[wordOf(event)]?.shift();
    if (error !== undefined) throw error;
    return writeDown(event, handling);
  };

const stepMs = 500;
const stepsMax = 20_000;

/** Lets so much time pass, in steps, so that everybody does what they have to do at their time. */
export const letPass = async (world: VirtualWorld, ms: number): Promise<void> => {
  for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
    await nextTurn();
    await world.advance(Math.min(stepMs, ms - passedMs));
  }
  await nextTurn();
};

/** Lets time pass until it is done. */
export const passing = async <T>(world: VirtualWorld, work: Promise<T>): Promise<T> => {
  const state = { isOver: false };
  const end = (): void => {
    state.isOver = true;
  };
  work.then(end, end);
  for (let step = 0; step < stepsMax; step++) {
    await nextTurn();
    if (state.isOver) return work;
    await world.advance(stepMs);
  }
  throw new Error('it does not come to an end');
};
