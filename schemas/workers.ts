import { z } from 'zod';
import { Key, Line } from './bounds.ts';
import { ContextPackage } from './context-package.ts';
import { Verdict } from './gate.ts';
import {
  CommitId,
  CycleId,
  MemoryId,
  ProposalId,
  ResolutionId,
  SceneId,
  StoryId,
  SummaryId,
  TurnId,
  UniverseId,
} from './ids.ts';
import { Consultation } from './oracle.ts';
import { proposalsPerTurnMax, SceneEnding, TurnKind, Way } from './loops.ts';
import { StoryTime } from './time.ts';
import { type Codes, commonCodes, modelCodes } from './worker-codes.ts';

// What each worker can be asked for, what it answers, and by which codes it may say that it cannot. A worker keeps nothing from one question to the next:
// what it makes it writes down itself, under ids that it is given or that follow from what it is given, so that being asked twice makes nothing twice.

export const proposalsPerCallMax = 1_000;
export const memoriesPerSceneMax = 1_000;

const place = { universe: UniverseId, story: StoryId, scene: SceneId, cycle: CycleId };
const clock = { clock: StoryTime.nullable() };
const some = z.array(ProposalId).max(proposalsPerTurnMax);
const many = z.array(ProposalId).max(proposalsPerCallMax);

export const DecidedProposal = z.strictObject({
  proposal: ProposalId,
  verdict: Verdict,
  /** Of its first reason. */
  code: Key.nullable(),
  commit: CommitId.nullable(),
});
export type DecidedProposal = z.infer<typeof DecidedProposal>;

const decided = z.strictObject({ decided: z.array(DecidedProposal).max(proposalsPerCallMax) });

/** In milliseconds, how long each may take before it counts as failed for a while. */
const soonMs = 10_000;
const laterMs = 60_000;

/** Of who goes by what a player said. */
const sayingCodes = { unknown_turn: 'terminal', unknown_name: 'terminal' } as const satisfies Codes;
/** Of who asks the gate. */
const gateCodes = {
  canon_moves: 'transient',
  unknown_proposal: 'terminal',
  too_much_at_once: 'terminal',
  too_much_for_a_batch: 'terminal',
} as const satisfies Codes;

