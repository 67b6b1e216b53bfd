import { z } from 'zod';
import { Finite, Key, Line, Name } from './bounds.ts';
import { Effects } from './rule-effects.ts';
import { About, Expression, onMax, RollText } from './rule-mechanic.ts';
import { Certain } from './rule-play.ts';

// What characters are made of.

export const attributesMax = 64;
export const derivedMax = 128;
export const skillsMax = 200;
const valueMost = 1_000_000;
const Value = z.int().min(-valueMost).max(valueMost);

export const Attribute = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  min: Value,
  max: Value,
  default: Value,
  /** `gear`: it comes from what is worn and carried, and is the default without. */
  from: z.enum(['character', 'gear']).default('character'),
});
export type Attribute = z.infer<typeof Attribute>;

/** Fractions are rounded down; what lies outside of the bounds is the bound. */
export const Derived = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  is: Expression,
  min: Value.optional(),
  max: Value.optional(),
});
export type Derived = z.infer<typeof Derived>;

const Skill = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  /** An attribute or a derived value. */
  attribute: Key.optional(),
  /** What one can do without having learnt it. */
  base: Expression.default('0'),
});
export type Skill = z.infer<typeof Skill>;

export const Skills = z.strictObject({
  /** How well one has learnt it, in numbers. */
  training: z.strictObject({
    min: Value,
    max: Value,
    default: Value,
    words: z.record(z.string().regex(/^-?\d+$/), Line.min(1)).default({}),
  }),
  /** How good one is at it, with `@attribute`, `@base` and `@training`. */
  value: Expression,
  min: Value.optional(),
  max: Value.optional(),
  list: z.array(Skill).max(skillsMax),
});
export type Skills = z.infer<typeof Skills>;

export const Gear = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  kind: z.enum(['weapon', 'armour', 'shield', 'tool', 'consumable', 'other']),
  /** In kilograms, or in whatever `encumbrance` counts. */
  weight: Finite.min(0).max(100_000).default(0),
  /** In the smallest coin. */
  price: z.int().min(0).optional(),
  /** What harm it does, with which values one hits (the best counts), and from which range to which. */
  weapon: z
    .strictObject({
      roll: RollText,
      type: Key,
      with: z.array(Key).min(1).max(onMax),
      nearest: Key.optional(),
      farthest: Key,
      /** Harm of other types that comes with it: venom on a fang. */
      also: z
        .array(z.strictObject({ roll: RollText, type: Key }))
        .max(4)
        .default([]),
    })
    .optional(),
  /** Attributes that come from gear. Of several things the highest counts. */
  gives: z.record(Key, Value).default({}),
  effects: Effects,
  /** What comes of it to whoever uses it up. */
  use: z.array(Certain).max(12).default([]),
});
export type Gear = z.infer<typeof Gear>;

export const Feature = z.strictObject({ name: Name, about: About, effects: Effects });
export type Feature = z.infer<typeof Feature>;

export const Template = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  attributes: z.record(Key, Value).default({}),
  skills: z.record(Key, Value).default({}),
  gear: z.array(Key).max(64).default([]),
  /** Special actions. */
  actions: z.array(Key).max(64).default([]),
  features: z.array(Feature).max(32).default([]),
  /** What they have where others would have something else: who is nobody of note is dead where a hero would be dying. */
  instead: z.record(Key, Key).default({}),
});
export type Template = z.infer<typeof Template>;

const Improvement = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  /** `feature`: one of another template; one that is had is called otherwise where `by` is 0. */
  of: z.enum(['attribute', 'skill', 'feature']),
  by: Value,
  /** With `@current`. Of a level it is paid with what the level brings, otherwise with the resource. */
  cost: Expression,
  /** Which of them; all that are not of gear without it. */
  among: z.array(Key).min(1).max(skillsMax).optional(),
  /** What it may come to by this. */
  most: Value.optional(),
  /** Another one goes down by as much. */
  instead: z.boolean().default(false),
});
export type Improvement = z.infer<typeof Improvement>;

export const Advancement = z.discriminatedUnion('kind', [
  /** An attribute rises by experience. `at`: how much of it each level needs, from the lowest on. */
  z.strictObject({
    kind: z.literal('levels'),
    attribute: Key,
    experience: Key,
    at: z.array(z.int().min(0)).min(2).max(100),
    gains: z
      .array(z.strictObject({ level: z.int(), improvements: z.int().min(0).max(12).default(0), about: About }))
      .max(100),
    improvements: z.array(Improvement).max(24).default([]),
  }),
  /** Experience is spent. */
  z.strictObject({
    kind: z.literal('points'),
    resource: Key,
    earned: z.array(Line.min(1)).min(1).max(24),
    improvements: z.array(Improvement).min(1).max(24),
  }),
  /** A skill that was used well gets better where a roll comes to more than it. */
  z.strictObject({ kind: z.literal('use'), roll: RollText, gain: RollText, about: About }),
  /** By what happens in the story: each brings one of its improvements. */
  z.strictObject({
    kind: z.literal('milestones'),
    /** Rises by one with each of them, and pays for what costs something. */
    resource: Key.optional(),
    milestones: z
      .array(
        z.strictObject({ key: Key, name: Name, about: About, improvements: z.array(Improvement).max(12).default([]) }),
      )
      .min(1)
      .max(12),
  }),
]);
export type Advancement = z.infer<typeof Advancement>;
