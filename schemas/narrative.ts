import { z } from 'zod';
import { Finite, Key, Line, Name, Prose, Quote, Share, Statement } from './bounds.ts';
import { FactObject, Participant, participantsMax, SceneKind, Visibility } from './canon.ts';
import { Cycle } from './cycle.ts';
import { WorkingChange } from './working-state.ts';
import { Digest } from './digest.ts';
import { Decision, Proposal } from './gate.ts';
import {
  ChangeId,
  DocumentId,
  EntityId,
  FactId,
  MemoryId,
  NodeId,
  ResolutionId,
  RuleId,
  SceneId,
  SnippetId,
  StoryId,
  SummaryId,
  ThreadId,
  TurnId,
  UniverseId,
} from './ids.ts';
import { goalsMax } from './loops.ts';
import { RuleInForce } from './rules-in-force.ts';
import { KeptSheet } from './sheets.ts';
import { FightAsked, StructuredIntent } from './structured-intent.ts';
import { SuccessLevel } from './success-level.ts';
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
  /** Where they said in structure what they mean to do. */
  intent: StructuredIntent.optional(),
  /** A fight begins with it. */
  fight: FightAsked.optional(),
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

export const diceMax = 1_000;

/** How dice fell: enough to roll them again and see the same. */
export const Roll = z.strictObject({
  formula: Line.min(1),
  seed: Line.min(1),
  dice: z.array(z.int()).max(diceMax), // every die, in the order they fell
  total: Finite,
  /** How much of the seed was used before it. Absent: nothing. */
  counter: z.int().min(0).optional(),
  /** What it was thrown for. */
  what: Line.min(1).optional(),
});
export type Roll = z.infer<typeof Roll>;

const rollsMax = 1_000;
const judgementsMax = 64;
const reasonsMax = 64;

/** How it was decided how well something went: all that it follows from. */
export const Judgement = z.strictObject({
  who: Line.min(1),
  /** The kind of roll, and the value that it was tried with. */
  kind: Key,
  with: z.union([Key, z.literal('')]),
  modifiers: z.array(z.strictObject({ by: Finite, because: Line.min(1) })).max(reasonsMax),
  difficulty: Finite,
  edge: z.enum(['none', 'advantage', 'disadvantage']),
  /** Those too that cancel each other. */
  reasons: z
    .array(z.strictObject({ edge: z.enum(['advantage', 'disadvantage']), because: Line.min(1) }))
    .max(reasonsMax),
  /** Which of the rolls it is about; null: it was decided without dice. */
  roll: z.int().min(0).nullable(),
  level: SuccessLevel,
  words: Statement,
});
export type Judgement = z.infer<typeof Judgement>;

/** By which rules: the system as it was, with what the house had changed. */
export const RuleUsed = z.strictObject({
  system: Line.min(1),
  action: Key.nullable(),
  house: z.array(RuleId).max(reasonsMax),
});
export type RuleUsed = z.infer<typeof RuleUsed>;

/** What came of something, by the rules and not by anybody's word: dice, an oracle's answer, a clock or a thread that moved on. */
export const Resolution = z
  .strictObject({
    ...place,
    id: ResolutionId,
    number: z.int().min(0), // its place in the scene
    /** Whose doing it was: that of a player's character, or of anybody and anything else. */
    by: z.enum(['player', 'engine']),
    /** `deed`: by the rules and without dice. */
    kind: z.enum(['roll', 'deed', 'oracle', 'clock', 'thread']),
    actor: EntityId.nullable(),
    what: Line, // what was tried, asked or counted
    roll: Roll.nullable(),
    level: SuccessLevel.nullable(),
    statement: Statement, // what came of it
    storyTime: StoryTime.nullable(),
    /** What time it is afterwards, where that is another. */
    ends: StoryTime.nullable().optional(),
    /** Whoever is played is somewhere else afterwards. */
    leaves: z.boolean().optional(),
    /** Every roll that was made for it, `roll` among them. */
    rolls: z.array(Roll).max(rollsMax).optional(),
    judged: z.array(Judgement).max(judgementsMax).optional(),
    rule: RuleUsed.optional(),
    /** What it changed in numbers. Whatever else says that it is of this resolution does not count. */
    change: ChangeId.nullable().optional(),
    at: WallTime,
  })
  .superRefine(({ by, kind, roll, level }, context) => {
    const must = (holds: boolean, path: string, message: string) => {
      if (!holds) context.addIssue({ code: 'custom', path: [path], message });
    };
    must(
      by === 'engine' || kind === 'roll' || kind === 'deed',
      'by',
      'a player resolves by what they do; the rest is the engine’s',
    );
    must(
      kind === 'oracle' || (kind === 'roll') === (roll !== null),
      'roll',
      'set for a roll, and for nothing but an oracle besides',
    );
    must(kind === 'roll' || level === null, 'level', 'only a roll succeeds or fails');
  });
