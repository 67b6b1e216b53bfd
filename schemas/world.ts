import { z } from 'zod';
import { Line } from './bounds.ts';
import { WorldId } from './ids.ts';
import { WallTime } from './time.ts';

// A world is a folder with everything of some universes: their canon, narrative, events, indexes and objects.

export const worldNameCharsMax = 64;
/** Of `world.json`. A program refuses what is later than it knows. */
export const worldFormat = 1;

/** Device names of Windows: no folder can be called so there. In letters of either case without a flag, which JSON Schema has not. */
const reserved = ['con', 'prn', 'aux', 'nul', 'com[0-9]', 'lpt[0-9]']
  .join('|')
  .replaceAll(/(?<!\[)\b[a-z]+/g, (word) => [...word].map((letter) => `[${letter}${letter.toUpperCase()}]`).join(''));

/** The name of a world is also that of its folder, on every system. Letter case is kept and does not distinguish. */
export const WorldName = z
  .string()
  .max(worldNameCharsMax)
  .regex(new RegExp(`^(?!(?:${reserved})$)[A-Za-z0-9][A-Za-z0-9_-]*$`), {
    error: `a world's name is up to ${worldNameCharsMax} letters (a to z), digits, \`-\` and \`_\`, starts with a letter or digit, and is no device of Windows`,
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
