import type { Change } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { parseRoll } from '../dice/parse.ts';
import { roll } from '../dice/roll.ts';
import { harm, resourceDeltas } from '../rules/acting/harm.ts';
import { atTable, effectsOn, hasCondition } from '../rules/acting/standing.ts';
import { comesTo } from '../rules/expression.ts';
import { hasTurns, isIdle } from './abilities.ts';
import { follow, nearDeath, over, revive } from './aftermath.ts';
import { type Desk, fallenOf } from './desk.ts';
import { endAt, endWithRound } from './durations.ts';
import { type Fight, type Fighter, isUp } from './fight.ts';
import { dicesOf, holds, rollAlone } from './rolls.ts';

// Rounds and turns.
// T1. In a round everybody to whom turns come has one, and nobody two: whoever puts theirs off has it later in the same round.
// T2. What comes by itself at the beginning and at the end of a turn comes whether or not anything can be done in it.
// T3. Whoever has a turn and can do nothing with it is passed by.

/** Rounds in which nobody can do anything. */
const idleRoundsMax = 20;

// ── at the beginning and at the end ──────────────────────────────────────────────────────────────────────────────

const restore = (desk: Desk, who: string): void => {
  for (const { key, name, restored } of desk.system.resources)
    for (const { on, by } of restored) {
      if (on !== 'turn_start') continue;
      const { standing } = desk.fighter(who);
      const values = atTable(desk.system, standing);
      const rolled = by === 'all' ? null : roll(parseRoll(by, values), desk.faces);
      const most = values[`${key}_max`] ?? 0;
      const amount = rolled === null ? most - (standing.resources[key] ?? 0) : Math.floor(rolled.total);
      const because = `${name.toLowerCase()} come back`;
      const changes = resourceDeltas(desk.system, standing, { resource: key, by: amount, because });
      const rolls =
        rolled === null || rolled.faces.length === 0 ? [] : [fallenOf(rolled, { who, for: name, words: because })];
      if (changes.length > 0 || rolls.length > 0) desk.put('restored', { who, because, rolls, changes });
    }
};

/** What hurts them each turn. */
const suffer = (desk: Desk, who: string, at: 'turn_start' | 'turn_end'): void => {
  for (const { effect, source } of effectsOn(desk.system, desk.fighter(who).standing)) {
    if (effect.kind !== 'harm' || effect.at !== at || desk.fight().over !== null) continue;
    const { standing } = desk.fighter(who);
    const formula = parseRoll(effect.roll, atTable(desk.system, standing));
    const harming = { formula, type: effect.type, isCritical: false, because: source };
    const found = harm(desk.system, standing, { harming, faces: desk.faces });
    const before = desk.fight();
    const words = [`${found.damage} to ${standing.name}`, ...found.reasons].join(', ');
    const rolls = [fallenOf(found.rolled, { who, for: 'harm', words })];
    const n = desk.put('harm', { who, because: source, rolls, changes: found.deltas });
    follow(desk, { n, harms: [{ who, damage: found.damage, isCritical: false }], before });
  }
};

/** Between life and death. */
const struggle = (desk: Desk, who: string): void => {
  const { dying } = desk.system.combat;
  if (dying === undefined || desk.fight().over !== null) return;
  const { standing, status } = desk.fighter(who);
  if (status === 'dead' || !hasCondition(desk.system, standing, dying.condition)) return;
  const found = rollAlone(desk, who, { roll: dying.roll, with: dying.with, difficulty: null });
  const dice = dicesOf(desk, found);
  if (found.level === 'critical_success' && revive(desk, who, dice)) return;
  const worth = found.level === 'critical_success' || found.level === 'critical_failure' ? 2 : 1;
  const isGood = holds(found.level);
  nearDeath(desk, who, {
    ...dice,
    ...{ successes: isGood ? worth : 0, failures: isGood ? 0 : worth, from: null },
    because: isGood ? 'holds on to life' : 'is nearer to death',
  });
};

