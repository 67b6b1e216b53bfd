import fc from 'fast-check';
import type { Calendar } from '../../../schemas/calendar.ts';
import {
  type CanonNode,
  type Entity,
  EntityType,
  type Fact,
  type FactObject,
  freeText,
  type Properties,
  Severity,
} from '../../../schemas/canon.ts';
import { Authority, type Citation, type Evidence, type Support } from '../../../schemas/evidence.ts';
import type { NodeId } from '../../../schemas/ids.ts';
import { PolicyFile } from '../../../schemas/policy.ts';
import { digestOfText } from '../../../src/domain/canonical-json.ts';
import {
  anyId,
  anyLine,
  anyName,
  anyRevision,
  anyShare,
  anyStatement,
  anyStoryTime,
  anyTag,
  anyValidity,
  anyVisibility,
  orNull,
  record,
} from './values.ts';

// Arbitrary records of canon, each valid by its schema and knowing nothing of the others. For histories that hang together see world-log.ts.

/** The vocabulary that these worlds speak, by what a predicate's object is. */
export const predicates = {
  edge: ['located_in', 'part_of', 'member_of', 'ally_of', 'enemy_of', 'owns', 'knows', 'parent_of'],
  state: ['vital', 'condition', 'mood', 'hit_points', 'title', 'hidden', 'sworn_until'],
  event: ['killed', 'discovered', 'betrayed', 'arrived'],
} as const;
/** Of those: the subject lies in the object. */
export const containmentPredicates: ReadonlySet<string> = new Set(['located_in', 'part_of', 'member_of']);

export const plainCalendar: Calendar = {
  key: 'plain',
  name: 'Plain reckoning',
  hoursPerDay: 24,
  minutesPerHour: 60,
  secondsPerMinute: 60,
  months: [{ name: 'First', days: 30, outsideWeeks: false }],
  weekdays: ['Oneday', 'Twoday'],
  epochWeekday: 0,
  epochYear: 1,
  hasYearZero: true,
  moons: [],
  eras: [],
};

export const anyAuthority: fc.Arbitrary<Authority> = fc.constantFrom(...Authority.options);

