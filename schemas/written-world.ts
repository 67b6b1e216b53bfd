import { z } from 'zod';
import { aliasesMax, Finite, Key, Line, Name, Quote, Share, Statement, Tag, tagsMax } from './bounds.ts';
import { Calendar } from './calendar.ts';
import {
  causesMax,
  derivationsMax,
  EntityType,
  FactStatus,
  knowersMax,
  participantsMax,
  Properties,
  Severity,
  SourceLevel,
} from './canon.ts';
import { Authority } from './evidence.ts';
import { factsPerChangeMax } from './gate.ts';
import { HouseRule, houseRulesMax, PolicyFile } from './policy.ts';
import { storyOrdinalMax, storySecondMax, StoryTime } from './time.ts';
import { EventKindRule, eventKindsMax, PredicateRule, predicatesMax, RoleName } from './vocabulary.ts';

// A world as people write it down to ask the gate about it: names instead of ids, and nothing said that goes without saying. The fields
// are spelled here as `held_until`; a reader takes `heldUntil` for the same. docs/gate-cases.md tells it by example.

const itemsMax = 100_000;
const universesMax = 64;

/** What something is called in this world. It stands for one thing in one universe. */
const Called = Name;
export const CalledOnes = z.union([Called, z.array(Called).max(factsPerChangeMax)]);

const Second = z.int().min(-storySecondMax).max(storySecondMax);
const Ordinal = z.int().min(0).max(storyOrdinalMax);

/** `12`; `[12, 3]`, the fourth thing in that second; or a date of the universe's calendar. */
export const WrittenTime = z.union([Second, z.tuple([Second, Ordinal]), Line.min(1), StoryTime]);
export type WrittenTime = z.infer<typeof WrittenTime>;
const When = WrittenTime.nullable();

export const WrittenVisibility = z.union([
  z.enum(['gm', 'party', 'public']),
  z.array(Called).min(1).max(knowersMax),
  z.strictObject({ level: z.enum(['gm', 'party', 'public', 'known']), to: z.array(Called).max(knowersMax).optional() }),
]);
export type WrittenVisibility = z.infer<typeof WrittenVisibility>;

/** A bare text is the name of somebody where the predicate leads to a node, and a value elsewhere. */
export const WrittenObject = z.union([
  Line.min(1),
  Finite,
  z.boolean(),
  z.strictObject({
    kind: z.string().optional(),
    node: Called.optional(),
    id: Called.optional(),
    text: Line.min(1).optional(),
    number: Finite.optional(),
    unit: Key.nullable().optional(),
    flag: z.boolean().optional(),
    time: WrittenTime.optional(),
  }),
]);
export type WrittenObject = z.infer<typeof WrittenObject>;

/** Two ends, or `{ from, to }`. */
const Interval = z.union([z.tuple([When, When]), z.strictObject({ from: When.optional(), to: When.optional() })]);

const interval = { from: When.optional(), to: When.optional(), valid: Interval.optional() };

/** What a fact says, in the world and in a proposal. */
export const writtenClaim = {
  subject: Called,
  predicate: Line.min(1).optional(), // none: the statement, in free words
  object: WrittenObject.nullable().optional(),
  statement: Statement.optional(),
  ...interval,
  visibility: WrittenVisibility.nullable().optional(),
  derives_from: z.union([Called, z.array(Called).max(derivationsMax)]).optional(),
};

/** Who took part in what: `{ patient: orc, agent: [mara, tomas] }`. */
export const WrittenParticipants = z.union([
  z.array(z.strictObject({ role: RoleName, node: Called })).max(participantsMax),
  z.partialRecord(RoleName, z.union([Called, z.array(Called).max(participantsMax)])),
]);
export type WrittenParticipants = z.infer<typeof WrittenParticipants>;

export const writtenEventClaim = {
  event: Line.min(1), // its kind
  participants: WrittenParticipants,
  subject: Called.optional(),
  statement: Statement.optional(),
  ...interval,
  severity: Severity.optional(),
  visibility: WrittenVisibility.nullable().optional(),
  derives_from: z.union([Called, z.array(Called).max(derivationsMax)]).optional(),
  caused_by: z.union([Called, z.array(Called).max(causesMax)]).optional(),
};

const item = { id: Called.optional(), universe: Called.optional() };

