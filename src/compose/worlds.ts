import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../schemas/config.ts';
import { WorldFile, worldFormat, type WorldName } from '../../schemas/world.ts';
import { sqliteFailure } from '../adapters/embedded/sqlite-failure.ts';
import { Failure, isFailure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import type { World } from '../ports/world.ts';
import { chosenWorld, chooseWorld } from './current-world.ts';
import { syncTree } from './durable.ts';
import { bringUp } from './migrations.ts';
import { storeFiles } from './store-files.ts';
import {
  alreadyThere,
  exists,
  folderOf,
  type FoundWorld,
  moveIntoPlace,
  namesIn,
  readWorld,
  worldNamesIn,
  worldsFolder,
} from './world-folder.ts';

// All worlds of a data folder.
// W2. A world's folder is there as a whole or not at all: it is built beside the others under a name that no world can have, and moved.

export interface WorldsPlace {
  /** The data folder. */
  data: string;
  stores: Config['stores'];
  /** Name and version of this program. */
  program: string;
}

/** A folder among the worlds: a world, or why it can't be opened. */
export type ListedWorld = FoundWorld | { name: string; folder: string; problem: string };

const stagingPrefix = '.staging-';
/** What is older was left behind by a program that ended early. */
const stagingAgeMsMax = 24 * 60 * 60 * 1_000;

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

export const findWorld = async (data: string, name: WorldName): Promise<FoundWorld> => {
  const folder = folderOf(data, name);
  if (await exists(folder)) return readWorld(folder);
  const names = await worldNamesIn(worldsFolder(data));
  const meant = nearest(name, names);
  const others = meant === undefined ? 'list them with `monitor world list`' : `did you mean \`${meant}\`?`;
  throw new Failure({
    kind: 'terminal',
    code: 'world_unknown',
    message: `there is no world \`${name}\` in \`${data}\``,
    advice: names.length === 0 ? `Create it with \`monitor world create ${name}\`.` : `Look at the name: ${others}`,
  });
};

/** The world that is set or chosen; where there is only one, that one. */
export const chosenOrOnly = async (config: Pick<Config, 'data' | 'world'>): Promise<FoundWorld> => {
  if (config.world !== null) return findWorld(config.data, config.world);
  const [only, ...others] = await worldNamesIn(worldsFolder(config.data));
  if (only !== undefined && others.length === 0) return readWorld(path.join(worldsFolder(config.data), only));
  throw new Failure({
    kind: 'terminal',
    code: 'no_world_chosen',
    message: only === undefined ? `there is no world yet in \`${config.data}\`` : 'no world is chosen',
    advice:
      only === undefined
        ? 'Create one with `monitor world create NAME`.'
        : 'Name one with `--world NAME`, or choose one with `monitor world use NAME`.',
  });
};

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

export interface BuildWorld {
  name: WorldName;
  world: World;
  /** Who it was already, before it came here. */
  identity?: Pick<WorldFile, 'id' | 'created'>;
  /** Puts what the world starts with into its folder, in which the stores' files are already. */
  fill?: (folder: string) => Promise<void>;
}

export interface BuiltWorld extends FoundWorld {
  /** Commands act on it from now on, because no other was chosen. */
  isChosen: boolean;
}

const stagingOf = (data: string, name: WorldName): string =>
  path.join(worldsFolder(data), `${stagingPrefix}${name.toLowerCase()}-${randomBytes(4).toString('hex')}`);

/**
 * Makes a world. Until it returns there is none of that name, and if it fails there will be none; a program that is killed meanwhile
 * leaves a folder that no world can have.
 */
export const buildWorld = async (
  { data, stores, program }: WorldsPlace,
  { name, world, identity, fill }: BuildWorld,
): Promise<BuiltWorld> => {
  const folder = folderOf(data, name);
  if (await exists(folder)) throw alreadyThere(name);
  const staging = stagingOf(data, name);
  const born = identity ?? { id: world.newId('world'), created: new Date(world.now()).toISOString() };
  const file = WorldFile.parse({ format: worldFormat, name, program, ...born });
  try {
    await sweepStagings(data, world.now());
    await mkdir(staging, { recursive: true });
    await writeFile(path.join(staging, 'world.json'), `${JSON.stringify(file, null, 2)}\n`);
    for (const store of storeFiles(staging, stores)) await bringUp(store, program);
    await fill?.(staging);
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