const shakeOff = (desk: Desk, who: string): void => {
  for (const { condition, lasts, difficulty = null } of desk.fighter(who).standing.conditions) {
    if (lasts.kind !== 'save' || desk.fight().over !== null) continue;
    const { conditions } = desk.fighter(who).standing;
    if (!conditions.some((each) => each.condition === condition)) continue;
    const found = rollAlone(desk, who, { roll: lasts.roll, with: lasts.with, difficulty });
    const name = desk.system.conditions.find(({ key }) => key === condition)?.name.toLowerCase() ?? condition;
    const because = holds(found.level) ? `no longer ${name}` : `still ${name}`;
    const changes: Change[] = holds(found.level) ? [{ kind: 'ends', who, condition, because }] : [];
    const n = desk.put('save', { who, because, ...dicesOf(desk, found), changes });
    if (changes.length > 0) follow(desk, { n, harms: [] });
  }
};

const lapse = (desk: Desk, who: string): void => {
  if (desk.fighter(who).readied === null) return;
  const condition = desk.system.combat.readying?.condition;
  const { conditions } = desk.fighter(who).standing;
  const because = 'the moment did not come';
  const changes: Change[] = [{ kind: 'readied', who, readied: null }];
  if (condition !== undefined && conditions.some((each) => each.condition === condition))
    changes.push({ kind: 'ends', who, condition, because });
  desk.put('ends', { who, because, changes });
};

const beginTurn = (desk: Desk, who: string): void => {
  const { fight, system } = desk;
  const { waits } = desk.fighter(who);
  const order = waits === null ? [] : [{ kind: 'order' as const, order: reordered(fight(), who) }];
  desk.put('turn', {
    who,
    because: waits === null ? 'it is their turn' : 'they step in',
    changes: [...order, { kind: 'turn', who }],
  });
  if (waits === null) lapse(desk, who);
  endAt(desk, who, 'turn_start');
  afterEnds(desk);
  // What comes at the beginning came when it was put off.
  if (waits !== null) return;
  restore(desk, who);
  suffer(desk, who, 'turn_start');
  if (fight().over === null && hasTurns(system, desk.fighter(who))) struggle(desk, who);
};

/** What ended may have been what kept somebody down, or what somebody held up. */
const afterEnds = (desk: Desk): void => {
  if (desk.fight().over === null) follow(desk, { n: desk.fight().entries, harms: [] });
};

const finishTurn = (desk: Desk, who: string): void => {
  if (desk.fighter(who).status !== 'dead') suffer(desk, who, 'turn_end');
  if (desk.fight().over === null) shakeOff(desk, who);
  if (desk.fight().over !== null) return;
  endAt(desk, who, 'turn_end');
  afterEnds(desk);
  if (desk.fight().over === null)
    desk.put('turn_over', { who, because: 'their turn is over', changes: [{ kind: 'turn_over', who }] });
};

/** Whoever steps in comes where they do from then on. */
const reordered = ({ order, fighters }: Fight, who: string): string[] => {
  const others = order.filter((each) => each !== who);
  const at = others.findIndex((each) => fighters.get(each)?.hadTurn === false && fighters.get(each)?.waits === null);
  return at === -1 ? [...others, who] : [...others.slice(0, at), who, ...others.slice(at)];
};

// ── whose turn it is ─────────────────────────────────────────────────────────────────────────────────────────────

/** Whoever nobody plays has no turns where the system has them act by what goes wrong for those who do. */
const isPassedOver = ({ combat }: RuleSystem, { sides }: Fight, { side }: Fighter): boolean =>
  combat.turns === 'players' &&
  sides.some(({ played }) => played) &&
  sides.some(({ key, played }) => key === side && !played);

/** Those who have their turn in this round yet, in order. */
export const toCome = (system: RuleSystem, fight: Fight): string[] =>
  fight.order.filter((who) => {
    const fighter = fight.fighters.get(who);
    return (
      fighter !== undefined && !fighter.hadTurn && hasTurns(system, fighter) && !isPassedOver(system, fight, fighter)
    );
  });

const nextOf = (system: RuleSystem, fight: Fight): string | null => {
  const left = toCome(system, fight);
  const waitsFor = (how: Fighter['waits']) => left.find((who) => fight.fighters.get(who)?.waits === how);
  return waitsFor('steps_in') ?? waitsFor(null) ?? waitsFor('delays') ?? null;
};

