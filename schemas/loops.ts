import { z } from 'zod';
import { Key } from './bounds.ts';
import { CycleId, ProposalId, ResolutionId, SceneId, StoryId, TurnId, UniverseId } from './ids.ts';

// Where the loops stand, as it is kept between two steps: small values and ids, never what the ids name.

export const proposalsPerTurnMax = 256;

/** What a person put in: it decides which steps a turn takes. Commands and talk out of character are no turns. */
export const TurnKind = z.enum(['action', 'dialogue', 'question']);
export type TurnKind = z.infer<typeof TurnKind>;

/** The steps of a turn, in their order, and the one that takes it back. */
export const TurnStep = z.enum([
  ...(['received', 'context', 'resolved', 'staged', 'gated', 'narrated', 'persisted'] as const),
  'withdrawing',
]);
export type TurnStep = z.infer<typeof TurnStep>;

/** `usual`: as it should be. `fallback`: with what there is, because the usual way failed. */
export const Way = z.enum(['usual', 'fallback']);
export type Way = z.infer<typeof Way>;

const ids = z.array(ProposalId).max(proposalsPerTurnMax);

export const TurnContext = z.strictObject({
  cycle: CycleId,
  universe: UniverseId,
  story: StoryId,
  scene: SceneId,
  turn: TurnId,
  kind: TurnKind,
  /** Of the step that is under way, counted from 1. */
  attempt: z.int().min(1),
  way: Way,
  resolution: ResolutionId.nullable(),
  proposals: ids,
  critical: ids,
  /** Whether what was critical was decided, or waits because nobody could. */
  gate: z.enum(['nothing', 'decided', 'waits']),
  /** `skipped`: a person went on without it. */
  narration: z.enum(['none', 'usual', 'fallback', 'skipped']),
  answer: TurnId.nullable(),
  /** Why the step that failed did. */
  failure: z.strictObject({ step: TurnStep, code: Key }).nullable(),
});
export type TurnContext = z.infer<typeof TurnContext>;

export const SceneEnding = z.enum(['goal_met', 'asked', 'moved']);
export type SceneEnding = z.infer<typeof SceneEnding>;

/** Something that was to be done for a scene or a story, one after the other. */
export const SceneStep = z.enum([
  'created',
  'closing',
  'deciding',
  'marking',
  'summarising',
  'remembering',
  'aborting',
]);
export type SceneStep = z.infer<typeof SceneStep>;

export const SceneContext = z.strictObject({
  universe: UniverseId,
  story: StoryId,
  scene: SceneId,
  turns: z.int().min(0),
  /** Turns with proposals since any were last decided. */
  undecided: z.int().min(0),
  attempt: z.int().min(1),
  ending: SceneEnding.nullable(),
  failure: z.strictObject({ step: SceneStep, code: Key }).nullable(),
});
export type SceneContext = z.infer<typeof SceneContext>;

export const StoryStep = z.enum(['planned', 'opening', 'threads', 'recap', 'closure', 'abandoning']);
export type StoryStep = z.infer<typeof StoryStep>;

export const StoryContext = z.strictObject({
  universe: UniverseId,
  story: StoryId,
  /** The one that is played. */
  scene: SceneId.nullable(),
  scenes: z.int().min(0),
  attempt: z.int().min(1),
  failure: z.strictObject({ step: StoryStep, code: Key }).nullable(),
});
export type StoryContext = z.infer<typeof StoryContext>;

export const SessionMode = z.enum(['start_story', 'continue', 'ingest', 'query', 'manage', 'copilot', 'settings']);
export type SessionMode = z.infer<typeof SessionMode>;

export const MainContext = z.strictObject({
  mode: SessionMode.nullable(),
  /** The one that is played, or that waits while something else is done. */
  story: StoryId.nullable(),
});
export type MainContext = z.infer<typeof MainContext>;
