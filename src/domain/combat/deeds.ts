import type { Change, Command, Spot } from '../../../schemas/combat.ts';
import type { Delta } from '../../../schemas/deltas.ts';
import type { RuleAction } from '../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { quoted } from '../quoted.ts';
import { type Acted, act } from '../rules/acting/acting.ts';
import { actionOf, sharesOf } from '../rules/acting/refusing.ts';
import type { Standing } from '../rules/acting/standing.ts';
import { cannot, hasShare, type Reach, reachesOf } from './abilities.ts';
import { follow, type Hurt } from './aftermath.ts';
import { type Desk, fallenOf, refuse } from './desk.ts';
import { timed } from './durations.ts';
import { along, apart, bandOf, coverEffects, hair, inField, screenBetween, touchOf } from './field.ts';
import { type Fight, type Fighter, foesOf, isThere } from './fight.ts';
import { dicesOf } from './rolls.ts';

// What somebody does in a fight: first whether it can be done, then what comes of it by the rules.

export type Act = Extract<Command, { kind: 'act' }>;

interface Aimed {
  action: RuleAction;
  reach: Reach;
  targets: readonly string[];
}

const targetOf = (fight: Fight, who: string): Fighter => {
  const found = fight.fighters.get(who);
  if (found === undefined) return refuse('unknown_target', `nobody in the fight is ${quoted(who)}`);
  if (!isThere(found)) return refuse('out_of_fight', `${found.standing.name} has left the fight`);
  return found;
};

/** Whether it reaches, and why not. */
const objectionTo = (fight: Fight, { from, to }: { from: Fighter; to: Fighter }, reach: Reach) => {
  const metres = apart(from.at, to.at);
  if (metres > reach.farthest + hair) return 'out_of_range' as const;
  if (metres <= reach.nearest - hair && reach.nearest > 0) return 'too_near' as const;
  return screenBetween(fight.field, from.at, to.at) === null ? null : ('no_line' as const);
};

/** With the first thing that reaches all of them. */
const reachFor = (
  desk: Desk,
  { by, action, using }: { by: Fighter; action: RuleAction; using: string | null },
  targets: readonly Fighter[],
): Reach => {
  const all = reachesOf(desk.system, by.standing, action);
  const meant = using === null || all[0]?.using === null ? all : all.filter((each) => each.using?.key === using);
  const { name } = by.standing;
  const [first] = meant;
  if (first === undefined)
    return refuse(
      'unarmed',
      `${name} has no ${using === null ? 'weapon' : quoted(using)} to ${action.name.toLowerCase()} with`,
    );
  const others = targets.filter((each) => each !== by);
  const objected = (reach: Reach): Fighter | undefined =>
    others.find((to) => objectionTo(desk.fight(), { from: by, to }, reach) !== null);
  const fits = meant.find((reach) => objected(reach) === undefined);
  const to = objected(first);
  if (fits !== undefined || to === undefined) return fits ?? first;
  return cannotReach(desk, { from: by, to }, first);
};

const cannotReach = (desk: Desk, between: { from: Fighter; to: Fighter }, reach: Reach): never => {
  const { from, to } = between;
  const { name } = to.standing;
  const metres = Math.round(apart(from.at, to.at));
  switch (objectionTo(desk.fight(), between, reach)) {
    case 'no_line':
      return refuse('no_line', `${from.standing.name} does not see ${name}: something is in between`);
    case 'too_near':
      return refuse('too_near', `${name} is too near for it: ${metres} m`);
    default:
      return refuse('out_of_range', `${name} is out of range: ${metres} m, and it reaches ${reach.farthest} m`);
  }
};

const isAimedAtOthers = ({ outcomes, roll }: RuleAction): boolean =>
  roll?.who === 'other' ||
  Object.values(outcomes).some((some) =>
    some.some((each) => 'to' in each && (each.to === 'other' || each.to === 'ally')),
  );

