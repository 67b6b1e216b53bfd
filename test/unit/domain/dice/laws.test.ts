import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFailure } from '../../../../src/domain/failure.ts';
import { computed } from '../../../../src/domain/dice/arithmetic.ts';
import {
  type Change,
  type Dice,
  diceMax,
  explosionsMax,
  facesOf,
  type Formula,
  type Part,
  textCharsMax,
} from '../../../../src/domain/dice/formula.ts';
import { parseRoll } from '../../../../src/domain/dice/parse.ts';
import { type GroupThrown, roll, type Rolled, type Thrown } from '../../../../src/domain/dice/roll.ts';
import { formulaWritten } from '../../../../src/domain/dice/written.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { anyNames, anyRoll, smallScope, spaced, together, wideScope } from '../../../support/arbitraries/dice.ts';
import { runs } from '../../../support/runs.ts';

const anyWords = fc.oneof(anyRoll(wideScope, 2), anyRoll(smallScope, 2));

/** Null: it comes to no number, or has no end with these faces. */
const rollIfAny = (formula: Formula, seed: string, used = 0): Rolled | null => {
  try {
    return roll(formula, seededFaces(seed, used));
  } catch (error) {
    if (isFailure(error) && ['no_number', 'too_many_dice'].includes(error.code)) return null;
    throw error;
  }
};

const anyRolled = fc.tuple(anyWords, fc.string()).map(([words, seed]) => {
  const formula = parseRoll(together(words), anyNames);
  return { formula, seed, rolled: rollIfAny(formula, seed) };
});

const law = (about: (rolled: Rolled, seed: string) => void): void => {
  let seen = 0;
  fc.assert(
    fc.property(anyRolled, ({ rolled, seed }) => {
      if (rolled === null) return;
      about(rolled, seed);
      seen++;
    }),
    { numRuns: runs(300) },
  );
  expect(seen).toBeGreaterThan(runs(300) / 2);
};

const partsOf = (part: Part): Part[] => {
  switch (part.kind) {
    case 'number':
    case 'dice':
      return [part];
    case 'group':
      return [part, ...part.parts.flatMap(partsOf)];
    case 'negative':
    case 'within':
      return [part, ...partsOf(part.of)];
    case 'two':
      return [part, ...partsOf(part.left), ...partsOf(part.right)];
  }
};

const allPartsOf = ({ root, check }: Formula): Part[] =>
  [root, ...(check === null ? [] : [check.than])].flatMap(partsOf);
const allDiceOf = (formula: Formula): Dice[] => allPartsOf(formula).filter((part) => part.kind === 'dice');

const diceThrown = (rolled: Rolled, slot: number): Thrown => {
  const thrown = rolled.thrown[slot];
  if (thrown === undefined || !('dice' in thrown)) throw new Error('no dice were thrown there');
  return thrown;
};

