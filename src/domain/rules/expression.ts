import { type Formula, type Part, partsIn } from '../dice/formula.ts';
import { parseRoll } from '../dice/parse.ts';
import { type Faces, roll } from '../dice/roll.ts';
import { Failure } from '../failure.ts';
import { quoted } from '../quoted.ts';

// Numbers in rules are written as rolls are, without dice.

export type Values = Readonly<Record<string, number>>;

const noFaces = (text: string): Faces => ({
  next: () => {
    throw new Failure({
      ...{ kind: 'terminal', code: 'dice_not_allowed', message: `${quoted(text)} has dice, and stands for a number` },
      advice: 'Write numbers, `@names` and what is reckoned with them.',
    });
  },
});

/** What it comes to. Throws where there are dice, where a name is not known, and where it comes to no number. */
export const comesTo = (text: string, values: Values): number => roll(parseRoll(text, values), noFaces(text)).total;

export interface Read {
  formula: Formula;
  /** Names that it is reckoned from. */
  names: ReadonlySet<string>;
  hasDice: boolean;
}

/** What an expression is made of. Throws where it is none, or has another name. */
export const readExpression = (text: string, names: Iterable<string>): Read => {
  const formula = parseRoll(text, Object.fromEntries([...names].map((name) => [name, 1])));
  const found = new Set<string>();
  let hasDice = false;
  const visit = (part: Part): void => {
    if (part.kind === 'dice') hasDice = true;
    if (part.kind === 'within' && part.name !== null) found.add(part.name);
    partsIn(part).forEach(visit);
  };
  visit(formula.root);
  if (formula.check !== null) visit(formula.check.than);
  return { formula, names: found, hasDice };
};
