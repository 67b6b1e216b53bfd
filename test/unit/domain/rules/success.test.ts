import { describe, expect, it } from 'vitest';
import { roll } from '../../../../src/domain/dice/roll.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import type { Attempt, Edge } from '../../../../src/domain/rules/attempt.ts';
import { diceOf, succeed } from '../../../../src/domain/rules/mechanic.ts';
import { type MechanicName, mechanicOf } from '../../../support/rule-mechanics.ts';

interface Tried {
  faces: readonly number[];
  bonus?: number;
  difficulty?: number;
  edge?: Edge;
  on?: string;
}

const attemptOf = ({ bonus, difficulty = 0, edge = 'none', on }: Tried): Attempt => ({
  modifiers: bonus === undefined ? [] : [{ by: bonus, because: 'skill' }],
  ...{ difficulty, edge },
  ...(on === undefined ? {} : { on }),
});

const tried = (name: MechanicName, what: Tried) => {
  const mechanic = mechanicOf(name);
  const attempt = attemptOf(what);
  const scripted = scriptedFaces(what.faces);
  const result = succeed(mechanic, { ...attempt, roll: roll(diceOf(mechanic, attempt), scripted) });
  return { ...result, left: scripted.left() };
};

type Row = readonly [MechanicName, Tried, string];

