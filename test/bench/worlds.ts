import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityId, UniverseId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import { type Cursor } from '../../src/ports/paging.ts';
import type { CanonReader } from '../../src/ports/canon-reader.ts';
import { campaign } from '../support/campaign.ts';
import { seededWorld } from '../support/seeded-world.ts';

// Worlds to measure in, made once from a seed and kept in the system's folder for temporary files.

const seed = 20_260_101;
const layout = 11; // raise it when the campaign or the schema changes
const neighbours = 3;
const secondsPerFact = 600;
const program = 'bench';

export const benchFolder = (): string => {
  const folder = join(tmpdir(), `monitor-bench-${layout}`);
  mkdirSync(folder, { recursive: true });
  return folder;
};

const removeStore = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
};

const fill = async (path: string, facts: number, isSettled: boolean): Promise<void> => {
  await using store = await openSqliteCanonStore({ path, program });
  const world = seededWorld(seed);
  const factsPerCommit = Math.min(2_000, Math.max(100, facts / 100));
  for (let i = 0; i <= neighbours; i++) {
    const universe = world.newId('universe');
    const size = i === 0 ? facts : Math.ceil(facts / 20);
    for (const write of campaign({ world, universe, facts: size, factsPerCommit, isSettled }))
      await store.writer.commit(write);
  }
};

/** The path of a canon store of so many facts, and a twentieth as many in each of three other universes. */
export const worldOf = async (facts: number, { isSettled = false } = {}): Promise<string> => {
  const path = join(benchFolder(), `${isSettled ? 'settled-' : ''}${facts}.db`);
  if (existsSync(path)) return path;
  const making = `${path}.making`;
  removeStore(making);
  process.stdout.write(`  making a world of ${facts.toLocaleString('en')} facts …\n`);
  await fill(making, facts, isSettled);
  renameSync(making, path);
  return path;
};

/** The sizes to measure; `MONITOR_BENCH_FACTS=10000` leaves the larger ones out, while a bench is worked on. */
export const sizesWanted = <N extends number>(sizes: readonly N[]): readonly N[] => {
  const most = Number(process.env['MONITOR_BENCH_FACTS'] ?? Infinity);
  return sizes.filter((size) => size <= most);
};

export interface Known {
  universe: UniverseId;
  /** The one that everybody knows comes first. */
  entities: readonly EntityId[];
  now: StoryTime;
}

export const look = async (reader: CanonReader, facts: number): Promise<Known> => {
  const universe = seededWorld(seed).newId('universe');
  const entities: EntityId[] = [];
  let after: Cursor | null = null;
  do {
    const page = await reader.listNodes(universe, { kind: 'entity' }, { max: 1_000, after });
    for (const node of page.items) if (node.kind === 'entity') entities.push(node.id);
    after = page.next;
  } while (after !== null);
  return { universe, entities, now: { second: facts * secondsPerFact, ordinal: 0 } };
};
