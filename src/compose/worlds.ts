import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from '../../schemas/config.ts';
import { WorldFile, worldFormat, WorldName } from '../../schemas/world.ts';
import { sqliteFailure } from '../adapters/embedded/sqlite-failure.ts';
import { Failure, isFailure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import type { World } from '../ports/world.ts';
import { chosenWorld, chooseWorld, forgetChoice } from './current-world.ts';
import { moveDurably, syncTree } from './durable.ts';
import { bringUp } from './migrations.ts';
import { storeFiles } from './store-files.ts';

// W1. A world's folder is there as a whole or not at all: it is built beside the others under a name that no world can have, and moved.
// W2. A folder is called as its world in lower case, so that two names which differ in case alone can't both be there.
// W3. Nothing is deleted: what is removed goes to the archive, under its name and the time.

export interface WorldsPlace {
  /** The data folder. */
  data: string;
  stores: Config['stores'];
  /** Name and version of this program. */
  program: string;
}

export interface FoundWorld extends WorldFile {
  folder: string;
}

/** A folder among the worlds: a world, or why it can't be opened. */
export type ListedWorld = FoundWorld | { name: string; folder: string; problem: string };

const stagingPrefix = '.staging-';
/** What is older was left behind by a program that ended early. */
const stagingAgeMsMax = 24 * 60 * 60 * 1_000;
const worldFileBytesMax = 64 * 1024;

const worldsFolder = (data: string): string => path.join(data, 'worlds');
const archiveFolder = (data: string): string => path.join(data, 'archive');
const folderOf = (data: string, name: WorldName): string => path.join(worldsFolder(data), name.toLowerCase());

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw sqliteFailure(error, folder);
  }
};

const worldNamesIn = async (folder: string): Promise<string[]> =>
  (await namesIn(folder)).filter((name) => !name.startsWith('.')).sort();

export const worldName = (written: string): WorldName => {
  const parsed = WorldName.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new Failure({
    kind: 'terminal',
    code: 'bad_world_name',
    message: `\`${written}\` can't be the name of a world: ${parsed.error.issues[0]?.message ?? 'it is not allowed'}`,
    advice: 'Choose another name, such as `ashfall`.',
  });
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

const readWorld = async (folder: string): Promise<FoundWorld> => {
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

export const listWorlds = async ({ data }: Pick<WorldsPlace, 'data'>): Promise<readonly ListedWorld[]> => {
  const listed: ListedWorld[] = [];
  for (const name of await worldNamesIn(worldsFolder(data))) {
    const folder = path.join(worldsFolder(data), name);
    try {
      listed.push(await readWorld(folder));
    } catch (error) {
      if (!isFailure(error)) throw error;
      listed.push({ name, folder, problem: error.message });
    }
  }
  return listed;
};

const exists = async (place: string): Promise<boolean> => (await stat(place).catch(() => null)) !== null;

export const findWorld = async (data: string, name: WorldName): Promise<FoundWorld> => {
  const folder = folderOf(data, name);
  if (await exists(folder)) return readWorld(folder);
  const names = await worldNamesIn(worldsFolder(data));
  const meant = nearest(name, names);
  const others = meant === null ? 'list them with `monitor world list`' : `did you mean \`${meant}\`?`;
  throw new Failure({
    kind: 'terminal',
    code: 'world_unknown',
    message: `there is no world \`${name}\` in \`${data}\``,
    advice: names.length === 0 ? `Create it with \`monitor world create ${name}\`.` : `Look at the name: ${others}`,
  });
};

const alreadyThere = (name: WorldName): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'world_exists',
    message: `there is a world \`${name}\` already`,
    advice: 'Choose another name, or remove that one first (it goes to the archive). Nothing was changed.',
  });

/** Worlds that were being built when their program ended. */
export const abandonedStagings = async (data: string): Promise<readonly string[]> =>
  (await namesIn(worldsFolder(data))).filter((name) => name.startsWith(stagingPrefix)).sort();

const sweepStagings = async (data: string, now: number): Promise<void> => {
  for (const name of await abandonedStagings(data)) {
    const folder = path.join(worldsFolder(data), name);
    const age = await stat(folder).then(
      ({ mtimeMs }) => now - mtimeMs,
      () => 0,
    );
    if (age > stagingAgeMsMax) await rm(folder, { recursive: true, force: true });
  }
};

