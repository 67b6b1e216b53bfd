import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { compatiblePlaces, containmentOf } from '../domain/containment.ts';
import { objectKey } from '../domain/fact.ts';
import { holdsAt, overlaps } from '../domain/interval.ts';
import { earlier, isBefore } from '../domain/story-time.ts';
import { normaliseName } from '../domain/names.ts';
import type { Candidate, Court } from './candidate.ts';
import { excludedBy, saidOf, saidTo, type Saying } from './said.ts';
import { valueOf } from './world.ts';

// The fourth check. A rival is a fact that cannot hold beside a claim. What becomes of it depends on when the claim begins:
// K1. At or after the frontier of an open fluent it is a change: the old interval ends where the new one begins.
// K2. Before something that began later, the claim holds until that began.
// K3. Anything else contradicts canon.

export interface Contradiction {
  conflicts: readonly Fact[];
  ends: readonly { fact: Fact; at: StoryTime }[];
  /** Where the claim itself ends, because something else begins. */
  until: StoryTime | null;
  /** Kinds of events of which one is needed first. */
  needs: readonly string[];
}

const none: Contradiction = { conflicts: [], ends: [], until: null, needs: [] };

const placesMax = 1_000;
const ringMax = 10_000;

/** What the nodes lie in at a time, all the way out. */
const placesAt = ({ overlay, lexicon }: Court, nodes: readonly NodeId[], time: StoryTime | null) => {
  const outwards = (node: NodeId): readonly Fact[] =>
    [...lexicon.within]
      .flatMap((name) => overlay.about(node, name))
      .filter(({ valid }) => time === null || holdsAt(valid, time));
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

/** Whoever is in the tavern is in its town. */
const agrees = (court: Court, candidate: Candidate, other: string): boolean => {
  const { fact, rule } = candidate;
  if (rule?.within !== true || fact.object?.kind !== 'node') return false;
  const mine = fact.object.id;
  return compatiblePlaces(placesAt(court, [mine, other as NodeId], fact.valid.from), mine, other as NodeId);
};

/** Of what may be there a number of times at once: those that make it too many. */
const tooMany = (sayings: readonly Saying[], most: number): readonly Fact[] => {
  const others = new Set(sayings.map(({ other }) => other));
  return others.size < most ? [] : sayings.map(({ fact }) => fact);
};

const crowded = (court: Court, candidate: Candidate, rule: PredicateRule): readonly Fact[] => {
  const { overlay } = court;
  const { fact } = candidate;
  const key = objectKey(fact.object);
  const beside = (sayings: readonly Saying[], mine: string): Saying[] =>
    sayings.filter(
      ({ fact: rival, other }) =>
        other !== mine &&
        (rule.temporal === 'permanent' || overlaps(rival.valid, fact.valid)) &&
        !agrees(court, candidate, other),
    );
  const objects =
    rule.perSubject === 'many' ? [] : tooMany(beside(saidOf(overlay, fact.subject, rule), key), rule.perSubject);
  const subjects =
    rule.perObject === 'many' || fact.object?.kind !== 'node'
      ? []
      : tooMany(beside(saidTo(overlay, fact.object.id, rule), fact.subject), rule.perObject);
  return [...objects, ...subjects];
};

/** Facts that lead from the object back to the subject, so that this one would close a ring. */
const ring = ({ overlay }: Court, { fact }: Candidate, rule: PredicateRule): readonly Fact[] => {
  if (!rule.acyclic || fact.object?.kind !== 'node') return [];
  const cameBy = new Map<string, { step: Fact; from: string }>();
  const reached = new Set<string>([fact.object.id]);
  for (const node of reached) {
    if (reached.size > ringMax) break;
    for (const { fact: step, other } of saidOf(overlay, node as NodeId, rule)) {
      if (reached.has(other) || !overlaps(step.valid, fact.valid)) continue;
      reached.add(other);
      cameBy.set(other, { step, from: node });
    }
  }
  const steps: Fact[] = [];
  for (let back = cameBy.get(fact.subject); back !== undefined; back = cameBy.get(back.from)) steps.push(back.step);
  return steps;
};

/** Events that canon holds and that could not have been, were the claim true. */
const undone = ({ overlay, lexicon }: Court, { fact, rule }: Candidate): readonly Fact[] => {
  if (rule === null) return [];
  const value = valueOf(fact);
  const forbids = (event: Fact): boolean =>
    (event.event?.participants ?? []).some(
      ({ role, node }) =>
        node === fact.subject &&
        (lexicon.event(event.predicate)?.roles[role]?.must ?? []).some(
          ({ predicate, isNot, is }) =>
            predicate === fact.predicate &&
            (isNot !== undefined
              ? isNot.map(normaliseName).includes(value)
              : !(is ?? []).map(normaliseName).includes(value)),
        ),
    );
  return overlay
    .eventsWith(fact.subject)
    .filter(
      (event) =>
        event.valid.from !== null && holdsAt(fact.valid, event.valid.from) && !fact.derivesFrom.includes(event.id),
    )
    .filter(forbids);
};

const rivalsOf = (court: Court, candidate: Candidate, rule: PredicateRule): readonly Fact[] => {
  const excluded = excludedBy(court, candidate.fact, rule).filter(({ valid }) => overlaps(valid, candidate.fact.valid));
  const all = [
    ...crowded(court, candidate, rule),
    ...excluded,
    ...ring(court, candidate, rule),
    ...undone(court, candidate),
  ];
  return [...new Map(all.map((fact) => [fact.id, fact])).values()];
};

type Fate = 'changes' | 'comes_later' | 'conflicts';

/** Up to when an open fact was asserted: what is dated before that cannot quietly end it. */
const isPastFrontier = (rival: Fact, from: StoryTime): boolean => {
  const { from: began } = rival.valid;
  const frontier = rival.heldUntil ?? began;
  return (began === null || isBefore(began, from)) && (frontier === null || !isBefore(from, frontier));
};

/** What becomes of a rival when the claim begins. */
const fateOf = (candidate: Candidate, rival: Fact, rule: PredicateRule): Fate => {
  const { from, to } = candidate.fact.valid;
  if (from === null || rival.kind === 'event' || rule.temporal === 'permanent') return 'conflicts';
  const { from: began, to: over } = rival.valid;
  if (began !== null && isBefore(from, began)) return to === null ? 'comes_later' : 'conflicts';
  if (candidate.proposal.intent === 'correct' || over !== null) return 'conflicts';
  return isPastFrontier(rival, from) ? 'changes' : 'conflicts';
};

const includesValue = (values: readonly string[], value: string): boolean => values.map(normaliseName).includes(value);

/** Which events a change of value needs and does not have. */
const missingEvents = ({ overlay }: Court, { fact, cause }: Candidate, rule: PredicateRule): readonly string[] => {
  const { from } = fact.valid;
  if (rule.transitions.length === 0 || from === null) return [];
  const events = [...overlay.eventsWith(fact.subject), ...(cause === null ? [] : [cause])];
  const happenedSince = (start: StoryTime, kinds: readonly string[]): boolean =>
    events.some(
      ({ predicate, valid }) =>
        kinds.includes(predicate) && valid.from !== null && !isBefore(valid.from, start) && !isBefore(from, valid.from),
    );
  for (const { fact: former } of saidOf(overlay, fact.subject, rule)) {
    const { from: start, to: end } = former.valid;
    if (start === null || !isBefore(start, from) || (end !== null && isBefore(end, from))) continue;
    const transition = rule.transitions.find(
      (each) => includesValue(each.from, valueOf(former)) && includesValue(each.to, valueOf(fact)),
    );
    if (transition !== undefined && !happenedSince(start, transition.needs)) return transition.needs;
  }
  return [];
};

export const contradictionOf = (court: Court, candidate: Candidate): Contradiction => {
  const { rule } = candidate;
  const { from } = candidate.fact.valid;
  if (rule === null || rule.reported) return none;
  const rivals = rivalsOf(court, candidate, rule).map((fact) => ({ fact, fate: fateOf(candidate, fact, rule) }));
  const of = (fate: Fate): Fact[] => rivals.filter((rival) => rival.fate === fate).map(({ fact }) => fact);
  const starts = of('comes_later').flatMap(({ valid }) => (valid.from === null ? [] : [valid.from]));
  return {
    conflicts: of('conflicts'),
    ends: from === null ? [] : of('changes').map((fact) => ({ fact, at: from })),
    until: starts.length === 0 ? null : starts.reduce(earlier),
    needs: candidate.proposal.intent === 'correct' ? [] : missingEvents(court, candidate, rule),
  };
};
