import type { UniverseId } from '../../../schemas/ids.ts';
import { positionAt } from '../../ports/event-call.ts';
import {
  type Delivery,
  eventBytesPerCallMax,
  type Group,
  type GroupMember,
  type PendingDelivery,
} from '../../ports/event-log.ts';
import { takeWithin } from '../../ports/take-within.ts';
import { ensureLog, type EventRow, findLog, type Log, logged, numberOf, type Part } from './event-tables.ts';
import type { Sqlite } from './sqlite.ts';

// What the groups of an event log do in its tables. What was given back or is replayed has 0 as its attempt until it is read.

const handedStatement = 'SELECT handed FROM groups WHERE log = ? AND name = ?';
const heldStatement = 'SELECT min(number) FROM pending WHERE log = ? AND name = ? AND attempt > 0';
const returnedStatement = 'SELECT min(number) FROM pending WHERE log = ? AND name = ? AND attempt = 0';
const beyondAll = Number.MAX_SAFE_INTEGER;

export interface Handing {
  max: number;
  inOrder: boolean;
  nowMs: number;
}

// ── handing out ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether a read would write anything: hand out events, or note that there is such a group. Costs no lock. */
export const isWorthReading = (database: Sqlite, { universe, group }: Group, inOrder: boolean): boolean =>
  database.read(() => {
    const log = findLog(database, universe);
    const handed = log === undefined ? null : numberOf(database, handedStatement, log.log, group);
    if (log === undefined || handed === null) return true;
    const before = inOrder ? (numberOf(database, heldStatement, log.log, group) ?? beyondAll) : beyondAll;
    const returned = numberOf(database, returnedStatement, log.log, group) ?? beyondAll;
    return returned < before || (before === beyondAll && log.last > handed);
  });

const taken = <T extends EventRow>(rows: Iterable<unknown>, max: number): T[] =>
  takeWithin(rows as Iterable<T>, { max, bytesMax: eventBytesPerCallMax }).taken;

interface Asked {
  log: Log;
  member: GroupMember;
  /** Only what precedes this one. */
  before: number;
}

const returnedRows = (
  database: Sqlite,
  { log: { log }, member, before }: Asked,
  { max, nowMs }: Handing,
): EventRow[] => {
  const { group, consumer } = member;
  const waiting = `SELECT pending.number, coalesce(pending.body, events.body) AS text
    FROM pending LEFT JOIN events ON events.log = pending.log AND events.number = pending.number
    WHERE pending.log = ? AND name = ? AND attempt = 0 AND pending.number < ? ORDER BY pending.number LIMIT ?`;
  const rows = taken<EventRow>(database.prepare(waiting).iterate(log, group, before, max), max);
  const update = database.prepare(
    'UPDATE pending SET consumer = ?, since_ms = ?, attempt = 1 WHERE log = ? AND name = ? AND number = ?',
  );
  for (const { number } of rows) update.run(consumer, nowMs, log, group, number);
  return rows;
};

const newRows = (database: Sqlite, { log, member, before }: Asked, { max, nowMs }: Handing): EventRow[] => {
  if (before !== beyondAll) return [];
  const { group, consumer } = member;
  const handed = numberOf(database, handedStatement, log.log, group) ?? log.forgotten;
  const next = 'SELECT number, body AS text FROM events WHERE log = ? AND number > ? ORDER BY number LIMIT ?';
  const rows = taken<EventRow>(database.prepare(next).iterate(log.log, handed, max), max);
  const insert = database.prepare(
    'INSERT INTO pending (log, name, number, consumer, since_ms, attempt) VALUES (?, ?, ?, ?, ?, 1)',
  );
  for (const { number } of rows) insert.run(log.log, group, number, consumer, nowMs);
  const last = rows.at(-1);
  if (last !== undefined)
    database.prepare('UPDATE groups SET handed = ? WHERE log = ? AND name = ?').run(last.number, log.log, group);
  return rows;
};

export const handOut = (database: Sqlite, member: GroupMember, handing: Handing): Delivery[] => {
  const { universe, group } = member;
  const found = ensureLog(database, universe);
  const { log, forgotten } = found;
  database.prepare('INSERT OR IGNORE INTO groups (log, name, handed) VALUES (?, ?, ?)').run(log, group, forgotten);
  const held = handing.inOrder ? numberOf(database, heldStatement, log, group) : null;
  const asked = { log: found, member, before: held ?? beyondAll };
  const returned = returnedRows(database, asked, handing);
  const rows = returned.length > 0 ? returned : newRows(database, asked, handing);
  return rows.map((row) => ({ ...logged(database, universe, row), attempt: 1 }));
};

