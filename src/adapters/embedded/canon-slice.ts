import type { CanonNode, Fact } from '../../../schemas/canon.ts';
import type { NodeId, UniverseId } from '../../../schemas/ids.ts';
import {
  factsPerSliceKeyDefault,
  type Head,
  nodesPerNameMax,
  type Slice,
  type SliceKey,
  type SliceRequest,
} from '../../ports/canon-reader.ts';
import { endCode, openCode, recordOf, startCode, text, unknownCode } from './canon-codes.ts';
import { type FactCells, factColumns, factFrom, type RecordTable, recordTables } from './canon-records.ts';
import { touchOfKey } from './canon-touches.ts';
import type { Sqlite } from './sqlite.ts';

// L1. A key costs what it returns and what lies beside it in time, not what its node has gathered.
// L2. The stretch that a key may look at is bounded, and a key that needs more is told to be cut.

const rowsScannedPerKeyMax = 2_000; // more than a key may ask for

const listOf = (ids: readonly (string | number)[]): string => JSON.stringify(ids);

const stretch = 'FROM touches WHERE node = :node AND side = :side AND topic = :topic';
const ending = `${stretch} AND valid_to > :from`;

/** What touches a node, in the order of their ends; with the end of a window, what begins before it. */
const statementsOf = (order: 'ASC' | 'DESC') => ({
  all: `SELECT fact_row ${ending} ORDER BY valid_to ${order} LIMIT +:most`,
  windowed: `SELECT fact_row FROM (SELECT fact_row, valid_from ${ending} ORDER BY valid_to ${order} LIMIT ${rowsScannedPerKeyMax})
    WHERE valid_from < :to LIMIT +:most`,
  beyond: `SELECT 1 ${ending} LIMIT 1 OFFSET ${rowsScannedPerKeyMax}`,
});
const soonest = statementsOf('ASC');
const latest = statementsOf('DESC');

/** What begins within a window: of what is open by its start, of what is over by its end. */
const over = `${stretch} AND valid_to > :from AND valid_to < ${openCode}`;
const begun = 'valid_from >= :from AND valid_from < :to';
const beginning = {
  rows: `SELECT fact_row FROM (
      SELECT * FROM (SELECT fact_row, valid_from ${stretch} AND valid_to = ${openCode} AND ${begun} ORDER BY valid_from LIMIT +:most)
      UNION ALL
      SELECT * FROM (SELECT fact_row, valid_from ${over} ORDER BY valid_to LIMIT ${rowsScannedPerKeyMax}) WHERE ${begun})
    ORDER BY valid_from, fact_row LIMIT +:most`,
  beyond: `SELECT 1 ${over} LIMIT 1 OFFSET ${rowsScannedPerKeyMax}`,
};

interface KeyRows {
  rows: number[];
  cut: boolean;
}

const placeOf = (key: SliceKey, number: number) => {
  const { side, topic } = touchOfKey(key);
  return { node: number, side, topic };
};
type RowCells = readonly [row: number];

const rowsTouching = (database: Sqlite, key: SliceKey, number: number): KeyRows => {
  const { from, to, max = factsPerSliceKeyDefault } = key;
  const { all, windowed, beyond } = from === null ? latest : soonest;
  const where = { ...placeOf(key, number), from: startCode(from) };
  const found =
    to === null
      ? database.prepareCells(all).all<RowCells>({ ...where, most: max + 1 })
      : database.prepareCells(windowed).all<RowCells>({ ...where, to: endCode(to), most: max + 1 });
  const rows = found.slice(0, max).map(([row]) => row);
  if (found.length > max) return { rows, cut: true };
  return { rows, cut: to !== null && database.prepare(beyond).get(where) !== undefined };
};

const rowsBeginning = (database: Sqlite, key: SliceKey, number: number): KeyRows => {
  const { from, to, max = factsPerSliceKeyDefault } = key;
  const where = { ...placeOf(key, number), from: from === null ? unknownCode + 1n : startCode(from) };
  const found = database.prepareCells(beginning.rows).all<RowCells>({ ...where, to: endCode(to), most: max + 1 });
  const rows = found.slice(0, max).map(([row]) => row);
  return { rows, cut: found.length > max || database.prepare(beginning.beyond).get(where) !== undefined };
};

