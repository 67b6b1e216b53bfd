import type { Effect } from '../../../schemas/rule-effects.ts';
import type { Outcome, RuleAction } from '../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { parseRoll } from '../dice/parse.ts';
import { roll } from '../dice/roll.ts';
import { outcomesAt } from '../rules/acting/acting.ts';
import { foreseen, middle } from '../rules/acting/foreseeing.ts';
import { suffered } from '../rules/acting/harm.ts';
import { atTable, type Sourced, type Standing } from '../rules/acting/standing.ts';
import { maxOf } from '../rules/declared.ts';
import type { Values } from '../rules/expression.ts';
import type { Reach } from './abilities.ts';
import { coverEffects } from './field.ts';
import type { Fight, Fighter } from './fight.ts';

// What something is worth to whoever does it, as well as it can be told beforehand: 1 is to put a foe out of the fight at once.

const felling = 0.6;
const raising = 0.9;
const ofCondition = 0.5;
const paying = 0.04;
const other = 0.02;

const ofActivity: Readonly<Record<string, number>> = { act: 0.8, move: 0.2 };

/** What speaks against whoever has it, or for others against them. */
const isBad = (effect: Extract<Effect, { of: unknown }>): boolean => {
  const isAgainst =
    effect.kind === 'edge'
      ? effect.edge === 'disadvantage'
      : effect.kind === 'modifier'
        ? effect.by.trim().startsWith('-')
        : effect.is === 'failure';
  return isAgainst === (effect.of === 'self');
};

const weightOf = { edge: 0.3, modifier: 0.2, outcome: 0.3 } as const;

const weighted = (effect: Extract<Effect, { of: unknown }>): number =>
  (isBad(effect) ? 1 : -1) * weightOf[effect.kind] * (effect.with === undefined ? 1 : 0.6);

const ofSpeed = (times: number): number => (times < 1 ? 0.15 : -0.05);

/** How bad it is to have an effect; below 0: how good. */
const badnessOf = (system: RuleSystem, effect: Effect): number => {
  switch (effect.kind) {
    case 'cannot':
      return Math.min(
        1,
        effect.what.reduce((all, what) => all + (ofActivity[what] ?? 0.05), 0),
      );
    case 'edge':
    case 'modifier':
    case 'outcome':
      return weighted(effect);
    case 'speed':
      return ofSpeed(effect.times);
    case 'harm':
      return 0.3;
    case 'condition':
      return badness(system, effect.condition);
    case 'damage':
      return effect.is === 'vulnerable' ? 0.2 : -0.2;
    case 'immune':
    case 'value':
      return 0;
  }
};

const seen = new WeakMap<RuleSystem, Map<string, number>>();

