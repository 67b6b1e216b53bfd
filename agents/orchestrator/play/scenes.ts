import type { CanonNode, SceneMarker } from '../../../schemas/canon.ts';
import type { CycleId, EntityId, ProposalId, SceneId } from '../../../schemas/ids.ts';
import { SceneContext, type SceneEnding } from '../../../schemas/loops.ts';
import type { SceneFraming } from '../../../schemas/narrative.ts';
import type { StoryTime } from '../../../schemas/time.ts';
import { jobs, proposalsPerCallMax } from '../../../schemas/workers.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { isBefore } from '../../../src/domain/story-time.ts';
import { type Doing, type Done, runner } from '../../../src/loops/runner.ts';
import { endingOf, type SceneEffect, type SceneEvent, sceneLoop } from '../../../src/loops/scene.ts';
import { herald } from '../../contract.ts';
import { announceScene } from './announcing.ts';
import { assertNotRefused, type Claimed, factIdOf, proposalsOf, type Putting, stage } from './staging.ts';
import { askingOf, framingOf, type Table } from './table.ts';
import { outcomesOf, undecided } from './waiting.ts';

// Does what a scene says is to be done.
// C1. A scene is canon before it is played, with where it is and who is there, and is canon as over before the next one begins.
// C2. At its end everything that was put forward in it is decided, what waits for a person apart: that stays in their queue.

type SceneDoing = Doing<SceneContext>;
type SceneDone = Done<SceneEvent>;

export const sceneCycleOf = (scene: SceneId): CycleId => derivedId('cycle', scene);

const intervalOf = (from: StoryTime | null, to: StoryTime | null): SceneMarker['span'] => ({
  from,
  to: to !== null && from !== null && !isBefore(from, to) ? null : to,
});

type Marker = Extract<Claimed['content'], { type: 'scene' }>['scene'];

const markerOf = (
  framing: SceneFraming,
  context: SceneContext,
  { status, to }: { status: Marker['status']; to: StoryTime | null },
): Claimed['content'] => ({
  type: 'scene',
  scene: {
    ...{ id: framing.id, story: context.story, title: framing.title, status },
    ...{ sceneKind: framing.sceneKind ?? 'present', parent: framing.parent ?? null },
    ...{ location: framing.location, participants: framing.participants },
    span: intervalOf(framing.storyTime, to),
  },
});

const nameIn = (nodes: readonly CanonNode[], id: EntityId): string => {
  const node = nodes.find((each) => each.id === id);
  return node?.kind === 'entity' ? node.name : id;
};

/** That those who are in it are there. In a dream nobody is where they are. */
const whereabouts = async ({ canon }: Table, putting: Putting): Promise<Claimed[]> => {
  const { framing } = putting;
  const { universe, location, participants, storyTime, sceneKind = 'present' } = framing;
  if (location === null || sceneKind === 'dream') return [];
  const nodes = await canon.nodes(universe, [location, ...participants]);
  const where = nameIn(nodes, location);
  return participants.map((subject) => ({
    intent: 'assert',
    content: {
      type: 'fact',
      claim: {
        ...{ id: factIdOf(putting, subject), subject, predicate: 'located_in', object: { kind: 'node', id: location } },
        ...{ statement: `${nameIn(nodes, subject)} is there: ${where}.`, valid: { from: storyTime, to: null } },
        ...{ visibility: null, derivesFrom: [] },
      },
    },
  }));
};

