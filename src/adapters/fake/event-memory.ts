import type { Envelope } from '../../../schemas/event.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import { positionAt } from '../../ports/event-call.ts';
import {
  type DeadLetter,
  type Delivery,
  eventBytesPerCallMax,
  type GroupMember,
  type LoggedEvent,
  type Trouble,
} from '../../ports/event-log.ts';
import { takeWithin } from '../../ports/take-within.ts';

// What the event log that keeps nothing on a disk does in its memory.

export interface Handed {
  consumer: string;
  sinceMs: number;
  /** 0: given back or replayed, and not read yet. */
  attempt: number;
  /** Of what is replayed: the event. */
  text: string | null;
}

interface Letter extends Trouble {
  consumer: string;
  buriedMs: number;
  text: string;
}

interface Members {
  /** The number of the last event that was handed out. */
  handed: number;
  /** By number. */
  pending: Map<number, Handed>;
  letters: Map<number, Letter>;
}

export interface Log {
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

export const emptyLog = (): Log => ({ texts: [], forgotten: 0, appends: new Map(), groups: new Map() });

export const lastOf = ({ forgotten, texts }: Log): number => forgotten + texts.length;

export interface EventRow {
  number: number;
  text: string;
}

export function* rowsAfter(log: Log, after: number): Iterable<EventRow> {
  const start = Math.max(after, log.forgotten);
  for (let number = start + 1; number <= lastOf(log); number++)
    yield { number, text: log.texts[number - log.forgotten - 1] ?? '' };
}

export const logged = (universe: UniverseId, { number, text }: EventRow): LoggedEvent => ({
  position: positionAt(universe, number),
  event: JSON.parse(text) as Envelope,
});

export const append = (log: Log, texts: readonly string[], key: string): number[] => {
  const known = log.appends.get(key);
  const first = known?.first ?? lastOf(log) + 1;
  const last = known?.last ?? lastOf(log) + texts.length;
  if (known === undefined) {
    log.texts.push(...texts);
    log.appends.set(key, { first, last });
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
};

export interface Handing {
  max: number;
  inOrder: boolean;
  nowMs: number;
}

const byNumber = <T>(rows: Iterable<[number, T]>): [number, T][] => [...rows].sort(([a], [b]) => a - b);

/** What members have and have not acknowledged, in order. */
export const heldBy = ({ pending }: Pick<Members, 'pending'>): [number, Handed][] =>
  byNumber([...pending].filter(([, { attempt }]) => attempt > 0));

const textAt = (log: Log, number: number, { text }: Handed): string =>
  text ?? log.texts[number - log.forgotten - 1] ?? '';

const within = (rows: Iterable<EventRow>, max: number): EventRow[] =>
  takeWithin(rows, { max, bytesMax: eventBytesPerCallMax }).taken;

export const handOut = (log: Log, member: GroupMember, { max, inOrder, nowMs }: Handing): Delivery[] => {
  const { universe, group, consumer } = member;
  const members: Members = log.groups.get(group) ?? { handed: log.forgotten, pending: new Map(), letters: new Map() };
  log.groups.set(group, members);
  const before = (inOrder ? heldBy(members)[0]?.[0] : null) ?? Infinity;
  const toRead = byNumber([...members.pending].filter(([number, { attempt }]) => attempt === 0 && number < before));
  const returned = within(
    toRead.map(([number, handed]) => ({ number, text: textAt(log, number, handed) })),
    max,
  );
  const next = before === Infinity ? within(rowsAfter(log, members.handed), max) : [];
  const rows = returned.length > 0 ? returned : next;
  for (const { number } of rows) {
    const text = members.pending.get(number)?.text ?? null;
    members.pending.set(number, { consumer, sinceMs: nowMs, attempt: 1, text });
  }
  members.handed = Math.max(members.handed, rows.at(-1)?.number ?? 0);
  return rows.map((row) => ({ ...logged(universe, row), attempt: 1 }));
};

export const idleMsOf = ({ sinceMs }: Handed, nowMs: number): number => Math.max(0, nowMs - sinceMs);

export const claim = (
  log: Log,
  { universe, group, consumer }: GroupMember,
  { max, inOrder, nowMs, idleMsMin }: Handing & { idleMsMin: number },
): Delivery[] => {
  const members = log.groups.get(group);
  if (members === undefined) return [];
  const held = heldBy(members);
  const isIdle = ([, handed]: [number, Handed]): boolean => idleMsOf(handed, nowMs) >= idleMsMin;
  const isGivenBack = ([, { attempt, text }]: [number, Handed]): boolean => attempt === 0 && text === null;
  const inTheWay = byNumber(members.pending).find((row) => isGivenBack(row) || (row[1].attempt > 0 && !isIdle(row)));
  const before = (inOrder ? inTheWay?.[0] : null) ?? Infinity;
  const idle = held.filter((row) => isIdle(row) && row[0] < before);
  const rows = within(
    idle.map(([number, handed]) => ({ number, text: textAt(log, number, handed) })),
    max,
  );
  return rows.map((row) => {
    const { attempt = 0, text = null } = members.pending.get(row.number) ?? {};
    members.pending.set(row.number, { consumer, sinceMs: nowMs, attempt: attempt + 1, text });
    return { ...logged(universe, row), attempt: attempt + 1 };
  });
};

export const acknowledge = (log: Log, group: string, numbers: readonly number[]): void => {
  const pending = log.groups.get(group)?.pending;
  for (const number of numbers) if ((pending?.get(number)?.attempt ?? 0) > 0) pending?.delete(number);
};

export const giveBack = (log: Log, { group, consumer }: GroupMember, numbers: readonly number[]): void => {
  const pending = log.groups.get(group)?.pending;
  for (const number of numbers) {
    const handed = pending?.get(number);
    if (handed?.consumer === consumer) pending?.set(number, { ...handed, attempt: 0 });
  }
};

export const trim = (log: Log, upTo: number): number => {
  const handled = [...log.groups.values()].map(({ handed, pending }) => {
    const [first] = byNumber([...pending].filter(([, { text }]) => text === null));
    return first === undefined ? handed : first[0] - 1;
  });
  const until = handled.length === 0 ? 0 : Math.min(upTo, ...handled);
  const forgotten = Math.max(0, until - log.forgotten);
  log.texts.splice(0, forgotten);
  log.forgotten += forgotten;
  for (const [key, { last }] of log.appends) if (last <= log.forgotten) log.appends.delete(key);
  return forgotten;
};

// ── what groups gave up ──────────────────────────────────────────────────────────────────────────────────────────

interface Burial {
  number: number;
  trouble: Trouble;
  nowMs: number;
}

export const bury = (log: Log, { group, consumer }: GroupMember, { number, trouble, nowMs }: Burial): boolean => {
  const members = log.groups.get(group);
  const handed = members?.pending.get(number);
  if (members === undefined || handed?.consumer !== consumer || handed.attempt === 0) return false;
  members.letters.set(number, { ...trouble, consumer, buriedMs: nowMs, text: textAt(log, number, handed) });
  return members.pending.delete(number);
};

export const lettersOf = (log: Log, universe: UniverseId): (DeadLetter & EventRow)[] =>
  [...log.groups]
    .flatMap(([group, { letters }]) =>
      [...letters].map(([number, { buriedMs, ...letter }]) => ({
        ...{ number, ...letter, ...logged(universe, { number, text: letter.text }), group },
        buriedAt: new Date(buriedMs).toISOString(),
      })),
    )
    .sort((a, b) => a.number - b.number || (a.group < b.group ? -1 : 1));

export const discard = (log: Log, group: string, numbers: readonly number[]): number =>
  numbers.filter((number) => log.groups.get(group)?.letters.delete(number)).length;

export const replay = (log: Log, group: string, numbers: readonly number[]): number => {
  for (const number of numbers) {
    const members = log.groups.get(group);
    const letter = members?.letters.get(number);
    if (letter === undefined) continue;
    const { consumer, buriedMs, text } = letter;
    members?.pending.set(number, { consumer, sinceMs: buriedMs, attempt: 0, text });
  }
  return discard(log, group, numbers);
};
