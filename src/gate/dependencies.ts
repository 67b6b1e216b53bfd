import type { Proposal, Verdict } from '../../schemas/gate.ts';
import type { ProposalId } from '../../schemas/ids.ts';
import { defer, type Objection, reject } from './objection.ts';

// What depends on something that was not accepted is not accepted either.

interface Visit {
  id: ProposalId;
  /** Of what it depends on, what was not looked at yet. */
  rest: ProposalId[];
  index: number;
  /** The earliest on the way that it leads back to. */
  low: number;
}

/** Proposals of a batch that depend on themselves, over however many others (Tarjan's components, without recursion). */
export const inCycles = (proposals: readonly Proposal[]): ReadonlySet<ProposalId> => {
  const graph = new Map(proposals.map(({ id, dependsOn }) => [id, dependsOn]));
  const found = new Set<ProposalId>();
  const indexes = new Map<ProposalId, number>();
  const open: Visit[] = []; // of components that are not closed yet
  const isOpen = new Map<ProposalId, Visit>();

  const begin = (id: ProposalId): Visit => {
    const visit: Visit = { id, rest: [...(graph.get(id) ?? [])], index: indexes.size, low: indexes.size };
    indexes.set(id, visit.index);
    open.push(visit);
    isOpen.set(id, visit);
    return visit;
  };
  const close = (visit: Visit): void => {
    const component: Visit[] = [];
    for (let last = open.pop(); last !== undefined; last = last === visit ? undefined : open.pop()) {
      component.push(last);
      isOpen.delete(last.id);
    }
    const isRing = component.length > 1 || graph.get(visit.id)?.includes(visit.id) === true;
    if (isRing) for (const { id } of component) found.add(id);
  };
  const explore = (start: ProposalId): void => {
    const way = [begin(start)];
    for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
      const next = visit.rest.pop();
      if (next === undefined) {
        way.pop();
        const above = way.at(-1);
        if (above !== undefined) above.low = Math.min(above.low, visit.low);
        if (visit.low === visit.index) close(visit);
      } else if (!graph.has(next)) continue;
      else if (!indexes.has(next)) way.push(begin(next));
      else visit.low = Math.min(visit.low, isOpen.get(next)?.index ?? visit.low);
    }
  };
  for (const id of graph.keys()) if (!indexes.has(id)) explore(id);
  return found;
};

export interface Earlier {
  cycles: ReadonlySet<ProposalId>;
  /** Verdicts of this batch so far, and of former ones. */
  verdictOf(id: ProposalId): Verdict | undefined;
}

export const unmet = ({ id, dependsOn }: Proposal, { cycles, verdictOf }: Earlier): Objection | null => {
  if (cycles.has(id)) return reject('dependency_cycle', { detail: dependsOn.join(', ') });
  const refused = dependsOn.find((other) => verdictOf(other) === 'rejected');
  if (refused !== undefined) return reject('depends_on_refused', { detail: refused });
  const open = dependsOn.find((other) => verdictOf(other) !== 'accepted');
  return open === undefined ? null : defer('depends_on_undecided', { detail: open });
};
