import type { Change, Fallen, Status } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { resourceDeltas } from '../rules/acting/harm.ts';
import { atTable, hasCondition, type Standing } from '../rules/acting/standing.ts';
import { comesTo } from '../rules/expression.ts';
import { cannot } from './abilities.ts';
import type { Desk } from './desk.ts';
import { given } from './durations.ts';
import { type Fight, isUp } from './fight.ts';
import { testMorale } from './morale.ts';
import { dicesOf, holds, rollAlone } from './rolls.ts';

// What follows from a change, for those whom it befell: they fall, they let go of what they held up, they are nearer to death.
// A1. Whoever comes to be out of it is so in the entry after the one that did it, and nothing is done by them in between.

const statusOf = (system: RuleSystem, standing: Standing): Status => {
  const { defeated, dying } = system.combat;
  if (dying !== undefined && hasCondition(system, standing, dying.dead)) return 'dead';
  return defeated.some((condition) => hasCondition(system, standing, condition)) ? 'down' : 'up';
};

/** Conditions that somebody held up are over. */
const letGo = (
  desk: Desk,
  who: string,
  { because, from, rolls = [] }: { because: string; from: number; rolls?: Fallen[] },
): void => {
  const { holding } = desk.fighter(who);
  if (holding === null) return;
  const ended = holding.on.flatMap((each): Change[] => {
    const held = desk.fighter(each).standing.conditions.find(({ condition }) => condition === holding.condition);
    return held?.by === who ? [{ kind: 'ends', who: each, condition: holding.condition, because }] : [];
  });
  const changes: Change[] = [...ended, { kind: 'holding', who, holding: null }];
  desk.put('concentration', { who, because, from, rolls, changes });
};

/** They hold on to it, or not. */
const holdOn = (desk: Desk, who: string, { damage, from }: { damage: number; from: number }): void => {
  const { concentration } = desk.system.combat;
  const { standing, holding } = desk.fighter(who);
  if (holding === null || concentration === undefined) return;
  const difficulty = Math.floor(comesTo(concentration.difficulty, { ...atTable(desk.system, standing), damage }));
  const roll = rollAlone(desk, who, { roll: concentration.roll, with: concentration.with, difficulty });
  const { rolls, told } = dicesOf(desk, roll);
  if (holds(roll.level)) desk.put('concentration', { who, because: 'hurt, and holds on to it', from, rolls, told });
  else letGo(desk, who, { because: 'hurt, and lets go of it', from, rolls });
};

/** What was held up on those who have it no longer is not held up. */
const forgetEnded = (desk: Desk, from: number): void => {
  for (const [who, { holding }] of desk.fight().fighters) {
    if (holding === null) continue;
    const on = holding.on.filter((each) =>
      desk.fighter(each).standing.conditions.some(({ condition, by }) => condition === holding.condition && by === who),
    );
    if (on.length === holding.on.length) continue;
    const left = on.length === 0 ? null : { ...holding, on };
    desk.put('concentration', { who, because: 'it is over', from, changes: [{ kind: 'holding', who, holding: left }] });
  }
};

/** Nearer to the end, or away from it. */
export const nearDeath = (
  desk: Desk,
  who: string,
  found: {
    successes: number;
    failures: number;
    because: string;
    from: number | null;
    rolls?: Fallen[];
    told?: string[];
  },
): void => {
  const { dying } = desk.system.combat;
  if (dying === undefined) return;
  const { because, from, rolls = [], told = [] } = found;
  const before = desk.fighter(who).dying;
  const successes = Math.min(dying.successes, before.successes + found.successes);
  const failures = Math.min(dying.failures, before.failures + found.failures);
  const changes: Change[] = [{ kind: 'dying', who, successes, failures }];
  const isOver = failures >= dying.failures || successes >= dying.successes;
  if (isOver) {
    if (desk.fighter(who).standing.conditions.some(({ condition }) => condition === dying.condition))
      changes.push({ kind: 'ends', who, condition: dying.condition, because });
    const next = failures >= dying.failures ? dying.dead : dying.stable;
    if (!hasCondition(desk.system, desk.fighter(who).standing, next))
      changes.push(...given(desk, who, { condition: next, because }));
    changes.push({ kind: 'dying', who, successes: 0, failures: 0 });
  }
  const n = desk.put('dying', { who, because, from, rolls, told, changes });
  if (isOver) follow(desk, { n, harms: [] });
};

/** The best of rolls gives something back. */
export const revive = (desk: Desk, who: string, { rolls, told }: { rolls: Fallen[]; told: string[] }): boolean => {
  const revives = desk.system.combat.dying?.revives;
  if (revives === undefined) return false;
  const { standing } = desk.fighter(who);
  const by = Math.floor(comesTo(revives.by, atTable(desk.system, standing)));
  const changes = resourceDeltas(desk.system, standing, { resource: revives.resource, by, because: 'they come round' });
  const n = desk.put('dying', { who, because: 'they come round', rolls, told, changes });
  follow(desk, { n, harms: [] });
  return true;
};

