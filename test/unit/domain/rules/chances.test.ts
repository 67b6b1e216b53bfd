import { describe, expect, it } from 'vitest';
import type { SuccessLevel } from '../../../../schemas/success-level.ts';
import type { Mechanic } from '../../../../schemas/rule-mechanic.ts';
import { oddsOf } from '../../../../src/domain/dice/odds.ts';
import { parseRoll } from '../../../../src/domain/dice/parse.ts';
import { roll } from '../../../../src/domain/dice/roll.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import type { Attempt } from '../../../../src/domain/rules/attempt.ts';
import { chancesOf } from '../../../../src/domain/rules/chances.ts';
import { diceOf, succeed } from '../../../../src/domain/rules/mechanic.ts';
import { mechanicOf } from '../../../support/rule-mechanics.ts';

/** Every way in which so many dice can fall. */
const everyFall = (count: number, faces: readonly number[]): number[][] =>
  count === 0 ? [[]] : everyFall(count - 1, faces).flatMap((rest) => faces.map((face) => [...rest, face]));

const sides = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** By throwing every way in which the dice can fall, each as often as any other. */
const byThrowing = (mechanic: Mechanic, attempt: Attempt, falls: readonly (readonly number[])[]) => {
  const counts = new Map<SuccessLevel, number>();
  for (const faces of falls) {
    const { level } = succeed(mechanic, { ...attempt, roll: roll(diceOf(mechanic, attempt), scriptedFaces(faces)) });
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return new Map([...counts].map(([level, count]) => [level, count / falls.length]));
};

const attempt = (bonus: number, difficulty: number, more: Partial<Attempt> = {}): Attempt => ({
  ...{ modifiers: [{ by: bonus, because: 'skill' }], difficulty },
  ...more,
});

/** Without dice that explode: those can fall in more ways than can be counted. */
const plainPool = (): Mechanic => {
  const pool = mechanicOf('pool');
  return pool.kind === 'pool' ? { ...pool, sides: 4, reads: { by: 'successes', from: 3, subtracts: 1 } } : pool;
};

const tried: readonly (readonly [string, Mechanic, Attempt, number[][]])[] = [
  ['d20', mechanicOf('d20'), attempt(5, 15), everyFall(1, sides(20))],
  ['an attack', mechanicOf('d20'), attempt(5, 15, { on: 'attack' }), everyFall(1, sides(20))],
  [
    'a stunt with an advantage',
    mechanicOf('d20'),
    attempt(2, 16, { on: 'stunt', edge: 'advantage' }),
    everyFall(2, sides(20)),
  ],
  ['d20 with a disadvantage', mechanicOf('d20'), attempt(2, 16, { edge: 'disadvantage' }), everyFall(2, sides(20))],
  ['bands', mechanicOf('bands'), attempt(1, 0), everyFall(2, sides(6))],
  ['bands with an advantage', mechanicOf('bands'), attempt(0, 1, { edge: 'advantage' }), everyFall(3, sides(6))],
  ['a percentile', mechanicOf('percentile'), attempt(55, 100), everyFall(1, sides(100))],
  [
    'a hard percentile with a disadvantage',
    mechanicOf('percentile'),
    attempt(55, 50, { edge: 'disadvantage' }),
    everyFall(2, sides(100)),
  ],
  ['fudge dice', mechanicOf('fudge'), attempt(2, 3), everyFall(4, [-1, 0, 1])],
  ['a pool of successes', plainPool(), attempt(4, 1), everyFall(4, sides(4))],
  ['the highest of a pool', mechanicOf('highest'), attempt(3, 0), everyFall(3, sides(6))],
  ['no die of a pool', mechanicOf('highest'), attempt(0, 0), everyFall(2, sides(6))],
  ['no dice at all', mechanicOf('narrative'), attempt(2, 1), [[]]],
];

describe('the chances of each level', () => {
  it.each(tried)('%s: are those of all the ways in which the dice can fall', (_name, mechanic, asked, falls) => {
    const { levels, within } = chancesOf(mechanic)(asked);
    const counted = byThrowing(mechanic, asked, falls);
    expect(within).toBe(0);
    for (const [level, chance] of levels) expect(chance, level).toBeCloseTo(counted.get(level) ?? 0, 12);
    expect([...counted.keys()].every((level) => levels.has(level))).toBe(true);
    expect([...levels.values()].reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
  });

  it('are the odds that the same dice have by themselves', () => {
    const holds = (text: string): number => oddsOf(parseRoll(text)).holds ?? Number.NaN;
    const d20 = chancesOf(mechanicOf('d20'))(attempt(5, 15)).levels;
    expect(d20.get('critical_success')).toBeCloseTo(holds('d20 + 5 >= 25'), 12);
    expect(d20.get('failure')).toBeCloseTo(holds('d20 + 5 < 13'), 12);
    const bands = chancesOf(mechanicOf('bands'))(attempt(0, 0)).levels;
    expect(bands.get('success')).toBeCloseTo(holds('2d6 >= 10'), 12);
    expect(bands.get('critical_failure')).toBeCloseTo(holds('2d6 <= 2'), 12);
    const percentile = chancesOf(mechanicOf('percentile'))(attempt(55, 100)).levels;
    expect(percentile.get('critical_failure')).toBeCloseTo(holds('d% > 95'), 12);
    const fudge = chancesOf(mechanicOf('fudge'))(attempt(2, 2)).levels;
    expect(fudge.get('partial')).toBeCloseTo(holds('4dF = 0'), 12);
    const pool = chancesOf(mechanicOf('pool'))(attempt(3, 1)).levels;
    expect(pool.get('critical_success')).toBeCloseTo(holds('3d10e>=10s>=8f<=1 >= 4'), 12);
    expect(pool.get('critical_failure')).toBeCloseTo(holds('3d10e>=10s>=8f<=1 <= -1'), 12);
  });
});
