import type { Delta, Until } from '../../../../schemas/deltas.ts';
import type { Duration, Effect } from '../../../../schemas/rule-effects.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { comesTo, type Values } from '../expression.ts';
import { type Sheet, startOf, valuesOf, wornBy } from '../sheet.ts';

// How somebody stands at a moment: what there is of their resources, and what holds of them.
// W1. It changes by deltas alone, each with what brought it about: whoever has all of them in their order has it all.

export interface Held {
  condition: string;
  /** How often they have it, one upon the other. */
  steps: number;
  lasts: Duration;
  /** Who brought it about. */
  by?: string | undefined;
  /** In a fight: when it is over. */
  until?: Until | undefined;
  /** What it takes to shake it off. */
  difficulty?: number | undefined;
}

export interface Standing {
  /** By which deltas know them: no two at a table have the same. */
  key: string;
  /** For who reads of them. */
  name: string;
  sheet: Sheet;
  /** Special actions that they have learnt. */
  actions: readonly string[];
  resources: Readonly<Record<string, number>>;
  conditions: readonly Held[];
  /** What holds of them from outside, such as cover: it is looked at afresh each time, and changes by no delta. */
  around?: readonly Sourced[];
}

export const begins = (
  system: RuleSystem,
  { key, name, sheet, actions }: Pick<Standing, 'key' | 'name' | 'sheet' | 'actions'>,
): Standing => ({
  ...{ key, name, sheet, actions, conditions: [] },
  resources: startOf(system, valuesOf(system, sheet)),
});

export const changed = (standing: Standing, delta: Delta): Standing => {
  switch (delta.kind) {
    case 'resource': {
      const before = standing.resources[delta.resource] ?? 0;
      return { ...standing, resources: { ...standing.resources, [delta.resource]: before + delta.by } };
    }
    case 'condition': {
      const { kind: _kind, who: _who, because: _because, ...held } = delta;
      const others = standing.conditions.filter(({ condition }) => condition !== held.condition);
      return { ...standing, conditions: [...others, held] };
    }
    case 'ends':
      return {
        ...standing,
        conditions: standing.conditions.filter(({ condition }) => condition !== delta.condition),
      };
  }
};

/** Those who take part, by their keys. */
export type Table = ReadonlyMap<string, Standing>;

export const changedTable = (table: Table, deltas: readonly Delta[]): Table => {
  const after = new Map(table);
  for (const delta of deltas) {
    const standing = after.get(delta.who);
    if (standing !== undefined) after.set(delta.who, changed(standing, delta));
  }
  return after;
};

/** What an effect is of, for whoever asks why. */
export interface Sourced {
  effect: Effect;
  source: string;
}

/** Conditions that come with others, each once. */
const conditionsOf = (system: RuleSystem, { conditions }: Standing): { key: string; steps: number }[] => {
  const found = new Map<string, number>();
  const open = conditions.map(({ condition, steps }) => ({ key: condition, steps }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ((found.get(next.key) ?? 0) >= next.steps) continue;
    found.set(next.key, next.steps);
    const { key: name, steps } = next;
    const { effects = [] } = system.conditions.find(({ key }) => key === name) ?? {};
    for (const effect of effects)
      if (effect.kind === 'condition' && effect.step <= steps) open.push({ key: effect.condition, steps: 1 });
  }
  return [...found].map(([key, steps]) => ({ key, steps }));
};

const ofConditions = (system: RuleSystem, standing: Standing): Sourced[] =>
  conditionsOf(system, standing).flatMap(({ key, steps }) => {
    const condition = system.conditions.find((each) => each.key === key);
    const active = (condition?.effects ?? []).filter(({ step }) => step <= steps);
    return active.map((effect) => ({
      effect,
      source: `${standing.name} is ${(condition?.name ?? key).toLowerCase()}`,
    }));
  });

interface Looked {
  system: RuleSystem;
  sheet: Sheet;
  name: string;
  ofConditions: readonly Sourced[];
  all: readonly Sourced[];
  /** With those that come with others. */
  conditions: ReadonlySet<string>;
}

/** What was looked at before: in a fight the same conditions are asked for again and again. */
const seen = new WeakMap<readonly Held[], Looked>();

const lookedAt = (system: RuleSystem, standing: Standing): Looked => {
  const { conditions, sheet, name } = standing;
  const known = seen.get(conditions);
  if (known?.system === system && known.sheet === sheet && known.name === name) return known;
  const held = ofConditions(system, standing);
  const worn = wornBy(system, sheet);
  const ofGear = worn.flatMap((thing) => thing.effects.map((effect) => ({ effect, source: thing.name.toLowerCase() })));
  const own = sheet.effects.map((effect) => ({ effect, source: name }));
  const looked: Looked = {
    ...{ system, sheet, name, ofConditions: held, all: [...held, ...ofGear, ...own] },
    conditions: new Set(conditionsOf(system, standing).map(({ key }) => key)),
  };
  seen.set(conditions, looked);
  return looked;
};

export const hasCondition = (system: RuleSystem, standing: Standing, condition: string): boolean =>
  lookedAt(system, standing).conditions.has(condition);

/** Of conditions, gear and features, and of what is around. */
export const effectsOn = (system: RuleSystem, standing: Standing): readonly Sourced[] => {
  const { all } = lookedAt(system, standing);
  return standing.around === undefined ? all : [...all, ...standing.around];
};

interface Reckoned {
  system: RuleSystem;
  sheet: Sheet;
  conditions: readonly Held[];
  values: Values;
}

const reckoned = new WeakMap<Standing['resources'], Reckoned>();

/** All that `@` may stand for: values, what there can be of resources, and what there is. */
export const atTable = (system: RuleSystem, standing: Standing): Values => {
  const { resources, sheet, conditions } = standing;
  const known = reckoned.get(resources);
  if (known?.system === system && known.sheet === sheet && known.conditions === conditions) return known.values;
  const values: Record<string, number> = { ...valuesOf(system, sheet), ...resources };
  // What a sheet has of its own is in its values already.
  for (const { effect } of lookedAt(system, standing).ofConditions)
    if (effect.kind === 'value') values[effect.value] = (values[effect.value] ?? 0) + comesTo(effect.by, values);
  reckoned.set(resources, { system, sheet, conditions, values });
  return values;
};

/** The name of the best of these values; of equals the first. */
export const bestOf = (values: Readonly<Record<string, number>>, keys: readonly string[]): string => {
  let [best = ''] = keys;
  for (const key of keys) if ((values[key] ?? 0) > (values[best] ?? 0)) best = key;
  return best;
};
