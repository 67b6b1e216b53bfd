import type { Delta } from '../../../../schemas/deltas.ts';
import type { Outcome, RuleAction } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Faces } from '../../dice/roll.ts';
import { withDeck } from '../cards.ts';
import { comesTo } from '../expression.ts';
import { type Acted, assertSomebody, isArmed, outcomesAt } from './acting.ts';
import { type Gathering, type GroupRoll, groupRoll, type Member, type MemberRoll, nobodyDoes } from './group.ts';
import { bringAbout, type Bringing, type BroughtAbout } from './outcomes.ts';
import { actionOf, assertAble, noHelp, notTogether, paid, sharesOf } from './refusing.ts';
import { atTable, changedTable, type Standing, type Table } from './standing.ts';

// Several who do the same together, and what comes of it.
// T1. Each pays what it costs. What comes to whoever does it comes to each of them, and all else once.
// T2. How well it went for the group is how well it went for each of them.

export interface DoingTogether {
  /** The key of an action. */
  action: string;
  members: readonly Omit<Member, 'keys'>[];
  other: Standing | null;
  near: readonly Standing[];
}

/** `roll`: the one that decided. */
export interface ActedTogether extends Acted {
  /** Null: it succeeds without a roll. */
  group: GroupRoll | null;
  /** By their key: whose roll decided, or who comes first where there is none. What is left to whoever acts is for them to choose. */
  speaks: string;
}

const isOwn = (outcome: Outcome): boolean => 'to' in outcome && outcome.to === 'self';

const actionFor = (system: RuleSystem, { action: key, members, other }: DoingTogether): RuleAction => {
  const [first] = members;
  if (first === undefined) throw nobodyDoes();
  const action = actionOf(system, first.actor, key);
  for (const { actor } of members) assertAble(system, actor, actionOf(system, actor, key));
  const advice = 'Let them do it one after the other.';
  if (isArmed(action)) throw notTogether(`each does it for themselves: \`${action.name}\``, advice);
  if (action.roll?.who === 'other')
    throw notTogether(`it is done to somebody who throws for it: \`${action.name}\``, advice);
  if (action.roll === undefined && members.some(({ helpers = [] }) => helpers.length > 0))
    throw noHelp(`nobody throws for it, so nobody helps with it: \`${action.name}\``);
  assertSomebody({ other }, action);
  return action;
};

const gatheringOf = (system: RuleSystem, doing: DoingTogether, { roll }: RuleAction): Gathering | null => {
  if (roll === undefined) return null;
  const { difficulty: hard } = roll;
  const members = doing.members.map((member) => ({
    ...member,
    difficulty:
      member.difficulty ?? (hard === undefined ? null : Math.floor(comesTo(hard, atTable(system, member.actor)))),
  }));
  return { roll: roll.kind, keys: roll.with, members, other: doing.other };
};

/** What everybody paid, and what was taken of those who helped. */
const costsOf = (system: RuleSystem, { members }: DoingTogether, { cost, name }: RuleAction) =>
  members.flatMap(({ actor }) => paid(system, actor, { cost, because: name }));

const helpsOf = (members: readonly MemberRoll[]): Delta[] =>
  members.flatMap(({ roll }) => roll?.helps.flatMap(({ deltas }) => deltas) ?? []);

const sum = (all: readonly BroughtAbout[]): BroughtAbout => ({
  deltas: all.flatMap(({ deltas }) => deltas),
  harms: all.flatMap(({ harms }) => harms),
  rolls: all.flatMap(({ rolls }) => rolls),
  moves: all.flatMap(({ moves }) => moves),
  segments: all.reduce((some, { segments }) => some + segments, 0),
  choices: all.flatMap(({ choices }) => choices),
  told: all.flatMap(({ told }) => told),
});

/** Brings about one thing after the other, each for somebody: every one sees what those before it did. */
const bringing = (
  system: RuleSystem,
  { other, near, members }: DoingTogether,
  { action, group, level, faces }: Pick<ActedTogether, 'action' | 'group' | 'level'> & { faces: Faces },
) => {
  const there = [...near, ...(other === null ? [] : [other]), ...members.map(({ actor }) => actor)];
  let table: Table = new Map(there.map((each) => [each.key, each]));
  const now = (standing: Standing): Standing => table.get(standing.key) ?? standing;
  const means = {
    ...{ because: action.name, weapon: null, isCritical: level === 'critical_success', faces },
    succeeded: group?.decides.roll.succeeded ?? null,
  };
  return (
    actor: Standing,
    { costs = [], outcomes = [] }: Partial<Pick<Bringing, 'costs' | 'outcomes'>>,
  ): BroughtAbout => {
    const present = { actor: now(actor), other: other === null ? null : now(other), near: near.map(now) };
    const found = bringAbout(system, present, { ...means, costs, outcomes });
    table = changedTable(table, found.deltas);
    return found;
  };
};

export const actTogether = (system: RuleSystem, doing: DoingTogether, from: Faces): ActedTogether => {
  const faces = withDeck(system.mechanic, from);
  const action = actionFor(system, doing);
  const costs = costsOf(system, doing, action);
  const gathering = gatheringOf(system, doing, action);
  const group = gathering === null ? null : groupRoll(system, gathering, faces);
  const level = group?.level ?? 'success';
  const outcomes = outcomesAt(action, level);
  const actors = doing.members.map(({ actor }) => actor);
  const [first] = actors;
  const speaks = actors.find(({ key }) => key === group?.decides.who) ?? first;
  if (speaks === undefined) throw nobodyDoes();
  const bring = bringing(system, doing, { action, group, level, faces });
  const found = sum([
    bring(speaks, { costs: [...costs, ...helpsOf(group?.members ?? [])] }),
    ...actors.map((actor) => bring(actor, { outcomes: outcomes.filter(isOwn) })),
    bring(speaks, { outcomes: outcomes.filter((each) => !isOwn(each)) }),
  ]);
  const roll = group?.decides.roll ?? null;
  return {
    action,
    roll,
    group,
    level,
    takes: sharesOf(action),
    chosen: [],
    deck: faces.deck?.state() ?? null,
    speaks: speaks.key,
    ...found,
  };
};
