import type { PlotThread, Story } from '../../../schemas/canon.ts';
import type { CycleId, ProposalId, SceneId, StoryId } from '../../../schemas/ids.ts';
import { StoryContext } from '../../../schemas/loops.ts';
import type { StoryTime } from '../../../schemas/time.ts';
import { jobs, proposalsPerCallMax } from '../../../schemas/workers.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { type Doing, type Done, runner } from '../../../src/loops/runner.ts';
import { type StoryEffect, type StoryEvent, storyLoop } from '../../../src/loops/story.ts';
import { everyItem } from '../../../src/ports/paging.ts';
import { announceStory } from './announcing.ts';
import { sceneCycleOf, type ScenePlayer } from './scenes.ts';
import { assertNotRefused, type Claimed, proposalsOf, type Putting, stage } from './staging.ts';
import { askingOf, framingOf, type Table } from './table.ts';

// Does what a story says is to be done.
// W1. A story is canon before anything happens in it. What it is told on is how its first scene was framed.

type StoryDoing = Doing<StoryContext>;
type StoryDone = Done<StoryEvent>;

/** Of a story in one call: more is decided in the next. */
const threadsMax = 10_000;

export const storyCycleOf = (story: StoryId): CycleId => derivedId('cycle', story);

const notOpened = (scene: SceneId, state: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'scene_not_opened',
    message: `the scene \`${scene}\` is \`${state}\``,
    advice: '`monitor manage recover` says what can be done about it.',
  });

const notBrokenOff = (scene: SceneId): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'scene_not_broken_off',
    message: `the scene \`${scene}\` could not be broken off`,
    advice: 'Try again.',
  });

const noScene = (story: StoryId): Failure =>
  new Failure({ kind: 'terminal', code: 'no_scene', message: `the story \`${story}\` has no scene to be told on` });

/** How far the scene got in the fiction. */
const clockAfter = async (table: Table, context: StoryContext): Promise<StoryTime | null> => {
  if (context.last === null) return null;
  const [found] = await table.narrative.get('cycles', context.universe, [sceneCycleOf(context.last)]);
  const clock = (found?.document.context as { clock?: StoryTime | null } | undefined)?.clock;
  return clock ?? null;
};

const firstSceneContext = ({ universe, story }: StoryContext, scene: SceneId, clock: StoryTime | null) => ({
  ...{ universe, story, scene, turns: 0, begun: 0, current: null, played: [], undone: [], undecided: 0, clock },
  ...{ waiting: [], met: [], attempt: 1, ending: null, failure: null },
});

