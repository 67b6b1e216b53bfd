import { z } from 'zod';
import { Key, Line } from './bounds.ts';
import { Digest } from './digest.ts';
import { CommitId, EventId, FactId, ProposalId, ResolutionId, SceneId, StoryId, TurnId } from './ids.ts';
import { SceneEnding, SceneStep, StoryStep, TurnStep } from './loops.ts';

// What the loops tell of: each with the step that it tells of, in one write. Payloads name what lies in the stores and do not repeat it.

export const outcomesMax = 1_000;
export const factsPerOutcomeMax = 1_000;

const asked = { request: EventId, agent: Line.min(1), job: Key };

/** A worker was asked for something. */
export const AgentRequested = z.strictObject({
  ...{ agent: Line.min(1), job: Key, step: z.int().min(1), attempt: z.int().min(1) },
  /** Of what it was asked with. */
  input: Digest,
});

/** It answered. */
export const AgentReplied = z.strictObject({ ...asked, output: Digest });

/** It did not do its part. */
export const WorkerFailed = z.strictObject({ ...asked, kind: z.enum(['transient', 'terminal']), code: Key });

const turn = { turn: TurnId };
const scene = { scene: SceneId };
const story = { story: StoryId };
const failed = { code: Key };

/** What became true by a scene. */
export const CanonicalOutcome = z.strictObject({ commit: CommitId, facts: z.array(FactId).max(factsPerOutcomeMax) });

export const loopEvents = {
  'agent.requested.v1': AgentRequested,
  'agent.replied.v1': AgentReplied,
  'worker.failed.v1': WorkerFailed,

  /** Somebody's words are kept. `by`: whose. */
  'turn.appended.v1': z.strictObject({ ...turn, by: z.enum(['player', 'gm', 'narrator']) }),
  'turn.done.v1': z.strictObject({ ...turn, answer: TurnId.nullable(), resolution: ResolutionId.nullable() }),
  'turn.failed.v1': z.strictObject({ ...turn, step: TurnStep, ...failed }),
  /** It does not count, with all that came of it. */
  'turn.withdrawn.v1': z.strictObject({ ...turn, answer: TurnId.nullable(), resolution: ResolutionId.nullable() }),
  /** It counts again. */
  'turn.restored.v1': z.strictObject({ ...turn, answer: TurnId.nullable(), resolution: ResolutionId.nullable() }),
  'proposal.staged.v1': z.strictObject({ proposal: ProposalId, type: Key, turn: TurnId.nullable() }),

  'scene.opened.v1': z.strictObject(scene),
  'scene.paused.v1': z.strictObject(scene),
  'scene.resumed.v1': z.strictObject(scene),
  'scene.finalized.v1': z.strictObject({
    ...scene,
    ending: SceneEnding,
    outcomes: z.array(CanonicalOutcome).max(outcomesMax),
  }),
  'scene.completed.v1': z.strictObject(scene),
  'scene.aborted.v1': z.strictObject(scene),
  'scene.failed.v1': z.strictObject({ ...scene, step: SceneStep, ...failed }),

  'story.opened.v1': z.strictObject(story),
  'story.paused.v1': z.strictObject(story),
  'story.resumed.v1': z.strictObject(story),
  'story.completed.v1': z.strictObject(story),
  'story.abandoned.v1': z.strictObject(story),
  'story.failed.v1': z.strictObject({ ...story, step: StoryStep, ...failed }),

  'session.begun.v1': z.strictObject({ ...story, by: Line }),
  'session.ended.v1': z.strictObject({ ...story, by: Line }),
} as const satisfies Record<string, z.ZodType>;
export type LoopEvent = keyof typeof loopEvents;
export type LoopPayload<T extends LoopEvent> = z.infer<(typeof loopEvents)[T]>;
