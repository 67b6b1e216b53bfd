import type { Fact } from '../../../schemas/canon.ts';
import type { FactId, NodeId } from '../../../schemas/ids.ts';
import { compareEnds, compareStarts, holdsAt } from '../../domain/interval.ts';
import type { Edge, GraphPath, Moment, Neighbourhood } from '../../ports/canon-reader.ts';
import { known, type UniverseMemory } from './canon-memory.ts';

export interface Walking {
  fanOut: number;
  predicates: readonly string[] | undefined;
  at: Moment;
}

const edgeOf = ({ id, subject, predicate, object, valid }: Fact): Edge[] =>
  object?.kind === 'node' ? [{ fact: id, subject, predicate, object: object.id, valid }] : [];

const liveEdges = (memory: UniverseMemory, { predicates, at: { asOf, knownAt } }: Walking): Edge[] =>
  known(memory.facts, knownAt)
    .filter(({ status }) => status !== 'retconned')
    .filter(({ valid }) => asOf === null || holdsAt(valid, asOf))
    .flatMap(edgeOf)
    .filter(({ predicate }) => predicates === undefined || predicates.includes(predicate));

/** Open ones first, those that began last before others; then closed ones, soonest end first seen from a time, latest end first without one. */
const inOrder =
  (asOf: Moment['asOf']) =>
  (a: Edge, b: Edge): number => {
    const greaterIdFirst = a.fact > b.fact ? -1 : 1;
    const [aIsOpen, bIsOpen] = [a.valid.to === null, b.valid.to === null];
    if (aIsOpen !== bIsOpen) return aIsOpen ? -1 : 1;
    if (aIsOpen) return compareStarts(b.valid.from, a.valid.from) || greaterIdFirst;
    const laterEndFirst = compareEnds(b.valid.to, a.valid.to) || greaterIdFirst;
    return asOf === null ? laterEndFirst : -laterEndFirst;
  };

/** What a node gives when it is asked for its edges, and whether it has more. */
const stepper = (memory: UniverseMemory, walking: Walking) => {
  const edges = liveEdges(memory, walking).toSorted(inOrder(walking.at.asOf));
  return (node: NodeId): { edges: readonly Edge[]; cut: boolean } => {
    const own = edges.filter(({ subject, object }) => subject === node || object === node);
    return { edges: own.slice(0, walking.fanOut), cut: own.length > walking.fanOut };
  };
};

const otherEnd = (node: NodeId, { subject, object }: Edge): NodeId => (subject === node ? object : subject);

export const walk = (
  memory: UniverseMemory,
  { start, hops, ...walking }: Walking & { start: readonly NodeId[]; hops: number },
): Neighbourhood => {
  const step = stepper(memory, walking);
  const reached = new Map<NodeId, number>(start.map((id) => [id, 0]));
  const edges = new Map<FactId, Edge>();
  const cut: NodeId[] = [];
  for (let hop = 0; hop < hops; hop++)
    for (const node of [...reached].filter(([, distance]) => distance === hop).map(([id]) => id)) {
      const given = step(node);
      if (given.cut) cut.push(node);
      for (const edge of given.edges) {
        edges.set(edge.fact, edge);
        const other = otherEnd(node, edge);
        if (!reached.has(other)) reached.set(other, hop + 1);
      }
    }
  return { nodes: [...reached].map(([id, distance]) => ({ id, hops: distance })), edges: [...edges.values()], cut };
};

/** Breadth first from one end, with the way to each node that it came to. */
export const shortestPath = (
  memory: UniverseMemory,
  { from, to, hops, ...walking }: Walking & { from: NodeId; to: NodeId; hops: number },
): GraphPath | null => {
  const step = stepper(memory, walking);
  const ways = new Map<NodeId, readonly Edge[]>([[from, []]]);
  for (const [node, way] of ways) {
    if (node === to) return { edges: way };
    if (way.length === hops) continue;
    for (const edge of step(node).edges) {
      const other = otherEnd(node, edge);
      if (!ways.has(other)) ways.set(other, [...way, edge]);
    }
  }
  return null;
};
