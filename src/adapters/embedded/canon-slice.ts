import type { CanonNode, Fact } from '../../../schemas/canon.ts';
import type { Evidence } from '../../../schemas/evidence.ts';
import type { NodeId } from '../../../schemas/ids.ts';
import { claimHash } from '../../domain/claim.ts';
import {
  factsPerSliceKeyDefault,
  type Head,
  nodesPerNameMax,
  type Slice,
  type SliceKey,
  type SliceRequest,
} from '../../ports/canon-reader.ts';
import { count, endCode, openCode, recordOf, type Row, startCode, text, unknownCode } from './canon-codes.ts';
import type { Sqlite } from './sqlite.ts';

// L1. A key costs what it returns and what lies beside it in time, not what its node has gathered.
// L2. The stretch that a key may look at is bounded, and a key that needs more is told to be cut.

const rowsScannedPerKeyMax = 2_000; // more than a key may ask for

type Values = Record<string, number | bigint | string>;

/** Where the facts of a key lie, in the order of an index, and which of them are wanted. */
interface Stretch {
  /** What of a row is looked at: no more than the index holds, where it can be. */
  columns: string;
  from: string;
  where: string;
  order: string;
  /** Null: all of them. */
  filter: string | null;
  values: Values;
}

const current = `until = ${openCode} AND status <> 'retconned'`;

const isClaim = ({ side, object }: SliceKey): boolean => side === 'subject' && object !== undefined;

const claimOf = ({ node, predicate, object = null }: SliceKey): number =>
  claimHash({ subject: node, predicate: predicate ?? '', object });

/** By the ends of their intervals. */
const touching = (u: number, key: SliceKey): Stretch => {
  const { side, node, predicate, from, to } = key;
  const ofPredicate = predicate === null ? '' : 'AND predicate = :predicate';
  const present = side === 'object' ? 'AND object IS NOT NULL' : '';
  const isPart = side === 'participant';
  const of = isPart
    ? `node = :node ${ofPredicate}`
    : isClaim(key)
      ? `claim = :claim AND +subject = :node AND +predicate = :predicate AND ${current}`
      : `${side} = :node ${ofPredicate} AND ${current} ${present}`;
  return {
    columns: isPart ? 'fact_row AS row, valid_from' : 'row, valid_from',
    from: isPart ? 'participations' : 'facts',
    where: `u = :u AND ${of} AND valid_to > :from`,
    order: `valid_to ${from === null ? 'DESC' : 'ASC'}`,
    filter: to === null ? null : 'valid_from < :to',
    values: {
      ...{ u, node, from: startCode(from) },
      ...(predicate === null ? {} : { predicate }),
      ...(isClaim(key) ? { claim: claimOf(key) } : {}),
      ...(to === null ? {} : { to: endCode(to) }),
    },
  };
};

/** By their beginnings; that index knows neither predicates nor which states are current. */
const beginning = (u: number, key: SliceKey): Stretch => {
  const { side, node, predicate, from, to } = key;
  return {
    columns: 'row, predicate, until, status, claim',
    from: `facts INDEXED BY facts_by_${side}`,
    where: `u = :u AND ${side} = :node AND valid_from >= :from AND valid_from < :to ${side === 'object' ? 'AND object IS NOT NULL' : ''}`,
    order: 'valid_from',
    filter: `predicate = :predicate AND ${current} ${isClaim(key) ? 'AND claim = :claim' : ''}`,
    values: {
      ...{ u, node, predicate: predicate ?? '', to: endCode(to) },
      from: from === null ? unknownCode + 1n : startCode(from),
      ...(isClaim(key) ? { claim: claimOf(key) } : {}),
    },
  };
};

const rowsOfKey = (database: Sqlite, u: number, key: SliceKey): { rows: number[]; cut: boolean } => {
  const { max = factsPerSliceKeyDefault } = key;
  const { columns, from, where, order, filter, values } = key.begins ? beginning(u, key) : touching(u, key);
  const found = database
    .prepare(
      `SELECT row FROM (SELECT ${columns} FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT ${rowsScannedPerKeyMax})
       ${filter === null ? '' : `WHERE ${filter}`} LIMIT :most`,
    )
    .all({ ...values, most: max + 1 });
  const rows = found.slice(0, max).map((each) => count(each, 'row'));
  if (found.length > max) return { rows, cut: true };
  if (filter === null) return { rows, cut: false };
  const beyond = database.prepare(`SELECT 1 FROM ${from} WHERE ${where} LIMIT 1 OFFSET ${rowsScannedPerKeyMax}`);
  beyond.setAllowUnknownNamedParameters(true);
  return { rows, cut: beyond.get(values) !== undefined };
};

const bodies = <T>(rows: readonly Row[]): T[] => rows.map((row) => recordOf<T>(row));

const listOf = (ids: readonly (string | number)[]): string => JSON.stringify(ids);

const namedBy = (database: Sqlite, u: number, names: readonly string[]): Slice['named'] => {
  const read = database.prepare(
    `SELECT node FROM names WHERE u = ? AND name = ? ORDER BY node LIMIT ${nodesPerNameMax}`,
  );
  return names
    .map((name) => ({ name, nodes: read.all(u, name).map((row) => text(row, 'node') as NodeId) }))
    .filter(({ nodes }) => nodes.length > 0);
};

export const readSlice = (database: Sqlite, { u, head }: { u: number; head: Head }, request: SliceRequest): Slice => {
  const cut: number[] = [];
  const rows = new Set<number>();
  request.keys.forEach((key, index) => {
    const found = rowsOfKey(database, u, key);
    for (const row of found.rows) rows.add(row);
    if (found.cut) cut.push(index);
  });
  const latest = `AND until = ${openCode}`;
  const byRow = database.prepare(
    'SELECT body FROM json_each(?) AS asked CROSS JOIN facts WHERE facts.row = asked.value',
  );
  const byId = (table: string, condition: string) =>
    database.prepare(
      `SELECT body FROM json_each(?) AS asked CROSS JOIN ${table} AS found WHERE found.u = ? AND found.id = asked.value ${condition}`,
    );
  const keyed = bodies<Fact>(byRow.all(listOf([...rows])));
  const known = new Set(keyed.map(({ id }) => id));
  const named = bodies<Fact>(
    byId('facts', latest).all(listOf([...new Set(request.facts)].filter((id) => !known.has(id))), u),
  );
  const facts = [...keyed, ...named];
  return {
    head,
    facts,
    nodes: bodies<CanonNode>(byId('nodes', latest).all(listOf(request.nodes), u)),
    named: namedBy(database, u, request.names),
    evidence: bodies<Evidence>(byId('evidence', '').all(listOf(request.evidence), u)),
    cut,
  };
};

export const emptySlice = (head: Head): Slice => ({
  head,
  facts: [],
  nodes: [],
  named: [],
  evidence: [],
  cut: [],
});
