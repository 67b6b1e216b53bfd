import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { compatiblePlaces, containmentOf } from '../domain/containment.ts';
import { momentOf } from '../domain/interval.ts';
import { later } from '../domain/story-time.ts';
import type { Candidate, Court } from './candidate.ts';

// What goes together although it is not the same: whoever is in the tavern is in its town.

const placesMax = 1_000;

/** What the nodes lie in at a time, all the way out; without a time, what they lie in now. */
const placesAt = ({ overlay, lexicon }: Court, nodes: readonly NodeId[], time: StoryTime | null) => {
  const look = overlay.during(momentOf(time));
  const outwards = (node: NodeId): readonly Fact[] => [...lexicon.within].flatMap((name) => look.about(node, name));
  const seen = new Set<NodeId>(nodes);
  const facts: Fact[] = [];
  for (const node of seen) {
    if (seen.size > placesMax) break;
    for (const fact of outwards(node)) {
      facts.push(fact);
      if (fact.object?.kind === 'node') seen.add(fact.object.id); // a set hands out what is added while it is walked
    }
  }
  return containmentOf(facts, lexicon.within);
};

/** Whether one may be at both at the time. */
const isOnePlace = (
  court: Court,
  { one, other, time }: { one: NodeId; other: NodeId; time: StoryTime | null },
): boolean => one === other || compatiblePlaces(placesAt(court, [one, other], time), one, other);

/** Of what is counted for each unit, numbers of two units. */
const isOfAnotherUnit = ({ fact: { object } }: Candidate, rival: Fact): boolean =>
  object?.kind === 'number' && rival.object?.kind === 'number' && object.unit !== rival.object.unit;

/** Whether the claim and what else is said there go together: of two places, from the first moment that they have in common. */
export const agrees = (
  court: Court,
  candidate: Candidate,
  { other, rival }: { other: string; rival: Fact },
): boolean => {
  const { fact, rule } = candidate;
  if (rule?.perUnit === true) return isOfAnotherUnit(candidate, rival);
  if (rule?.within !== true || fact.object?.kind !== 'node') return false;
  const { from } = fact.valid;
  const { from: began } = rival.valid;
  const time = from === null || began === null ? (from ?? began) : later(from, began);
  return isOnePlace(court, { one: fact.object.id, other: other as NodeId, time });
};

/** Groups and ideas have people in many places. */
export const hasOnePlace = ({ overlay }: Court, id: NodeId): boolean => {
  const node = overlay.node(id);
  return node?.kind === 'party' || (node?.kind === 'entity' && ['character', 'object'].includes(node.type));
};

/** Whether somebody there is not where the event happens; where that is, must have been said. */
export const isElsewhere = (court: Court, event: Fact, there: NodeId): boolean => {
  const places = (event.event?.participants ?? []).filter(({ role }) => role === 'place').map(({ node }) => node);
  const time = event.valid.from;
  return places.length > 0 && !places.some((place) => isOnePlace(court, { one: there, other: place, time }));
};
