import type { Envelope } from '../../../schemas/event.ts';
import { UniverseId } from '../../../schemas/ids.ts';
import type { Collection, NarrativeDocument } from '../../../schemas/narrative.ts';
import { eventsPerCallMax } from '../../ports/event-log.ts';
import {
  badCursor,
  keptDocument,
  type KeptDocument,
  keptDocuments,
  refuseOverlongPage,
  refuseOverlongRead,
  refuseTooManyLike,
  refuseUnlessReplaceable,
} from '../../ports/narrative-call.ts';
import {
  type DocumentVersion,
  type JournalStore,
  type ListQuery,
  type NarrativeStore,
  pageBytesMax,
  type Stored,
  type WriteOutcome,
} from '../../ports/narrative-store.ts';
import type { Cursor, Page, PageRequest } from '../../ports/paging.ts';
import { refuseUnlessWithin } from '../../ports/refusal.ts';
import { takeWithin } from '../../ports/take-within.ts';
import { groupCommit } from './group-commit.ts';
import { parseKept } from './kept-json.ts';
import { openStoreFile, type StoreFileOptions } from './migrate.ts';
import type { Sqlite } from './sqlite.ts';

// ── writes: each runs inside a transaction ───────────────────────────────────────────────────────────────────────

const addEvents = (database: Sqlite, { events }: KeptDocument): void => {
  const insert = database.prepare('INSERT INTO outbox (event, body) VALUES (?, ?)');
  for (const { id, text } of events) insert.run(id, text);
};

const insertOne = (database: Sqlite, collection: Collection, kept: KeptDocument): WriteOutcome => {
  const { universe, id, story, scene, digest, text } = kept;
  const { changes } = database
    .prepare(
      `INSERT INTO documents (universe, collection, id, story, scene, version, first_digest, body)
      VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (universe, collection, id) DO NOTHING`,
    )
    .run(universe, collection, id, story, scene, digest, text);
  if (changes === 1) {
    addEvents(database, kept);
    return 'written';
  }
  const there = database
    .prepare('SELECT first_digest FROM documents WHERE universe = ? AND collection = ? AND id = ?')
    .get(universe, collection, id);
  return there?.['first_digest'] === digest ? 'repeated' : 'conflict';
};

const replaceOne = (
  database: Sqlite,
  collection: Collection,
  { kept, expected }: { kept: KeptDocument; expected: DocumentVersion },
): WriteOutcome => {
  const { universe, id, story, scene, text } = kept;
  const { changes } = database
    .prepare(
      `UPDATE documents SET story = ?, scene = ?, version = version + 1, body = ?
      WHERE universe = ? AND collection = ? AND id = ? AND version = ?`,
    )
    .run(story, scene, text, universe, collection, id, expected);
  if (changes === 1) {
    addEvents(database, kept);
    return 'written';
  }
  const repeated = database
    .prepare('SELECT 1 FROM documents WHERE universe = ? AND collection = ? AND id = ? AND version = ? AND body = ?')
    .get(universe, collection, id, expected + 1, text);
  return repeated === undefined ? 'conflict' : 'repeated';
};

// ── reads ────────────────────────────────────────────────────────────────────────────────────────────────────────

const sequenceOf = (cursor: Cursor): number => {
  const sequence = Number(cursor);
  if (!/^\d+$/.test(cursor) || !Number.isSafeInteger(sequence)) throw badCursor(cursor);
  return sequence;
};

/** The index is named, so that a page is read in its order whatever the planner thinks of the other ones. */
const listStatement = ({ story, scene, order }: ListQuery): string => {
  const index = scene !== undefined ? 'by_scene' : story !== undefined ? 'by_story' : 'in_order';
  return `SELECT sequence, version, body AS text FROM documents INDEXED BY documents_${index}
    WHERE universe = ? AND collection = ?
    ${scene === undefined ? '' : 'AND scene = ?'} ${story === undefined ? '' : 'AND story = ?'}
    ${order === 'newest' ? 'AND sequence < ? ORDER BY sequence DESC' : 'AND sequence > ? ORDER BY sequence'} LIMIT ?`;
};

interface DocumentRow {
  sequence: number;
  version: number;
  text: string;
}

const storedOf = <C extends Collection>(database: Sqlite, row: Omit<DocumentRow, 'sequence'>): Stored<C> => ({
  document: parseKept(row.text, database.path) as NarrativeDocument<C>,
  version: row.version as DocumentVersion,
});

const list = <C extends Collection>(
  database: Sqlite,
  collection: C,
  { query, page }: { query: ListQuery; page: PageRequest },
): Page<Stored<C>> => {
  refuseOverlongPage(page);
  const { universe, story, scene, order } = query;
  const start = order === 'newest' ? Number.MAX_SAFE_INTEGER : 0;
  const after = page.after === null ? start : sequenceOf(page.after);
  const places = [scene, story].filter((place) => place !== undefined);
  return database.read(() => {
    const rows = database.prepare(listStatement(query)).iterate(universe, collection, ...places, after, page.max + 1);
    const { taken, more } = takeWithin(rows as Iterable<DocumentRow>, { max: page.max, bytesMax: pageBytesMax });
    const last = taken.at(-1);
    return {
      items: taken.map((row) => storedOf<C>(database, row)),
      next: more && last !== undefined ? (String(last.sequence) as Cursor) : null,
    };
  });
};

