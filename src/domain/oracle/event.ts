import type { Oracle, OracleFocus } from '../../../schemas/oracle.ts';
import { oneOf, type OracleDie, thrown, throwing, type Throwing } from './chance.ts';
import type { Faces } from '../dice/roll.ts';

// Something that nobody asked for: whom or what it is about, and two words to make sense of.

export interface OracleEvent {
  focus: Pick<OracleFocus, 'id' | 'text'>;
  deed: string;
  matter: string;
  /** In a sentence. */
  text: string;
}

const focusOf = ({ focuses }: Oracle, dice: Throwing): OracleFocus => {
  const face = thrown(
    dice,
    'focus',
    focuses.reduce((sum, { weight }) => sum + weight, 0),
  );
  let before = 0;
  const found = focuses.find(({ weight }) => (before += weight) >= face);
  if (found === undefined) throw new Error(`no focus at ${face}`);
  return found;
};

export const eventFrom = (oracle: Oracle, dice: Throwing): OracleEvent => {
  const { id, text } = focusOf(oracle, dice);
  const deed = oneOf(dice, 'deed', oracle.deeds);
  const matter = oneOf(dice, 'matter', oracle.matters);
  return { focus: { id, text }, deed, matter, text: `${text}: ${deed}, ${matter}` };
};

export const happens = (oracle: Oracle, from: Faces): { event: OracleEvent; dice: readonly OracleDie[] } => {
  const dice = throwing(from);
  return { event: eventFrom(oracle, dice), dice: dice.dice };
};