/** How bad a condition is to have. */
export const badness = (system: RuleSystem, key: string): number => {
  const known = seen.get(system) ?? new Map<string, number>();
  seen.set(system, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const condition = system.conditions.find((each) => each.key === key);
  const active = (condition?.effects ?? []).filter(({ step }) => step === 1);
  const bad = Math.max(
    -1,
    Math.min(
      1.2,
      active.reduce((all, effect) => all + badnessOf(system, effect), 0),
    ),
  );
  known.set(key, bad);
  return bad;
};

/** What somebody can still take of harm, and could at best. */
const standOf = (system: RuleSystem, { standing }: Fighter): { left: number; whole: number } => {
  const values = atTable(system, standing);
  let left = 0;
  let whole = 0;
  for (const key of system.damage.takes) {
    const resource = system.resources.find((each) => each.key === key);
    if (resource === undefined) continue;
    const there = standing.resources[key] ?? 0;
    const most = values[maxOf(key)] ?? 0;
    left += resource.counts === 'down' ? there - resource.min : most - there;
    // A buffer that is empty at first tells nothing.
    if (resource.counts === 'up' || resource.start === undefined) whole += most;
  }
  return { left, whole: Math.max(1, whole) };
};

const likelyOnes = new WeakMap<Values, Map<string, number>>();

/** What dice come to in the middle, when something goes well but no more than that. */
const likely = (text: string, values: Values): number => {
  const found = likelyOnes.get(values) ?? new Map<string, number>();
  likelyOnes.set(values, found);
  const before = found.get(text);
  if (before !== undefined) return before;
  const total = roll(parseRoll(text, { ...values, margin: 1, degrees: 1 }), middle).total;
  found.set(text, total);
  return total;
};

export interface Weighed {
  system: RuleSystem;
  fight: Fight;
  by: Fighter;
  to: Fighter | null;
  action: RuleAction;
  reach: Reach;
}

const lastsShort = 0.2;

type Of<K extends Outcome['kind']> = Extract<Outcome, { kind: K }>;

const whomOf = ({ by, to }: Weighed, whom: Of<'harm'>['to']): Fighter | null =>
  whom === 'self' || (to === null && whom === 'ally') ? by : whom === 'everybody_near' ? null : to;

const blowOf = ({ roll: text, type }: Of<'harm'>, { using }: Reach): { text: string; type: string } => ({
  text: text === 'weapon' ? (using?.weapon?.roll ?? '0') : text,
  type: type === 'weapon' ? (using?.weapon?.type ?? '') : type,
});

const harmWorth = (weighed: Weighed, outcome: Of<'harm'>): number => {
  const { system, by, reach } = weighed;
  const whom = whomOf(weighed, outcome.to);
  if (whom === null || whom.status === 'dead') return 0;
  const { text, type } = blowOf(outcome, reach);
  const falls = Math.max(0, Math.floor(likely(text, atTable(system, by.standing))));
  const { damage } = suffered(system, whom.standing, { damage: falls, type });
  const { left, whole } = standOf(system, whom);
  // Whoever lies is no danger any more.
  const alive = whom.status === 'up' ? 1 : 0.1;
  const worth = (Math.min(damage, left) / whole + (damage >= left ? felling : 0)) * alive;
  return whom.side === by.side ? -worth : worth;
};

const resourceWorth = (weighed: Weighed, { resource: key, by: text, to }: Of<'resource'>): number => {
  const { system, by } = weighed;
  const whom = whomOf(weighed, to);
  const resource = system.resources.find((each) => each.key === key);
  if (whom === null || resource === undefined || whom.status === 'dead') return 0;
  const amount = Math.floor(likely(text, atTable(system, by.standing)));
  const helps = resource.counts === 'down' ? amount : -amount;
  const sign = whom.side === by.side ? 1 : -1;
  if (!system.damage.takes.includes(key)) return sign * Math.sign(helps) * other;
  const { left, whole } = standOf(system, whom);
  const missing = Math.max(0, whole - left);
  if (helps <= 0) return sign * (Math.max(helps, -left) / whole);
  if (missing === 0) return 0;
  return sign * (Math.min(helps, missing) / whole + (whom.status === 'down' ? raising : 0));
};

const conditionWorth = (weighed: Weighed, { condition, to, lasts }: Of<'condition'>): number => {
  const { system, by } = weighed;
  const whom = whomOf(weighed, to);
  if (whom === null || whom.status !== 'up') return 0;
  // A hand is lent to others.
  if (to === 'ally' && whom === by) return 0;
  if (whom.standing.conditions.some((held) => held.condition === condition)) return 0;
  const bad = badness(system, condition);
  const usual = lasts ?? system.conditions.find(({ key }) => key === condition)?.lasts;
  const short = usual?.kind === 'turn' ? lastsShort : 1;
  return (whom.side === by.side ? -bad : bad) * ofCondition * short;
};

const endsWorth = (weighed: Weighed, { condition, to }: Of<'ends'>): number => {
  const { system, by } = weighed;
  const whom = whomOf(weighed, to);
  if (whom === null || !whom.standing.conditions.some((held) => held.condition === condition)) return 0;
  const bad = badness(system, condition) * ofCondition;
  return whom.side === by.side ? bad : -bad;
};

const outcomeWorth = (weighed: Weighed, outcome: Outcome): number => {
  switch (outcome.kind) {
    case 'harm':
      return harmWorth(weighed, outcome);
    case 'resource':
      return resourceWorth(weighed, outcome);
    case 'condition':
      return conditionWorth(weighed, outcome);
    case 'ends':
      return endsWorth(weighed, outcome);
    default:
      return 0;
  }
};

const levels = ['critical_success', 'success', 'partial', 'failure', 'critical_failure'] as const;

const costOf = ({ action }: Weighed): number =>
  action.cost.reduce((all, cost) => ('resource' in cost ? all + paying : all), 0);

const weigh = (weighed: Weighed, around: readonly Sourced[], least: number): number | null => {
  const { system, by, to, action, reach } = weighed;
  const byLevel = levels.map((level) =>
    outcomesAt(action, level).reduce((all, each) => all + outcomeWorth(weighed, each), 0),
  );
  const cost = costOf(weighed);
  const most = Math.max(...byLevel);
  if (most <= 0) return -cost;
  if (most - cost <= least) return null;
  if (action.roll === undefined) return (byLevel[1] ?? 0) - cost;
  const other = to === null || around.length === 0 ? (to?.standing ?? null) : { ...to.standing, around };
  const plain = { near: [], reasons: [], modifiers: [], difficulty: null, how: 'rolled' as const };
  const doing = { ...plain, using: reach.using?.key ?? null, actor: by.standing, other, action: action.key };
  const chances = foreseen(system, doing, { action, weapon: reach.using });
  return levels.reduce((all, level, at) => all + (chances.get(level) ?? 0) * (byLevel[at] ?? 0), 0) - cost;
};

/** The same two are looked at again and again, and while neither changes it is worth the same. */
const before = new WeakMap<Standing, WeakMap<Standing, Map<string, number>>>();

const rememberedOf = ({ by, to }: Weighed): Map<string, number> => {
  const mine = before.get(by.standing) ?? new WeakMap<Standing, Map<string, number>>();
  before.set(by.standing, mine);
  const theirs = (to ?? by).standing;
  const found = mine.get(theirs) ?? new Map<string, number>();
  mine.set(theirs, found);
  return found;
};

/** What it is likely to be worth; what is not above `least` may be told as nothing. */
export const worthOf = (weighed: Weighed, least = 0): number => {
  const { system, fight, by, to, action, reach } = weighed;
  const around = to === null ? [] : coverEffects(system, fight, { of: to, by });
  if (around.length > 0) return weigh(weighed, around, least) ?? 0;
  const remembered = rememberedOf(weighed);
  const key = `${action.key} ${reach.using?.key ?? ''} ${to === null} ${to?.status ?? by.status}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const worth = weigh(weighed, around, least);
  if (worth !== null) remembered.set(key, worth);
  return worth ?? 0;
};
