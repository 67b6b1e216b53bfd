import { z } from 'zod';
import { Line } from './bounds.ts';
import { WorldId } from './ids.ts';
import { WallTime } from './time.ts';

// A world is a folder with everything of some universes: their canon, narrative, events, indexes and objects.

export const worldNameCharsMax = 64;
/** Of `world.json`. A program refuses what is later than it knows. */
export const worldFormat = 1;

/** Device names of Windows, with or without an ending: no folder can be called so there. */
const reserved = '(?:con|prn|aux|nul|com[0-9]|lpt[0-9])';

/** The name of a world is also that of its folder, on every system. Letter case is kept and does not distinguish. */
export const WorldName = z
  .string()
  .max(worldNameCharsMax)
  .regex(new RegExp(`^(?!${reserved}$)[a-z0-9][a-z0-9_-]*$`, 'i'), {
    error: `a world's name is up to ${worldNameCharsMax} letters (a to z), digits, \`-\` and \`_\`, and starts with a letter or digit`,
  })
  .brand<'WorldName'>();
export type WorldName = z.infer<typeof WorldName>;

/** `world.json`: what the folder is. */
export const WorldFile = z.strictObject({
  format: z.literal(worldFormat),
  id: WorldId,
  name: WorldName,
  created: WallTime,
  program: Line, // what made it, with its version
});
export type WorldFile = z.infer<typeof WorldFile>;
