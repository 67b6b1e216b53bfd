import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { immemorial, type Moment, never, type Told, type Who } from './tale.ts';
import { endingIt, frontier } from './endings.ts';
import { agreeAsPlaces, begunBy, clashes, type Claimed, everybodyIn, jointsOf, ringsOf, wouldBreak } from './truth.ts';
import { asObject, isLive, kindFor, ruleFor } from './words.ts';

// What stands against a claim, and what would become of it.

export interface Candidate extends Claimed {
  label: string;
  intent: 'assert' | 'change' | 'correct';
  /** Whether it may say that canon was wrong, and so needs no event for a change of state. */
  corrects: boolean;
  /** The event that brings it about. */
  brings?: Told;
  /** From here on canon has it already. */
  upTo: Moment;
  byGm: boolean;
  /** What it rests on. */
  bases: readonly string[];
}

export interface Opposition {
  /** Ends here, whatever its claim said: something else is known to begin. */
  to: Moment;
  /** They end where the claim begins. */
  ends: readonly Told[];
  /** They end there too, though canon has them going on beyond that. */
  early: readonly Told[];
  /** They cannot be true if the claim is. */
  conflicts: readonly Told[];
  /** Too many at once, and nobody can say which of them gives way. */
  crowd: readonly Told[];
  /** A state from which it is no way to the claim's without an event that is not there. */
  needs: readonly Told[];
}

const isPermanent = (vocabulary: Vocabulary, { predicate }: { predicate: string }): boolean =>
  ruleFor(vocabulary, predicate)?.temporal === 'permanent';

/** Facts of which each alone cannot be beside the claim. */
export const rivalsOf = (vocabulary: Vocabulary, facts: readonly Told[], claim: Claimed): readonly Told[] => {
  const turned = ringsOf(vocabulary, facts, claim)
    .map((ring) => ring.facts)
    .filter((ring) => ring.length === 1);
  return facts.filter(
    (fact) =>
      isLive(fact) &&
      fact.kind === 'claim' &&
      (clashes(vocabulary, facts, [claim, fact]).length > 0 || turned.some(([only]) => only === fact)),
  );
};

/** Where an open claim stops: an event ended it, canon has it from there on, or something that cannot be beside it begins. */
const clipped = (vocabulary: Vocabulary, facts: readonly Told[], claim: Candidate): Moment => {
  if (claim.to !== never) return claim.to;
  const over = endingIt(vocabulary, facts, claim).map((event) => event.to);
  const until = Math.min(claim.upTo, ...over);
  if (claim.from === immemorial || claim.intent === 'correct' || isPermanent(vocabulary, claim)) return until;
  const later = rivalsOf(vocabulary, facts, { ...claim, to: until })
    .filter((rival) => !isPermanent(vocabulary, rival))
    .map(({ from }) => from)
    .filter((from) => from > claim.from);
  const to = Math.min(until, ...later);
  const joints = jointsOf(vocabulary, facts, { ...claim, to }).map(({ at }) => at);
  return Math.min(...joints) > claim.from ? Math.min(to, ...joints) : to;
};

/** Whether the claim puts somebody elsewhere than where they had to be for the event. */
const isElsewhere = (vocabulary: Vocabulary, facts: readonly Told[], [claim, event]: readonly [Candidate, Told]) => {
  const places = event.parties.filter(([role]) => role === 'place').map(([, who]) => asObject(who));
  return (
    ruleFor(vocabulary, claim.predicate)?.whereabouts === true &&
    places.length > 0 &&
    places.every((place) => !agreeAsPlaces(vocabulary, facts, [claim.object, place, event.from])) &&
    event.parties.some(
      ([role, who]) => who === claim.subject && kindFor(vocabulary, event.predicate)?.roles[role]?.present === true,
    )
  );
};

/** Events that somebody could not have had their part in, and facts that could not have begun, if the claim is true. */
const undone = (vocabulary: Vocabulary, facts: readonly Told[], claim: Candidate): readonly Told[] => [
  ...begunBy(vocabulary, { ...claim, kind: 'claim', parties: [] }).flatMap((begun) =>
    earlierThan(vocabulary, facts, begun),
  ),
  ...facts.filter((fact) => {
    if (!isLive(fact) || fact.label === claim.brings?.label) return false;
    if (fact.from === immemorial || fact.from < claim.from || fact.from >= claim.to) return false;
    if (fact.kind === 'event' && isElsewhere(vocabulary, facts, [claim, fact])) return true;
    if (fact.kind === 'event')
      return fact.parties.some(
        ([role, who]) =>
          who === claim.subject &&
          kindFor(vocabulary, fact.predicate)?.roles[role]?.must.some((must) => wouldBreak(vocabulary, must, claim)),
      );
    const rule = ruleFor(vocabulary, fact.predicate);
    const ofObject = rule?.object.kind === 'node' ? rule.object.must : [];
    return (
      (fact.subject === claim.subject && rule?.must.some((must) => wouldBreak(vocabulary, must, claim))) === true ||
      (fact.object === asObject(claim.subject) && ofObject.some((must) => wouldBreak(vocabulary, must, claim)))
    );
  }),
];

