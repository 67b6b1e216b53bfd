import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { WorldName } from '../../schemas/world.ts';
import { writeDurably } from './durable.ts';

const fileIn = (data: string): string => path.join(data, 'current-world');

/** The world that was last chosen with `monitor world use`, or null. */
export const chosenWorld = async (data: string): Promise<WorldName | null> => {
  try {
    return WorldName.safeParse((await readFile(fileIn(data), 'utf8')).trim()).data ?? null;
  } catch {
    return null; // nothing was chosen that could be read: the next choice puts it right
  }
};

export const chooseWorld = async (data: string, name: WorldName): Promise<void> => {
  await writeDurably(fileIn(data), `${name}\n`);
};

export const forgetChoice = async (data: string): Promise<void> => {
  await rm(fileIn(data), { force: true });
};
