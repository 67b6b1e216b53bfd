import { z } from 'zod';
import { Finite, Line, Name, Prose, Quote, Share } from './bounds.ts';
import { Visibility } from './canon.ts';
import { Digest } from './digest.ts';
import { Decision, Proposal } from './gate.ts';
import {
  DocumentId,
  EntityId,
  FactId,
  MemoryId,
  ResolutionId,
  SceneId,
  SnippetId,
  StoryId,
  SummaryId,
  TurnId,
  UniverseId,
} from './ids.ts';
import { StoryTime, WallTime } from './time.ts';

// What is said, as documents. One writer per collection (policies/access.yaml), one document the unit of every write.

const place = { universe: UniverseId, story: StoryId.nullable(), scene: SceneId.nullable() };

/** What a person said or did. Appended before anything else happens with it, and never changed. */
export const UserTurn = z.strictObject({
  ...place,
  id: TurnId,
  number: z.int().min(0), // its place in the scene
  speaker: Name,
  as: EntityId.nullable(),
  seat: z.enum(['player', 'gm']),
  mode: z.enum(['action', 'dialogue', 'question', 'out_of_character', 'command']),
  text: Prose,
  storyTime: StoryTime.nullable(),
  at: WallTime,
  replaces: TurnId.nullable(), // an edit keeps the earlier text
});
export type UserTurn = z.infer<typeof UserTurn>;

/** What the engine narrated in answer. */
export const GmTurn = z.strictObject({
  ...place,
  id: TurnId,
  number: z.int().min(0),
  answers: TurnId.nullable(),
  resolution: ResolutionId.nullable(),
  text: Prose,
  storyTime: StoryTime.nullable(),
  at: WallTime,
  model: Line, // what wrote it; the offline storyteller has a name too
});
export type GmTurn = z.infer<typeof GmTurn>;

export const Summary = z.strictObject({
  ...place,
  id: SummaryId,
  of: z.enum(['scene', 'story', 'session']),
  text: Prose,
  at: WallTime,
});
export type Summary = z.infer<typeof Summary>;

/** What somebody recalls. It may contradict canon. */
export const Memory = z.strictObject({
  ...place,
  id: MemoryId,
  entity: EntityId,
  text: Prose,
  fact: FactId.nullable(),
  about: z.array(EntityId).max(64),
  valence: Finite.min(-1).max(1),
  importance: Share,
  strength: Share,
  created: StoryTime.nullable(),
  lastAccessed: StoryTime.nullable(),
  accessCount: z.int().min(0),
  flagged: z.boolean(), // what it is linked to was withdrawn
});
export type Memory = z.infer<typeof Memory>;

/** A file that was read in. Its original lies in the object store. */
export const SourceDocument = z.strictObject({
  ...place,
  id: DocumentId,
  title: Name,
  type: z.enum(['manual', 'rulebook', 'lore', 'homebrew', 'session']),
  mediaType: Line,
  object: Digest,
  bytes: z.int().min(0),
  at: WallTime,
});
export type SourceDocument = z.infer<typeof SourceDocument>;

/** A passage of a document, small enough to recall and cite. */
export const Snippet = z.strictObject({
  ...place,
  id: SnippetId,
  document: DocumentId,
  number: z.int().min(0),
  page: z.int().min(1).nullable(),
  section: Line.nullable(),
  text: Quote,
  visibility: Visibility,
});
export type Snippet = z.infer<typeof Snippet>;

/**
 * The collections of the narrative store. `append`: a document is written once; `replace`: a new version takes the place
 * of the one that its writer had read.
 */
export const collections = {
  'turns.user': { schema: UserTurn, writes: 'append' },
  'turns.gm': { schema: GmTurn, writes: 'append' },
  summaries: { schema: Summary, writes: 'replace' },
  memories: { schema: Memory, writes: 'replace' },
  documents: { schema: SourceDocument, writes: 'append' },
  snippets: { schema: Snippet, writes: 'append' },
  proposals: { schema: Proposal, writes: 'append' },
  decisions: { schema: Decision, writes: 'append' },
} as const satisfies Record<string, { schema: z.ZodType; writes: 'append' | 'replace' }>;
export type Collection = keyof typeof collections;
export const Collection = z.enum(Object.keys(collections) as [Collection, ...Collection[]]);

/** `NarrativeDocument<'turns.user'>` is a `UserTurn`. */
export type NarrativeDocument<C extends Collection> = z.infer<(typeof collections)[C]['schema']>;

/** Names the kinds of thing that an index holds; also the collections of vectors. */
export const indexKinds = ['scenes', 'memories', 'snippets', 'facts'] as const;
export const IndexKind = z.enum(indexKinds);
export type IndexKind = z.infer<typeof IndexKind>;
