import type { SuccessLevel } from '../../../../schemas/narrative.ts';
import type { Outcome, RuleAction } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Formula } from '../../dice/formula.ts';
import { parseRoll } from '../../dice/parse.ts';
import { type Faces, roll, type Rolled } from '../../dice/roll.ts';
import { harm, type Harmed, resourceDeltas } from './harm.ts';
import { actionOf, assertAble, needsOther, paid, sharesOf, unarmed } from './refusing.ts';
import { type RolledFor, rolledFor, type Trying } from './rolling.ts';
import { atTable, changed, type Delta, type Standing } from './standing.ts';

// What somebody does by the rules, and what comes of it.
// A1. What cannot be done or paid for is refused before a die is thrown, and changes nothing.
// A2. Numbers change by deltas alone, each with what brought it about; they are handed back, and whoever has the standing applies them in their order.
// A3. The same standing and the same faces bring about the same.

export interface Doing extends Trying {
  /** Its key. */
  action: string;
  /** With what of their gear; null: the first that fits. */
  using: string | null;
  /** Others who are near. */
  near: readonly Standing[];
}

export interface Acted {
  action: RuleAction;
  roll: RolledFor | null;
  level: SuccessLevel;
  /** Shares of a turn that it took. */
  takes: readonly string[];
  deltas: readonly Delta[];
  harms: readonly (Harmed & { who: string })[];
  /** Dice that fell besides. */
  rolls: readonly Rolled[];
  /** Bands of range, segments of a clock, and what the story is told of. */
  moves: readonly { who: string; bands: number }[];
  segments: number;
  choices: readonly { by: 'actor' | 'teller'; count: number; of: readonly string[] }[];
  told: readonly string[];
}

type Gear = RuleSystem['gear'][number];

const isArmed = ({ outcomes }: RuleAction): boolean =>
  Object.values(outcomes).some((some) => some.some((each) => each.kind === 'harm' && each.roll === 'weapon'));

/** Whatever comes of it, comes of it to somebody. */
const assertSomebody = ({ other }: Doing, { name, outcomes }: RuleAction): void => {
  const isMeant = (each: Outcome): boolean => 'to' in each && each.to === 'other';
  if (other === null && Object.values(outcomes).some((some) => some.some(isMeant))) throw needsOther(name);
};

/** What it is done with; null: it takes nothing. */
const weaponOf = (system: RuleSystem, { actor, using }: Doing, action: RuleAction): Gear | null => {
  if (!isArmed(action)) return null;
  const keys = actor.sheet.gear.filter((key) => using === null || key === using);
  for (const key of keys) {
    const thing = system.gear.find((each) => each.key === key);
    if (thing?.weapon?.with.some((value) => action.roll?.with.includes(value) === true) === true) return thing;
  }
  throw unarmed(actor, action, using);
};

/** The best that is said for how well it went: who hits as well as can be hits. */
const outcomesAt = ({ outcomes }: RuleAction, level: SuccessLevel): readonly Outcome[] => {
  if (level === 'critical_success') return outcomes.critical_success ?? outcomes.success ?? [];
  if (level === 'critical_failure') return outcomes.critical_failure ?? outcomes.failure ?? [];
  return outcomes[level] ?? [];
};

const stepsMost = (system: RuleSystem, condition: string): number =>
  system.conditions.find(({ key }) => key === condition)?.steps ?? 1;

