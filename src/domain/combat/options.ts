import type { Spot } from '../../../schemas/combat.ts';
import type { Outcome, RuleAction } from '../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { atTable } from '../rules/acting/standing.ts';
import { maxOf } from '../rules/declared.ts';
import { comesTo } from '../rules/expression.ts';
import { cannot, hasShare, isReaction, isWithin, metresLeft, type Reach, reachesOf } from './abilities.ts';
import { withinArea } from './deeds.ts';
import { along, apart, hair, inField, screenBetween } from './field.ts';
import type { Fight, Fighter } from './fight.ts';
import { badness, worthOf } from './worth.ts';

// What somebody could do now, each with what it is worth.

export interface Option {
  action: RuleAction;
  reach: Reach;
  /** Nobody: it is done to oneself. */
  targets: readonly string[];
  /** The middle of what it reaches. */
  at: Spot | null;
  worth: number;
  /** Where one has to go first. */
  to: Spot | null;
}

type Whom = 'other' | 'ally' | 'self';

type To = Extract<Outcome, { to: unknown }>['to'];

const asWhom: Readonly<Record<To, Whom | null>> = { other: 'other', ally: 'ally', self: 'self', everybody_near: null };

/** Whom an outcome befalls, where it can matter in a fight. */
const befalls = (system: RuleSystem, outcome: Outcome): Whom | null => {
  if (!('to' in outcome) || outcome.kind === 'move') return null;
  if (outcome.kind === 'condition' && badness(system, outcome.condition) === 0) return null;
  return asWhom[outcome.to];
};

/** Somebody has to be there against whom it is thrown. */
const needsFoe = ({ rolls }: RuleSystem, { roll }: RuleAction): boolean => {
  const against = rolls.find(({ key }) => key === roll?.kind)?.against.kind;
  return roll?.difficulty === undefined && (against === 'other' || against === 'opposed');
};

/** To whom something is done that can matter in a fight. */
const whomOf = (system: RuleSystem, action: RuleAction): Whom[] => {
  const found = new Set(
    Object.values(action.outcomes).flatMap((some) => some.flatMap((each) => befalls(system, each) ?? [])),
  );
  if (found.size > 0 && !found.has('ally') && needsFoe(system, action)) return ['other'];
  // What comes of it to oneself is beside the point where it is done to others.
  if (found.has('other')) return ['other'];
  return found.has('ally') ? ['ally'] : [...found];
};

const known = new WeakMap<RuleSystem, Map<string, readonly Whom[]>>();

const meantFor = (system: RuleSystem, action: RuleAction): readonly Whom[] => {
  const all = known.get(system) ?? new Map<string, readonly Whom[]>();
  known.set(system, all);
  const found = all.get(action.key) ?? whomOf(system, action);
  all.set(action.key, found);
  return found;
};

/** Whether they have what it takes: nothing is thrown or refused by asking. */
export const canPay = (system: RuleSystem, by: Fighter, action: RuleAction): boolean => {
  if (action.special && !by.standing.actions.includes(action.key)) return false;
  let takes = false;
  for (const cost of action.cost) {
    if ('takes' in cost) {
      if (!hasShare(system, by, cost.takes)) return false;
      takes = true;
    } else if (!hasLeft(system, by, cost)) return false;
  }
  return takes || !by.once.includes(action.key);
};

const hasLeft = (system: RuleSystem, { standing }: Fighter, cost: { resource: string; amount: string }): boolean => {
  const resource = system.resources.find(({ key }) => key === cost.resource);
  if (resource === undefined) return true;
  const values = atTable(system, standing);
  const there = standing.resources[resource.key] ?? 0;
  const left = resource.counts === 'down' ? there - resource.min : (values[maxOf(resource.key)] ?? 0) - there;
  return Math.floor(comesTo(cost.amount, values)) <= left;
};

// ── from where ───────────────────────────────────────────────────────────────────────────────────────────────────

const margin = 0.1;

/** How far from them one would have to be, where it is not from here. */
const goalFor = ({ nearest, farthest }: Reach, { metres, sees }: { metres: number; sees: boolean }): number | null => {
  if (metres > farthest + hair || !sees) return sees ? Math.max(0, farthest - margin) : null;
  return nearest + margin;
};

/** Where one has to stand for it; null: here. Undefined: one cannot get there in this turn. */
const standFor = (
  { system, fight }: Chooser,
  { by, to, reach }: { by: Fighter; to: Fighter; reach: Reach },
): Spot | null | undefined => {
  const metres = apart(by.at, to.at);
  const sees = screenBetween(fight.field, by.at, to.at) === null;
  if (isWithin(reach, metres) && sees) return null;
  const goal = goalFor(reach, { metres, sees });
  if (goal === null || Math.abs(metres - goal) > metresLeft(system, by) - margin) return undefined;
  if (goal < metres && cannot(system, by.standing, 'approach') !== null) return undefined;
  const spot = inField(fight.field, along(to.at, by.at, goal));
  const isThere = isWithin(reach, apart(spot, to.at)) && screenBetween(fight.field, spot, to.at) === null;
  return isThere ? spot : undefined;
};

