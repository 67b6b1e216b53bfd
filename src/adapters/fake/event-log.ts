import type { Envelope } from '../../../schemas/event.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import {
  keptAppend,
  numberAt,
  positionAt,
  refuseBadGroup,
  refuseBadIdleTime,
  refuseBadMember,
  refuseOverlongWait,
  refuseTooManyEvents,
  refuseTooManyPositions,
} from '../../ports/event-call.ts';
import {
  type Delivery,
  eventBytesPerCallMax,
  type EventLog,
  type Group,
  type GroupMember,
  type LoggedEvent,
  type Position,
} from '../../ports/event-log.ts';
import { appendWatch } from '../../ports/event-wait.ts';
import { takeWithin } from '../../ports/take-within.ts';
import type { World } from '../../ports/world.ts';

interface Handed {
  consumer: string;
  sinceMs: number;
  attempt: number;
}

interface Members {
  /** The number of the last event that was handed out. */
  handed: number;
  /** By number, in order. */
  pending: Map<number, Handed>;
}

interface Log {
  /** Those that are not forgotten; the first has the number `forgotten + 1`. */
  texts: string[];
  forgotten: number;
  appends: Map<string, { first: number; last: number }>;
  groups: Map<string, Members>;
}

/** What survives the log: open another one on it, and it is as after a restart, or as in another process. */
export interface EventMemory {
  logs: Map<UniverseId, Log>;
  wakes: Set<() => void>;
}

export const eventMemory = (): EventMemory => ({ logs: new Map(), wakes: new Set() });

const emptyLog = (): Log => ({ texts: [], forgotten: 0, appends: new Map(), groups: new Map() });

const lastOf = ({ forgotten, texts }: Log): number => forgotten + texts.length;

interface EventRow {
  number: number;
  text: string;
}

function* rowsAfter(log: Log, after: number): Iterable<EventRow> {
  const start = Math.max(after, log.forgotten);
  for (let number = start + 1; number <= lastOf(log); number++)
    yield { number, text: log.texts[number - log.forgotten - 1] ?? '' };
}

const logged = (universe: UniverseId, { number, text }: EventRow): LoggedEvent => ({
  position: positionAt(universe, number),
  event: JSON.parse(text) as Envelope,
});