const groupThrown = (rolled: Rolled, slot: number): GroupThrown => {
  const thrown = rolled.thrown[slot];
  if (thrown === undefined || !('totals' in thrown)) throw new Error('no group was thrown there');
  return thrown;
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const isGrowing = (change: Change): boolean => change.kind === 'explode' && change.how === 'compound';

/** The least and the most that one die can count in the end. */
const valuesOf = ({ sides, changes }: Dice): { least: number; most: number } => {
  const faces = facesOf(sides);
  let { least, most } = faces;
  for (const change of changes) {
    if (change.kind === 'bound') {
      const bounded = change.how === 'at_least' ? Math.max : Math.min;
      [least, most] = [bounded(least, change.number), bounded(most, change.number)];
    } else if (change.kind === 'reroll') {
      [least, most] = [Math.min(least, faces.least), Math.max(most, faces.most)];
    } else if (change.kind === 'explode') {
      const more = change.how === 'compound' ? explosionsMax : 0;
      const less = change.how === 'penetrate' ? 1 : 0;
      [least, most] = [
        Math.min(least + more * Math.min(0, faces.least), faces.least - less),
        Math.max(most + more * faces.most, faces.most),
      ];
    }
  }
  return { least, most };
};

/** What it comes to, from what its dice came to. */
const comesTo = (rolled: Rolled, part: Part): number => {
  switch (part.kind) {
    case 'number':
      return part.value;
    case 'dice':
      return diceThrown(rolled, part.slot).total;
    case 'group':
      return groupThrown(rolled, part.slot).total;
    case 'negative':
      return 0 - comesTo(rolled, part.of);
    case 'within':
      return comesTo(rolled, part.of);
    case 'two':
      return computed(part.operator, comesTo(rolled, part.left), comesTo(rolled, part.right));
  }
};

describe('a roll', () => {
  it('is the same from the same seed', () => {
    law((rolled, seed) => {
      expect(roll(rolled.formula, seededFaces(seed))).toEqual(rolled);
    });
  });

  it('made again from its own faces is the same, and needs all of them', () => {
    law((rolled) => {
      const faces = scriptedFaces(rolled.faces);
      expect(roll(rolled.formula, faces)).toEqual(rolled);
      expect(faces.left()).toEqual([]);
    });
  });

  it('is no other when blanks stand between its words, or its letters are capitals', () => {
    fc.assert(
      fc.property(
        anyWords.chain((words) => fc.tuple(fc.constant(words), spaced(words))),
        ([words, text]) => {
          const { root, check, slots } = parseRoll(together(words), anyNames);
          const other = parseRoll(text, anyNames);
          const plain = (part: unknown): string => JSON.stringify(part).toLowerCase();
          expect(plain([other.root, other.check, other.slots])).toBe(plain([root, check, slots]));
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('accounts for every die that fell: kept, dropped, thrown again or part of one that grew', () => {
    law((rolled) => {
      const fallen = sumOf(rolled.faces);
      let told = 0;
      let isGrown = false;
      for (const dice of allDiceOf(rolled.formula)) {
        const thrown = diceThrown(rolled, dice.slot).dice;
        told += thrown.length;
        if (dice.changes.some(isGrowing)) isGrown = true;
        expect(thrown.filter(({ from }) => from === null)).toHaveLength(dice.count);
        // Who was thrown again was so once, and whoever came of it is there.
        const again = thrown.filter(({ from }) => from === 'again');
        expect(again).toHaveLength(thrown.filter(({ state }) => state === 'rerolled').length);
      }
      if (isGrown) expect(told).toBeLessThanOrEqual(rolled.faces.length);
      else {
        expect(told).toBe(rolled.faces.length);
        const faces = allDiceOf(rolled.formula).flatMap(({ slot }) => diceThrown(rolled, slot).dice);
        expect(sumOf(faces.map(({ face }) => face))).toBe(fallen);
      }
      expect(rolled.faces.length).toBeLessThanOrEqual(diceMax);
    });
  });

  it('has dice that count what such dice can, and comes to what those add up to that are kept', () => {
    law((rolled) => {
      for (const dice of allDiceOf(rolled.formula)) {
        const { dice: thrown, total, isCount } = diceThrown(rolled, dice.slot);
        const faces = facesOf(dice.sides);
        const { least, most } = valuesOf(dice);
        const kept = thrown.filter(({ state }) => state === 'kept');
        for (const { face } of thrown) expect(face >= faces.least && face <= faces.most).toBe(true);
        for (const { value } of kept)
          expect(value >= least && value <= most, `${value} of ${rolled.formula.text}`).toBe(true);
        if (isCount) expect(Math.abs(total)).toBeLessThanOrEqual(kept.length);
        else {
          expect(total).toBe(sumOf(kept.map(({ value }) => value)));
          expect(total).toBeGreaterThanOrEqual(kept.length * least);
          expect(total).toBeLessThanOrEqual(kept.length * most);
        }
      }
    });
  });

  it('keeps of a group what it says, and adds that', () => {
    law((rolled) => {
      for (const part of allPartsOf(rolled.formula)) {
        if (part.kind !== 'group') continue;
        const { totals, kept, total } = groupThrown(rolled, part.slot);
        expect(totals).toEqual(part.parts.map((each) => comesTo(rolled, each)));
        const [change] = part.changes;
        if (change?.kind === 'count') expect(Math.abs(total)).toBeLessThanOrEqual(totals.length);
        else expect(total).toBe(sumOf(totals.filter((_, at) => kept[at])));
      }
    });
  });

  it('comes to what its parts come to, and holds where that compares', () => {
    law((rolled) => {
      const { formula, total, check } = rolled;
      expect(total).toBe(comesTo(rolled, formula.root));
      expect(Object.is(total, -0)).toBe(false);
      expect(check === null).toBe(formula.check === null);
      if (check === null || formula.check === null) return;
      expect(check.target).toBe(comesTo(rolled, formula.check.than));
      expect(check.margin).toBe(total - check.target);
      const sign = Math.sign(check.margin);
      const holding = { '>=': [0, 1], '<=': [0, -1], '>': [1], '<': [-1], '=': [0] }[formula.check.is];
      expect(check.holds).toBe(holding.includes(sign));
    });
  });

  it('keeps the highest or the lowest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 }),
        fc.nat(14),
        fc.constantFrom('kh', 'kl', 'ph', 'pl'),
        (faces, count, how) => {
          const sorted = faces.toSorted((a, b) => (how === 'kh' || how === 'ph' ? b - a : a - b));
          const meant = how.startsWith('k') ? sorted.slice(0, count) : sorted.slice(count);
          const rolled = roll(parseRoll(`${faces.length}d20${how}${count}`), scriptedFaces(faces));
          expect(rolled.total).toBe(sumOf(meant));
        },
      ),
    );
  });
});

describe('a formula that is written down', () => {
  it('does the same without the names that it was made with, and knows where in its seed it was thrown', () => {
    let seen = 0;
    fc.assert(
      fc.property(anyRolled, fc.nat(20), ({ formula, seed }, before) => {
        const text = formulaWritten(formula);
        const first = rollIfAny(formula, seed, before);
        if (first === null || text.length > textCharsMax) return;
        const again = parseRoll(text);
        expect(formulaWritten(again)).toBe(text);
        const second = roll(again, seededFaces(seed, first.counter));
        expect(first.counter).toBe(before);
        expect([second.faces, second.total, second.check?.holds]).toEqual([
          first.faces,
          first.total,
          first.check?.holds,
        ]);
        seen++;
      }),
      { numRuns: runs(300) },
    );
    expect(seen).toBeGreaterThan(runs(300) / 2);
  });
});
