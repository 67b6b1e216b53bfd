import type { Cycle } from '../../../schemas/cycle.ts';
import { SceneContext, StoryContext, TurnContext } from '../../../schemas/loops.ts';
import { sceneLoop } from '../../../src/loops/scene.ts';
import { standingIn } from '../../../src/loops/standing.ts';
import { storyLoop } from '../../../src/loops/story.ts';
import { turnLoop } from '../../../src/loops/turn.ts';
import { upgraded } from '../../../src/loops/upgrading.ts';

// Cycles as they were kept, for whoever only reads them. What cannot be gone on with is refused by its id.

export const turnIn = (kept: Cycle) => {
  const cycle = upgraded(kept);
  return { cycle, standing: standingIn(cycle, { loop: turnLoop, context: TurnContext }) };
};

export const sceneIn = (kept: Cycle) => {
  const cycle = upgraded(kept);
  return { cycle, standing: standingIn(cycle, { loop: sceneLoop, context: SceneContext }) };
};

export const storyIn = (kept: Cycle) => {
  const cycle = upgraded(kept);
  return { cycle, standing: standingIn(cycle, { loop: storyLoop, context: StoryContext }) };
};
