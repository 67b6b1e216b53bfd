import { nearest } from '../nearest.ts';
import { constantOf } from './arithmetic.ts';
import { changesOf, groupChangesOf } from './changes.ts';
import {
  type Change,
  type Comparison,
  depthMax,
  type Dice,
  diceMax,
  type Formula,
  numberMax,
  type Operator,
  type Part,
  partsMax,
  sidesMax,
  textCharsMax,
} from './formula.ts';
import { type Reading, readingOf } from './reading.ts';

// From what somebody writes to a formula.
// P1. What is written is a roll, all of it, or refused with the place where it ceases to be one.
// P2. A name stands for a number or for another roll, and is refused where it would go round in circles.

/** What names stand for: a number, or a roll as it is written. */
export type Names = Readonly<Record<string, number | string>>;

type Thrown = { -readonly [K in keyof Dice]: Dice[K] };

interface Parsing {
  reading: Reading;
  names: Names;
  /** Parentheses and names that it is within. */
  depth: number;
  /** Names that it is within. */
  under: readonly string[];
  made: { parts: number; slots: number; count: number; dice: Thrown[] };
}

const namePattern = /@[a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)*/iy;
const labelPattern = /[^[\]]{1,80}/y;
const commentPattern = /[^]*/y;

const within = (parsing: Parsing): Parsing => {
  if (parsing.depth >= depthMax) throw parsing.reading.failure(`no more than ${depthMax} parts lie within each other`);
  return { ...parsing, depth: parsing.depth + 1 };
};

const counted = <P extends Part>({ reading, made }: Parsing, part: P): P => {
  if (++made.parts > partsMax) throw reading.failure(`a roll has ${partsMax} parts at most`);
  return part;
};

// ── dice ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const diceAdvice = 'Such as `d20`, `3d6`, `d%` or `4dF`.';

const sidesOf = (parsing: Parsing): Dice['sides'] => {
  const { reading } = parsing;
  if (reading.takes('%')) return 100;
  if (reading.takes('f')) return 'fudge';
  const at = reading.at();
  const sides = reading.takes('(') ? wholeIn(parsing, inParentheses(parsing), at) : reading.number('whole');
  if (sides === null) throw reading.failure('`d` needs to be told how many sides', diceAdvice);
  if (sides < 1 || sides > sidesMax) throw reading.failure(`a die has 1 to ${sidesMax} sides`, undefined, at);
  return sides;
};

const edges = ['adv', 'dis'] as const;

/** Another die or more, of which the highest or lowest are kept. */
const edgeOf = (word: (typeof edges)[number], count: number): Change => ({
  ...{ kind: 'select', how: 'keep' },
  which: { by: word === 'adv' ? 'highest' : 'lowest', count },
});

const isAlone = ({ count, changes }: Dice): boolean => count === 1 && changes.at(-1)?.kind !== 'count';

