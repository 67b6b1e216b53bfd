import { z } from 'zod';
import { Finite, Key, Line, Name } from './bounds.ts';
import { About, Expression, onMax, RollText } from './rule-mechanic.ts';

// What rules do to somebody: how long it lasts, what it changes, what it takes.

export const effectsMax = 24;
const stepsMax = 12;
const secondsMax = 400 * 366 * 86_400;
const roundsMax = 1_000;

/** Which rolls: of these kinds, with these values. What is left out is all of them. */
const Which = {
  rolls: z.array(Key).min(1).max(onMax).optional(),
  with: z.array(Key).min(1).max(onMax).optional(),
  /** Those that somebody makes, or those that are made against them. */
  of: z.enum(['self', 'against']).default('self'),
};

/** For conditions with steps: only from this step on. */
const step = { step: z.int().min(1).max(stepsMax).default(1) };

const Activity = z.enum(['act', 'react', 'move', 'speak', 'see', 'hear', 'concentrate', 'approach']);

/** For as long as it lasts. */
export const Effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('edge'), edge: z.enum(['advantage', 'disadvantage']), ...Which, ...step }),
  /** Dice may be added. */
  z.strictObject({ kind: z.literal('modifier'), by: RollText, ...Which, ...step }),
  /** Without a roll. */
  z.strictObject({ kind: z.literal('outcome'), is: z.enum(['success', 'failure', 'critical']), ...Which, ...step }),
  z.strictObject({ kind: z.literal('cannot'), what: z.array(Activity).min(1), ...step }),
  z.strictObject({ kind: z.literal('speed'), times: Finite.min(0).max(10), ...step }),
  /** An attribute, a derived value, or the maximum of a resource. */
  z.strictObject({ kind: z.literal('value'), value: Key, by: Expression, ...step }),
  z.strictObject({
    kind: z.literal('damage'),
    is: z.enum(['resisted', 'vulnerable', 'immune']),
    /** All of them if there is nothing. */
    types: z.array(Key).min(1).max(onMax).optional(),
    ...step,
  }),
  /** Nothing brings these about. */
  z.strictObject({ kind: z.literal('immune'), conditions: z.array(Key).min(1).max(onMax), ...step }),
  /** At the beginning or end of each of one's turns. */
  z.strictObject({
    kind: z.literal('harm'),
    at: z.enum(['turn_start', 'turn_end']),
    roll: RollText,
    type: Key,
    ...step,
  }),
  /** Another condition comes with it. */
  z.strictObject({ kind: z.literal('condition'), condition: Key, ...step }),
]);
export type Effect = z.infer<typeof Effect>;

export const Effects = z.array(Effect).max(effectsMax).default([]);

export const Duration = z.discriminatedUnion('kind', [
  /** Until something ends it. */
  z.strictObject({ kind: z.literal('lasting') }),
  z.strictObject({ kind: z.literal('rounds'), count: z.int().min(1).max(roundsMax) }),
  /**
   * `next_turn_start`: until the next turn of whoever brought it about begins. `turn_end`: until the turn of whoever has it ends, the one that they make now or
   * their next; `next_turn_end`: never the one that they make now.
   */
  z.strictObject({ kind: z.literal('turn'), until: z.enum(['next_turn_start', 'turn_end', 'next_turn_end']) }),
  z.strictObject({ kind: z.literal('seconds'), count: z.int().min(1).max(secondsMax) }),
  z.strictObject({ kind: z.literal('scene') }),
  z.strictObject({ kind: z.literal('rest'), rest: Key }),
  /** Until a roll at the end of one's turn succeeds. */
  z.strictObject({ kind: z.literal('save'), roll: Key, with: Key, rounds: z.int().min(1).max(roundsMax).optional() }),
]);
export type Duration = z.infer<typeof Duration>;

/** How canon tells of it, where it has words of its own: a death, or a state that is one of several. */
const Told = z.union([
  z.strictObject({ event: Key }),
  z.strictObject({
    predicate: Key,
    value: Line.min(1),
    /** What is so again when it is over; without it the fact only ends. */
    otherwise: Line.min(1).optional(),
  }),
]);

export const RuleCondition = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  effects: Effects,
  /** What it lasts if nothing else is said. */
  lasts: Duration.default({ kind: 'lasting' }),
  /** How often it can be had, one upon the other. */
  steps: z.int().min(1).max(stepsMax).default(1),
  /** Whether it is over when whoever brought it about no longer holds it. */
  concentration: z.boolean().default(false),
  /** Whether it is over in a fight once whoever has it does something by which others can be hurt: who strikes is seen. */
  untilStriking: z.boolean().default(false),
  tells: Told.optional(),
});
export type RuleCondition = z.infer<typeof RuleCondition>;

/** What brings a resource back, or takes it. */
const Restored = z.strictObject({
  on: z.union([
    z.enum(['turn_start', 'scene_start', 'scene_end', 'session_start', 'advancement']),
    z.strictObject({ rest: Key }),
  ]),
  /** `all`: as if nothing had been spent. */
  by: z.union([z.literal('all'), RollText]),
});

/** What runs out, or fills up: hit points, spell slots, stress. `@hp` is what there is of it, `@hp_max` how much there can be. */
export const Resource = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  max: Expression,
  min: z.int().default(0),
  /** `down`: it is full at first and is spent. `up`: it is empty at first and fills up. */
  counts: z.enum(['down', 'up']).default('down'),
  /** What there is of it at first, where it is neither full nor empty. */
  start: Expression.optional(),
  /** In which word of canon there is so much of it, if it has one of its own: hit points. */
  tells: z.strictObject({ predicate: Key, unit: Key }).optional(),
  restored: z.array(Restored).max(12).default([]),
  /** What comes of it when it is down to so much, or filled up to it. */
  thresholds: z
    .array(z.strictObject({ at: Expression, condition: Key }))
    .max(12)
    .default([]),
});
export type Resource = z.infer<typeof Resource>;

export const Damage = z.strictObject({
  types: z
    .array(z.strictObject({ key: Key, name: Name, about: About }))
    .min(1)
    .max(64),
  /** What it takes from, one after the other. */
  takes: z.array(Key).min(1).max(8),
  /** What is taken off each blow, by the values of whoever is hit. */
  absorbed: Expression.default('0'),
  /** What is left of it, with `@damage`. */
  resisted: Expression,
  vulnerable: Expression,
  /** What is thrown twice, and the rest of it once, or how it is otherwise, in a critical hit. */
  critical: z.enum(['dice_twice', 'twice', 'most', 'same']),
});
export type Damage = z.infer<typeof Damage>;
