import type { Command, Spot } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Faces } from '../dice/roll.ts';
import { hasCondition } from '../rules/acting/standing.ts';
import { cannot, isIdle, isWithin, metresLeft, reachesOf } from './abilities.ts';
import type { Act } from './deeds.ts';
import { along, apart, coverFrom, inField, isAtEdge, screenBetween, touchOf } from './field.ts';
import { type Fight, type Fighter, fighterIn, foesOf } from './fight.ts';
import { canPay, type Chooser, type Option, optionsOf } from './options.ts';
import { toCome } from './turns.ts';
import { worthOf } from './worth.ts';

// Simple, sound ways to fight, for whoever nobody decides for.
// C1. What is chosen can be done: it is asked for as anybody would ask for it.
// C2. Among things that are worth about the same chance decides, by faces of its own: dice that fall for deeds are not touched.

const nearlyAsGood = 0.9;
const worthAChance = 0.02;
const leavesSpare = 0.1;

const act = (who: string, { action, reach, targets, at }: Option): Act => ({
  ...{ kind: 'act', who, action: action.key, targets: [...targets], at, using: reach.using?.key ?? null },
  ...{ away: false, difficulty: null, reasons: [], modifiers: [] },
});

const oneOf = <T>(list: readonly T[], chance: Faces): T | undefined =>
  list.length < 2 ? list[0] : list[chance.next(list.length) - 1];

const nearestOf = (foes: readonly Fighter[], at: Spot): Fighter | undefined =>
  foes.toSorted((a, b) => apart(a.at, at) - apart(b.at, at))[0];

// ── chances that others give ─────────────────────────────────────────────────────────────────────────────────────

const answerFor = (system: RuleSystem, fight: Fight, who: string): Command => {
  const by = fighterIn(fight, who);
  const to = fighterIn(fight, fight.window?.by ?? who);
  const key = fight.window?.kind === 'opportunity' ? system.combat.opportunity?.action : by.readied?.action;
  const action = system.actions.find((each) => each.key === key);
  if (action === undefined || cannot(system, by.standing, 'react') !== null) return { kind: 'pass', who };
  const metres = apart(by.at, to.at);
  const reach = reachesOf(system, by.standing, action).find((each) => isWithin(each, metres));
  const sees = screenBetween(fight.field, by.at, to.at) === null;
  const isWorth = reach !== undefined && sees && worthOf({ system, fight, by, to, action, reach }) > worthAChance;
  return { kind: isWorth ? 'react' : 'pass', who };
};

// ── away from here ───────────────────────────────────────────────────────────────────────────────────────────────

const isBroken = (system: RuleSystem, { standing }: Fighter): boolean => {
  const broken = system.combat.morale?.broken;
  return broken !== undefined && hasCondition(system, standing, broken);
};

/** So that nobody strikes at whoever leaves. */
const parting = ({ system, fight, by }: Chooser): Command | null => {
  const unless = system.combat.opportunity?.unless;
  if (unless === undefined || hasCondition(system, by.standing, unless)) return null;
  if (!foesOf(fight, by).some((foe) => apart(foe.at, by.at) <= touchOf(system))) return null;
  const action = system.actions.find(
    (each) =>
      each.outcomes.success?.some((one) => one.kind === 'condition' && one.condition === unless && one.to === 'self') ??
      false,
  );
  if (action === undefined || !canPay(system, by, action) || cannot(system, by.standing, 'act') !== null) return null;
  return { ...plainAct(by), action: action.key };
};

const plainAct = ({ standing: { key } }: Fighter): Act => ({
  ...{ kind: 'act', who: key, action: '', targets: [], at: null, using: null, away: false, difficulty: null },
  ...{ reasons: [], modifiers: [] },
});

const leave = (chooser: Chooser): Command => {
  const { system, fight, by } = chooser;
  const who = by.standing.key;
  if (metresLeft(system, by) > 0 || isAtEdge(fight.field, by.at)) {
    const canGo = cannot(system, by.standing, 'move') === null && metresLeft(system, by) > 0;
    if (canGo) return parting(chooser) ?? { kind: 'flee', who };
  }
  const isCaught = foesOf(fight, by).some((foe) => apart(foe.at, by.at) <= touchOf(system));
  if (by.fights?.surrenders === true && isCaught && by.gone === 0) return { kind: 'surrender', who };
  return { kind: 'end', who };
};

// ── where ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Behind something, where the same can be done from there. */
const coverFor = ({ system, fight, by }: Chooser, { reach, targets }: Option): Spot | null => {
  const target = fight.fighters.get(targets[0] ?? '');
  if (fight.field.places.length === 0 || target === undefined || by.gone > 0) return null;
  if (reach.farthest <= touchOf(system) || coverFrom(system, fight, { at: by.at, by: target.at }) !== null) return null;
  const left = metresLeft(system, by);
  const fits = fight.field.places
    .map(({ at }) => at)
    .filter((at) => {
      const metres = apart(at, target.at);
      return (
        apart(at, by.at) <= left - leavesSpare &&
        metres <= reach.farthest - leavesSpare &&
        metres > reach.nearest + leavesSpare &&
        coverFrom(system, fight, { at, by: target.at }) !== null &&
        screenBetween(fight.field, at, target.at) === null
      );
    });
  if (cannot(system, by.standing, 'approach') !== null) return null;
  return fits.toSorted((a, b) => apart(a, by.at) - apart(b, by.at))[0] ?? null;
};

