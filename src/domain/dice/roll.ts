import type { Deck } from '../cards/deck.ts';
import { Failure } from '../failure.ts';
import { quoted } from '../quoted.ts';
import { compares, computed } from './arithmetic.ts';
import {
  type Change,
  type Count,
  type Dice,
  diceMax,
  type Explode,
  explosionsMax,
  type Formula,
  type Group,
  numberMax,
  type Part,
  type Reroll,
  type Select,
  type Selector,
} from './formula.ts';

// Throws what a formula says.
// R1. Every die that falls is kept, in the order in which they fell: with the same faces, the same comes of it.
// R2. What can't be computed (nothing divided by) is refused and comes to nothing else.

/** Where faces come from: 1 to as many as there are sides, or -1 to 1. */
export interface Faces {
  next(sides: Dice['sides']): number;
  /** How much of where they come from was used, where that can be had again. */
  used?(): number;
  /** The deck at the table, where cards are drawn. */
  readonly deck?: Deck;
}

/** What became of a die. */
export interface Die {
  /** As it fell. */
  face: number;
  /** As it counts, if it does. */
  value: number;
  state: 'kept' | 'dropped' | 'rerolled';
  /** Why it was thrown, if the formula alone does not say so. */
  from: 'again' | 'added' | 'exploded' | null;
  /** It exploded. */
  burst: boolean;
}

export interface Thrown {
  dice: Die[];
  total: number;
  /** Successes were counted. */
  isCount: boolean;
}

export interface GroupThrown {
  totals: number[];
  kept: boolean[];
  total: number;
}

export interface Rolled {
  formula: Formula;
  total: number;
  /** Every die, as they fell. */
  faces: number[];
  /** How much of where they come from was used before. */
  counter: number;
  thrown: (Thrown | GroupThrown)[];
  /** Whether it came to what it had to, and by how much. */
  check: { target: number; holds: boolean; margin: number } | null;
}

interface Throwing {
  formula: Formula;
  from: Faces;
  faces: number[];
  thrown: (Thrown | GroupThrown)[];
}

const tooMany = ({ formula }: Throwing): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'too_many_dice',
    message: `${quoted(formula.text)} went on past ${diceMax} dice`,
    advice: 'What is thrown again has to come to an end: reroll or explode on fewer sides.',
  });

const noNumber = ({ formula }: Throwing, why: string): Failure =>
  new Failure({ kind: 'terminal', code: 'no_number', message: `${quoted(formula.text)} comes to no number: ${why}` });

const fall = (throwing: Throwing, sides: Dice['sides'], from: Die['from']): Die => {
  if (throwing.faces.length >= diceMax) throw tooMany(throwing);
  const face = throwing.from.next(sides);
  throwing.faces.push(face);
  return { face, value: face, state: 'kept', from, burst: false };
};

/** Those that are meant, of those that count; of equals the first. */
const chosen = (dice: readonly Die[], which: Selector): ReadonlySet<Die> => {
  const live = dice.filter(({ state }) => state === 'kept');
  if (!('count' in which)) return new Set(live.filter(({ value }) => compares(value, which.by, which.number)));
  const sign = which.by === 'highest' ? -1 : 1;
  if (which.count === 1) {
    // As it is most of the time.
    let [best] = live;
    for (const die of live) if (best === undefined || sign * (die.value - best.value) < 0) best = die;
    return new Set(best === undefined ? [] : [best]);
  }
  return new Set(live.toSorted((a, b) => sign * (a.value - b.value)).slice(0, which.count));
};

const isSuch = ({ value }: Die, which: Selector): boolean =>
  !('count' in which) && compares(value, which.by, which.number);

// ── what is done to dice ─────────────────────────────────────────────────────────────────────────────────────────

interface Tray {
  throwing: Throwing;
  sides: Dice['sides'];
  dice: Die[];
}

/** Another die, right behind the one that called for it. */
const another = ({ throwing, sides, dice }: Tray, behind: Die, from: Die['from']): Die => {
  const die = fall(throwing, sides, from);
  dice.splice(dice.indexOf(behind) + 1, 0, die);
  return die;
};

const again = (tray: Tray, die: Die): Die => {
  die.state = 'rerolled';
  return another(tray, die, 'again');
};

const explode = (tray: Tray, first: Die, { how, which }: Explode) => {
  let last = first;
  let face = first.value;
  for (let times = 0; times < explosionsMax && isSuch({ ...last, value: face }, which); times++) {
    last.burst = true;
    if (how === 'compound') {
      const more = fall(tray.throwing, tray.sides, 'exploded');
      face = more.face;
      last.value += face;
    } else {
      last = another(tray, last, 'exploded');
      face = last.face;
      if (how === 'penetrate') last.value--;
    }
  }
};

