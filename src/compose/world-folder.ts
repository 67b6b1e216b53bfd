import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { WorldFile, worldFormat, WorldName, worldNameCharsMax } from '../../schemas/world.ts';
import { sqliteFailure } from '../adapters/embedded/sqlite-failure.ts';
import { Failure } from '../domain/failure.ts';
import { quoted } from '../domain/quoted.ts';
import { moveDurably } from './durable.ts';

// One world's folder: where it lies, what its `world.json` says, how it is moved.
// W1. A folder is called as its world in lower case, so that two names which differ in case alone can't both be there.

export interface FoundWorld extends WorldFile {
  folder: string;
}

const worldFileBytesMax = 64 * 1024;

export const worldsFolder = (data: string): string => path.join(data, 'worlds');
export const archiveFolder = (data: string): string => path.join(data, 'archive');
export const folderOf = (data: string, name: WorldName): string => path.join(worldsFolder(data), name.toLowerCase());

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

export const namesIn = async (folder: string): Promise<string[]> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw sqliteFailure(error, folder);
  }
};

export const worldNamesIn = async (folder: string): Promise<string[]> =>
  (await namesIn(folder)).filter((name) => !name.startsWith('.')).sort();

export const exists = async (place: string): Promise<boolean> => (await stat(place).catch(() => null)) !== null;

export const worldName = (written: string): WorldName => {
  const parsed = WorldName.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new Failure({
    kind: 'terminal',
    code: 'bad_world_name',
    message: `${quoted(written)} can't be the name of a world: ${parsed.error.issues[0]?.message ?? 'it is not allowed'}`,
    advice: 'Choose another name, such as `ashfall`.',
  });
};

/** What a world may be called that is made for something of that name; where nothing of it can be kept, `world`. */
export const worldNameFrom = (name: string): WorldName => {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, worldNameCharsMax)
    .replaceAll(/^-|-$/g, '');
  return WorldName.safeParse(words).data ?? worldName('world');
};

const Format = z.object({ format: z.int(), program: z.string().optional() });

const damaged = (folder: string, why: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'world_damaged',
    message: `the world in \`${folder}\` can't be opened: its \`world.json\` ${why}`,
    advice: 'Restore the file from a backup, or the world from an export. Nothing was changed.',
  });

const readWorldText = async (folder: string): Promise<string> => {
  const file = path.join(folder, 'world.json');
  try {
    if ((await stat(file)).size > worldFileBytesMax) throw damaged(folder, 'is too long to be one');
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw damaged(folder, 'is missing');
    throw sqliteFailure(error, file);
  }
};

export const readWorld = async (folder: string): Promise<FoundWorld> => {
  const text = await readWorldText(folder);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw damaged(folder, 'is not JSON');
  }
  const format = Format.safeParse(content);
  if (format.success && format.data.format > worldFormat)
    throw new Failure({
      kind: 'terminal',
      code: 'world_ahead',
      message: `the world in \`${folder}\` can't be opened: its format is version ${format.data.format} and this program knows up to ${worldFormat}`,
      advice: `Update monitor, or open it with the program that wrote it${format.data.program ? ` (\`${format.data.program}\`)` : ''}. Nothing was changed.`,
    });
  const parsed = WorldFile.safeParse(content);
  if (parsed.success) return { ...parsed.data, folder };
  const [issue] = parsed.error.issues;
  throw damaged(folder, `is damaged at \`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? 'not a world'}`);
};

export const alreadyThere = (name: WorldName): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'world_exists',
    message: `there is a world \`${name}\` already`,
    advice: 'Choose another name, or remove that one first (it goes to the archive). Nothing was changed.',
  });

export const moveIntoPlace = async (from: string, to: string, name: WorldName): Promise<void> => {
  // Renaming onto an empty folder succeeds, onto a world it does not.
  try {
    await moveDurably(from, to);
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(String(codeOf(error))) && (await exists(to)))
      throw alreadyThere(name);
    throw error;
  }
};
