import { z } from 'zod';
import { Key, Line, Name } from './bounds.ts';
import { About, Expression, RollText } from './rule-mechanic.ts';

// How somebody is made: step by step, each in one of several ways that are as good as each other.

const valueMost = 1_000_000;
const Value = z.int().min(-valueMost).max(valueMost);
const keysMax = 200;
const stepsMax = 12;
const waysMax = 8;
const rollsMax = 64;
const thingsMax = 100;

const common = { key: Key, name: Name, about: About };

export const CreationWay = z.discriminatedUnion('kind', [
  /** These values, each for one of them. Who gets none keeps what is usual. */
  z.strictObject({ kind: z.literal('spread'), ...common, values: z.array(Value).min(1).max(keysMax) }),
  /** So many points are spent. `costs`: of a value; without it, one for each step from `least` on. */
  z.strictObject({
    kind: z.literal('points'),
    ...common,
    points: Expression,
    least: Value,
    most: Value,
    costs: z.record(z.string().regex(/^-?\d+$/), z.int().min(0).max(valueMost)).optional(),
  }),
  /** Dice. `arranged`: whoever is made decides which total is for what. */
  z.strictObject({
    kind: z.literal('roll'),
    ...common,
    rolls: z
      .array(z.strictObject({ for: z.array(Key).min(1).max(keysMax), roll: RollText }))
      .min(1)
      .max(rollsMax),
    arranged: z.boolean().default(false),
  }),
]);
export type CreationWay = z.infer<typeof CreationWay>;

export const CreationStep = z.strictObject({
  ...common,
  of: z.enum(['attributes', 'skills']),
  among: z.array(Key).min(1).max(keysMax),
  ways: z.array(CreationWay).min(1).max(waysMax),
});
export type CreationStep = z.infer<typeof CreationStep>;

export const Creation = z.strictObject({
  about: About,
  /** `needed`: some of what somebody is comes from a template alone. */
  template: z.enum(['needed', 'allowed']).default('needed'),
  /** What a template says of these is kept where nothing else is chosen. */
  steps: z.array(CreationStep).max(stepsMax).default([]),
  /** With which things are bought, by whoever would rather do that than have what a template has. */
  coins: z.strictObject({ roll: RollText, about: Line.min(1) }).optional(),
  /** Where nobody counts coins: so many things are picked, by whoever would rather do that. */
  things: z.int().min(1).max(thingsMax).optional(),
});
export type Creation = z.infer<typeof Creation>;