export interface Hurt {
  who: string;
  damage: number;
  isCritical: boolean;
}

/** To be hurt while one dies, or when one had just stopped. */
const hurtWhileDying = (desk: Desk, before: Fight, { hurt, from }: { hurt: Hurt; from: number }): void => {
  const { dying, defeated } = desk.system.combat;
  const was = before.fighters.get(hurt.who)?.standing;
  if (dying === undefined || was === undefined || desk.fighter(hurt.who).status === 'dead') return;
  const died = hasCondition(desk.system, was, dying.condition);
  const rested = defeated.includes(dying.stable) && was.conditions.some(({ condition }) => condition === dying.stable);
  if (!died && !rested) return;
  const because = 'hurt while they lay there';
  if (rested && !died)
    desk.put('dying', {
      who: hurt.who,
      ...{ because, from },
      changes: [
        { kind: 'ends', who: hurt.who, condition: dying.stable, because },
        ...given(desk, hurt.who, { condition: dying.condition, because }),
      ],
    });
  const failures = dying.hurt * (hurt.isCritical ? 2 : 1);
  if (failures > 0) nearDeath(desk, hurt.who, { successes: 0, failures, because, from });
};

const words: Readonly<Record<Status, string>> = {
  up: 'on their feet again',
  down: 'out of it',
  dead: 'dead',
  fled: 'gone',
  surrendered: 'given up',
};

/** Those who fell, or rose. */
const restate = (desk: Desk, from: number): boolean => {
  let didAny = false;
  for (const [who, { status, standing, readied, dying }] of desk.fight().fighters) {
    if (status === 'fled' || status === 'surrendered') continue;
    const now = statusOf(desk.system, standing);
    if (now === status) continue;
    didAny = true;
    const changes: Change[] = [{ kind: 'status', who, status: now }];
    if (now !== 'up' && readied !== null) changes.push({ kind: 'readied', who, readied: null });
    if (now === 'up' && dying.successes + dying.failures > 0)
      changes.push({ kind: 'dying', who, successes: 0, failures: 0 });
    desk.put(now === 'up' ? 'rises' : 'falls', { who, because: words[now], from, changes });
  }
  return didAny;
};

/** Those who cannot keep their mind on it. */
const distract = (desk: Desk, from: number): void => {
  for (const [who, fighter] of desk.fight().fighters) {
    if (fighter.holding === null) continue;
    const why = isUp(fighter) ? cannot(desk.system, fighter.standing, 'concentrate') : 'out of it';
    if (why !== null) letGo(desk, who, { because: why, from });
  }
};

const isDecided = ({ fighters, coming, sides }: Fight): { side: string | null } | null => {
  const standing = new Set([...fighters.values()].flatMap((each) => (isUp(each) ? [each.side] : [])));
  for (const { fighter } of coming) standing.add(fighter.side);
  if (standing.size > 1) return null;
  const [side = null] = standing;
  return { side: sides.some(({ key }) => key === side) ? side : null };
};

export const over = (
  desk: Desk,
  { because, side, from = null }: { because: string; side: string | null; from?: number | null },
): void => {
  desk.put('over', { because, from, changes: [{ kind: 'over', side, because }] });
};

const decide = (desk: Desk, from: number): void => {
  const found = desk.fight().over === null ? isDecided(desk.fight()) : null;
  if (found === null) return;
  const { sides } = desk.fight();
  const name = sides.find(({ key }) => key === found.side)?.name;
  over(desk, { because: name === undefined ? 'nobody stands' : `nobody stands but ${name}`, side: found.side, from });
};

/** All that follows from an entry. `before`: the fight before it, where it hurt somebody. */
export const follow = (
  desk: Desk,
  { n, harms, before }: { n: number; harms: readonly Hurt[]; before?: Fight },
): void => {
  if (before !== undefined)
    for (const hurt of harms) if (hurt.damage > 0) hurtWhileDying(desk, before, { hurt, from: n });
  const didAny = restate(desk, n);
  distract(desk, n);
  for (const { who, damage } of harms) if (damage > 0) holdOn(desk, who, { damage, from: n });
  forgetEnded(desk, n);
  decide(desk, n);
  const isHurt = harms.some(({ damage }) => damage > 0);
  // Whoever goes on when somebody falls is asked then, and not at every step.
  if (desk.fight().over === null && (didAny || isHurt))
    testMorale(desk, n, (tested) => follow(desk, { n: tested, harms: [] }));
};

/** What follows from somebody's leaving. */
export const restated = (desk: Desk, n: number): void => follow(desk, { n, harms: [] });
