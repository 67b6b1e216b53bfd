import type { SuccessLevel } from '../../../../schemas/success-level.ts';
import type { Outcome, RuleAction } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { DeckState } from '../../cards/deck.ts';
import type { Faces } from '../../dice/roll.ts';
import { quoted } from '../../quoted.ts';
import { withDeck } from '../cards.ts';
import { comesTo } from '../expression.ts';
import { thingOf } from '../sheet.ts';
import { bringAbout, type Bringing, type BroughtAbout, type Choice, type Present } from './outcomes.ts';
import { actionOf, assertAble, needsOther, noHelp, paid, sharesOf, unarmed } from './refusing.ts';
import { type Asking, type RolledFor, rolledFor, type Trying } from './rolling.ts';
import { atTable, type Standing } from './standing.ts';

// What somebody does by the rules, and what comes of it.
// A1. What cannot be done or paid for is refused before a die is thrown, and changes nothing.
// A2. Numbers change by deltas alone, each with what brought it about; they are handed back, and whoever has the standing applies them in their order.
// A3. The same standing and the same faces bring about the same.

export interface Doing extends Trying, Present {
  /** Its key. */
  action: string;
  /** With what of their gear; null: the first that fits. */
  using: string | null;
  /** What it costs was paid with what it did to somebody else before. */
  isPaid?: boolean;
}

export interface Acted extends BroughtAbout {
  action: RuleAction;
  roll: RolledFor | null;
  level: SuccessLevel;
  /** Shares of a turn that it took. */
  takes: readonly string[];
  /** What somebody chose of what was left to them. */
  chosen: readonly { by: Choice['by']; picks: readonly string[] }[];
  /** Which cards are out afterwards; null: none are drawn here. Whoever draws again goes on from it. */
  deck: DeckState | null;
}

type Gear = RuleSystem['gear'][number];

/** Whatever may come of it, by itself or because somebody chooses it. */
const allOf = ({ outcomes }: RuleAction): Outcome[] =>
  Object.values(outcomes).flatMap((some) =>
    some.flatMap((each) => (each.kind === 'choose' ? each.of.flatMap((option) => option.outcomes) : [each])),
  );

export const isArmed = (action: RuleAction): boolean =>
  allOf(action).some((each) => each.kind === 'harm' && each.roll === 'weapon');

/** Whatever comes of it, comes of it to somebody. */
export const assertSomebody = ({ other }: Pick<Doing, 'other'>, action: RuleAction): void => {
  if (other === null && allOf(action).some((each) => 'to' in each && each.to === 'other'))
    throw needsOther(action.name);
};

/** What of their gear it can be done with; null: it takes nothing. */
export const weaponsFor = (system: RuleSystem, { sheet }: Standing, action: RuleAction): readonly Gear[] | null =>
  !isArmed(action)
    ? null
    : sheet.gear.flatMap((key) => {
        const thing = thingOf(system, sheet, key);
        const fits = thing?.weapon?.with.some((value) => action.roll?.with.includes(value) === true) ?? false;
        return thing !== undefined && fits ? [thing] : [];
      });

/** What it is done with; null: it takes nothing. */
const weaponOf = (system: RuleSystem, { actor, using }: Doing, action: RuleAction): Gear | null => {
  const weapons = weaponsFor(system, actor, action);
  if (weapons === null) return null;
  const thing = weapons.find(({ key }) => using === null || key === using);
  if (thing === undefined) throw unarmed(actor, action, using);
  return thing;
};

/** As it is said for the level, or for the plain one where nothing is: who hits as well as can be hits. */
export const outcomesAt = ({ outcomes }: RuleAction, level: SuccessLevel): readonly Outcome[] => {
  if (level === 'critical_success') return outcomes.critical_success ?? outcomes.success ?? [];
  if (level === 'critical_failure') return outcomes.critical_failure ?? outcomes.failure ?? [];
  return outcomes[level] ?? [];
};

/** Whoever it is aimed at throws, where the action says so; what speaks for who acts does not speak for them. */
const thrownBy = (doing: Doing, { name, roll }: RuleAction, difficulty: number | null): Trying => {
  const asked = { ...doing, difficulty: doing.difficulty ?? difficulty };
  if (roll?.who !== 'other') return asked;
  if (doing.other === null) throw needsOther(name);
  if ((doing.helpers ?? []).length > 0)
    throw noHelp(`nobody helps with ${quoted(name)}: whoever it is done to throws for it`);
  return { ...asked, actor: doing.other, other: doing.actor, reasons: [], modifiers: [], how: 'rolled' };
};

/** What is thrown for it; null: it succeeds without a roll. */
export const askingOf = (
  system: RuleSystem,
  doing: Doing,
  { action, weapon }: { action: RuleAction; weapon: Gear | null },
): Asking | null => {
  const asked = action.roll;
  if (asked === undefined) {
    if ((doing.helpers ?? []).length > 0)
      throw noHelp(`nobody throws for ${quoted(action.name)}, so nobody helps with it`);
    return null;
  }
  const keys = asked.with.filter((key) => weapon?.weapon?.with.includes(key) ?? true);
  const hard = asked.difficulty;
  const difficulty = hard === undefined ? null : Math.floor(comesTo(hard, atTable(system, doing.actor)));
  return { roll: asked.kind, keys, trying: thrownBy(doing, action, difficulty) };
};

/** With what something comes about. */
export const meansOf = (
  system: RuleSystem,
  doing: Doing,
  { action, level, succeeded }: Pick<Acted, 'action' | 'level'> & { succeeded: Bringing['succeeded'] },
): Pick<Bringing, 'because' | 'isCritical' | 'weapon' | 'succeeded'> => ({
  because: action.name,
  isCritical: level === 'critical_success' && action.roll?.who !== 'other',
  weapon: weaponOf(system, doing, action)?.weapon ?? null,
  succeeded,
});

export const act = (system: RuleSystem, doing: Doing, from: Faces): Acted => {
  const faces = withDeck(system.mechanic, from);
  const action = actionOf(system, doing.actor, doing.action);
  if (doing.isPaid !== true) assertAble(system, doing.actor, action);
  assertSomebody(doing, action);
  const price = doing.isPaid === true ? [] : paid(system, doing.actor, { cost: action.cost, because: action.name });
  const asking = askingOf(system, doing, { action, weapon: weaponOf(system, doing, action) });
  const roll = asking === null ? null : rolledFor(system, asking, faces);
  const level = roll?.level ?? 'success';
  const costs = [...price, ...(roll?.helps.flatMap(({ deltas }) => deltas) ?? [])];
  const found = bringAbout(system, doing, {
    ...meansOf(system, doing, { action, level, succeeded: roll?.succeeded ?? null }),
    ...{ costs, outcomes: outcomesAt(action, level), faces },
  });
  return { action, roll, level, takes: sharesOf(action), chosen: [], deck: faces.deck?.state() ?? null, ...found };
};
