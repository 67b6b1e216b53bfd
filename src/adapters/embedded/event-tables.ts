import type { Envelope } from '../../../schemas/event.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import { positionAt } from '../../ports/event-call.ts';
import { eventBytesPerCallMax, type LoggedEvent, type Position } from '../../ports/event-log.ts';
import { takeWithin } from '../../ports/take-within.ts';
import { parseKept } from './kept-json.ts';
import type { Sqlite } from './sqlite.ts';

// What an event log does in its tables; what writes runs inside a transaction.
// L1. The events of a universe are numbered without gaps: what a group has not been handed yet is a difference of two numbers.
// L2. What was handed out is in `pending` until acknowledged, so that the end of a process loses nothing.
// L3. `forgotten` only grows, and never past what some group has not acknowledged, save what is replayed: that has its event by itself.
// L4. What was handed to a group is pending, a dead letter of it, or acknowledged: one of the three.

const forgottenPerTransactionMax = 5_000;

export interface Log {
  log: number;
  last: number;
  forgotten: number;
}

export const findLog = (database: Sqlite, universe: UniverseId): Log | undefined =>
  database.prepare('SELECT log, last, forgotten FROM logs WHERE universe = ?').get(universe) as Log | undefined;

export const ensureLog = (database: Sqlite, universe: UniverseId): Log => {
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

export interface EventRow {
  number: number;
  text: string;
}

export const logged = (database: Sqlite, universe: UniverseId, { number, text }: EventRow): LoggedEvent => ({
  position: positionAt(universe, number),
  event: parseKept(text, database.path) as Envelope,
});

// ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Part {
  after: number;
  max: number;
}

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

export const length = (database: Sqlite, universe: UniverseId): number => {
  const found = database.read(() => findLog(database, universe));
  return found === undefined ? 0 : found.last - found.forgotten;
};

// ── trim ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The last event that no group needs any more; null without a group. */
const handledStatement = `
  SELECT min(coalesce((SELECT min(number) - 1 FROM pending
    WHERE pending.log = groups.log AND pending.name = groups.name AND body IS NULL), handed))
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