export const initiativeChanges = (desk: Desk, who: string): void => {
  const { initiative } = desk.system.combat;
  if (initiative.kind === 'told') return;
  const values = atTable(desk.system, desk.fighter(who).standing);
  const ties = initiative.ties.map((tie) => comesTo(tie, values));
  if (initiative.kind === 'value') {
    const value = comesTo(initiative.value, values);
    desk.put('initiative', {
      who,
      because: 'by value',
      changes: [{ kind: 'initiative', who, values: [value, ...ties] }],
    });
    return;
  }
  const rolled = roll(parseRoll(initiative.roll, values), desk.faces);
  const rolls = [fallenOf(rolled, { who, for: 'initiative', words: `comes to ${rolled.total}` })];
  desk.put('initiative', {
    who,
    because: 'they are quick',
    rolls,
    changes: [{ kind: 'initiative', who, values: [rolled.total, ...ties] }],
  });
};

/** By initiative, then by what ties go by, then as they came. */
export const inOrder = ({ order, fighters }: Fight): string[] =>
  order.toSorted((a, b) => {
    const [mine, theirs] = [fighters.get(a)?.initiative ?? [], fighters.get(b)?.initiative ?? []];
    const at = mine.findIndex((value, index) => value !== theirs[index]);
    return at === -1 ? 0 : (theirs[at] ?? 0) - (mine[at] ?? 0);
  });

/** Newcomers come in where their initiative puts them. */
const enter = (desk: Desk): void => {
  const { round, coming } = desk.fight();
  const now = coming.filter((each) => each.round <= round);
  if (now.length === 0) return;
  for (const { fighter } of now) {
    desk.put('joins', { who: null, because: `${fighter.name} comes in`, changes: [{ kind: 'enters', fighter }] });
    initiativeChanges(desk, fighter.key);
  }
  if (desk.system.combat.initiative.kind !== 'told')
    desk.put('initiative', { because: 'by initiative', changes: [{ kind: 'order', order: inOrder(desk.fight()) }] });
};

const beginRound = (desk: Desk): void => {
  const round = desk.fight().round + 1;
  if (round > 1) {
    endWithRound(desk);
    afterEnds(desk);
  }
  if (desk.fight().over !== null) return;
  desk.put('round', { because: `round ${round}`, changes: [{ kind: 'round', round }] });
  enter(desk);
};

/** Where nobody says whose turn it is, somebody has to be asked. */
const isAsked = ({ system, fight }: Desk): boolean =>
  system.combat.initiative.kind === 'told' &&
  toCome(system, fight()).some((who) => {
    const fighter = fight().fighters.get(who);
    return fighter !== undefined && !isIdle(system, fighter);
  });

/** Takes a turn for whoever can do nothing with it. True: it waits for somebody. */
const takeTurn = (desk: Desk, who: string): boolean => {
  beginTurn(desk, who);
  if (desk.fight().over !== null || desk.fight().turn !== who) return true;
  if (!isIdle(desk.system, desk.fighter(who))) return true;
  finishTurn(desk, who);
  return false;
};

/** Goes on to the next who can do something, or to where somebody has to be asked. */
export const advance = (desk: Desk): void => {
  let idle = 0;
  while (desk.fight().over === null) {
    const next = isAsked(desk) ? undefined : nextOf(desk.system, desk.fight());
    if (next === undefined) return;
    if (next === null) {
      if (idle++ > idleRoundsMax) return over(desk, { because: 'nobody can do anything', side: null });
      beginRound(desk);
    } else if (takeTurn(desk, next)) return;
  }
};

export const startTurn = (desk: Desk, who: string): void => {
  if (!takeTurn(desk, who)) advance(desk);
};

export const endTurn = (desk: Desk, who: string): void => {
  finishTurn(desk, who);
  advance(desk);
};

/** Whoever can do nothing any more has had their turn. */
export const settle = (desk: Desk): void => {
  const { turn, window, over: isOver } = desk.fight();
  if (turn === null || window !== null || isOver !== null) return;
  const fighter = desk.fighter(turn);
  if (!isUp(fighter) || isIdle(desk.system, fighter)) endTurn(desk, turn);
};