const few = <T>(items: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(items, { maxLength: 3 });
const anyRecorded = record({ revision: anyRevision, commit: anyId('commit') });

// ── nodes ────────────────────────────────────────────────────────────────────────────────────────────────────────

const anyNodeId: fc.Arbitrary<NodeId> = fc.oneof(
  { weight: 6, arbitrary: anyId('entity') },
  { weight: 1, arbitrary: anyId('story') },
  { weight: 1, arbitrary: anyId('scene') },
  { weight: 1, arbitrary: anyId('thread') },
  { weight: 1, arbitrary: anyId('party') },
  { weight: 1, arbitrary: anyId('source') },
  { weight: 1, arbitrary: anyId('axiom') },
  { weight: 1, arbitrary: anyId('universe') },
);

/** Free ones, and one that the type of the entity checks. */
const anyProperties: fc.Arbitrary<Properties> = fc
  .dictionary(
    fc.constantFrom('eye_colour', 'rank', 'debt', 'left_handed'),
    fc.oneof(anyLine, fc.integer(), fc.boolean()),
  )
  .chain((free) =>
    fc.constantFrom({}, { members: 12 }, { species: 'elf' }).map((checked) => ({ ...free, ...checked })),
  );

const node = { universe: anyId('universe'), introduced: anyRecorded };

const anyEntity: fc.Arbitrary<Entity> = record({
  ...node,
  kind: fc.constant('entity'),
  id: anyId('entity'),
  form: fc.constantFrom('archetype', 'instance'),
  type: fc.constantFrom(...EntityType.options),
  name: anyName,
  aliases: few(anyName),
  description: orNull(anyStatement),
  properties: anyProperties,
  tags: few(anyTag),
  derivesFrom: orNull(anyId('entity')),
  visibility: anyVisibility,
  authority: anyAuthority,
  status: fc.constantFrom('canon', 'canon', 'merged', 'retconned'),
  mergedInto: anyId('entity'),
}).map((entity) => ({
  ...entity,
  derivesFrom: entity.form === 'archetype' ? null : entity.derivesFrom,
  mergedInto: entity.status === 'merged' ? entity.mergedInto : null,
}));

const otherNodes: readonly fc.Arbitrary<CanonNode>[] = [
  record({
    ...node,
    kind: fc.constant('universe'),
    id: anyId('universe'),
    multiverse: anyId('multiverse'),
    name: anyName,
    description: orNull(anyStatement),
    genre: anyLine,
    tone: anyLine,
    techLevel: anyLine,
    calendar: fc.constant(plainCalendar),
    policyProfile: fc.constant('standard'),
    forkedFrom: orNull(record({ universe: anyId('universe'), revision: anyRevision, storyTime: orNull(anyStoryTime) })),
    ownPolicy: fc.constantFrom(undefined, PolicyFile.parse({ threshold: 0.75 })),
  }).map(({ ownPolicy, ...universe }) => (ownPolicy === undefined ? universe : { ...universe, ownPolicy })),
  record({
    ...node,
    kind: fc.constant('source'),
    id: anyId('source'),
    type: fc.constantFrom('manual', 'rulebook', 'lore', 'homebrew', 'session', 'declaration'),
    title: anyName,
    level: fc.constantFrom('proposed', 'canon', 'authoritative'),
    document: orNull(anyId('document')),
  }),
  record({
    ...node,
    kind: fc.constant('axiom'),
    id: anyId('axiom'),
    statement: anyStatement,
    domain: fc.constantFrom('magic', 'death'),
    constraint: orNull(anyStatement),
    authority: fc.constantFrom('source', 'gm', 'system'),
    status: fc.constantFrom('canon', 'retconned'),
  }),
  record({
    ...node,
    kind: fc.constant('story'),
    id: anyId('story'),
    title: anyName,
    premise: orNull(anyStatement),
    status: fc.constantFrom('planned', 'active', 'completed', 'abandoned'),
    starts: orNull(anyStoryTime),
    ends: orNull(anyStoryTime),
  }),
  record({
    ...node,
    kind: fc.constant('scene'),
    id: anyId('scene'),
    story: anyId('story'),
    title: anyName,
    sceneKind: fc.constantFrom('present', 'flashback', 'flash_forward', 'dream'),
    parent: orNull(anyId('scene')),
    location: orNull(anyId('entity')),
    participants: few(anyId('entity')),
    span: anyValidity,
    status: fc.constantFrom('open', 'completed', 'aborted'),
  }),
  record({
    ...node,
    kind: fc.constant('thread'),
    id: anyId('thread'),
    story: orNull(anyId('story')),
    title: anyName,
    question: orNull(anyStatement),
    status: fc.constantFrom('open', 'advanced', 'resolved', 'abandoned'),
    clues: few(anyId('fact')),
    visibility: anyVisibility,
  }),
  record({
    ...node,
    kind: fc.constant('party'),
    id: anyId('party'),
    name: anyName,
    members: few(anyId('entity')),
    story: orNull(anyId('story')),
  }),
];

export const anyNode: fc.Arbitrary<CanonNode> = fc.oneof(anyEntity, ...otherNodes);

// ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Anything but a node. */
export const anyValueObject: fc.Arbitrary<Exclude<FactObject, { kind: 'node' }>> = fc.oneof(
  record({
    kind: fc.constant('text'),
    text: fc.oneof(
      fc.constantFrom('alive', 'Dead', 'dead', 'wounded'),
      anyLine.filter((text) => text !== ''),
    ),
  }),
  record({
    kind: fc.constant('number'),
    number: fc.oneof(fc.integer({ min: -3, max: 30 }), fc.double({ noDefaultInfinity: true, noNaN: true })),
    unit: fc.constantFrom(null, 'hp', 'gold'),
  }),
  record({ kind: fc.constant('flag'), flag: fc.boolean() }),
  record({ kind: fc.constant('time'), time: anyStoryTime }),
);

export const anyObject: fc.Arbitrary<FactObject> = fc.oneof(
  record({ kind: fc.constant('node'), id: anyNodeId }),
  anyValueObject,
);

export const anyFact: fc.Arbitrary<Fact> = record({
  id: anyId('fact'),
  universe: anyId('universe'),
  kind: fc.constantFrom('statement', 'state', 'relationship', 'event'),
  subject: anyNodeId,
  predicate: fc.constantFrom(freeText, ...predicates.edge, ...predicates.state, ...predicates.event),
  object: orNull(anyObject),
  statement: anyStatement,
  valid: anyValidity,
  heldUntil: orNull(anyStoryTime),
  status: fc.constantFrom('canon', 'canon', 'ended', 'retconned', 'contested'),
  locked: fc.boolean(),
  authority: anyAuthority,
  confidence: anyShare,
  visibility: anyVisibility,
  derivesFrom: few(anyId('fact')),
  replaces: few(anyId('fact')),
  event: record({
    participants: few(
      record({ role: fc.constantFrom('agent', 'patient', 'witness', 'instrument', 'place'), node: anyNodeId }),
    ),
    severity: fc.constantFrom(...Severity.options),
    causedBy: few(anyId('fact')),
  }),
  introduced: anyRecorded,
  withdrawn: record({
    revision: anyRevision,
    commit: anyId('commit'),
    reason: anyStatement,
    replacedBy: few(anyId('fact')),
  }),
  whither: anyNodeId,
}).map(({ whither, ...fact }): Fact => {
  const leads = fact.kind === 'relationship' && fact.object?.kind !== 'node';
  return {
    ...fact,
    object: leads ? { kind: 'node', id: whither } : fact.object,
    status: fact.status === 'ended' && fact.valid.to === null ? 'canon' : fact.status,
    heldUntil: fact.valid.to === null ? fact.heldUntil : null,
    event: fact.kind === 'event' ? fact.event : null,
    withdrawn: fact.status === 'retconned' ? fact.withdrawn : null,
  };
});

// ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────

const origin = { id: anyId('evidence'), universe: anyId('universe'), home: anyId('universe') };

const anyCitation: fc.Arbitrary<Citation> = fc.oneof(
  record({ ...origin, kind: fc.constant('turn'), ref: anyId('turn'), quote: orNull(anyStatement) }),
  record({ ...origin, kind: fc.constant('scene'), ref: anyId('scene'), quote: orNull(anyStatement) }),
  record({ ...origin, kind: fc.constant('resolution'), ref: anyId('resolution'), quote: orNull(anyStatement) }),
  record({
    ...origin,
    kind: fc.constant('snippet'),
    ref: anyId('snippet'),
    quote: anyStatement,
    document: anyId('document'),
    page: orNull(fc.integer({ min: 1, max: 400 })),
  }),
  record({ ...origin, kind: fc.constant('source'), ref: anyId('source'), quote: orNull(anyStatement) }),
  record({ ...origin, kind: fc.constant('declaration'), ref: anyId('turn'), quote: anyStatement }),
);

/** With what was found there, or without. */
export const anyEvidence: fc.Arbitrary<Evidence> = fc
  .tuple(anyCitation, orNull(anyStatement))
  .map(([cited, words]) => (words === null ? cited : { ...cited, original: digestOfText(words) }));

export const anySupport: fc.Arbitrary<Support> = record({
  universe: anyId('universe'),
  target: fc.oneof(anyId('fact'), anyNodeId),
  evidence: anyId('evidence'),
  authority: anyAuthority,
  sufficient: fc.boolean(),
  status: fc.constantFrom('standing', 'withdrawn'),
  proposal: orNull(anyId('proposal')),
  commit: anyId('commit'),
  revision: anyRevision,
});
