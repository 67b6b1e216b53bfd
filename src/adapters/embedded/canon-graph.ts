import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { FactId, NodeId, UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import { compareTimes } from '../../domain/story-time.ts';
import type { Edge, GraphPath, Moment, Neighbourhood } from '../../ports/canon-reader.ts';
import {
  count,
  endColumns,
  openEndColumns,
  startColumns,
  timeCode,
  type ValidityCells,
  validityOf,
} from './canon-codes.ts';
import { findUniverse } from './canon-head.ts';
import type { Sqlite } from './sqlite.ts';

// N1. Each step reads stretches of the edge table in their own order, so a node costs its fan-out and not its degree.
// N2. Where a filter could skip many rows, the stretch is bounded too, and what lies beyond it counts as cut.
// N3. A long walk gives way to others now and then, and goes on seeing the revision that it began with.

const rowsScannedMax = 2_000;
const nodesPerWalkMax = 20_000;
const nodesBetweenPauses = 500;

export interface Selection {
  fanOut: number;
  predicates: readonly string[] | undefined;
  at: Moment;
}

/** A stretch of the edge table, how it tells of intervals, and what of it is wanted. */
interface Range {
  where: string;
  interval: string;
  order: 'ASC' | 'DESC';
  filters: readonly string[];
}

const open = { interval: `${startColumns('turn')}, ${openEndColumns}`, order: 'DESC' } as const;
const closed = { interval: `${startColumns('valid_from')}, ${endColumns('turn')}` } as const;
const former = { interval: `${startColumns('valid_from')}, ${endColumns('valid_to')}`, order: 'ASC' } as const;

const rangesOf = ({ predicates, at: { asOf, knownAt } }: Selection): readonly Range[] => {
  const wanted = predicates === undefined ? [] : ['predicate IN (SELECT value FROM json_each(:predicates))'];
  const known = knownAt === null ? wanted : [...wanted, 'since <= :knownAt'];
  const current: Range[] =
    asOf === null
      ? [
          { ...open, where: 'state = 0', filters: known },
          { ...closed, where: 'state = 1', order: 'DESC', filters: known },
        ]
      : [
          { ...open, where: 'state = 0 AND turn <= :asOf', filters: known },
          { ...closed, where: 'state = 1 AND turn > :asOf', order: 'ASC', filters: [...known, 'valid_from <= :asOf'] },
        ];
  if (knownAt === null) return current;
  const live = asOf === null ? [] : ['valid_from <= :asOf', 'valid_to > :asOf'];
  return [...current, { ...former, where: 'state = 2 AND turn > :knownAt', filters: [...known, ...live] }];
};

type Values = Readonly<Record<string, number | bigint | string>>;

type EdgeCells = readonly [
  fact: FactId,
  outward: 0 | 1,
  other: NodeId,
  number: number,
  predicate: string,
  ...validity: ValidityCells,
];

const rangeReader = (database: Sqlite, { where, interval, order, filters }: Range) => {
  const range = `FROM edges WHERE node = :node AND ${where}`;
  const ordered = ['turn', 'fact', 'since', 'outward'].map((column) => `${column} ${order}`).join(', ');
  const stretch = `${range} ORDER BY ${ordered}`;
  const wanted =
    filters.length === 0
      ? stretch
      : `FROM (SELECT * ${stretch} LIMIT ${rowsScannedMax}) WHERE ${filters.join(' AND ')}`;
  const read = database.prepareCells(
    `SELECT fact, outward, other, other_number, predicate, ${interval} ${wanted} LIMIT +:max`,
  );
  const beyond = database.prepare(`SELECT 1 ${range} LIMIT 1 OFFSET ${rowsScannedMax}`);
  read.setAllowUnknownNamedParameters(true);
  beyond.setAllowUnknownNamedParameters(true);
  return (values: Values, max: number): { rows: readonly EdgeCells[]; cut: boolean } => {
    const rows = read.all<EdgeCells>({ ...values, max });
    return { rows, cut: filters.length > 0 && rows.length < max && beyond.get({ ...values }) !== undefined };
  };
};

interface Found {
  edge: Edge;
  /** Where it leads from the node that was asked, and the number of that. */
  other: NodeId;
  number: number;
}

const foundOf = (node: NodeId, [fact, outward, other, number, predicate, ...validity]: EdgeCells): Found => ({
  edge: {
    fact,
    subject: outward === 1 ? node : other,
    predicate,
    object: outward === 1 ? other : node,
    valid: validityOf(validity),
  },
  other,
  number,
});

const byStartLatestFirst = ({ valid: a }: Edge, { valid: b }: Edge): number => {
  if (a.from !== null && b.from !== null) return compareTimes(b.from, a.from);
  return Number(a.from === null) - Number(b.from === null);
};

/** The stated order of a node's edges, for states of different ages, which no stretch of the table holds together. */
const inOrder =
  (soonestEndFirst: boolean) =>
  ({ edge: a }: Found, { edge: b }: Found): number => {
    const lesserId = a.fact < b.fact ? -1 : 1;
    const { to: first } = a.valid;
    const { to: second } = b.valid;
    if (first === null && second === null) return byStartLatestFirst(a, b) || -lesserId;
    if (first === null || second === null) return first === null ? -1 : 1;
    const sooner = compareTimes(first, second) || lesserId;
    return soonestEndFirst ? sooner : -sooner;
  };

type Expand = (node: NodeId) => { found: readonly Found[]; cut: boolean };

/** How to step from a node: its first `fanOut` edges in the stated order. */
const edgeReader = (database: Sqlite, u: number, selection: Selection): Expand => {
  const { fanOut, predicates, at } = selection;
  const readers = rangesOf(selection).map((range) => rangeReader(database, range));
  const numbers = new Map<NodeId, number>(); // of the nodes that were met, so that none has to be looked up
  const find = database.prepare('SELECT number FROM nodes WHERE u = ? AND id = ? AND until IS NULL');
  const numberOf = (node: NodeId): number | undefined => {
    const known = numbers.get(node);
    if (known !== undefined) return known;
    const row = find.get(u, node);
    return row && count(row, 'number');
  };
  const fixed: Values = {
    ...(at.asOf === null ? {} : { asOf: timeCode(at.asOf) }),
    ...(at.knownAt === null ? {} : { knownAt: at.knownAt }),
    ...(predicates === undefined ? {} : { predicates: JSON.stringify(predicates) }),
  };
  return (node) => {
    const found: Found[] = [];
    let cut = false;
    const number = numberOf(node);
    if (number === undefined) return { found, cut };
    for (const reader of readers) {
      const wanted = at.knownAt === null ? fanOut + 1 - found.length : rowsScannedMax;
      if (wanted <= 0) break;
      const read = reader({ ...fixed, node: number }, wanted);
      for (const row of read.rows) {
        const each = foundOf(node, row);
        found.push(each);
        numbers.set(each.other, each.number);
      }
      cut ||= read.cut;
    }
    if (at.knownAt !== null) found.sort(inOrder(at.asOf !== null));
    return { found: found.slice(0, fanOut), cut: cut || found.length > fanOut };
  };
};

/** A walk gives the word back after each stretch, and its result at the end. */
type Walk<T> = Generator<undefined, T, undefined>;

/** Breadth first from `start`; an edge that both its ends offer is told once. */
export function* walk(
  expand: Expand,
  { start, hops }: { start: readonly NodeId[]; hops: number },
): Walk<Neighbourhood> {
  const reached = new Map<NodeId, number>(start.map((id) => [id, 0]));
  const edges = new Map<FactId, Edge>();
  const cut: NodeId[] = [];
  let frontier = [...reached.keys()];
  let expanded = 0;
  for (let hop = 1; hop <= hops && frontier.length > 0; hop++) {
    const next: NodeId[] = [];
    for (const node of frontier) {
      if (reached.size >= nodesPerWalkMax) {
        cut.push(node);
        continue;
      }
      const step = expand(node);
      if (step.cut) cut.push(node);
      for (const { edge, other } of step.found) {
        edges.set(edge.fact, edge);
        if (reached.has(other)) continue;
        reached.set(other, hop);
        next.push(other);
      }
      if (++expanded % nodesBetweenPauses === 0) yield;
    }
    frontier = next;
  }
  return { nodes: [...reached].map(([id, distance]) => ({ id, hops: distance })), edges: [...edges.values()], cut };
}

/** How the search came to a node: over which edge, from which node. */
type Trail = Map<NodeId, { edge: Edge; from: NodeId } | null>;

interface Side {
  trail: Trail;
  frontier: NodeId[];
}

const trace = (trail: Trail, from: NodeId): Edge[] => {
  const edges: Edge[] = [];
  for (let step = trail.get(from); step; step = trail.get(step.from)) edges.push(step.edge);
  return edges;
};

/** From both ends at once, the smaller side first, so that it opens few nodes even where degrees are high. */
export function* shortestPath(
  expand: Expand,
  { from, to, hops }: { from: NodeId; to: NodeId; hops: number },
): Walk<GraphPath | null> {
  if (from === to) return { edges: [] };
  const start: Side = { trail: new Map([[from, null]]), frontier: [from] };
  const end: Side = { trail: new Map([[to, null]]), frontier: [to] };
  let expanded = 0;
  for (let hop = 0; hop < hops; hop++) {
    const [near, far] = start.frontier.length <= end.frontier.length ? [start, end] : [end, start];
    const next: NodeId[] = [];
    for (const node of near.frontier) {
      for (const { edge, other } of expand(node).found) {
        if (near.trail.has(other)) continue;
        near.trail.set(other, { edge, from: node });
        next.push(other);
        if (far.trail.has(other))
          return { edges: [...trace(start.trail, other).reverse(), ...trace(end.trail, other)] };
      }
      if (near.trail.size + far.trail.size >= nodesPerWalkMax) return null;
      if (++expanded % nodesBetweenPauses === 0) yield;
    }
    if (next.length === 0) return null;
    near.frontier = next;
  }
  return null;
}

interface Walking {
  universe: UniverseId;
  selection: Selection;
  signal: AbortSignal | undefined;
}

/** Walks to the end, each stretch in one look at the file. */
export const inStretches = async <T>(
  database: Sqlite,
  { universe, selection, signal }: Walking,
  begin: (expand: Expand) => Walk<T>,
): Promise<T> => {
  let began: Revision | null = null;
  let expand: Expand = () => ({ found: [], cut: false });
  const walking = begin((node) => expand(node));

  const stretch = (): IteratorResult<undefined, T> => {
    const found = findUniverse(database, universe);
    if (found === null) return walking.next();
    const { u, head } = found;
    const { asOf, knownAt } = selection.at;
    if (began === null) expand = edgeReader(database, u, selection);
    else if (knownAt === null && head.revision !== began)
      expand = edgeReader(database, u, { ...selection, at: { asOf, knownAt: began } });
    began ??= head.revision;
    return walking.next();
  };
  for (;;) {
    signal?.throwIfAborted();
    const step = database.read(stretch);
    if (step.done) return step.value;
    await yieldToOthers();
  }
};
