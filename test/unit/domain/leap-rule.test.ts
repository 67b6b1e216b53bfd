import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeapRule } from '../../../schemas/calendar.ts';
import { shareOfRule, yearsOfRule } from '../../../src/domain/leap-rule.ts';
import { leapRule } from '../../support/arbitraries/time.ts';
import { isYearOfRule } from '../../support/naive-calendar.ts';

const gregorian = LeapRule.parse({ every: 4, except: 100, unless: 400 });
const lunar = LeapRule.parse({ every: 19, years: [0, 3, 6, 8, 11, 14, 17] });

describe('a rule for special years', () => {
  it('counts as many as there are, one by one', () => {
    fc.assert(
      fc.property(leapRule(), fc.integer({ min: -5_000, max: 5_000 }), fc.nat(300), (rule, from, length) => {
        let counted = 0;
        for (let year = from; year < from + length; year++) if (isYearOfRule(rule, year)) counted++;
        expect(yearsOfRule(rule, from, from + length)).toBe(counted);
        expect(yearsOfRule(rule, from + length, from) + counted).toBe(0);
      }),
    );
  });

  it('picks the same share of years in the long run, whichever run it is', () => {
    fc.assert(
      fc.property(leapRule(), fc.integer({ min: -1_000_000, max: 1_000_000 }), (rule, from) => {
        const period = rule.unless ?? rule.except ?? rule.every;
        expect(yearsOfRule(rule, from, from + period) / period).toBeCloseTo(shareOfRule(rule), 9);
      }),
    );
  });

  it('knows the years that everybody knows', () => {
    const leap = (rule: LeapRule, year: number) => yearsOfRule(rule, year, year + 1);
    expect([1900, 2000, 2023, 2024, 0, -4, -100, -400].map((year) => leap(gregorian, year))).toEqual([
      0, 1, 0, 1, 1, 1, 0, 1,
    ]);
    expect(yearsOfRule(gregorian, 1, 401)).toBe(97);
    expect(yearsOfRule(lunar, 5_700, 5_719)).toBe(7);
    expect(leap(lunar, 5_784)).toBe(1);
    expect(leap(lunar, 5_785)).toBe(0);
  });
});
