import { randomBytes } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../schemas/config.ts';
import { fileHealth } from '../adapters/embedded/health.ts';
import { sqliteFailure } from '../adapters/embedded/sqlite-failure.ts';
import { isFailure } from '../domain/failure.ts';
import { auditWorld } from './audit.ts';
import type { Configuration } from './config.ts';
import { openEmbeddedToRead } from './embedded.ts';
import { storeFiles } from './store-files.ts';
import { exists, type FoundWorld } from './world-folder.ts';
import { abandonedStagings, findWorld, listWorlds } from './worlds.ts';

// Explains what works, what does not, and what to do about it. It looks and changes nothing, but for a file that it writes and removes
// again to see whether it can.

export interface Check {
  name: string;
  status: 'ok' | 'warn' | 'fail';
  /** What was found. */
  detail: string;
  /** What to do about it. */
  advice: string | null;
}

export interface Examination {
  runtime: { node: string; sqlite: string };
  /** Name and version of this program. */
  program: string;
  configuration: () => Promise<Configuration>;
  isAudit: boolean;
  signal: AbortSignal;
}

const mebibyte = 1024 * 1024;
const freeBytesWanted = 1024 * mebibyte;
const freeBytesNeeded = 64 * mebibyte;

const ok = (name: string, detail: string): Check => ({ name, status: 'ok', detail, advice: null });
const warn = (name: string, detail: string, advice: string): Check => ({ name, status: 'warn', detail, advice });

const failed = (name: string, error: unknown): Check => {
  if (!isFailure(error)) throw error;
  return { name, status: 'fail', detail: error.message, advice: error.advice ?? null };
};

const sizeText = (bytes: number): string => {
  if (bytes >= 1024 * mebibyte) return `${(bytes / 1024 / mebibyte).toFixed(1)} GiB`;
  return bytes >= mebibyte ? `${(bytes / mebibyte).toFixed(1)} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
};

/** The folder itself, or the nearest one above it that there is. */
const nearestExisting = async (folder: string): Promise<string> => {
  const parent = path.dirname(folder);
  return parent === folder || (await exists(folder)) ? folder : nearestExisting(parent);
};

const checkFolder = async (data: string): Promise<Check> => {
  const name = 'data folder';
  const isThere = await exists(data);
  const trial = path.join(isThere ? data : await nearestExisting(data), `.monitor-${randomBytes(6).toString('hex')}`);
  try {
    if (isThere) await writeFile(trial, '');
    else await mkdir(trial);
    return ok(name, isThere ? data : `${data} (made with the first world)`);
  } catch (error) {
    return failed(name, sqliteFailure(error, data));
  } finally {
    await rm(trial, { recursive: true, force: true }).catch(() => undefined); // where nothing can be made, nothing is left
  }
};

const checkSpace = async (data: string): Promise<Check> => {
  const name = 'free space';
  const { bavail, bsize } = await statfs(await nearestExisting(data));
  const free = bavail * bsize;
  const detail = `${sizeText(free)} where the worlds are`;
  if (free >= freeBytesWanted) return ok(name, detail);
  const advice = 'Make room, or move the data folder and name it with `--data`.';
  return { name, status: free < freeBytesNeeded ? 'fail' : 'warn', detail, advice };
};

const checkWorlds = async (config: Config): Promise<Check[]> => {
  const worlds = await listWorlds(config);
  const broken = worlds.flatMap((world) => ('problem' in world ? [world.problem] : []));
  const checks: Check[] = broken.map((problem) =>
    warn('worlds', problem, 'The other worlds are not affected. Restore this one from a backup or an export.'),
  );
  if (worlds.length === 0) checks.push(ok('worlds', 'none yet; `monitor world create NAME` makes one'));
  else if (broken.length < worlds.length) checks.push(ok('worlds', `${worlds.length - broken.length} can be opened`));
  const leftovers = await abandonedStagings(config.data);
  if (leftovers.length > 0)
    checks.push(
      warn(
        'leftovers',
        `${leftovers.length} unfinished worlds, of creations or imports that ended early or are running: ${leftovers.join(', ')}`,
        `They are no worlds and harm nothing. What is older than a day goes with the next creation; or remove them from \`${path.join(config.data, 'worlds')}\`.`,
      ),
    );
  return checks;
};