/** All within the metres of it around a spot; nobody else is spared because they are on the same side. */
export const withinArea = (fight: Fight, at: Spot, metres: number): string[] =>
  [...fight.fighters].flatMap(([who, fighter]) =>
    isThere(fighter) && fighter.status !== 'dead' && apart(fighter.at, at) <= metres + hair ? [who] : [],
  );

const areaOf = (desk: Desk, { who, at }: Act, action: RuleAction): string[] | null => {
  const metres = action.reach?.metres;
  if (at === null) return null;
  const by = desk.fighter(who);
  if (metres === undefined) return refuse('no_area', `${quoted(action.name)} is aimed at somebody`, 'Say at whom.');
  const [reach] = reachesOf(desk.system, by.standing, action);
  if (apart(by.at, at) > (reach?.farthest ?? 0) + hair)
    return refuse(
      'out_of_range',
      `it is ${Math.round(apart(by.at, at))} m to there, and it reaches ${reach?.farthest ?? 0} m`,
    );
  if (screenBetween(desk.fight().field, by.at, at) !== null)
    return refuse('no_line', `${by.standing.name} does not see the place: something is in between`);
  const found = withinArea(desk.fight(), at, metres);
  return found.length > 0 ? found : refuse('nobody_there', 'nobody is there');
};

/** Several who are aimed at stand as close together as the action says. */
const assertTogether = (fight: Fight, action: RuleAction, targets: readonly string[]): void => {
  const { targets: most = 1, metres } = action.reach ?? {};
  if (targets.length > most)
    refuse('too_many_targets', `${quoted(action.name)} reaches ${most} at most, and not ${targets.length}`);
  if (new Set(targets).size < targets.length) refuse('too_many_targets', 'nobody is aimed at twice');
  const [first] = targets.map((each) => targetOf(fight, each));
  if (metres === undefined || first === undefined) return;
  if (targets.some((each) => apart(targetOf(fight, each).at, first.at) > metres * 2 + hair))
    refuse('out_of_range', `they do not stand within ${metres * 2} m of each other`);
};

const aimedBy = (desk: Desk, command: Act): Aimed => {
  const { who, action: key, using } = command;
  const fight = desk.fight();
  const by = desk.fighter(who);
  const action = actionOf(desk.system, by.standing, key);
  const area = areaOf(desk, command, action);
  const targets = (area ?? command.targets).slice(0, Math.max(action.reach?.targets ?? 1, command.targets.length));
  if (area === null) assertTogether(fight, action, targets);
  const others = targets.map((each) => targetOf(fight, each));
  const reach =
    area === null
      ? reachFor(desk, { by, action, using }, others)
      : (reachesOf(desk.system, by.standing, action)[0] ?? { using: null, nearest: 0, farthest: 0 });
  return { action, reach, targets: targets.length === 0 && !isAimedAtOthers(action) ? [] : targets };
};

// ── what it takes ────────────────────────────────────────────────────────────────────────────────────────────────

/** Shares of the turn that it takes; what takes none is done once in a turn. */
const shareChanges = (
  system: RuleSystem,
  by: Fighter,
  { action, shares }: { action: RuleAction; shares: readonly string[] },
): Change[] => {
  const who = by.standing.key;
  const { name } = by.standing;
  if (shares.length === 0) {
    if (by.once.includes(action.key))
      refuse('share_spent', `${name} did that already in this turn: ${quoted(action.name)}`);
    return [{ kind: 'once', who, action: action.key }];
  }
  return shares.map((share) => {
    const called = system.combat.economy.find(({ key }) => key === share)?.name ?? share;
    if (!hasShare(system, by, share)) refuse('share_spent', `${name} has no ${called.toLowerCase()} left`);
    return { kind: 'share', who, share, spent: (by.spent[share] ?? 0) + 1 };
  });
};

// ── what comes of it ─────────────────────────────────────────────────────────────────────────────────────────────

const seenFrom = (desk: Desk, of: Fighter, by: Fighter): Standing => {
  const around = coverEffects(desk.system, desk.fight(), { of, by });
  return around.length === 0 ? of.standing : { ...of.standing, around };
};

