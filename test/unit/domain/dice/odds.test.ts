import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFailure } from '../../../../src/domain/failure.ts';
import type { Formula } from '../../../../src/domain/dice/formula.ts';
import { type Odds, oddsOf } from '../../../../src/domain/dice/odds.ts';
import { parseRoll } from '../../../../src/domain/dice/parse.ts';
import { roll } from '../../../../src/domain/dice/roll.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { anyNames, anyRoll, smallScope, together, wideScope, type Words } from '../../../support/arbitraries/dice.ts';
import { everyWay } from '../../../support/every-way.ts';
import { runs } from '../../../support/runs.ts';

const ways = { rarest: 1e-7, waysMax: 5_000 };
const rounding = 1e-9;

const formulaOf = (words: Words): Formula => parseRoll(together(words), anyNames);

/** Null: it comes to no number in some case. */
const oddsIfAny = (formula: Formula): Odds | null => {
  try {
    return oddsOf(formula);
  } catch (error) {
    if (isFailure(error) && error.code === 'no_number') return null;
    throw error;
  }
};

const sumOf = (values: Iterable<number>): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};

/** Values that are equal but for what computers lose of fractions. */
const rounded = (chances: ReadonlyMap<number, number>): Map<number, number> => {
  const found = new Map<number, number>();
  for (const [value, chance] of chances) {
    const key = Number(value.toFixed(6));
    found.set(key, (found.get(key) ?? 0) + chance);
  }
  return found;
};

const atLeast = (chances: ReadonlyMap<number, number>, least: number): number =>
  sumOf([...chances].filter(([value]) => value >= least).map(([, chance]) => chance));

const expectAsEveryWay = (formula: Formula, odds: Odds, all: NonNullable<ReturnType<typeof everyWay>>): void => {
  const [reckoned, counted] = [rounded(odds.chances), rounded(all.chances)];
  for (const value of new Set([...reckoned.keys(), ...counted.keys()])) {
    const off = Math.abs((reckoned.get(value) ?? 0) - (counted.get(value) ?? 0));
    expect(off, `${formula.text}: that it comes to ${value}`).toBeLessThanOrEqual(all.lost + rounding);
  }
  if (odds.holds === null) expect(formula.check).toBeNull();
  else expect(Math.abs(odds.holds - all.holds)).toBeLessThanOrEqual(all.lost + rounding);
};

describe('odds that are reckoned', () => {
  it('are those of all the ways in which the dice can fall', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyRoll({ ...smallScope, isReckonable: true }), (words) => {
        const formula = formulaOf(words);
        const all = everyWay(formula, ways);
        fc.pre(all !== null && all.lost < 1e-3);
        const odds = oddsIfAny(formula);
        if (odds === null) expect(all.refused).toBeGreaterThan(0);
        else {
          expect(all.refused).toBe(0);
          expect(odds.within).toBe(0);
          expectAsEveryWay(formula, odds, all);
          compared++;
        }
      }),
      { numRuns: runs(400) },
    );
    expect(compared).toBeGreaterThan(runs(400) / 2);
  });

  it.each([
    ['2d6', 7, Math.sqrt(35 / 6)],
    ['4d6kh3', 15_869 / 1_296, 2.8468],
    ['8d6dl2', 24.8868, 4.0886],
    ['d20adv', 13.825, Math.sqrt(85_330 / 400 - 13.825 ** 2)],
    ['d6!', 4.2, Math.sqrt(10.64)],
    ['d6!!', 4.2, Math.sqrt(10.64)],
    ['d6!p', 4, Math.sqrt(8)],
    ['d6rr<3', 4.5, Math.sqrt(1.25)],
    ['d6ro<3', (2 * 3.5 + 3 + 4 + 5 + 6) / 6, Math.sqrt(73 / 36)],
    ['10d10s>=8f1', 2, Math.sqrt(10 * (0.4 - 0.04))],
    ['4dF', 0, Math.sqrt(8 / 3)],
    ['{d8,d6}kh1', 251 / 48, Math.sqrt(64 - 1_603 / 48 - (251 / 48) ** 2)],
  ])('of %s are %d on average, with a deviation of %d', (text, mean, deviation) => {
    const odds = oddsOf(parseRoll(text));
    expect(odds.within).toBe(0);
    expect(odds.mean).toBeCloseTo(mean, 4);
    expect(odds.deviation).toBeCloseTo(deviation, 3);
  });

  it.each([
    ['2d6>=7', 21 / 36],
    ['d20+5>=15', 11 / 20],
    ['d20adv>=11', 3 / 4],
    ['d20dis>=11', 1 / 4],
    ['d20>d20', 190 / 400],
    ['d6=d6', 1 / 6],
    ['3d6<=10', 1 / 2],
    ['1>2', 0],
    ['(d6!) >= 100', 0],
  ])('say that %s holds in %d of all cases', (text, chance) => {
    expect(oddsOf(parseRoll(text)).holds).toBeCloseTo(chance, 10);
  });
});

const tangled = ['3d6ra1', '3d4roh1', '3d4rol2kh1', '3d4!kh1', '2d6ra6!', '4d4k>1kh2', '2d6+2d4rol1', '3d4ra>2>=9'];

