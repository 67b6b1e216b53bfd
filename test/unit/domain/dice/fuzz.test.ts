import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dice, diceMax, facesOf } from '../../../../src/domain/dice/formula.ts';
import { oddsOf } from '../../../../src/domain/dice/odds.ts';
import { parseRoll } from '../../../../src/domain/dice/parse.ts';
import { roll } from '../../../../src/domain/dice/roll.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { isFailure } from '../../../../src/domain/failure.ts';
import { anyNames, anyRoll, smallScope, together, wideScope, type Words } from '../../../support/arbitraries/dice.ts';
import { runs } from '../../../support/runs.ts';

// Whatever somebody writes, it is a roll or a failure that says why not, and it never takes long.

const anyWords = fc.oneof(anyRoll(wideScope, 2), anyRoll(smallScope, 2));

const pieces = [
  ...[
    'd',
    '2d6',
    'd20',
    'k',
    'p',
    'h1',
    'l',
    'rr',
    'ro',
    'ra',
    '!',
    '!!',
    '!p',
    'e',
    'ec',
    'ep',
    'mi',
    'ma',
    's',
    'f',
    'adv',
    'dis',
  ],
  ...[
    '>=',
    '<=',
    '>',
    '<',
    '=',
    '==',
    '+',
    '-',
    '*',
    '/',
    '//',
    '%',
    '(',
    ')',
    '{',
    '}',
    ',',
    '[',
    ']',
    '#',
    '@',
    '@dex',
    '@loop',
  ],
  ...[
    '0',
    '1',
    '6',
    '20',
    '999',
    '1000',
    '100000',
    '1000000000',
    '99999999999',
    '.5',
    '1.5',
    'F',
    ' ',
    '\n',
    '\0',
    'İ',
    '🎲',
    '２',
  ],
];

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((all) => all.join('')),
  // What was a roll, with something put in, left out or twice.
  fc
    .tuple(anyWords, fc.nat(60), fc.constantFrom(...pieces), fc.nat(3))
    .map(([words, at, piece, gone]: [Words, number, string, number]) => {
      const text = together(words);
      return text.slice(0, at) + piece + text.slice(at + gone);
    }),
  fc.tuple(fc.constantFrom(...pieces), fc.nat(700)).map(([piece, times]) => piece.repeat(times)),
);

const names = { ...anyNames, loop: '1+@loop' };

/** What it ends in: a result, or the code of the failure. */
const endOf = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    if (isFailure(error)) return error.code;
    throw error;
  }
};

/** Faces that count how many were asked for. */
const counting = (next: (sides: Dice['sides']) => number) => {
  const asked = { times: 0 };
  return { asked, next: (sides: Dice['sides']) => (asked.times++, next(sides)) };
};

describe('whatever somebody writes', () => {
  it('is a roll, or refused with a place', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          expect(parseRoll(text, names).text).toBe(text);
        } catch (error) {
          if (!isFailure(error)) throw error;
          expect(error.code).toBe('bad_roll');
          expect(error.message).toMatch(/, (?:where it ends|at character \d+, `.+`)$/su);
          expect(error.message.length).toBeLessThan(400);
        }
      }),
      { numRuns: runs(3_000) },
    );
  });

  it('comes to a number or is refused, and throws no more dice than a roll has, however they fall', () => {
    const falls = [
      seededFaces('fuzz').next,
      (sides: Dice['sides']) => facesOf(sides).most,
      (sides: Dice['sides']) => facesOf(sides).least,
    ];
    fc.assert(
      fc.property(anyText, fc.constantFrom(...falls), (text, next) => {
        const faces = counting(next);
        const end = endOf(() => {
          const { total } = roll(parseRoll(text, names), faces);
          expect(Number.isFinite(total)).toBe(true);
        });
        expect(['done', 'bad_roll', 'no_number', 'too_many_dice']).toContain(end);
        expect(faces.asked.times).toBeLessThanOrEqual(diceMax);
      }),
      { numRuns: runs(3_000) },
    );
  });

  it('has odds, or they are refused', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(['done', 'bad_roll', 'no_number', 'too_many_dice']).toContain(
          endOf(() => oddsOf(parseRoll(text, names))),
        );
      }),
      { numRuns: runs(60) },
    );
  });
});
