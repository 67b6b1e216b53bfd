import type { Gear } from '../../../schemas/rule-character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { isFailure } from '../failure.ts';
import { type Checking, toldBy } from './checking.ts';
import { checkEffects, checkOutcome } from './check-play.ts';
import { localNames, reservedNames } from './declared.ts';
import { inOrder, needsOf, type Path, type Reckoned, reckonedOf } from './reckoning.ts';
import { type Made, type Sheet, sheetOf, sheetProblems, startOf, valuesOf } from './sheet.ts';

// Names, numbers and sheets.

/** Names in one list; those of values are one list, for `@` tells them by nothing else. */
const listsOf = (system: RuleSystem): (readonly [string, readonly (readonly [Path, string])[]])[] => {
  const at = (path: Path, list: readonly { key: string }[]) =>
    list.map(({ key }, index) => [[...path, index, 'key'], key] as const);
  const { combat } = system;
  const values = [
    ...at(['attributes'], system.attributes),
    ...at(['derived'], system.derived),
    ...at(['skills', 'list'], system.skills.list),
    ...at(['resources'], system.resources),
  ];
  const lists = ['conditions', 'rolls', 'actions', 'rests', 'gear', 'templates', 'ladder'] as const;
  return [
    ['value', values],
    ...lists.map((list) => [list, at([list], system[list])] as const),
    ['damage type', at(['damage', 'types'], system.damage.types)],
    ['share of a turn', at(['combat', 'economy'], combat.economy)],
    ['range', at(['combat', 'ranges'], combat.ranges)],
    ['cover', at(['combat', 'cover'], combat.cover)],
  ];
};

export const checkNames = ({ system, known, objects }: Checking): void => {
  for (const [what, list] of listsOf(system)) {
    const seen = new Set<string>();
    for (const [path, key] of list) {
      if (seen.has(key)) objects(path, `there is a \`${key}\` already`);
      seen.add(key);
      if (what !== 'value') continue;
      if (reservedNames.has(key))
        objects(path, `\`@${key}\` means something else in some expressions: choose another name`);
      // What there can be of a resource has a name of its own.
      if (known.resource.has(key.replace(/_max$/, '')) && key.endsWith('_max'))
        objects(path, `\`@${key}\` is what there can be of a resource: choose another name`);
    }
  }
};

const bounds = (
  { objects }: Checking,
  { min, max }: { min?: number | undefined; max?: number | undefined },
  path: Path,
): boolean => {
  if (min === undefined || max === undefined || min <= max) return true;
  objects([...path, 'min'], `at least ${min} and at most ${max} is nothing`);
  return false;
};

export const checkBounds = (checking: Checking): void => {
  const { system, objects, named } = checking;
  const { skills } = system;
  const usual = (path: Path, each: { min: number; max: number; default: number }): void => {
    if (bounds(checking, each, path) && (each.default < each.min || each.default > each.max))
      objects([...path, 'default'], `it lies from ${each.min} to ${each.max}, and ${each.default} does not`);
  };
  for (const [index, each] of system.attributes.entries()) usual(['attributes', index], each);
  for (const [index, each] of system.derived.entries()) bounds(checking, each, ['derived', index]);
  usual(['skills', 'training'], skills.training);
  bounds(checking, skills, ['skills']);
  for (const [index, { attribute }] of skills.list.entries())
    if (attribute !== undefined && checking.known.skill.has(attribute))
      objects(['skills', 'list', index, 'attribute'], `\`${attribute}\` is a skill itself`);
    else named('value', attribute, ['skills', 'list', index, 'attribute']);
};

