import { z } from 'zod';
import { Key, Line } from './bounds.ts';
import { EntityId } from './ids.ts';

const targetsMax = 16;
const reasonsMax = 16;

/** What somebody means to do, where nobody has to read it out of their words. */
export const StructuredIntent = z.strictObject({
  /** The key of an action. */
  action: Key,
  /** Who helps. */
  helpers: z.array(EntityId).max(targetsMax).default([]),
  targets: z.array(EntityId).max(targetsMax).default([]),
  /** With what of their gear. */
  using: Key.nullable().default(null),
  how: z.enum(['rolled', 'unhurried', 'passive']).default('rolled'),
  /** A step of the ladder, or a number. */
  difficulty: z.union([Key, z.int()]).nullable().default(null),
  /** Help, a good plan, the light. */
  reasons: z
    .array(z.strictObject({ edge: z.enum(['advantage', 'disadvantage']), because: Line.min(1) }))
    .max(reasonsMax)
    .default([]),
});
export type StructuredIntent = z.infer<typeof StructuredIntent>;

const metresMost = 40;

/** It comes to blows: whoever acts, with some, against others. */
export const FightAsked = z.strictObject({
  against: z.array(EntityId).min(1).max(targetsMax),
  with: z.array(EntityId).max(targetsMax).default([]),
  /** Who did not see it coming. */
  surprised: z.enum(['ours', 'theirs']).nullable().default(null),
  /** How far apart they are. */
  metres: z.int().min(1).max(metresMost).default(5),
});
export type FightAsked = z.infer<typeof FightAsked>;
