import type { Cycle } from '../../../schemas/cycle.ts';
import type { CycleId, SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import { StoryContext } from '../../../schemas/loops.ts';
import type { WallTime } from '../../../schemas/time.ts';
import { isFailure } from '../../../src/domain/failure.ts';
import { everyItem } from '../../../src/ports/paging.ts';
import { letGoOn, payWhatIsOwed } from './ending-scenes.ts';
import { isOverInCanon, type Players, type SceneStanding, sendScene, type TurnStanding } from './playing.ts';
import { sceneCycleOf } from './scenes.ts';
import { storyCycleOf } from './stories.ts';
import type { Table } from './table.ts';
import { takingBack } from './taking-back.ts';

// Finds what was left in the middle, and goes on with it, or says between what a person can choose.
// R1. A story leads to its scene and to those that owe something, a scene to its turn: nothing has to be searched for.
// R2. What stands between two loops (a turn that is done and a scene that does not know) is told on.
// R3. What failed is not tried again by itself: somebody chooses. What never was acknowledged, and is lost, is dropped.

export interface Finding {
  loop: Cycle['loop'];
  cycle: CycleId;
  story: StoryId;
  scene: SceneId | null;
  state: string;
  /** Since when nothing has happened. */
  since: WallTime;
  /** Empty: it goes on by itself. */
  choices: readonly string[];
  failure: { step: string; code: string } | null;
}

const turnChoices = (step: string): readonly string[] =>
  step === 'narrated' ? ['retry', 'skip_narration', 'withdraw'] : ['retry', 'withdraw'];

interface Ran {
  standing: { state: string; context: { failure: { step: string; code: string } | null } };
  cycle: Cycle;
}

const findingOf = (
  { standing: { state, context }, cycle }: Ran,
  story: StoryId,
  choices: readonly string[],
): Finding => ({
  ...{ loop: cycle.loop, cycle: cycle.id, story, scene: cycle.scene, state, since: cycle.at },
  ...{ choices: state === 'failed' ? choices : [], failure: state === 'failed' ? context.failure : null },
});

/** Stories of which something is under way, or owed. */
export async function* openStories(
  { narrative }: Pick<Table, 'narrative'>,
  universe: UniverseId,
): AsyncGenerator<{ cycle: Cycle; context: StoryContext }> {
  for await (const { document } of everyItem((page) => narrative.list('stories', { universe }, page))) {
    const context = StoryContext.safeParse(document.context);
    if (context.success && (!document.isOver || context.data.owing.length > 0))
      yield { cycle: document, context: context.data };
  }
}

export const recovering = (players: Players, universe: UniverseId) => {
  const { table, turns, scenes, stories, signal } = players;
  const running = () => ({ signal: signal() });

  const isThere = async (id: CycleId): Promise<boolean> =>
    (await table.narrative.get('cycles', universe, [id])).length > 0;

  const isOwed = ({ context: { failure } }: SceneStanding): boolean =>
    failure?.step === 'summarising' || failure?.step === 'remembering';

  const lookAtScene = async (story: StoryId, scene: SceneId): Promise<Finding[]> => {
    if (!(await isThere(sceneCycleOf(scene)))) return [];
    const at = await scenes.look(universe, sceneCycleOf(scene));
    const found: Finding[] = [];
    if (at.cycle.todo !== null || at.standing.state === 'failed')
      found.push(findingOf(at, story, isOwed(at.standing) ? ['retry'] : ['retry', 'abort']));
    const { current } = at.standing.context;
    if (current === null || !(await isThere(current))) return found;
    const turn = await turns.look(universe, current);
    return [...found, findingOf(turn, story, turnChoices(turn.standing.context.failure?.step ?? ''))];
  };

  /** What is in the middle there, without changing anything. */
  const look = async ({ cycle, context }: { cycle: Cycle; context: StoryContext }): Promise<Finding[]> => {
    const { story, scene, owing } = context;
    const found: Finding[] = [];
    if (cycle.todo !== null || cycle.state === 'failed')
      found.push(findingOf({ standing: { state: cycle.state, context }, cycle }, story, ['retry', 'abandon']));
    for (const each of [...(scene === null ? [] : [scene]), ...owing]) found.push(...(await lookAtScene(story, each)));
    return found;
  };

  /** A turn whose words were never kept was never acknowledged. */
  const dropUnheard = async (cycle: CycleId, standing: TurnStanding): Promise<TurnStanding> => {
    if (standing.state !== 'failed' || standing.context.failure?.code !== 'words_lost') return standing;
    const sent = await turns.send(universe, { id: cycle, event: { type: 'withdraw' } }, running());
    return 'refused' in sent ? standing : sent.standing;
  };

  const goOnWithTurn = async (
    scene: SceneStanding,
    settleTurn: (standing: TurnStanding) => Promise<SceneStanding>,
  ): Promise<void> => {
    const { current } = scene.context;
    if (current === null) return;
    if (!(await isThere(current))) {
      await sendScene(players, scene.context, { type: 'turn_dropped' });
      return;
    }
    const { standing } = await turns.resume(universe, current, running());
    await settleTurn(await dropUnheard(current, standing));
  };

  const goOnWithScene = async (
    story: StoryId,
    scene: SceneId,
    settleTurn: (standing: TurnStanding) => Promise<SceneStanding>,
  ): Promise<void> => {
    const id = sceneCycleOf(scene);
    if (!(await isThere(id))) return;
    const until = isOverInCanon;
    const { standing } = await scenes.resume(universe, id, { ...running(), until });
    if (standing.state === 'active') {
      await takingBack(players, universe).reconcile(standing.context);
      await goOnWithTurn((await scenes.look(universe, id)).standing, settleTurn);
    }
    await letGoOn(players, { universe, story, scene }, (await scenes.look(universe, id)).standing);
  };

  return {
    look,
    /** Goes on with everything of a story that can go on. What remains is what `look` still finds. */
    async goOn(story: StoryId, settleTurn: (standing: TurnStanding) => Promise<SceneStanding>): Promise<Finding[]> {
      const id = storyCycleOf(story);
      await stories.resume(universe, id, running());
      const { standing } = await stories.look(universe, id);
      if (standing.context.scene !== null) await goOnWithScene(story, standing.context.scene, settleTurn);
      for (const scene of (await stories.look(universe, id)).standing.context.owing) {
        try {
          await payWhatIsOwed(players, { universe, story, scene });
        } catch (error) {
          if (!isFailure(error)) throw error; // it is owed still, and found again
        }
      }
      const { standing: after, cycle } = await stories.look(universe, id);
      return look({ cycle, context: after.context });
    },
  };
};
