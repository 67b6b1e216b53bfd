import type { Proposal, Verdict } from '../../schemas/gate.ts';
import type { ProposalId } from '../../schemas/ids.ts';
import { defer, type Objection, reject } from './objection.ts';

// What depends on something that was not accepted is not accepted either.

/** Proposals of a batch that depend on themselves, over however many others. */
export const inCycles = (proposals: readonly Proposal[]): ReadonlySet<ProposalId> => {
  const pending = new Map(proposals.map(({ id, dependsOn }) => [id, new Set(dependsOn)]));
  for (const dependencies of pending.values())
    for (const id of dependencies) if (!pending.has(id)) dependencies.delete(id);
  // What depends on nothing that is left is in no cycle; neither is what only cycles depend on, which goes the other way round.
  const dropped = (isFree: (id: ProposalId) => boolean): boolean => {
    const free = [...pending.keys()].filter(isFree);
    for (const id of free) pending.delete(id);
    for (const dependencies of pending.values()) for (const id of free) dependencies.delete(id);
    return free.length > 0;
  };
  const isWanted = (id: ProposalId): boolean => [...pending.values()].some((dependencies) => dependencies.has(id));
  while (dropped((id) => pending.get(id)?.size === 0) || dropped((id) => !isWanted(id)));
  return new Set(pending.keys());
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
