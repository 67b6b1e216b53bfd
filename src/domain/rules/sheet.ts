import type { Effect } from '../../../schemas/rule-effects.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Gear, Template } from '../../../schemas/rule-character.ts';
import { nearest } from '../nearest.ts';
import { declaredBy, maxOf } from './declared.ts';
import { comesTo } from './expression.ts';
import { inOrder, needsOf, type Path, type Reckoned, reckonedOf } from './reckoning.ts';

// The values of a sheet, from what somebody chose.
// S1. Whatever is not said has its default; whatever lies outside of its bounds is refused, and never bent.
// S2. Each value is reckoned after those that it needs; fractions are rounded down, and a derived value is held within its bounds.

/** What is chosen. */
export interface Sheet {
  attributes: Readonly<Record<string, number>>;
  /** How well each skill was learnt. */
  skills: Readonly<Record<string, number>>;
  /** Keys of what is worn and wielded. */
  gear: readonly string[];
  /** Things among them that the system does not have: claws, an heirloom. */
  own?: readonly Gear[] | undefined;
  /** Conditions that they come to in place of others. */
  instead?: Readonly<Record<string, string>> | undefined;
  /** What features do, for as long as they are had. */
  effects: readonly Effect[];
}

/** What a sheet is made from, be it a template, a foe or somebody of one's own. */
export interface Made extends Pick<Template, 'attributes' | 'skills' | 'gear' | 'actions' | 'features'> {
  own?: readonly Gear[];
  instead?: Readonly<Record<string, string>>;
}

export const sheetOf = ({ attributes, skills, gear, features, own, instead = {} }: Omit<Made, 'actions'>): Sheet => ({
  ...{ attributes, skills, gear },
  ...(Object.keys(instead).length === 0 ? {} : { instead }),
  ...(own === undefined || own.length === 0 ? {} : { own }),
  effects: features.flatMap(({ effects }) => effects),
});

export interface Problem {
  path: Path;
  message: string;
}

export const unknownName = (what: string, word: string, known: Iterable<string>): string => {
  const meant = nearest(word, known);
  return `there is no ${what} \`${word}\`${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`;
};

/** What a key of somebody's gear stands for: their own, or what anybody can have. */
export const thingOf = (system: RuleSystem, { own }: Pick<Sheet, 'own'>, key: string): Gear | undefined =>
  own?.find((each) => each.key === key) ?? system.gear.find((each) => each.key === key);

/** What is worn and wielded, each once, in the order of the system, and one's own things after that. */
export const wornBy = ({ gear }: RuleSystem, sheet: Pick<Sheet, 'gear' | 'own'>): Gear[] => {
  const worn = gear.filter(({ key }) => sheet.gear.includes(key));
  return sheet.own === undefined ? worn : [...worn, ...sheet.own.filter(({ key }) => sheet.gear.includes(key))];
};

const outside = (value: number, { min, max }: { min: number; max: number }): string | null =>
  Number.isInteger(value) && value >= min && value <= max
    ? null
    : `it is a whole number from ${min} to ${max}, and not ${value}`;

/** What is wrong with what was chosen. */
export const sheetProblems = (system: RuleSystem, sheet: Sheet): Problem[] => {
  const attributes = new Map(system.attributes.map((each) => [each.key, each]));
  const { skill, thing: anybodys } = declaredBy(system);
  const thing = new Set([...anybodys, ...(sheet.own ?? []).map(({ key }) => key)]);
  const found: Problem[] = [];
  const objects = (path: Path, message: string | null): void => {
    if (message !== null) found.push({ path, message });
  };
  for (const [key, value] of Object.entries(sheet.attributes)) {
    const path = ['attributes', key];
    const attribute = attributes.get(key);
    if (attribute === undefined) objects(path, unknownName('attribute', key, attributes.keys()));
    else if (attribute.from === 'gear') objects(path, `\`${key}\` comes from gear, and is not chosen`);
    else objects(path, outside(value, attribute));
  }
  for (const [key, value] of Object.entries(sheet.skills))
    objects(
      ['skills', key],
      skill.has(key) ? outside(value, system.skills.training) : unknownName('skill', key, skill),
    );
  for (const [index, key] of sheet.gear.entries())
    if (!thing.has(key)) objects(['gear', index], unknownName('thing', key, thing));
  return found;
};

