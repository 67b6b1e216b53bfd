import type { Character } from '../../../schemas/character.ts';
import type { Gear } from '../../../schemas/rule-character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { maxOf } from '../rules/declared.ts';
import { thingOf } from '../rules/sheet.ts';
import { atTable, type Standing } from '../rules/acting/standing.ts';
import type { Values } from '../rules/expression.ts';
import { affordable, nextLevel } from './improvements.ts';
import { standingOf } from './standing.ts';
import { carryingOf, weightOf } from './weight.ts';

// A sheet to be read: names beside numbers, and what follows from them.

interface Numbered {
  key: string;
  name: string;
  value: number;
}

export interface WeaponView {
  name: string;
  /** The best of the values that it may be used with. */
  with: Numbered;
  roll: string;
  type: string;
  /** What comes with it. */
  also: { roll: string; type: string }[];
  reach: string;
}

export interface SheetView {
  name: string;
  about: string | null;
  system: string;
  template: string | null;
  attributes: Numbered[];
  derived: Numbered[];
  /** `words`: how well it was learnt; null: not at all. */
  skills: (Numbered & { words: string | null })[];
  resources: (Numbered & { most: number; counts: 'up' | 'down' })[];
  conditions: { key: string; name: string; steps: number; about: string }[];
  weapons: WeaponView[];
  belongings: { key: string; name: string; count: number; at: 'worn' | 'carried'; weight: number }[];
  weight: number;
  /** Null: this system does not count it. */
  carrying: number | null;
  coins: number;
  features: { name: string; about: string }[];
  actions: { key: string; name: string; about: string }[];
  /** What they could have now, and have not. */
  open: string[];
}

/** `d8 + @str_mod` as `d8 + 3`. */
const withNumbers = (text: string, values: Values): string =>
  text
    .replaceAll(/@(\w+)/g, (_, name: string) => String(values[name] ?? name))
    .replaceAll(/\+ -(\d)/g, '- $1')
    .replaceAll(/ [+-] 0(?!\d)/g, '');

const nameIn = (list: readonly { key: string; name: string }[], key: string): string =>
  list.find((each) => each.key === key)?.name ?? key;

const weaponView = (system: RuleSystem, { name, weapon }: Gear, values: Values): WeaponView[] => {
  if (weapon === undefined) return [];
  const best = weapon.with.toSorted((a, b) => (values[b] ?? 0) - (values[a] ?? 0))[0] ?? '';
  const near = weapon.nearest === undefined ? '' : `${nameIn(system.combat.ranges, weapon.nearest).toLowerCase()} to `;
  const all = [...system.attributes, ...system.derived, ...system.skills.list];
  return [
    {
      name,
      with: { key: best, name: nameIn(all, best), value: values[best] ?? 0 },
      roll: withNumbers(weapon.roll, values),
      type: nameIn(system.damage.types, weapon.type).toLowerCase(),
      also: weapon.also.map(({ roll, type }) => ({
        ...{ roll: withNumbers(roll, values), type: nameIn(system.damage.types, type).toLowerCase() },
      })),
      reach: `${near}${nameIn(system.combat.ranges, weapon.farthest).toLowerCase()}`,
    },
  ];
};

const trainingWords = ({ skills: { training } }: RuleSystem, learnt: number | undefined): string | null => {
  const value = learnt ?? training.default;
  if (value === training.default) return null;
  return training.words[String(value)] ?? `+${value}`;
};

/** What somebody is and stands like, whatever they were read from. */
export const standingView = (system: RuleSystem, standing: Standing) => {
  const values = atTable(system, standing);
  const numbered = (list: readonly { key: string; name: string }[]): Numbered[] =>
    list.map(({ key, name }) => ({ key, name, value: values[key] ?? 0 }));
  const worn = standing.sheet.gear.flatMap((key) => thingOf(system, standing.sheet, key) ?? []);
  return {
    attributes: numbered(system.attributes),
    derived: numbered(system.derived),
    skills: system.skills.list.map(({ key, name }) => ({
      ...{ key, name, value: values[key] ?? 0, words: trainingWords(system, standing.sheet.skills[key]) },
    })),
    resources: system.resources.map(({ key, name, counts }) => ({
      ...{ key, name, counts, value: standing.resources[key] ?? 0, most: values[maxOf(key)] ?? 0 },
    })),
    conditions: standing.conditions.map(({ condition, steps }) => {
      const { name = condition, about = '' } = system.conditions.find(({ key }) => key === condition) ?? {};
      return { key: condition, name, steps, about };
    }),
    weapons: worn.flatMap((thing) => weaponView(system, thing, values)),
    actions: standing.actions.flatMap((key) => {
      const action = system.actions.find((each) => each.key === key);
      return action === undefined ? [] : [{ key, name: action.name, about: action.about }];
    }),
  };
};

const openTo = (system: RuleSystem, character: Character): string[] => [
  ...(nextLevel(system, character)?.isEarned === true ? ['the next level'] : []),
  ...new Set(affordable(system, character).map(({ name }) => name.toLowerCase())),
];

export const sheetView = (system: RuleSystem, character: Character): SheetView => {
  const { name, about = null, template, own, features, coins } = character;
  return {
    ...{ name, about, system: `${system.id} ${system.version}` },
    template: template === undefined ? null : nameIn(system.templates, template),
    ...standingView(system, standingOf(system, character, name)),
    belongings: character.belongings.map(({ thing, count, at }) => {
      const gear = thingOf(system, { own }, thing);
      return { ...{ key: thing, count, at }, name: gear?.name ?? thing, weight: gear?.weight ?? 0 };
    }),
    weight: weightOf(system, character),
    carrying: carryingOf(system, character),
    coins,
    features: features.map((each) => ({ name: each.name, about: each.about })),
    open: openTo(system, character),
  };
};