const append = (log: Log, texts: readonly string[], key: string): number[] => {
  const known = log.appends.get(key);
  const first = known?.first ?? lastOf(log) + 1;
  const last = known?.last ?? lastOf(log) + texts.length;
  if (known === undefined) {
    log.texts.push(...texts);
    log.appends.set(key, { first, last });
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
};

interface Handing {
  max: number;
  nowMs: number;
}

const handOut = (log: Log, { universe, group, consumer }: GroupMember, { max, nowMs }: Handing): Delivery[] => {
  const members = log.groups.get(group) ?? { handed: log.forgotten, pending: new Map<number, Handed>() };
  log.groups.set(group, members);
  const { taken } = takeWithin(rowsAfter(log, members.handed), { max, bytesMax: eventBytesPerCallMax });
  for (const { number } of taken) members.pending.set(number, { consumer, sinceMs: nowMs, attempt: 1 });
  members.handed = taken.at(-1)?.number ?? members.handed;
  return taken.map((row) => ({ ...logged(universe, row), attempt: 1 }));
};

const idleMsOf = ({ sinceMs }: Handed, nowMs: number): number => Math.max(0, nowMs - sinceMs);

const claim = (
  log: Log,
  { universe, group, consumer }: GroupMember,
  { max, nowMs, idleMsMin }: Handing & { idleMsMin: number },
): Delivery[] => {
  const pending = log.groups.get(group)?.pending ?? new Map<number, Handed>();
  const idle = [...pending]
    .filter(([, handed]) => idleMsOf(handed, nowMs) >= idleMsMin)
    .map(([number, { attempt }]) => ({
      number,
      attempt: attempt + 1,
      text: log.texts[number - log.forgotten - 1] ?? '',
    }));
  const { taken } = takeWithin(idle, { max, bytesMax: eventBytesPerCallMax });
  for (const { number, attempt } of taken) pending.set(number, { consumer, sinceMs: nowMs, attempt });
  return taken.map((row) => ({ ...logged(universe, row), attempt: row.attempt }));
};

const trim = (log: Log, upTo: number): number => {
  const handled = [...log.groups.values()].map(({ handed, pending }) => {
    const [firstPending] = pending.keys();
    return firstPending === undefined ? handed : firstPending - 1;
  });
  const until = handled.length === 0 ? 0 : Math.min(upTo, ...handled);
  const forgotten = Math.max(0, until - log.forgotten);
  log.texts.splice(0, forgotten);
  log.forgotten += forgotten;
  for (const [key, { last }] of log.appends) if (last <= log.forgotten) log.appends.delete(key);
  return forgotten;
};

export interface FakeEventLogOptions {
  world: Pick<World, 'now' | 'sleep'>;
  memory?: EventMemory;
}

/** Keeps events in memory, as long as the memory lasts. */
export const openFakeEventLog = ({ world, memory = eventMemory() }: FakeEventLogOptions): EventLog => {
  const watch = appendWatch({ sleep: world.sleep, version: null });
  memory.wakes.add(watch.wake);
  const nowMs = (): number => Math.trunc(world.now());
  const find = (universe: UniverseId): Log => memory.logs.get(universe) ?? emptyLog();
  const ensure = (universe: UniverseId): Log => {
    const log = find(universe);
    memory.logs.set(universe, log);
    return log;
  };
  const pendingOf = ({ universe, group }: Group) =>
    find(universe).groups.get(group)?.pending ?? new Map<number, Handed>();
  const afterOf = (universe: UniverseId, after: Position | null): number =>
    after === null ? 0 : numberAt(universe, after);

  return {
    async append(universe, events, { key, signal }) {
      const texts = keptAppend(universe, events, key);
      if (texts.length === 0) return [];
      signal?.throwIfAborted();
      const numbers = append(ensure(universe), texts, key);
      for (const wake of memory.wakes) wake();
      return numbers.map((number) => positionAt(universe, number));
    },
    async read(member, { max, waitMsMax, signal }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseOverlongWait(waitMsMax);
      const look = async () => handOut(ensure(member.universe), member, { max, nowMs: nowMs() });
      return watch.until(look, { waitMsMax, signal });
    },
    async acknowledge(group, positions) {
      refuseBadGroup(group);
      refuseTooManyPositions(positions);
      const numbers = positions.map((position) => numberAt(group.universe, position));
      for (const number of numbers) pendingOf(group).delete(number);
    },
    async pending(group, { after, max }) {
      refuseBadGroup(group);
      refuseTooManyEvents(max);
      const start = afterOf(group.universe, after);
      const rows = [...pendingOf(group)].filter(([number]) => number > start).slice(0, max);
      return rows.map(([number, handed]) => ({
        position: positionAt(group.universe, number),
        consumer: handed.consumer,
        idleMs: idleMsOf(handed, nowMs()),
        attempt: handed.attempt,
      }));
    },
    async claim(member, { idleMsMin, max }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseBadIdleTime(idleMsMin);
      return claim(find(member.universe), member, { idleMsMin, max, nowMs: nowMs() });
    },
    async range(universe, { after, max, waitMsMax = 0, signal }) {
      refuseTooManyEvents(max);
      refuseOverlongWait(waitMsMax);
      const from = afterOf(universe, after);
      const look = async () => {
        const { taken } = takeWithin(rowsAfter(find(universe), from), { max, bytesMax: eventBytesPerCallMax });
        return taken.map((row) => logged(universe, row));
      };
      return watch.until(look, { waitMsMax, signal });
    },
    async latest(universe, max) {
      refuseTooManyEvents(max);
      const last = [...rowsAfter(find(universe), 0)].toReversed();
      return takeWithin(last, { max, bytesMax: eventBytesPerCallMax })
        .taken.toReversed()
        .map((row) => logged(universe, row));
    },
    groups: async (universe) => [...find(universe).groups.keys()].sort(),
    length: async (universe) => find(universe).texts.length,
    async lag(group) {
      refuseBadGroup(group);
      const log = find(group.universe);
      const handed = log.groups.get(group.group)?.handed ?? log.forgotten;
      return lastOf(log) - handed + pendingOf(group).size;
    },
    async trim(universe, upTo, { signal } = {}) {
      const number = numberAt(universe, upTo);
      signal?.throwIfAborted();
      return trim(find(universe), number);
    },
    async [Symbol.asyncDispose]() {
      memory.wakes.delete(watch.wake);
      watch.close();
    },
  };
};
