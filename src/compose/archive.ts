import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { WorldName } from '../../schemas/world.ts';
import { sqliteFailure } from '../adapters/embedded/sqlite-failure.ts';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import type { World } from '../ports/world.ts';
import { chosenWorld, forgetChoice } from './current-world.ts';
import { moveDurably } from './durable.ts';
import {
  alreadyThere,
  archiveFolder,
  exists,
  folderOf,
  type FoundWorld,
  moveIntoPlace,
  readWorld,
  worldNamesIn,
  worldsFolder,
} from './world-folder.ts';
import { findWorld } from './worlds.ts';

// Nothing is deleted: what is removed goes to the archive, under its name and the time, and can come back.

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

const worldOf = (archived: string): string => archived.replace(/-\d{8}T\d{6}Z(-\d+)?$/, '');

const archiveFailure = (written: string, archive: readonly string[], matches: readonly string[]): Failure => {
  const listed = 'List the archive with `monitor world list --archived`.';
  if (matches.length > 1)
    return new Failure({
      kind: 'terminal',
      code: 'archive_ambiguous',
      message: `\`${written}\` is in the archive ${matches.length} times`,
      advice: `Name one: ${matches.map((name) => `\`${name}\``).join(', ')}.`,
    });
  const meant = nearest(written, [...archive, ...archive.map(worldOf)]);
  return new Failure({
    kind: 'terminal',
    code: 'archive_unknown',
    message: `there is no \`${written}\` in the archive`,
    advice: meant === undefined ? listed : `Did you mean \`${meant}\`?`,
  });
};

/** Brings a world back from the archive, named by its folder there, or by its world if that lies there once. */
export const restoreWorld = async (data: string, written: string): Promise<FoundWorld> => {
  const archive = await listArchive(data);
  const exact = archive.filter((name) => name === written);
  const matches = exact.length > 0 ? exact : archive.filter((name) => worldOf(name) === written.toLowerCase());
  const [archived] = matches;
  if (archived === undefined || matches.length > 1) throw archiveFailure(written, archive, matches);

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
