import { z } from 'zod';

// Ids are ours, never a store's. An id is a prefix that says what it names, and 26 characters of Crockford's base 32:
// ten of time in milliseconds, sixteen of chance. Sorted as text, ids of one kind are in the order they were made.

export const idBodyChars = 26;

export const idPrefixes = {
  omniverse: 'omn',
  multiverse: 'mul',
  universe: 'uni',
  source: 'src',
  axiom: 'axm',
  entity: 'ent',
  story: 'sty',
  scene: 'scn',
  thread: 'thr',
  party: 'pty',
  fact: 'fct',
  evidence: 'evd',
  commit: 'cmt',
  proposal: 'prp',
  decision: 'dec',
  turn: 'trn',
  resolution: 'res',
  change: 'chg',
  rule: 'rul',
  summary: 'sum',
  memory: 'mem',
  document: 'doc',
  snippet: 'snp',
  event: 'evt',
  cycle: 'cyc',
  world: 'wld',
} as const;
export type IdKind = keyof typeof idPrefixes;
/** `IdOf<'fact'>` is `FactId`: a string that only a schema or the id source can make. */
export type IdOf<K extends IdKind> = string & z.$brand<K>;

const idOf = <K extends IdKind>(kind: K) =>
  z
    .string()
    .regex(new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{${idBodyChars}}$`), {
      error: `expected the id of a ${kind}: \`${idPrefixes[kind]}_\` and ${idBodyChars} characters`,
    })
    .brand<K>();

export const OmniverseId = idOf('omniverse');
export type OmniverseId = z.infer<typeof OmniverseId>;
export const MultiverseId = idOf('multiverse');
export type MultiverseId = z.infer<typeof MultiverseId>;
export const UniverseId = idOf('universe');
export type UniverseId = z.infer<typeof UniverseId>;
export const SourceId = idOf('source');
export type SourceId = z.infer<typeof SourceId>;
export const AxiomId = idOf('axiom');
export type AxiomId = z.infer<typeof AxiomId>;
export const EntityId = idOf('entity');
export type EntityId = z.infer<typeof EntityId>;
export const StoryId = idOf('story');
export type StoryId = z.infer<typeof StoryId>;
export const SceneId = idOf('scene');
export type SceneId = z.infer<typeof SceneId>;
export const ThreadId = idOf('thread');
export type ThreadId = z.infer<typeof ThreadId>;
export const PartyId = idOf('party');
export type PartyId = z.infer<typeof PartyId>;
export const FactId = idOf('fact');
export type FactId = z.infer<typeof FactId>;
export const EvidenceId = idOf('evidence');
export type EvidenceId = z.infer<typeof EvidenceId>;
export const CommitId = idOf('commit');
export type CommitId = z.infer<typeof CommitId>;
export const ProposalId = idOf('proposal');
export type ProposalId = z.infer<typeof ProposalId>;
export const DecisionId = idOf('decision');
export type DecisionId = z.infer<typeof DecisionId>;
export const TurnId = idOf('turn');
export type TurnId = z.infer<typeof TurnId>;
export const ResolutionId = idOf('resolution');
export type ResolutionId = z.infer<typeof ResolutionId>;
export const ChangeId = idOf('change');
export type ChangeId = z.infer<typeof ChangeId>;
export const RuleId = idOf('rule');
export type RuleId = z.infer<typeof RuleId>;
export const SummaryId = idOf('summary');
export type SummaryId = z.infer<typeof SummaryId>;
export const MemoryId = idOf('memory');
export type MemoryId = z.infer<typeof MemoryId>;
export const DocumentId = idOf('document');
export type DocumentId = z.infer<typeof DocumentId>;
export const SnippetId = idOf('snippet');
export type SnippetId = z.infer<typeof SnippetId>;
export const EventId = idOf('event');
export type EventId = z.infer<typeof EventId>;
export const CycleId = idOf('cycle');
export type CycleId = z.infer<typeof CycleId>;
export const WorldId = idOf('world');
export type WorldId = z.infer<typeof WorldId>;

/** What a fact may be about: anything that canon gives a place of its own. */
export const NodeId = z.union([EntityId, StoryId, SceneId, ThreadId, PartyId, SourceId, AxiomId, UniverseId]);
export type NodeId = z.infer<typeof NodeId>;