export type Resolution = z.infer<typeof Resolution>;

/** When a scene is over, as far as that can be told. */
export const SceneGoal = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('claim'), subject: NodeId, predicate: Key, object: FactObject.nullable() }),
  z.strictObject({ kind: z.literal('happening'), event: Key, participants: z.array(Participant).max(participantsMax) }),
  z.strictObject({ kind: z.literal('thread'), thread: ThreadId, status: z.enum(['advanced', 'resolved']) }),
  /** Whoever is played leaves. */
  z.strictObject({ kind: z.literal('left') }),
  /** In words: a person says when. */
  z.strictObject({ kind: z.literal('words'), text: Line.min(1) }),
]);
export type SceneGoal = z.infer<typeof SceneGoal>;

/** How a scene was framed before anything happened in it, in structure: nothing here was taken from prose. */
export const SceneFraming = z.strictObject({
  universe: UniverseId,
  story: StoryId.nullable(),
  id: SceneId,
  title: Name,
  location: EntityId.nullable(),
  participants: z.array(EntityId).max(participantsMax),
  framedBy: z.enum(['engine', 'gm']),
  sceneKind: SceneKind.optional(), // absent: it is the present
  parent: SceneId.nullable().optional(), // of a look back or ahead, or a dream: from where
  goals: z.array(SceneGoal).max(goalsMax).optional(), // when all of them are met, it is over
  tension: Share.optional(),
  storyTime: StoryTime.nullable(),
  at: WallTime,
});
export type SceneFraming = z.infer<typeof SceneFraming>;

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

/** Who plays a story, so that a second one is told. It lapses when it is not renewed. */
export const Sitting = z.strictObject({
  universe: UniverseId,
  story: StoryId,
  scene: z.null(),
  id: StoryId,
  /** Which process, as far as others can tell. */
  holder: Line.min(1),
  by: Name,
  since: WallTime,
  /** Null: nobody plays it. */
  until: WallTime.nullable(),
});
export type Sitting = z.infer<typeof Sitting>;

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
  scenes: { schema: SceneFraming, writes: 'append' },
  resolutions: { schema: Resolution, writes: 'append' },
  deltas: { schema: WorkingChange, writes: 'append' },
  rules: { schema: RuleInForce, writes: 'append' },
  sheets: { schema: KeptSheet, writes: 'replace' },
  summaries: { schema: Summary, writes: 'replace' },
  memories: { schema: Memory, writes: 'replace' },
  documents: { schema: SourceDocument, writes: 'append' },
  snippets: { schema: Snippet, writes: 'append' },
  proposals: { schema: Proposal, writes: 'append' },
  decisions: { schema: Decision, writes: 'append' },
  stories: { schema: Cycle, writes: 'replace' },
  cycles: { schema: Cycle, writes: 'replace' },
  sessions: { schema: Sitting, writes: 'replace' },
} as const satisfies Record<string, { schema: z.ZodType; writes: 'append' | 'replace' }>;
export type Collection = keyof typeof collections;
export const Collection = z.enum(Object.keys(collections) as [Collection, ...Collection[]]);

/** `NarrativeDocument<'turns.user'>` is a `UserTurn`. */
export type NarrativeDocument<C extends Collection> = z.infer<(typeof collections)[C]['schema']>;

/** Names the kinds of thing that an index holds; also the collections of vectors. */
export const indexKinds = ['scenes', 'memories', 'snippets', 'facts'] as const;
export const IndexKind = z.enum(indexKinds);
export type IndexKind = z.infer<typeof IndexKind>;
