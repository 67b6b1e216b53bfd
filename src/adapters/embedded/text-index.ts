import type { SQLInputValue } from 'node:sqlite';
import type { EntityId, UniverseId } from '../../../schemas/ids.ts';
import type { IndexKind } from '../../../schemas/narrative.ts';
import type { Audience } from '../../domain/audience.ts';
import { queryStems, stemsOf } from '../../domain/words.ts';
import { refuseUnlessIds, refuseUnlessSearch, refuseUnlessTextEntries } from '../../ports/index-call.ts';
import type { IndexFilter, IndexHit } from '../../ports/indexing.ts';
import { type TextEntry, type TextIndex, type TextMatch, titleWeight } from '../../ports/text-index.ts';
import { batchesOf, clearSpace, giveWay, openIndexFile, type Spaces } from './index-file.ts';
import type { StoreFileOptions } from './migrate.ts';
import type { Sqlite } from './sqlite.ts';

// T1. Every stem carries the number of its universe's space. No query can name the stems of another, and what a search costs follows the
//     universe, not the file.
// T2. Stems are letters and digits, and each stands in quotes: no query has a syntax.
// T3. The filter is part of the query that ranks, so that hits are counted after it.

const charsPerWriteMax = 500_000;
/** What an entry counts as at least, so that a write is of at most 200. */
const charsPerEntryMin = 2_500;

const stemsIn = (space: number, stems: readonly string[]): string[] =>
  stems.map((stem) => `${space.toString(36)}:${stem}`);

// ── what to look for ─────────────────────────────────────────────────────────────────────────────────────────────

const matchExpression = (terms: readonly string[], match: TextMatch): string =>
  match === 'phrase'
    ? `"${terms.join(' ')}"`
    : terms.map((term) => `"${term}"`).join(match === 'any' ? ' OR ' : ' AND ');

interface Condition {
  sql: string;
  values: readonly SQLInputValue[];
}

const placeholders = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const isLinked = (relation: 'about' | 'knows', entities: readonly EntityId[]): Condition => ({
  sql: `EXISTS (
    SELECT 1 FROM json_each(?) AS asked
    CROSS JOIN text_links AS l ON l.entry = e.number AND l.relation = '${relation}' AND l.entity = asked.value)`,
  values: [JSON.stringify(entities)],
});

const isSeenBy = (audience: Audience): Condition | null => {
  if (audience.as === 'gm') return null;
  if (audience.as === 'player') return { sql: `e.level IN ('public', 'party')`, values: [] };
  const known = isLinked('knows', [audience.entity]);
  return {
    sql: `(e.level ${audience.inParty ? `IN ('public', 'party')` : `= 'public'`} OR ${known.sql})`,
    values: known.values,
  };
};

const conditionsOf = ({ kinds, audience, story, scene, entities, until }: IndexFilter): Condition[] =>
  [
    { sql: `e.kind IN (${placeholders(kinds)})`, values: kinds },
    isSeenBy(audience),
    story === undefined ? null : { sql: 'e.story = ?', values: [story] },
    scene === undefined ? null : { sql: 'e.scene = ?', values: [scene] },
    entities === undefined ? null : isLinked('about', entities),
    until === undefined
      ? null
      : { sql: '(e.second IS NULL OR (e.second, e.ordinal) <= (?, ?))', values: [until.second, until.ordinal] },
  ].filter((condition) => condition !== null);

const findHits = (
  database: Sqlite,
  expression: string,
  { space, filter, max }: { space: number; filter: IndexFilter; max: number },
): IndexHit[] => {
  const conditions = conditionsOf(filter);
  const sql = `
    SELECT e.id, e.kind, -bm25(text_words, ${titleWeight}, 1) AS score
    FROM text_words CROSS JOIN text_entries AS e ON e.number = text_words.rowid
    WHERE text_words MATCH ? AND e.space = ? AND ${conditions.map((condition) => condition.sql).join(' AND ')}
    ORDER BY score DESC, e.id, e.kind LIMIT ?`;
  const rows = database.prepare(sql).all(expression, space, ...conditions.flatMap(({ values }) => values), max);
  return rows.map((row) => ({ id: String(row['id']), kind: row['kind'] as IndexKind, score: Number(row['score']) }));
};

// ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────

const spaceOf = (database: Sqlite, universe: UniverseId): number | null => {
  const row = database.prepare('SELECT number FROM text_spaces WHERE universe = ?').get(universe);
  return row === undefined ? null : Number(row['number']);
};

const takeSpace = (database: Sqlite, universe: UniverseId): number =>
  spaceOf(database, universe) ??
  Number(database.prepare('INSERT INTO text_spaces (universe) VALUES (?)').run(universe).lastInsertRowid);

