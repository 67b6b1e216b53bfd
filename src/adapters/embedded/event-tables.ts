import type { Envelope } from '../../../schemas/event.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import { positionAt } from '../../ports/event-call.ts';
import {
  type Delivery,
  eventBytesPerCallMax,
  type Group,
  type GroupMember,
  type LoggedEvent,
  type PendingDelivery,
  type Position,
} from '../../ports/event-log.ts';
import { takeWithin } from '../../ports/take-within.ts';
import { parseKept } from './kept-json.ts';
import type { Sqlite } from './sqlite.ts';

// What an event log does in its tables; what writes runs inside a transaction.
// L1. The events of a universe are numbered without gaps: what a group has not been handed yet is a difference of two numbers.
// L2. What was handed out is in `pending` until acknowledged, so that the end of a process loses nothing.
// L3. `forgotten` only grows, and never past what some group has not acknowledged.

const forgottenPerTransactionMax = 5_000;

interface Log {
  log: number;
  last: number;
  forgotten: number;
}

const findLog = (database: Sqlite, universe: UniverseId): Log | undefined =>
  database.prepare('SELECT log, last, forgotten FROM logs WHERE universe = ?').get(universe) as Log | undefined;

const ensureLog = (database: Sqlite, universe: UniverseId): Log => {
  const found = findLog(database, universe);
  if (found !== undefined) return found;
  const { lastInsertRowid } = database.prepare('INSERT INTO logs (universe) VALUES (?)').run(universe);
  return { log: Number(lastInsertRowid), last: 0, forgotten: 0 };
};

export const numberOf = (database: Sqlite, sql: string, ...values: readonly (string | number)[]): number | null => {
  const row = database.prepare(sql).get(...values);
  const value = row === undefined ? null : Object.values(row)[0];
  return typeof value === 'number' ? value : null;
};

// ── append ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const append = (
  database: Sqlite,
  universe: UniverseId,
  { texts, key }: { texts: readonly string[]; key: string },
): Position[] => {
  const { log, last } = ensureLog(database, universe);
  const known = database
    .prepare('SELECT number, append_count AS events FROM events WHERE log = ? AND append_key = ?')
    .get(log, key) as { number: number; events: number } | undefined;
  if (known !== undefined)
    return Array.from({ length: known.events }, (_, i) => positionAt(universe, known.number - known.events + 1 + i));
  const insert = database.prepare(
    'INSERT INTO events (log, number, body, append_key, append_count) VALUES (?, ?, ?, ?, ?)',
  );
  for (const [i, text] of texts.entries()) {
    const isLast = i === texts.length - 1;
    insert.run(log, last + 1 + i, text, isLast ? key : null, isLast ? texts.length : null);
  }
  database.prepare('UPDATE logs SET last = last + ? WHERE log = ?').run(texts.length, log);
  return texts.map((_, i) => positionAt(universe, last + 1 + i));
};

// ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────────

const handedStatement = 'SELECT handed FROM groups WHERE log = ? AND name = ?';

/** Whether a read would write anything: hand out events, or note that there is such a group. Costs no lock. */
export const isWorthReading = (database: Sqlite, { universe, group }: Group): boolean =>
  database.read(() => {
    const log = findLog(database, universe);
    const handed = log === undefined ? null : numberOf(database, handedStatement, log.log, group);
    return log === undefined || handed === null || log.last > handed;
  });

interface EventRow {
  number: number;
  text: string;
}

interface Handing {
  max: number;
  nowMs: number;
}

export const handOut = (database: Sqlite, member: GroupMember, { max, nowMs }: Handing): Delivery[] => {
  const { universe, group, consumer } = member;
  const { log, forgotten } = ensureLog(database, universe);
  database.prepare('INSERT OR IGNORE INTO groups (log, name, handed) VALUES (?, ?, ?)').run(log, group, forgotten);
  const handed = numberOf(database, handedStatement, log, group) ?? forgotten;
  const rows = database
    .prepare('SELECT number, body AS text FROM events WHERE log = ? AND number > ? ORDER BY number LIMIT ?')
    .iterate(log, handed, max) as Iterable<EventRow>;
  const { taken } = takeWithin(rows, { max, bytesMax: eventBytesPerCallMax });
  const insert = database.prepare(
    'INSERT INTO pending (log, name, number, consumer, since_ms, attempt) VALUES (?, ?, ?, ?, ?, 1)',
  );
  for (const { number } of taken) insert.run(log, group, number, consumer, nowMs);
  const last = taken.at(-1);
  if (last !== undefined)
    database.prepare('UPDATE groups SET handed = ? WHERE log = ? AND name = ?').run(last.number, log, group);
  return taken.map((row) => ({ ...logged(database, universe, row), attempt: 1 }));
};

