import type { Gear } from '../../../schemas/rule-character.ts';
import type { Outcome, RuleAction } from '../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { SrdAction } from '../../../schemas/srd.ts';
import { bandOf, conditionsIn, diceIn, feetIn, keyOf, lineOf, metresOf, nameOf } from './words.ts';

// What a monster does: with teeth and claws, which are weapons of its own; and what others have to be spared, which is a special action.

const alsoMax = 4;
const reachFeet = 5;
const areaTargets = 12;
const attackMost = 40;

interface Weapon {
  gear: Gear;
  /** With which it is used, and what that is to come to. */
  skill: string;
  bonus: number;
  notes: string[];
}

const clear = (text: string): string => text.replaceAll('_', ' ');

const harmsIn = (action: SrdAction, notes: string[]): { roll: string; type: string }[] =>
  action.damage.flatMap(({ damage_dice: dice, damage_type: { index } }) => {
    const roll = diceIn(dice, {});
    if (roll === null) notes.push(`${lineOf(action.name, 'an action')} does \`${lineOf(dice, '')}\`, which is no roll`);
    return roll === null ? [] : [{ roll, type: index }];
  });

const skillOf = (desc: string): string => {
  if (/spell attack/i.test(desc)) return 'spellcraft';
  return /ranged weapon attack/i.test(desc) && !/melee/i.test(desc) ? 'ranged' : 'melee';
};

/** How far it goes, in feet. */
const farthestOf = (desc: string): number => {
  const [, range] = /range (\d{1,4})/i.exec(desc) ?? [];
  const [, reach] = /reach (\d{1,4})/i.exec(desc) ?? [];
  return Number(range ?? reach ?? reachFeet);
};

/** Null: it is no attack that does harm. */
export const weaponFrom = (system: RuleSystem, action: SrdAction, owner: string): Weapon | null => {
  const { attack_bonus: bonus, desc, name } = action;
  const notes: string[] = [];
  const [first, ...also] = harmsIn(action, notes);
  const key = keyOf(`${owner} ${name}`);
  const called = nameOf(name);
  const skill = skillOf(desc);
  if (bonus === undefined || first === undefined || key === null || called === null) return null;
  // What one throws for a spell is not done with what one wields.
  if (skill === 'spellcraft') return null;
  if (also.length > alsoMax) notes.push(`${called} does more kinds of harm than ${alsoMax + 1}`);
  if (action.dc !== undefined)
    notes.push(`what has to be withstood of ${called.toLowerCase()} is told, and not reckoned`);
  return {
    ...{ skill, bonus: Math.min(attackMost, Math.trunc(bonus)), notes },
    gear: {
      ...{ key, name: called, about: lineOf(desc, clear(key)), kind: 'weapon' as const, weight: 0, gives: {} },
      ...{ effects: [], use: [] },
      weapon: {
        ...{ ...first, with: [skill], also: also.slice(0, alsoMax) },
        farthest: bandOf(system, metresOf(farthestOf(desc))),
      },
    },
  };
};

const usageText = ({ usage }: SrdAction): string | null => {
  if (usage === undefined) return null;
  const times = usage.times === undefined ? '' : `${usage.times} times `;
  return usage.dice === undefined
    ? `${times}${usage.type}`
    : `again when ${usage.dice} comes to ${usage.min_value ?? 'enough'}`;
};

const reachOf = (system: RuleSystem, desc: string): NonNullable<RuleAction['reach']> => {
  const metres = metresOf(feetIn(desc) ?? reachFeet);
  const isArea = /cone|line|radius|each creature/i.test(desc);
  return { farthest: bandOf(system, metres), targets: isArea ? areaTargets : 1, ...(isArea ? { metres } : {}) };
};

const outcomesOf = (
  harms: readonly { roll: string; type: string }[],
  conditions: readonly string[],
  isHalved: boolean,
): RuleAction['outcomes'] => {
  const failure: Outcome[] = [
    ...harms.map((each) => ({ kind: 'harm' as const, ...each, to: 'other' as const })),
    ...conditions.map((condition) => ({ kind: 'condition' as const, condition, to: 'other' as const })),
  ];
  const success: Outcome[] = harms.map(({ roll, type }) => ({
    ...{ kind: 'harm' as const, roll: `(${roll}) // 2`, type, to: 'other' as const },
  }));
  return { failure, ...(isHalved && success.length > 0 ? { success } : {}) };
};

/** `action` null: it is nothing that others have to be spared. */
export const breathFrom = (
  system: RuleSystem,
  action: SrdAction,
  owner: { key: string; name: string },
): { action: RuleAction | null; notes: string[] } => {
  const { dc, desc, name } = action;
  const notes: string[] = [];
  const key = keyOf(`${owner.key} ${name}`);
  const called = nameOf(`${owner.name}: ${name}`);
  if (dc === undefined || key === null || called === null) return { action: null, notes };
  const harms = harmsIn(action, notes);
  const conditions = conditionsIn(system, desc);
  if (harms.length === 0 && conditions.length === 0) return { action: null, notes };
  if (conditions.length > 0) notes.push(`read from the words of ${lineOf(name, 'it')}: ${conditions.join(', ')}`);
  const usage = usageText(action);
  if (usage !== null)
    notes.push(`that ${lineOf(name, 'it')} can be done ${lineOf(usage, 'seldom')} is told, and not reckoned`);
  return {
    notes,
    action: {
      ...{ key, name: called, about: lineOf(desc, called), cost: [{ takes: 'action' }] },
      roll: {
        ...{ kind: 'save', with: [`${dc.dc_type.index}_save`], who: 'other' as const },
        difficulty: String(Math.trunc(dc.dc_value)),
      },
      reach: reachOf(system, desc),
      outcomes: outcomesOf(harms, conditions, dc.success_type === 'half'),
      ...{ words: [lineOf(name, called).toLowerCase()], special: true },
    },
  };
};