// ── what ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Chooser {
  system: RuleSystem;
  fight: Fight;
  by: Fighter;
  /** What is worth no more than this is left out; nothing, where nobody is desperate. */
  floor?: number;
}

const lookedAt = 3;
/** As if they were so many metres farther away. */
const standing = 20;

const wanted = (by: Fighter, to: Fighter): number => {
  const hurt = Object.values(to.standing.resources)[0] ?? 0;
  switch (by.fights?.target) {
    case 'weakest':
      return 1 + 0.2 / (1 + Math.max(0, hurt));
    case 'strongest':
      return 1 + Math.min(0.2, hurt / 500);
    default:
      return 1 + 0.1 / (1 + apart(by.at, to.at) / 10);
  }
};

/** Those who can be meant, the nearest of them: nobody looks at everybody. Who lies comes before who stands. */
const others = ({ fight, by }: Chooser): Readonly<Record<Whom, readonly Fighter[]>> => {
  const foes: Fighter[] = [];
  const allies: Fighter[] = [];
  for (const each of fight.fighters.values()) {
    if (each.side !== by.side) {
      if (each.status === 'up') foes.push(each);
    } else if (each.status === 'up' || each.status === 'down') allies.push(each);
  }
  const far = (each: Fighter): number =>
    apart(each.at, by.at) + (each.side === by.side && each.status === 'up' ? standing : 0);
  const nearest = (all: Fighter[]): Fighter[] => all.sort((a, b) => far(a) - far(b)).slice(0, lookedAt);
  return { self: [], other: nearest(foes), ally: nearest(allies) };
};

const goingCosts = 0.93;
/** To give a foe a chance to strike. */
const backingCosts = 0.6;

interface Aiming {
  whom: Whom;
  /** Those of them who can be meant. */
  all: readonly Fighter[];
  best: number;
}

const aimed = (chooser: Chooser, action: RuleAction, { whom, all, best }: Aiming): Option[] => {
  const { system, fight, by, floor = 0 } = chooser;
  const reaches = reachesOf(system, by.standing, action);
  return all.flatMap((to) => {
    const weight = whom === 'other' ? wanted(by, to) : 1;
    return reaches.flatMap((reach): Option[] => {
      const stand = to === by ? null : standFor(chooser, { by, to, reach });
      if (stand === undefined) return [];
      const far = stand === null ? 1 : apart(stand, to.at) > apart(by.at, to.at) ? backingCosts : goingCosts;
      const worth = worthOf({ system, fight, by, to, action, reach }, best / (weight * 1.2)) * weight * far;
      return worth > floor ? [{ action, reach, targets: [to.standing.key], at: null, worth, to: stand }] : [];
    });
  });
};

/** Several at once: as many as it reaches, where each of them is worth it. */
const several = (chooser: Chooser, options: readonly Option[]): Option | null => {
  const here = options.filter(({ to }) => to === null).toSorted((a, b) => b.worth - a.worth);
  const [first] = here;
  const most = first?.action.reach?.targets ?? 1;
  if (first === undefined || most < 2) return null;
  const { metres } = first.action.reach ?? {};
  const { system, fight, by } = chooser;
  if (metres === undefined) {
    const some = here.slice(0, most);
    return {
      ...first,
      targets: some.flatMap(({ targets }) => targets),
      worth: some.reduce((all, { worth }) => all + worth, 0),
    };
  }
  const at = fight.fighters.get(first.targets[0] ?? '')?.at;
  if (at === undefined) return null;
  const struck = withinArea(fight, at, metres).slice(0, most);
  const worth = struck.reduce((all, who) => {
    const to = fight.fighters.get(who);
    return to === undefined ? all : all + worthOf({ system, fight, by, to, action: first.action, reach: first.reach });
  }, 0);
  return { ...first, targets: [], at, worth };
};

const alone = ({ system, fight, by }: Chooser, action: RuleAction): Option[] => {
  const [reach] = reachesOf(system, by.standing, action);
  if (reach === undefined) return [];
  const worth = worthOf({ system, fight, by, to: null, action, reach });
  return worth > 0 ? [{ action, reach, targets: [], at: null, worth, to: null }] : [];
};

/** What they can do that is worth something; the best is among them. */
export const optionsOf = (chooser: Chooser): Option[] => {
  const { system, by } = chooser;
  const found: Option[] = [];
  const there = others(chooser);
  let best = 0;
  for (const action of system.actions) {
    if (isReaction(system, action) || !canPay(system, by, action)) continue;
    for (const whom of meantFor(system, action)) {
      const each = whom === 'self' ? alone(chooser, action) : aimed(chooser, action, { whom, all: there[whom], best });
      const many = several(chooser, each);
      found.push(...each, ...(many === null ? [] : [many]));
      best = Math.max(best, ...each.map(({ worth }) => worth));
    }
  }
  return found;
};
