import { type FactObject, type Participant } from '../../../schemas/canon.ts';
import type { Proposal, ProposalContent } from '../../../schemas/gate.ts';
import type { CycleId, ProposalId, UniverseId } from '../../../schemas/ids.ts';
import type { TurnContext } from '../../../schemas/loops.ts';
import type { SceneFraming, SceneGoal } from '../../../schemas/narrative.ts';
import { canonicalJson } from '../../../src/domain/canonical-json.ts';
import { turnIn } from './reading.ts';
import type { Table } from './table.ts';
import { lastDecisions } from './waiting.ts';

// Whether a scene has come to what it was for.
// O1. What a turn brought counts as soon as it is put forward, and no longer once it is refused; what canon says counts without a turn.
// O2. What only words say is met when a person says so, which is how every scene can end.

type Reading = Pick<Table, 'canon' | 'narrative'>;

const isSame = (a: FactObject | null, b: FactObject | null): boolean => canonicalJson(a) === canonicalJson(b);

const takePart = (asked: readonly Participant[], given: readonly Participant[]): boolean =>
  asked.every(({ role, node }) => given.some((each) => each.role === role && each.node === node));

const saysSo = (goal: Extract<SceneGoal, { kind: 'claim' }>, content: ProposalContent): boolean =>
  'claim' in content &&
  content.claim.subject === goal.subject &&
  content.claim.predicate === goal.predicate &&
  isSame(content.claim.object, goal.object);

const happens = (goal: Extract<SceneGoal, { kind: 'happening' }>, content: ProposalContent): boolean =>
  content.type === 'event' &&
  content.claim.predicate === goal.event &&
  takePart(goal.participants, content.claim.event.participants);

/** Whether it says what the goal is. */
const says = (goal: SceneGoal, content: ProposalContent): boolean => {
  switch (goal.kind) {
    case 'claim':
      return saysSo(goal, content);
    case 'happening':
      return happens(goal, content);
    case 'thread':
      return content.type === 'thread' && content.thread.id === goal.thread && content.thread.status === goal.status;
    case 'left':
    case 'words':
      return false;
  }
};

const factsLookedAtMax = 200;
const proposalsLookedAtMax = 1_000;

const canonSays = async (
  { canon }: Reading,
  { universe, storyTime }: SceneFraming,
  goal: SceneGoal,
): Promise<boolean> => {
  const page = { max: factsLookedAtMax, after: null };
  switch (goal.kind) {
    case 'claim': {
      const node = { id: goal.subject, side: 'subject' } as const;
      const { items } = await canon.listFacts(universe, { node, predicate: goal.predicate, statuses: ['canon'] }, page);
      return items.some((fact) => fact.valid.to === null && isSame(fact.object, goal.object));
    }
    case 'happening': {
      const [first] = goal.participants;
      if (first === undefined || storyTime === null) return false;
      const query = { node: { id: first.node, side: 'participant' as const }, predicate: goal.event };
      const { items } = await canon.listFacts(universe, { ...query, statuses: ['canon'] }, page);
      // It may have happened before: only what happens from the scene's beginning on is what the scene is for.
      const since = items.filter(({ valid: { from } }) => from !== null && from.second >= storyTime.second);
      return since.some(({ event }) => event !== null && takePart(goal.participants, event.participants));
    }
    case 'thread': {
      const [node] = await canon.nodes(universe, [goal.thread]);
      return node?.kind === 'thread' && node.status === goal.status;
    }
    case 'left':
    case 'words':
      return false;
  }
};

/** What the turns have put forward that was not refused. */
const standing = async (table: Reading, universe: UniverseId, turns: readonly TurnContext[]): Promise<Proposal[]> => {
  const ids: ProposalId[] = turns.flatMap(({ proposals }) => proposals);
  if (ids.length === 0) return [];
  const last = await lastDecisions(table, universe, ids);
  const open = ids.filter((id) => last.get(id)?.verdict !== 'rejected');
  const found: Proposal[] = [];
  for (const { document } of await table.narrative.get('proposals', universe, open.slice(0, proposalsLookedAtMax)))
    found.push(document);
  return found;
};

/** Turns as they stand, those that there are. */
export const turnsIn = async (
  { narrative }: Pick<Table, 'narrative'>,
  universe: UniverseId,
  cycles: readonly CycleId[],
): Promise<TurnContext[]> =>
  (await narrative.get('cycles', universe, cycles)).map(({ document }) => turnIn(document).standing.context);

export interface Progress {
  /** Which of the goals are met, by their place. */
  met: number[];
  isGoalMet: boolean;
}

/** By these turns, besides what was met before. */
export const progressOf = async (
  table: Reading,
  framing: SceneFraming,
  { turns, before }: { turns: readonly TurnContext[]; before: readonly number[] },
): Promise<Progress> => {
  const { goals = [], universe } = framing;
  if (goals.length === 0) return { met: [], isGoalMet: false };
  const brought = await standing(table, universe, turns);
  const met: number[] = [];
  for (const [place, goal] of goals.entries()) {
    const isMet =
      before.includes(place) ||
      (goal.kind === 'left' && turns.some(({ leaves }) => leaves)) ||
      brought.some(({ content }) => says(goal, content)) ||
      (await canonSays(table, framing, goal));
    if (isMet) met.push(place);
  }
  return { met, isGoalMet: met.length === goals.length };
};
