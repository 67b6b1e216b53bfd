import { z } from 'zod';
import {
  aliasesMax,
  Finite,
  Key,
  Line,
  Name,
  propertiesMax,
  Scalar,
  Share,
  Statement,
  Tag,
  tagsMax,
} from './bounds.ts';
import { Calendar } from './calendar.ts';
import { Authority } from './evidence.ts';
import {
  AxiomId,
  CommitId,
  DocumentId,
  EntityId,
  FactId,
  MultiverseId,
  NodeId,
  OmniverseId,
  PartyId,
  SceneId,
  SourceId,
  StoryId,
  ThreadId,
  UniverseId,
} from './ids.ts';
import { EntityType, participantsMax, Severity } from './kinds.ts';
import { PolicyFile } from './policy.ts';
import { Revision, StoryTime, Validity } from './time.ts';

export { EntityType, participantsMax, Severity } from './kinds.ts';

// What canon holds. Every record here is a whole state of one thing: a later commit puts a new state under the same id,
// the store keeps the earlier ones, and nothing is ever deleted.

export const causesMax = 32;
export const derivationsMax = 64;
export const knowersMax = 256;

/** Who may know it. `gm`: a secret. `known`: these entities, and no others, whatever party they belong to. */
export const Visibility = z.discriminatedUnion('level', [
  z.strictObject({ level: z.literal('gm') }),
  z.strictObject({ level: z.literal('party') }),
  z.strictObject({ level: z.literal('public') }),
  z.strictObject({ level: z.literal('known'), to: z.array(EntityId).min(1).max(knowersMax) }),
]);
export type Visibility = z.infer<typeof Visibility>;

/** Where in the chain of commits something came to be, or was taken back. */
export const Recorded = z.strictObject({ revision: Revision, commit: CommitId });
export type Recorded = z.infer<typeof Recorded>;

// ── the containers above a universe ──────────────────────────────────────────────────────────────────────────────

export const Omniverse = z.strictObject({ kind: z.literal('omniverse'), id: OmniverseId, name: Name });
export type Omniverse = z.infer<typeof Omniverse>;

export const Multiverse = z.strictObject({
  kind: z.literal('multiverse'),
  id: MultiverseId,
  omniverse: OmniverseId,
  name: Name,
});
export type Multiverse = z.infer<typeof Multiverse>;

export const Container = z.discriminatedUnion('kind', [Omniverse, Multiverse]);
export type Container = z.infer<typeof Container>;

// ── nodes ────────────────────────────────────────────────────────────────────────────────────────────────────────

const node = { universe: UniverseId, introduced: Recorded };

export const ForkOrigin = z.strictObject({
  universe: UniverseId,
  revision: Revision,
  /** Where in the fiction the fork leaves its origin; null: with everything that was known at that revision. */
  storyTime: StoryTime.nullable(),
});
export type ForkOrigin = z.infer<typeof ForkOrigin>;

/** One fictional reality. As a node of its own canon it has the universe's id. */
export const Universe = z.strictObject({
  ...node,
  kind: z.literal('universe'),
  id: UniverseId,
  multiverse: MultiverseId,
  name: Name,
  description: Statement.nullable(),
  genre: Line,
  tone: Line,
  techLevel: Line,
  calendar: Calendar,
  policyProfile: Key,
  /** What it decides by on top of its profile: settings said otherwise, words and rules of its own. */
  ownPolicy: PolicyFile.optional(),
  forkedFrom: ForkOrigin.nullable(),
});
export type Universe = z.infer<typeof Universe>;

/** How much a source weighs against another. */
export const SourceLevel = z.enum(['proposed', 'canon', 'authoritative']);
export type SourceLevel = z.infer<typeof SourceLevel>;

export const Source = z.strictObject({
  ...node,
  kind: z.literal('source'),
  id: SourceId,
  type: z.enum(['manual', 'rulebook', 'lore', 'homebrew', 'session', 'declaration']),
  title: Name,
  level: SourceLevel,
  document: DocumentId.nullable(),
});
export type Source = z.infer<typeof Source>;

