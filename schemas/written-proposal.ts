import { z } from 'zod';
import { Finite, Line, Name, Quote, Share, Statement } from './bounds.ts';
import { derivationsMax } from './canon.ts';
import { Authority } from './evidence.ts';
import { Cascade, proposalEvidenceMax, Proposal, Verdict } from './gate.ts';
import {
  CalledOnes,
  WrittenAxiom,
  writtenClaim,
  WrittenEntity,
  writtenEventClaim,
  WrittenParty,
  WrittenScene,
  WrittenSource,
  WrittenStory,
  WrittenThread,
  WrittenTime,
} from './written-world.ts';

// Proposals as people write them down, and what the gate says of them, in the same names.

/** Evidence of the world by its id, or some words of it. */
export const WrittenCitation = z.union([
  Name,
  z.strictObject({
    id: Name,
    quote: Quote.optional(),
    page: z.int().min(1).max(100_000).nullable().optional(),
    /** Another id for the citation itself. */
    as: Name.optional(),
  }),
]);
export type WrittenCitation = z.infer<typeof WrittenCitation>;

export const WrittenActor = z.union([
  Name,
  z.strictObject({
    kind: z.enum(['agent', 'person']),
    name: Name.optional(),
    seat: z.enum(['player', 'gm']).nullable().optional(),
  }),
]);
export type WrittenActor = z.infer<typeof WrittenActor>;

const common = {
  id: Name.optional(),
  universe: Name.optional(),
  story: Name.nullable().optional(),
  scene: Name.nullable().optional(),
  turn: Name.nullable().optional(),
  intent: Proposal.shape.intent.optional(),
  evidence: z.union([WrittenCitation, z.array(WrittenCitation).max(proposalEvidenceMax)]).optional(),
  authority: Authority.optional(), // none: as much as the evidence gives
  confidence: Share.optional(),
  proposed_by: WrittenActor.optional(),
  story_time: WrittenTime.nullable().optional(),
  depends_on: z.union([Name, z.array(Name).max(derivationsMax)]).optional(),
};

/** What the new fact is to be called; none: as the proposal. */
const named = { fact: Name.optional() };
const because = { reason: Statement.optional() };
const facts = { facts: CalledOnes };

const claim = { ...common, ...named, ...writtenClaim };

export const WrittenProposal = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fact'), ...claim }),
  z.strictObject({ type: z.literal('relationship'), ...claim }),
  z.strictObject({ type: z.literal('state_change'), ...claim }),
  z.strictObject({ type: z.literal('event'), ...common, ...named, ...writtenEventClaim }),
  z.strictObject({ type: z.literal('entity'), ...common, entity: WrittenEntity }),
  z.strictObject({ type: z.literal('source'), ...common, source: WrittenSource }),
  z.strictObject({ type: z.literal('axiom'), ...common, axiom: WrittenAxiom }),
  z.strictObject({
    type: z.literal('universe'),
    ...common,
    creates: Name, // the new universe; its calendar is that of this one
    profile: Name.optional(),
  }),
  z.strictObject({ type: z.literal('story'), ...common, story: WrittenStory }),
  z.strictObject({ type: z.literal('scene'), ...common, scene: WrittenScene }),
  z.strictObject({ type: z.literal('thread'), ...common, thread: WrittenThread }),
  z.strictObject({ type: z.literal('party'), ...common, party: WrittenParty }),
  z.strictObject({
    type: z.literal('fork'),
    ...common,
    into: Name,
    name: Name.optional(),
    revision: z.int().min(0).optional(),
  }),
  z.strictObject({ type: z.literal('retcon'), ...common, ...facts, cascade: Cascade.optional(), ...because }),
  /** Of a batch that was judged before, by its name. */
  z.strictObject({ type: z.literal('revert'), ...common, commit: Name, ...because }),
  z.strictObject({ type: z.literal('merge'), ...common, keep: Name, drop: Name, ...because }),
  z.strictObject({ type: z.literal('split'), ...common, entity: Name, into: Name, ...facts, ...because }),
  z.strictObject({
    type: z.literal('rename'),
    ...common,
    node: Name,
    name: Name,
    keep_alias: z.boolean().optional(),
    ...because,
  }),
  z.strictObject({ type: z.literal('lock'), ...common, ...facts, ...because }),
  z.strictObject({ type: z.literal('unlock'), ...common, ...facts, ...because }),
]);
export type WrittenProposal = z.infer<typeof WrittenProposal>;

/** Between proposals: here another batch begins. */
export const BatchMarker = z.strictObject({
  /** What a revert calls its commit. */
  batch: z.union([Name, z.literal(true)]),
  /** What the story clock says from here on. */
  clock: WrittenTime.nullable().optional(),
  /** In which all of it is judged, whatever the proposals say. */
  universe: Name.optional(),
});
export type BatchMarker = z.infer<typeof BatchMarker>;

/** A line of `monitor gate evaluate --cases`. What is wrong with a proposal is said of that proposal alone. */
export const WrittenCase = z.strictObject({
  id: z.union([Name, z.int()]).optional(),
  world: z.unknown(),
  proposals: z.array(z.unknown()),
});
export type WrittenCase = z.infer<typeof WrittenCase>;

// ── what the gate says ───────────────────────────────────────────────────────────────────────────────────────────

/** A moment as in what was read: a number, a number and an ordinal, or a date. */
const ToldTime = z.union([z.int(), z.tuple([z.int(), z.int()]), z.string()]);
export type ToldTime = z.infer<typeof ToldTime>;
const Ones = z.array(z.string());

/** One line of what `monitor gate evaluate --json` prints. */
export const WrittenDecision = z.strictObject({
  case: z.union([Line, z.int()]).optional(), // where several were asked about
  proposal: z.string(),
  verdict: Verdict,
  codes: Ones, // of the reasons, in their order
  reasons: z.array(
    z.strictObject({
      code: z.string(),
      detail: z.string().nullable(),
      facts: Ones,
      nodes: Ones,
      rules: Ones,
      numbers: z.record(z.string(), Finite),
    }),
  ),
  authority: Authority, // what the evidence gives
  confidence: Share,
  threshold: Share,
  policy: z.string(),
  /** What it can't stand beside; of what was accepted, what it displaced. */
  facts_in_conflict: Ones,
  effects: z.strictObject({
    introduced: Ones,
    ended: z.array(z.strictObject({ fact: z.string(), at: ToldTime })),
    retconned: Ones,
    supported: Ones,
    restored: Ones,
    flagged: Ones,
    contested: Ones,
    nodes: Ones,
  }),
});
export type WrittenDecision = z.infer<typeof WrittenDecision>;
