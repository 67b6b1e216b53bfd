import type { RuleAction } from '../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { effectsOn, hasCondition, type Standing } from '../rules/acting/standing.ts';
import { sharesOf } from '../rules/acting/refusing.ts';
import { atTable } from '../rules/acting/standing.ts';
import { weaponsFor } from '../rules/acting/acting.ts';
import { type Fighter, isThere, isUp } from './fight.ts';
import { hair, rangeOf, touchOf } from './field.ts';

// What somebody is able to, by how they stand.

type Activity = 'act' | 'react' | 'move' | 'concentrate' | 'approach';

export const cannot = (system: RuleSystem, standing: Standing, what: Activity): string | null =>
  effectsOn(system, standing).find(({ effect }) => effect.kind === 'cannot' && effect.what.includes(what))?.source ??
  null;

/** Metres in a turn. */
export const speedOf = (system: RuleSystem, { standing }: Fighter): number => {
  if (cannot(system, standing, 'move') !== null) return 0;
  const { speed, ranges } = system.combat;
  const plain = speed === undefined ? (ranges[1] ?? ranges[0])?.metres : atTable(system, standing)[speed];
  const times = effectsOn(system, standing).reduce(
    (all, { effect }) => (effect.kind === 'speed' ? all * effect.times : all),
    1,
  );
  return Math.max(0, Math.floor((plain ?? 0) * times));
};

export const shareCount = ({ combat: { economy } }: RuleSystem, share: string): number =>
  economy.find(({ key }) => key === share)?.count ?? 0;

export const hasShare = (system: RuleSystem, { spent }: Fighter, share: string): boolean =>
  (spent[share] ?? 0) < shareCount(system, share);

/** Metres that they can still go in this turn. */
export const metresLeft = (system: RuleSystem, fighter: Fighter): number => {
  const { moving } = system.combat;
  if (moving !== undefined && fighter.gone === 0 && !hasShare(system, fighter, moving.takes)) return 0;
  return Math.max(0, speedOf(system, fighter) - fighter.gone);
};

/** Nothing can come of their turn but what comes by itself. */
export const isIdle = (system: RuleSystem, fighter: Fighter): boolean =>
  !isUp(fighter) || (cannot(system, fighter.standing, 'act') !== null && speedOf(system, fighter) === 0);

/** Whether turns come to them: to those who lie and for whom nothing runs out, none do. */
export const hasTurns = (system: RuleSystem, fighter: Fighter): boolean => {
  if (isUp(fighter)) return true;
  if (!isThere(fighter) || fighter.status === 'dead') return false;
  const { dying } = system.combat;
  const { standing } = fighter;
  return (
    (dying !== undefined && hasCondition(system, standing, dying.condition)) ||
    standing.conditions.some(({ until, lasts }) => until !== undefined || lasts.kind === 'save') ||
    effectsOn(system, standing).some(({ effect }) => effect.kind === 'harm')
  );
};

// ── how far ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Gear = RuleSystem['gear'][number];

export interface Reach {
  /** What it is done with. */
  using: Gear | null;
  /** In metres: farther than `nearest`, no farther than `farthest`. */
  nearest: number;
  farthest: number;
}

/** Neither too near nor too far. */
export const isWithin = ({ nearest, farthest }: Reach, metres: number): boolean =>
  metres <= farthest + hair && (nearest === 0 || metres > nearest - hair);

const reachOfWeapon = (system: RuleSystem, thing: Gear): Reach => {
  const { ranges } = system.combat;
  const from = ranges.findIndex(({ key }) => key === thing.weapon?.nearest);
  return {
    using: thing,
    nearest: from <= 0 ? 0 : (ranges[from - 1]?.metres ?? 0),
    farthest: rangeOf(system, thing.weapon?.farthest ?? ''),
  };
};

/** The ways in which an action can be done, by what it is done with. None: they have nothing for it. */
export const reachesOf = (system: RuleSystem, standing: Standing, action: RuleAction): readonly Reach[] => {
  const { reach } = action;
  const weapons = weaponsFor(system, standing, action);
  if (weapons !== null) return weapons.map((thing) => reachOfWeapon(system, thing));
  return [
    { using: null, nearest: 0, farthest: reach === undefined ? touchOf(system) : rangeOf(system, reach.farthest) },
  ];
};

export const isReaction = ({ combat: { economy } }: RuleSystem, action: RuleAction): boolean => {
  const shares = sharesOf(action);
  return shares.length > 0 && shares.every((share) => economy.find(({ key }) => key === share)?.per === 'round');
};
