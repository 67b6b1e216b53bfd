import { z } from 'zod';
import { Finite, Key, Line, Name } from './bounds.ts';
import { Feature, Gear, Template } from './rule-character.ts';
import { Duration } from './rule-effects.ts';

// Characters as people keep them, and foes as they are written down: files that name the system they are for.
// What somebody has chosen or come by stands here; whatever follows from it is reckoned.

const valueMost = 1_000_000;
const Value = z.int().min(-valueMost).max(valueMost);
const version = z.string().regex(/^\d+\.\d+\.\d+$/, { error: 'a version is three numbers: `1.0.0`' });

export const belongingsMax = 300;
export const thingCountMax = 10_000;
export const coinsMax = 1_000_000_000;
const ownMax = 100;
const featuresMax = 64;
const actionsMax = 200;
const improvementsMax = 500;
const conditionsMax = 64;
const timesMax = 10_000;
const foesMax = 2_000;
const stepsMost = 12;
const orderMax = 200;

/** `worn`: on the body or in the hand, so that it does what it does. What is carried has weight, and nothing else. */
export const Belonging = z.strictObject({
  thing: Key,
  count: z.int().min(1).max(thingCountMax).default(1),
  at: z.enum(['worn', 'carried']).default('carried'),
});
export type Belonging = z.infer<typeof Belonging>;

/** An improvement that was taken: in what, by how much, and what was paid for it. */
export const Taken = z.strictObject({
  improvement: Key,
  /** The attribute or skill that rose; of a feature, its name. */
  on: Name,
  by: Value,
  paid: z.int().min(0).max(valueMost),
  /** With what: a resource, or what a level brings. */
  with: z.union([z.literal('level'), Key]),
  /** The milestone that it comes from. */
  milestone: Key.optional(),
  /** What went down for it. */
  instead: Key.optional(),
});
export type Taken = z.infer<typeof Taken>;

const Condition = z.strictObject({
  condition: Key,
  steps: z.int().min(1).max(stepsMost).default(1),
  lasts: Duration.default({ kind: 'lasting' }),
});

/** What people write of where they play: one of those that ship, or a file, from where this one lies. */
const ofSystem = {
  /** The id of the rule system. */
  system: Key,
  /** Of the system, when this was written. */
  version,
  /** Rules of the house, or a system of one's own: a file, from where this one lies. */
  rules: Line.min(1).optional(),
};

export const Character = z.strictObject({
  name: Name,
  about: Line.optional(),
  ...ofSystem,
  /** What they were made from. */
  template: Key.optional(),
  attributes: z.record(Key, Value).default({}),
  skills: z.record(Key, Value).default({}),
  features: z.array(Feature).max(featuresMax).default([]),
  /** Special actions. */
  actions: z.array(Key).max(actionsMax).default([]),
  /** Things that the system does not have. */
  own: z.array(Gear).max(ownMax).default([]),
  belongings: z.array(Belonging).max(belongingsMax).default([]),
  /** In the smallest coin. */
  coins: z.int().min(0).max(coinsMax).default(0),
  /** What there is of each; of those that are not named, what there is at first. */
  resources: z.record(Key, Value).default({}),
  conditions: z.array(Condition).max(conditionsMax).default([]),
  /** How often they have rested so today. */
  rested: z.record(Key, z.int().min(1).max(timesMax)).default({}),
  /** Milestones that they have come to, one after the other. */
  reached: z.array(Key).max(improvementsMax).default([]),
  improvements: z.array(Taken).max(improvementsMax).default([]),
});
export type Character = z.infer<typeof Character>;

const cause = { because: Line.min(1) };

