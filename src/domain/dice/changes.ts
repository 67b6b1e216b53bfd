import {
  type Bound,
  type Change,
  type Comparison,
  type Count,
  type Dice,
  type Explode,
  facesOf,
  type Reroll,
  type Select,
  type Selector,
} from './formula.ts';
import type { Reading } from './reading.ts';

// Reads what is done to dice after they are thrown, one thing after the other.

const comparisons = ['>=', '<=', '>', '<', '='] as const;

const selectorAdvice = 'Such as `h3` (the highest three), `l1`, `>4`, `<=2` or `6`.';

const count = (reading: Reading, otherwise: number): number => reading.number('whole') ?? otherwise;

/** Faces of Fudge dice can be below nothing. */
const face = (reading: Reading): number | null => {
  const isNegative = reading.takes('-');
  const value = reading.number('whole');
  return value === null ? null : isNegative ? -value : value;
};

/** `h3`, `>4`, `6`; null: none is written. */
const selector = (reading: Reading): Selector | null => {
  const extreme = reading.takesOne(['h', 'l']);
  if (extreme !== null) return { by: extreme === 'h' ? 'highest' : 'lowest', count: count(reading, 1) };
  const is: Comparison | null = reading.takesOne(comparisons);
  // `3d6! - 1` takes 1 from it: what is less than nothing is only meant where something is compared.
  const number = is === null ? reading.number('whole') : face(reading);
  if (number !== null) return { by: is ?? '=', number };
  if (is !== null) throw reading.failure(`\`${is}\` needs a number`);
  return null;
};

const needed = (reading: Reading, what: string): Selector => {
  const found = selector(reading);
  if (found === null) throw reading.failure(`\`${what}\` needs to be told which dice`, selectorAdvice);
  return found;
};

type Throwing = Pick<Reroll, 'kind' | 'how'> | Pick<Explode, 'kind' | 'how'>;

/** As they are written: the longer before what it begins with. */
const throwing: readonly (readonly [string, Throwing])[] = [
  ['rr', { kind: 'reroll', how: 'until' }],
  ['ro', { kind: 'reroll', how: 'once' }],
  ['ra', { kind: 'reroll', how: 'add' }],
  ['!!', { kind: 'explode', how: 'compound' }],
  ['!p', { kind: 'explode', how: 'penetrate' }],
  ['!', { kind: 'explode', how: 'apart' }],
  ['ec', { kind: 'explode', how: 'compound' }],
  ['ep', { kind: 'explode', how: 'penetrate' }],
  ['e', { kind: 'explode', how: 'apart' }],
];

/** How many sides of a die are such. */
const sidesMeant = (sides: Dice['sides'], by: Comparison, number: number): number => {
  const { least, most, count: all } = facesOf(sides);
  const bounded = (some: number): number => Math.min(all, Math.max(0, some));
  switch (by) {
    case '=':
      return number >= least && number <= most ? 1 : 0;
    case '>':
      return bounded(most - number);
    case '>=':
      return bounded(most - number + 1);
    case '<':
      return bounded(number - least);
    case '<=':
      return bounded(number - least + 1);
  }
};

const isEndless = ({ kind, how }: Throwing): boolean => kind === 'explode' || how === 'until';

/** `3d6!>=15` is a slip: what was meant is `(3d6!) >= 15`. */
const assertEnds = (reading: Reading, sides: Dice['sides'], which: Selector): void => {
  if ('count' in which) return;
  const { by, number } = which;
  const meant = sidesMeant(sides, by, number);
  if (meant === facesOf(sides).count) throw reading.failure('every side of the die is meant: that would never end');
  if (meant === 0)
    throw reading.failure(
      `no side of the die shows ${by === '=' ? '' : `${by} `}${number}`,
      'It says which dice are thrown again. What the roll has to come to follows parentheses: `(3d6!) >= 15`.',
    );
};

const again = (reading: Reading, sides: Dice['sides']): Reroll | Explode | null => {
  const found = throwing.find(([word]) => reading.takes(word));
  if (found === undefined) return null;
  const [word, what] = found;
  const { least, most } = facesOf(sides);
  const which = selector(reading) ?? { by: '=', number: what.kind === 'reroll' ? least : most };
  if ('count' in which && what.kind === 'explode')
    throw reading.failure(`\`${word}\` looks at one die at a time`, 'Such as `e6` or `e>=5`.');
  if ('count' in which && what.how === 'until')
    throw reading.failure('there is always a highest and a lowest die: that would never end', '`ro` rerolls once.');
  const change = { ...what, which };
  if (isEndless(change)) assertEnds(reading, sides, which);
  return change;
};

const keeping = (reading: Reading): Select | null => {
  // `dl1` is what others write for `pl1`.
  const word = reading.takesOne(['k', 'p', 'dh', 'dl']);
  switch (word) {
    case null:
      return null;
    case 'k':
    case 'p':
      return { kind: 'select', how: word === 'k' ? 'keep' : 'drop', which: needed(reading, word) };
    case 'dh':
    case 'dl':
      return {
        ...{ kind: 'select', how: 'drop' },
        which: { by: word === 'dh' ? 'highest' : 'lowest', count: count(reading, 1) },
      };
  }
};

const bounding = (reading: Reading): Bound | null => {
  const word = reading.takesOne(['mi', 'ma']);
  if (word === null) return null;
  const number = face(reading);
  if (number === null) throw reading.failure(`\`${word}\` needs a number`, `Such as \`${word}2\`.`);
  return { kind: 'bound', how: word === 'mi' ? 'at_least' : 'at_most', number };
};

const counting = (reading: Reading): Count | null => {
  if (!reading.takes('s')) return null;
  const which = needed(reading, 's');
  const failures = reading.takes('f') ? needed(reading, 'f') : null;
  for (const asked of [which, failures])
    if (asked !== null && 'count' in asked)
      throw reading.failure('successes are counted by what dice show', 'Such as `s>=5` or `s6f1`.');
  return { kind: 'count', which, failures };
};

const changesMax = 16;

export const changesOf = (reading: Reading, sides: Dice['sides']): Change[] => {
  const changes: Change[] = [];
  for (;;) {
    const change = again(reading, sides) ?? bounding(reading) ?? keeping(reading) ?? counting(reading);
    if (change === null) return changes;
    if (changes.at(-1)?.kind === 'count') throw reading.failure('successes are counted last');
    if (changes.length === changesMax) throw reading.failure(`${changesMax} things are done to dice at most`);
    changes.push(change);
  }
};

/** Of what is kept of a group. */
export const groupChangesOf = (reading: Reading): Change[] => {
  const change = keeping(reading) ?? counting(reading);
  return change === null ? [] : [change];
};
