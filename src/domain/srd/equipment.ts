import type { Gear } from '../../../schemas/rule-character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { SrdEquipment } from '../../../schemas/srd.ts';
import { valuesOf } from '../rules/sheet.ts';
import type { Converted } from './converted.ts';
import { bandOf, coinsOf, diceIn, keyOf, kilogramsOf, lineOf, metresOf, nameOf, proseOf } from './words.ts';

// A thing of the SRD's data as gear: weapons with their dice, armour with what it turns away; of all others what they are.

const weightMost = 100_000;
const freely = 10;

const has = ({ properties }: SrdEquipment, property: string): boolean =>
  properties.some(({ index }) => index === property);

/** With which skill one hits, and what is added to the harm. */
const skillOf = (thing: SrdEquipment): { skill: string; modifier: string } => {
  if (thing.weapon_range === 'Ranged') return { skill: 'ranged', modifier: '@dex_mod' };
  return has(thing, 'finesse')
    ? { skill: 'finesse', modifier: '@nimble_mod' }
    : { skill: 'melee', modifier: '@str_mod' };
};

const reachOf = (thing: SrdEquipment): number => {
  if (thing.weapon_range === 'Ranged') return thing.range?.normal ?? 5;
  if (has(thing, 'thrown')) return thing.throw_range?.normal ?? 5;
  return has(thing, 'reach') ? 10 : (thing.range?.normal ?? 5);
};

const said = ['finesse', 'thrown', 'reach', 'monk'];

/** Properties that no rule here knows. */
const untold = ({ properties }: SrdEquipment): string[] =>
  properties.flatMap(({ index, name }) => (said.includes(index) ? [] : [(name ?? index).toLowerCase()]));

const weaponOf = (system: RuleSystem, thing: SrdEquipment, notes: string[]): Gear['weapon'] => {
  const { damage } = thing;
  if (damage === undefined) return undefined;
  const { skill, modifier } = skillOf(thing);
  const roll = diceIn(
    `${damage.damage_dice} + ${modifier}`,
    valuesOf(system, { attributes: {}, skills: {}, gear: [], effects: [] }),
  );
  if (roll === null) {
    notes.push(`its damage \`${damage.damage_dice}\` is no roll`);
    return undefined;
  }
  if (thing.two_handed_damage !== undefined)
    notes.push(`in both hands it does ${thing.two_handed_damage.damage_dice}, which is told and not reckoned`);
  const left = untold(thing);
  if (left.length > 0) notes.push(`told and not reckoned: ${left.join(', ')}`);
  return {
    ...{ roll, type: damage.damage_type.index, with: [skill], also: [] },
    farthest: bandOf(system, metresOf(reachOf(thing))),
  };
};

const armourOf = (thing: SrdEquipment, notes: string[]): Pick<Gear, 'gives' | 'effects'> => {
  const { armor_class: ac, armor_category: category, stealth_disadvantage: isLoud, str_minimum: strength = 0 } = thing;
  if (ac === undefined) return { gives: {}, effects: [] };
  if (strength > 0) notes.push(`it wants a strength of ${strength}, which is told and not reckoned`);
  if (category === 'Shield') return { gives: { shield: ac.base }, effects: [] };
  const dexterity = ac.dex_bonus ? (ac.max_bonus ?? freely) : 0;
  return {
    gives: { armour: ac.base, armour_dex: dexterity },
    effects:
      isLoud === true
        ? [{ kind: 'edge', edge: 'disadvantage', rolls: ['check', 'sneak'], with: ['stealth'], of: 'self', step: 1 }]
        : [],
  };
};

const kindOf = (thing: SrdEquipment, hasWeapon: boolean): Gear['kind'] => {
  if (hasWeapon) return 'weapon';
  if (thing.armor_class !== undefined) return thing.armor_category === 'Shield' ? 'shield' : 'armour';
  const category = thing.equipment_category.index;
  if (category === 'tools') return 'tool';
  return category === 'potion' || category === 'scroll' ? 'consumable' : 'other';
};

const aboutOf = (thing: SrdEquipment): string => {
  const rarity = thing.rarity === undefined ? '' : `${thing.rarity.name}. `;
  const properties = untold(thing);
  const facts = [
    ...(thing.two_handed_damage === undefined ? [] : [`In both hands ${thing.two_handed_damage.damage_dice}.`]),
    ...(properties.length === 0 ? [] : [`It is ${properties.join(', ')}.`]),
    ...((thing.str_minimum ?? 0) > 0 ? [`For a strength of ${thing.str_minimum ?? 0}.`] : []),
  ];
  const category = thing.equipment_category.name ?? thing.equipment_category.index;
  return lineOf(`${rarity}${proseOf(thing.desc)} ${facts.join(' ')}`, `${lineOf(category, 'Something')}.`);
};

export const thingFrom = (system: RuleSystem, thing: SrdEquipment): Converted<Gear> => {
  const notes: string[] = [];
  const key = keyOf(thing.index);
  const name = nameOf(thing.name);
  if (key === null || name === null) return { value: null, actions: [], notes: ['it has no name that can be used'] };
  const weapon = weaponOf(system, thing, notes);
  const price = coinsOf(thing.cost);
  const weight = Math.min(weightMost, Math.max(0, kilogramsOf(thing.weight ?? 0)));
  if (thing.rarity !== undefined) notes.push('what it does is told, and not reckoned');
  return {
    actions: [],
    notes,
    value: {
      ...{ key, name, about: aboutOf(thing), kind: kindOf(thing, weapon !== undefined), weight },
      ...(price === null ? {} : { price }),
      ...(weapon === undefined ? {} : { weapon }),
      ...armourOf(thing, notes),
      use: [],
    },
  };
};
