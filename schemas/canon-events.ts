import { z } from 'zod';
import { Key, Line } from './bounds.ts';
import { derivationsMax } from './canon.ts';
import { Verdict } from './gate.ts';
import { CommitId, DecisionId, EntityId, FactId, ProposalId } from './ids.ts';
import { Revision, StoryTime } from './time.ts';

// What CanonKeeper tells of, in the same transaction as it happens. Payloads name records and do not repeat them: whoever wants to know more
// reads canon, which has moved on by then or not.

/** A batch became canon. Everything that it put is the part of the log that belongs to its revision. */
export const CanonCommitted = z.strictObject({
  commit: CommitId,
  revision: Revision,
  policy: Line,
  /** How many records it put. */
  facts: z.int().min(0),
  nodes: z.int().min(0),
});
export type CanonCommitted = z.infer<typeof CanonCommitted>;

export const ProposalDecided = z.strictObject({
  proposal: ProposalId,
  decision: DecisionId,
  verdict: Verdict,
  /** Of its first reason. */
  code: Key.nullable(),
  commit: CommitId.nullable(),
});
export type ProposalDecided = z.infer<typeof ProposalDecided>;

/** It was so, and is over. */
export const FactEnded = z.strictObject({ fact: FactId, at: StoryTime, commit: CommitId });
export type FactEnded = z.infer<typeof FactEnded>;

/** It was never so. */
export const FactRetconned = z.strictObject({
  fact: FactId,
  commit: CommitId,
  replacedBy: z.array(FactId).max(derivationsMax),
});
export type FactRetconned = z.infer<typeof FactRetconned>;

/** It is so after all, or again as it was before. */
export const FactRestored = z.strictObject({ fact: FactId, commit: CommitId });
export type FactRestored = z.infer<typeof FactRestored>;

export const EntityChanged = z.strictObject({
  entity: EntityId,
  commit: CommitId,
  change: z.enum(['created', 'changed', 'merged', 'retconned']),
  /** Who it turned out to be. */
  mergedInto: EntityId.nullable(),
});
export type EntityChanged = z.infer<typeof EntityChanged>;

export const canonEvents = {
  'canon.committed.v1': CanonCommitted,
  'proposal.decided.v1': ProposalDecided,
  'fact.ended.v1': FactEnded,
  'fact.retconned.v1': FactRetconned,
  'fact.restored.v1': FactRestored,
  'entity.changed.v1': EntityChanged,
} as const satisfies Record<string, z.ZodType>;
export type CanonEvent = keyof typeof canonEvents;
