import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { beforeBirth, oppositionTo } from './against.ts';
import { immemorial, never, type Told } from './tale.ts';
import { elsewhere, unfit } from './timing.ts';
import { clashes, jointsOf, ringsOf } from './truth.ts';
import { isLive, overlap, saysTheSame } from './words.ts';

// Whether canon can be true, by looking at every fact beside all the others.

const name = ({ label, subject, predicate, object }: Told): string => `${label} (${subject} ${predicate} ${object})`;

/** Two facts that cannot both be, too many at once, a ring, or the same told twice. */
export const impossibleTogether = (vocabulary: Vocabulary, canon: readonly Told[]): readonly string[] => {
  const claims = canon.filter((fact) => isLive(fact) && fact.kind === 'claim');
  return claims.flatMap((fact) => {
    const others = claims.filter((other) => other !== fact);
    // Those who stand against each other until the GM chooses are there to be seen.
    const isSettled = (other: Told): boolean => fact.status !== 'contested' || other.status !== 'contested';
    const joints = [...jointsOf(vocabulary, others, fact), ...ringsOf(vocabulary, others, fact)];
    return [
      ...others
        .filter((other) => isSettled(other) && clashes(vocabulary, canon, [fact, other]).length > 0)
        .map((other) => `${name(fact)} cannot be beside ${name(other)}`),
      ...others
        .filter((other) => saysTheSame(vocabulary, fact, other) && overlap(vocabulary, fact, other))
        .map((other) => `${name(fact)} is ${name(other)} told twice`),
      ...joints
        .filter((joint) => joint.facts.some(isSettled))
        .map((joint) => `${name(fact)} is too many beside ${joint.facts.map(name).join(' and ')}`),
    ];
  });
};

/** The state before it from which no event leads to it. */
const withoutWay = (vocabulary: Vocabulary, facts: readonly Told[], fact: Told): readonly Told[] => {
  const others = facts.filter((other) => other !== fact);
  return oppositionTo(vocabulary, others, {
    ...fact,
    intent: 'assert',
    corrects: false,
    upTo: never,
    byGm: true,
    bases: [],
  }).needs;
};

/** What nobody could have done or become as they were: where nobody has said on purpose that canon was wrong. */
export const impossibleInTime = (vocabulary: Vocabulary, canon: readonly Told[]): readonly string[] => {
  const live = canon.filter(isLive);
  return live.flatMap((fact) => [
    ...(fact.from === immemorial ? [] : unfit(vocabulary, live, fact)).map(({ code }) => `${name(fact)}: ${code}`),
    ...elsewhere(vocabulary, live, fact).map(({ code }) => `${name(fact)}: ${code}`),
    ...(fact.kind === 'event' ? beforeBirth(vocabulary, live, fact) : []).map(
      (other) => `${name(fact)} comes after ${name(other)}`,
    ),
    ...(fact.kind === 'claim' ? withoutWay(vocabulary, live, fact) : []).map(
      (former) => `no event leads from ${name(former)} to ${name(fact)}`,
    ),
  ]);
};