describe('odds that are tried', () => {
  it.each(tangled)('of %s are no further from those of all ways than they say, give or take', (text) => {
    const formula = parseRoll(text);
    const odds = oddsOf(formula);
    const all = everyWay(formula, { rarest: 1e-7, waysMax: 200_000 });
    if (all === null) throw new Error('too many ways');
    expect(odds.within).toBeGreaterThan(0);
    for (const least of odds.chances.keys()) {
      const off = Math.abs(atLeast(odds.chances, least) - atLeast(all.chances, least));
      expect(off).toBeLessThanOrEqual(odds.within + all.lost);
    }
    if (odds.holds !== null) expect(Math.abs(odds.holds - all.holds)).toBeLessThanOrEqual(odds.within + all.lost);
  });

  it('are the same whenever they are asked for', () => {
    const [first, second] = [oddsOf(parseRoll('3d6ra1')), oddsOf(parseRoll('3d6ra1'))];
    expect([...first.chances]).toEqual([...second.chances]);
  });

  it('are tried less often where there are many dice, and say so', () => {
    const within = (text: string): number => oddsOf(parseRoll(text)).within;
    expect(within('200d6ra1')).toBeGreaterThan(2 * within('3d6ra1'));
  });
});

const samples = 20_000;
/** That one of the laws fails by chance, for one roll. */
const doubt = 1e-9;
/** Dvoretzky, Kiefer and Wolfowitz: so far all chances to come to so much at least are from the truth, at most. */
const band = Math.sqrt(Math.log(2 / doubt) / (2 * samples));

const sampled = (formula: Formula, seed: string): number[] => {
  const faces = seededFaces(seed);
  return Array.from({ length: samples }, () => roll(formula, faces).total);
};

const chancesIn = (totals: readonly number[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const total of totals) counts.set(total, (counts.get(total) ?? 0) + 1);
  return new Map([...counts].map(([value, count]) => [value, count / totals.length]));
};

describe('what falls', () => {
  it.each([
    ...[
      'd20',
      '3d6',
      '4d6kh3',
      'd20adv+5',
      '2d20dis',
      '8d6dl2',
      '6d6!',
      '4d8ec>6',
      '5d6ep',
      '10d10s>=8f1',
      '4dF',
      'd%',
    ],
    ...['6d6rr<3mi4', '5d8ro<4kh3', '{3d6,2d10}kh1', '{d4,d6,d8,d10}dl1', '2d6*d4', 'd20//3+d8%3', '7d6mi2ma5p4'],
  ])('of %s falls as its odds say', (text) => {
    const formula = parseRoll(text);
    const { chances, mean, within } = oddsOf(formula);
    expect(within).toBe(0);
    const totals = sampled(formula, `sample of ${text}`);
    const found = chancesIn(totals);
    for (const total of found.keys()) expect(chances.get(total) ?? 0, `${text}: ${total}`).toBeGreaterThan(0);
    for (const least of chances.keys())
      expect(Math.abs(atLeast(found, least) - atLeast(chances, least))).toBeLessThan(band);
    // What a mean of so many bounded numbers can be off (Hoeffding), but for the rarest, which are cut off on both sides alike.
    const [low, high] = [rarely(chances, 1), rarely(chances, -1)];
    const cut = (value: number): number => Math.min(high, Math.max(low, value));
    const cutMean = sumOf([...chances].map(([value, chance]) => cut(value) * chance));
    const sampleMean = sumOf(totals.map(cut)) / samples;
    expect(Math.abs(sampleMean - cutMean)).toBeLessThan((high - low) * band);
    expect(mean).toBeCloseTo(sumOf([...chances].map(([value, chance]) => value * chance)), 9);
  });
});

/** Past it lies less than one of a million, on the low side or the high one. */
const rarely = (chances: ReadonlyMap<number, number>, side: 1 | -1): number => {
  let past = 0;
  for (const [value, chance] of [...chances].toSorted(([a], [b]) => side * (a - b))) {
    past += chance;
    if (past >= 1e-6) return value;
  }
  throw new Error('chances add up to less');
};

describe('chances', () => {
  it('add up to 1, are none below 0, and stand in their order', () => {
    fc.assert(
      fc.property(anyRoll({ ...wideScope, isReckonable: true, diceMax: 5 }, 0), (words) => {
        const odds = oddsIfAny(formulaOf(words));
        if (odds === null) return;
        const values = [...odds.chances.keys()];
        expect(values).toEqual(values.toSorted((a, b) => a - b));
        expect(Math.min(...odds.chances.values())).toBeGreaterThanOrEqual(0);
        expect(sumOf(odds.chances.values())).toBeCloseTo(1, 9);
        if (odds.holds === null) return;
        expect(odds.holds).toBeGreaterThanOrEqual(0);
        expect(odds.holds).toBeLessThanOrEqual(1 + rounding);
      }),
      { numRuns: runs(150) },
    );
  });

  it.each(['1/0', 'd6/(d6-1)', '0*(1/0)', 'd6 > 1/0', '{1/(d2-1),3}kl1', '1000000000*d6', '{1000000000,d6}'])(
    'of %s are refused, as the roll can be',
    (text) => {
      expect(oddsIfAny(parseRoll(text))).toBeNull();
    },
  );

  it('are had within a bounded effort, whatever is asked', () => {
    // Each would take minutes, or all there is of memory, if it was reckoned without counting the steps.
    for (const text of ['1000d100kh500', 'd100000e>=2', 'd100000ro<50000', 'd20+5 adv 900'])
      expect(oddsOf(parseRoll(text)).chances.size).toBeGreaterThan(0);
  });
});