/** A rule of the world. */
export const Axiom = z.strictObject({
  ...node,
  kind: z.literal('axiom'),
  id: AxiomId,
  statement: Statement,
  domain: Key,
  /** A condition that the gate can check, in the policy's expression language. */
  constraint: Statement.nullable(),
  authority: z.enum(['source', 'gm', 'system']), // never a player
  status: z.enum(['canon', 'retconned']),
});
export type Axiom = z.infer<typeof Axiom>;

const known = <S extends z.ZodRawShape>(shape: S) => z.object(shape).partial().loose();

/** What an entity of a type may say of itself beyond its facts; anything else is a free scalar. */
export const entityProperties = {
  character: known({ pronouns: Line, species: Line, occupation: Line, age_years: Finite, player: Line }),
  faction: known({ motto: Line, goal: Line, members: Finite }),
  location: known({ terrain: Line, climate: Line, population: Finite, latitude: Finite, longitude: Finite }),
  object: known({ material: Line, weight_grams: Finite, value_copper: Finite, magical: z.boolean() }),
  concept: known({ domain: Line }),
  organization: known({ motto: Line, purpose: Line, members: Finite, founded: Line }),
} as const satisfies Record<EntityType, z.ZodType>;

export const Properties = z
  .record(Key, Scalar)
  .refine((properties) => Object.keys(properties).length <= propertiesMax, {
    error: `at most ${propertiesMax} properties`,
  });
export type Properties = z.infer<typeof Properties>;

export const Entity = z
  .strictObject({
    ...node,
    kind: z.literal('entity'),
    id: EntityId,
    form: z.enum(['archetype', 'instance']),
    type: EntityType,
    name: Name,
    aliases: z.array(Name).max(aliasesMax),
    description: Statement.nullable(),
    properties: Properties,
    tags: z.array(Tag).max(tagsMax),
    /** The archetype that an instance derives from; of the same type. */
    derivesFrom: EntityId.nullable(),
    visibility: Visibility,
    authority: Authority,
    status: z.enum(['canon', 'merged', 'retconned']),
    /** Set when `merged`: who it turned out to be. */
    mergedInto: EntityId.nullable(),
  })
  .superRefine((entity, context) => {
    const checked = entityProperties[entity.type].safeParse(entity.properties);
    if (!checked.success)
      for (const issue of checked.error.issues)
        context.addIssue({ code: 'custom', path: ['properties', ...issue.path], message: issue.message });
    if ((entity.status === 'merged') !== (entity.mergedInto !== null))
      context.addIssue({ code: 'custom', path: ['mergedInto'], message: 'set if and only if the status is `merged`' });
    if (entity.form === 'archetype' && entity.derivesFrom !== null)
      context.addIssue({ code: 'custom', path: ['derivesFrom'], message: 'an archetype derives from nothing' });
  });
export type Entity = z.infer<typeof Entity>;

export const Story = z.strictObject({
  ...node,
  kind: z.literal('story'),
  id: StoryId,
  title: Name,
  premise: Statement.nullable(),
  status: z.enum(['planned', 'active', 'completed', 'abandoned']),
  starts: StoryTime.nullable(),
  ends: StoryTime.nullable(),
});
export type Story = z.infer<typeof Story>;

export const SceneKind = z.enum(['present', 'flashback', 'flash_forward', 'dream']);
export type SceneKind = z.infer<typeof SceneKind>;

/** The place of a scene in canon. Its narrative lies elsewhere. */
export const SceneMarker = z.strictObject({
  ...node,
  kind: z.literal('scene'),
  id: SceneId,
  story: StoryId,
  title: Name,
  sceneKind: SceneKind,
  parent: SceneId.nullable(),
  location: EntityId.nullable(),
  participants: z.array(EntityId).max(participantsMax),
  span: Validity,
  status: z.enum(['open', 'completed', 'aborted']),
});
export type SceneMarker = z.infer<typeof SceneMarker>;

