import type { Fact } from '../../../schemas/canon.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { FactQuery, Moment } from '../../ports/canon-reader.ts';
import type { Page, PageRequest } from '../../ports/paging.ts';
import { timeCode, unknownCode } from './canon-codes.ts';
import { factColumns, factOf, factPaths } from './canon-records.ts';
import { touchSides } from './canon-touches.ts';
import { keyAfter, type List, pageOf, readMax } from './pages.ts';
import type { Sqlite } from './sqlite.ts';

interface FactList {
  u: number;
  universe: UniverseId;
  query: FactQuery;
  page: PageRequest;
  at: Partial<Moment> | undefined;
}

const list: List = { name: 'facts', start: [String(unknownCode), ''] };

/** Rows to look at, and what of the query they answer. */
interface Source {
  from: string;
  where: string;
}

const inBody = (path: string, value: string): string =>
  `EXISTS (SELECT 1 FROM json_each(found.body, '${path}') AS each WHERE each.value ${value} = :node)`;

const number = '(SELECT number FROM nodes WHERE u = :u AND id = :node AND until IS NULL)';

const touching = (side: number): Source => ({
  from: 'touches AS touch CROSS JOIN facts AS found ON found.row = touch.fact_row',
  where: `touch.node = ${number} AND touch.side = ${side}`,
});

/** What touches a node is known of the latest states alone, and of participants not where it was withdrawn: else the texts are searched. */
const sourceOf = ({ node, statuses }: FactQuery, isLatest: boolean): Source => {
  const plain = (where: string): Source => ({ from: 'facts AS found', where });
  switch (node?.side) {
    case undefined:
      return plain('found.u = :u');
    case 'subject':
    case 'object':
      return plain(`found.${node.side} = ${number}`);
    case 'participant':
      return isLatest && !statuses?.includes('retconned')
        ? touching(touchSides.anyhow)
        : plain(`found.u = :u AND kind = 'event' AND ${inBody(factPaths.participants, `->> 'node'`)}`);
    case 'knower':
      return isLatest ? touching(touchSides.knowing) : plain(`found.u = :u AND ${inBody(factPaths.knowers, '')}`);
  }
};

/** A page of facts in the order they began; the index of a subject, an object or the universe is in that order, others are sorted. */
export const listFacts = (database: Sqlite, { u, universe, query, page, at }: FactList): Page<Fact> => {
  const [start, id] = keyAfter(list, page.after);
  const knownAt = at?.knownAt ?? null;
  const { from, where: ofNode } = sourceOf(query, knownAt === null);
  const conditions = [ofNode];
  const after = '(found.valid_from, found.id) > (:from, :id)';
  const values: Record<string, number | bigint | string> = {
    ...{ u, id: id ?? '', from: BigInt(start ?? unknownCode), max: readMax(page) },
  };
  const where = (condition: string, name: string, value: number | bigint | string | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values[name] = value;
  };
  if (knownAt === null) conditions.push('until IS NULL');
  else where('since <= :knownAt AND (until IS NULL OR until > :knownAt)', 'knownAt', knownAt);
  if (query.node !== undefined) values['node'] = query.node.id;
  where('found.predicate = :predicate', 'predicate', query.predicate);
  where('kind = :kind', 'kind', query.kind);
  where('found.valid_from <= :asOf AND found.valid_to > :asOf', 'asOf', at?.asOf ? timeCode(at.asOf) : undefined);
  where(
    'status IN (SELECT value FROM json_each(:statuses))',
    'statuses',
    query.statuses && JSON.stringify(query.statuses),
  );
  if (query.statuses === undefined) conditions.push(`status <> 'retconned'`);
  const read = database.prepare(
    `SELECT CAST(found.valid_from AS TEXT) AS from_code, ${factColumns} FROM ${from}
     WHERE ${[...conditions, after].join(' AND ')} ORDER BY found.valid_from, found.id LIMIT :max`,
  );
  read.setAllowUnknownNamedParameters(true);
  return pageOf(read.all(values), page, {
    list,
    item: (row) => factOf(row, universe),
    key: (row) => [String(row['from_code']), String(row['id'])],
  });
};