export const scenePlayer = (table: Table) => {
  const { ask, world } = table;

  const decide = async (doing: SceneDoing, proposals: readonly ProposalId[], checkpoint: 'mid_scene' | 'scene') => {
    const { universe, clock } = doing.context;
    const decided = [];
    for (let start = 0; start < proposals.length; start += proposalsPerCallMax) {
      const some = proposals.slice(start, start + proposalsPerCallMax);
      const asked = { universe, cycle: doing.cycle, proposals: some, clock, reason: null, checkpoint };
      decided.push(...(await ask('decide', asked, askingOf(doing.context, doing))).decided);
    }
    return decided;
  };

  const puttingFor = async (doing: SceneDoing, what: string): Promise<Putting> => {
    const { universe, story, scene, clock } = doing.context;
    const framing = await framingOf(table, universe, scene);
    return { universe, story, scene, cycle: doing.cycle, what, framing, clock: clock ?? framing.storyTime };
  };

  const openScene = async (doing: SceneDoing): Promise<SceneDone> => {
    const putting = await puttingFor(doing, 'opening');
    const { framing } = putting;
    const marker = markerOf(framing, doing.context, { status: 'open', to: null });
    const claims: Claimed[] = [{ intent: 'assert', content: marker }, ...(await whereabouts(table, putting))];
    const staged = await stage(table, putting, claims);
    const decided = await decide(doing, staged, 'scene');
    assertNotRefused(decided.slice(0, 1), 'the scene');
    return { event: { type: 'opened' }, output: framing.id };
  };

  const mark = async (doing: SceneDoing, status: 'completed' | 'aborted'): Promise<void> => {
    const putting = await puttingFor(doing, status);
    const content = markerOf(putting.framing, doing.context, { status, to: putting.clock });
    const staged = await stage(table, putting, [{ intent: 'change', content }]);
    assertNotRefused(await decide(doing, staged, 'scene'), 'the end of the scene');
  };

  const withdraw = async (doing: SceneDoing, proposals: readonly ProposalId[], reason: string): Promise<void> => {
    const { universe } = doing.context;
    for (let start = 0; start < proposals.length; start += proposalsPerCallMax) {
      const some = proposals.slice(start, start + proposalsPerCallMax);
      const asked = { universe, cycle: doing.cycle, proposals: some, reason };
      await ask('withdraw', asked, askingOf(doing.context, doing));
    }
  };

  /** Numbers that the turns have changed are put forward with the rest. */
  const fold = async (doing: SceneDoing, checkpoint: 'mid_scene' | 'scene'): Promise<readonly ProposalId[]> => {
    const { universe, story, scene, clock } = doing.context;
    const asked = { universe, story, scene, cycle: doing.cycle, clock, checkpoint };
    return (await ask('fold', asked, askingOf(doing.context, doing))).proposals;
  };

  const decideSome = async (doing: SceneDoing): Promise<SceneDone> => {
    const numbers = await fold(doing, 'mid_scene');
    await decide(doing, [...doing.context.waiting, ...numbers], 'mid_scene');
    return { event: { type: 'decided' }, output: null };
  };

  const decideAll = async (doing: SceneDoing): Promise<SceneDone> => {
    await fold(doing, 'scene');
    const all: ProposalId[] = [];
    const gone: ProposalId[] = [];
    for await (const { claimed, unclaimed } of undecided(table, doing.context)) {
      all.push(...claimed);
      gone.push(...unclaimed);
    }
    await withdraw(doing, gone, 'Nobody puts it forward any more.');
    await decide(doing, all, 'scene');
    return { event: { type: 'decided' }, output: null };
  };

  const narrateClosing = async (doing: SceneDoing, ending: SceneEnding): Promise<SceneDone> => {
    const { universe, story, scene, clock, begun } = doing.context;
    const answer = derivedId('turn', doing.cycle, 'closing');
    const asked = { universe, story, scene, cycle: doing.cycle, clock, number: 2 * begun + 2, ending, answer };
    await ask('close_scene', asked, {
      ...askingOf(doing.context, doing),
      ...(table.say === undefined ? {} : { say: table.say }),
    });
    return { event: { type: 'closing_narrated' }, output: answer };
  };

  /** It is over in canon. */
  const finalized = async (doing: SceneDoing, ending: SceneEnding): Promise<SceneDone> => {
    const { context, cycle } = doing;
    const { universe, story, scene } = context;
    const outcomes = await outcomesOf(table, context);
    const origin = { universe, story, scene, cycle, actor: 'Orchestrator', causation: null, traceparent: null };
    doing.tell([herald(world, origin)('scene.finalized.v1', { scene, ending, outcomes })]);
    return { event: { type: 'marked' }, output: scene };
  };

  const complete = async (doing: SceneDoing, ending: SceneEnding): Promise<SceneDone> => {
    await mark(doing, 'completed');
    return finalized(doing, ending);
  };

  const summarise = async (doing: SceneDoing): Promise<SceneDone> => {
    const { universe, story, scene } = doing.context;
    const summary = derivedId('summary', scene);
    await ask('summarise', { universe, story, scene, cycle: doing.cycle, summary }, askingOf(doing.context, doing));
    return { event: { type: 'summarised' }, output: summary };
  };

  const remember = async (doing: SceneDoing): Promise<SceneDone> => {
    const { universe, story, scene, clock } = doing.context;
    await ask('remember', { universe, story, scene, cycle: doing.cycle, clock }, askingOf(doing.context, doing));
    return { event: { type: 'remembered' }, output: null };
  };

  const abort = async (doing: SceneDoing): Promise<SceneDone> => {
    const { universe, scene } = doing.context;
    const [node] = await table.canon.nodes(universe, [scene]);
    // Whoever marked it as over may have failed after that.
    if (node?.kind === 'scene' && node.status === 'completed') return finalized(doing, endingOf(doing.context));
    const ending = new Set(proposalsOf({ cycle: doing.cycle, what: 'aborted' }, 1));
    for await (const { claimed, unclaimed } of undecided(table, doing.context)) {
      const proposals = [...claimed, ...unclaimed].filter((id) => !ending.has(id));
      await withdraw(doing, proposals, 'The scene was broken off.');
    }
    if (node !== undefined) await mark(doing, 'aborted');
    return { event: { type: 'aborted' }, output: null };
  };

  const perform = (effect: SceneEffect, doing: SceneDoing): Promise<SceneDone> => {
    switch (effect.kind) {
      case 'open_scene':
        return openScene(doing);
      case 'decide_pending':
        return decideSome(doing);
      case 'narrate_closing':
        return narrateClosing(doing, effect.ending);
      case 'decide_all':
        return decideAll(doing);
      case 'mark_completed':
        return complete(doing, effect.ending);
      case 'summarise':
        return summarise(doing);
      case 'remember':
        return remember(doing);
      case 'abort_scene':
        return abort(doing);
    }
  };

  return runner({
    ...{ loop: sceneLoop, context: SceneContext, journal: table.steps, perform, world },
    ...{ limitMs: () => jobs.decide.limitMs, announce: announceScene(table) },
  });
};
export type ScenePlayer = ReturnType<typeof scenePlayer>;
