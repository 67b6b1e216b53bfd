import type { CanonNode, Fact, FactObject, ForkOrigin, Recorded } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { FactId, NodeId, UniverseId } from '../../schemas/ids.ts';
import { compareTimes } from './story-time.ts';

// F1. A fork keeps ids: that a fact has the same one in both is its lineage.
// F2. It shows what was true where it left: what began later is not there, and what ended later has not ended.
// F3. Its records belong to its own first commit; where the narrative behind the evidence lies stays written on the evidence.
// F4. What was said of the origin as a whole is said of the fork: it points to nothing that is not there.

export interface Forking {
  into: UniverseId;
  origin: ForkOrigin;
  /** The fork's first commit. */
  recorded: Recorded;
  /** Facts that began after the fork left. */
  left: ReadonlySet<FactId>;
}

const kept = (ids: readonly FactId[], left: ReadonlySet<FactId>): FactId[] => ids.filter((id) => !left.has(id));

export const beginsLater = (fact: Fact, { storyTime }: ForkOrigin): boolean =>
  storyTime !== null && fact.valid.from !== null && compareTimes(fact.valid.from, storyTime) > 0;

/** Events are over as soon as they happen; anything else that was ended after the fork left goes on in it. */
const goesOn = (fact: Fact, { storyTime }: ForkOrigin): boolean =>
  storyTime !== null &&
  fact.status === 'ended' &&
  fact.kind !== 'event' &&
  fact.valid.to !== null &&
  compareTimes(fact.valid.to, storyTime) > 0;

const pointedTo = (id: NodeId, { into, origin }: Forking): NodeId => (id === origin.universe ? into : id);

const forkObject = (object: FactObject | null, forking: Forking): FactObject | null =>
  object?.kind === 'node' ? { ...object, id: pointedTo(object.id, forking) } : object;

const forkEvent = (event: Fact['event'], forking: Forking): Fact['event'] =>
  event && {
    ...event,
    participants: event.participants.map(({ role, node }) => ({ role, node: pointedTo(node, forking) })),
    causedBy: kept(event.causedBy, forking.left),
  };

export const forkFact = (fact: Fact, forking: Forking): Fact => {
  const { into, origin, recorded, left } = forking;
  const { storyTime } = origin;
  const copy: Fact = {
    ...fact,
    universe: into,
    subject: pointedTo(fact.subject, forking),
    object: forkObject(fact.object, forking),
    introduced: recorded,
    derivesFrom: kept(fact.derivesFrom, left),
    replaces: kept(fact.replaces, left),
    event: forkEvent(fact.event, forking),
    withdrawn: fact.withdrawn && {
      ...fact.withdrawn,
      ...recorded,
      replacedBy: kept(fact.withdrawn.replacedBy, left),
    },
  };
  if (storyTime === null) return copy;
  if (goesOn(fact, origin))
    return { ...copy, status: 'canon', valid: { from: fact.valid.from, to: null }, heldUntil: storyTime };
  const heldLonger = fact.heldUntil !== null && compareTimes(fact.heldUntil, storyTime) > 0;
  return heldLonger ? { ...copy, heldUntil: storyTime } : copy;
};

export const forkNode = (node: CanonNode, { into, recorded, left }: Forking): CanonNode => {
  const copy = { ...node, universe: into, introduced: recorded };
  return copy.kind === 'thread' ? { ...copy, clues: kept(copy.clues, left) } : copy;
};

export const forkEvidence = (evidence: Evidence, { into }: Forking): Evidence => ({ ...evidence, universe: into });

export const forkSupport = (support: Support, { into, recorded }: Forking): Support => ({
  ...support,
  universe: into,
  ...recorded,
});
