import { RuleSystem } from '../../schemas/rule-system.ts';
import { systemOf } from '../../src/compose/rule-systems.ts';

// Whole systems with pools of dice, of which none ships: the river, played with dice in place of cards.

const levels = [
  { level: 'critical_success', from: 3 },
  { level: 'success', from: 0 },
  { level: 'partial', from: -1 },
  { level: 'failure', from: -3 },
  { level: 'critical_failure' },
];

const common = {
  kind: 'pool',
  bonus: { min: -4, max: 12 },
  edge: 1,
  group: 'half',
  opposed: { by: 'total', tie: 'passive' },
};

/** Successes among dice that explode, ones take them away. */
const successes = {
  ...{ ...common, sides: 10, most: 12, none: 'd10s10f1', levels },
  reads: { by: 'successes', from: 7, explodes: 10, subtracts: 1 },
};

/** The highest counts, and two of them are more than that. */
const highest = {
  ...{ ...common, sides: 6, most: 8, none: '2d6kl1', opposed: { by: 'level', tie: 'nobody' } },
  reads: { by: 'highest', critical: 2 },
  levels: [{ level: 'success', from: 6 }, { level: 'partial', from: 4 }, { level: 'failure' }],
};

const rungs = [0, 1, 2, 3, 4];

export const poolSystems = async (): Promise<RuleSystem[]> => {
  const { system } = await systemOf('long_odds', '.');
  const ladder = system.ladder.map((rung, index) => ({ ...rung, value: rungs[index] ?? 0 }));
  const rolls = system.rolls.map((roll) =>
    roll.against.kind === 'other'
      ? { ...roll, against: { kind: 'other', value: '@quick // 2' } }
      : roll.against.kind === 'cause'
        ? { ...roll, against: { kind: 'cause', usual: 1 } }
        : roll,
  );
  const outcomes = { partial: [], critical_failure: [], failure: [] };
  // One of them knows fewer levels: what comes of others is left out.
  const fewer = system.actions.map((action) => ({
    ...action,
    outcomes: Object.fromEntries(
      Object.entries({ ...outcomes, ...action.outcomes }).filter(
        ([level, of]) => level !== 'critical_failure' && of.length > 0,
      ),
    ),
  }));
  return [
    RuleSystem.parse({ ...system, ladder, rolls, id: 'river_successes', mechanic: successes }),
    RuleSystem.parse({ ...system, ladder, rolls, id: 'river_highest', mechanic: highest, actions: fewer }),
  ];
};
