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

/** A page of facts in the order they began; the index of the node, or of the universe, is in that order. */
export const listFacts = (database: Sqlite, { u, query, page, at }: FactList): Page<Fact> => {
  const [from, id] = keyAfter(list, page.after);
  const conditions = ['u = :u', 'since <= :seenAt', 'until > :seenAt', '(valid_from, id) > (:from, :id)'];
  const values: Record<string, number | bigint | string> = {
    ...{ u, id: id ?? '', from: BigInt(from ?? unknownCode), max: readMax(page) },
    seenAt: at?.knownAt ?? openCode - 1n,
  };
  const where = (condition: string, name: string, value: number | bigint | string | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values[name] = value;
  };
  where(`${query.node?.side} = :node`, 'node', query.node?.id);
  where('predicate = :predicate', 'predicate', query.predicate);
  where('kind = :kind', 'kind', query.kind);
  where('valid_from <= :asOf AND valid_to > :asOf', 'asOf', at?.asOf ? timeCode(at.asOf) : undefined);
  where(
    'status IN (SELECT value FROM json_each(:statuses))',
    'statuses',
    query.statuses && JSON.stringify(query.statuses),
  );
  if (query.statuses === undefined) conditions.push(`status <> 'retconned'`);
  const rows = database
    .prepare(
      `SELECT CAST(valid_from AS TEXT) AS from_code, id, body FROM facts WHERE ${conditions.join(' AND ')}
       ORDER BY valid_from, id LIMIT :max`,
    )
    .all(values);
  return pageOf(rows, page, {
    list,
    item: (row) => recordOf<Fact>(row),
    key: (row) => [String(row['from_code']), String(row['id'])],
  });
};