const lateEdgePattern = /(?<=\s)(?=(?:adv|dis)\s*[0-9]*\s*(?:$|[#<>=]))/iy;

/** `d20 + d4 adv`: apart, and at the end, it is not for the die that it happens to follow. */
const isLateEdge = ({ reading, made, under }: Parsing): boolean =>
  under.length === 0 && made.dice.some(isAlone) && reading.matching(lateEdgePattern) !== null;

const addDice = ({ reading, made }: Parsing, more: number, at: number): void => {
  made.count += more;
  if (made.count > diceMax) throw reading.failure(`a roll has ${diceMax} dice at most`, undefined, at);
};

const thrown = (parsing: Parsing, count: number, at: number): Part => {
  const { reading, made } = parsing;
  const sides = sidesOf(parsing);
  const edge = isLateEdge(parsing) ? null : reading.takesOne(edges);
  const more = edge === null ? 0 : (reading.number('whole') ?? 1);
  addDice(parsing, count + more, at);
  const first = edge === null ? [] : [edgeOf(edge, count)];
  const changes = [...first, ...changesOf(reading, sides)];
  const dice: Thrown = { kind: 'dice', slot: made.slots++, count: count + more, sides, changes };
  made.dice.push(dice);
  return counted(parsing, dice);
};

// ── what dice are part of ────────────────────────────────────────────────────────────────────────────────────────

/** What a name stands for, however its capitals are. */
const lookedUp = (names: Names, word: string): number | string | undefined => {
  if (Object.hasOwn(names, word)) return names[word];
  const same = Object.keys(names).find((name) => name.toLowerCase() === word);
  return same === undefined ? undefined : names[same];
};

const named = (parsing: Parsing, name: string, at: number): Part => {
  const { reading, names, under } = parsing;
  const word = name.slice(1).toLowerCase();
  const found = lookedUp(names, word);
  if (found === undefined) {
    const near = nearest(word, Object.keys(names));
    throw reading.failure(
      `nothing is called ${name}`,
      near === undefined ? undefined : `Did you mean \`@${near}\`?`,
      at,
    );
  }
  if (typeof found === 'number') {
    if (!(Math.abs(found) <= numberMax))
      throw reading.failure(`${name} is no number that can be reckoned with`, undefined, at);
    return { kind: 'within', of: { kind: 'number', value: found + 0 }, name: word, label: null };
  }
  if (under.includes(word)) throw reading.failure(`${name} stands for itself`, undefined, at);
  if (found.length > textCharsMax)
    throw reading.failure(`${name} stands for more than ${textCharsMax} characters`, undefined, at);
  const inner = within({ ...parsing, reading: readingOf(found), under: [...under, word] });
  const of = sum(inner);
  if (!inner.reading.isOver()) throw inner.reading.failure(`${name} stands for it, and it does not end there`);
  return { kind: 'within', of, name: word, label: null };
};

const group = (outer: Parsing): Part => {
  const parsing = within(outer);
  const { reading, made } = parsing;
  const slot = made.slots++;
  const parts = [sum(parsing)];
  while (reading.takes(',')) parts.push(sum(parsing));
  if (!reading.takes('}')) throw reading.failure('`{` is not closed', 'Such as `{4d6, 2d10}kh1`.');
  return { kind: 'group', slot, parts, changes: groupChangesOf(reading) };
};

const inParentheses = (outer: Parsing): Part => {
  const parsing = within(outer);
  const of = sum(parsing);
  if (!parsing.reading.takes(')')) throw parsing.reading.failure('`(` is not closed');
  return { kind: 'within', of, name: null, label: null };
};

/** As many dice, or sides, as the numbers in parentheses come to. */
function wholeIn({ reading }: Parsing, part: Part, at: number): number {
  const value = constantOf(part);
  if (value === null) throw reading.failure('how many there are is not for dice to say', undefined, at);
  if (!Number.isInteger(value) || value < 0) throw reading.failure(`there can't be ${value} of them`, undefined, at);
  return value;
}

const isDie = (reading: Reading): boolean => reading.matching(/d(?=[\s(%f0-9]|$)/iy) !== null;

const primary = (parsing: Parsing): Part => {
  const { reading } = parsing;
  const at = reading.at();
  if (isDie(reading)) return thrown(parsing, 1, at);
  if (reading.takes('{')) return group(parsing);
  const name = reading.matching(namePattern);
  if (name !== null) return named(parsing, name, at);
  if (reading.takes('(')) {
    const part = inParentheses(parsing);
    return isDie(reading) ? thrown(parsing, wholeIn(parsing, part, at), at) : part;
  }
  const value = reading.number('fraction');
  if (value === null)
    throw reading.failure(
      'a number or dice are missing',
      reading.takes('@') ? 'A name follows `@`: `@dex`.' : diceAdvice,
    );
  if (!isDie(reading)) return { kind: 'number', value };
  if (!Number.isInteger(value)) throw reading.failure(`there can't be ${value} dice`, undefined, at);
  return thrown(parsing, value, at);
};

const labelled = (parsing: Parsing): Part => {
  const { reading } = parsing;
  let part = counted(parsing, primary(parsing));
  while (reading.takes('[')) {
    const label = reading.matching(labelPattern)?.trim() ?? '';
    if (label === '' || !reading.takes(']'))
      throw reading.failure('a label is words in `[` and `]`', 'Such as `[fire]`.');
    part = counted(parsing, { kind: 'within', of: part, name: null, label });
  }
  return part;
};

const unary = (parsing: Parsing): Part => {
  if (parsing.reading.takes('-')) return counted(parsing, { kind: 'negative', of: unary(within(parsing)) });
  if (parsing.reading.takes('+')) return unary(within(parsing));
  return labelled(parsing);
};

const chain =
  (operators: readonly Operator[], inner: (parsing: Parsing) => Part) =>
  (parsing: Parsing): Part => {
    let left = inner(parsing);
    for (;;) {
      const operator = parsing.reading.takesOne(operators);
      if (operator === null) return left;
      left = counted(parsing, { kind: 'two', operator, left, right: inner(parsing) });
    }
  };

const product = chain(['*', '//', '/', '%'], unary);
const sums = chain(['+', '-'], product);
function sum(parsing: Parsing): Part {
  return sums(parsing);
}

// ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────

/** `d20 + 5 adv`: for the first die that is thrown alone. */
const lateEdge = (parsing: Parsing): void => {
  const { reading, made } = parsing;
  const at = reading.at();
  const edge = reading.takesOne(edges);
  if (edge === null) return;
  const die = made.dice.find(isAlone);
  if (die === undefined)
    throw reading.failure(
      `\`${edge}\` needs a die that is thrown alone`,
      'Such as `d20+5 adv`, or `2d6adv` for more.',
      at,
    );
  const more = reading.number('whole') ?? 1;
  addDice(parsing, more, at);
  die.count += more;
  die.changes = [...die.changes, edgeOf(edge, 1)];
};

const checkOf = (parsing: Parsing): Formula['check'] => {
  const is: Comparison | '==' | null = parsing.reading.takesOne(comparisons);
  return is === null ? null : { is: is === '==' ? '=' : is, than: sum(parsing) };
};
const comparisons = ['>=', '<=', '==', '>', '<', '='] as const;

export const parseRoll = (text: string, names: Names = {}): Formula => {
  const reading = readingOf(text.slice(0, textCharsMax + 1));
  if (text.length > textCharsMax)
    throw reading.failure(`a roll is written in ${textCharsMax} characters at most`, undefined, textCharsMax);
  const parsing: Parsing = { reading, names, depth: 0, under: [], made: { parts: 0, slots: 0, count: 0, dice: [] } };
  const root = sum(parsing);
  lateEdge(parsing);
  const check = checkOf(parsing);
  lateEdge(parsing);
  const comment = reading.takes('#') ? (reading.matching(commentPattern)?.trim() ?? '') : null;
  if (!reading.isOver())
    throw reading.failure('it does not go on like that', 'A remark follows `#`, a label stands in `[…]`.');
  return { text, root, check, comment: comment === '' ? null : comment, slots: parsing.made.slots };
};
