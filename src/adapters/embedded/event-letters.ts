import type { UniverseId } from '../../../schemas/ids.ts';
import {
  type DeadLetter,
  eventBytesPerCallMax,
  type Group,
  type GroupMember,
  type Trouble,
} from '../../ports/event-log.ts';
import { takeWithin } from '../../ports/take-within.ts';
import { type EventRow, findLog, logged } from './event-tables.ts';
import type { Sqlite } from './sqlite.ts';

// What becomes of events that a group gave up. What writes runs inside a transaction.

interface Burial {
  number: number;
  trouble: Trouble;
  nowMs: number;
}

export const bury = (database: Sqlite, member: GroupMember, { number, trouble, nowMs }: Burial): boolean => {
  const { universe, group, consumer } = member;
  const found = findLog(database, universe);
  if (found === undefined) return false;
  const { code, message, attempts } = trouble;
  const { changes } = database
    .prepare(
      `INSERT INTO dead_letters (log, number, name, consumer, code, message, attempts, buried_ms, body)
      SELECT pending.log, pending.number, name, consumer, ?, ?, ?, ?, coalesce(pending.body, events.body)
      FROM pending LEFT JOIN events ON events.log = pending.log AND events.number = pending.number
      WHERE pending.log = ? AND name = ? AND pending.number = ? AND consumer = ? AND attempt > 0`,
    )
    .run(code, message, attempts, nowMs, found.log, group, number, consumer);
  if (changes === 0) return false;
  database.prepare('DELETE FROM pending WHERE log = ? AND name = ? AND number = ?').run(found.log, group, number);
  return true;
};

type LetterRow = EventRow & Omit<DeadLetter, 'position' | 'event' | 'buriedAt'> & { buriedMs: number };

interface LettersAsked {
  after: { number: number; group: string };
  max: number;
}

export const deadLetters = (database: Sqlite, universe: UniverseId, { after, max }: LettersAsked): DeadLetter[] =>
  database.read(() => {
    const found = findLog(database, universe);
    if (found === undefined) return [];
    const rows = database
      .prepare(
        `SELECT number, body AS text, name AS "group", consumer, code, message, attempts, buried_ms AS buriedMs
        FROM dead_letters WHERE log = ? AND (number, name) > (?, ?) ORDER BY number, name LIMIT ?`,
      )
      .iterate(found.log, after.number, after.group, max) as unknown as Iterable<LetterRow>;
    const { taken } = takeWithin(rows, { max, bytesMax: eventBytesPerCallMax });
    return taken.map(({ number, text, buriedMs, ...rest }) => ({
      ...logged(database, universe, { number, text }),
      ...rest,
      buriedAt: new Date(buriedMs).toISOString(),
    }));
  });

export const discard = (database: Sqlite, { universe, group }: Group, numbers: readonly number[]): number => {
  const found = findLog(database, universe);
  if (found === undefined) return 0;
  const remove = database.prepare('DELETE FROM dead_letters WHERE log = ? AND name = ? AND number = ?');
  return numbers.reduce((count, number) => count + Number(remove.run(found.log, group, number).changes), 0);
};

/** To be read once more. Their events come along, whether the log still has them or not. */
export const replay = (database: Sqlite, group: Group, numbers: readonly number[]): number => {
  const found = findLog(database, group.universe);
  if (found === undefined) return 0;
  const putBack = database.prepare(
    `INSERT INTO pending (log, name, number, consumer, since_ms, attempt, body)
    SELECT log, name, number, consumer, buried_ms, 0, body FROM dead_letters WHERE log = ? AND name = ? AND number = ?`,
  );
  return numbers.reduce((count, number) => {
    putBack.run(found.log, group.group, number);
    return count + discard(database, group, [number]);
  }, 0);
};
