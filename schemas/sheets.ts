import { z } from 'zod';
import { Key, Name } from './bounds.ts';
import { Character, Foe } from './character.ts';
import { EntityId, UniverseId } from './ids.ts';
import { WallTime } from './time.ts';

/** What somebody of canon is by the rules: a sheet of their own, or what foes of their kind are. */
export const KeptSheet = z.strictObject({
  universe: UniverseId,
  story: z.null(),
  scene: z.null(),
  /** Whose it is. */
  id: EntityId,
  of: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('character'), character: Character }),
    z.strictObject({ kind: z.literal('foe'), system: Key, foe: Foe }),
  ]),
  by: Name,
  at: WallTime,
});
export type KeptSheet = z.infer<typeof KeptSheet>;
