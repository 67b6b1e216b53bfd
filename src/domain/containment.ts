import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import { isEdge } from './fact.ts';

// Places within places, groups within groups. A thing may lie in several others at once (a town in a realm and in a valley), and what
// contains those contains it.

/** Nobody's world is nested deeper; beyond it nothing is looked at, so that a mistaken cycle ends. */
export const containmentDepthMax = 64;

/** What each thing lies in directly. */
export type Containment = ReadonlyMap<NodeId, ReadonlySet<NodeId>>;

/** From facts that hold at one time; those with one of these predicates say that their subject lies in their object. */
export const containmentOf = (facts: Iterable<Fact>, predicates: ReadonlySet<string>): Containment => {
  const outerOf = new Map<NodeId, Set<NodeId>>();
  for (const fact of facts) {
    if (!isEdge(fact) || !predicates.has(fact.predicate)) continue;
    const outers = outerOf.get(fact.subject);
    if (outers === undefined) outerOf.set(fact.subject, new Set([fact.object.id]));
    else outers.add(fact.object.id);
  }
  return outerOf;
};

const none: ReadonlySet<NodeId> = new Set();

/** Everything outside `node` that was reached, nearest first, each with the thing inside it that led there. */
const outwards = (containment: Containment, node: NodeId): ReadonlyMap<NodeId, NodeId> => {
  const reachedFrom = new Map<NodeId, NodeId>();
  let layer: readonly NodeId[] = [node];
  for (let depth = 0; depth < containmentDepthMax && layer.length > 0; depth++) {
    const next: NodeId[] = [];
    for (const inner of layer)
      for (const outer of containment.get(inner) ?? none) {
        if (reachedFrom.has(outer)) continue;
        reachedFrom.set(outer, inner);
        next.push(outer);
      }
    layer = next;
  }
  return reachedFrom;
};

/** What contains `node`, directly or not, nearest first. Not itself, even in a cycle. */
export const ancestors = (containment: Containment, node: NodeId): readonly NodeId[] =>
  [...outwards(containment, node).keys()].filter((outer) => outer !== node);

/** Nothing contains itself. */
export const contains = (containment: Containment, { outer, inner }: { outer: NodeId; inner: NodeId }): boolean =>
  outer !== inner && outwards(containment, inner).has(outer);

/** Whoever is in the tavern is in its town: being at both is no contradiction. */
export const compatiblePlaces = (containment: Containment, a: NodeId, b: NodeId): boolean =>
  a === b || contains(containment, { outer: a, inner: b }) || contains(containment, { outer: b, inner: a });

/** A shortest way from `node` outwards back to itself, without repeating it at the end; null if there is none. */
export const cycleThrough = (containment: Containment, node: NodeId): readonly NodeId[] | null => {
  const reachedFrom = outwards(containment, node);
  if (!reachedFrom.has(node)) return null;
  const cycle: NodeId[] = [];
  for (let at = reachedFrom.get(node); at !== undefined && at !== node; at = reachedFrom.get(at)) cycle.unshift(at);
  return [node, ...cycle];
};
