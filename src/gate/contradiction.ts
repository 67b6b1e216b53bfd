import type { Fact } from '../../schemas/canon.ts';
import type { StoryTime, Validity } from '../../schemas/time.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { closeAt } from '../domain/interval.ts';
import { isBefore, nextMoment, sameTime, soonest } from '../domain/story-time.ts';
import { type Candidate, type Court, lookFor } from './candidate.ts';
import { crowdsOf } from './crowd.ts';
import { agrees } from './places.ts';
import { type Ended, endedLater } from './ending.ts';
import { nextOfOne } from './next-of-one.ts';
import { ringOf } from './ring.ts';
import { excludedBy, sayingSo, saidOf, saidTo, type Saying } from './said.ts';
import { missingBefore, missingAfter } from './transition.ts';
import { undoneBy, undoneByBirth } from './undone.ts';
import type { Look } from './shelves.ts';
import { saidBy } from './words.ts';

// The fourth check. A rival is a fact that cannot hold beside a claim. What becomes of it depends on when the claim begins:
// K1. At or after the frontier of an open fluent it is a change: the old interval ends where the new one begins.
// K2. An open claim before something that began later holds until that began.
// K3. Anything else contradicts canon.
// K4. Where several together are too many, nobody can know which of them gives way.

export interface Contradiction {
  conflicts: readonly Fact[];
  /** Facts that cannot all hold beside the claim, though each of them could. */
  crowd: readonly Fact[];
  ends: readonly { fact: Fact; at: StoryTime }[];
  /** Facts that canon has going on beyond what an event brings about: the GM alone can move their end. */
  early: readonly { fact: Fact; at: StoryTime }[];
  /** Where the claim itself ends, because something else begins. */
  until: StoryTime | null;
  /** What begins there. */
  givesWayTo: readonly Fact[];
  /** Kinds of events of which one is needed first, and the state that the claim comes from. */
  needs: readonly string[];
  comesFrom: Fact | null;
}

const none: Contradiction = {
  ...{ conflicts: [], crowd: [], ends: [], early: [], until: null, givesWayTo: [], needs: [], comesFrom: null },
};

/** Up to when an open fact was asserted: what is dated before that cannot quietly end it. Null: nobody knows. */
export const frontierOf = ({ heldUntil, valid }: Fact): StoryTime | null => heldUntil ?? valid.from;

const unique = (facts: readonly Fact[]): Fact[] => [...new Map(facts.map((fact) => [fact.id, fact])).values()];

/** Of what may be there once: what else is there. */
const others = (court: Court, candidate: Candidate, rule: PredicateRule): readonly Fact[] => {
  const { fact } = candidate;
  const look = lookFor(court, candidate, rule);
  const beside = (sayings: readonly Saying[], mine: string): Fact[] =>
    sayings
      .filter(({ fact: rival, other }) => other !== mine && !agrees(court, candidate, { other, rival }))
      .map(({ fact: rival }) => rival);
  const objects = rule.perSubject === 1 ? beside(saidOf(look, fact.subject, rule), saidBy(fact)) : [];
  if (rule.perObject !== 1 || fact.object?.kind !== 'node') return objects;
  return [...objects, ...beside(saidTo(look, fact.object.id, rule), fact.subject)];
};

/** The same the other way round, where that closes a ring. */
const turned = (court: Court, candidate: Candidate, rule: PredicateRule): readonly Fact[] => {
  const { fact } = candidate;
  return rule.acyclic && fact.object?.kind === 'node'
    ? sayingSo(
        lookFor(court, candidate, rule),
        { subject: fact.object.id, object: { kind: 'node', id: fact.subject } },
        rule,
      )
    : [];
};

const isPermanent = ({ lexicon }: Court, { predicate, event }: Fact): boolean =>
  event === null && lexicon.predicate(predicate)?.temporal === 'permanent';

/** Facts of which each alone cannot hold beside the claim. What is permanent holds beside everything, whenever it was told of. */
export const rivalsOf = (court: Court, candidate: Candidate, rule: PredicateRule): readonly Fact[] => {
  const meanwhile = court.overlay.during(candidate.fact.valid);
  const isEver = ({ temporal }: PredicateRule): boolean => temporal === 'permanent';
  const lookAt = (rival: PredicateRule): Look => (isEver(rule) || isEver(rival) ? court.overlay : meanwhile);
  return unique([
    ...others(court, candidate, rule),
    ...turned(court, candidate, rule),
    ...excludedBy(candidate.fact, rule, { lexicon: court.lexicon, lookAt }),
  ]);
};

type Fate = 'changes' | 'ends_early' | 'comes_later' | 'conflicts';

const isPastFrontier = (rival: Fact, from: StoryTime): boolean => {
  const { from: began, to: over } = rival.valid;
  const frontier = frontierOf(rival);
  return over === null && (began === null || isBefore(began, from)) && (frontier === null || !isBefore(from, frontier));
};

