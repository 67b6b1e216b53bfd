import type { Change, Spot, Trigger, Window } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { sharesOf } from '../rules/acting/refusing.ts';
import { hasCondition } from '../rules/acting/standing.ts';
import { cannot, hasShare, isWithin, metresLeft, reachesOf, speedOf } from './abilities.ts';
import { restated } from './aftermath.ts';
import { type Desk, refuse } from './desk.ts';
import { along, apart, edgeFrom, hair, inField, isAtEdge, isInField, leavesAt, touchOf } from './field.ts';
import { type Fight, type Fighter, foesOf, isUp } from './fight.ts';

// Going from one place to another, and the chances that it gives to others.
// M1. Whoever leaves the reach of a foe who can strike stands still until that foe has struck or let it go.
// M2. A way is gone as far as it is allowed and no farther: what stops somebody stops them there.

export type Going = NonNullable<Window['going']>;

/** Whether a foe can strike at whoever leaves. */
const canStrike = (system: RuleSystem, foe: Fighter): boolean => {
  const { opportunity } = system.combat;
  const action = system.actions.find(({ key }) => key === opportunity?.action);
  if (action === undefined || !isUp(foe) || cannot(system, foe.standing, 'react') !== null) return false;
  const isTheirs = !action.special || foe.standing.actions.includes(action.key);
  return (
    isTheirs &&
    sharesOf(action).every((share) => hasShare(system, foe, share)) &&
    reachesOf(system, foe.standing, action).some(({ nearest }) => nearest === 0)
  );
};

/** Those whose reach is left first on the way, and where. */
const firstLeft = (
  { system, fight }: Desk,
  mover: Fighter,
  { to, asked }: Pick<Going, 'to' | 'asked'>,
): { foes: string[]; metres: number } | null => {
  const { opportunity } = system.combat;
  if (opportunity === undefined || hasCondition(system, mover.standing, opportunity.unless)) return null;
  const left = foesOf(fight(), mover).flatMap((foe) => {
    if (asked.includes(foe.standing.key) || !canStrike(system, foe)) return [];
    const metres = leavesAt({ from: mover.at, to }, foe.at, touchOf(system));
    return metres === null ? [] : [{ who: foe.standing.key, metres }];
  });
  if (left.length === 0) return null;
  const metres = Math.min(...left.map((each) => each.metres));
  return { metres, foes: left.filter((each) => each.metres <= metres + hair).map(({ who }) => who) };
};

const step = (
  desk: Desk,
  who: string,
  { to, flees, from }: { to: Spot; flees: boolean; from: number | null },
): void => {
  const { at, gone } = desk.fighter(who);
  if (apart(at, to) < hair) return;
  const because = flees ? 'away from here' : 'they go';
  const { moving } = desk.system.combat;
  const share: Change[] =
    moving !== undefined && gone === 0
      ? [{ kind: 'share', who, share: moving.takes, spent: (desk.fighter(who).spent[moving.takes] ?? 0) + 1 }]
      : [];
  const metres = Math.round((gone + apart(at, to)) * 100) / 100;
  const changes: Change[] = [...share, { kind: 'place', who, from: at, to, because }, { kind: 'gone', who, metres }];
  desk.put(flees ? 'flees' : 'moves', { who, because, from, changes });
};

const arrive = (desk: Desk, who: string, { from, flees }: Going): void => {
  if (!flees) {
    openReadied(desk, { by: who, on: 'comes_near', from });
    return;
  }
  if (!isAtEdge(desk.fight().field, desk.fighter(who).at)) return;
  const changes: Change[] = [{ kind: 'status', who, status: 'fled' }];
  if (desk.fighter(who).readied !== null) changes.push({ kind: 'readied', who, readied: null });
  restated(desk, desk.put('flees', { who, because: 'they leave the field', changes }));
};

/** Goes on until something gives others a chance, or to the end of the way. */
export const goOn = (desk: Desk, who: string, going: Going): void => {
  const mover = desk.fighter(who);
  if (!isUp(mover) || cannot(desk.system, mover.standing, 'move') !== null || desk.fight().over !== null) return;
  const left = firstLeft(desk, mover, going);
  if (left === null) {
    step(desk, who, { to: going.to, flees: going.flees, from: null });
    arrive(desk, who, going);
    return;
  }
  // Still within reach: at most where it ends.
  step(desk, who, {
    to: inField(desk.fight().field, along(mover.at, going.to, Math.max(0, left.metres - 2 * hair))),
    flees: going.flees,
    from: null,
  });
  const window: Window = {
    kind: 'opportunity',
    by: who,
    waiting: left.foes,
    going: { ...going, asked: [...going.asked, ...left.foes] },
  };
  desk.put('chance', { who, because: 'they leave the reach of a foe', changes: [{ kind: 'window', window }] });
};

