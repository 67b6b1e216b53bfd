import type { Character, Foe } from '../../../schemas/character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { begins, type Standing } from '../rules/acting/standing.ts';
import { type Made, sheetOf } from '../rules/sheet.ts';
import { sheetOfCharacter } from './made.ts';
import { isBurdened } from './weight.ts';

// From what is written of somebody to how they stand.
// S1. What is worn does what it does; what is carried has weight alone.
// S2. Who carries too much has what the system says of it, for as long as they do; that is reckoned and never written.

/** `key`: by which deltas are to know them. */
export const standingOf = (system: RuleSystem, character: Character, key: string): Standing => {
  const { name, actions, resources, conditions } = character;
  const begun = begins(system, { key, name, sheet: sheetOfCharacter(character), actions });
  const heavy = system.encumbrance?.condition;
  const held = conditions.filter(({ condition }) => condition !== heavy);
  const burden = { condition: heavy ?? '', steps: 1, lasts: { kind: 'lasting' as const } };
  return {
    ...begun,
    resources: { ...begun.resources, ...resources },
    conditions: isBurdened(system, character) ? [...held, burden] : held,
  };
};

export const foeStanding = (system: RuleSystem, foe: Made & Pick<Foe, 'name'>, key: string): Standing =>
  begins(system, { key, name: foe.name, sheet: sheetOf(foe), actions: foe.actions });
