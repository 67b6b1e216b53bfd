import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { soonest } from '../domain/story-time.ts';
import type { Candidate, Court } from './candidate.ts';
import { agrees } from './places.ts';
import { nextSaid, nextSaidTo } from './said.ts';
import { saidBy } from './words.ts';

// Of what may be there once, an open claim is over when the next of it begins. What begins later need not be looked at, however much it is.

interface Beside {
  rule: PredicateRule;
  /** Canon that is not counted. */
  aside: Fact | null;
}

/** The node at the other end of what is said of a node, or what else stands there. */
const beyond = (rival: Fact, node: NodeId): string => (rival.subject === node ? saidBy(rival) : rival.subject);

const rivalOf =
  (court: Court, candidate: Candidate, { node, mine, aside }: { node: NodeId; mine: string; aside: Fact | null }) =>
  (rival: Fact): boolean => {
    const other = beyond(rival, node);
    const isAnother = other !== mine && rival.id !== candidate.fact.id && rival.id !== aside?.id;
    return isAnother && !agrees(court, candidate, { other, rival });
  };

const nextOfSubject = (court: Court, candidate: Candidate, { rule, aside }: Beside): Fact | undefined => {
  const { fact } = candidate;
  if (rule.perSubject !== 1) return undefined;
  const counts = rivalOf(court, candidate, { node: fact.subject, mine: saidBy(fact), aside });
  return nextSaid(court.overlay, { node: fact.subject, rule, counts }, fact.valid.from);
};

const nextOfObject = (court: Court, candidate: Candidate, { rule, aside }: Beside): Fact | undefined => {
  const { fact } = candidate;
  if (rule.perObject !== 1 || fact.object?.kind !== 'node') return undefined;
  const node = fact.object.id;
  const counts = rivalOf(court, candidate, { node, mine: fact.subject, aside });
  return nextSaidTo(court.overlay, { node, rule, counts }, fact.valid.from);
};

/** When the next of it begins; null: nothing ends the claim in this way. */
export const nextOfOne = (court: Court, candidate: Candidate, beside: Beside): StoryTime | null => {
  const { from, to } = candidate.fact.valid;
  const isOpen = from !== null && to === null && beside.rule.temporal !== 'permanent';
  if (!isOpen || candidate.proposal.intent === 'correct') return null;
  const next = [nextOfSubject(court, candidate, beside), nextOfObject(court, candidate, beside)];
  return soonest(next.map((fact) => fact?.valid.from ?? null));
};