export const storyPlayer = (table: Table, scenes: ScenePlayer) => {
  const { ask, canon, world } = table;

  const sceneIn = ({ story, scene, last }: StoryContext): SceneId => {
    const known = scene ?? last;
    if (known === null) throw noScene(story);
    return known;
  };

  const puttingFor = async (doing: StoryDoing, what: string): Promise<Putting> => {
    const { universe, story } = doing.context;
    const framing = await framingOf(table, universe, sceneIn(doing.context));
    const clock = (await clockAfter(table, doing.context)) ?? framing.storyTime;
    return { universe, story, scene: null, cycle: doing.cycle, what, framing, clock };
  };

  const decide = async (doing: StoryDoing, { clock }: Putting, proposals: readonly ProposalId[]) => {
    const decided = [];
    for (let start = 0; start < proposals.length; start += proposalsPerCallMax) {
      const some = proposals.slice(start, start + proposalsPerCallMax);
      const asked = { universe: doing.context.universe, cycle: doing.cycle, proposals: some, clock, reason: null };
      const place = { ...doing.context, scene: null };
      decided.push(...(await ask('decide', { ...asked, checkpoint: 'story' }, askingOf(place, doing))).decided);
    }
    return decided;
  };

  const put = async (doing: StoryDoing, what: string, claims: (putting: Putting) => Promise<Claimed[]>) => {
    const putting = await puttingFor(doing, what);
    const staged = await stage(table, putting, await claims(putting));
    assertNotRefused(await decide(doing, putting, staged), `\`${what}\` of the story`);
  };

  const told = async ({ universe, story }: StoryContext): Promise<Story | undefined> => {
    const [node] = await canon.nodes(universe, [story]);
    return node?.kind === 'story' ? node : undefined;
  };

  /** What it is about was put forward before it began (framing.ts), and can be said of a story that is there. */
  const decideOutline = async (doing: StoryDoing): Promise<void> => {
    const { outline } = doing.context;
    if (outline === 0) return;
    const putting = await puttingFor(doing, 'outline');
    // What is refused of it is none of its questions: there is a story all the same.
    await decide(doing, putting, proposalsOf(putting, outline));
  };

  const openStory = async (doing: StoryDoing): Promise<StoryDone> => {
    const { context } = doing;
    if ((await told(context)) === undefined) {
      const { story: id, title, premise } = context;
      await put(doing, 'opening', async ({ clock }) => [
        {
          intent: 'assert',
          content: { type: 'story', story: { id, title, premise, status: 'active', starts: clock, ends: null } },
        },
      ]);
    }
    await decideOutline(doing);
    return { event: { type: 'opened' }, output: context.story };
  };

  const openScene = async (doing: StoryDoing): Promise<StoryDone> => {
    const { context, signal } = doing;
    const { universe, story } = context;
    const scene = sceneIn(context);
    const id = sceneCycleOf(scene);
    const [there] = await table.narrative.get('cycles', universe, [id]);
    const { storyTime } = await framingOf(table, universe, scene);
    const begun =
      there === undefined
        ? await scenes.begin({ id, universe, story, scene }, firstSceneContext(context, scene, storyTime), { signal })
        : await scenes.resume(universe, id, { signal });
    const { state } = begun.standing;
    if (state !== 'active' && state !== 'paused') throw notOpened(scene, state);
    return { event: { type: 'scene_opened' }, output: scene };
  };

  const isUnclosed = ({ story, status }: PlotThread, of: StoryId): boolean =>
    story === of && (status === 'open' || status === 'advanced');

  /** The scene that is played is broken off first: nobody plays it any more, and nothing of it is decided. */
  const breakOffScene = async ({ context: { universe, scene }, signal }: StoryDoing): Promise<void> => {
    if (scene === null) return;
    const id = sceneCycleOf(scene);
    if ((await table.narrative.get('cycles', universe, [id])).length === 0) return;
    const abort = () => scenes.send(universe, { id, event: { type: 'abort' } }, { signal });
    let sent = await abort();
    if ('refused' in sent && (sent.state === 'created' || sent.state === 'aborting')) {
      await scenes.resume(universe, id, { signal });
      sent = await abort();
    }
    // Refused: it is over, or about to be, and owes what it owes.
    if (!('refused' in sent) && sent.standing.state === 'failed') throw notBrokenOff(scene);
  };

  const closeThreads = async (doing: StoryDoing): Promise<StoryDone> => {
    const { universe, story } = doing.context;
    const claims: Claimed[] = [];
    for await (const node of everyItem((page) => canon.listNodes(universe, { kind: 'thread' }, page))) {
      if (node.kind !== 'thread' || !isUnclosed(node, story)) continue;
      const { kind: _kind, universe: _universe, introduced: _introduced, ...thread } = node;
      claims.push({ intent: 'change', content: { type: 'thread', thread: { ...thread, status: 'abandoned' } } });
      if (claims.length === threadsMax) break;
    }
    if (claims.length > 0) await put(doing, 'threads', async () => claims);
    return { event: { type: 'threads_closed' }, output: null };
  };

  const recapitulate = async (doing: StoryDoing): Promise<StoryDone> => {
    const { universe, story } = doing.context;
    const summary = derivedId('summary', story);
    const place = { universe, story, scene: null };
    await ask('recapitulate', { universe, story, cycle: doing.cycle, summary }, askingOf(place, doing));
    return { event: { type: 'recapitulated' }, output: summary };
  };

  const close = async (doing: StoryDoing, status: 'completed' | 'abandoned'): Promise<void> => {
    const node = await told(doing.context);
    if (node === undefined) return; // it never became canon
    const { kind: _kind, universe: _universe, introduced: _introduced, ...story } = node;
    await put(doing, status, async ({ clock }) => [
      { intent: 'change', content: { type: 'story', story: { ...story, status, ends: clock } } },
    ]);
  };

  const perform = async (effect: StoryEffect, doing: StoryDoing): Promise<StoryDone> => {
    switch (effect.kind) {
      case 'open_story':
        return openStory(doing);
      case 'open_scene':
        return openScene(doing);
      case 'close_threads':
        return closeThreads(doing);
      case 'recapitulate':
        return recapitulate(doing);
      case 'mark_completed':
        await close(doing, 'completed');
        return { event: { type: 'marked' }, output: doing.context.story };
      case 'abandon_story':
        await breakOffScene(doing);
        await close(doing, 'abandoned');
        return { event: { type: 'abandoned' }, output: doing.context.story };
    }
  };

  return runner({
    ...{ loop: storyLoop, context: StoryContext, journal: table.steps, perform, world },
    ...{ limitMs: () => 2 * jobs.decide.limitMs, announce: announceStory(table) },
  });
};
export type StoryPlayer = ReturnType<typeof storyPlayer>;
