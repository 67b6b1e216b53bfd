import fc from 'fast-check';
import type { Names } from '../../../src/domain/dice/parse.ts';

// Rolls as people could write them, all of them valid, in words that may be written together or apart.

export type Words = readonly string[];
type AnyWords = fc.Arbitrary<Words>;

export interface Scope {
  sides: readonly (number | '%' | 'F')[];
  diceMax: number;
  /** Of dice, one after the other. */
  changesMax: number;
  /** What can be reckoned without trying. */
  isReckonable: boolean;
  isDividing: boolean;
}

export const anyNames: Names = { dex: 3, str: -1, half: 0.5, sneak: '2d4', attack: 'd6+@dex' };

const cat = (...parts: (AnyWords | string)[]): AnyWords =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant([part]) : part))).map((all) => all.flat());

const whole = (min: number, max: number): AnyWords => fc.integer({ min, max }).map((value) => [String(value)]);
const wordsOf = (...words: string[]): AnyWords => fc.constantFrom(...words).map((word) => [word]);
const perhaps = (words: AnyWords): AnyWords => fc.oneof(words, fc.constant([]));

// ── which dice ───────────────────────────────────────────────────────────────────────────────────────────────────

interface Die {
  least: number;
  most: number;
}

const dieOf = (sides: Scope['sides'][number]): Die =>
  sides === 'F' ? { least: -1, most: 1 } : { least: 1, most: sides === '%' ? 100 : sides };

const extreme = cat(wordsOf('h', 'l'), perhaps(whole(0, 4)));

/** By what they show; what no die shows may be asked for. */
const byValue = ({ least, most }: Die): AnyWords =>
  fc.oneof(
    cat(wordsOf('>=', '<=', '>', '<', '='), whole(least - 1, most + 2)),
    whole(Math.max(0, least - 1), most + 2),
  );

/** Some sides and not all of them. */
const some = ({ least, most }: Die): AnyWords =>
  fc.oneof(
    cat(wordsOf('>', '<='), whole(least, most - 1)),
    cat(wordsOf('>=', '<'), whole(least + 1, most)),
    cat('=', whole(least, most)),
    whole(Math.max(0, least), most),
  );

const any = (die: Die): AnyWords => fc.oneof(extreme, byValue(die));

// ── what is done to them ─────────────────────────────────────────────────────────────────────────────────────────

const keepBest = fc.oneof(cat(wordsOf('k', 'p'), extreme), cat(wordsOf('dl', 'dh'), perhaps(whole(0, 3))));
const keepSome = (die: Die): AnyWords => cat(wordsOf('k', 'p'), byValue(die));
const bounded = ({ least, most }: Die): AnyWords => cat(wordsOf('mi', 'ma'), whole(least, most + 1));
const rerollOne = (die: Die): AnyWords => fc.oneof(cat('ro', byValue(die)), cat('rr', some(die)));
const compounding = (die: Die): AnyWords => cat(wordsOf('!!', 'ec'), some(die));
/** Without a number only where what follows can't be taken for a part of it. */
const exploding = (die: Die): AnyWords =>
  fc.oneof(cat(wordsOf('!', 'e', '!p', 'ep', '!!', 'ec'), some(die)), wordsOf('!!', 'ec', 'ep'));
const counting = (die: Die): AnyWords => cat('s', byValue(die), perhaps(cat('f', byValue(die))));

const canEnd = ({ least, most }: Die): boolean => most > least;

/** What looks at one die. */
const alone = (die: Die): AnyWords =>
  fc.oneof(keepSome(die), bounded(die), ...(canEnd(die) ? [rerollOne(die), exploding(die)] : []));
/** What leaves one die of one. */
const single = (die: Die): AnyWords =>
  fc.oneof(bounded(die), ...(canEnd(die) ? [rerollOne(die), compounding(die)] : []));

const many = (words: AnyWords, maxLength: number): AnyWords => fc.array(words, { maxLength }).map((all) => all.flat());

const reckonable = (die: Die, most: number): AnyWords =>
  fc.oneof(
    cat(many(alone(die), most), perhaps(counting(die))),
    cat(
      many(single(die), most),
      keepBest,
      perhaps(keepBest),
      perhaps(fc.oneof(bounded(die), keepSome(die), counting(die))),
    ),
    cat(many(single(die), most), 'k', wordsOf('h', 'l'), many(alone(die), 1), perhaps(counting(die))),
  );

