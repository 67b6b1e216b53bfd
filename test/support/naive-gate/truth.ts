import type { Condition, Vocabulary } from '../../../schemas/vocabulary.ts';
import type { Moment, Told, Who } from './tale.ts';
import { asObject, dated, holds, isLive, kindFor, momentsOf, named, type Reading, readings, ruleFor } from './words.ts';

// What cannot be true together, by looking at everything at every moment.

export type Claimed = Reading & { from: number; to: number; label?: string };

/** Whether the one place lies in the other at the moment, however many places are between them. */
const liesIn = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  inner: string,
  outer: string,
  moment: number,
): boolean => {
  const reached = new Set([inner]);
  for (let grown = true; grown;) {
    grown = false;
    for (const fact of facts) {
      // At a time that nobody knows, places lie as they lie now.
      if (!isLive(fact) || !(moment === -Infinity ? fact.to === Infinity : holds(vocabulary, fact, moment))) continue;
      for (const { subject, predicate, object } of readings(vocabulary, fact))
        if (ruleFor(vocabulary, predicate)?.within && reached.has(asObject(subject)) && !reached.has(object)) {
          reached.add(object);
          grown = true;
        }
    }
  }
  return reached.has(outer);
};

export const agreeAsPlaces = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  [a, b, moment]: readonly [string, string, number],
): boolean => liesIn(vocabulary, facts, a, b, moment) || liesIn(vocabulary, facts, b, a, moment);

/** Whether these two readings cannot both be so at the moment. */
const readingsClash = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  [a, b, since]: readonly [Reading, Reading, number],
) => {
  const rule = ruleFor(vocabulary, a.predicate);
  const other = ruleFor(vocabulary, b.predicate);
  if (rule === undefined || other === undefined || rule.reported || other.reported) return false;
  if (a.predicate === b.predicate) {
    if (a.subject === b.subject && a.object !== b.object && rule.perSubject === 1)
      return !(rule.within && agreeAsPlaces(vocabulary, facts, [a.object, b.object, since]));
    return a.object === b.object && a.subject !== b.subject && rule.perObject === 1;
  }
  const excluded = rule.excludes.includes(b.predicate) || other.excludes.includes(a.predicate);
  return excluded && a.subject === b.subject && a.object === b.object;
};

/** The moments at which these two cannot both be so. */
export const clashes = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  [a, b]: readonly [Claimed, Told],
): readonly number[] =>
  momentsOf([...facts, a, b]).filter(
    (moment) =>
      holds(vocabulary, a, moment) &&
      holds(vocabulary, b, moment) &&
      readings(vocabulary, a).some((one) =>
        // Whether places agree is judged as of when both begin to hold: places seldom move, and those who are in them move with them.
        readings(vocabulary, b).some((other) =>
          readingsClash(vocabulary, facts, [one, other, Math.max(a.from, b.from)]),
        ),
      ),
  );

/** Every way back from the object to the subject of what may not lead in a ring, at the moment. */
const waysBack = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  [claim, moment]: readonly [Claimed, number],
): readonly (readonly Told[])[] => {
  if (ruleFor(vocabulary, claim.predicate)?.acyclic !== true) return [];
  const found: Told[][] = [];
  const walk = (at: string, path: readonly Told[]): void => {
    if (at === asObject(claim.subject)) {
      found.push([...path]);
      return;
    }
    for (const fact of facts) {
      if (!isLive(fact) || path.includes(fact) || !holds(vocabulary, fact, moment)) continue;
      for (const { subject, predicate, object } of readings(vocabulary, fact))
        if (predicate === claim.predicate && asObject(subject) === at) walk(object, [...path, fact]);
    }
  };
  walk(claim.object, []);
  return found;
};

/** The rings that the claim would close, each once, shortest first. */
export const ringsOf = (vocabulary: Vocabulary, facts: readonly Told[], claim: Claimed): readonly Joint[] => {
  const rings = new Map<string, Joint>();
  for (const at of momentsOf([...facts, claim])) {
    if (!holds(vocabulary, claim, at)) continue;
    for (const way of waysBack(vocabulary, facts, [claim, at])) {
      const key = way
        .map(({ label }) => label)
        .sort()
        .join(' ');
      if (!rings.has(key)) rings.set(key, { facts: way, at });
    }
  }
  return [...rings.values()].sort((a, b) => a.facts.length - b.facts.length);
};