type Numbers = Record<string, number>;

/** Of several things that give the same the highest counts. */
const attributesOf = (system: RuleSystem, sheet: Sheet): Numbers => {
  const worn = wornBy(system, sheet);
  return Object.fromEntries(
    system.attributes.map(({ key, from, default: usual, max, min }) => {
      if (from === 'character') return [key, sheet.attributes[key] ?? usual];
      const given = worn.flatMap(({ gives }) => gives[key] ?? []);
      return [key, given.length === 0 ? usual : Math.min(max, Math.max(min, ...given))];
    }),
  );
};

const textValue = ({ text, skill, name }: Reckoned, values: Numbers, training: Numbers): number => {
  if (skill === null) return comesTo(text, values);
  const attribute = skill.attribute === undefined ? 0 : (values[skill.attribute] ?? 0);
  return comesTo(text, { ...values, attribute, base: comesTo(skill.base, values), training: training[name] ?? 0 });
};

const within = (value: number, { min = -Infinity, max = Infinity }: Pick<Reckoned, 'min' | 'max'>): number =>
  Math.min(max, Math.max(min, value));

/** In which order, by system: the same one is asked again and again. */
const orders = new WeakMap<RuleSystem, readonly Reckoned[]>();

const orderOf = (system: RuleSystem): readonly Reckoned[] => {
  const known = orders.get(system);
  if (known !== undefined) return known;
  const { onSheet } = declaredBy(system);
  const reckoned = reckonedOf(system);
  const { order } = inOrder(reckoned, new Map(reckoned.map((each) => [each.name, needsOf(each, onSheet)])));
  orders.set(system, order);
  return order;
};

const trainingOf = ({ skills }: RuleSystem, sheet: Sheet): Numbers =>
  Object.fromEntries(skills.list.map(({ key }) => [key, sheet.skills[key] ?? skills.training.default]));

const reckonedValues = (system: RuleSystem, sheet: Sheet): Readonly<Numbers> => {
  const values = attributesOf(system, sheet);
  const attributes = { ...values };
  const training = trainingOf(system, sheet);
  const effects = [...sheet.effects, ...wornBy(system, sheet).flatMap((thing) => thing.effects)];
  for (const each of orderOf(system)) {
    let value = textValue(each, values, training);
    for (const effect of effects)
      if (effect.kind === 'value' && effect.value === each.name) value += comesTo(effect.by, attributes);
    values[each.name] = within(Math.floor(value), each);
  }
  return values;
};

/** What was reckoned before: nobody changes a sheet, they make another. */
const reckonedBefore = new WeakMap<RuleSystem, WeakMap<Sheet, Readonly<Numbers>>>();

/** Attributes, derived values, skills, and what there can be of each resource: by name, as `@` would find them. */
export const valuesOf = (system: RuleSystem, sheet: Sheet): Readonly<Numbers> => {
  const known = reckonedBefore.get(system) ?? new WeakMap<Sheet, Readonly<Numbers>>();
  const values = known.get(sheet) ?? reckonedValues(system, sheet);
  known.set(sheet, values);
  reckonedBefore.set(system, known);
  return values;
};

/** What there is of each resource at first. */
export const startOf = (system: RuleSystem, values: Readonly<Numbers>): Readonly<Numbers> =>
  Object.fromEntries(
    system.resources.map(({ key, counts, start, min }) => {
      const most = values[maxOf(key)] ?? 0;
      const usual = counts === 'down' ? most : min;
      return [key, start === undefined ? usual : Math.floor(comesTo(start, values))];
    }),
  );
