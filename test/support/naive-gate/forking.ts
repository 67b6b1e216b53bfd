import type { CanonNode, Fact, ForkOrigin } from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { CommitId, UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import { beginsLater, forkEvidence, forkFact, forkNode, forkSupport } from '../../../src/domain/fork.ts';

// What a store copies into a universe that leaves another one.

/** All that canon is made of. */
export interface Records {
  facts: readonly Fact[];
  nodes: readonly CanonNode[];
  supports: readonly Support[];
  evidence: readonly Evidence[];
}

export const forked = (
  { facts, nodes, supports, evidence }: Records,
  { into, origin, commit }: { into: UniverseId; origin: ForkOrigin; commit: CommitId },
): Records => {
  const left = new Set(facts.filter((fact) => beginsLater(fact, origin)).map(({ id }) => id));
  const forking = { into, origin, left, recorded: { revision: 1 as Revision, commit } };
  const gone = new Set<string>(left);
  return {
    facts: facts.filter(({ id }) => !left.has(id)).map((fact) => forkFact(fact, forking)),
    nodes: nodes.map((node) => forkNode(node, forking)),
    supports: supports.filter(({ target }) => !gone.has(target)).map((support) => forkSupport(support, forking)),
    evidence: evidence.map((stub) => forkEvidence(stub, forking)),
  };
};
