import type { EventKindRule, PredicateRule, Vocabulary } from '../../../schemas/vocabulary.ts';
import type { Moment, Told, Who } from './tale.ts';
import { immemorial, never } from './tale.ts';

// What the words mean: how a fact reads the other way round, and when it holds.

export const ruleFor = ({ predicates }: Vocabulary, name: string): PredicateRule | undefined =>
  predicates.find((rule) => rule.name === name);

export const kindFor = ({ events }: Vocabulary, name: string): EventKindRule | undefined =>
  events.find((kind) => kind.name === name);

export const asObject = (who: Who): string => `@${who}`;
/** Whom an object names. */
export const named = (object: string): Who | null => (object.startsWith('@') ? object.slice(1) : null);

/** Which moment an object names. */
export const dated = (object: string): Moment | null => (object.startsWith('^') ? Number(object.slice(1)) : null);

export interface Reading {
  subject: Who;
  predicate: string;
  object: string;
}

type Worded = Reading & { kind?: Told['kind'] };

/** Every way to say the same: as it is, turned round if symmetric, turned round with the inverse's name. */
export const readings = (vocabulary: Vocabulary, { subject, predicate, object, kind }: Worded): readonly Reading[] => {
  if (kind === 'event') return [];
  const rule = ruleFor(vocabulary, predicate);
  const other = named(object);
  const all: Reading[] = [{ subject, predicate, object }];
  if (rule === undefined || other === null) return all;
  if (rule.symmetric) all.push({ subject: other, predicate, object: asObject(subject) });
  for (const { name, inverse } of vocabulary.predicates)
    if (inverse === predicate || rule.inverse === name)
      all.push({ subject: other, predicate: name, object: asObject(subject) });
  return all;
};

const sameReading = (a: Reading, b: Reading): boolean =>
  a.subject === b.subject &&
  a.predicate === b.predicate &&
  a.object.trim().toLowerCase() === b.object.trim().toLowerCase();

export const saysTheSame = (vocabulary: Vocabulary, a: Worded, b: Worded): boolean =>
  readings(vocabulary, a).some((one) => readings(vocabulary, b).some((other) => sameReading(one, other)));

/** Never said to be untrue. */
export const isLive = ({ status }: Told): boolean => status !== 'retconned';

type Timed = Pick<Told, 'from' | 'to' | 'predicate'> & { kind?: Told['kind'] };

/** What is permanent holds always, whenever it was told of. */
export const holds = (vocabulary: Vocabulary, fact: Timed, moment: number): boolean =>
  (fact.kind !== 'event' && ruleFor(vocabulary, fact.predicate)?.temporal === 'permanent') ||
  (fact.from <= moment && moment < fact.to);

/** Enough moments to tell any two facts apart: whenever something begins or ends, and before everything. */
export const momentsOf = (facts: readonly Pick<Told, 'from' | 'to'>[]): readonly number[] =>
  [...new Set([immemorial, ...facts.flatMap(({ from, to }) => [from, to])])]
    .filter((moment) => moment !== never)
    .sort((a, b) => a - b);

export const overlap = (vocabulary: Vocabulary, a: Timed, b: Timed): boolean =>
  momentsOf([a, b]).some((moment) => holds(vocabulary, a, moment) && holds(vocabulary, b, moment));