const findEntry = (database: Sqlite, space: number, { kind, id }: { kind: IndexKind; id: string }): number | null => {
  const row = database
    .prepare('SELECT number FROM text_entries WHERE space = ? AND kind = ? AND id = ?')
    .get(space, kind, id);
  return row === undefined ? null : Number(row['number']);
};

const deleteEntry = (database: Sqlite, number: number): void => {
  database.prepare('DELETE FROM text_words WHERE rowid = ?').run(number);
  database.prepare('DELETE FROM text_links WHERE entry = ?').run(number);
  database.prepare('DELETE FROM text_entries WHERE number = ?').run(number);
};

interface StemmedEntry {
  entry: TextEntry;
  title: readonly string[];
  text: readonly string[];
}

const insertEntry = (database: Sqlite, space: number, { entry, title, text }: StemmedEntry): void => {
  const { kind, id, story, scene, storyTime, visibility } = entry;
  const { lastInsertRowid: number } = database
    .prepare(
      'INSERT INTO text_entries (space, kind, id, story, scene, second, ordinal, level) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(space, kind, id, story, scene, storyTime?.second ?? null, storyTime?.ordinal ?? null, visibility.level);
  database
    .prepare('INSERT INTO text_words (rowid, title, text) VALUES (?, ?, ?)')
    .run(number, stemsIn(space, title).join(' '), stemsIn(space, text).join(' '));
  const link = database.prepare('INSERT OR IGNORE INTO text_links (entry, relation, entity) VALUES (?, ?, ?)');
  for (const entity of entry.entities) link.run(number, 'about', entity);
  if (visibility.level === 'known') for (const entity of visibility.to) link.run(number, 'knows', entity);
};

const putEntry = (database: Sqlite, space: number, stemmed: StemmedEntry): void => {
  const old = findEntry(database, space, stemmed.entry);
  if (old !== null) deleteEntry(database, old);
  insertEntry(database, space, stemmed);
};

const spacesOf = (database: Sqlite): Spaces => ({
  table: 'text_spaces',
  forget(space, max) {
    const rows = database.prepare('SELECT number FROM text_entries WHERE space = ? LIMIT ?').all(space, max);
    for (const row of rows) deleteEntry(database, Number(row['number']));
    return rows.length;
  },
});

// ── the index ────────────────────────────────────────────────────────────────────────────────────────────────────

/** In one file with the vector index; readers and writers in any number of processes. */
export const openSqliteTextIndex = async (options: StoreFileOptions): Promise<TextIndex> => {
  const { database, spaces } = await openIndexFile(options, spacesOf);

  return {
    async put(entries, { signal } = {}) {
      refuseUnlessTextEntries(entries);
      const universe = entries[0]?.universe;
      if (universe === undefined) return;
      const sizeOf = ({ title, text }: TextEntry) => Math.max(charsPerEntryMin, title.length + text.length);
      for (const batch of batchesOf(entries, { sizeOf, sizeMax: charsPerWriteMax })) {
        await giveWay(signal);
        const stemmed = batch.map((entry) => ({ entry, title: stemsOf(entry.title), text: stemsOf(entry.text) }));
        await database.write(() => {
          const space = takeSpace(database, universe);
          for (const each of stemmed) putEntry(database, space, each);
        }, signal);
      }
    },

    async remove(universe, kind, ids) {
      refuseUnlessIds(ids);
      await database.write(() => {
        const space = spaceOf(database, universe);
        if (space === null) return;
        for (const id of ids) {
          const number = findEntry(database, space, { kind, id });
          if (number !== null) deleteEntry(database, number);
        }
      });
    },

    async search(query, filter, { signal } = {}) {
      refuseUnlessSearch(query, filter);
      signal?.throwIfAborted();
      const stems = queryStems(query);
      if (stems.length === 0) return [];
      return database.read(() => {
        const space = spaceOf(database, filter.universe);
        if (space === null) return [];
        const expression = matchExpression(stemsIn(space, stems), query.match);
        return findHits(database, expression, { space, filter, max: query.max });
      });
    },

    async count(universe, kind) {
      return database.read(() => {
        const counted = database.prepare(
          'SELECT count(*) AS n FROM text_entries WHERE space = (SELECT number FROM text_spaces WHERE universe = ?) AND kind = ?',
        );
        return Number(counted.get(universe, kind)?.['n']);
      });
    },

    async clear(universe, { signal } = {}) {
      await clearSpace(database, spaces, { universe, signal });
    },

    async [Symbol.asyncDispose]() {
      database[Symbol.dispose]();
    },
  };
};
