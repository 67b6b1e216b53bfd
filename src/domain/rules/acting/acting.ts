import type { SuccessLevel } from '../../../../schemas/success-level.ts';
import type { Outcome, RuleAction } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Faces } from '../../dice/roll.ts';
import { comesTo } from '../expression.ts';
import { thingOf } from '../sheet.ts';
import { bringAbout, type BroughtAbout, type Present } from './outcomes.ts';
import { actionOf, assertAble, needsOther, paid, sharesOf, unarmed } from './refusing.ts';
import { type RolledFor, rolledFor, type Trying } from './rolling.ts';
import { atTable } from './standing.ts';

// What somebody does by the rules, and what comes of it.
// A1. What cannot be done or paid for is refused before a die is thrown, and changes nothing.
// A2. Numbers change by deltas alone, each with what brought it about; they are handed back, and whoever has the standing applies them in their order.
// A3. The same standing and the same faces bring about the same.

export interface Doing extends Trying, Present {
  /** Its key. */
  action: string;
  /** With what of their gear; null: the first that fits. */
  using: string | null;
}

export interface Acted extends BroughtAbout {
  action: RuleAction;
  roll: RolledFor | null;
  level: SuccessLevel;
  /** Shares of a turn that it took. */
  takes: readonly string[];
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
    const thing = thingOf(system, actor.sheet, key);
    if (thing?.weapon?.with.some((value) => action.roll?.with.includes(value) === true) === true) return thing;
  }
  throw unarmed(actor, action, using);
};

/** As it is said for the level, or for the plain one where nothing is: who hits as well as can be hits. */
const outcomesAt = ({ outcomes }: RuleAction, level: SuccessLevel): readonly Outcome[] => {
  if (level === 'critical_success') return outcomes.critical_success ?? outcomes.success ?? [];
  if (level === 'critical_failure') return outcomes.critical_failure ?? outcomes.failure ?? [];
  return outcomes[level] ?? [];
};

/** Whoever it is aimed at throws, where the action says so; what speaks for who acts does not speak for them. */
const thrownBy = (doing: Doing, { name, roll }: RuleAction, difficulty: number | null): Trying => {
  const asked = { ...doing, difficulty: doing.difficulty ?? difficulty };
  if (roll?.who !== 'other') return asked;
  if (doing.other === null) throw needsOther(name);
  return { ...asked, actor: doing.other, other: doing.actor, reasons: [], modifiers: [], how: 'rolled' };
};

const rollFor = (
  system: RuleSystem,
  doing: Doing,
  { action, weapon, faces }: { action: RuleAction; weapon: Gear | null; faces: Faces },
): RolledFor | null => {
  const asked = action.roll;
  if (asked === undefined) return null;
  const keys = asked.with.filter((key) => weapon?.weapon?.with.includes(key) ?? true);
  const hard = asked.difficulty;
  const difficulty = hard === undefined ? null : Math.floor(comesTo(hard, atTable(system, doing.actor)));
  return rolledFor(system, { roll: asked.kind, keys, trying: thrownBy(doing, action, difficulty) }, faces);
};

export const act = (system: RuleSystem, doing: Doing, faces: Faces): Acted => {
  const action = actionOf(system, doing.actor, doing.action);
  assertAble(system, doing.actor, action);
  assertSomebody(doing, action);
  const costs = paid(system, doing.actor, action);
  const weapon = weaponOf(system, doing, action);
  const roll = rollFor(system, doing, { action, weapon, faces });
  const level = roll?.level ?? 'success';
  const isCritical = level === 'critical_success' && action.roll?.who !== 'other';
  const found = bringAbout(system, doing, {
    ...{ because: action.name, costs, outcomes: outcomesAt(action, level), isCritical, faces },
    ...{ weapon: weapon?.weapon ?? null, succeeded: roll?.succeeded ?? null },
  });
  return { action, roll, level, takes: sharesOf(action), ...found };
};
