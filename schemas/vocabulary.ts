import { z } from 'zod';
import { Finite, Key, Line } from './bounds.ts';
import { EntityType, participantsMax, Severity } from './kinds.ts';

// What can be said in canon, as data: predicates and kinds of events, with everything that the gate reasons on. A universe extends it.

export const predicatesMax = 1_000;
export const eventKindsMax = 500;
export const valuesPerPredicateMax = 64;
export const conditionsMax = 16;
export const effectsMax = 32;
export const holdersMax = 1_000;

/** What may stand at an end of a predicate: an entity of a type, or another node of canon. */
export const NodeType = z.enum([
  ...EntityType.options,
  'universe',
  'story',
  'scene',
  'thread',
  'party',
  'source',
  'axiom',
]);
export type NodeType = z.infer<typeof NodeType>;

/** How many at once. */
export const Cardinality = z.union([z.int().min(1).max(holdersMax), z.literal('many')], {
  error: `expected \`many\`, or a whole number from 1 to ${holdersMax}`,
});
export type Cardinality = z.infer<typeof Cardinality>;

/** What must hold of somebody at the time: `{ predicate: vital, isNot: [dead] }`. Nothing known of it satisfies `isNot` alone. */
export const Condition = z
  .strictObject({
    predicate: Key,
    is: z.array(Line).min(1).max(valuesPerPredicateMax).optional(),
    isNot: z.array(Line).min(1).max(valuesPerPredicateMax).optional(),
  })
  .refine(({ is, isNot }) => (is === undefined) !== (isNot === undefined), { error: 'either `is` or `isNot`' });
export type Condition = z.infer<typeof Condition>;

const About = Line.min(1);

const Conditions = z.array(Condition).max(conditionsMax).default([]);

/** What a predicate says of its subject. */
export const ObjectRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('node'), types: z.array(NodeType).min(1), must: Conditions }),
  z.strictObject({
    kind: z.literal('text'),
    /** The only values there are: an exclusive group, such as alive, dead, undead. */
    oneOf: z.array(Line).min(2).max(valuesPerPredicateMax).optional(),
  }),
  z.strictObject({ kind: z.literal('number'), min: Finite.optional(), max: Finite.optional(), unit: Key.optional() }),
  z.strictObject({ kind: z.literal('flag') }),
  z.strictObject({ kind: z.literal('time') }),
  z.strictObject({ kind: z.literal('none') }),
]);
export type ObjectRule = z.infer<typeof ObjectRule>;

/** A change of value that only an event of these kinds can bring: dead to alive needs a resurrection. */
export const Transition = z.strictObject({
  from: z.array(Line).min(1).max(valuesPerPredicateMax),
  to: z.array(Line).min(1).max(valuesPerPredicateMax),
  needs: z.array(Key).min(1).max(conditionsMax),
});
export type Transition = z.infer<typeof Transition>;

export const PredicateRule = z.strictObject({
  name: Key,
  about: About,
  subject: z.array(NodeType).min(1),
  /** What must hold of the subject when it begins. */
  must: Conditions,
  object: ObjectRule,
  /** `fluent`: it may begin and end. `permanent`: once so, always so. `instant`: it is over as it happens. */
  temporal: z.enum(['fluent', 'permanent', 'instant']).default('fluent'),
  /** How many objects a subject may have at once. */
  perSubject: Cardinality.default('many'),
  /** How many subjects an object may have at once. */
  perObject: Cardinality.default('many'),
  /** Of a number: how many at once is said of each unit by itself, such as hit points beside luck. */
  perUnit: z.boolean().default(false),
  symmetric: z.boolean().default(false),
  inverse: Key.optional(),
  acyclic: z.boolean().default(false),
  /** Predicates that cannot hold of the same subject and object at the same time. They exclude this one too. */
  excludes: z.array(Key).max(conditionsMax).default([]),
  /** The subject lies inside the object. Two objects of which one lies inside the other agree. */
  within: z.boolean().default(false),
  /** It says where the subject is: whoever is somewhere takes no part in what happens elsewhere. */
  whereabouts: z.boolean().default(false),
  /** Its object, a time, is when the subject began to be. */
  begins: z.boolean().default(false),
  /** What is said or believed: a fact about the speaker, which contradicts nothing but itself. */
  reported: z.boolean().default(false),
  transitions: z.array(Transition).max(conditionsMax).default([]),
  /** Decided at once, in the middle of a scene. */
  critical: z.boolean().default(false),
  visibility: z.enum(['gm', 'party', 'public']).default('public'),
});
export type PredicateRule = z.infer<typeof PredicateRule>;

export const RoleRule = z.strictObject({
  types: z.array(NodeType).min(1),
  atLeast: z.int().min(0).max(participantsMax).default(0),
  /** What must hold of each who takes part in it, just before. */
  must: Conditions,
  /** They did not exist before it: born, made. */
  begins: z.boolean().default(false),
  /** They must be where it happens: nobody known to be elsewhere takes part in it so. */
  present: z.boolean().default(false),
});
export type RoleRule = z.infer<typeof RoleRule>;

const roleNames = ['agent', 'patient', 'witness', 'instrument', 'place'] as const;
export const RoleName = z.enum(roleNames);
export type RoleName = z.infer<typeof RoleName>;

/**
 * What an event does to those who take part, as soon as it is over. It ends only what held before it, never what it begins itself, so their
 * order doesn't matter. Where nobody has a role, nothing is done.
 */
export const EventEffect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set'), role: RoleName, predicate: Key, value: Line }),
  z.strictObject({ kind: z.literal('relate'), role: RoleName, predicate: Key, to: RoleName }),
  /** Ends what holds of the one in the role, as subject or as object: all of it, or only what leads to or from the one `with` another role. */
  z.strictObject({
    kind: z.literal('end'),
    role: RoleName,
    predicates: z.array(Key).min(1).max(valuesPerPredicateMax),
    as: z.enum(['subject', 'object']).default('subject'),
    with: RoleName.optional(),
  }),
]);
export type EventEffect = z.infer<typeof EventEffect>;

export const EventKindRule = z.strictObject({
  name: Key,
  about: About,
  roles: z.partialRecord(RoleName, RoleRule),
  effects: z.array(EventEffect).max(effectsMax).default([]),
  severity: Severity.default('minor'),
  critical: z.boolean().default(false),
  visibility: z.enum(['gm', 'party', 'public']).default('public'),
});
export type EventKindRule = z.infer<typeof EventKindRule>;

export const Vocabulary = z.strictObject({
  predicates: z.array(PredicateRule).max(predicatesMax).default([]),
  events: z.array(EventKindRule).max(eventKindsMax).default([]),
});
export type Vocabulary = z.infer<typeof Vocabulary>;
