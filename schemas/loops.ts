import { z } from 'zod';
import { Key, Line, Name, Statement } from './bounds.ts';
import { CycleId, ProposalId, ResolutionId, SceneId, StoryId, TurnId, UniverseId } from './ids.ts';
import { StoryTime } from './time.ts';

// Where the loops stand, as it is kept between two steps: small values and ids, never what the ids name.

export const proposalsPerTurnMax = 256;
/** As many turns of a scene can be taken back. */
export const turnsBackMax = 64;
export const goalsMax = 16;
export const waitingMax = 10_000;
export const scenesOwingMax = 64;
/** Threads that a story begins with. */
export const outlineMax = 64;

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

/** Why a step failed, with the words of who failed; null: there were none, or an earlier version kept none. */
const why = { code: Key, words: Line.nullable().default(null) };

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
  /** What follows from what was resolved. */
  proposals: ids,
  critical: ids,
  /** What was read out of what was narrated last. */
  implied: ids,
  /** Whether what was critical was decided, or waits because nobody could. */
  gate: z.enum(['nothing', 'decided', 'waits']),
  /** What time it is in the fiction once it is over. Null: nobody knows. */
  clock: StoryTime.nullable(),
  /** Whoever is played leaves the place by it. */
  leaves: z.boolean(),
  /** `skipped`: a person went on without it. */
  narration: z.enum(['none', 'usual', 'fallback', 'skipped']),
  /** What was narrated last, whether or not it counts yet. */
  told: TurnId.nullable(),
  /** What counts as the answer. */
  answer: TurnId.nullable(),
  /** Why the step that failed did. */
  failure: z.strictObject({ step: TurnStep, ...why }).nullable(),
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
  /** Those that count: what was taken back does not. */
  turns: z.int().min(0),
  /** Those that were ever begun. */
  begun: z.int().min(0),
  /** The turn that is under way. */
  current: CycleId.nullable(),
  /** The last turns that count, and those that were taken back since one was last played; each list from the earliest on. */
  played: z.array(CycleId).max(turnsBackMax),
  undone: z.array(CycleId).max(turnsBackMax),
  /** Turns with proposals since any were last decided, and what they put forward. */
  undecided: z.int().min(0),
  waiting: z.array(ProposalId).max(waitingMax),
  /** What time it is in the fiction. */
  clock: StoryTime.nullable(),
  /** Which of the scene's goals are met. */
  met: z.array(z.int().min(0)).max(goalsMax),
  attempt: z.int().min(1),
  ending: SceneEnding.nullable(),
  failure: z.strictObject({ step: SceneStep, ...why }).nullable(),
});
export type SceneContext = z.infer<typeof SceneContext>;

export const StoryStep = z.enum(['planned', 'opening', 'threads', 'recap', 'closure', 'abandoning']);
export type StoryStep = z.infer<typeof StoryStep>;

export const StoryContext = z.strictObject({
  universe: UniverseId,
  story: StoryId,
  title: Name,
  premise: Statement.nullable(),
  /** How many threads were put forward for it before it began. */
  outline: z.int().min(0).max(outlineMax).default(0),
  /** The one that is played, or is to be. */
  scene: SceneId.nullable(),
  scenes: z.int().min(0),
  /** The one that was played last, or is. */
  last: SceneId.nullable(),
  /** Over in canon, and summaries or memories of it are owed still. */
  owing: z.array(SceneId).max(scenesOwingMax),
  attempt: z.int().min(1),
  failure: z.strictObject({ step: StoryStep, ...why }).nullable(),
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
