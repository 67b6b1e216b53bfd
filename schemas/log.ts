import { z } from 'zod';
import { CanonNode, Fact } from './canon.ts';
import { Evidence, Support } from './evidence.ts';
import { Commit, Decision } from './gate.ts';

/**
 * A line of a universe's log: a commit, then each record that it put in the order it put them, then its decisions. Decisions of batches in
 * which nothing was accepted stand where they were taken. Replaying a log gives the universe as it is, to the letter.
 */
export const LogEntry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('commit'), record: Commit }),
  z.strictObject({ kind: z.literal('node'), record: CanonNode }),
  z.strictObject({ kind: z.literal('fact'), record: Fact }),
  z.strictObject({ kind: z.literal('evidence'), record: Evidence }),
  z.strictObject({ kind: z.literal('support'), record: Support }),
  z.strictObject({ kind: z.literal('decision'), record: Decision }),
]);
export type LogEntry = z.infer<typeof LogEntry>;