// ── nodes ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const WrittenEntity = z.strictObject({
  ...item,
  type: EntityType,
  name: Name.optional(), // none: its id, read as words
  form: z.enum(['archetype', 'instance']).optional(),
  aliases: z.array(Name).max(aliasesMax).optional(),
  description: Statement.nullable().optional(),
  properties: Properties.optional(),
  tags: z.array(Tag).max(tagsMax).optional(),
  derives_from: Called.nullable().optional(),
  visibility: WrittenVisibility.optional(),
  authority: Authority.optional(),
  status: z.enum(['canon', 'merged', 'retconned']).optional(),
  merged_into: Called.optional(),
});
export type WrittenEntity = z.infer<typeof WrittenEntity>;

export const WrittenSource = z.strictObject({
  ...item,
  title: Name.optional(),
  level: SourceLevel.optional(),
  type: z.enum(['manual', 'rulebook', 'lore', 'homebrew', 'session', 'declaration']).optional(),
});
export type WrittenSource = z.infer<typeof WrittenSource>;

export const WrittenAxiom = z.strictObject({
  ...item,
  statement: Statement,
  domain: Key.optional(),
  constraint: Statement.nullable().optional(),
  authority: z.enum(['source', 'gm', 'system']).optional(),
  status: z.enum(['canon', 'retconned']).optional(),
});
export type WrittenAxiom = z.infer<typeof WrittenAxiom>;

export const WrittenStory = z.strictObject({
  ...item,
  title: Name.optional(),
  premise: Statement.nullable().optional(),
  status: z.enum(['planned', 'active', 'completed', 'abandoned']).optional(),
  starts: When.optional(),
  ends: When.optional(),
});
export type WrittenStory = z.infer<typeof WrittenStory>;

export const WrittenScene = z.strictObject({
  ...item,
  story: Called,
  title: Name.optional(),
  kind: z.enum(['present', 'flashback', 'flash_forward', 'dream']).optional(),
  parent: Called.nullable().optional(),
  location: Called.nullable().optional(),
  participants: z.array(Called).max(participantsMax).optional(),
  ...interval,
  status: z.enum(['open', 'completed', 'aborted']).optional(),
});
export type WrittenScene = z.infer<typeof WrittenScene>;

export const WrittenThread = z.strictObject({
  ...item,
  title: Name.optional(),
  story: Called.nullable().optional(),
  question: Statement.nullable().optional(),
  status: z.enum(['open', 'advanced', 'resolved', 'abandoned']).optional(),
  clues: z.array(Called).max(derivationsMax).optional(),
  visibility: WrittenVisibility.optional(),
});
export type WrittenThread = z.infer<typeof WrittenThread>;

export const WrittenParty = z.strictObject({
  ...item,
  name: Name.optional(),
  members: z.array(Called).max(participantsMax).optional(),
  story: Called.nullable().optional(),
});
export type WrittenParty = z.infer<typeof WrittenParty>;

// ── facts, events, evidence ──────────────────────────────────────────────────────────────────────────────────────

/** How canon holds it. */
const standing = {
  held_until: When.optional(), // of an open fact, none: the story clock
  status: FactStatus.optional(),
  locked: z.boolean().optional(),
  authority: Authority.optional(),
  confidence: Share.optional(),
  /** Where a source told it: one of the world's sources, or a level and a quote. */
  source: Called.optional(),
  level: SourceLevel.optional(),
  quote: Quote.optional(),
  /** Facts that it displaced when it came, and facts that it ended. */
  replaces: z.union([Called, z.array(Called).max(derivationsMax)]).optional(),
  ended: z.union([Called, z.array(Called).max(derivationsMax)]).optional(),
  /** Somebody else has said it as well, whose word is enough by itself. */
  stands_alone: z.boolean().optional(),
};

export const WrittenFact = z.strictObject({ ...item, ...writtenClaim, ...standing });
export type WrittenFact = z.infer<typeof WrittenFact>;

export const WrittenEvent = z.strictObject({ ...item, ...writtenEventClaim, ...standing });
export type WrittenEvent = z.infer<typeof WrittenEvent>;

const text = { ...item, text: Quote.optional() };

