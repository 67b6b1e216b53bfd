import { type Change, type Dice, type Formula, type Group, type Part, type Selector } from './formula.ts';
import type { Die, GroupThrown, Rolled, Thrown } from './roll.ts';

// A roll as people read it: every die where it was thrown, and what became of it.

const decimals = 4;

/** `1.5`, and no more of a fraction than tells anybody anything. */
export const numberText = (value: number): string => String(Number(value.toFixed(decimals)) + 0);

const selectorText = (which: Selector): string => {
  if ('count' in which) return `${which.by === 'highest' ? 'h' : 'l'}${which.count}`;
  return which.by === '=' && which.number >= 0 ? String(which.number) : `${which.by}${which.number}`;
};

const words = {
  select: { keep: 'k', drop: 'p' },
  reroll: { until: 'rr', once: 'ro', add: 'ra' },
  explode: { apart: 'e', compound: 'ec', penetrate: 'ep' },
  bound: { at_least: 'mi', at_most: 'ma' },
} as const;

const changeText = (change: Change): string => {
  switch (change.kind) {
    case 'select':
      return words.select[change.how] + selectorText(change.which);
    case 'reroll':
      return words.reroll[change.how] + selectorText(change.which);
    case 'explode':
      return words.explode[change.how] + selectorText(change.which);
    case 'bound':
      return `${words.bound[change.how]}${change.number}`;
    case 'count':
      return `s${selectorText(change.which)}${change.failures === null ? '' : `f${selectorText(change.failures)}`}`;
  }
};

const sidesText = (sides: Dice['sides']): string => (sides === 'fudge' ? 'F' : sides === 100 ? '%' : String(sides));

export const changesText = ({ changes }: Pick<Dice, 'changes'>): string => changes.map(changeText).join('');

/** Dice as they could be written again. */
export const diceText = (dice: Dice): string => `${dice.count}d${sidesText(dice.sides)}${changesText(dice)}`;

const dieText = ({ face, value, state, burst, from }: Die): string => {
  // What was added to a die by those that it brought is part of it; what it was made to count is told.
  const shown = value === face || burst ? String(value) : `${face} as ${value}`;
  const marked = `${from === 'added' ? '+' : ''}${shown}${burst ? '!' : ''}`;
  return state === 'kept' ? marked : `~${marked}~`;
};

const thrownIn = ({ thrown }: Rolled, slot: number): Thrown | GroupThrown | undefined => thrown[slot];

const diceRolled = (rolled: Rolled, dice: Dice): string => {
  const found = thrownIn(rolled, dice.slot);
  return found === undefined || !('dice' in found)
    ? diceText(dice)
    : `${diceText(dice)} (${found.dice.map(dieText).join(', ')})`;
};

const groupRolled = (rolled: Rolled, group: Group): string => {
  const found = thrownIn(rolled, group.slot);
  const parts = group.parts.map((part, at) => {
    const text = partRolled(rolled, part);
    if (found === undefined || !('totals' in found)) return text;
    const whole = part.kind === 'number' ? text : `${text} = ${numberText(found.totals[at] ?? 0)}`;
    return found.kept[at] === true ? whole : `~${whole}~`;
  });
  return `{${parts.join(', ')}}${changesText(group)}`;
};

const within = (rolled: Rolled, { of, name, label }: Extract<Part, { kind: 'within' }>): string => {
  const inner = partRolled(rolled, of);
  if (label !== null) return `${inner} [${label}]`;
  return name === null ? `(${inner})` : `@${name} (${inner})`;
};

const partRolled = (rolled: Rolled, part: Part): string => {
  switch (part.kind) {
    case 'number':
      return numberText(part.value);
    case 'dice':
      return diceRolled(rolled, part);
    case 'group':
      return groupRolled(rolled, part);
    case 'negative':
      return `-${partRolled(rolled, part.of)}`;
    case 'within':
      return within(rolled, part);
    case 'two':
      return `${partRolled(rolled, part.left)} ${part.operator} ${partRolled(rolled, part.right)}`;
  }
};

const outcomeText = ({ total, formula, check }: Rolled): string => {
  if (check === null || formula.check === null) return `= ${numberText(total)}`;
  const by = Math.abs(check.margin);
  const much = by === 0 ? 'just so' : `by ${numberText(by)}`;
  return `= ${numberText(total)}: ${check.holds ? 'yes' : 'no'}, ${much}`;
};

/** `4d6kh3 (6, 5, 3, ~1~) + 2 = 16`. */
export const rolledText = (rolled: Rolled): string => {
  const { root, check, comment } = rolled.formula;
  const asked = check === null ? '' : ` ${check.is} ${partRolled(rolled, check.than)}`;
  const remark = comment === null ? '' : ` # ${comment}`;
  return `${partRolled(rolled, root)}${asked} ${outcomeText(rolled)}${remark}`;
};

const plainText = (part: Part): string => {
  switch (part.kind) {
    case 'number':
      return String(part.value);
    case 'dice':
      return diceText(part);
    case 'group':
      return `{${part.parts.map(plainText).join(', ')}}${changesText(part)}`;
    case 'negative':
      return `-${plainText(part.of)}`;
    case 'within':
      // A name that stands for a roll keeps what it stands for together.
      return part.of.kind === 'number' && part.of.value >= 0 ? plainText(part.of) : `(${plainText(part.of)})`;
    case 'two':
      return `${plainText(part.left)} ${part.operator} ${plainText(part.right)}`;
  }
};

/** A formula as it can be read and thrown again, with numbers where there were names. */
export const writtenAgain = ({ root, check }: Formula): string =>
  check === null ? plainText(root) : `${plainText(root)} ${check.is} ${plainText(check.than)}`;