export const jobs = {
  assemble_context: {
    agent: 'ContextAssembly',
    limitMs: soonMs,
    codes: { ...commonCodes, unknown_turn: 'terminal', unknown_scene: 'terminal' },
    input: z.strictObject({ ...place, ...clock, turn: TurnId, seat: z.enum(['player', 'gm']), tokensMax: z.int() }),
    output: ContextPackage,
  },
  /** It writes the resolution before it answers, under the id that it is given, with dice that follow from the seed. */
  resolve: {
    agent: 'Resolver',
    limitMs: soonMs,
    codes: {
      ...{ ...commonCodes, ...sayingCodes, unknown_scene: 'terminal' },
      ...{ unknown_rules: 'terminal', unknown_check: 'terminal' },
    },
    input: z.strictObject({
      ...{ ...place, ...clock, turn: TurnId, number: z.int().min(0), kind: TurnKind, way: Way },
      ...{ resolution: ResolutionId, seed: Line.min(1), context: ContextPackage },
    }),
    output: z.strictObject({ resolution: ResolutionId, ...clock, leaves: z.boolean() }),
  },
  /** What follows from a resolution, as proposals: it writes them. Asked with another `salt` it makes others that say the same. */
  propose: {
    agent: 'Resolver',
    limitMs: soonMs,
    codes: { ...commonCodes, ...sayingCodes, unresolved: 'terminal', unknown_rules: 'terminal' },
    input: z.strictObject({ ...place, turn: TurnId, resolution: ResolutionId, salt: Line.min(1) }),
    output: z.strictObject({ proposals: some }),
  },
  /** Asks the oracle, by the chaos that there is in the story: it writes what it said as a resolution, and where chaos drifts, how much there is. */
  consult: {
    agent: 'Resolver',
    limitMs: soonMs,
    codes: { ...commonCodes, unknown_odds: 'terminal' },
    input: z.strictObject({
      ...{ ...place, ...clock, number: z.int().min(0), resolution: ResolutionId, seed: Line.min(1) },
      asked: Consultation,
    }),
    output: z.strictObject({ resolution: ResolutionId }),
  },
  /**
   * What the turns of a scene that count changed in numbers and is not put forward yet, as one proposal for each number: it writes them. Asked again
   * before anything else changed, it puts forward the same.
   */
  fold: {
    agent: 'Resolver',
    limitMs: soonMs,
    codes: { ...commonCodes, unknown_scene: 'terminal', unknown_rules: 'terminal' },
    input: z.strictObject({ ...place, ...clock, checkpoint: z.enum(['mid_scene', 'scene']) }),
    output: z.strictObject({ proposals: many }),
  },
  decide: {
    agent: 'CanonKeeper',
    limitMs: laterMs,
    codes: { ...commonCodes, ...gateCodes, no_such_universe: 'terminal' },
    input: z.strictObject({
      ...{ universe: UniverseId, cycle: CycleId, proposals: many, ...clock, reason: Line.nullable() },
      checkpoint: z.enum(['mid_scene', 'scene', 'story']),
    }),
    output: decided,
  },
  /** They are not put forward any more: what is undecided of them is refused as withdrawn. */
  withdraw: {
    agent: 'CanonKeeper',
    limitMs: laterMs,
    codes: { ...commonCodes, ...gateCodes, already_canon: 'terminal' },
    input: z.strictObject({ universe: UniverseId, cycle: CycleId, proposals: many, reason: Line.nullable() }),
    output: decided,
  },
  /** It writes what it narrates before it answers, under the id that it is given. What it claims besides is staged. */
  narrate: {
    agent: 'Narrator',
    limitMs: laterMs,
    codes: { ...commonCodes, ...modelCodes, unknown_turn: 'terminal', unresolved: 'terminal' },
    input: z.strictObject({
      ...{ ...place, ...clock, turn: TurnId, number: z.int().min(0), kind: TurnKind, way: Way, answer: TurnId },
      ...{ context: ContextPackage, resolution: ResolutionId.nullable(), salt: Line.min(1) },
      decided: z.array(DecidedProposal).max(proposalsPerTurnMax),
    }),
    output: z.strictObject({ answer: TurnId, proposals: some }),
  },
  close_scene: {
    agent: 'Narrator',
    limitMs: laterMs,
    codes: { ...commonCodes, ...modelCodes },
    input: z.strictObject({ ...place, ...clock, number: z.int().min(0), ending: SceneEnding, answer: TurnId }),
    output: z.strictObject({ answer: TurnId }),
  },
  summarise: {
    agent: 'Narrator',
    limitMs: laterMs,
    codes: { ...commonCodes, ...modelCodes },
    input: z.strictObject({ ...place, summary: SummaryId }),
    output: z.strictObject({ summary: SummaryId }),
  },
  recapitulate: {
    agent: 'Narrator',
    limitMs: laterMs,
    codes: { ...commonCodes, ...modelCodes },
    input: z.strictObject({ universe: UniverseId, story: StoryId, cycle: CycleId, summary: SummaryId }),
    output: z.strictObject({ summary: SummaryId }),
  },
  remember: {
    agent: 'MemoryManager',
    limitMs: laterMs,
    codes: { ...commonCodes, ...modelCodes },
    input: z.strictObject({ ...place, ...clock }),
    output: z.strictObject({ memories: z.array(MemoryId).max(memoriesPerSceneMax) }),
  },
} as const satisfies Record<
  string,
  { agent: string; limitMs: number; codes: Codes; input: z.ZodType; output: z.ZodType }
>;
export type Job = keyof typeof jobs;
/** By what it may say that it cannot; for any job: what is common to all. */
export type JobCode<J extends Job> = keyof (typeof jobs)[J]['codes'];
export type JobInput<J extends Job> = z.infer<(typeof jobs)[J]['input']>;
export type JobOutput<J extends Job> = z.infer<(typeof jobs)[J]['output']>;
export type WorkerName = (typeof jobs)[Job]['agent'];
export type JobsOf<W extends WorkerName> = { [J in Job]: (typeof jobs)[J]['agent'] extends W ? J : never }[Job];
