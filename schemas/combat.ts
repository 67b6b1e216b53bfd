import { z } from 'zod';
import { Finite, Key, Line, Name, Statement } from './bounds.ts';
import { Tactics } from './character.ts';
import { broughtAbout, Delta } from './deltas.ts';
import { Gear } from './rule-character.ts';
import { Duration, Effect } from './rule-effects.ts';

// A fight as a log: what happened, one entry after the other, each with why, with the dice that fell for it, and with what changed by it.
// L1. The entries alone rebuild the fight at any moment: whoever reads them needs neither rules nor chance.
// L2. Nothing is erased: what is taken back is an entry that says so.

export const fightersMax = 200;
const sidesMax = 8;
const targetsMax = 100;
const facesMax = 1_000;
const changesMax = 1_000;
const rollsMax = 200;
const placesMax = 100;
const stepsMost = 12;
export const fieldMost = 10_000;
const modifiersMax = 24;

/** By which somebody is known: the id of an entity in play. */
const Who = Line.min(1);
const Count = z.int().min(0);

/** In metres from a corner of the field. */
export const Spot = z.strictObject({ x: Finite.min(0).max(fieldMost), y: Finite.min(0).max(fieldMost) });
export type Spot = z.infer<typeof Spot>;

export const Field = z.strictObject({
  width: Finite.min(1).max(fieldMost),
  depth: Finite.min(1).max(fieldMost),
  /** Where one finds cover: a kind of it that the system knows, from whoever is not there too. */
  places: z
    .array(z.strictObject({ name: Name, at: Spot, radius: Finite.min(0).max(fieldMost), cover: Key }))
    .max(placesMax)
    .default([]),
  /** Through which nobody sees or aims, and round which one goes: smoke, a hedge, a curtain. */
  screens: z
    .array(z.strictObject({ name: Name, from: Spot, to: Spot }))
    .max(placesMax)
    .default([]),
});
export type Field = z.infer<typeof Field>;

export const Side = z.strictObject({
  key: Key,
  name: Name,
  /** People decide for those on it: nobody tests their morale. */
  played: z.boolean().default(false),
});
export type Side = z.infer<typeof Side>;

/** Somebody who comes to fight, as they are then. */
export const Fighting = z.strictObject({
  key: Who,
  name: Name,
  side: Key,
  sheet: z.strictObject({
    attributes: z.record(Key, Finite),
    skills: z.record(Key, Finite),
    gear: z.array(Key).max(targetsMax),
    effects: z.array(Effect).max(changesMax),
    own: z.array(Gear).max(targetsMax).optional(),
    instead: z.record(Key, Key).optional(),
  }),
  actions: z.array(Key).max(targetsMax),
  resources: z.record(Key, Finite),
  conditions: z
    .array(z.strictObject({ condition: Key, steps: z.int().min(1).max(stepsMost), lasts: Duration, ...broughtAbout }))
    .max(targetsMax)
    .default([]),
  at: Spot,
  /** How they fight where nobody plays them. */
  fights: Tactics.nullable().default(null),
});
export type Fighting = z.infer<typeof Fighting>;

// ── what is asked for ────────────────────────────────────────────────────────────────────────────────────────────

export const Trigger = z.strictObject({
  /** Somebody comes within reach of what is readied; does something; attacks one's own side; falls. */
  on: z.enum(['comes_near', 'acts', 'attacks', 'falls']),
  /** Null: any foe. */
  who: Who.nullable().default(null),
});
export type Trigger = z.infer<typeof Trigger>;

const who = { who: Who };

export const Command = z.discriminatedUnion('kind', [
  /** Does something by the rules. What is aimed at a spot reaches all within the metres that the action says. */
  z.strictObject({
    kind: z.literal('act'),
    ...who,
    action: Key,
    targets: z.array(Who).max(targetsMax).default([]),
    at: Spot.nullable().default(null),
    using: Key.nullable().default(null),
    /** Of what moves somebody: the other way than the rules say. */
    away: z.boolean().default(false),
    difficulty: z.union([Key, Finite]).nullable().default(null),
    reasons: z
      .array(z.strictObject({ edge: z.enum(['advantage', 'disadvantage']), because: Line.min(1) }))
      .max(modifiersMax)
      .default([]),
    modifiers: z
      .array(z.strictObject({ by: z.int(), because: Line.min(1) }))
      .max(modifiersMax)
      .default([]),
  }),
  z.strictObject({ kind: z.literal('move'), ...who, to: Spot }),
  /** Goes for the nearest edge of the field, and leaves over it. */
  z.strictObject({ kind: z.literal('flee'), ...who }),
  z.strictObject({ kind: z.literal('surrender'), ...who }),
  /** Puts a turn off that was not begun; `step_in` takes it when the turn that is made now ends. */
  z.strictObject({ kind: z.literal('delay'), ...who }),
  z.strictObject({ kind: z.literal('step_in'), ...who }),
  z.strictObject({
    kind: z.literal('ready'),
    ...who,
    action: Key,
    using: Key.nullable().default(null),
    trigger: Trigger,
  }),
  /** Takes the chance that is there, or lets it go. */
  z.strictObject({ kind: z.literal('react'), ...who }),
  z.strictObject({ kind: z.literal('pass'), ...who }),
  /** The story turns to somebody, where no initiative says whose turn it is. */
  z.strictObject({ kind: z.literal('turn'), ...who }),
  z.strictObject({ kind: z.literal('end'), ...who }),
  /** More come in when the round begins; null: the next. */
  z.strictObject({
    kind: z.literal('join'),
    fighters: z.array(Fighting).min(1).max(fightersMax),
    round: z.int().min(1).nullable().default(null),
  }),
  /** It is over, by whoever tells. */
  z.strictObject({ kind: z.literal('stop'), because: Line.min(1) }),
  /** Takes the last thing back that was asked for and stands; `command`: it has to be this one. */
  z.strictObject({ kind: z.literal('undo'), command: Count.nullable().default(null) }),
]);
export type Command = z.infer<typeof Command>;
/** As it is written: what is left out has its default. */
export type WrittenCommand = z.input<typeof Command>;

// ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Dice that fell. The formula has numbers and no names: faces in their order and it come to the total. */
export const Fallen = z.strictObject({
  who: Who,
  for: Line.min(1),
  formula: Line.min(1),
  faces: z.array(z.int()).max(facesMax),
  total: Finite,
  words: Statement,
});
export type Fallen = z.infer<typeof Fallen>;

export const Status = z.enum(['up', 'down', 'dead', 'fled', 'surrendered']);
export type Status = z.infer<typeof Status>;

/** What somebody waits to do. */
export const Readied = z.strictObject({ action: Key, using: Key.nullable(), trigger: Trigger });
export type Readied = z.infer<typeof Readied>;

/** A condition that somebody holds up, and on whom. */
export const Holding = z.strictObject({ condition: Key, on: z.array(Who).min(1).max(targetsMax) });
export type Holding = z.infer<typeof Holding>;

/** A chance for others, before it goes on: to strike at whoever leaves, to do what they waited for. */
export const Window = z.strictObject({
  kind: z.enum(['opportunity', 'readied']),
  /** Whoever gave it. */
  by: Who,
  /** Those who may take it. */
  waiting: z.array(Who).min(1).max(fightersMax),
  /** Whoever was on their way goes on to there. `asked`: those who had their chance on it. */
  going: z.strictObject({ to: Spot, from: Spot, flees: z.boolean(), asked: z.array(Who).max(fightersMax) }).nullable(),
});
export type Window = z.infer<typeof Window>;

const why = { because: Line.min(1) };
const change = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.strictObject({ kind: z.literal(kind), ...shape });

/** One thing that is otherwise afterwards. Of numbers it says what they are then. */
export const Change = z.discriminatedUnion('kind', [
  ...Delta.options,
  change('opens', { system: Line.min(1), field: Field, sides: z.array(Side).min(1).max(sidesMax) }),
  change('enters', { fighter: Fighting }),
  change('coming', { fighter: Fighting, round: z.int().min(1) }),
  change('initiative', { ...who, values: z.array(Finite).min(1).max(8) }),
  change('order', { order: z.array(Who).max(fightersMax) }),
  change('round', { round: z.int().min(1) }),
  change('turn', { ...who }),
  change('turn_over', { ...who }),
  change('waits', { ...who, how: z.enum(['delays', 'steps_in']) }),
  change('place', { ...who, from: Spot, to: Spot, ...why }),
  /** Metres gone in this turn. */
  change('gone', { ...who, metres: Finite.min(0) }),
  /** How much of a share of the turn is spent. */
  change('share', { ...who, share: Key, spent: z.int().min(1) }),
  /** Something that takes no share, and is done once in a turn. */
  change('once', { ...who, action: Key }),
  change('readied', { ...who, readied: Readied.nullable() }),
  change('holding', { ...who, holding: Holding.nullable() }),
  change('dying', { ...who, successes: Count, failures: Count }),
  change('status', { ...who, status: Status }),
  /** Morale: it is asked for once. */
  change('tested', { of: Who, on: Key }),
  change('window', { window: Window.nullable() }),
  change('over', { side: Key.nullable(), ...why }),
  change('undone', { command: z.int().min(1) }),
]);
export type Change = z.infer<typeof Change>;

export const EntryKind = z.enum([
  ...['begins', 'initiative', 'round', 'joins', 'turn', 'turn_over', 'delays', 'steps_in', 'deed', 'moves', 'flees'],
  ...[
    'surrenders',
    'readies',
    'chance',
    'passes',
    'harm',
    'ends',
    'save',
    'restored',
    'concentration',
    'dying',
    'falls',
  ],
  ...['rises', 'morale', 'over', 'undone'],
] as const);
export type EntryKind = z.infer<typeof EntryKind>;

export const Entry = z.strictObject({
  /** One after the other, from 1. */
  n: z.int().min(1),
  /** Of which command, from 1; 0: the beginning. */
  command: Count,
  round: Count,
  /** Whose turn it is. */
  turn: Who.nullable(),
  kind: EntryKind,
  /** Who does it, or to whom it happens; null: the fight. */
  who: Who.nullable(),
  because: Line.min(1),
  /** The entry that led to it; null: what was asked for did, or the rules of turns. */
  from: z.int().min(1).nullable(),
  /** What was asked for, with the first entry of it. */
  asked: Command.nullable(),
  rolls: z.array(Fallen).max(rollsMax),
  changes: z.array(Change).max(changesMax),
  /** What the story is told of, and what is left for somebody to choose. */
  told: z.array(Statement).max(changesMax),
});
export type Entry = z.infer<typeof Entry>;
