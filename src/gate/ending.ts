import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { compareTimes } from '../domain/story-time.ts';
import type { Candidate, Court } from './candidate.ts';
import type { Ending } from './lexicon.ts';
import { fromBehind } from './said.ts';

// What an event has ended, it has ended also if it is told of afterwards: nobody rules on from before their death.

/** A canonical event that ends what is claimed, and when. */
export interface Ended {
  event: Fact;
  at: StoryTime;
}

const hasRole = ({ event }: Fact, role: string, node: NodeId): boolean =>
  (event?.participants ?? []).some((each) => each.role === role && each.node === node);

/** Whether the event ends `subject predicate object`, seen from the end that the effect speaks of. */
const ends = (event: Fact, { effect }: Ending, said: { subject: NodeId | null; object: NodeId | null }): boolean => {
  const [one, other] = effect.as === 'subject' ? [said.subject, said.object] : [said.object, said.subject];
  if (one === null || !hasRole(event, effect.role, one)) return false;
  return effect.with === undefined || (other !== null && hasRole(event, effect.with, other));
};

/** The events after the claim begins that ended what it says, whichever way round that is said; the first one first. */
export const endedLater = ({ overlay, lexicon }: Court, { fact }: Candidate, rule: PredicateRule): readonly Ended[] => {
  const object = fact.object?.kind === 'node' ? fact.object.id : null;
  const direct = lexicon.endingsOf(rule.name);
  const turned = fromBehind(rule).flatMap((name) => lexicon.endingsOf(name));
  if (direct.length + turned.length === 0) return [];
  const said = { subject: fact.subject, object };
  const back = { subject: object, object: fact.subject };
  const isEnding = (event: Fact): boolean =>
    direct.some((ending) => ending.kind === event.predicate && ends(event, ending, said)) ||
    turned.some((ending) => ending.kind === event.predicate && ends(event, ending, back));
  const { from } = fact.valid;
  const kinds = new Set([...direct, ...turned].map(({ kind }) => kind));
  const look = overlay.during({ from, to: null });
  const events = [...look.eventsWith(fact.subject, kinds), ...(object === null ? [] : look.eventsWith(object, kinds))];
  return [...new Map(events.map((event) => [event.id, event])).values()]
    .filter(({ id }) => id !== fact.id && !fact.derivesFrom.includes(id))
    .flatMap((event): Ended[] => {
      const at = event.valid.to;
      return at !== null && isEnding(event) ? [{ event, at }] : [];
    })
    .toSorted((one, other) => compareTimes(one.at, other.at) || (one.event.id < other.event.id ? -1 : 1));
};
