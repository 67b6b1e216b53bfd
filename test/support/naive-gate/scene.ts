import type { Recorded } from '../../../schemas/canon.ts';
import type { Proposal } from '../../../schemas/gate.ts';
import type { HouseRule, Policy } from '../../../schemas/policy.ts';
import type { Revision } from '../../../schemas/time.ts';
import { evaluate, type Evaluation, type Judgement, preparePolicy } from '../../../src/gate/evaluate.ts';
import type { GateWorld } from '../../../src/gate/world.ts';
import { type Chapter, people, places, things } from '../arbitraries/gate-tales.ts';
import { seededWorld } from '../seeded-world.ts';
import type { Table } from './table.ts';
import { type Setting, settingOf } from './setting.ts';
import type { Canon, Moment } from './tale.ts';

// What the laws of the gate are tried on: the last chapter of a tale, not yet told, and the canon that the others made.

const cast = [
  ...people.map((who) => [who, 'character'] as const),
  ...places.map((who) => [who, 'location'] as const),
  ...things.map((who) => [who, 'object'] as const),
];

const blank: Canon = {
  clock: null,
  batch: 0,
  latest: 0,
  revision: 1,
  byName: () => 0,
  cast: cast.map(([who, type]) => ({ who, type, names: [who], isGone: false, into: null })),
  facts: [],
  settled: new Map(),
  history: new Map(),
};

const recorded: Recorded = { revision: 99 as Revision, commit: seededWorld(99).newId('commit') };

export const openedFor = (table: Table): { setting: Setting; canon: Canon } => {
  const rules = table.rules.map(({ fires: _, ...rule }): HouseRule => ({ ...rule, because: 'the house says so' }));
  const axioms = table.axioms.map(({ when }) => when);
  const setting = settingOf({ ...table.policy, rules }, { cast, axioms });
  return { setting, canon: { ...blank, byName: setting.byName } };
};

export const forkOf = (setting: Setting, revision: number, at: Moment | null): Setting =>
  settingOf(setting.policy, { cast: [], axioms: [] }, setting.left(revision, at));

export interface Scene {
  policy: Policy;
  world: GateWorld;
  proposals: readonly Proposal[];
  setting: Setting;
}

export const lastSceneOf = (table: Table, chapters: readonly Chapter[]): Scene => {
  const { setting } = openedFor(table);
  for (const { clock, moves } of chapters.slice(0, -1))
    for (const move of moves) setting.playAlone(clock, setting.proposalFor(move));
  const last = chapters.at(-1);
  const proposals = (last?.moves ?? []).map(setting.proposalFor);
  return { policy: setting.policy, world: setting.worldAt(last?.clock ?? null), proposals, setting };
};

export const judged = (policy: Policy, world: GateWorld, proposals: readonly Proposal[]): Evaluation =>
  evaluate(preparePolicy(policy), world, { proposals, recorded });

export const judgedAlone = (policy: Policy, world: GateWorld, proposal: Proposal): Judgement => {
  const [judgement] = judged(policy, world, [proposal]).judgements;
  if (judgement === undefined) throw new Error('nothing was said');
  return judgement;
};
