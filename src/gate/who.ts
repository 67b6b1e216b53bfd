import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { Overlay } from './world.ts';

// Of whom a fact tells, where one turned out to be another.

/** How often somebody may have turned out to be somebody else again. */
const mergesMax = 1_000;

type Who = <T extends NodeId>(id: T) => T;

/** The same, told of whoever those are. */
export const toldOf = (fact: Fact, who: Who): Fact => ({
  ...fact,
  subject: who(fact.subject),
  object: fact.object?.kind === 'node' ? { kind: 'node', id: who(fact.object.id) } : fact.object,
  event: fact.event && {
    ...fact.event,
    participants: fact.event.participants.map(({ role, node }) => ({ role, node: who(node) })),
  },
  visibility:
    fact.visibility.level === 'known'
      ? { level: 'known', to: [...new Set(fact.visibility.to.map(who))] }
      : fact.visibility,
});

export const relatesToItself = ({ subject, object }: Fact): boolean => object?.kind === 'node' && object.id === subject;

/** Somebody turned out never to have been. `nodes`: as they will be. */
export const isGone = ({ node }: Pick<Overlay, 'node'>, nodes: readonly CanonNode[], id: NodeId): boolean => {
  const found = nodes.find((each) => each.id === id) ?? node(id);
  return found?.kind === 'entity' && found.status !== 'canon';
};

/** Who somebody turned out to be. `nodes`: as they will be. */
export const whoNow = ({ node }: Pick<Overlay, 'node'>, nodes: readonly CanonNode[]): Who => {
  const changing = new Map(nodes.map((each) => [each.id, each]));
  return <T extends NodeId>(id: T): T => {
    let now: NodeId = id;
    for (let step = 0; step < mergesMax; step++) {
      const found = changing.get(now) ?? node(now);
      if (found?.kind !== 'entity' || found.mergedInto === null) break;
      now = found.mergedInto;
    }
    return now as T; // who is merged into somebody is of the same kind
  };
};