/** Goes from one universe to the next by the index, without looking at what is in between. */
const universesStatement = `
  WITH RECURSIVE found (universe) AS (
    SELECT min(universe) FROM documents WHERE universe > ?1
    UNION ALL
    SELECT (SELECT min(universe) FROM documents WHERE universe > found.universe) FROM found WHERE found.universe IS NOT NULL
    LIMIT ?2
  )
  SELECT universe FROM found WHERE universe IS NOT NULL`;

const universes = (database: Sqlite, page: PageRequest): Page<UniverseId> => {
  refuseOverlongPage(page);
  if (page.after !== null && !UniverseId.safeParse(page.after).success) throw badCursor(page.after);
  const found = database.read(() => database.prepare(universesStatement).all(page.after ?? '', page.max + 1));
  const items = found.slice(0, page.max).map((row) => row['universe'] as UniverseId);
  return { items, next: found.length > page.max ? (items.at(-1) as string as Cursor) : null };
};

const get = <C extends Collection>(
  database: Sqlite,
  collection: C,
  { universe, ids }: { universe: UniverseId; ids: readonly string[] },
): Stored<C>[] => {
  refuseOverlongRead(ids);
  return database.read(() => {
    const select = database.prepare(
      'SELECT version, body AS text FROM documents WHERE universe = ? AND collection = ? AND id = ?',
    );
    return ids.flatMap((id) => {
      const row = select.get(universe, collection, id) as DocumentRow | undefined;
      return row === undefined ? [] : [storedOf<C>(database, row)];
    });
  });
};

const idsLike = (
  database: Sqlite,
  { collection, universe, part, max }: { collection: Collection; universe: UniverseId; part: string; max: number },
): string[] => {
  refuseTooManyLike(max);
  if (part === '') return [];
  return database.read(() =>
    database
      .prepare(
        `SELECT id FROM documents INDEXED BY documents_by_id WHERE universe = :universe AND collection = :collection
         AND (substr(id, instr(id, '_') + 1, :chars) = :part OR substr(id, -:chars) = :part) ORDER BY id LIMIT :max`,
      )
      .all({ universe, collection, part, chars: part.length, max })
      .map((row) => String(row['id'])),
  );
};

const count = (database: Sqlite, collection: Collection, universe: UniverseId): number =>
  database.read(() => {
    const select = 'SELECT count(*) AS documents FROM documents WHERE universe = ? AND collection = ?';
    return Number(database.prepare(select).get(universe, collection)?.['documents']);
  });

const unsent = (database: Sqlite, max: number): Envelope[] => {
  refuseUnlessWithin('events', max, { min: 1, max: eventsPerCallMax });
  return database.read(() => {
    const rows = database
      .prepare('SELECT body AS text FROM outbox INDEXED BY outbox_unsent WHERE sent = 0 ORDER BY sequence LIMIT ?')
      .iterate(max) as Iterable<{ text: string }>;
    const { taken } = takeWithin(rows, { max, bytesMax: pageBytesMax });
    return taken.map(({ text }) => parseKept(text, database.path) as Envelope);
  });
};

type Options = Omit<StoreFileOptions, 'durability'>;

export const openSqliteNarrativeStore = (options: Options): Promise<NarrativeStore> => openOn(options, 'full');

/**
 * The same file, for the journal. What is written here survives the end of the process and is not waited for: after a loss of power the last of it may be
 * gone, though nothing that came before something that was waited for, since one write-ahead log keeps both in their order. A step that is gone is
 * done again, and found done where what came of it was kept.
 */
export const openSqliteJournal = async (options: Omit<Options, 'mode'>): Promise<JournalStore & AsyncDisposable> =>
  openOn({ ...options, mode: 'write' }, 'rebuildable');

const openOn = async (
  options: Options,
  durability: NonNullable<StoreFileOptions['durability']>,
): Promise<NarrativeStore> => {
  const database = await openStoreFile('narrative', { ...options, durability });
  const commits = groupCommit(database);

  return {
    async insert(collection, documents, { signal } = {}) {
      const kept = keptDocuments(documents);
      return commits.write(() => kept.map((one) => insertOne(database, collection, one)), signal);
    },
    async replace(collection, replacement, { signal } = {}) {
      refuseUnlessReplaceable(collection);
      const kept = keptDocument(replacement);
      return commits.write(() => replaceOne(database, collection, { kept, expected: replacement.expected }), signal);
    },
    get: async (collection, universe, ids) => get(database, collection, { universe, ids }),
    list: async (collection, query, page) => list(database, collection, { query, page }),
    idsLike: async (collection, universe, part, max) => idsLike(database, { collection, universe, part, max }),
    count: async (collection, universe) => count(database, collection, universe),
    universes: async (page) => universes(database, page),
    unsent: async (max) => unsent(database, max),
    async markSent(events) {
      refuseUnlessWithin('events', events.length, { min: 0, max: eventsPerCallMax });
      await commits.write(() => {
        const mark = database.prepare('UPDATE outbox SET sent = 1 WHERE event = ? AND sent = 0');
        for (const event of events) mark.run(event);
      });
    },
    async [Symbol.asyncDispose]() {
      await commits.idle();
      database[Symbol.dispose]();
    },
  };
};
