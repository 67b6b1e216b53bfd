import type { Fact } from '../../../schemas/canon.ts';
import type { NodeId } from '../../../schemas/ids.ts';
import { claimHash } from '../../domain/claim.ts';
import { isEdge } from '../../domain/fact.ts';
import type { SliceKey } from '../../ports/canon-reader.ts';

// From which sides a fact touches which nodes. Facts that were withdrawn touch none but those who know them.

/** The topic is the predicate, of `saying` what is said of the node and of `anyhow` and `knowing` nothing. */
export const touchSides = { subject: 0, object: 1, participant: 2, anyhow: 3, saying: 4, knowing: 5 } as const;

export interface Touch {
  node: NodeId;
  side: (typeof touchSides)[keyof typeof touchSides];
  topic: string | bigint;
}

const nothing = '';

const { subject, object, participant, anyhow, saying, knowing } = touchSides;

const knowersOf = ({ visibility }: Fact): ReadonlySet<NodeId> =>
  new Set(visibility.level === 'known' ? visibility.to : []);

const participantsOf = ({ event }: Fact): ReadonlySet<NodeId> =>
  new Set(event === null ? [] : event.participants.map(({ node }) => node));

export const touchesOf = (fact: Fact): readonly Touch[] => {
  const known = [...knowersOf(fact)].map((node): Touch => ({ node, side: knowing, topic: nothing }));
  if (fact.status === 'retconned') return known;
  const { predicate } = fact;
  const touches: Touch[] = [
    { node: fact.subject, side: subject, topic: predicate },
    { node: fact.subject, side: saying, topic: BigInt(claimHash(fact)) },
    ...known,
  ];
  if (isEdge(fact)) touches.push({ node: fact.object.id, side: object, topic: predicate });
  for (const node of participantsOf(fact))
    touches.push({ node, side: participant, topic: predicate }, { node, side: anyhow, topic: nothing });
  return touches;
};

/** Under what the facts of a key lie. */
export const touchOfKey = ({ side, node, predicate, object: said }: SliceKey): Touch => {
  if (predicate === null) {
    if (side !== 'participant') throw new Error('only participants can be asked for without a predicate');
    return { node, side: anyhow, topic: nothing };
  }
  if (side === 'subject' && said !== undefined)
    return { node, side: saying, topic: BigInt(claimHash({ subject: node, predicate, object: said })) };
  return { node, side: touchSides[side], topic: predicate };
};
