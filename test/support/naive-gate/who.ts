import type { Somebody, Told, Who } from './tale.ts';
import { everybodyIn } from './truth.ts';
import { asObject } from './words.ts';

// Of whom a fact tells, where one turned out to be another.

/** The same, told of somebody else. */
export const toldOf = (fact: Told, [from, into]: readonly [Who, Who]): Told => ({
  ...fact,
  subject: fact.subject === from ? into : fact.subject,
  object: fact.object === asObject(from) ? asObject(into) : fact.object,
  parties: fact.parties.map(([role, who]) => [role, who === from ? into : who] as const),
});

export const isOfOneself = ({ kind, subject, object }: Told): boolean =>
  kind === 'claim' && object === asObject(subject);

/** Told of whoever those that it speaks of turned out to be. */
export const toldOfThoseNow = (cast: readonly Somebody[], fact: Told): Told => {
  const another = cast.find(({ who, into }) => into !== null && everybodyIn(fact).includes(who));
  const into = another?.into ?? null;
  return another === undefined || into === null ? fact : toldOfThoseNow(cast, toldOf(fact, [another.who, into]));
};
