import { z } from 'zod';
import { Finite, Key, Line } from './bounds.ts';
import { Duration } from './rule-effects.ts';

// How numbers change at a table: by deltas alone, each with what brought it about. Whoever stands there is known by a key, which is the id of an entity in
// play, and a name where there is no world.

/** Changes of one thing that was done. */
export const deltasMax = 1_000;
const stepsMost = 12;

/** In a fight: it is over when that turn begins, or ends, in that round or in whichever comes after it. */
export const Until = z.strictObject({
  round: z.int().min(0),
  whose: Line.min(1),
  at: z.enum(['turn_start', 'turn_end']),
});
export type Until = z.infer<typeof Until>;

/** What is known of how a condition came about: by whom, until when, and how hard it is to shake off. */
export const broughtAbout = {
  by: Line.min(1).optional(),
  until: Until.optional(),
  difficulty: Finite.optional(),
};

const about = { who: Line.min(1), because: Line.min(1) };

export const Delta = z.discriminatedUnion('kind', [
  /** `to`: what there is of it afterwards. */
  z.strictObject({ kind: z.literal('resource'), ...about, resource: Key, by: Finite, to: Finite }),
  z.strictObject({
    kind: z.literal('condition'),
    ...about,
    condition: Key,
    /** How often they have it now. */
    steps: z.int().min(1).max(stepsMost),
    lasts: Duration,
    ...broughtAbout,
  }),
  z.strictObject({ kind: z.literal('ends'), ...about, condition: Key }),
]);
export type Delta = z.infer<typeof Delta>;
