import { z } from 'zod';
import { Finite, Key, Line, Name, Share, Statement } from './bounds.ts';
import {
  Axiom,
  causesMax,
  derivationsMax,
  Entity,
  FactObject,
  Participant,
  participantsMax,
  Party,
  PlotThread,
  SceneMarker,
  Severity,
  Source,
  Story,
  Universe,
  Visibility,
} from './canon.ts';
import { Digest } from './digest.ts';
import { Authority, Citation } from './evidence.ts';
import {
  CommitId,
  DecisionId,
  EntityId,
  FactId,
  NodeId,
  ProposalId,
  SceneId,
  StoryId,
  TurnId,
  UniverseId,
} from './ids.ts';
import { Revision, StoryTime, Validity, WallTime } from './time.ts';

// What passes through the gate: a proposal goes in, a decision comes out, and what a batch changed is one commit.

export const proposalEvidenceMax = 256;
export const proposalsPerCommitMax = 100_000;
export const reasonsMax = 64;

// ── proposals ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A claim as it is put forward: a fact without what only the gate can know. */
export const Claim = z.strictObject({
  id: FactId, // chosen by the proposer, so that a repeat is the same claim and others of the batch can refer to it
  subject: NodeId,
  predicate: Key,
  object: FactObject.nullable(),
  statement: Statement,
  valid: Validity,
  visibility: Visibility.nullable(), // null: what the vocabulary says of the predicate
  derivesFrom: z.array(FactId).max(derivationsMax),
});
export type Claim = z.infer<typeof Claim>;

export const EventClaim = Claim.extend({
  event: z.strictObject({
    participants: z.array(Participant).max(participantsMax),
    severity: Severity,
    causedBy: z.array(FactId).max(causesMax),
  }),
});
export type EventClaim = z.infer<typeof EventClaim>;

const asked = { universe: true, introduced: true, kind: true } as const;
const judged = { status: true, authority: true } as const;

const reason = { reason: Statement };
export const factsPerChangeMax = 10_000;

/** What happens to the facts that rest on what is withdrawn. */
export const Cascade = z.enum(['none', 'flag', 'propagate']);
export type Cascade = z.infer<typeof Cascade>;

export const ProposalContent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fact'), claim: Claim }),
  z.strictObject({ type: z.literal('relationship'), claim: Claim }),
  z.strictObject({ type: z.literal('state_change'), claim: Claim }),
  z.strictObject({ type: z.literal('event'), claim: EventClaim }),
  z.strictObject({
    type: z.literal('entity'),
    entity: z.strictObject(Entity.shape).omit({ ...asked, ...judged, mergedInto: true }),
  }),
  z.strictObject({ type: z.literal('source'), source: Source.omit(asked) }),
  z.strictObject({ type: z.literal('axiom'), axiom: Axiom.omit({ ...asked, ...judged }) }),
  z.strictObject({ type: z.literal('universe'), universe: Universe.omit({ ...asked, forkedFrom: true }) }),
  z.strictObject({ type: z.literal('story'), story: Story.omit(asked) }),
  z.strictObject({ type: z.literal('scene'), scene: SceneMarker.omit(asked) }),
  z.strictObject({ type: z.literal('thread'), thread: PlotThread.omit(asked) }),
  z.strictObject({ type: z.literal('party'), party: Party.omit(asked) }),
  z.strictObject({
    type: z.literal('fork'),
    into: UniverseId,
    name: Name,
    revision: Revision,
    storyTime: StoryTime.nullable(),
  }),
  z.strictObject({
    type: z.literal('retcon'),
    facts: z.array(FactId).min(1).max(factsPerChangeMax),
    cascade: Cascade,
    ...reason,
  }),
  z.strictObject({ type: z.literal('revert'), commit: CommitId, ...reason }),
  z.strictObject({ type: z.literal('merge'), keep: EntityId, drop: EntityId, ...reason }),
  z.strictObject({
    type: z.literal('split'),
    from: EntityId,
    into: EntityId, // an entity that exists or is created earlier in the batch
    facts: z.array(FactId).max(factsPerChangeMax),
    ...reason,
  }),
  z.strictObject({ type: z.literal('rename'), node: NodeId, name: Name, keepAlias: z.boolean(), ...reason }),
  z.strictObject({ type: z.literal('lock'), facts: z.array(FactId).min(1).max(factsPerChangeMax), ...reason }),
  z.strictObject({ type: z.literal('unlock'), facts: z.array(FactId).min(1).max(factsPerChangeMax), ...reason }),
]);
export type ProposalContent = z.infer<typeof ProposalContent>;
export type ProposalType = ProposalContent['type'];

