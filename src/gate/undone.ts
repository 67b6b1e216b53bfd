import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { Condition, PredicateRule } from '../../schemas/vocabulary.ts';
import { nodesOf } from '../domain/fact.ts';
import { isBefore } from '../domain/story-time.ts';
import type { Candidate, Court } from './candidate.ts';
import { hasOnePlace, isElsewhere } from './places.ts';
import { valueOf } from './words.ts';

// What canon holds and could not have been, were the claim true: a deed after a death, a crown taken by the dead, a life before a birth.

const breaks = (value: string, { is, isNot }: Condition, rule: PredicateRule): boolean => {
  if (isNot !== undefined) return isNot.includes(value);
  return rule.perSubject === 1 && is !== undefined && !is.includes(value); // with several at once, another may be what is asked for
};

/** Events in which the subject has a role that the claimed state would have kept it from. */
const eventsUndone = ({ overlay, lexicon }: Court, { fact }: Candidate, rule: PredicateRule): readonly Fact[] => {
  const demands = lexicon.demandsOn(rule.name).events;
  if (demands.length === 0) return [];
  const value = valueOf(fact);
  const kinds = new Set(demands.filter(({ condition }) => breaks(value, condition, rule)).map(({ kind }) => kind));
  const forbids = (event: Fact): boolean =>
    (event.event?.participants ?? []).some(
      ({ role, node }) =>
        node === fact.subject &&
        demands.some(
          (demand) => demand.kind === event.predicate && demand.role === role && breaks(value, demand.condition, rule),
        ),
    );
  return overlay.begunIn(fact.valid).eventsWith(fact.subject, kinds).filter(forbids);
};

/** Facts that begin while the claimed state holds, and could not have begun then. */
const beginningsUndone = ({ overlay, lexicon }: Court, { fact }: Candidate, rule: PredicateRule): readonly Fact[] => {
  const value = valueOf(fact);
  const look = overlay.begunIn(fact.valid);
  return lexicon
    .demandsOn(rule.name)
    .predicates.filter(({ condition }) => breaks(value, condition, rule))
    .flatMap(({ rule: asking, side }) =>
      side === 'subject' ? look.about(fact.subject, asking.name) : look.leadingTo(fact.subject, asking.name),
    );
};

/** Events in which the subject had to be where they happened, and could not have been. */
const meetingsUndone = (court: Court, { fact }: Candidate): readonly Fact[] => {
  const { object, subject, valid } = fact;
  if (object?.kind !== 'node' || !hasOnePlace(court, subject)) return [];
  return court.overlay
    .begunIn(valid)
    .eventsWith(subject)
    .filter((event) => {
      const roles = court.lexicon.event(event.predicate)?.roles ?? {};
      const isNeeded = (event.event?.participants ?? []).some(
        ({ role, node }) => node === subject && roles[role]?.present === true,
      );
      return isNeeded && isElsewhere(court, event, object.id);
    });
};

export const undoneBy = (court: Court, candidate: Candidate, rule: PredicateRule): readonly Fact[] => {
  const { subject, object } = candidate.fact;
  return [
    ...eventsUndone(court, candidate, rule),
    ...beginningsUndone(court, candidate, rule),
    ...(rule.whereabouts ? meetingsUndone(court, candidate) : []),
    ...(rule.begins && object?.kind === 'time' ? before(court, subject, object.time) : []),
  ];
};

// ── beginning to be ──────────────────────────────────────────────────────────────────────────────────────────────

/** Those who begin to be with the event. */
export const bornIn = ({ lexicon }: Court, event: Fact): readonly NodeId[] => {
  const roles = lexicon.event(event.predicate)?.roles ?? {};
  return (event.event?.participants ?? []).filter(({ role }) => roles[role]?.begins === true).map(({ node }) => node);
};

/** Canon's events with which the node began to be. */
const birthsOf = (court: Court, node: NodeId): readonly Fact[] =>
  court.lexicon.births.size === 0
    ? []
    : court.overlay.eventsWith(node, court.lexicon.births).filter((event) => bornIn(court, event).includes(node));

export interface Beginning {
  fact: Fact;
  at: StoryTime;
}

/** Dates that canon has of when the node began to be. */
const datesOf = (court: Court, node: NodeId): readonly Beginning[] =>
  court.lexicon.beginnings
    .flatMap(({ name }) => court.overlay.about(node, name))
    .flatMap((fact) => (fact.object?.kind === 'time' ? [{ fact, at: fact.object.time }] : []));

/** What canon says of when the node began to be. */
export const beginningsOf = (court: Court, node: NodeId): readonly Beginning[] => [
  ...birthsOf(court, node).flatMap((fact) => (fact.valid.from === null ? [] : [{ fact, at: fact.valid.from }])),
  ...datesOf(court, node),
];

const isTimeless = ({ lexicon }: Court, { predicate }: Fact): boolean => {
  const rule = lexicon.predicate(predicate);
  return rule !== undefined && (rule.reported || rule.temporal === 'permanent');
};

const before = (court: Court, node: NodeId, birth: StoryTime): readonly Fact[] =>
  court.overlay
    .during({ from: null, to: birth })
    .touching(node)
    .filter((fact) => nodesOf(fact).includes(node)) // of a secret that they were to know, they can learn later
    .filter((fact) => fact.valid.from !== null && isBefore(fact.valid.from, birth) && !isTimeless(court, fact));

/** What an event with which somebody begins to be makes impossible: a life before it, and another beginning. */
export const undoneByBirth = (court: Court, { fact }: Candidate): readonly Fact[] => {
  const { from } = fact.valid;
  if (fact.event === null || from === null) return [];
  return bornIn(court, fact)
    .flatMap((node) => [
      ...birthsOf(court, node),
      ...before(court, node, from),
      // A date may be that of the day: nobody is born before it, but some hours after its beginning.
      ...datesOf(court, node).flatMap(({ fact: date, at }) => (isBefore(from, at) ? [date] : [])),
    ])
    .filter(({ id }) => id !== fact.id);
};