/** Something that was said, rolled or read, and the collection in which it lies: only its writer could have put it there. */
export const WrittenEvidence = z.discriminatedUnion('collection', [
  z.strictObject({ ...text, collection: z.literal('turns.user'), seat: z.enum(['gm', 'player']) }),
  z.strictObject({ ...text, collection: z.literal('turns.gm') }),
  z.strictObject({ ...text, collection: z.literal('declarations') }),
  z.strictObject({
    ...text,
    collection: z.literal('resolutions'),
    /** Whose roll it was, or what else was resolved. */
    of: z.enum(['player', 'engine', 'oracle', 'clock', 'thread']),
  }),
  z.strictObject({ ...text, collection: z.literal('scenes'), framing: z.boolean().optional() }),
  z.strictObject({
    ...text,
    collection: z.literal('snippets'),
    document: Name.optional(),
    source: Called.optional(),
    level: SourceLevel.optional(),
    page: z.int().min(1).max(100_000).nullable().optional(),
  }),
  z.strictObject({ ...text, collection: z.literal('sources'), source: Called }),
]);
export type WrittenEvidence = z.infer<typeof WrittenEvidence>;

// ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────

/** By name, or as a list of which each says its `id`. */
const listOf = <T extends z.ZodType>(one: T) =>
  z.union([z.array(one).max(itemsMax), z.record(Called, one).refine(hasFewEnough, { error: tooMany })]);
const hasFewEnough = (record: object): boolean => Object.keys(record).length <= itemsMax;
const tooMany = `at most ${itemsMax}`;

const contents = {
  /** Now, in the fiction. None: nobody plays, and nothing is too late. */
  clock: When.optional(),
  entities: listOf(z.union([EntityType, WrittenEntity])).optional(),
  sources: listOf(z.union([SourceLevel, WrittenSource])).optional(),
  axioms: listOf(z.union([Statement, WrittenAxiom])).optional(),
  stories: listOf(WrittenStory).optional(),
  scenes: listOf(WrittenScene).optional(),
  threads: listOf(WrittenThread).optional(),
  parties: listOf(z.union([z.array(Called).max(participantsMax), WrittenParty])).optional(),
  /** In words, `mara located_in tavern, from 10`, or field by field. */
  facts: listOf(z.union([Statement, WrittenFact])).optional(),
  events: listOf(z.union([Statement, WrittenEvent])).optional(),
  evidence: listOf(WrittenEvidence).optional(),
};

export const WrittenPredicate = z.strictObject({
  ...PredicateRule.shape,
  name: Key.optional(),
  about: Line.min(1).optional(),
});
export const WrittenEventKind = z.strictObject({
  ...EventKindRule.shape,
  name: Key.optional(),
  about: Line.min(1).optional(),
});

export const WrittenVocabulary = z.strictObject({
  /** `shipped`: on top of the words of the program. `nothing`: these are all there are. */
  on: z.enum(['shipped', 'nothing']).optional(),
  predicates: z.union([z.array(WrittenPredicate).max(predicatesMax), z.record(Key, WrittenPredicate)]).optional(),
  events: z.union([z.array(WrittenEventKind).max(eventKindsMax), z.record(Key, WrittenEventKind)]).optional(),
});
export type WrittenVocabulary = z.infer<typeof WrittenVocabulary>;

const settings = {
  /** The policy that it starts from: strict, standard or sandbox. */
  profile: Line.min(1).optional(),
  threshold: Share.optional(),
  contradicting_sources: z.enum(['reject', 'contest']).optional(),
  rules: z.array(HouseRule).max(houseRulesMax).optional(),
  vocabulary: WrittenVocabulary.optional(),
  /** Anything else that a file of a policy may say. */
  policy: PolicyFile.optional(),
  /** One that ships, by its key, or a whole one. None: story time is plain numbers. */
  calendar: z.union([Line.min(1), Calendar]).optional(),
};

export const WrittenUniverse = z.strictObject({
  name: Name.optional(),
  description: Statement.nullable().optional(),
  genre: Line.optional(),
  tone: Line.optional(),
  tech_level: Line.optional(),
  ...settings,
  ...contents,
});
export type WrittenUniverse = z.infer<typeof WrittenUniverse>;

export const WrittenWorld = z.strictObject({
  ...WrittenUniverse.shape,
  about: Statement.optional(),
  /** In which proposals are judged that name none, and to which belongs what stands outside of `universes`. None: the first. */
  universe: Called.optional(),
  universes: z
    .record(Called, WrittenUniverse)
    .refine((all) => Object.keys(all).length <= universesMax, { error: `at most ${universesMax}` })
    .optional(),
});
export type WrittenWorld = z.infer<typeof WrittenWorld>;
