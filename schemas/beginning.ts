import { z } from 'zod';
import { Line, Name, Statement } from './bounds.ts';
import { participantsMax, SceneKind } from './canon.ts';
import { goalsMax, outlineMax } from './loops.ts';

// A story as a person wants it begun: names in place of ids, a date of the universe's calendar in place of seconds.

export const OutlinedThread = z.strictObject({
  title: Name,
  question: Statement.nullable(),
  /** Who may know that there is such a question; absent: whoever sits where it is asked. */
  visibility: z.enum(['gm', 'party', 'public']).optional(),
});
export type OutlinedThread = z.infer<typeof OutlinedThread>;

export const Beginning = z.strictObject({
  title: Name,
  premise: Statement.nullable(),
  /** Who is played. */
  character: Name,
  scene: z.strictObject({
    title: Name,
    place: Name.nullable(),
    /** Who else is there. */
    others: z.array(Name).max(participantsMax - 1),
    when: Line.min(1).nullable(),
    kind: SceneKind,
    goals: z.array(Line.min(1)).max(goalsMax),
  }),
  threads: z.array(OutlinedThread).max(outlineMax),
});
export type Beginning = z.infer<typeof Beginning>;