const moveIntoPlace = async (from: string, to: string, name: WorldName): Promise<void> => {
  // Renaming onto an empty folder succeeds, onto a world it does not.
  try {
    await moveDurably(from, to);
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(String(codeOf(error))) && (await exists(to)))
      throw alreadyThere(name);
    throw error;
  }
};

export interface BuildWorld {
  name: WorldName;
  /** Puts what the world starts with into its folder, in which the stores' files are already. */
  fill?: (folder: string, file: WorldFile) => Promise<void>;
}

/**
 * Makes a world. Until it returns there is none of that name, and if it fails there will be none; a program that is killed meanwhile
 * leaves a folder that no world can have.
 */
export const buildWorld = async (
  place: WorldsPlace,
  { name, fill }: BuildWorld,
  world: World,
): Promise<FoundWorld & { isChosen: boolean }> => {
  const { data, stores, program } = place;
  const folder = folderOf(data, name);
  if (await exists(folder)) throw alreadyThere(name);
  const staging = path.join(
    worldsFolder(data),
    `${stagingPrefix}${name.toLowerCase()}-${randomBytes(4).toString('hex')}`,
  );
  const created = new Date(world.now()).toISOString();
  const file = WorldFile.parse({ format: worldFormat, id: world.newId('world'), name, created, program });
  try {
    await sweepStagings(data, world.now());
    await mkdir(staging, { recursive: true });
    await writeFile(path.join(staging, 'world.json'), `${JSON.stringify(file, null, 2)}\n`);
    for (const store of storeFiles(staging, stores)) await bringUp(store, program);
    await fill?.(staging, file);
    await syncTree(staging);
    await moveIntoPlace(staging, folder, name);
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined); // the first failure is the one to tell
    throw sqliteFailure(error, staging);
  }
  const isChosen = (await chosenWorld(data)) === null;
  if (isChosen) await chooseWorld(data, name);
  return { ...file, folder, isChosen };
};

export const useWorld = async (data: string, name: WorldName): Promise<FoundWorld> => {
  const found = await findWorld(data, name);
  await chooseWorld(data, found.name);
  return found;
};

const stampOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** Moves a world to the archive and tells under which name it lies there. */
export const archiveWorld = async (data: string, name: WorldName, world: World): Promise<string> => {
  const folder = folderOf(data, name);
  if (!(await exists(folder))) await findWorld(data, name); // which tells what there is instead
  const first = `${path.basename(folder)}-${stampOf(world.now())}`;
  try {
    await mkdir(archiveFolder(data), { recursive: true });
    let archived = first;
    for (let copy = 2; await exists(path.join(archiveFolder(data), archived)); copy++) archived = `${first}-${copy}`;
    await moveDurably(folder, path.join(archiveFolder(data), archived));
    const chosen = await chosenWorld(data);
    if (chosen?.toLowerCase() === name.toLowerCase()) await forgetChoice(data);
    return archived;
  } catch (error) {
    throw sqliteFailure(error, folder);
  }
};

export const listArchive = (data: string): Promise<readonly string[]> => worldNamesIn(archiveFolder(data));

const isArchiveOf = (archived: string, written: string): boolean =>
  archived === written || archived.replace(/-\d{8}T\d{6}Z(-\d+)?$/, '') === written.toLowerCase();

/** Brings a world back from the archive, named by its folder there, or by its world if that lies there once. */
export const restoreWorld = async (data: string, written: string): Promise<FoundWorld> => {
  const archive = await listArchive(data);
  const exact = archive.filter((name) => name === written);
  const matches = exact.length > 0 ? exact : archive.filter((name) => isArchiveOf(name, written));
  const [archived, ...more] = matches;
  if (archived === undefined || more.length > 0) {
    const meant = more.length > 0 ? matches.map((name) => `\`${name}\``).join(' or ') : nearest(written, archive);
    throw new Failure({
      kind: 'terminal',
      code: archived === undefined ? 'archive_unknown' : 'archive_ambiguous',
      message:
        archived === undefined
          ? `there is no \`${written}\` in the archive`
          : `\`${written}\` is in the archive several times`,
      advice: meant === null ? 'List the archive with `monitor world list --archived`.' : `Did you mean ${meant}?`,
    });
  }
  const from = path.join(archiveFolder(data), archived);
  const { name } = await readWorld(from);
  const folder = folderOf(data, name);
  if (await exists(folder)) throw alreadyThere(name);
  try {
    await mkdir(worldsFolder(data), { recursive: true });
    await moveIntoPlace(from, folder, name);
  } catch (error) {
    throw sqliteFailure(error, from);
  }
  return readWorld(folder);
};
