import { type Dice, diceIn, type Part, type Selector } from './formula.ts';
import type { Die, Rolled } from './roll.ts';
import { diceText, numberText } from './telling.ts';

// A roll as a sentence or a few: what fell, what became of it, what it had to be.

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

const compared: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'more than',
  '<': 'less than',
  '=': 'just',
};

const selected = (which: Selector): string => {
  if ('count' in which) return which.count === 1 ? `the ${which.by}` : `the ${which.by} ${which.count}`;
  return which.by === '=' ? `those of ${which.number}` : `those of ${compared[which.by] ?? ''} ${which.number}`;
};

const shown = (dice: readonly Die[]): string => listed(dice.map(({ face }) => String(face)));

const first = (dice: readonly Die[]): string[] => {
  const fell = dice.filter(({ from }) => from === null);
  return fell.length === 0 ? ['no die was thrown'] : [`fell ${shown(fell)}`];
};

/** What was thrown besides, and why. */
const more = (dice: readonly Die[]): string[] =>
  (
    [
      ['again', 'thrown again:'],
      ['added', 'thrown besides:'],
      ['exploded', 'brought by what exploded:'],
    ] as const
  ).flatMap(([from, told]) => {
    const such = dice.filter((die) => die.from === from);
    return such.length === 0 ? [] : [`${told} ${shown(such)}`];
  });

const done = ({ changes }: Dice, dice: readonly Die[]): string[] =>
  changes.flatMap((change) => {
    switch (change.kind) {
      case 'select':
        return [`${selected(change.which)} ${change.how === 'keep' ? 'kept' : 'left out'}`];
      case 'bound':
        return [`each counts ${change.how === 'at_least' ? 'at least' : 'at most'} ${change.number}`];
      case 'count':
        return [
          `counted are ${selected(change.which)}${change.failures === null ? '' : `, less ${selected(change.failures)}`}`,
        ];
      case 'explode':
        return change.how === 'compound' && dice.some(({ burst }) => burst)
          ? ['what exploded grew by what it brought']
          : [];
      case 'reroll':
        return [];
    }
  });

const isDiceAlone = (part: Part): boolean => part.kind === 'dice' || (part.kind === 'within' && isDiceAlone(part.of));

const diceSentence = ({ thrown }: Rolled, dice: Dice): string => {
  const found = thrown[dice.slot];
  if (found === undefined || !('dice' in found)) return '';
  const told = [...first(found.dice), ...more(found.dice), ...done(dice, found.dice)];
  return `${diceText(dice)} ${told.join('; ')}; that is ${numberText(found.total)}.`;
};

const checkSentence = ({ formula, check, total }: Rolled): string => {
  if (check === null || formula.check === null) return '';
  const asked = `It had to be ${compared[formula.check.is] ?? ''} ${numberText(check.target)}`;
  const by = Math.abs(check.margin);
  const far = by === 0 ? '' : `, ${numberText(by)} ${check.margin > 0 ? 'more' : 'less'}`;
  return `${asked}, and is ${numberText(total)}${far}: ${check.holds ? 'it holds' : 'it does not hold'}.`;
};

export const whyRolled = (rolled: Rolled): string => {
  const { root, check } = rolled.formula;
  const dice = [...diceIn(root), ...(check === null ? [] : diceIn(check.than))];
  const whole = isDiceAlone(root) ? '' : `All of it comes to ${numberText(rolled.total)}.`;
  return [...dice.map((each) => diceSentence(rolled, each)), whole, checkSentence(rolled)]
    .filter((sentence) => sentence !== '')
    .join(' ');
};