/** A change of what is written of a character, with what brought it about. `to` and `at`: how it is afterwards. */
export const CharacterChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('attribute'), attribute: Key, by: Value, to: Value, ...cause }),
  z.strictObject({ kind: z.literal('skill'), skill: Key, by: Value, to: Value, ...cause }),
  z.strictObject({ kind: z.literal('resource'), resource: Key, by: Value, to: Value, ...cause }),
  z.strictObject({ kind: z.literal('condition'), ...Condition.shape, ...cause }),
  z.strictObject({ kind: z.literal('ends'), condition: Key, ...cause }),
  z.strictObject({
    kind: z.literal('belonging'),
    thing: Key,
    at: z.enum(['worn', 'carried']),
    by: Value,
    to: z.int().min(0).max(thingCountMax),
    ...cause,
  }),
  z.strictObject({ kind: z.literal('coins'), by: Value, to: z.int().min(0).max(coinsMax), ...cause }),
  /** `was`: what it was called before. */
  z.strictObject({ kind: z.literal('feature'), feature: Feature, was: Name.optional(), ...cause }),
  z.strictObject({ kind: z.literal('improved'), taken: Taken, ...cause }),
  z.strictObject({ kind: z.literal('reached'), milestone: Key, ...cause }),
  /** How often today; none any more on a new day. */
  z.strictObject({ kind: z.literal('rested'), rest: Key, to: z.int().min(0).max(timesMax), ...cause }),
]);
export type CharacterChange = z.infer<typeof CharacterChange>;

/** How they fight, for whoever plays them. */
export const Tactics = z.strictObject({
  /** `charge`: straight at them. `hold`: let them come. `skirmish`: keep away and hurt them. `ambush`: first from hiding. `support`: behind the others. */
  manner: z.enum(['charge', 'hold', 'skirmish', 'ambush', 'support']).default('charge'),
  /** Whom first. */
  target: z.enum(['nearest', 'weakest', 'strongest', 'last_to_hurt']).default('nearest'),
  /** Which part of what they can stand they have to lose before they think of leaving; never without it. */
  breaks: Finite.min(0).max(1).optional(),
  /** Whether they give in where they cannot get away. */
  surrenders: z.boolean().default(false),
});
export type Tactics = z.infer<typeof Tactics>;

/** A template with what is needed to meet it. */
export const Foe = z.strictObject({
  ...Template.shape,
  /** Things that only they have: claws, a hide. They count as worn where `gear` names them. */
  own: z.array(Gear).max(ownMax).default([]),
  /** What kind of being it is: `beast`, `undead`. */
  kind: Key,
  /** From 0 on: how much of a danger it is to somebody who has just begun, by the reckoning of whoever wrote it. */
  threat: Finite.min(0).max(100),
  habitat: z.array(Line.min(1)).max(12).default([]),
  wants: Line.min(1).optional(),
  fights: Tactics.prefault({}),
  /** What overcoming it is worth, where the system counts experience. */
  experience: z.int().min(0).max(valueMost).optional(),
});
export type Foe = z.infer<typeof Foe>;

export const FoeFile = z.strictObject({
  ...ofSystem,
  about: Line.optional(),
  foes: z.array(Foe).min(1).max(foesMax),
});
export type FoeFile = z.infer<typeof FoeFile>;

/** How one step of the making of a character is to be done. */
const StepChoice = z.strictObject({
  /** The first without it. */
  way: Key.optional(),
  /** Which gets how much. */
  values: z.record(Key, Value).optional(),
  /** Or: which get something, from the most on. */
  order: z.array(Key).max(orderMax).optional(),
});
export type StepChoice = z.infer<typeof StepChoice>;

/** All that is decided about a character who is to be made. */
export const CharacterChoices = z.strictObject({
  name: Name,
  about: Line.optional(),
  template: Key.optional(),
  steps: z.record(Key, StepChoice).default({}),
  /** Things that are bought, instead of those of the template. */
  buys: z
    .array(z.strictObject({ thing: Key, count: z.int().min(1).max(thingCountMax).default(1) }))
    .max(belongingsMax)
    .optional(),
});
export type CharacterChoices = z.infer<typeof CharacterChoices>;