/** Null: something can't be read, or goes round. */
const orderOf = ({ system, known, objects, reckons, problems }: Checking): readonly Reckoned[] | null => {
  const before = problems.length;
  for (const [index, { base }] of system.skills.list.entries())
    reckons(base, ['skills', 'list', index, 'base'], known.onSheet);
  reckons(system.skills.value, ['skills', 'value'], [...known.onSheet, ...localNames.skill]);
  const reckoned = reckonedOf(system);
  for (const { text, path, skill } of reckoned) if (skill === null) reckons(text, path, known.onSheet);
  if (problems.length > before) return null;
  const { order, circle } = inOrder(
    reckoned,
    new Map(reckoned.map((each) => [each.name, needsOf(each, known.onSheet)])),
  );
  if (circle === null) return order;
  const path = reckoned.find(({ name }) => name === circle[0])?.path ?? [];
  objects(
    path,
    `it goes round in a circle: ${[...circle, circle[0] ?? ''].map((name) => `\`@${name}\``).join(' needs ')}`,
  );
  return null;
};

type Extreme = readonly [words: string, pick: (each: { min: number; max: number; default: number }) => number];

const extremes: readonly Extreme[] = [
  ['as it is usual', (each) => each.default],
  ['with the least of everything', ({ min }) => min],
  ['with the most of everything', ({ max }) => max],
];

const extreme = ({ attributes, skills }: RuleSystem, [, pick]: Extreme): Sheet => ({
  attributes: Object.fromEntries(attributes.flatMap((each) => (each.from === 'gear' ? [] : [[each.key, pick(each)]]))),
  skills: Object.fromEntries(skills.list.map(({ key }) => [key, pick(skills.training)])),
  ...{ gear: [], effects: [] },
});

const startProblems = ({ system, objects }: Checking, sheet: Sheet, whose: string): void => {
  const values = valuesOf(system, sheet);
  const start = startOf(system, values);
  for (const [index, { key, min }] of system.resources.entries()) {
    const [most, first] = [values[`${key}_max`] ?? 0, start[key] ?? 0];
    if (most < min) objects(['resources', index, 'max'], `${whose} it comes to ${most}, and ${min} is the least`);
    else if (first < min || first > most)
      objects(
        ['resources', index, 'start'],
        `${whose} it comes to ${first}, which does not lie from ${min} to ${most}`,
      );
  }
};

/** That numbers come of it, whatever somebody chooses. */
const tryExtremes = (checking: Checking): void => {
  for (const each of extremes)
    try {
      startProblems(checking, extreme(checking.system, each), each[0]);
    } catch (error) {
      if (!isFailure(error)) throw error;
      checking.objects(['derived'], `${each[0]}, ${toldBy(error)}`);
      return;
    }
};

/** Whether all values of a sheet can be reckoned; what is wrong is told. */
export const checkReckoning = (checking: Checking): boolean => {
  const { system, known, reckons, named, problems } = checking;
  const before = problems.length;
  const order = orderOf(checking);
  for (const [index, { start, restored, thresholds }] of system.resources.entries()) {
    const path = ['resources', index];
    reckons(start, [...path, 'start'], known.onSheet);
    for (const [at, { on, by }] of restored.entries()) {
      if (typeof on === 'object') named('rest', on.rest, [...path, 'restored', at, 'on', 'rest']);
      if (by !== 'all') checking.rolls(by, [...path, 'restored', at, 'by'], known.atTable);
    }
    for (const [at, threshold] of thresholds.entries()) {
      reckons(threshold.at, [...path, 'thresholds', at, 'at'], known.onSheet);
      named('condition', threshold.condition, [...path, 'thresholds', at, 'condition']);
    }
  }
  if (order === null || problems.length > before) return false;
  tryExtremes(checking);
  return problems.length === before;
};

// ── things and templates ─────────────────────────────────────────────────────────────────────────────────────────

const weapon = ({ named, allNamed, rolls, known, objects }: Checking, { weapon: rules }: Gear, at: Path): void => {
  if (rules === undefined) return;
  const path = [...at, 'weapon'];
  rolls(rules.roll, [...path, 'roll'], [...known.atTable, ...localNames.outcome]);
  named('damage type', rules.type, [...path, 'type']);
  for (const [index, { roll, type }] of rules.also.entries()) {
    rolls(roll, [...path, 'also', index, 'roll'], [...known.atTable, ...localNames.outcome]);
    named('damage type', type, [...path, 'also', index, 'type']);
  }
  allNamed('value', rules.with, [...path, 'with']);
  named('range', rules.nearest, [...path, 'nearest']);
  named('range', rules.farthest, [...path, 'farthest']);
  const order = [...known.range];
  if (rules.nearest !== undefined && order.indexOf(rules.nearest) > order.indexOf(rules.farthest))
    objects([...path, 'nearest'], `\`${rules.nearest}\` is farther than \`${rules.farthest}\``);
};

/** A thing of the system, or of somebody's own. */
export const checkThing = (checking: Checking, thing: Gear, path: Path): void => {
  const { system, objects, named } = checking;
  const given = new Set(system.attributes.filter(({ from }) => from === 'gear').map(({ key }) => key));
  weapon(checking, thing, path);
  for (const key of Object.keys(thing.gives)) {
    const at = [...path, 'gives', key];
    if (!checking.known.attribute.has(key)) named('attribute', key, at);
    else if (!given.has(key)) objects(at, `\`${key}\` is of the character; say \`from: gear\` where it is declared`);
  }
  checkEffects(checking, thing.effects, [...path, 'effects']);
  for (const [index, each] of thing.use.entries()) checkOutcome(checking, each, [...path, 'use', index]);
  if (thing.use.length > 0 && thing.kind !== 'consumable')
    objects([...path, 'use'], 'only what is of the kind `consumable` is used up');
};

export const checkGear = (checking: Checking): void => {
  for (const [index, thing] of checking.system.gear.entries()) checkThing(checking, thing, ['gear', index]);
};

/** Whatever somebody is made of. */
export const checkMade = (checking: Checking, made: Made, path: Path): void => {
  const { system, objects, allNamed, known } = checking;
  for (const problem of sheetProblems(system, sheetOf(made))) objects([...path, ...problem.path], problem.message);
  allNamed('action', made.actions, [...path, 'actions']);
  const special = new Set(system.actions.filter((action) => action.special).map(({ key }) => key));
  for (const [index, key] of made.actions.entries())
    if (known.action.has(key) && !special.has(key))
      objects([...path, 'actions', index], `everybody has \`${key}\`; here are named those that only some have`);
  for (const [index, { effects }] of made.features.entries())
    checkEffects(checking, effects, [...path, 'features', index, 'effects']);
  for (const [usual, other] of Object.entries(made.instead ?? {}))
    for (const word of [usual, other]) checking.named('condition', word, [...path, 'instead', usual]);
};

export const checkTemplates = (checking: Checking, canReckon: boolean): void => {
  for (const [index, each] of checking.system.templates.entries()) {
    const before = checking.problems.length;
    checkMade(checking, each, ['templates', index]);
    if (canReckon && checking.problems.length === before) startProblems(checking, sheetOf(each), `of \`${each.key}\``);
  }
};
