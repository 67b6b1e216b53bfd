import type { CanonNode, Fact } from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { NodeId } from '../../../schemas/ids.ts';
import { Failure } from '../../domain/failure.ts';
import {
  factsPerSliceKeyMax,
  type Head,
  type Slice,
  type SliceKey,
  sliceKeysMax,
  type SliceRequest,
  supportsPerFactMax,
} from '../../ports/canon-reader.ts';
import { count, endCode, openCode, recordOf, type Row, startCode, text } from './canon-codes.ts';
import type { Sqlite } from './sqlite.ts';

// L1. A key costs what it returns and what lies beside it in time, not what its node has gathered.
// L2. The stretch that a key may look at is bounded, and a key that needs more is told to be cut.

const rowsScannedPerKeyMax = 2_000;

type Side = SliceKey['side'];

/** By the end of the interval: what a time window can touch begins where `valid_to` passes its start. */
const keyQuery = (side: Side, { fromStart, anyPredicate }: { fromStart: boolean; anyPredicate: boolean }): string => {
  const order = fromStart ? 'DESC' : 'ASC';
  const within = `u = :u AND ${side === 'participant' ? 'node' : side} = :node
    ${anyPredicate ? '' : 'AND predicate = :predicate'} AND valid_to > :from`;
  const current = `until = ${openCode} AND status <> 'retconned'${side === 'object' ? ' AND object IS NOT NULL' : ''}`;
  return side === 'participant'
    ? `SELECT fact_row AS row FROM
         (SELECT * FROM participations WHERE ${within} ORDER BY valid_to ${order} LIMIT ${rowsScannedPerKeyMax})
       WHERE valid_from < :to LIMIT ${factsPerSliceKeyMax + 1}`
    : `SELECT row FROM
         (SELECT row, valid_from FROM facts WHERE ${within} AND ${current} ORDER BY valid_to ${order} LIMIT ${rowsScannedPerKeyMax})
       WHERE valid_from < :to LIMIT ${factsPerSliceKeyMax + 1}`;
};

const beyondQuery = (side: Side, anyPredicate: boolean): string =>
  `SELECT 1 FROM ${side === 'participant' ? 'participations' : 'facts'}
   WHERE u = :u AND ${side === 'participant' ? 'node' : side} = :node ${anyPredicate ? '' : 'AND predicate = :predicate'}
   AND valid_to > :from ${side === 'participant' ? '' : `AND until = ${openCode} AND status <> 'retconned'`}
   ${side === 'object' ? 'AND object IS NOT NULL' : ''} LIMIT 1 OFFSET ${rowsScannedPerKeyMax}`;

const rowsOfKey = (database: Sqlite, u: number, key: SliceKey): { rows: number[]; cut: boolean } => {
  const anyPredicate = key.predicate === null;
  if (anyPredicate && key.side !== 'participant')
    throw new Error('only participants can be asked for without a predicate');
  const values = {
    u,
    node: key.node,
    from: startCode(key.from),
    ...(key.predicate === null ? {} : { predicate: key.predicate }),
  };
  const found = database
    .prepare(keyQuery(key.side, { fromStart: key.from === null, anyPredicate }))
    .all({ ...values, to: endCode(key.to) });
  const rows = found.slice(0, factsPerSliceKeyMax).map((row) => count(row, 'row'));
  if (found.length > factsPerSliceKeyMax) return { rows, cut: true };
  const cut = key.to !== null && database.prepare(beyondQuery(key.side, anyPredicate)).get(values) !== undefined;
  return { rows, cut };
};

const bodies = <T>(rows: readonly Row[]): T[] => rows.map((row) => recordOf<T>(row));

const listOf = (ids: readonly (string | number)[]): string => JSON.stringify(ids);

const supportsOf = (database: Sqlite, u: number, facts: readonly Fact[]): Support[] => {
  const read = database.prepare(
    `SELECT body FROM supports WHERE u = ? AND target = ? AND until = ${openCode} ORDER BY evidence LIMIT ${supportsPerFactMax}`,
  );
  return facts.flatMap((fact) => bodies<Support>(read.all(u, fact.id)));
};

const namedBy = (database: Sqlite, u: number, names: readonly string[]): Slice['named'] => {
  const read = database.prepare(`SELECT node FROM names WHERE u = ? AND name = ? LIMIT ${factsPerSliceKeyMax}`);
  return names
    .map((name) => ({ name, nodes: read.all(u, name).map((row) => text(row, 'node') as NodeId) }))
    .filter(({ nodes }) => nodes.length > 0);
};

const assertBounded = (request: SliceRequest): void => {
  const asked = [request.keys, request.nodes, request.facts, request.names, request.evidence];
  if (request.keys.length <= sliceKeysMax && asked.every((list) => list.length <= sliceKeysMax)) return;
  throw new Failure({
    kind: 'terminal',
    code: 'too_much_at_once',
    message: `a slice of canon was asked for with more than ${sliceKeysMax} keys`,
    advice: 'Ask in smaller parts.',
  });
};

export const readSlice = (database: Sqlite, { u, head }: { u: number; head: Head }, request: SliceRequest): Slice => {
  assertBounded(request);
  const cut: number[] = [];
  const rows = new Set<number>();
  request.keys.forEach((key, index) => {
    const found = rowsOfKey(database, u, key);
    for (const row of found.rows) rows.add(row);
    if (found.cut) cut.push(index);
  });
  const current = `until = ${openCode}`;
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
    byId('facts', `AND ${current}`).all(listOf(request.facts.filter((id) => !known.has(id))), u),
  );
  const facts = [...keyed, ...named];
  return {
    head,
    facts,
    supports: supportsOf(database, u, facts),
    nodes: bodies<CanonNode>(byId('nodes', `AND ${current}`).all(listOf(request.nodes), u)),
    named: namedBy(database, u, request.names),
    evidence: bodies<Evidence>(byId('evidence', '').all(listOf(request.evidence), u)),
    cut,
  };
};

export const emptySlice = (head: Head): Slice => ({
  head,
  facts: [],
  supports: [],
  nodes: [],
  named: [],
  evidence: [],
  cut: [],
});
