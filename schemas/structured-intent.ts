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
