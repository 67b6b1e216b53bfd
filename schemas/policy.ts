import { z } from 'zod';
import { Key, Line, Share, Statement } from './bounds.ts';
import { Authority } from './evidence.ts';
import { Vocabulary } from './vocabulary.ts';

// How the gate decides, as data. A policy has a revision, the digest of all of it, and every decision names it.

export const houseRulesMax = 200;
export const ruleCharsMax = 2_000;

/** What lies behind a piece of evidence: who could have put it where it is. */
export const Origin = z.enum([
  'gm_declaration', // a turn or command of the GM's seat, in which the GM said it
  'player_turn',
  'gm_turn', // what the engine narrated
  'player_resolution', // dice for what a player's character did
  'engine_resolution', // dice for anybody else
  'oracle',
  'clock', // a clock that ran out, a thread that advanced
  'framing', // the engine framed a scene, in structure and not in prose
  'snippet', // a passage of a document, with its quote
  'source',
  'scene',
]);
export type Origin = z.infer<typeof Origin>;

/** The agents that put something forward. */
export const AgentName = z.enum(['Orchestrator', 'Resolver', 'Narrator', 'MemoryManager', 'Ingest']);
export type AgentName = z.infer<typeof AgentName>;

/** When `when` holds of a proposal, it is rejected, or put before a person. */
export const HouseRule = z.strictObject({
  id: Key,
  effect: z.enum(['reject', 'defer']),
  when: z.string().min(1).max(ruleCharsMax),
  because: Statement,
});
export type HouseRule = z.infer<typeof HouseRule>;

/** Whose word counts for how much, and who may do what. */
const settings = {
  /** Whose word a piece of evidence carries. What is not listed is `system`. */
  authorityOf: z.partialRecord(Origin, Authority),
  /** The most that an agent's word carries, whatever it cites. Who is not listed is held to the evidence alone. */
  mostOfAgent: z.partialRecord(AgentName, Authority).default({}),
  /** How much a word weighs before anything else is known. */
  base: z.record(Authority, Share),
  /** Instead of the base, for what rests on these alone. */
  baseOfOrigin: z.partialRecord(Origin, Share),
  /** What the weight is multiplied by where nothing is behind it. */
  withoutEvidence: Share,
  /** From this weight on something is accepted by itself; below it a person looks at it. */
  threshold: Share,
  mayRetcon: z.array(Authority),
  mayMakeAxioms: z.array(Authority),
  mayUseFreeText: z.array(Authority),
  /** When two sources of equal level disagree: the later one is refused, or both stand until the GM chooses. */
  contradictingSources: z.enum(['reject', 'contest']),
};

const HouseRules = z.array(HouseRule).max(houseRulesMax);

export const Policy = z.strictObject({
  profile: Key,
  about: Line,
  ...settings,
  rules: HouseRules,
  vocabulary: Vocabulary,
});
export type Policy = z.infer<typeof Policy>;

/** One file of a policy. What it says of a setting is said for all of it; vocabulary and house rules of several files add up. */
export const PolicyFile = z
  .strictObject({
    profile: Key,
    about: Line,
    ...settings,
    base: z.partialRecord(Authority, Share),
    rules: HouseRules,
    ...Vocabulary.shape,
  })
  .partial();
export type PolicyFile = z.infer<typeof PolicyFile>;
