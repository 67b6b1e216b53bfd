import type { RuleSystem } from '../../../schemas/rule-system.ts';

// What a system has names for.

export const kinds = [
  'attribute',
  'value',
  'skill',
  'resource',
  'condition',
  'roll',
  'damage type',
  'action',
  'rest',
  'share of a turn',
  'range',
  'thing',
  'difficulty',
] as const;
export type Kind = (typeof kinds)[number];

export type Declared = Readonly<Record<Kind, ReadonlySet<string>>> & {
  /** What `@` may stand before on a sheet: values, and what there can be of a resource. */
  onSheet: ReadonlySet<string>;
  /** At the table also what there is of it. */
  atTable: ReadonlySet<string>;
};

/** Names that mean something else within one expression. */
export const localNames = {
  skill: ['attribute', 'base', 'training'],
  target: ['bonus', 'difficulty'],
  ceiling: ['bonus', 'difficulty', 'target'],
  passive: ['bonus'],
  damage: ['damage'],
  outcome: ['margin', 'degrees'],
  cost: ['current'],
  help: ['value'],
} as const;

export const reservedNames: ReadonlySet<string> = new Set(Object.values(localNames).flat());

const keysOf = (list: readonly { key: string }[]): Set<string> => new Set(list.map(({ key }) => key));

export const maxOf = (resource: string): string => `${resource}_max`;

export const declaredBy = (system: RuleSystem): Declared => {
  const { attributes, derived, skills, resources, combat } = system;
  const value = keysOf([...attributes, ...derived, ...skills.list]);
  const resource = keysOf(resources);
  const onSheet = new Set([...value, ...[...resource].map(maxOf)]);
  return {
    attribute: keysOf(attributes),
    ...{ value, resource, onSheet },
    skill: keysOf(skills.list),
    condition: keysOf(system.conditions),
    roll: keysOf(system.rolls),
    'damage type': keysOf(system.damage.types),
    action: keysOf(system.actions),
    rest: keysOf(system.rests),
    'share of a turn': keysOf(combat.economy),
    range: keysOf(combat.ranges),
    thing: keysOf(system.gear),
    difficulty: keysOf(system.ladder),
    atTable: new Set([...onSheet, ...resource]),
  };
};
