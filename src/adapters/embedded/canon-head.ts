import type { Digest } from '../../../schemas/digest.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import type { Head } from '../../ports/canon-reader.ts';
import { count, type Row, text } from './canon-codes.ts';
import type { Sqlite } from './sqlite.ts';

const digestOrNull = (value: unknown): Digest | null => (value === null ? null : (value as Digest));

export const headOf = (row: Row): Head => ({
  universe: text(row, 'id') as UniverseId,
  revision: count(row, 'revision') as Revision,
  commit: digestOrNull(row['commit_digest']),
  decisions: { count: count(row, 'decisions'), last: digestOrNull(row['decision_digest']) },
});

export const headOfNothing = (universe: UniverseId): Head => ({
  universe,
  revision: 0 as Revision,
  commit: null,
  decisions: { count: 0, last: null },
});

/** The number that stands for a universe in every key, and where the universe stands; null: there is none. */
export const findUniverse = (database: Sqlite, universe: UniverseId): { u: number; head: Head } | null => {
  const row = database.prepare('SELECT * FROM universes WHERE id = ?').get(universe);
  return row === undefined ? null : { u: count(row, 'u'), head: headOf(row) };
};

export const createUniverse = (database: Sqlite, universe: UniverseId): { u: number; head: Head } => {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO universes (id, revision, decisions) VALUES (?, 0, 0)')
    .run(universe);
  return { u: Number(lastInsertRowid), head: headOfNothing(universe) };
};
