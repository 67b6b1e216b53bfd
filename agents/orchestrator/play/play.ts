import type { SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import type { SceneContext } from '../../../schemas/loops.ts';
import type { StoryTime } from '../../../schemas/time.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { turnsUndecidedMax } from '../../../src/loops/scene.ts';
import { assertCount, assertSayable, assertStory, assertThread, assertTime } from './asked.ts';
import { backgroundWork, letGoOn, payWhatIsOwed } from './ending-scenes.ts';
import { firstSceneOf, framing, type StoryPlan } from './framing.ts';
import { turnsIn } from './goals.ts';
import {
  type FramingDraft,
  isOverInCanon,
  notNow,
  type Saying,
  type SceneStanding,
  sendScene,
  sendStory,
  type StoryStanding,
  type TurnView,
  turnView,
} from './playing.ts';
import { type Finding, looking } from './looking.ts';
import { playersOf, type Seating } from './players.ts';
import { recovering } from './recovering.ts';
import { sceneCycleOf } from './scenes.ts';
import { sittings } from './sittings.ts';
import { storyCycleOf } from './stories.ts';
import { type PlayPlace, speaking, underWay } from './speaking.ts';
import { type Holder } from './table.ts';
import { takingBack } from './taking-back.ts';

// A story as people play it. Every call leaves it where it can be gone on from, also when the call ends in the middle.

export interface Playing extends Seating {
  universe: UniverseId;
  holder: Holder;
}

export const openPlay = (playing: Playing) => {
  const { universe, holder } = playing;
  const players = playersOf(playing);
  const { table, scenes, stories, running } = players;
  const seats = sittings(table, holder);
  const beside = backgroundWork();

  // ── where things stand ──

  const storyAt = async (story: StoryId): Promise<StoryStanding> =>
    (await stories.look(universe, storyCycleOf(story))).standing;

  const sceneAt = async (scene: SceneId): Promise<SceneStanding> =>
    (await scenes.look(universe, sceneCycleOf(scene))).standing;

  /** At a story that is there, and can be read. */
  const sit = async (story: StoryId): Promise<void> => {
    if (!seats.isSitting(story)) await storyAt(story);
    await seats.sit(universe, story);
  };

  /** The scene that is played. */
  const playedIn = async (story: StoryId, what: string): Promise<SceneStanding> => {
    const { state, context } = await storyAt(story);
    if (state !== 'active.playing' || context.scene === null)
      throw notNow(what, { state: `story is \`${state}\``, possible: [] });
    return sceneAt(context.scene);
  };

  const idleScene = async (story: StoryId, what: string): Promise<SceneContext> => {
    const { state, context } = await playedIn(story, what);
    if (state !== 'active') throw notNow(what, { state: `scene is \`${state}\``, possible: ['resume', 'retry'] });
    if (context.current !== null) throw underWay(context.current);
    return context;
  };

  /** After something that may have ended the scene. */
  const afterwards = async (standing: SceneStanding): Promise<SceneStanding> => {
    const { story, scene } = standing.context;
    const place = { universe, story, scene };
    if (await letGoOn(players, place, standing)) beside.start(() => payWhatIsOwed(players, place));
    else if (standing.state === 'active' && standing.context.undecided >= turnsUndecidedMax)
      beside.start(() => scenes.resume(universe, sceneCycleOf(scene), running(isOverInCanon)));
    return standing;
  };

  const place: PlayPlace = { universe, sit, playedIn, idleScene, afterwards };
  const { settleTurn, clear, ...speech } = speaking(players, place);
  const { say } = speech;

  // ── scenes and stories ──

  const { frame, outline } = framing(players, universe);

  const start = async ({ title, premise, threads = [], story: asked }: StoryPlan, first: FramingDraft) => {
    const story = asked ?? table.world.newId('story');
    const scene = firstSceneOf(story);
    const context = {
      ...{ universe, story, title, premise, scene, scenes: 0, last: scene, owing: [], attempt: 1 },
      ...{ failure: null, outline: threads.length },
    };
    assertStory(context);
    for (const thread of threads) assertThread(thread);
    const framed = await frame(story, scene, first);
    if (threads.length > 0) await outline(story, framed, threads);
    await seats.sit(universe, story);
    const begun = await stories.begin({ id: storyCycleOf(story), universe, story, scene: null }, context, running());
    return begun.standing;
  };

  const nextScene = async (story: StoryId, draft: FramingDraft): Promise<StoryStanding> => {
    await sit(story);
    const { state } = await storyAt(story);
    if (state !== 'active.between') throw notNow('next_scene', { state: `story is \`${state}\``, possible: ['end'] });
    const { id } = await frame(story, table.world.newId('scene'), draft);
    return sendStory(players, { universe, story }, { type: 'next_scene', scene: id });
  };

  const toScene = async (
    story: StoryId,
    what: 'commit' | 'pause' | 'resume' | 'end' | 'move' | 'abort' | 'retry' | 'finalise_now',
  ) => {
    await sit(story);
    const { context } = await playedIn(story, what);
    if (what === 'abort' || what === 'finalise_now') await clear(context);
    return afterwards(await sendScene(players, context, { type: what }));
  };

  const toStory = async (story: StoryId, what: 'pause' | 'resume' | 'end' | 'abandon' | 'retry') => {
    await sit(story);
    const standing = await sendStory(players, { universe, story }, { type: what });
    if (standing.state === 'abandoned')
      for (const scene of standing.context.owing)
        beside.start(() => payWhatIsOwed(players, { universe, story, scene }));
    return standing;
  };

  const setTime = async (story: StoryId, clock: StoryTime): Promise<SceneStanding> => {
    assertTime(clock);
    await sit(story);
    return sendScene(players, await idleScene(story, 'time_passes'), { type: 'time_passes', clock });
  };

  const back = takingBack(players, universe, settleTurn);
  const onIdle = async <T>(story: StoryId, what: string, work: (scene: SceneContext) => Promise<T>): Promise<T> => {
    await sit(story);
    return work(await idleScene(story, what));
  };

  /** Of which a call failed, and may have left something in the middle: whoever calls next goes on with that first. */
  const untidy = new Set<StoryId>();

  /** Goes on with what was left in the middle, and with nothing else. */
  const mend = async (story: StoryId): Promise<readonly Finding[]> => {
    await sit(story);
    const found = await recovering(players, universe).goOn(story, settleTurn);
    untidy.delete(story);
    return found;
  };

  /** Goes on with a story: first with what was left in the middle. Returns what a person has to choose. What cannot all be read is not touched. */
  const enter = async (story: StoryId): Promise<readonly Finding[]> => {
    const { cycle, standing } = await stories.look(universe, storyCycleOf(story));
    await looking(table, universe).look({ cycle, context: standing.context });
    await sit(story);
    if ((await storyAt(story)).state === 'suspended') await toStory(story, 'resume');
    return mend(story);
  };

  /** What a scene that is over still owes is tried again. */
  const retryOwed = async (story: StoryId, scene: SceneId): Promise<SceneStanding | null> => {
    await sit(story);
    const { state } = await sceneAt(scene);
    if (state === 'failed') await sendScene(players, { universe, scene }, { type: 'retry' });
    return payWhatIsOwed(players, { universe, story, scene });
  };

  /** Says something else in place of what was said last; both are kept. */
  const edit = async (story: StoryId, saying: Omit<Saying, 'replaces'>): Promise<TurnView> => {
    assertSayable(saying.text);
    const [last] = await onIdle(story, 'edit', (scene) => back.undo(scene, 1));
    return say(story, { ...saying, replaces: last === undefined ? null : derivedId('turn', last) });
  };

  const undo = async (story: StoryId, count: number) => {
    assertCount(count);
    return onIdle(story, 'undo', (scene) => back.undo(scene, count));
  };

  const tidying =
    <Asked extends unknown[], T>(work: (story: StoryId, ...asked: Asked) => Promise<T>) =>
    async (story: StoryId, ...asked: Asked): Promise<T> => {
      if (untidy.has(story)) await mend(story);
      try {
        return await work(story, ...asked);
      } catch (error) {
        untidy.add(story);
        throw error;
      }
    };

  /** What was done is told everybody, while nobody waits for it. */
  const telling =
    <Asked extends unknown[], T>(work: (...asked: Asked) => Promise<T>) =>
    async (...asked: Asked): Promise<T> => {
      try {
        return await work(...asked);
      } finally {
        beside.start(() => table.relay(players.signal));
      }
    };

  const doing = <Asked extends unknown[], T>(work: (story: StoryId, ...asked: Asked) => Promise<T>) =>
    telling(tidying(work));

  return {
    ...{ storyAt, sceneAt },
    ...{ start: telling(start), nextScene: doing(nextScene), setTime: doing(setTime) },
    ...{ mend: telling(mend), enter: telling(enter) },
    ...{ toScene: doing(toScene), toStory: doing(toStory), retryOwed: doing(retryOwed) },
    ...{ say: doing(say), aside: doing(speech.aside), choose: doing(speech.choose), edit: doing(edit) },
    undo: doing(undo),
    redo: doing((story: StoryId) => onIdle(story, 'redo', (scene) => back.redo(scene))),
    retell: doing((story: StoryId) => onIdle(story, 'retell', (scene) => back.retell(scene))),
    /** Turns that count, the last of the scene, from the earliest on. */
    async played(story: StoryId): Promise<readonly TurnView[]> {
      const { context, state } = await playedIn(story, 'played');
      const views: TurnView[] = [];
      for (const turn of await turnsIn(table, universe, context.played))
        views.push(await turnView(players, { state: 'done', context: turn }, state));
      return views;
    },
    /** Gets up from every story, when what runs beside has come to rest. */
    async leave(): Promise<void> {
      await beside.idle();
      for (const story of seats.stories()) await seats.leave(story);
      await table.relay();
    },
    idle: () => beside.idle(),
  };
};
export type Play = ReturnType<typeof openPlay>;