/** Whether an event of one of the kinds befell somebody, between the two moments. */
const befell = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  {
    kinds,
    predicate,
    who,
    from,
    to,
  }: { kinds: readonly string[]; predicate: string; who: Who; from: Moment; to: Moment },
): boolean =>
  facts.some((fact) => {
    if (!isLive(fact) || fact.kind !== 'event' || !kinds.includes(fact.predicate)) return false;
    const setting = (kindFor(vocabulary, fact.predicate)?.effects ?? []).filter(
      (effect) => effect.kind === 'set' && effect.predicate === predicate,
    );
    const suits = (role: string): boolean => setting.length === 0 || setting.some((effect) => effect.role === role);
    return from <= fact.from && fact.from <= to && fact.parties.some(([role, party]) => party === who && suits(role));
  });

const transitions = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  [claim, displaced]: readonly [Candidate, readonly Told[]],
) => {
  const rule = ruleFor(vocabulary, claim.predicate);
  if (rule === undefined || claim.corrects) return { needs: [], later: [] };
  const staying = facts.filter((fact) => !displaced.includes(fact));
  const states = facts.filter(
    (fact) =>
      isLive(fact) && fact.kind === 'claim' && fact.subject === claim.subject && fact.predicate === claim.predicate,
  );
  // What gives way is no state to come from. What comes after it is seen when it has given way.
  const before = states.filter((state) => staying.includes(state) && state.from < claim.from);
  const events = claim.brings === undefined ? staying : [...staying, claim.brings];
  const isMissing = (earlier: { object: string; from: Moment }, after: { object: string; from: Moment }): boolean =>
    rule.transitions.some(
      ({ from, to, needs }) =>
        from.includes(earlier.object) &&
        to.includes(after.object) &&
        !befell(vocabulary, events, {
          ...{ kinds: needs, predicate: claim.predicate, who: claim.subject },
          ...{ from: earlier.from, to: after.from },
        }),
    );
  const former = Math.max(...before.map(({ from }) => from));
  const next = Math.min(...states.map(({ from }) => from).filter((from) => from > claim.from));
  return {
    needs: before.filter((state) => state.from === former && isMissing(state, claim)),
    later: states.filter((state) => state.from > claim.from && state.from === next && isMissing(claim, state)),
  };
};

export const oppositionTo = (vocabulary: Vocabulary, facts: readonly Told[], asked: Candidate): Opposition => {
  const nothing = { to: asked.to, ends: [], early: [], conflicts: [], crowd: [], needs: [] };
  if (ruleFor(vocabulary, asked.predicate)?.reported ?? true) return nothing;
  const { later } = oppositionBeside(vocabulary, facts, asked);
  // A later state to which no way leads from the claim's is no reason for the claim to end before it: one of the two is wrong.
  const beside = facts.filter((fact) => !later.includes(fact));
  const found = oppositionBeside(vocabulary, beside, asked);
  return { ...found, conflicts: [...new Set([...found.conflicts, ...later])] };
};

const oppositionBeside = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  asked: Candidate,
): Opposition & { later: readonly Told[] } => {
  const claim = { ...asked, to: clipped(vocabulary, facts, asked) };
  const rivals = rivalsOf(vocabulary, facts, claim);
  const isFluent = (rival: Told): boolean => !isPermanent(vocabulary, claim) && !isPermanent(vocabulary, rival);
  const isOpenUntil = (rival: Told): boolean =>
    rival.to === never && rival.from < claim.from && claim.from >= frontier(rival);
  const givesWay = (rival: Told): boolean => {
    if (claim.from === immemorial || !isFluent(rival) || !isOpenUntil(rival)) return false;
    return claim.brings !== undefined || claim.intent !== 'correct';
  };
  // What an event ends was so before it.
  const isEarly = (rival: Told): boolean =>
    claim.brings !== undefined && isFluent(rival) && rival.from < claim.from && !isOpenUntil(rival);
  const lasted = asked.to === never || asked.byGm ? [] : endingIt(vocabulary, facts, claim);

  const displaced = [
    ...rivals.filter((rival) => !givesWay(rival) && !isEarly(rival)),
    ...undone(vocabulary, facts, claim),
    ...lasted,
  ];
  return {
    to: claim.to,
    ends: rivals.filter(givesWay),
    early: rivals.filter(isEarly),
    conflicts: displaced,
    crowd: [...new Set(jointsOf(vocabulary, facts, claim).flatMap((joint) => joint.facts))],
    ...transitions(vocabulary, facts, [claim, displaced]),
  };
};

/** What would have been of somebody before they began to be. Kinship and speech are dated as they like. */
const earlierThan = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  { who, at }: { who: Who; at: Moment },
): readonly Told[] =>
  facts.filter((fact) => {
    if (!isLive(fact) || fact.from === immemorial || fact.from >= at || !everybodyIn(fact).includes(who)) return false;
    const rule = fact.kind === 'event' ? undefined : ruleFor(vocabulary, fact.predicate);
    return rule?.temporal !== 'permanent' && rule?.reported !== true;
  });

/** What would have been before its subject began to be, if this event brought somebody into being, and other beginnings. */
export const beforeBirth = (vocabulary: Vocabulary, facts: readonly Told[], event: Told): readonly Told[] =>
  begunBy(vocabulary, event).flatMap((begun) => [
    ...earlierThan(vocabulary, facts, begun),
    ...facts.filter(
      (fact) =>
        isLive(fact) &&
        fact.label !== event.label &&
        // A date may be that of the day: nobody is born before it, but some hours after its beginning.
        begunBy(vocabulary, fact).some(
          ({ who, at }) => who === begun.who && (fact.kind === 'event' || event.from < at),
        ),
    ),
  ]);
