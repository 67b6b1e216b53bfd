import type { Container } from '../../schemas/canon.ts';
import type { Proposal, Reason } from '../../schemas/gate.ts';
import type { ProposalId, UniverseId } from '../../schemas/ids.ts';
import { because } from '../../src/gate/objection.ts';
import type { CanonReader, Head } from '../../src/ports/canon-reader.ts';

// A universe begins with itself, in a multiverse that is there or comes with it.
// B1. Nothing is said in a universe that is not there.
// B2. What lies in something lies in something that exists.

interface Beginning {
  reader: CanonReader;
  universe: UniverseId;
  head: Head;
  given: readonly Container[];
}

const lost = (containers: readonly Container[], proposal: Proposal, universe: UniverseId): Reason | null => {
  if (proposal.content.type !== 'universe') return null;
  const { id, multiverse } = proposal.content.universe;
  if (id !== universe) return because('other_universe', { nodes: [id] });
  const around = containers.find((container) => container.id === multiverse);
  if (around?.kind !== 'multiverse') return because('unknown_container', { detail: multiverse });
  return containers.some((container) => container.id === around.omniverse)
    ? null
    : because('unknown_container', { detail: around.omniverse });
};

/** What cannot be judged because there is nothing that it could be true in. */
export const unfounded = async (
  { reader, universe, head, given }: Beginning,
  proposals: readonly Proposal[],
): Promise<ReadonlyMap<ProposalId, Reason>> => {
  const refused = new Map<ProposalId, Reason>();
  const begins = proposals.some(({ content }) => content.type === 'universe');
  const containers = begins ? [...(await reader.containers()), ...given] : [];
  for (const proposal of proposals) {
    const isLost = head.revision === 0 && proposal.content.type !== 'universe';
    const reason = isLost ? because('unknown_universe', { detail: universe }) : lost(containers, proposal, universe);
    if (reason !== null) refused.set(proposal.id, reason);
  }
  return refused;
};