const nearTo = (desk: Desk, by: Fighter): Standing[] =>
  [...desk.fight().fighters.values()].flatMap((each) =>
    each !== by && isThere(each) && apart(each.at, by.at) <= touchOf(desk.system) + hair ? [each.standing] : [],
  );

/** From bands of range to a place: nearer to whom it is about, or away. */
const moveChanges = (
  desk: Desk,
  acted: Acted,
  { by, to, away }: { by: Fighter; to: Fighter | null; away: boolean },
): Change[] => {
  const { ranges } = desk.system.combat;
  return acted.moves.flatMap(({ who, bands }): Change[] => {
    const mover = desk.fighter(who);
    const from = [to, by, ...foesOf(desk.fight(), mover)].filter((each) => each !== null && each.standing.key !== who);
    const other = from.reduce<Fighter | null>(
      (best, each) =>
        best === null || (each !== null && to === null && apart(each.at, mover.at) < apart(best.at, mover.at))
          ? each
          : best,
      null,
    );
    if (other === null) return [];
    const nearer = away ? -bands : bands;
    const now = bandOf(desk.system, apart(mover.at, other.at));
    const band = Math.max(0, Math.min(ranges.length - 1, now - nearer));
    const metres = ranges[band]?.metres ?? 0;
    const isThereAlready = nearer > 0 ? apart(mover.at, other.at) <= metres : apart(mover.at, other.at) >= metres;
    if (isThereAlready || cannot(desk.system, mover.standing, 'move') !== null) return [];
    const place = inField(desk.fight().field, along(other.at, mover.at, metres));
    return [{ kind: 'place', who, from: mover.at, to: place, because: acted.action.name }];
  });
};

/** Who does it, and holds a condition up for as long as it lasts. */
const holdingChange = (desk: Desk, who: string, deltas: readonly Delta[]): Change[] => {
  const isHeldUp = (key: string): boolean =>
    desk.system.conditions.some((each) => each.key === key && each.concentration);
  const given = deltas.flatMap((delta) => (delta.kind === 'condition' && isHeldUp(delta.condition) ? [delta] : []));
  const [first] = given;
  if (first === undefined) return [];
  const before = desk.fighter(who).holding;
  const kept = before?.condition === first.condition ? before.on : [];
  const on = [
    ...new Set([...kept, ...given.filter(({ condition }) => condition === first.condition).map((each) => each.who)]),
  ];
  return [{ kind: 'holding', who, holding: { condition: first.condition, on } }];
};

/** What was held up before ends where something else is. */
const insteadOf = (desk: Desk, who: string, holding: readonly Change[]): Change[] => {
  const before = desk.fighter(who).holding;
  const [next] = holding;
  if (before === null || next?.kind !== 'holding' || next.holding?.condition === before.condition) return [];
  return before.on.flatMap((each): Change[] => {
    const held = desk.fighter(each).standing.conditions.find(({ condition }) => condition === before.condition);
    return held?.by === who
      ? [{ kind: 'ends', who: each, condition: before.condition, because: 'something else is held up' }]
      : [];
  });
};

/** Whoever does what may hurt others is seen by it. */
const shown = (desk: Desk, by: Fighter, action: RuleAction): Change[] => {
  const strikes = Object.values(action.outcomes).some((some) => some.some(({ kind }) => kind === 'harm'));
  if (!strikes) return [];
  return by.standing.conditions.flatMap(({ condition }): Change[] => {
    const isOver = desk.system.conditions.some(({ key, untilStriking }) => key === condition && untilStriking);
    return isOver ? [{ kind: 'ends', who: by.standing.key, condition, because: action.name }] : [];
  });
};

/** It ends by what comes of it already. */
const isSaid = (deltas: readonly Delta[], change: Change): boolean =>
  change.kind === 'ends' &&
  deltas.some((each) => each.kind === 'ends' && each.who === change.who && each.condition === change.condition);

