import type { Fact } from '../../schemas/canon.ts';
import type { StoryTime, Validity } from '../../schemas/time.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { compareStarts, holdsAt } from '../domain/interval.ts';
import { type Candidate, type Court, lookFor } from './candidate.ts';
import { agrees } from './places.ts';
import { saidOf, saidTo, type Saying } from './said.ts';
import { saidBy } from './words.ts';

// Of what there may be several at once, but not any number.

export interface Crowd {
  facts: readonly Fact[];
  /** When there are first too many; null: from a time that nobody knows. */
  since: StoryTime | null;
}

const nobody: Crowd = { facts: [], since: null };

/** When the number at once can grow: where the claim begins, and where something begins while it holds. */
export const momentsIn = (valid: Validity, facts: readonly Fact[]): readonly (StoryTime | null)[] => {
  const begun = facts.map((fact) => fact.valid.from).filter((from) => from !== null && holdsAt(valid, from));
  return [valid.from, ...begun].toSorted(compareStarts);
};

const holdsThen = ({ valid }: Fact, moment: StoryTime | null): boolean =>
  moment === null ? valid.from === null : holdsAt(valid, moment);

/** The first moment at which the claim would be one too many beside what was said otherwise. */
const tooMany = (sayings: readonly Saying[], { valid, most }: { valid: Validity; most: number }): Crowd => {
  for (const moment of momentsIn(
    valid,
    sayings.map(({ fact }) => fact),
  )) {
    const there = sayings.filter(({ fact }) => holdsThen(fact, moment));
    if (new Set(there.map(({ other }) => other)).size >= most)
      return { facts: there.map(({ fact }) => fact), since: moment };
  }
  return nobody;
};

/** Those that hold at any time count at every time. */
const timeless = (sayings: readonly Saying[], most: number): Crowd =>
  new Set(sayings.map(({ other }) => other)).size >= most
    ? { facts: sayings.map(({ fact }) => fact), since: null }
    : nobody;

/** The crowds that the claim would make, of objects and of subjects. One at most is another matter: there everybody knows which gives way. */
export const crowdsOf = (court: Court, candidate: Candidate, rule: PredicateRule): readonly Crowd[] => {
  const { fact } = candidate;
  const look = lookFor(court, candidate, rule);
  const beside = (sayings: readonly Saying[], mine: string): Saying[] =>
    sayings.filter(({ fact: rival, other }) => other !== mine && !agrees(court, candidate, { other, rival }));
  const count = (most: PredicateRule['perSubject'], sayings: () => Saying[]): Crowd => {
    if (most === 'many' || most === 1) return nobody;
    return rule.temporal === 'permanent' ? timeless(sayings(), most) : tooMany(sayings(), { valid: fact.valid, most });
  };
  const objects = count(rule.perSubject, () => beside(saidOf(look, fact.subject, rule), saidBy(fact)));
  const { object } = fact;
  if (object?.kind !== 'node') return [objects];
  return [objects, count(rule.perObject, () => beside(saidTo(look, object.id, rule), fact.subject))];
};
