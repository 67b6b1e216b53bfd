import { startChild } from './child.ts';
import { seededChance } from './chance.ts';

// A process is killed where nobody expects it, again and again, and starts on what the former one left behind. Where: after a number of
// acknowledged lines that comes from a seed, so that a slow machine kills at the same places as a fast one.

export interface CrashOptions {
  /** Works until it is killed, and prints a line for each piece of work that was acknowledged to it (acknowledge.ts). */
  script: URL;
  /** What the script is started with, for each life. */
  args: (life: number) => readonly string[];
  kills: number;
  /** A life ends after 1 to so many lines. */
  linesPerLifeMax: number;
  seed: number;
  /** Looks at what is there after each death, with all that was acknowledged so far. */
  afterDeath?: (acknowledged: readonly string[]) => void | Promise<void>;
}

/** What was printed until death: also between the order to die and the death. */
const liveAndDie = async (script: URL, args: readonly string[], linesMax: number): Promise<readonly string[]> => {
  await using child = startChild(script, args);
  await child.printed(linesMax);
  child.kill();
  const { code, lines, stderr } = await child.ended;
  if (code !== null) throw new Error(`the child ended by itself with ${code}: ${stderr}`);
  return lines;
};

/** Every line that was acknowledged in all lives, in order. */
export const crashRepeatedly = async (options: CrashOptions): Promise<readonly string[]> => {
  const { script, args, kills, linesPerLifeMax, seed, afterDeath } = options;
  const random = seededChance(seed);
  const acknowledged: string[] = [];
  for (let life = 0; life < kills; life++) {
    const linesMax = 1 + Math.floor(random() * linesPerLifeMax);
    acknowledged.push(...(await liveAndDie(script, args(life), linesMax)));
    await afterDeath?.(acknowledged);
  }
  return acknowledged;
};