const logged = (database: Sqlite, universe: UniverseId, { number, text }: EventRow): LoggedEvent => ({
  position: positionAt(universe, number),
  event: parseKept(text, database.path) as Envelope,
});

export const acknowledge = (database: Sqlite, { universe, group }: Group, numbers: readonly number[]): void => {
  const found = findLog(database, universe);
  if (found === undefined) return;
  const remove = database.prepare('DELETE FROM pending WHERE log = ? AND name = ? AND number = ?');
  for (const number of numbers) remove.run(found.log, group, number);
};

export const claim = (
  database: Sqlite,
  member: GroupMember,
  { max, nowMs, idleMsMin }: Handing & { idleMsMin: number },
): Delivery[] => {
  const { universe, group, consumer } = member;
  const found = findLog(database, universe);
  if (found === undefined) return [];
  const { log } = found;
  const rows = database
    .prepare(
      `SELECT pending.number, attempt + 1 AS attempt, body AS text
      FROM pending CROSS JOIN events ON events.log = pending.log AND events.number = pending.number
      WHERE pending.log = ? AND name = ? AND max(0, ? - since_ms) >= ? ORDER BY pending.number LIMIT ?`,
    )
    .iterate(log, group, nowMs, idleMsMin, max) as Iterable<EventRow & { attempt: number }>;
  const { taken } = takeWithin(rows, { max, bytesMax: eventBytesPerCallMax });
  const update = database.prepare(
    'UPDATE pending SET consumer = ?, since_ms = ?, attempt = ? WHERE log = ? AND name = ? AND number = ?',
  );
  for (const { number, attempt } of taken) update.run(consumer, nowMs, attempt, log, group, number);
  return taken.map((row) => ({ ...logged(database, universe, row), attempt: row.attempt }));
};

// ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

interface Part {
  after: number;
  max: number;
}

export const pending = (
  database: Sqlite,
  { universe, group }: Group,
  { after, max, nowMs }: Part & Handing,
): PendingDelivery[] =>
  database.read(() => {
    const found = findLog(database, universe);
    if (found === undefined) return [];
    const rows = database
      .prepare(
        `SELECT number, consumer, max(0, ? - since_ms) AS idleMs, attempt FROM pending
        WHERE log = ? AND name = ? AND number > ? ORDER BY number LIMIT ?`,
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

export const range = (database: Sqlite, universe: UniverseId, { after, max }: Part): LoggedEvent[] =>
  database.read(() => {
    const found = findLog(database, universe);
    if (found === undefined) return [];
    const rows = database
      .prepare('SELECT number, body AS text FROM events WHERE log = ? AND number > ? ORDER BY number LIMIT ?')
      .iterate(found.log, after, max) as Iterable<EventRow>;
    const { taken } = takeWithin(rows, { max, bytesMax: eventBytesPerCallMax });
    return taken.map((row) => logged(database, universe, row));
  });

export const latest = (database: Sqlite, universe: UniverseId, max: number): LoggedEvent[] =>
  database.read(() => {
    const found = findLog(database, universe);
    if (found === undefined) return [];
    const rows = database
      .prepare('SELECT number, body AS text FROM events WHERE log = ? ORDER BY number DESC LIMIT ?')
      .iterate(found.log, max) as Iterable<EventRow>;
    const { taken } = takeWithin(rows, { max, bytesMax: eventBytesPerCallMax });
    return taken.toReversed().map((row) => logged(database, universe, row));
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

export const length = (database: Sqlite, universe: UniverseId): number => {
  const found = database.read(() => findLog(database, universe));
  return found === undefined ? 0 : found.last - found.forgotten;
};

// ── trim ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The last event that no group needs any more; null without a group. */
const handledStatement = `
  SELECT min(coalesce((SELECT min(number) - 1 FROM pending WHERE pending.log = groups.log AND pending.name = groups.name), handed))
  FROM groups WHERE log = ?`;

/** Forgets a part that does not keep others waiting for long. Returns how many; none when it is done. */
export const forgetSome = (database: Sqlite, universe: UniverseId, upTo: number): number => {
  const found = findLog(database, universe);
  if (found === undefined) return 0;
  const { log, forgotten } = found;
  const handled = numberOf(database, handledStatement, log) ?? 0;
  const until = Math.min(upTo, handled, forgotten + forgottenPerTransactionMax);
  if (until <= forgotten) return 0;
  database.prepare('DELETE FROM events WHERE log = ? AND number <= ?').run(log, until);
  database.prepare('UPDATE logs SET forgotten = ? WHERE log = ?').run(until, log);
  return until - forgotten;
};
