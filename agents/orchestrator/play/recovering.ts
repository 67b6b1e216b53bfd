import type { CycleId, SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import { isFailure } from '../../../src/domain/failure.ts';
import { letGoOn, payWhatIsOwed } from './ending-scenes.ts';
import { type Finding, looking } from './looking.ts';
import { freshTurn, isOverInCanon, type Players, type SceneStanding, sendScene, type TurnStanding } from './playing.ts';
import { sceneCycleOf } from './scenes.ts';
import { storyCycleOf } from './stories.ts';
import { isTakenUp, type SettleTurn } from './settling.ts';
import { takingBack } from './taking-back.ts';

// Goes on with what was left in the middle.
// R1. What stands between two loops (a turn that is done and a scene that does not know) is told on.
// R2. What needs a worker that is not here waits for one.
// R3. What failed is not tried again by itself: somebody chooses. What never was acknowledged, and is lost, is dropped.

export const recovering = (players: Players, universe: UniverseId) => {
  const { turns, scenes, stories, running } = players;
  const { isThere, look } = looking(players.table, universe);

  /** A turn whose words were never kept was never acknowledged. */
  const dropUnheard = async (cycle: CycleId, standing: TurnStanding): Promise<TurnStanding> => {
    if (standing.state !== 'failed' || standing.context.failure?.code !== 'words_lost') return standing;
    const sent = await turns.send(universe, { id: cycle, event: { type: 'withdraw' } }, running());
    return 'refused' in sent ? standing : sent.standing;
  };

  /** Whoever was about to begin it may not be gone: they are not to begin it any more once the scene has let go of it. */
  const forestalled = ({ context }: SceneStanding, cycle: CycleId): Promise<boolean> => {
    const { story, scene } = context;
    const turn = freshTurn(context, { cycle, kind: 'action' });
    return turns.forestall({ id: cycle, universe, story, scene }, { state: 'withdrawn', context: turn });
  };

  const goOnWithTurn = async (scene: SceneStanding, settleTurn: SettleTurn): Promise<void> => {
    const { current } = scene.context;
    if (current === null) return;
    if (isTakenUp(scene.context)) return takingBack(players, universe, settleTurn).goOn(current);
    if (!(await isThere(current)) && (await forestalled(scene, current))) {
      await sendScene(players, scene.context, { type: 'turn_let_go', cycle: current });
      return;
    }
    const { standing } = await turns.resume(universe, current, running());
    await settleTurn(await dropUnheard(current, standing));
  };

  const goOnWithScene = async (story: StoryId, scene: SceneId, settleTurn: SettleTurn): Promise<void> => {
    const id = sceneCycleOf(scene);
    if (!(await isThere(id))) return;
    const { standing } = await scenes.resume(universe, id, running(isOverInCanon));
    if (standing.state === 'active') await goOnWithTurn(standing, settleTurn);
    await letGoOn(players, { universe, story, scene }, (await scenes.look(universe, id)).standing);
  };

  return {
    /** Goes on with everything of a story that can go on. What remains is what `look` still finds. */
    async goOn(story: StoryId, settleTurn: SettleTurn): Promise<Finding[]> {
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