/** At the moment: others of which there would be too many beside the claim, for words that allow a few at once. */
const crowdAt = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  [claim, moment]: readonly [Claimed, number],
): readonly Told[] =>
  readings(vocabulary, claim).flatMap((reading) => {
    const rule = ruleFor(vocabulary, reading.predicate);
    const sides = [
      { most: rule?.perSubject, here: 'subject', there: 'object' },
      { most: rule?.perObject, here: 'object', there: 'subject' },
    ] as const;
    return sides.flatMap(({ most, here, there }) => {
      if (most === undefined || most === 'many' || most === 1) return [];
      const beside = facts
        .filter((fact) => isLive(fact) && holds(vocabulary, fact, moment))
        .flatMap((fact) => readings(vocabulary, fact).map((other) => ({ fact, other })))
        .filter(
          ({ other }) =>
            other.predicate === reading.predicate && other[here] === reading[here] && other[there] !== reading[there],
        );
      const isCrowd = new Set(beside.map(({ other }) => other[there])).size + 1 > most;
      return isCrowd ? beside.map(({ fact }) => fact) : [];
    });
  });

/** Several facts that cannot all be beside the claim, though each of them could: a crowd, or a ring of more than two. */
export interface Joint {
  facts: readonly Told[];
  at: number;
}

export const jointsOf = (vocabulary: Vocabulary, facts: readonly Told[], claim: Claimed): readonly Joint[] => [
  ...ringsOf(vocabulary, facts, claim).filter((ring) => ring.facts.length > 1),
  ...momentsOf([...facts, claim])
    .filter((moment) => holds(vocabulary, claim, moment))
    .map((at) => ({ at, facts: crowdAt(vocabulary, facts, [claim, at]) }))
    .filter((crowd) => crowd.facts.length > 0),
];

/** What holds of somebody at the moment, of a predicate. `-Infinity`: what is known to go on. */
const valuesAt = (facts: readonly Told[], [who, predicate, moment]: readonly [Who, string, number]) =>
  facts.filter(
    (fact) =>
      isLive(fact) &&
      fact.kind === 'claim' &&
      fact.subject === who &&
      fact.predicate === predicate &&
      (moment === -Infinity ? fact.to === Infinity : fact.from <= moment && moment < fact.to),
  );

/** How a condition on somebody is broken at the moment: with which value, and by which facts. */
export const breaks = (
  facts: readonly Told[],
  [who, condition, moment]: readonly [Who, Condition, number],
): { how: string; facts: readonly Told[] } | null => {
  const held = valuesAt(facts, [who, condition.predicate, moment]);
  if (condition.isNot !== undefined) {
    const [bad] = held.filter(({ object }) => condition.isNot?.includes(object));
    return bad === undefined ? null : { how: bad.object, facts: [bad] };
  }
  if (held.some(({ object }) => condition.is?.includes(object))) return null;
  return { how: `not_${condition.is?.join('_or_')}`, facts: held };
};

/** Whether a value of a predicate, held by somebody, breaks the condition. */
export const wouldBreak = (vocabulary: Vocabulary, { predicate, is, isNot }: Condition, claim: Reading): boolean => {
  if (predicate !== claim.predicate) return false;
  if (isNot !== undefined) return isNot.includes(claim.object);
  return ruleFor(vocabulary, predicate)?.perSubject === 1 && is?.includes(claim.object) !== true;
};

/** Who begins to be with an event. */
export const bornIn = (vocabulary: Vocabulary, fact: Pick<Told, 'predicate' | 'parties' | 'kind'>): readonly Who[] => {
  const kind = fact.kind === 'event' ? kindFor(vocabulary, fact.predicate) : undefined;
  return fact.parties.filter(([role]) => kind?.roles[role]?.begins === true).map(([, who]) => who);
};

/** Whom a fact gives a beginning, and when: an event with which they come to be, or their date of birth. */
export const begunBy = (
  vocabulary: Vocabulary,
  fact: Pick<Told, 'predicate' | 'parties' | 'kind' | 'subject' | 'object' | 'from'>,
): readonly { who: Who; at: Moment }[] => {
  if (fact.kind === 'event') return bornIn(vocabulary, fact).map((who) => ({ who, at: fact.from }));
  const at = ruleFor(vocabulary, fact.predicate)?.begins === true ? dated(fact.object) : null;
  return at === null ? [] : [{ who: fact.subject, at }];
};

/** Everybody whom a fact names. */
export const everybodyIn = ({
  subject,
  object,
  parties,
}: Pick<Told, 'subject' | 'object' | 'parties'>): readonly Who[] => {
  const other = named(object);
  return [...new Set([subject, ...(other === null ? [] : [other]), ...parties.map(([, who]) => who)])];
};
