import type { Fact, FactObject } from '../../schemas/canon.ts';
import { objectKey } from '../domain/fact.ts';
import { foldText, normaliseName } from '../domain/names.ts';

// What a fact says, in the text by which it is compared. Facts never change and some are compared many times, so what takes time to fold is
// folded once.

/** Worked out once for each thing. */
const remembered = <T extends object>(work: (thing: T) => string): ((thing: T) => string) => {
  const known = new WeakMap<T, string>();
  return (thing) => {
    const found = known.get(thing);
    if (found !== undefined) return found;
    const made = work(thing);
    known.set(thing, made);
    return made;
  };
};

const textKey = remembered<FactObject>(objectKey);

/** As `objectKey`. */
export const keyOf = (object: FactObject | null): string =>
  object?.kind === 'text' ? textKey(object) : objectKey(object);

export const saidBy = ({ object }: Fact): string => keyOf(object);

/** What is said in free words. */
export const textSaid = remembered<Fact>(({ statement }) => foldText(statement));

const normalised = remembered<Extract<FactObject, { kind: 'text' }>>(({ text }) => normaliseName(text));

/** The text that a state is compared by: `dead`, not `text:dead`. */
export const valueOf = ({ object }: Fact): string => (object?.kind === 'text' ? normalised(object) : objectKey(object));

const whoOf = remembered<NonNullable<Fact['event']>>(({ participants }) =>
  [...new Set(participants.map(({ role, node }) => `${role} ${node}`))].toSorted().join(','),
);

/** Who did what, whoever is named first. */
export const deedOf = ({ event }: Fact): string => (event === null ? '' : whoOf(event));
