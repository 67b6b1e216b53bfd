import type { Fact } from '../../schemas/canon.ts';
import { factsPerChangeMax } from '../../schemas/gate.ts';
import type { EntityId, NodeId } from '../../schemas/ids.ts';
import type { Told } from './claim-needs.ts';
import type { Reading } from './gathering.ts';
import { upTo } from './paged.ts';

// Who turns out to be who: all that is said of one, and what it would come to if it were said of the other.

const sides = ['subject', 'object', 'participant', 'knower'] as const;

/** Everything that has the node anywhere; null: more than a change may touch. */
export const everythingAbout = async ({ reader, universe }: Reading, id: NodeId): Promise<readonly Fact[] | null> => {
  const found = new Map<string, Fact>();
  for (const side of sides) {
    const facts = await upTo(factsPerChangeMax, (page) => reader.listFacts(universe, { node: { id, side } }, page));
    if (facts === null) return null;
    for (const fact of facts) found.set(fact.id, fact);
  }
  return found.size > factsPerChangeMax ? null : [...found.values()];
};

const swapped = (id: NodeId, { from, into }: { from: EntityId; into: EntityId }): NodeId => (id === from ? into : id);

export const toldOfAnother = (fact: Fact, swap: { from: EntityId; into: EntityId }): Told => ({
  ...fact,
  subject: swapped(fact.subject, swap),
  object: fact.object?.kind === 'node' ? { kind: 'node', id: swapped(fact.object.id, swap) } : fact.object,
  event: fact.event && {
    participants: fact.event.participants.map(({ role, node }) => ({ role, node: swapped(node, swap) })),
  },
});
