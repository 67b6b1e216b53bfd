import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import type { Moment, Told, Who } from './tale.ts';
import { never } from './tale.ts';
import { asObject, isLive, kindFor, type Reading, readings } from './words.ts';

// What events end of those who take part in them.

/** Up to when a fact was asserted. */
export const frontier = ({ held, from }: Told): Moment => held ?? from;

/** Whether it is of what the event ends, whichever way round it is said. */
const isEndedBy = (vocabulary: Vocabulary, event: Told, claim: Reading): boolean => {
  const among = (role: string): readonly Who[] => event.parties.filter(([name]) => name === role).map(([, who]) => who);
  return (kindFor(vocabulary, event.predicate)?.effects ?? []).some((effect) => {
    if (effect.kind !== 'end') return false;
    const [own, other] = effect.as === 'subject' ? (['subject', 'object'] as const) : (['object', 'subject'] as const);
    const partners = effect.with === undefined ? null : among(effect.with);
    return readings(vocabulary, claim).some(
      (reading) =>
        effect.predicates.includes(reading.predicate) &&
        among(effect.role).some((who) => reading[own] === (own === 'subject' ? who : asObject(who))) &&
        (partners === null || partners.some((who) => reading[other] === (other === 'subject' ? who : asObject(who)))),
    );
  });
};

export interface Endings {
  /** Over as the event is. */
  ends: readonly Told[];
  /** Of those, what was known to go on beyond that. */
  early: readonly Told[];
}

/** What an event ends of those who take part. */
export const endedBy = (vocabulary: Vocabulary, facts: readonly Told[], event: Told): Endings => {
  const at = event.to;
  const ends = facts.filter(
    (fact) =>
      isLive(fact) && fact.kind === 'claim' && fact.from < at && fact.to > at && isEndedBy(vocabulary, event, fact),
  );
  return { ends, early: ends.filter((fact) => fact.to !== never || at < frontier(fact)) };
};

/** Canon's events that would have ended it while it is said to hold. */
export const endingIt = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  claim: Reading & { from: Moment; to: Moment; bases: readonly string[] },
): readonly Told[] =>
  facts.filter(
    (event) =>
      isLive(event) &&
      event.kind === 'event' &&
      !claim.bases.includes(event.label) &&
      claim.from < event.to &&
      event.to < claim.to &&
      isEndedBy(vocabulary, event, claim),
  );