export const PlotThread = z.strictObject({
  ...node,
  kind: z.literal('thread'),
  id: ThreadId,
  story: StoryId.nullable(),
  title: Name,
  question: Statement.nullable(),
  status: z.enum(['open', 'advanced', 'resolved', 'abandoned']),
  clues: z.array(FactId).max(derivationsMax),
  visibility: Visibility,
});
export type PlotThread = z.infer<typeof PlotThread>;

export const Party = z.strictObject({
  ...node,
  kind: z.literal('party'),
  id: PartyId,
  name: Name,
  members: z.array(EntityId).max(participantsMax),
  story: StoryId.nullable(),
});
export type Party = z.infer<typeof Party>;

export const CanonNode = z.discriminatedUnion('kind', [
  Universe,
  Source,
  Axiom,
  Entity,
  Story,
  SceneMarker,
  PlotThread,
  Party,
]);
export type CanonNode = z.infer<typeof CanonNode>;
export type NodeKind = CanonNode['kind'];

// ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The predicate of a fact in plain words, on which no rule reasons. */
export const freeText = 'free_text';

/** What a fact says of its subject: another node, or a value. */
export const FactObject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('node'), id: NodeId }),
  z.strictObject({ kind: z.literal('text'), text: Line.min(1) }),
  z.strictObject({ kind: z.literal('number'), number: Finite, unit: Key.nullable() }),
  z.strictObject({ kind: z.literal('flag'), flag: z.boolean() }),
  z.strictObject({ kind: z.literal('time'), time: StoryTime }),
]);
export type FactObject = z.infer<typeof FactObject>;

export const Participant = z.strictObject({
  role: z.enum(['agent', 'patient', 'witness', 'instrument', 'place']),
  node: NodeId,
});
export type Participant = z.infer<typeof Participant>;

export const FactStatus = z.enum(['canon', 'ended', 'retconned', 'contested']);
export type FactStatus = z.infer<typeof FactStatus>;

export const Withdrawal = z.strictObject({
  ...Recorded.shape,
  reason: Statement,
  replacedBy: z.array(FactId).max(derivationsMax),
});
export type Withdrawal = z.infer<typeof Withdrawal>;

/** The unit of canon: one model for statements, states, relationships and events. */
export const Fact = z
  .strictObject({
    id: FactId, // the same in a fork: that is its lineage
    universe: UniverseId,
    kind: z.enum(['statement', 'state', 'relationship', 'event']),
    subject: NodeId,
    predicate: Key, // of the vocabulary, or `free_text`
    object: FactObject.nullable(),
    statement: Statement,
    valid: Validity,
    /** Up to when an open fact was asserted to hold. Null once it is closed. */
    heldUntil: StoryTime.nullable(),
    status: FactStatus,
    /** Yields only to an explicit unlock by the GM. */
    locked: z.boolean(),
    authority: Authority,
    confidence: Share,
    visibility: Visibility,
    derivesFrom: z.array(FactId).max(derivationsMax),
    replaces: z.array(FactId).max(derivationsMax),
    event: z
      .strictObject({
        participants: z.array(Participant).max(participantsMax),
        severity: Severity,
        causedBy: z.array(FactId).max(causesMax),
      })
      .nullable(),
    introduced: Recorded,
    withdrawn: Withdrawal.nullable(),
  })
  .superRefine((fact, context) => {
    const must = (holds: boolean, path: string, message: string) => {
      if (!holds) context.addIssue({ code: 'custom', path: [path], message });
    };
    must(fact.status !== 'ended' || fact.valid.to !== null, 'valid', 'what has ended has an end');
    must((fact.status === 'retconned') === (fact.withdrawn !== null), 'withdrawn', 'set if and only if retconned');
    must((fact.kind === 'event') === (fact.event !== null), 'event', 'set if and only if the kind is `event`');
    must(fact.kind !== 'relationship' || fact.object?.kind === 'node', 'object', 'a relationship leads to a node');
    must(fact.valid.to === null || fact.heldUntil === null, 'heldUntil', 'null once the interval is closed');
  });
export type Fact = z.infer<typeof Fact>;
