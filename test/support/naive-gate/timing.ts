import type { Condition, Vocabulary } from '../../../schemas/vocabulary.ts';
import { immemorial, type Moment, never, type Told, type Who } from './tale.ts';
import { agreeAsPlaces, begunBy, bornIn, breaks, everybodyIn } from './truth.ts';
import { asObject, isLive, kindFor, named, ruleFor } from './words.ts';

/** What is wrong with the time of it: everything, each with the facts that show it. */
export interface TimeFault {
  code: string;
  facts: readonly Told[];
}

const conditionFaults = (
  facts: readonly Told[],
  [who, prefix, moment]: readonly [Who, string, Moment],
  conditions: readonly Condition[],
): readonly TimeFault[] =>
  conditions.flatMap((condition) => {
    const broken = breaks(facts, [who, condition, moment]);
    return broken === null ? [] : [{ code: `${prefix}_${broken.how}`, facts: broken.facts }];
  });

/** Whatever names somebody before they came to be. */
const tooEarly = (vocabulary: Vocabulary, facts: readonly Told[], fact: Told): readonly TimeFault[] => {
  const rule = fact.kind === 'claim' ? ruleFor(vocabulary, fact.predicate) : undefined;
  if (fact.from === immemorial || rule?.reported === true || rule?.temporal === 'permanent') return [];
  const own = bornIn(vocabulary, fact);
  return everybodyIn(fact)
    .filter((who) => !own.includes(who))
    .flatMap((who) =>
      facts
        .filter(
          (birth) => isLive(birth) && begunBy(vocabulary, birth).some((one) => one.who === who && fact.from < one.at),
        )
        .map((birth) => ({ code: 'before_it_existed', facts: [birth] })),
    );
};

export const elsewhere = (vocabulary: Vocabulary, facts: readonly Told[], event: Told) => {
  const places = event.parties.filter(([role]) => role === 'place').map(([, who]) => who);
  if (event.kind !== 'event' || places.length === 0) return [];
  return event.parties
    .filter(([role]) => kindFor(vocabulary, event.predicate)?.roles[role]?.present === true)
    .flatMap(([role, who]) =>
      facts
        .filter(
          (fact) =>
            isLive(fact) &&
            fact.kind === 'claim' &&
            fact.subject === who &&
            ruleFor(vocabulary, fact.predicate)?.whereabouts === true &&
            fact.from <= event.from &&
            event.from < fact.to &&
            places.every((place) => !agreeAsPlaces(vocabulary, facts, [fact.object, asObject(place), event.from])),
        )
        .map((fact) => ({ code: role === 'agent' ? 'acts_while_absent' : `${role}_is_absent`, facts: [fact] })),
    );
};

/** Whoever is not in the state that it takes. */
export const unfit = (vocabulary: Vocabulary, facts: readonly Told[], fact: Told): readonly TimeFault[] => {
  const { from, subject, predicate } = fact;
  if (fact.kind === 'event')
    return fact.parties.flatMap(([role, who]) => {
      const must = kindFor(vocabulary, predicate)?.roles[role]?.must ?? [];
      return conditionFaults(facts, [who, role === 'agent' ? 'acts_while' : `${role}_is`, from], must);
    });
  // Of what was over at some time and began nobody knows when, nobody can say how things stood as it began.
  if (from === immemorial && fact.to !== never) return [];
  const rule = ruleFor(vocabulary, predicate);
  const other = named(fact.object);
  const ofObject = rule?.object.kind === 'node' && other !== null ? rule.object.must : [];
  return [
    ...conditionFaults(facts, [subject, 'subject_is', from], rule?.must ?? []),
    ...conditionFaults(facts, [other ?? '', 'object_is', from], ofObject),
  ];
};

/** Whoever was not there yet, or not in the state that it takes, or elsewhere. */
export const impossible = (vocabulary: Vocabulary, facts: readonly Told[], fact: Told): readonly TimeFault[] => [
  ...tooEarly(vocabulary, facts, fact),
  ...unfit(vocabulary, facts, fact),
  ...elsewhere(vocabulary, facts, fact),
];

export interface Dated {
  fact: Told;
  /** Of an event, where somebody said so. */
  statedEnd: Moment | null;
  clock: Moment | null;
}

export const timeFaults = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  { fact, statedEnd, clock }: Dated,
): readonly TimeFault[] => {
  const faults: TimeFault[] = [...impossible(vocabulary, facts, fact)];
  if (clock !== null && Math.max(fact.from, (statedEnd ?? immemorial) - 1) > clock)
    faults.push({ code: 'in_the_future', facts: [] });
  for (const label of fact.causedBy) {
    const cause = facts.find((each) => each.label === label);
    if (cause !== undefined && fact.from < cause.from) faults.push({ code: 'effect_before_cause', facts: [cause] });
  }
  return faults;
};
