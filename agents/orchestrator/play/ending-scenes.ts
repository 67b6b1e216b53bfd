import type { SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import { isFailure } from '../../../src/domain/failure.ts';
import { isOverInCanon, type Players, type SceneStanding, sendStory } from './playing.ts';
import { sceneCycleOf } from './scenes.ts';
import { storyCycleOf } from './stories.ts';

// A scene that is over in canon lets the story go on at once; what it owes is paid beside that, and remembered by the story until it is.

interface Place {
  universe: UniverseId;
  story: StoryId;
  scene: SceneId;
}

/** The story goes on, if it has not yet. */
export const letGoOn = async (players: Players, place: Place, standing: SceneStanding): Promise<boolean> => {
  if (!isOverInCanon(standing)) return false;
  const { standing: story } = await players.stories.look(place.universe, storyCycleOf(place.story));
  if (story.state === 'active.playing' && story.context.scene === place.scene)
    await sendStory(players, place, { type: 'scene_over' });
  return true;
};

/** Pays what a scene owes. Returns where it stands then; null: it never began. */
export const payWhatIsOwed = async (players: Players, place: Place): Promise<SceneStanding | null> => {
  const { table, scenes, stories, running } = players;
  const { universe, story, scene } = place;
  const id = sceneCycleOf(scene);
  const settle = async (): Promise<void> => {
    const { standing: at } = await stories.look(universe, storyCycleOf(story));
    if (at.context.owing.includes(scene)) await sendStory(players, place, { type: 'scene_settled', scene });
  };
  // A story that was abandoned before its scene began left nothing of it.
  if ((await table.narrative.get('cycles', universe, [id])).length === 0) {
    await settle();
    return null;
  }
  const { standing } = await scenes.resume(universe, id, running());
  if (standing.state === 'completed' || standing.state === 'aborted') await settle();
  return standing;
};

/** What runs while nobody waits. It fails quietly: what is owed is still owed then, and found again. Mistakes of the program are kept for who waits. */
export const backgroundWork = () => {
  const running = new Set<Promise<void>>();
  const mistakes: unknown[] = [];
  return {
    start(work: () => Promise<unknown>): void {
      const done: Promise<void> = work()
        .then(() => undefined)
        .catch((error: unknown) => {
          if (!isFailure(error)) mistakes.push(error);
        })
        .finally(() => running.delete(done));
      running.add(done);
    },
    /** Until nothing runs any more. */
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
      const [mistake] = mistakes.splice(0);
      if (mistake !== undefined) throw new Error('something that ran beside broke', { cause: mistake });
    },
  };
};
