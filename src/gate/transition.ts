import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { PredicateRule, Transition } from '../../schemas/vocabulary.ts';
import { compareStarts } from '../domain/interval.ts';
import { nextMoment } from '../domain/story-time.ts';
import type { Candidate, Court } from './candidate.ts';
import { lastSaid, nextSaid } from './said.ts';
import { valueOf } from './words.ts';

// From one state to some others leads only an event: nobody is alive after death unless somebody brought them back.

interface Between {
  subject: NodeId;
  rule: PredicateRule;
  /** Null: since a time that nobody knows. */
  from: StoryTime | null;
  to: StoryTime;
  /** The event that brings the claim about. */
  cause: Fact | null;
}

/** Whether the event did it to the subject, and not the subject to somebody. */
const befell = ({ lexicon }: Court, event: Fact, { subject, rule }: Between): boolean => {
  const roles = (lexicon.event(event.predicate)?.effects ?? [])
    .filter((effect) => effect.kind === 'set' && effect.predicate === rule.name)
    .map(({ role }) => role);
  return (event.event?.participants ?? []).some(
    ({ node, role }) => node === subject && (roles.length === 0 || roles.includes(role)),
  );
};

const happened = (court: Court, kinds: readonly string[], between: Between): boolean => {
  const { subject, from, to, cause } = between;
  const meanwhile = court.overlay.begunIn({ from, to: nextMoment(to) ?? null }).eventsWith(subject, kinds);
  const itself =
    cause !== null && kinds.includes(cause.predicate) && compareStarts(cause.valid.from, from) >= 0 ? [cause] : [];
  return [...meanwhile, ...itself].some((event) => befell(court, event, between));
};

const transitionFrom = (rule: PredicateRule, from: Fact, to: Fact): Transition | undefined =>
  rule.transitions.find((each) => each.from.includes(valueOf(from)) && each.to.includes(valueOf(to)));

/** Whoever may correct says how it was, event or no event. */
const corrects = ({ proposal, standing: { authority } }: Candidate): boolean =>
  proposal.intent === 'correct' && (authority === 'gm' || authority === 'source');

export interface Missing {
  needs: readonly string[];
  former: Fact | null;
}

const nothingMissing: Missing = { needs: [], former: null };

/** Which events the claim needs and does not have, coming from the state before it. */
export const missingBefore = (
  court: Court,
  candidate: Candidate,
  { rule, displaced }: { rule: PredicateRule; displaced: readonly Fact[] },
): Missing => {
  const { fact, cause } = candidate;
  const { from: to } = fact.valid;
  if (rule.transitions.length === 0 || to === null || corrects(candidate)) return nothingMissing;
  const gone = new Set([fact.id, ...displaced.map(({ id }) => id)]);
  const states = { node: fact.subject, rule, counts: ({ id }: Fact) => !gone.has(id) };
  const former = lastSaid(court.overlay, states, to);
  if (former === undefined) return nothingMissing;
  const needs = transitionFrom(rule, former, fact)?.needs ?? [];
  const between: Between = { subject: fact.subject, rule, from: former.valid.from, to, cause };
  return needs.length === 0 || happened(court, needs, between) ? nothingMissing : { needs, former };
};

/** The state after the claim, if no event leads from the one to the other. */
export const missingAfter = (court: Court, candidate: Candidate, rule: PredicateRule): Fact | null => {
  if (rule.transitions.length === 0 || corrects(candidate)) return null;
  const { fact } = candidate;
  const { from } = fact.valid;
  const states = { node: fact.subject, rule, counts: ({ id }: Fact) => id !== fact.id };
  const next = nextSaid(court.overlay, states, from);
  if (next === undefined || next.valid.from === null) return null;
  const to = next.valid.from;
  const needs = transitionFrom(rule, fact, next)?.needs ?? [];
  const between: Between = { subject: fact.subject, rule, from, to, cause: null };
  return needs.length === 0 || happened(court, needs, between) ? null : next;
};