const anyChanges = (die: Die, most: number): AnyWords =>
  cat(many(fc.oneof(alone(die), keepBest, cat(wordsOf('ro', 'ra'), any(die))), most), perhaps(counting(die)));

// ── dice, and what they are part of ──────────────────────────────────────────────────────────────────────────────

const countOf = (most: number): AnyWords =>
  fc.oneof(
    { weight: 8, arbitrary: whole(1, most) },
    fc.constant([]),
    whole(0, 0),
    fc.constant(['(', '3', '-', '2', ')']),
  );

const diceIn = (scope: Scope): AnyWords =>
  fc.constantFrom(...scope.sides).chain((sides) => {
    const die = dieOf(sides);
    const changes = scope.isReckonable ? reckonable(die, scope.changesMax) : anyChanges(die, scope.changesMax);
    const count = countOf(scope.diceMax);
    return fc.oneof(
      { weight: 9, arbitrary: cat(count, 'd', String(sides), changes) },
      // In one word: apart, and at the end, an edge may be for another die.
      { weight: 2, arbitrary: cat(count, 'd', wordsOf(`${sides}adv`, `${sides}dis`)) },
    );
  });

const groupOf = (part: AnyWords): AnyWords =>
  cat(
    '{',
    part,
    fc.array(cat(',', part), { maxLength: 2 }).map((all) => all.flat()),
    '}',
    perhaps(fc.oneof(keepBest, keepSome({ least: 0, most: 8 }), counting({ least: 0, most: 8 }))),
  );

const labelled = (part: AnyWords): AnyWords => cat(part, perhaps(wordsOf('[fire]', '[ a b ]')));

const operators = (scope: Scope): AnyWords =>
  scope.isDividing ? wordsOf('+', '-', '*', '/', '//', '%') : wordsOf('+', '-', '*');

/** `deep`: how many parts may lie within each other. */
const partIn = (scope: Scope, deep: number): AnyWords => {
  const leaf = fc.oneof(
    { weight: 5, arbitrary: diceIn(scope) },
    { weight: 2, arbitrary: fc.oneof(whole(0, 9), wordsOf('0.5', '2.25')) },
    { weight: 1, arbitrary: wordsOf('@dex', '@str', '@half', '@sneak', '@ATTACK') },
  );
  if (deep === 0) return labelled(leaf);
  const inner = partIn(scope, deep - 1);
  return labelled(
    fc.oneof(
      { weight: 3, arbitrary: leaf },
      { weight: 3, arbitrary: cat(inner, operators(scope), inner) },
      { weight: 1, arbitrary: cat('(', inner, ')') },
      { weight: 1, arbitrary: cat(wordsOf('-', '+'), inner) },
      { weight: 1, arbitrary: groupOf(inner) },
    ),
  );
};

/** A whole roll, with what it has to come to and a remark. */
export const anyRoll = (scope: Scope, deep = 1): AnyWords =>
  cat(
    // Behind what is done to dice, `>=` would go on with that.
    fc.oneof(
      partIn(scope, deep),
      cat('(', partIn(scope, deep), ')', wordsOf('>=', '<=', '>', '<', '=', '=='), '(', partIn(scope, 0), ')'),
    ),
    perhaps(wordsOf('# to leap')),
  );

export const smallScope: Scope = {
  ...{ sides: [2, 3, 4, 6, 'F', 1], diceMax: 3, changesMax: 2, isReckonable: false, isDividing: true },
};
export const wideScope: Scope = {
  ...{ sides: [4, 6, 8, 10, 20, '%', 'F'], diceMax: 12, changesMax: 4, isReckonable: false, isDividing: true },
};

/** With blanks between words, and in capitals. */
export const spaced = (words: Words): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.constantFrom('', ' ', '  ', '\t', '\n'), fc.boolean()), {
      ...{ minLength: words.length, maxLength: words.length },
    })
    .map((noise) =>
      words.map((word, at) => `${noise[at]?.[0] ?? ''}${noise[at]?.[1] === true ? word.toUpperCase() : word}`).join(''),
    );

export const together = (words: Words): string => words.join('');