const toldOf = ({ told, choices, segments }: Acted): string[] => [
  ...told,
  ...choices.map(
    ({ by, count, of }) => `${by === 'actor' ? 'who acts' : 'who tells'} chooses ${count}: ${of.join('; ')}`,
  ),
  ...(segments === 0 ? [] : [`the clock: ${segments > 0 ? '+' : ''}${segments}`]),
];

const difficultyOf = ({ roll, action }: Acted): number | null =>
  action.roll?.who === 'other' && roll !== null ? roll.attempt.difficulty : null;

interface Doing {
  command: Act;
  action: RuleAction;
  reach: Reach;
  because: string;
  shares: readonly string[];
}

/** Does it to one of them. */
const doOne = (
  desk: Desk,
  target: string | null,
  { command, action, reach, because, shares, first }: Doing & { first: number | null },
): number => {
  const isFirst = first === null;
  const { who, difficulty, reasons, modifiers, away } = command;
  const by = desk.fighter(who);
  const to = target === null ? null : desk.fighter(target);
  const doing = {
    ...{ action: action.key, using: reach.using?.key ?? null, difficulty, reasons, modifiers, how: 'rolled' as const },
    ...{ actor: by.standing, other: to === null ? null : seenFrom(desk, to, by), near: nearTo(desk, by) },
    isPaid: !isFirst,
  };
  const taken = isFirst ? shareChanges(desk.system, by, { action, shares }) : [];
  const acted = act(desk.system, doing, desk.faces);
  const before = desk.fight();
  const rolled = acted.roll === null ? { rolls: [], told: [] } : dicesOf(desk, acted.roll);
  const harmed = acted.harms.map((each) =>
    fallenOf(each.rolled, {
      who,
      for: 'harm',
      words: [`${each.damage} to ${desk.fighter(each.who).standing.name}`, ...each.reasons].join(', '),
    }),
  );
  const others = acted.rolls.map((each) => fallenOf(each, { who, for: action.name, words: `comes to ${each.total}` }));
  const deltas = acted.deltas.map((delta) =>
    timed(desk.system, before, { delta, by: who, difficulty: difficultyOf(acted) }),
  );
  const holding = holdingChange(desk, who, deltas);
  const n = desk.put('deed', {
    ...{ who, because, from: first },
    rolls: [...rolled.rolls, ...harmed, ...others],
    changes: [
      ...taken,
      ...(isFirst ? shown(desk, by, action).filter((change) => !isSaid(deltas, change)) : []),
      ...insteadOf(desk, who, holding),
      ...deltas,
      ...holding,
      ...moveChanges(desk, acted, { by, to, away }),
    ],
    told: [...rolled.told, ...toldOf(acted)],
  });
  const isCritical = acted.level === 'critical_success' && action.roll?.who !== 'other';
  const harms: Hurt[] = acted.harms.map((each) => ({ who: each.who, damage: each.damage, isCritical }));
  follow(desk, { n, harms, before });
  return n;
};

const becauseOf = (desk: Desk, action: RuleAction, targets: readonly string[]): string => {
  const names = targets.map((each) => desk.fighter(each).standing.name);
  return names.length === 0 ? action.name : `${action.name}: ${names.join(', ')}`.slice(0, 480);
};

/** Does something; `shares`: what it takes of the turn, where that is not what the action says. */
export const carryOut = (desk: Desk, command: Act, shares?: readonly string[]): void => {
  const { action, reach, targets } = aimedBy(desk, command);
  const doing = { command, action, reach, shares: shares ?? sharesOf(action) };
  if (targets.length === 0) {
    doOne(desk, null, { ...doing, because: action.name, first: null });
    return;
  }
  // To several it is one deed: it goes on when what it did to one of them felled whoever does it.
  let first: number | null = null;
  for (const target of targets) {
    if (first !== null && (desk.fight().over !== null || !isThere(desk.fighter(target)))) return;
    const because = becauseOf(desk, action, [target]);
    const n: number = doOne(desk, target, { ...doing, because, first });
    first ??= n;
  }
};
