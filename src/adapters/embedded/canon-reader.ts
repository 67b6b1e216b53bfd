import type { CanonNode, Container, Fact } from '../../../schemas/canon.ts';
import type { Envelope } from '../../../schemas/event.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { FactId, NodeId, UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import {
  refuseOverlargeSlice,
  refuseOverlongPath,
  refuseOverlongWalk,
  refuseTooManyEvents,
  refuseTooManyIds,
} from '../../ports/canon-call.ts';
import { type CanonReader, fanOutDefault, type Moment, type Version } from '../../ports/canon-reader.ts';
import type { Page, PageRequest } from '../../ports/paging.ts';
import { count, recordOf, type Row, text, timeCode } from './canon-codes.ts';
import { listFacts } from './canon-facts.ts';
import { inStretches, type Selection, shortestPath, walk } from './canon-graph.ts';
import { findUniverse, headOf, headOfNothing } from './canon-head.ts';
import { idsLike } from './canon-ids.ts';
import { logEntries } from './canon-log.ts';
import { factColumns, factOf, type RecordTable, recordTables } from './canon-records.ts';
import { emptySlice, readSlice } from './canon-slice.ts';
import { listSupports } from './canon-supports.ts';
import { keyAfter, type List, pageOf, readMax } from './pages.ts';
import type { Sqlite } from './sqlite.ts';

const emptyPage: Page<never> = { items: [], next: null };
const body = <T>(row: Row): T => recordOf<T>(row);
const idKey = (row: Row): readonly string[] => [text(row, 'id')];
const numberKey = (column: string) => (row: Row) => [String(count(row, column))];

const lists = {
  universes: { name: 'universes', start: [''] },
  nodes: { name: 'nodes', start: [''] },
  resting: { name: 'resting', start: [''] },
  states: { name: 'states', start: ['-1'] },
  decisions: { name: 'decisions', start: ['0'] },
  commits: { name: 'commits', start: ['0'] },
} as const satisfies Record<string, List>;

const momentOf = (at: Partial<Moment> = {}): Moment => ({ asOf: at.asOf ?? null, knownAt: at.knownAt ?? null });

/** Records by id, in the order asked for, as they were at a revision or are now. */
const byIds = <T>({ source, columns }: RecordTable<T>, { asOf, knownAt }: Moment): string => {
  const holding = asOf === null ? '' : 'AND found.valid_from <= :asOf AND found.valid_to > :asOf';
  const found = (until: string) => `SELECT asked.key AS place, ${columns} FROM json_each(:ids) AS asked
    CROSS JOIN ${source} WHERE found.u = :u AND found.id = asked.value ${holding} AND ${until}`;
  return knownAt === null
    ? `${found('found.until IS NULL')} ORDER BY place`
    : `${found('found.until IS NULL AND found.since <= :knownAt')} UNION ALL
       ${found('found.until IS NOT NULL AND found.since <= :knownAt AND found.until > :knownAt')} ORDER BY place`;
};

const factsKnownAtStatement = `SELECT asked.key AS place, ${factColumns} FROM json_each(:asked) AS asked CROSS JOIN facts AS found
    WHERE found.u = :u AND found.id = asked.value ->> 0 AND found.until IS NULL AND found.since <= asked.value ->> 1
    UNION ALL
    SELECT asked.key, ${factColumns} FROM json_each(:asked) AS asked CROSS JOIN facts AS found
    WHERE found.u = :u AND found.id = asked.value ->> 0 AND found.until IS NOT NULL
    AND found.since <= asked.value ->> 1 AND found.until > asked.value ->> 1`;

const versionOf = <T>(row: Row, record: T): Version<T> => ({
  record,
  from: count(row, 'since') as Revision,
  until: row['until'] === null ? null : (count(row, 'until') as Revision),
});

