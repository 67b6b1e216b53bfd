import { z } from 'zod';
import { Line, Name } from './bounds.ts';
import { Container } from './canon.ts';
import { Digest } from './digest.ts';
import { UniverseId, WorldId } from './ids.ts';
import { LogEntry } from './log.ts';
import { Collection } from './narrative.ts';
import { WallTime } from './time.ts';

// A world as one file of JSON Lines. Each line is `{"check":"…","line":{…}}`: the check is the start of the digest of the check before it and of
// the line's own text, so that damage is found at the line where it is.

export const dumpVersion = 1;
export const dumpCheckChars = 16;
export const dumpLineCharsMax = 16_000_000;
export const dumpChunkBytes = 192 * 1_024;

export const DumpHeader = z.strictObject({
  kind: z.literal('header'),
  format: z.literal('monitor-world'),
  version: z.int().min(1),
  program: Line,
  world: z.strictObject({ id: WorldId, name: Name, created: WallTime }),
});
export type DumpHeader = z.infer<typeof DumpHeader>;

export const DumpLine = z.discriminatedUnion('kind', [
  DumpHeader,
  z.strictObject({ kind: z.literal('container'), record: Container }),
  /** What follows, up to the next one, belongs to this universe: first its log. */
  z.strictObject({ kind: z.literal('universe'), id: UniverseId }),
  ...LogEntry.options,
  /** The document is validated against the schema of its collection. */
  z.strictObject({ kind: z.literal('document'), collection: Collection, document: z.unknown() }),
  /** Its bytes follow in chunks, in base 64. */
  z.strictObject({ kind: z.literal('object'), digest: Digest, bytes: z.int().min(0) }),
  z.strictObject({ kind: z.literal('chunk'), data: z.base64() }),
  z.strictObject({ kind: z.literal('end'), lines: z.int().min(1) }),
]);
export type DumpLine = z.infer<typeof DumpLine>;