const nearestFoe = (fight: Fight, fighter: Fighter, at: Spot): number =>
  Math.min(Infinity, ...foesOf(fight, fighter).map((foe) => apart(foe.at, at)));

const assertCanGo = (desk: Desk, fighter: Fighter): void => {
  const { name } = fighter.standing;
  const why = cannot(desk.system, fighter.standing, 'move');
  if (why !== null) refuse('cannot_move', `${name} cannot move`, `Why: ${why}.`);
  if (metresLeft(desk.system, fighter) > 0) return;
  if (speedOf(desk.system, fighter) === 0) refuse('cannot_move', `${name} cannot get away from where they are`);
  refuse('share_spent', `${name} cannot go any farther in this turn`);
};

export const move = (desk: Desk, who: string, to: Spot): void => {
  const fighter = desk.fighter(who);
  const fight = desk.fight();
  assertCanGo(desk, fighter);
  if (!isInField(fight.field, to))
    refuse('outside_field', `that is outside of the field`, `It is ${fight.field.width} m by ${fight.field.depth} m.`);
  const metres = apart(fighter.at, to);
  const left = metresLeft(desk.system, fighter);
  if (metres > left + hair)
    refuse('too_far', `that is ${Math.round(metres)} m, and ${fighter.standing.name} can go ${left} m`);
  const why = cannot(desk.system, fighter.standing, 'approach');
  if (why !== null && nearestFoe(fight, fighter, to) < nearestFoe(fight, fighter, fighter.at) - hair)
    refuse('cannot_approach', `${fighter.standing.name} cannot go nearer to a foe`, `Why: ${why}.`);
  goOn(desk, who, { to: inField(fight.field, to), from: fighter.at, flees: false, asked: [] });
};

/** As far towards the nearest edge as they can go. */
export const flee = (desk: Desk, who: string): void => {
  const fighter = desk.fighter(who);
  assertCanGo(desk, fighter);
  const edge = edgeFrom(desk.fight().field, fighter.at);
  const metres = Math.min(apart(fighter.at, edge), metresLeft(desk.system, fighter));
  const to = metres === 0 ? fighter.at : inField(desk.fight().field, along(fighter.at, edge, metres));
  goOn(desk, who, { to, from: fighter.at, flees: true, asked: [] });
};

// ── what others waited for ───────────────────────────────────────────────────────────────────────────────────────

interface Happened {
  by: string;
  on: Trigger['on'];
  /** Where whoever came was before. */
  from?: Spot;
  /** Against whom it was done. */
  against?: readonly string[];
}

const isNear = (desk: Desk, waiter: Fighter, at: Spot): boolean => {
  const action = desk.system.actions.find(({ key }) => key === waiter.readied?.action);
  if (action === undefined) return false;
  const using = waiter.readied?.using ?? null;
  return reachesOf(desk.system, waiter.standing, action).some(
    (reach) => (using === null || reach.using?.key === using) && isWithin(reach, apart(waiter.at, at)),
  );
};

const canReact = ({ system }: Desk, waiter: Fighter): boolean => {
  const { readying } = system.combat;
  if (readying === undefined || !isUp(waiter) || !hasShare(system, waiter, readying.takes)) return false;
  return cannot(system, waiter.standing, 'react') === null;
};

const isMeant = (desk: Desk, waiter: Fighter, { by, on }: Happened): boolean => {
  const { readied, side, standing } = waiter;
  if (readied?.trigger.on !== on || standing.key === by) return false;
  const { who } = readied.trigger;
  return who === null ? desk.fighter(by).side !== side : who === by;
};

/** Whether it is what they waited for. */
const isMoment = (desk: Desk, waiter: Fighter, happened: Happened): boolean => {
  if (!isMeant(desk, waiter, happened) || !canReact(desk, waiter)) return false;
  const { by, on, from, against = [] } = happened;
  const doer = desk.fighter(by);
  if (on === 'comes_near') return isNear(desk, waiter, doer.at) && (from === undefined || !isNear(desk, waiter, from));
  return on !== 'attacks' || against.some((who) => desk.fighter(who).side === waiter.side);
};

/** A chance for those who waited for it. */
export const openReadied = (desk: Desk, happened: Happened): void => {
  if (desk.fight().over !== null || desk.fight().window !== null) return;
  const waiting = [...desk.fight().fighters].flatMap(([who, fighter]) =>
    isMoment(desk, fighter, happened) ? [who] : [],
  );
  if (waiting.length === 0) return;
  const window: Window = { kind: 'readied', by: happened.by, waiting, going: null };
  desk.put('chance', {
    who: happened.by,
    because: 'that is what they waited for',
    changes: [{ kind: 'window', window }],
  });
};
