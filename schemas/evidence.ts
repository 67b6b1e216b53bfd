import { z } from 'zod';
import { Quote } from './bounds.ts';
import { Digest } from './digest.ts';
import {
  CommitId,
  DocumentId,
  EvidenceId,
  FactId,
  NodeId,
  ProposalId,
  ResolutionId,
  SceneId,
  SnippetId,
  SourceId,
  TurnId,
  UniverseId,
} from './ids.ts';
import { Revision } from './time.ts';

/** Who stands behind a claim, from what it rests on and never from what it says of itself. */
export const Authority = z.enum(['source', 'gm', 'player', 'engine', 'system']);
export type Authority = z.infer<typeof Authority>;

const origin = {
  id: EvidenceId,
  universe: UniverseId,
  /** The universe in whose narrative the original lies: another one after a fork. */
  home: UniverseId,
};

const pointing = {
  turn: z.strictObject({ ...origin, kind: z.literal('turn'), ref: TurnId, quote: Quote.nullable() }),
  scene: z.strictObject({ ...origin, kind: z.literal('scene'), ref: SceneId, quote: Quote.nullable() }),
  resolution: z.strictObject({ ...origin, kind: z.literal('resolution'), ref: ResolutionId, quote: Quote.nullable() }),
  snippet: z.strictObject({
    ...origin,
    kind: z.literal('snippet'),
    ref: SnippetId,
    quote: Quote,
    document: DocumentId,
    page: z.int().min(1).max(100_000).nullable(),
  }),
  source: z.strictObject({ ...origin, kind: z.literal('source'), ref: SourceId, quote: Quote.nullable() }),
  declaration: z.strictObject({ ...origin, kind: z.literal('declaration'), ref: TurnId, quote: Quote }),
};

/** What a proposal points to: the original lies in the narrative store, under `ref`. */
export const Citation = z.discriminatedUnion('kind', [
  pointing.turn,
  pointing.scene,
  pointing.resolution,
  pointing.snippet,
  pointing.source,
  pointing.declaration,
]);
export type Citation = z.infer<typeof Citation>;

/** What CanonKeeper found there: the digest of all of the original, so that a change of it shows. Absent: nothing of the narrative lies there. */
const found = { original: Digest.optional() };

/** A stub in canon for what supports a fact. */
export const Evidence = z.discriminatedUnion('kind', [
  pointing.turn.extend(found),
  pointing.scene.extend(found),
  pointing.resolution.extend(found),
  pointing.snippet.extend(found),
  pointing.source.extend(found),
  pointing.declaration.extend(found),
]);
export type Evidence = z.infer<typeof Evidence>;

/**
 * An edge from what is claimed to what supports it. A fact gathers more of them as it is asserted again; each remembers
 * by whose authority, and whether it would have been enough by itself: only then does the fact stand on it alone.
 */
export const Support = z.strictObject({
  universe: UniverseId,
  target: z.union([FactId, NodeId]),
  evidence: EvidenceId,
  authority: Authority,
  sufficient: z.boolean(),
  status: z.enum(['standing', 'withdrawn']),
  proposal: ProposalId.nullable(),
  commit: CommitId,
  revision: Revision,
});
export type Support = z.infer<typeof Support>;