/** Nearer to the nearest foe, as far as that can be. */
const closeIn = ({ system, fight, by }: Chooser): Command | null => {
  const left = metresLeft(system, by);
  const foe = nearestOf(foesOf(fight, by), by.at);
  if (foe === undefined || left < 1 || cannot(system, by.standing, 'approach') !== null) return null;
  const metres = apart(by.at, foe.at) - touchOf(system) + leavesSpare;
  if (metres < 1) return null;
  const to = inField(fight.field, along(by.at, foe.at, Math.min(left - leavesSpare, metres)));
  return apart(to, by.at) < leavesSpare ? null : { kind: 'move', who: by.standing.key, to };
};

const holdsBack = ({ fights }: Fighter): boolean => fights?.manner === 'hold' || fights?.manner === 'support';

// ── a turn ───────────────────────────────────────────────────────────────────────────────────────────────────────

const bestOf = (options: readonly Option[], chance: Faces): Option | undefined => {
  const best = Math.max(0, ...options.map(({ worth }) => worth));
  return oneOf(
    options.filter(({ worth }) => worth >= best * nearlyAsGood),
    chance,
  );
};

const turnFor = (chooser: Chooser, chance: Faces): Command => {
  const { system, fight, by } = chooser;
  const who = by.standing.key;
  if (isBroken(system, by)) return leave(chooser);
  const canAct = cannot(system, by.standing, 'act') === null;
  const options = canAct ? optionsOf(chooser) : [];
  const strikes = options.filter(({ targets, at }) => targets.length > 0 || at !== null);
  const best = bestOf(strikes, chance);
  if (best !== undefined && isWorthStaying(chooser, best)) return goOrAct(chooser, best);
  const waits = holdsBack(by) && fight.round <= patience;
  const nearer = waits ? null : closeInToStrike(chooser);
  if (best !== undefined && nearer === null) return goOrAct(chooser, best);
  if (nearer !== null) return nearer;
  const other = bestOf(options, chance) ?? desperate(chooser, chance);
  return other === undefined ? { kind: 'end', who } : act(who, other);
};

const goOrAct = (chooser: Chooser, option: Option): Command => {
  const who = chooser.by.standing.key;
  const to = option.to ?? coverFor(chooser, option);
  return to === null ? act(who, option) : { kind: 'move', who, to };
};

/** To lend a hand is well and good, but not while nobody can strike. */
const isWorthStaying = (chooser: Chooser, option: Option): boolean =>
  option.worth >= worthStaying || isAgainstFoe(chooser, option);

/** Not where they strike from here, or would in a turn of which nothing is spent. */
const closeInToStrike = (chooser: Chooser): Command | null => {
  const nearer = closeIn(chooser);
  return nearer === null || canStrike(chooser) ? null : nearer;
};

const canStrike = (chooser: Chooser): boolean => {
  const isStrike = (option: Option): boolean => option.to === null && isAgainstFoe(chooser, option);
  const fresh = { ...chooser, by: { ...chooser.by, spent: {}, once: [] } };
  return cannot(chooser.system, chooser.by.standing, 'act') === null && optionsOf(fresh).some(isStrike);
};

const atAnyPrice = -2;

/** When nothing has come of waiting, what is bad for oneself is tried too, once in a turn. */
const desperate = (chooser: Chooser, chance: Faces): Option | undefined => {
  const { fight, by, system } = chooser;
  if (fight.round <= patience || cannot(system, by.standing, 'act') !== null) return undefined;
  const all = optionsOf({ ...chooser, floor: atAnyPrice });
  const harming = all.filter(
    (option) =>
      option.to === null &&
      isAgainstFoe(chooser, option) &&
      (option.action.outcomes.success ?? []).some((each) => each.kind === 'harm' && each.to === 'other'),
  );
  const most = Math.max(...harming.map(({ worth }) => worth));
  return oneOf(
    harming.filter(({ worth }) => worth === most),
    chance,
  );
};

const worthStaying = 0.4;

const isAgainstFoe = ({ fight, by }: Chooser, { targets, at }: Option): boolean =>
  at !== null || targets.some((who) => fight.fighters.get(who)?.side !== by.side);

/** Rounds in which they let others come. */
const patience = 5;

/** To whom the story turns: to the side that had fewer turns in this round, and on it to anybody. */
const nextFor = (system: RuleSystem, fight: Fight, chance: Faces): Command | null => {
  const left = toCome(system, fight).filter((who) => !isIdle(system, fighterIn(fight, who)));
  const had = (side: string): number =>
    [...fight.fighters.values()].filter((each) => each.side === side && each.hadTurn).length;
  const fewest = Math.min(...left.map((who) => had(fighterIn(fight, who).side)));
  const who = oneOf(
    left.filter((each) => had(fighterIn(fight, each).side) === fewest),
    chance,
  );
  return who === undefined ? null : { kind: 'turn', who };
};

/** Who is to be asked now; null: nobody, or whoever says to whom the story turns. */
export const askedNow = ({ window, turn }: Fight): string | null => window?.waiting[0] ?? turn;

/** What to do now, for whoever is to be asked. Null: there is nobody. */
export const chosenBy = (system: RuleSystem, fight: Fight, chance: Faces): Command | null => {
  if (fight.over !== null) return null;
  const who = askedNow(fight);
  if (fight.window !== null && who !== null) return answerFor(system, fight, who);
  if (who === null) return nextFor(system, fight, chance);
  return turnFor({ system, fight, by: fighterIn(fight, who) }, chance);
};
