import type { Cycle } from '../../../schemas/cycle.ts';
import type { Envelope } from '../../../schemas/event.ts';
import type { SceneContext, StoryContext, TurnContext } from '../../../schemas/loops.ts';
import type { Standing } from '../../../src/loops/loop.ts';
import type { SceneState } from '../../../src/loops/scene.ts';
import type { StoryState } from '../../../src/loops/story.ts';
import type { TurnState } from '../../../src/loops/turn.ts';
import { type Herald, herald } from '../../contract.ts';
import type { Table } from './table.ts';

// What everybody is told when a loop comes to stand elsewhere, with the step by which it did.

type Telling = Pick<Table, 'world'>;

const heraldOf = ({ world }: Telling, { universe, story, scene, id: cycle }: Cycle): Herald =>
  herald(world, { universe, story, scene, cycle, actor: 'Orchestrator', causation: null, traceparent: null });

export const announceTurn =
  (table: Telling) =>
  (from: Standing<TurnState, TurnContext> | null, to: Standing<TurnState, TurnContext>, cycle: Cycle): Envelope[] => {
    const tell = heraldOf(table, cycle);
    const { turn, answer, resolution, failure } = to.context;
    if (from === null || from.state === to.state) return [];
    switch (to.state) {
      case 'done':
        return from.state === 'persisted' || from.state === 'failed'
          ? [tell('turn.done.v1', { turn, answer, resolution })]
          : [tell('turn.restored.v1', { turn, answer, resolution })];
      case 'withdrawn':
        return [tell('turn.withdrawn.v1', { turn, answer, resolution })];
      case 'failed':
        return failure === null ? [] : [tell('turn.failed.v1', { turn, step: failure.step, code: failure.code })];
      default:
        return [];
    }
  };

export const announceScene =
  (table: Telling) =>
  (
    from: Standing<SceneState, SceneContext> | null,
    to: Standing<SceneState, SceneContext>,
    cycle: Cycle,
  ): Envelope[] => {
    const tell = heraldOf(table, cycle);
    const { scene, failure } = to.context;
    if (from === null || from.state === to.state) return [];
    switch (to.state) {
      case 'active':
        return [tell(from.state === 'created' ? 'scene.opened.v1' : 'scene.resumed.v1', { scene })];
      case 'paused':
        return [tell('scene.paused.v1', { scene })];
      case 'completed':
        return [tell('scene.completed.v1', { scene })];
      case 'aborted':
        return [tell('scene.aborted.v1', { scene })];
      case 'failed':
        return failure === null ? [] : [tell('scene.failed.v1', { scene, step: failure.step, code: failure.code })];
      default:
        return [];
    }
  };

export const announceStory =
  (table: Telling) =>
  (
    from: Standing<StoryState, StoryContext> | null,
    to: Standing<StoryState, StoryContext>,
    cycle: Cycle,
  ): Envelope[] => {
    const tell = heraldOf(table, cycle);
    const { story, failure } = to.context;
    if (from === null || from.state === to.state) return [];
    if (from.state === 'planned' && to.state === 'active.opening') return [tell('story.opened.v1', { story })];
    if (from.state === 'suspended' && to.state.startsWith('active.')) return [tell('story.resumed.v1', { story })];
    switch (to.state) {
      case 'suspended':
        return [tell('story.paused.v1', { story })];
      case 'completed':
        return [tell('story.completed.v1', { story })];
      case 'abandoned':
        return [tell('story.abandoned.v1', { story })];
      case 'failed':
        return failure === null ? [] : [tell('story.failed.v1', { story, step: failure.step, code: failure.code })];
      default:
        return [];
    }
  };
