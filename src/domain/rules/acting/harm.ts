import type { Delta } from '../../../../schemas/deltas.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { type Dice, facesOf, type Formula, type Part } from '../../dice/formula.ts';
import { type Faces, roll, type Rolled } from '../../dice/roll.ts';
import { comesTo, type Values } from '../expression.ts';
import { atTable, changed, effectsOn, hasCondition, type Standing } from './standing.ts';

// What harm does, and what comes of it.
// H1. It takes from one resource after the other, as the system has them, and from none more than there is.
// H2. Whoever is down to a threshold by it has what the system says, once.

const withDice = (part: Part, change: (dice: Dice) => Dice): Part => {
  switch (part.kind) {
    case 'number':
      return part;
    case 'dice':
      return change(part);
    case 'group':
      return { ...part, parts: part.parts.map((each) => withDice(each, change)) };
    case 'negative':
    case 'within':
      return { ...part, of: withDice(part.of, change) };
    case 'two':
      return { ...part, left: withDice(part.left, change), right: withDice(part.right, change) };
  }
};

const twice = (dice: Dice): Dice => ({ ...dice, count: dice.count * 2 });
/** They are thrown all the same: what fell is kept, and can be thrown again. */
const most = (dice: Dice): Dice => ({
  ...dice,
  changes: [{ kind: 'bound', how: 'at_least', number: facesOf(dice.sides).most }, ...dice.changes],
});

/** Damage as it falls in a hit, or in one that could not be better. */
const thrown = (
  { damage }: RuleSystem,
  { formula, isCritical }: Pick<Harming, 'formula' | 'isCritical'>,
  faces: Faces,
): { rolled: Rolled; damage: number } => {
  const change = isCritical ? { dice_twice: twice, most, twice: null, same: null }[damage.critical] : null;
  const rolled = roll(change === null ? formula : { ...formula, root: withDice(formula.root, change) }, faces);
  const times = isCritical && damage.critical === 'twice' ? 2 : 1;
  return { rolled, damage: Math.max(0, Math.floor(rolled.total * times)) };
};

/** What is left of it for whoever it is done to, and why. */
export const suffered = (
  system: RuleSystem,
  target: Standing,
  { damage, type }: { damage: number; type: string },
): { damage: number; reasons: string[] } => {
  const absorbed = Math.floor(comesTo(system.damage.absorbed, atTable(system, target)));
  const found = effectsOn(system, target).flatMap(({ effect, source }) =>
    effect.kind === 'damage' && (effect.types?.includes(type) ?? true) ? [{ is: effect.is, source }] : [],
  );
  const reasons = [
    ...(absorbed > 0 ? [`${absorbed} absorbed`] : []),
    ...found.map(({ is, source }) => `${is} (${source})`),
  ];
  const has = (is: 'immune' | 'resisted' | 'vulnerable'): boolean => found.some((each) => each.is === is);
  if (has('immune')) return { damage: 0, reasons };
  let left = Math.max(0, damage - Math.max(0, absorbed));
  if (has('resisted')) left = comesTo(system.damage.resisted, { damage: left });
  if (has('vulnerable')) left = comesTo(system.damage.vulnerable, { damage: left });
  return { damage: Math.max(0, Math.floor(left)), reasons };
};

type Resource = RuleSystem['resources'][number];

const mostOf = ({ key }: Resource, values: Values): number => values[`${key}_max`] ?? 0;

/** So much more or less of a resource, within its bounds, and what that brings about. */
export const resourceDeltas = (
  system: RuleSystem,
  target: Standing,
  { resource: key, by, because }: { resource: string; by: number; because: string },
): Delta[] => {
  const resource = system.resources.find((each) => each.key === key);
  if (resource === undefined) return [];
  const values = atTable(system, target);
  const before = target.resources[key] ?? 0;
  const to = Math.min(Math.max(mostOf(resource, values), before), Math.max(resource.min, before + by));
  if (to === before) return [];
  const first: Delta = { kind: 'resource', who: target.key, resource: key, by: to - before, to, because };
  const after = changed(target, first);
  return [first, ...thresholds(system, after, { resource, before, to })];
};

/** What whoever comes to a threshold has, and what whoever comes back from it has no longer. */
const thresholds = (
  system: RuleSystem,
  target: Standing,
  { resource, before, to }: { resource: Resource; before: number; to: number },
): Delta[] => {
  const values = atTable(system, target);
  const isDown = resource.counts === 'down';
  return resource.thresholds.flatMap(({ at, condition: usual }): Delta[] => {
    const condition = target.sheet.instead?.[usual] ?? usual;
    const mark = Math.floor(comesTo(at, values));
    const isAt = (value: number): boolean => (isDown ? value <= mark : value >= mark);
    const because = `${resource.name.toLowerCase()} ${to}`;
    if (isAt(to) && !isAt(before) && !hasCondition(system, target, condition)) {
      const lasts = system.conditions.find(({ key }) => key === condition)?.lasts ?? { kind: 'lasting' as const };
      return [{ kind: 'condition', who: target.key, condition, steps: 1, lasts, because }];
    }
    // Whoever is dead in place of dying is not back by being mended.
    if (condition !== usual || isAt(to) || !isAt(before)) return [];
    const over = [condition, ...restsOn(system, condition)];
    return target.conditions.flatMap((held): Delta[] =>
      over.includes(held.condition) ? [{ kind: 'ends', who: target.key, condition: held.condition, because }] : [],
    );
  });
};

/** Whoever no longer dies is not to be woken either, unless that has a threshold of its own. */
const restsOn = ({ combat: { dying }, resources }: RuleSystem, condition: string): readonly string[] => {
  if (dying?.condition !== condition) return [];
  const { stable } = dying;
  return resources.some(({ thresholds: marks }) => marks.some((mark) => mark.condition === stable)) ? [] : [stable];
};

/** Whoever had come to the end, got up without being mended, and is hurt once more comes to it again. */
const again = (system: RuleSystem, target: Standing): Delta[] => {
  if (system.combat.defeated.some((condition) => hasCondition(system, target, condition))) return [];
  const [key] = system.damage.takes.slice(-1);
  const resource = system.resources.find((each) => each.key === key);
  const to = target.resources[key ?? ''] ?? 0;
  const nothing = resource?.counts === 'down' ? Infinity : -Infinity;
  return resource === undefined ? [] : thresholds(system, target, { resource, before: nothing, to });
};

export interface Harmed {
  deltas: Delta[];
  rolled: Rolled;
  /** What reached them, and why it was not what fell. */
  damage: number;
  reasons: string[];
}

export interface Harming {
  formula: Formula;
  type: string;
  isCritical: boolean;
  because: string;
}

export const harm = (
  system: RuleSystem,
  to: Standing,
  { harming, faces }: { harming: Harming; faces: Faces },
): Harmed => {
  const { type, because } = harming;
  const { rolled, damage: fallen } = thrown(system, harming, faces);
  const { damage, reasons } = suffered(system, to, { damage: fallen, type });
  const deltas: Delta[] = [];
  let standing = to;
  let left = damage;
  for (const key of system.damage.takes) {
    const resource = system.resources.find((each) => each.key === key);
    if (resource === undefined || left === 0) continue;
    const before = standing.resources[key] ?? 0;
    const found = resourceDeltas(system, standing, {
      ...{ resource: key, because },
      by: resource.counts === 'down' ? -left : left,
    });
    for (const delta of found) standing = changed(standing, delta);
    deltas.push(...found);
    left -= Math.abs((standing.resources[key] ?? 0) - before);
  }
  if (left > 0) deltas.push(...again(system, standing));
  return { deltas, rolled, damage, reasons };
};