/** The rows of the facts of a key. */
const rowsOfKey = (database: Sqlite, key: SliceKey, number: number): KeyRows =>
  key.begins ? rowsBeginning(database, key, number) : rowsTouching(database, key, number);

/** Nodes by their ids, as they are now, each with its number; those that canon does not hold are not there. */
const nodesById = (database: Sqlite, u: number, nodes: ReadonlySet<NodeId>): ReadonlyMap<string, NodeCells> => {
  const read = database.prepareCells(
    `SELECT found.id, found.number, found.body FROM json_each(?) AS asked CROSS JOIN nodes AS found
     WHERE found.u = ? AND found.id = asked.value AND found.until IS NULL`,
  );
  return new Map(read.all<NodeCells>(listOf([...nodes]), u).map((cells) => [cells[0], cells]));
};
type NodeCells = readonly [id: string, number: number, body: string];

/** Rows are read as they lie in the file, and come in the order asked for. */
const factsInRows = (database: Sqlite, universe: UniverseId, rows: ReadonlySet<number>): Fact[] => {
  const read = database.prepareCells(
    `SELECT found.row, ${factColumns} FROM json_each(?) AS asked CROSS JOIN facts AS found ON found.row = asked.value`,
  );
  const asLying = [...rows].sort((a, b) => a - b);
  const found = read.all<readonly [row: number, ...FactCells]>(listOf(asLying));
  const facts = new Map(found.map(([row, ...cells]) => [row, factFrom(cells, universe)]));
  return [...rows].flatMap((row) => facts.get(row) ?? []);
};

const namedBy = (database: Sqlite, u: number, names: readonly string[]): Slice['named'] => {
  const read = database.prepare(
    `SELECT node FROM names WHERE u = ? AND name = ? ORDER BY node LIMIT ${nodesPerNameMax}`,
  );
  return names
    .map((name) => ({ name, nodes: read.all(u, name).map((row) => text(row, 'node') as NodeId) }))
    .filter(({ nodes }) => nodes.length > 0);
};

const byId = <T>(
  database: Sqlite,
  { name, columns, of }: RecordTable<T>,
  { u, head, ids }: { u: number; head: Head; ids: readonly string[] },
): T[] => {
  if (ids.length === 0) return [];
  const read = database.prepare(
    `SELECT ${columns} FROM json_each(?) AS asked CROSS JOIN ${name} AS found WHERE found.u = ? AND found.id = asked.value
     ${name === 'evidence' ? '' : 'AND found.until IS NULL'}`,
  );
  return read.all(listOf(ids), u).map((row) => of(row, head.universe));
};

export const readSlice = (database: Sqlite, { u, head }: { u: number; head: Head }, request: SliceRequest): Slice => {
  const cut: number[] = [];
  const rows = new Set<number>();
  const nodes = nodesById(database, u, new Set([...request.keys.map(({ node }) => node), ...request.nodes]));
  request.keys.forEach((key, index) => {
    const node = nodes.get(key.node);
    if (node === undefined) return;
    const found = rowsOfKey(database, key, node[1]);
    for (const row of found.rows) rows.add(row);
    if (found.cut) cut.push(index);
  });
  const keyed = factsInRows(database, head.universe, rows);
  const known = new Set(keyed.map(({ id }) => id));
  const unknown = [...new Set(request.facts)].filter((id) => !known.has(id));
  return {
    head,
    facts: [...keyed, ...byId(database, recordTables.facts, { u, head, ids: unknown })],
    nodes: request.nodes.flatMap((id) => {
      const node = nodes.get(id);
      return node === undefined ? [] : recordOf<CanonNode>({ body: node[2] });
    }),
    named: namedBy(database, u, request.names),
    evidence: byId(database, recordTables.evidence, { u, head, ids: request.evidence }),
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
