import { z } from 'zod';

/** SHA-256 in lower-case hexadecimal. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'expected 64 hexadecimal digits' })
  .brand<'digest'>();
export type Digest = z.infer<typeof Digest>;