/** Gathers what comes of it, one outcome after the other: each sees what those before it did. */
const gathering = (system: RuleSystem, doing: Doing, { action, roll: rolledBefore, weapon }: Context, faces: Faces) => {
  const standings = new Map(
    [doing.actor, ...(doing.other === null ? [] : [doing.other]), ...doing.near].map((each) => [each.name, each]),
  );
  const acted = { deltas: [] as Delta[], harms: [] as (Harmed & { who: string })[], rolls: [] as Rolled[] };
  const told = { moves: [] as { who: string; bands: number }[], segments: 0, told: [] as string[] };
  const choices: { by: 'actor' | 'teller'; count: number; of: readonly string[] }[] = [];
  const now = ({ name }: Standing): Standing => standings.get(name) ?? doing.actor;
  const actor = (): Standing => now(doing.actor);

  const put = (deltas: readonly Delta[]): void => {
    for (const delta of deltas) {
      acted.deltas.push(delta);
      const standing = standings.get(delta.who);
      if (standing !== undefined) standings.set(delta.who, changed(standing, delta));
    }
  };
  const whom = (to: 'self' | 'other' | 'ally' | 'everybody_near'): readonly Standing[] => {
    if (to === 'self') return [actor()];
    if (to === 'everybody_near') return doing.near.map(now);
    if (doing.other !== null) return [now(doing.other)];
    if (to === 'ally') return [actor()];
    throw needsOther(action.name);
  };
  /** How well it went counts too. */
  const readRoll = (text: string): Formula => {
    const { margin = 0, degrees = 0 } = rolledBefore?.succeeded ?? {};
    return parseRoll(text, { ...atTable(system, actor()), margin, degrees });
  };
  const amount = (text: string): number => {
    const rolled = roll(readRoll(text), faces);
    if (rolled.faces.length > 0) acted.rolls.push(rolled);
    return Math.floor(rolled.total);
  };
  const because = action.name;

  const harmed = (each: Extract<Outcome, { kind: 'harm' }>, isCritical: boolean): void => {
    const text = each.roll === 'weapon' ? (weapon?.weapon?.roll ?? '0') : each.roll;
    const type = each.type === 'weapon' ? (weapon?.weapon?.type ?? '') : each.type;
    const formula = readRoll(text);
    for (const target of whom(each.to)) {
      const found = harm(system, target, { harming: { formula, type, isCritical, because }, faces });
      acted.harms.push({ ...found, who: target.name });
      put(found.deltas);
    }
  };

  const conditioned = ({ condition, lasts, to }: Extract<Outcome, { kind: 'condition' }>): void => {
    for (const target of whom(to)) {
      const before = target.conditions.find((held) => held.condition === condition)?.steps ?? 0;
      const usual = system.conditions.find(({ key }) => key === condition)?.lasts ?? { kind: 'lasting' as const };
      const steps = Math.min(stepsMost(system, condition), before + 1);
      put([{ kind: 'condition', who: target.name, condition, steps, lasts: lasts ?? usual, because }]);
    }
  };

  const changedBy = ({ resource, by, to }: Extract<Outcome, { kind: 'resource' }>): void => {
    const much = amount(by);
    for (const target of whom(to)) put(resourceDeltas(system, target, { resource, by: much, because }));
  };

  const ended = ({ condition, to }: Extract<Outcome, { kind: 'ends' }>): void => {
    for (const { name, conditions } of whom(to))
      if (conditions.some((held) => held.condition === condition))
        put([{ kind: 'ends', who: name, condition, because }]);
  };

  const take = (each: Outcome, isCritical: boolean): void => {
    switch (each.kind) {
      case 'harm':
        return harmed(each, isCritical);
      case 'condition':
        return conditioned(each);
      case 'resource':
        return changedBy(each);
      case 'ends':
        return ended(each);
      case 'move':
        told.moves.push(...whom(each.to).map(({ name }) => ({ who: name, bands: each.bands })));
        return;
      case 'clock':
        told.segments += each.by;
        return;
      case 'choose':
        choices.push({ by: each.by, count: each.count, of: each.of });
        return;
      case 'told':
        told.told.push(each.text);
    }
  };
  return { put, take, result: () => ({ ...acted, ...told, choices }) };
};

interface Context {
  action: RuleAction;
  roll: RolledFor | null;
  weapon: Gear | null;
}

export const act = (system: RuleSystem, doing: Doing, faces: Faces): Acted => {
  const action = actionOf(system, doing.actor, doing.action);
  assertAble(system, doing.actor, action);
  assertSomebody(doing, action);
  const costs = paid(system, doing.actor, action);
  const weapon = weaponOf(system, doing, action);
  const keys = action.roll?.with.filter((key) => weapon?.weapon?.with.includes(key) ?? true) ?? [];
  const roll =
    action.roll === undefined ? null : rolledFor(system, { roll: action.roll.kind, keys, trying: doing }, faces);
  const level = roll?.level ?? 'success';
  const { put, take, result } = gathering(system, doing, { action, roll, weapon }, faces);
  put(costs);
  for (const outcome of outcomesAt(action, level)) take(outcome, level === 'critical_success');
  return { action, roll, level, takes: sharesOf(action), ...result() };
};