const counts = (dice: readonly Die[]): Die[] => dice.filter(({ state }) => state === 'kept');

const select = ({ dice }: Tray, { how, which }: Select): void => {
  const meant = chosen(dice, which);
  for (const die of counts(dice)) if (meant.has(die) !== (how === 'keep')) die.state = 'dropped';
};

const reroll = (tray: Tray, { how, which }: Reroll): void => {
  const meant = chosen(tray.dice, which);
  const [first] = meant;
  if (how === 'add') {
    if (first !== undefined) another(tray, first, 'added');
    return;
  }
  for (const die of meant) {
    let last = again(tray, die);
    if (how === 'until') while (isSuch(last, which)) last = again(tray, last);
  }
};

const change = (tray: Tray, asked: Exclude<Change, Count>): void => {
  switch (asked.kind) {
    case 'select':
      return select(tray, asked);
    case 'reroll':
      return reroll(tray, asked);
    case 'explode':
      for (const die of counts(tray.dice)) explode(tray, die, asked);
      return;
    case 'bound':
      for (const die of counts(tray.dice))
        die.value = asked.how === 'at_least' ? Math.max(die.value, asked.number) : Math.min(die.value, asked.number);
  }
};

const successesIn = (values: readonly number[], { which, failures }: Count): number => {
  const such = (selector: Selector): number =>
    'count' in selector ? 0 : values.filter((value) => compares(value, selector.by, selector.number)).length;
  return such(which) - (failures === null ? 0 : such(failures));
};

// ── what it comes to ─────────────────────────────────────────────────────────────────────────────────────────────

const throwDice = (throwing: Throwing, { slot, count, sides, changes }: Dice): number => {
  const dice: Die[] = [];
  for (let thrown = 0; thrown < count; thrown++) dice.push(fall(throwing, sides, null));
  const tray = { throwing, sides, dice };
  let total: number | null = null;
  for (const asked of changes)
    if (asked.kind === 'count')
      total = successesIn(
        counts(dice).map(({ value }) => value),
        asked,
      );
    else change(tray, asked);
  const isCount = total !== null;
  if (total === null) {
    total = 0;
    for (const { state, value } of dice) if (state === 'kept') total += value;
  }
  throwing.thrown[slot] = { dice, total, isCount };
  return total;
};

const bounded = (throwing: Throwing, value: number): number => {
  if (Math.abs(value) <= numberMax) return value;
  throw noNumber(throwing, Number.isFinite(value) ? `it is past ${numberMax}` : 'nothing can be divided by 0');
};

const throwGroup = (throwing: Throwing, { slot, parts, changes }: Group): number => {
  const totals = parts.map((part) => comesTo(throwing, part));
  const [asked] = changes;
  const dice = totals.map((value): Die => ({ face: value, value, state: 'kept', from: null, burst: false }));
  if (asked?.kind === 'select') {
    const meant = chosen(dice, asked.which);
    for (const die of dice) if (meant.has(die) !== (asked.how === 'keep')) die.state = 'dropped';
  }
  const total =
    asked?.kind === 'count' ? successesIn(totals, asked) : counts(dice).reduce((sum, { value }) => sum + value, 0);
  throwing.thrown[slot] = { totals, kept: dice.map(({ state }) => state === 'kept'), total };
  return bounded(throwing, total);
};

const comesTo = (throwing: Throwing, part: Part): number => {
  switch (part.kind) {
    case 'number':
      return part.value;
    case 'dice':
      return throwDice(throwing, part);
    case 'group':
      return throwGroup(throwing, part);
    case 'negative':
      return 0 - comesTo(throwing, part.of);
    case 'within':
      return comesTo(throwing, part.of);
    case 'two': {
      const left = comesTo(throwing, part.left);
      return bounded(throwing, computed(part.operator, left, comesTo(throwing, part.right)));
    }
  }
};

export const roll = (formula: Formula, from: Faces): Rolled => {
  const throwing: Throwing = { formula, from, faces: [], thrown: [] };
  const counter = from.used?.() ?? 0;
  const total = comesTo(throwing, formula.root);
  const { check } = formula;
  const rolled = { formula, total, faces: throwing.faces, counter, thrown: throwing.thrown };
  if (check === null) return { ...rolled, check: null };
  const target = comesTo(throwing, check.than);
  return { ...rolled, check: { target, holds: compares(total, check.is, target), margin: total - target } };
};
