import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { never, type Told, type Who } from './tale.ts';
import { clashes, type Claimed, ringsOf } from './truth.ts';
import { asObject, kindFor, ruleFor } from './words.ts';

// What an event brings about, as claims that begin when it is over.

export const effectsOf = (vocabulary: Vocabulary, event: Told): readonly Told[] => {
  const among = (role: string): readonly Who[] => event.parties.filter(([name]) => name === role).map(([, who]) => who);
  const effect = (subject: Who, predicate: string, object: string): Told => ({
    ...event,
    label: `${event.label}.${predicate}.${subject}.${object.replace('@', '')}`,
    kind: 'claim',
    subject,
    predicate,
    object,
    from: event.to,
    to: never,
    parties: [],
    causedBy: [],
    derivesFrom: [event.label],
    effectOf: event.label,
    changed: [],
  });
  const all = (kindFor(vocabulary, event.predicate)?.effects ?? []).flatMap((rule): readonly Told[] => {
    if (rule.kind === 'set') return among(rule.role).map((who) => effect(who, rule.predicate, rule.value));
    if (rule.kind === 'end') return [];
    return among(rule.role).flatMap((who) => among(rule.to).map((whom) => effect(who, rule.predicate, asObject(whom))));
  });
  return [...new Map(all.map((each) => [each.label, each])).values()];
};

/** Whether its effects cannot be true together, or one relates somebody to themselves where that makes no sense. */
export const undoesItself = (vocabulary: Vocabulary, effects: readonly Told[]): boolean =>
  effects.some((one) => {
    const rule = ruleFor(vocabulary, one.predicate);
    if (
      one.object === asObject(one.subject) &&
      (rule?.acyclic === true || rule?.symmetric === true || rule?.within === true)
    )
      return true;
    const claim: Claimed = one;
    const others = effects.filter((other) => other !== one);
    return (
      others.some((other) => clashes(vocabulary, others, [claim, other]).length > 0) ||
      ringsOf(vocabulary, others, claim).length > 0
    );
  });