const checkFiles = (world: FoundWorld, { stores }: Config, isDeep: boolean): Check[] =>
  storeFiles(world.folder, stores).map(({ store, path: file }) => {
    const name = `${store} store`;
    try {
      const { bytes, outstanding, faults } = fileHealth(file, store, { isDeep });
      const size = sizeText(bytes);
      if (faults !== null && faults.length > 0)
        return {
          name,
          status: 'fail',
          detail: `\`${file}\` is damaged: ${faults.join('; ')}`,
          advice: 'Keep a copy of the world’s folder, then restore the world from an export.',
        };
      if (outstanding > 0)
        return warn(name, `${outstanding} steps behind this program, ${size}`, 'Run `monitor migrate up`.');
      if (faults === null)
        return ok(name, `up to date, ${size}; too large for a quick look: \`--audit\` takes a long one`);
      return ok(name, `whole and up to date, ${size}`);
    } catch (error) {
      return failed(name, error);
    }
  });

/** Only asked for where every file is sound: a record that can't be read would say the same again. */
const checkRecords = async (world: FoundWorld, config: Config, { program, signal }: Examination): Promise<Check> => {
  const name = 'records';
  await using stores = await openEmbeddedToRead({ folder: world.folder, stores: config.stores, program });
  const { universes, records, faults } = await auditWorld(stores, { signal });
  const detail = `${records} records of ${universes} universes read`;
  if (faults.length === 0) return ok(name, `${detail}: valid, both chains hold, and canon is what was decided`);
  const advice = 'Keep a copy of the world’s folder, then restore the world from an export.';
  return { name, status: 'fail', detail: `${detail}: ${faults.join('; ')}`, advice };
};

const checkWorld = async (config: Config, examination: Examination): Promise<Check[]> => {
  const { isAudit } = examination;
  if (config.world === null) return [];
  const world = await findWorld(config.data, config.world);
  const about = ok('world', `${world.name}, made ${world.created.slice(0, 10)} by ${world.program}`);
  const files = checkFiles(world, config, isAudit);
  const isSound = files.every(({ status }) => status === 'ok');
  return [about, ...files, ...(isAudit && isSound ? [await checkRecords(world, config, examination)] : [])];
};

const checkModel = ({ model }: Config): Check => {
  const name = 'model';
  if (model.narrator !== null && model.baseUrl !== null) return ok(name, `\`${model.narrator}\` at ${model.baseUrl}`);
  return ok(
    name,
    'none, and nothing calls one yet. To name one for later, set `model.baseUrl` and `model.narrator` (any server that speaks the OpenAI protocol)',
  );
};

/** Everything that was looked at, in the order that a person would. */
export const examine = async (examination: Examination): Promise<readonly Check[]> => {
  const { runtime, configuration } = examination;
  const checks = [ok('runtime', `Node ${runtime.node}, SQLite ${runtime.sqlite}`)];
  let config: Config;
  try {
    const loaded = await configuration();
    config = loaded.config;
    const hasFile = await exists(loaded.file);
    checks.push(ok('configuration', hasFile ? loaded.file : 'the defaults and the environment; there is no file'));
  } catch (error) {
    return [...checks, failed('configuration', error)]; // nothing else is known without it
  }
  const parts: readonly [name: string, look: () => Promise<readonly Check[]>][] = [
    ['data folder', async () => [await checkFolder(config.data)]],
    ['free space', async () => [await checkSpace(config.data)]],
    ['worlds', () => checkWorlds(config)],
    ['world', () => checkWorld(config, examination)],
    ['model', async () => [checkModel(config)]],
  ];
  for (const [name, look] of parts)
    try {
      checks.push(...(await look()));
    } catch (error) {
      checks.push(failed(name, error));
    }
  return checks;
};