/** At both sides of every boundary. */
const golden: readonly Row[] = [
  ['d20', { faces: [10], bonus: 5, difficulty: 15 }, '10 + 5 (skill) = 15 against 15: success'],
  ['d20', { faces: [9], bonus: 5, difficulty: 15 }, '9 + 5 (skill) = 14 against 15: partial success by 1'],
  ['d20', { faces: [8], bonus: 5, difficulty: 15 }, '8 + 5 (skill) = 13 against 15: partial success by 2'],
  ['d20', { faces: [7], bonus: 5, difficulty: 15 }, '7 + 5 (skill) = 12 against 15: failure by 3'],
  ['d20', { faces: [19], bonus: 5, difficulty: 15 }, '19 + 5 (skill) = 24 against 15: success by 9'],
  ['d20', { faces: [20], bonus: 5, difficulty: 15 }, '20 + 5 (skill) = 25 against 15: critical success by 10'],
  ['d20', { faces: [20], bonus: -1, difficulty: 30 }, '20 - 1 (skill) = 19 against 30: failure by 11'],
  ['d20', { faces: [20], difficulty: 40, on: 'attack' }, '20 against 40: natural 20, critical success'],
  [
    'd20',
    { faces: [1], bonus: 9, difficulty: 5, on: 'attack' },
    '1 + 9 (skill) = 10 against 5: natural 1, critical failure',
  ],
  ['d20', { faces: [19], difficulty: 15, on: 'stunt' }, '19 against 15: natural 19, critical success'],
  ['d20', { faces: [19], difficulty: 25, on: 'stunt' }, '19 against 25: natural 19, partial success'],
  ['d20', { faces: [2], difficulty: 15, on: 'stunt' }, '2 against 15: natural 2, critical failure'],
  ['d20', { faces: [3, 17], difficulty: 15, edge: 'advantage' }, '17 against 15: success by 2'],
  ['d20', { faces: [3, 17], difficulty: 15, edge: 'disadvantage' }, '3 against 15: failure by 12'],
  ['d20', { faces: [10], bonus: 50, difficulty: 15 }, '10 + 50 (skill), counted as 10, = 20 against 15: success by 5'],
  ['bands', { faces: [6, 6], bonus: 1 }, '12 + 1 (skill) = 13: critical success'],
  ['bands', { faces: [6, 6] }, '12: success'],
  ['bands', { faces: [4, 6] }, '10: success'],
  ['bands', { faces: [4, 5] }, '9: at a price'],
  ['bands', { faces: [3, 4] }, '7: at a price'],
  ['bands', { faces: [2, 4] }, '6: failure'],
  ['bands', { faces: [5, 5], difficulty: 1 }, '10 - 1 (difficulty) = 9: at a price'],
  ['bands', { faces: [1, 1], bonus: 9 }, '2 + 9 (skill) = 11: natural 2, critical failure'],
  ['bands', { faces: [1, 5, 6], edge: 'advantage' }, '11: success'],
  ['bands', { faces: [1, 5, 6], edge: 'disadvantage' }, '6: failure'],
  ['percentile', { faces: [5], bonus: 50, difficulty: 100 }, '5 of 50 (skill 50): critical success by 45'],
  ['percentile', { faces: [6], bonus: 50, difficulty: 100 }, '6 of 50 (skill 50): success by 44'],
  ['percentile', { faces: [50], bonus: 50, difficulty: 100 }, '50 of 50 (skill 50): success'],
  ['percentile', { faces: [51], bonus: 50, difficulty: 100 }, '51 of 50 (skill 50): failure by 1'],
  ['percentile', { faces: [25], bonus: 51, difficulty: 50 }, '25 of 25 (skill 51): success'],
  ['percentile', { faces: [95], bonus: 50, difficulty: 100 }, '95 of 50 (skill 50): failure by 45'],
  ['percentile', { faces: [96], bonus: 50, difficulty: 100 }, '96 of 50 (skill 50): critical failure by 46'],
  ['percentile', { faces: [1], bonus: 0, difficulty: 100 }, '1 of 1 (skill 0): natural 1, critical success'],
  ['percentile', { faces: [99], bonus: 150, difficulty: 200 }, '99 of 99 (skill 150): success'],
  ['percentile', { faces: [100], bonus: 150, difficulty: 200 }, '100 of 99 (skill 150): critical failure by 1'],
  [
    'percentile',
    { faces: [60, 30], bonus: 50, difficulty: 100, edge: 'advantage' },
    '30 of 50 (skill 50): success by 20',
  ],
  ['fudge', { faces: [1, 1, 1, 0], bonus: 2, difficulty: 2 }, '3 + 2 (skill) = 5 against 2: critical success by 3'],
  ['fudge', { faces: [1, 1, 0, 0], bonus: 2, difficulty: 2 }, '2 + 2 (skill) = 4 against 2: success by 2'],
  ['fudge', { faces: [1, 0, 0, 0], bonus: 2, difficulty: 2 }, '1 + 2 (skill) = 3 against 2: success by 1'],
  ['fudge', { faces: [0, 0, 0, 0], bonus: 2, difficulty: 2 }, '0 + 2 (skill) = 2 against 2: partial success'],
  ['fudge', { faces: [-1, 0, 0, 0], bonus: 2, difficulty: 2 }, '-1 + 2 (skill) = 1 against 2: failure by 1'],
  ['fudge', { faces: [-1, -1, -1, 0], bonus: 2, difficulty: 2 }, '-3 + 2 (skill) = -1 against 2: failure by 3'],
  [
    'fudge',
    { faces: [-1, -1, -1, -1], bonus: 2, difficulty: 2 },
    '-4 + 2 (skill) = -2 against 2: critical failure by 4',
  ],
  ['pool', { faces: [8, 7, 2], bonus: 3, difficulty: 1 }, '1 against 1: success'],
  ['pool', { faces: [7, 7, 2], bonus: 3, difficulty: 1 }, '0 against 1: failure by 1'],
  ['pool', { faces: [7, 7, 1], bonus: 3, difficulty: 1 }, '-1 against 1: critical failure by 2'],
  ['pool', { faces: [10, 10, 8, 9], bonus: 2, difficulty: 1 }, '4 against 1: critical success by 3'],
  ['pool', { faces: [10, 3], bonus: 1, difficulty: 1 }, '1 against 1: success'],
  ['pool', { faces: [10], bonus: 0, difficulty: 1 }, '1 against 1: success'],
  ['pool', { faces: [8, 8, 2], bonus: 2, difficulty: 1, edge: 'advantage' }, '2 against 1: success by 1'],
  ['highest', { faces: [6, 5], bonus: 2 }, '6 against 0: success by 6'],
  ['highest', { faces: [6, 6], bonus: 2 }, '6 against 0: natural 6, critical success'],
  ['highest', { faces: [4, 5], bonus: 2 }, '5 against 0: partial success by 5'],
  ['highest', { faces: [4, 3], bonus: 2 }, '4 against 0: partial success by 4'],
  ['highest', { faces: [3, 2], bonus: 2 }, '3 against 0: failure by 3'],
  ['highest', { faces: [6, 6], bonus: 0 }, '6 against 0: success by 6'],
  ['highest', { faces: [6, 2], bonus: 0 }, '2 against 0: failure by 2'],
  ['narrative', { faces: [], bonus: 3 }, '3 (skill) = 3 against 0: critical success'],
  [
    'narrative',
    { faces: [], bonus: 2, edge: 'advantage' },
    '2 (skill) + 1 (advantage) = 3 against 0: critical success',
  ],
  ['narrative', { faces: [], bonus: 2, edge: 'disadvantage' }, '2 (skill) - 1 (disadvantage) = 1 against 0: success'],
  ['narrative', { faces: [], bonus: 2, difficulty: 1 }, '2 (skill) = 2 against 1: success'],
  ['narrative', { faces: [], bonus: 2, difficulty: 2 }, '2 (skill) = 2 against 2: partial success'],
  ['narrative', { faces: [], bonus: 2, difficulty: 3 }, '2 (skill) = 2 against 3: failure'],
];

describe('how well something went', () => {
  it.each(golden)('%s: %j', (name, what, words) => {
    const found = tried(name, what);
    expect(found.words).toBe(words);
    // Every die was needed, and none besides.
    expect(found.left).toEqual([]);
  });

  it('counts no more of a bonus than a system allows', () => {
    expect(tried('d20', { faces: [10], bonus: 50, difficulty: 15 })).toMatchObject({
      total: 20,
      margin: 5,
      degrees: 1,
    });
    expect(tried('d20', { faces: [10], bonus: -50, difficulty: 15 })).toMatchObject({
      total: 5,
      margin: -10,
      degrees: -2,
    });
    expect(tried('d20', { faces: [10], bonus: -1, difficulty: 13 })).toMatchObject({ margin: -4, degrees: 0 });
  });
});
