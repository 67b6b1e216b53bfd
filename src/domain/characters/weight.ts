import type { Character } from '../../../schemas/character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { comesTo } from '../rules/expression.ts';
import { thingOf, valuesOf } from '../rules/sheet.ts';
import { sheetOfCharacter } from './made.ts';

// What somebody has with them, and whether it is too much.

/** Weights are written in decimals, and summed up without the dust that binary fractions leave. */
const gramsPerUnit = 1_000_000;

export const weightOf = (system: RuleSystem, { belongings, own }: Pick<Character, 'belongings' | 'own'>): number =>
  belongings.reduce((sum, { thing, count }) => {
    const weight = thingOf(system, { own }, thing)?.weight ?? 0;
    return sum + Math.round(weight * gramsPerUnit) * count;
  }, 0) / gramsPerUnit;

/** Null: this system does not count it. */
export const carryingOf = (system: RuleSystem, character: Character): number | null =>
  system.encumbrance === undefined
    ? null
    : Math.floor(comesTo(system.encumbrance.most, valuesOf(system, sheetOfCharacter(character))));

export const isBurdened = (system: RuleSystem, character: Character): boolean => {
  const most = carryingOf(system, character);
  return most !== null && weightOf(system, character) > most;
};