/** What becomes of a rival when the claim begins. */
const fateOf = (court: Court, candidate: Candidate, rival: Fact): Fate => {
  const { fact, proposal, cause } = candidate;
  const { from, to } = fact.valid;
  const { from: began } = rival.valid;
  if (from === null || rival.kind === 'event') return 'conflicts';
  if (isPermanent(court, fact) || isPermanent(court, rival)) return 'conflicts';
  // An event speaks of what was before it as well: that was so until then.
  if (cause !== null && (began === null || isBefore(began, from)))
    return isPastFrontier(rival, from) ? 'changes' : 'ends_early';
  if (proposal.intent === 'correct') return 'conflicts';
  return fateInTime({ from, to }, rival);
};

/** By when it begins and when the claim does. */
const fateInTime = ({ from, to }: { from: StoryTime; to: StoryTime | null }, rival: Fact): Fate => {
  const { from: began } = rival.valid;
  if (began !== null && isBefore(from, began)) return to === null ? 'comes_later' : 'conflicts';
  return isPastFrontier(rival, from) ? 'changes' : 'conflicts';
};

/** What several facts together have against the claim, from when on. */
interface Joint {
  facts: readonly Fact[];
  since: StoryTime | null;
}

/** Where something stands in the way only later on, an open claim ends there. What is permanent stands in the way at every time. */
const givesWay = ({ fact, proposal }: Candidate, { since }: Joint): boolean => {
  const { from, to } = fact.valid;
  return to === null && proposal.intent !== 'correct' && from !== null && since !== null && isBefore(from, since);
};

const clipped = (candidate: Candidate, until: StoryTime | null): Candidate => {
  if (until === null) return candidate;
  const valid: Validity = closeAt(candidate.fact.valid, until) ?? candidate.fact.valid;
  return { ...candidate, fact: { ...candidate.fact, valid } };
};

const starts = (facts: readonly Fact[]): StoryTime | null => soonest(facts.map(({ valid }) => valid.from));

/** Events that ended it, of which the claim says that it went on; the GM may say so. */
const goesOnBeyond = ({ fact, standing }: Candidate, over: readonly Ended[]): readonly Fact[] => {
  const { to } = fact.valid;
  if (to === null || standing.authority === 'gm') return [];
  return over.filter(({ at }) => isBefore(at, to)).map(({ event }) => event);
};

const ofClaim = (court: Court, candidate: Candidate, rule: PredicateRule): Contradiction => {
  const after = missingAfter(court, candidate, rule);
  const over = endedLater(court, candidate, rule);
  const overAt = candidate.fact.valid.to === null ? (over[0]?.at ?? null) : null;
  const given = soonest([candidate.until, overAt]);
  const next = nextOfOne(court, candidate, { rule, aside: after });
  const horizon = next === null ? null : (nextMoment(next) ?? null);
  const rivals = rivalsOf(court, clipped(candidate, soonest([given, horizon])), rule).map((fact) => ({
    fact,
    fate: fact.id === after?.id ? 'conflicts' : fateOf(court, candidate, fact),
  }));
  const of = (fate: Fate): Fact[] => rivals.filter((rival) => rival.fate === fate).map(({ fact }) => fact);
  const later = soonest([given, starts(of('comes_later'))]);
  const first = clipped(candidate, later);

  const joint = [...crowdsOf(court, first, rule), ringOf(court, first, rule)].filter(({ facts }) => facts.length > 0);
  const stopping = joint.filter((each) => givesWay(candidate, each));
  const until = soonest([later, ...stopping.map(({ since }) => since)]);
  const final = clipped(candidate, until);

  const conflicts = unique([
    ...of('conflicts'),
    ...(after === null ? [] : [after]),
    ...goesOnBeyond(candidate, over),
    ...undoneBy(court, final, rule),
  ]);
  const { from } = candidate.fact.valid;
  const stops = [...of('comes_later'), ...stopping.flatMap(({ facts }) => facts)];
  const startsThere = ({ valid }: Fact): boolean =>
    until !== null && valid.from !== null && sameTime(valid.from, until);
  const endsThere = over.filter(({ at }) => until !== null && sameTime(at, until)).map(({ event }) => event);
  const { needs, former } = missingBefore(court, candidate, { rule, displaced: conflicts });
  return {
    conflicts,
    crowd: unique(joint.filter((each) => !stopping.includes(each)).flatMap(({ facts }) => facts)),
    ends: from === null ? [] : of('changes').map((fact) => ({ fact, at: from })),
    early: from === null ? [] : of('ends_early').map((fact) => ({ fact, at: from })),
    until,
    givesWayTo: unique([...stops.filter(startsThere), ...endsThere]),
    needs,
    comesFrom: former,
  };
};

export const contradictionOf = (court: Court, candidate: Candidate): Contradiction => {
  const { rule } = candidate;
  if (rule === null) return { ...none, conflicts: undoneByBirth(court, candidate) };
  return rule.reported ? none : ofClaim(court, candidate, rule);
};
