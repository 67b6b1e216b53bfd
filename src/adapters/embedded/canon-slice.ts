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
import { count, endCode, openCode, recordOf, type Row, startCode, text } from './canon-codes.ts';
import type { Sqlite } from './sqlite.ts';

// L1. A key costs what it returns and what lies beside it in time, not what its node has gathered.
// L2. The stretch that a key may look at is bounded, and a key that needs more is told to be cut.

const rowsScannedPerKeyMax = 2_000; // more than a key may ask for

type Values = Record<string, number | bigint | string>;

/** Where the facts of a key lie, in the order of an index: by the ends of their intervals. */
interface Stretch {
  from: string;
  where: string;
  values: Values;
}

const current = `until = ${openCode} AND status <> 'retconned'`;

const stretchOf = (u: number, key: SliceKey): Stretch => {
  const { side, node, predicate, object } = key;
  const values: Values = { u, from: startCode(key.from) };
  if (side === 'participant') {
    const narrowed = predicate === null ? '' : 'AND predicate = :predicate';
    return {
      from: 'participations',
      where: `u = :u AND node = :node ${narrowed} AND valid_to > :from`,
      values: { ...values, node, ...(predicate === null ? {} : { predicate }) },
    };
  }
  if (predicate === null) throw new Error('only participants can be asked for without a predicate');
  if (object !== undefined && side === 'subject')
    return {
      from: 'facts',
      where: `u = :u AND claim = :claim AND +subject = :node AND +predicate = :predicate AND valid_to > :from AND ${current}`,
      values: { ...values, node, predicate, claim: claimHash({ subject: node, predicate, object }) },
    };
  const present = side === 'object' ? 'AND object IS NOT NULL' : '';
  return {
    from: 'facts',
    where: `u = :u AND ${side} = :node AND predicate = :predicate AND valid_to > :from AND ${current} ${present}`,
    values: { ...values, node, predicate },
  };
};

const rowsOfKey = (database: Sqlite, u: number, key: SliceKey): { rows: number[]; cut: boolean } => {
  const { max = factsPerSliceKeyDefault } = key;
  const { from, where, values } = stretchOf(u, key);
  const row = from === 'facts' ? 'row' : 'fact_row AS row';
  const found = database
    .prepare(
      `SELECT row FROM (SELECT ${row}, valid_from FROM ${from} WHERE ${where}
         ORDER BY valid_to ${key.from === null ? 'DESC' : 'ASC'} LIMIT ${rowsScannedPerKeyMax})
       WHERE valid_from < :to LIMIT :most`,
    )
    .all({ ...values, to: endCode(key.to), most: max + 1 });
  const rows = found.slice(0, max).map((each) => count(each, 'row'));
  if (found.length > max) return { rows, cut: true };
  const beyond = `SELECT 1 FROM ${from} WHERE ${where} LIMIT 1 OFFSET ${rowsScannedPerKeyMax}`;
  return { rows, cut: key.to !== null && database.prepare(beyond).get(values) !== undefined };
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
