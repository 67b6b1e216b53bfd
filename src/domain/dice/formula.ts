// What a roll is made of.
// F1. It holds numbers and no names: what is written as `@dex` was looked up before there is a formula.
// F2. Dice are thrown in the order in which they are written, and those that one of them calls for right after it.

export const textCharsMax = 500;
export const depthMax = 24;
export const partsMax = 200;
/** In one roll, with those that are thrown again and those that explode. */
export const diceMax = 1_000;
export const sidesMax = 100_000;
/** Of one die, one after the other. */
export const explosionsMax = 100;
export const numberMax = 1_000_000_000;

export type Comparison = '>=' | '<=' | '>' | '<' | '=';

/** Which dice, by what they show. */
export type Selector = { by: 'highest' | 'lowest'; count: number } | { by: Comparison; number: number };

export interface Select {
  kind: 'select';
  how: 'keep' | 'drop';
  which: Selector;
}

export interface Reroll {
  kind: 'reroll';
  /** Until none is such a die any more; each of them once; the first of them, and both count. */
  how: 'until' | 'once' | 'add';
  which: Selector;
}

export interface Explode {
  kind: 'explode';
  /** As one more die; added to the die; as one more die that counts one less. */
  how: 'apart' | 'compound' | 'penetrate';
  which: Selector;
}

export interface Bound {
  kind: 'bound';
  how: 'at_least' | 'at_most';
  number: number;
}

/** It is how many they are that counts, without those that fail. */
export interface Count {
  kind: 'count';
  which: Selector;
  failures: Selector | null;
}

export type Change = Select | Reroll | Explode | Bound | Count;

export interface Dice {
  kind: 'dice';
  /** Where it is among what was thrown. */
  slot: number;
  count: number;
  /** `fudge`: three sides, -1, 0 and 1. */
  sides: number | 'fudge';
  changes: readonly Change[];
}

/** Its parts are added, or those of them that are kept. */
export interface Group {
  kind: 'group';
  slot: number;
  parts: readonly Part[];
  changes: readonly Change[];
}

export type Operator = '+' | '-' | '*' | '/' | '//' | '%';

export type Part =
  | { kind: 'number'; value: number }
  | Dice
  | Group
  | { kind: 'negative'; of: Part }
  | { kind: 'two'; operator: Operator; left: Part; right: Part }
  /** In parentheses, under a name, or with words beside it. */
  | { kind: 'within'; of: Part; name: string | null; label: string | null };

export interface Formula {
  /** As it was written. */
  text: string;
  root: Part;
  /** What it has to come to. */
  check: { is: Comparison; than: Part } | null;
  comment: string | null;
  slots: number;
}

export const facesOf = (sides: Dice['sides']): { least: number; most: number; count: number } =>
  sides === 'fudge' ? { least: -1, most: 1, count: 3 } : { least: 1, most: sides, count: sides };

/** What a part is made of, in the order in which it is written. */
export const partsIn = (part: Part): readonly Part[] => {
  switch (part.kind) {
    case 'number':
    case 'dice':
      return [];
    case 'group':
      return part.parts;
    case 'negative':
    case 'within':
      return [part.of];
    case 'two':
      return [part.left, part.right];
  }
};

/** All dice of it, in the order in which they are thrown. */
export const diceIn = (part: Part): readonly Dice[] => (part.kind === 'dice' ? [part] : partsIn(part).flatMap(diceIn));