/** Who did something: an agent of the engine, or a person at a seat. */
export const Actor = z.strictObject({
  kind: z.enum(['agent', 'person']),
  name: Name,
  seat: z.enum(['player', 'gm']).nullable(), // null for an agent
});
export type Actor = z.infer<typeof Actor>;

/** A structured candidate for canon, with its evidence. Never changed: its fate is read from decisions. */
export const Proposal = z.strictObject({
  id: ProposalId, // also the idempotency key
  universe: UniverseId,
  story: StoryId.nullable(),
  scene: SceneId.nullable(),
  turn: TurnId.nullable(),
  intent: z.enum(['assert', 'change', 'correct']),
  content: ProposalContent,
  evidence: z.array(Citation).max(proposalEvidenceMax),
  /** What its maker claims. The gate does not believe it: it derives the authority from the evidence. */
  authority: Authority,
  confidence: Share,
  proposedBy: Actor,
  storyTime: StoryTime.nullable(),
  dependsOn: z.array(ProposalId).max(derivationsMax),
  proposedAt: WallTime,
  digest: Digest, // of everything else
});
export type Proposal = z.infer<typeof Proposal>;

// ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────

export const Verdict = z.enum(['accepted', 'rejected', 'pending']);
export type Verdict = z.infer<typeof Verdict>;

/** One thing that a decision rests on. */
export const Reason = z.strictObject({
  code: Key,
  detail: Line.nullable(),
  facts: z.array(FactId).max(reasonsMax),
  nodes: z.array(NodeId).max(reasonsMax),
  rules: z.array(Key).max(reasonsMax),
  numbers: z.record(Key, Finite),
});
export type Reason = z.infer<typeof Reason>;

export const Effects = z.strictObject({
  introduced: z.array(FactId).max(factsPerChangeMax),
  ended: z.array(z.strictObject({ fact: FactId, at: StoryTime })).max(factsPerChangeMax),
  retconned: z.array(FactId).max(factsPerChangeMax),
  supported: z.array(FactId).max(factsPerChangeMax),
  restored: z.array(FactId).max(factsPerChangeMax),
  /** They rested on what was withdrawn, and somebody has to look at them. */
  flagged: z.array(FactId).max(factsPerChangeMax),
  /** They stand against each other until the GM chooses. */
  contested: z.array(FactId).max(factsPerChangeMax),
  nodes: z.array(NodeId).max(factsPerChangeMax),
});
export type Effects = z.infer<typeof Effects>;

export const noEffects: Effects = {
  introduced: [],
  ended: [],
  retconned: [],
  supported: [],
  restored: [],
  flagged: [],
  contested: [],
  nodes: [],
};

export const Decision = z.strictObject({
  id: DecisionId,
  universe: UniverseId,
  number: z.int().min(1), // its place in the universe's chain of decisions
  proposal: ProposalId,
  proposalDigest: Digest,
  verdict: Verdict,
  reasons: z.array(Reason).max(reasonsMax),
  authority: Authority,
  confidence: Share,
  threshold: Share,
  effects: Effects,
  policy: Line, // the revision of the policy that decided
  commit: CommitId.nullable(), // null: its batch changed nothing
  by: Actor,
  at: WallTime,
  previous: Digest.nullable(), // null for the first of a universe
  digest: Digest, // of everything else
});
export type Decision = z.infer<typeof Decision>;

// ── commits ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** What one batch made of canon. The chain of commits is the audit trail. */
export const Commit = z.strictObject({
  id: CommitId,
  universe: UniverseId,
  revision: Revision, // the one that it made
  proposals: z.array(ProposalId).max(proposalsPerCommitMax),
  policy: Line,
  by: Actor,
  reason: Statement.nullable(),
  at: WallTime,
  contents: Digest, // of every record that it put, in order
  previous: Digest.nullable(), // null for the first of a universe
  digest: Digest, // of everything else
});
export type Commit = z.infer<typeof Commit>;