export const canonReader = (database: Sqlite): CanonReader => {
  /** One consistent look at one universe; `missing` if there is no such universe. */
  const look = async <T>(universe: UniverseId, missing: T, read: (u: number) => T): Promise<T> =>
    database.read(() => {
      const found = findUniverse(database, universe);
      return found === null ? missing : read(found.u);
    });

  const readByIds = async <T>(table: RecordTable<T>, universe: UniverseId, ids: readonly string[], at: Moment) => {
    refuseTooManyIds(ids);
    const { asOf, knownAt } = at;
    const moment = { ...(asOf === null ? {} : { asOf: timeCode(asOf) }), ...(knownAt === null ? {} : { knownAt }) };
    return look<readonly T[]>(universe, [], (u) =>
      database
        .prepare(byIds(table, at))
        .all({ u, ids: JSON.stringify(ids), ...moment })
        .map((row) => table.of(row, universe)),
    );
  };

  const history = <T>(table: RecordTable<T>, universe: UniverseId, id: FactId | NodeId, page: PageRequest) =>
    look<Page<Version<T>>>(universe, emptyPage, (u) => {
      const { source, columns, of } = table;
      const [after] = keyAfter(lists.states, page.after);
      const states = `SELECT found.since, found.until, ${columns} FROM ${source}
        WHERE found.u = :u AND found.id = :id AND found.since > :after`;
      const rows = database
        .prepare(
          `${states} AND found.until IS NOT NULL UNION ALL ${states} AND found.until IS NULL ORDER BY since LIMIT :max`,
        )
        .all({ u, id, after: Number(after), max: readMax(page) });
      const item = (row: Row): Version<T> => versionOf(row, of(row, universe));
      return pageOf(rows, page, { list: lists.states, item, key: numberKey('since') });
    });

  const selectionOf = (options: {
    fanOut?: number;
    predicates?: readonly string[];
    at?: Partial<Moment>;
  }): Selection => ({
    fanOut: options.fanOut ?? fanOutDefault,
    predicates: options.predicates,
    at: momentOf(options.at),
  });

  return {
    universes: async (page) => {
      const [after = ''] = keyAfter(lists.universes, page.after);
      const rows = database.read(() =>
        database
          .prepare('SELECT * FROM universes WHERE id > ? AND (revision > 0 OR decisions > 0) ORDER BY id LIMIT ?')
          .all(after, readMax(page)),
      );
      return pageOf(rows, page, { list: lists.universes, item: headOf, key: idKey });
    },
    containers: async () =>
      database.read(() =>
        database
          .prepare('SELECT body FROM containers ORDER BY id')
          .all()
          .map(body<Container>),
      ),
    head: async (universe) => database.read(() => findUniverse(database, universe)?.head ?? headOfNothing(universe)),

    nodes: (universe, ids, at) => readByIds(recordTables.nodes, universe, ids, { ...momentOf(at), asOf: null }),
    listNodes: (universe, query, page, at) =>
      look<Page<CanonNode>>(universe, emptyPage, (u) => {
        const [after = ''] = keyAfter(lists.nodes, page.after);
        const knownAt = at?.knownAt ?? null;
        const seen = knownAt === null ? 'until IS NULL' : 'since <= :knownAt AND (until IS NULL OR until > :knownAt)';
        const rows = database
          .prepare(
            `SELECT id, body FROM nodes WHERE u = :u AND kind = :kind AND id > :after AND ${seen}
             ${query.type === undefined ? '' : 'AND type = :type'} ORDER BY id LIMIT :max`,
          )
          .all({
            ...{ u, kind: query.kind, after, max: readMax(page) },
            ...(knownAt === null ? {} : { knownAt }),
            ...(query.type === undefined ? {} : { type: query.type }),
          });
        return pageOf(rows, page, { list: lists.nodes, item: body<CanonNode>, key: idKey });
      }),
    facts: (universe, ids, at) => readByIds(recordTables.facts, universe, ids, momentOf(at)),
    factsKnownAt: async (universe, asked) => {
      refuseTooManyIds(asked);
      const known: (Fact | null)[] = asked.map(() => null);
      return look<readonly (Fact | null)[]>(universe, known, (u) => {
        const pairs = JSON.stringify(asked.map(({ id, knownAt }) => [id, knownAt]));
        for (const row of database.prepare(factsKnownAtStatement).all({ u, asked: pairs }))
          known[count(row, 'place')] = factOf(row, universe);
        return known;
      });
    },
    listFacts: (universe, query, page, at) =>
      look<Page<Fact>>(universe, emptyPage, (u) => listFacts(database, { u, universe, query, page, at })),
    supports: (universe, targets, page) =>
      look<Page<Support>>(universe, emptyPage, (u) => {
        refuseTooManyIds(targets);
        return listSupports(database, { u, universe, targets, page });
      }),
    evidence: async (universe, ids) => {
      refuseTooManyIds(ids);
      return look<readonly Evidence[]>(universe, [], (u) =>
        database
          .prepare(
            `SELECT found.body FROM json_each(?) AS asked CROSS JOIN evidence AS found
             WHERE found.u = ? AND found.id = asked.value ORDER BY asked.key`,
          )
          .all(JSON.stringify(ids), u)
          .map(body<Evidence>),
      );
    },
    resting: (universe, on, page) =>
      look<Page<FactId>>(universe, emptyPage, (u) => {
        refuseTooManyIds(on);
        const [after = ''] = keyAfter(lists.resting, page.after);
        const rows = database
          .prepare(
            `SELECT found.fact AS id FROM json_each(:ids) AS asked CROSS JOIN derivations AS found
             WHERE found.u = :u AND found.base = asked.value AND found.fact > :after
             UNION
             SELECT found.target FROM json_each(:ids) AS asked CROSS JOIN evidence AS stub CROSS JOIN supports AS found
             WHERE stub.u = :u AND stub.id = asked.value AND found.evidence = stub.row AND found.until IS NULL
             AND found.status = 'standing' AND found.target > :after AND found.target GLOB 'fct_*' ORDER BY 1 LIMIT :max`,
          )
          .all({ u, ids: JSON.stringify(on), after, max: readMax(page) });
        return pageOf(rows, page, { list: lists.resting, item: (row) => text(row, 'id') as FactId, key: idKey });
      }),

    async neighbourhood(universe, start, { hops, signal, ...options }) {
      refuseOverlongWalk(start, { hops, ...options });
      const selection = selectionOf(options);
      return inStretches(database, { universe, selection, signal }, (expand) => walk(expand, { start, hops }));
    },
    async path(universe, { from, to }, { hopsMax: hops, signal, ...options }) {
      refuseOverlongPath({ hopsMax: hops, ...options });
      const selection = selectionOf(options);
      return inStretches(database, { universe, selection, signal }, (expand) =>
        shortestPath(expand, { from, to, hops }),
      );
    },

    factHistory: (universe, id, page) => history(recordTables.facts, universe, id, page),
    nodeHistory: (universe, id, page) => history(recordTables.nodes, universe, id, page),

    slice: async (universe, request, { signal } = {}) => {
      refuseOverlargeSlice(request);
      signal?.throwIfAborted();
      return database.read(() => {
        const found = findUniverse(database, universe);
        return found === null ? emptySlice(headOfNothing(universe)) : readSlice(database, found, request);
      });
    },

    decisions: (universe, query, page) =>
      look<Page<Decision>>(universe, emptyPage, (u) => {
        const { proposals, commit, from = 1 } = query;
        refuseTooManyIds(proposals ?? []);
        const [after] = keyAfter(lists.decisions, page.after);
        const rows = database
          .prepare(
            `SELECT number, body FROM decisions ${proposals === undefined ? '' : 'INDEXED BY decisions_by_proposal'}
             WHERE u = :u AND number > :after
             ${proposals === undefined ? '' : 'AND proposal IN (SELECT value FROM json_each(:proposals))'}
             ${commit === undefined ? '' : 'AND commit_id = :commit'} ORDER BY number LIMIT :max`,
          )
          .all({
            ...{ u, after: Math.max(Number(after), from - 1), max: readMax(page) },
            ...(proposals === undefined ? {} : { proposals: JSON.stringify(proposals) }),
            ...(commit === undefined ? {} : { commit }),
          });
        return pageOf(rows, page, { list: lists.decisions, item: body<Decision>, key: numberKey('number') });
      }),
    decision: (universe, id) =>
      look<Decision | null>(universe, null, (u) => {
        const row = database.prepare('SELECT body FROM decisions WHERE u = ? AND id = ?').get(u, id);
        return row === undefined ? null : recordOf<Decision>(row);
      }),
    commits: (universe, page, { from = 0 } = {}) =>
      look<Page<Commit>>(universe, emptyPage, (u) => {
        const [after] = keyAfter(lists.commits, page.after);
        const rows = database
          .prepare('SELECT revision, body FROM commits WHERE u = ? AND revision > ? ORDER BY revision LIMIT ?')
          .all(u, Math.max(Number(after), from - 1), readMax(page));
        return pageOf(rows, page, { list: lists.commits, item: body<Commit>, key: numberKey('revision') });
      }),
    commit: (universe, id) =>
      look<Commit | null>(universe, null, (u) => {
        const row = database.prepare('SELECT body FROM commits WHERE u = ? AND id = ?').get(u, id);
        return row === undefined ? null : recordOf<Commit>(row);
      }),
    idsLike: (universe, kind, part, max) =>
      look<readonly string[]>(universe, [], (u) => idsLike(database, { u, kind, part, max })),
    log: (universe, { after, signal } = {}) => logEntries(database, universe, { after: after ?? null, signal }),

    async unsent(max) {
      refuseTooManyEvents(max);
      return database.read(() =>
        database
          .prepare('SELECT body FROM outbox ORDER BY row LIMIT ?')
          .all(max)
          .map(body<Envelope>),
      );
    },
  };
};