/** The first that is not to be claimed: somebody has it still, or it was given back. */
const busyNumberStatement = `
  SELECT min(number) FROM pending WHERE log = ? AND name = ?
  AND ((attempt > 0 AND max(0, ? - since_ms) < ?) OR (attempt = 0 AND body IS NULL))`;

export const claim = (
  database: Sqlite,
  member: GroupMember,
  { max, inOrder, nowMs, idleMsMin }: Handing & { idleMsMin: number },
): Delivery[] => {
  const { universe, group, consumer } = member;
  const found = findLog(database, universe);
  if (found === undefined) return [];
  const { log } = found;
  const busy = inOrder ? numberOf(database, busyNumberStatement, log, group, nowMs, idleMsMin) : null;
  const idle = `SELECT pending.number, attempt + 1 AS attempt, coalesce(pending.body, events.body) AS text
    FROM pending LEFT JOIN events ON events.log = pending.log AND events.number = pending.number
    WHERE pending.log = ? AND name = ? AND pending.number < ? AND attempt > 0 AND max(0, ? - since_ms) >= ?
    ORDER BY pending.number LIMIT ?`;
  const before = busy ?? beyondAll;
  const rows = taken<EventRow & { attempt: number }>(
    database.prepare(idle).iterate(log, group, before, nowMs, idleMsMin, max),
    max,
  );
  const update = database.prepare(
    'UPDATE pending SET consumer = ?, since_ms = ?, attempt = ? WHERE log = ? AND name = ? AND number = ?',
  );
  for (const { number, attempt } of rows) update.run(consumer, nowMs, attempt, log, group, number);
  return rows.map((row) => ({ ...logged(database, universe, row), attempt: row.attempt }));
};

export const acknowledge = (database: Sqlite, { universe, group }: Group, numbers: readonly number[]): void => {
  const found = findLog(database, universe);
  if (found === undefined) return;
  const remove = database.prepare('DELETE FROM pending WHERE log = ? AND name = ? AND number = ? AND attempt > 0');
  for (const number of numbers) remove.run(found.log, group, number);
};

export const giveBack = (
  database: Sqlite,
  { universe, group, consumer }: GroupMember,
  numbers: readonly number[],
): void => {
  const found = findLog(database, universe);
  if (found === undefined) return;
  const update = database.prepare(
    'UPDATE pending SET attempt = 0 WHERE log = ? AND name = ? AND number = ? AND consumer = ?',
  );
  for (const number of numbers) update.run(found.log, group, number, consumer);
};

// ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const pending = (
  database: Sqlite,
  { universe, group }: Group,
  { after, max, nowMs }: Part & { nowMs: number },
): PendingDelivery[] =>
  database.read(() => {
    const found = findLog(database, universe);
    if (found === undefined) return [];
    const rows = database
      .prepare(
        `SELECT number, consumer, max(0, ? - since_ms) AS idleMs, attempt FROM pending
        WHERE log = ? AND name = ? AND number > ? AND attempt > 0 ORDER BY number LIMIT ?`,
      )
      .all(nowMs, found.log, group, after, max) as unknown as (Omit<PendingDelivery, 'position'> & {
      number: number;
    })[];
    return rows.map(({ number, consumer, idleMs, attempt }) => ({
      position: positionAt(universe, number),
      consumer,
      idleMs,
      attempt,
    }));
  });

export const groups = (database: Sqlite, universe: UniverseId): string[] =>
  database.read(() =>
    database
      .prepare('SELECT name FROM logs JOIN groups USING (log) WHERE universe = ? ORDER BY name')
      .all(universe)
      .map((row) => String(row['name'])),
  );

export const lag = (database: Sqlite, { universe, group }: Group): number =>
  database.read(() => {
    const found = findLog(database, universe);
    if (found === undefined) return 0;
    const handed = numberOf(database, handedStatement, found.log, group) ?? found.forgotten;
    const handedOut = 'SELECT count(*) FROM pending WHERE log = ? AND name = ?';
    return found.last - handed + (numberOf(database, handedOut, found.log, group) ?? 0);
  });
