import type { Fact } from '../../../schemas/canon.ts';
import type { FactQuery, Moment } from '../../ports/canon-reader.ts';
import type { Page, PageRequest } from '../../ports/paging.ts';
import { openCode, recordOf, timeCode, unknownCode } from './canon-codes.ts';
import { keyAfter, type List, pageOf, readMax } from './pages.ts';
import type { Sqlite } from './sqlite.ts';

interface FactList {
  u: number;
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
  `EXISTS (SELECT 1 FROM json_each(facts.body, '${path}') AS each WHERE each.value ${value} = :node)`;

/** The look-up tables know the latest states alone, and participations none that were withdrawn: anything else is looked for in the texts. */
const sourceOf = ({ node, statuses }: FactQuery, isLatest: boolean): Source => {
  const plain = (where: string): Source => ({ from: 'facts', where });
  switch (node?.side) {
    case undefined:
      return plain('true');
    case 'subject':
    case 'object':
      return plain(`${node.side} = :node`);
    case 'participant':
      return isLatest && !statuses?.includes('retconned')
        ? {
            from: 'participations AS part CROSS JOIN facts ON facts.row = part.fact_row',
            where: 'part.u = :u AND part.node = :node',
          }
        : plain(`kind = 'event' AND ${inBody('$.event.participants', `->> 'node'`)}`);
    case 'knower':
      return isLatest
        ? {
            from: `knowers CROSS JOIN facts ON facts.u = knowers.u AND facts.id = knowers.fact AND facts.until = ${openCode}`,
            where: 'knowers.u = :u AND knowers.node = :node',
          }
        : plain(inBody('$.visibility.to', ''));
  }
};

/** A page of facts in the order they began; the index of a subject, an object or the universe is in that order, others are sorted. */
export const listFacts = (database: Sqlite, { u, query, page, at }: FactList): Page<Fact> => {
  const [start, id] = keyAfter(list, page.after);
  const { from, where: ofNode } = sourceOf(query, (at?.knownAt ?? null) === null);
  const conditions = ['facts.u = :u', 'since <= :seenAt', 'until > :seenAt', ofNode];
  const after = '(facts.valid_from, facts.id) > (:from, :id)';
  const values: Record<string, number | bigint | string> = {
    ...{ u, id: id ?? '', from: BigInt(start ?? unknownCode), max: readMax(page) },
    seenAt: at?.knownAt ?? openCode - 1n,
  };
  const where = (condition: string, name: string, value: number | bigint | string | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values[name] = value;
  };
  if (query.node !== undefined) values['node'] = query.node.id;
  where('facts.predicate = :predicate', 'predicate', query.predicate);
  where('kind = :kind', 'kind', query.kind);
  where('facts.valid_from <= :asOf AND facts.valid_to > :asOf', 'asOf', at?.asOf ? timeCode(at.asOf) : undefined);
  where(
    'status IN (SELECT value FROM json_each(:statuses))',
    'statuses',
    query.statuses && JSON.stringify(query.statuses),
  );
  if (query.statuses === undefined) conditions.push(`status <> 'retconned'`);
  const rows = database
    .prepare(
      `SELECT CAST(facts.valid_from AS TEXT) AS from_code, facts.id, body FROM ${from}
       WHERE ${[...conditions, after].join(' AND ')} ORDER BY facts.valid_from, facts.id LIMIT :max`,
    )
    .all(values);
  return pageOf(rows, page, {
    list,
    item: (row) => recordOf<Fact>(row),
    key: (row) => [String(row['from_code']), String(row['id'])],
  });
};
