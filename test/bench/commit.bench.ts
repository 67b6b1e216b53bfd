import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import type { CanonWrite } from '../../src/ports/canon-writer.ts';
import { campaign } from '../support/campaign.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { type Bench, timeMs } from './harness.ts';
import { openTwin, recorder } from './raw.ts';
import { benchFolder } from './worlds.ts';

const factsBefore = 20_000;
const factsPerCommit = [1, 10, 100] as const;
const commitsOf = { 1: 1_500, 10: 400, 100: 120 } as const;
const warmUps = 20;

const prepareStore = async (path: string, before: readonly CanonWrite[]): Promise<void> => {
  await using store = await openSqliteCanonStore({ path, program: 'bench' });
  for (const write of before) await store.writer.commit(write);
};

const take = <T>(source: Iterator<T>, count: number): T[] => {
  const taken: T[] = [];
  for (let i = 0; i < count; i++) {
    const next = source.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
};

const compare = async (
  folder: string,
  size: (typeof factsPerCommit)[number],
): Promise<{ ours: number; raw: number; commits: number }> => {
  const world = seededWorld(size);
  const universe = world.newId('universe');
  const commits = commitsOf[size];
  const facts = factsBefore + (commits + warmUps) * size * 2;
  const writes = campaign({ world, universe, facts, factsPerCommit: size });
  const path = join(folder, `ours-${size}.db`);
  const twinPath = join(folder, `raw-${size}.db`);
  await prepareStore(path, take(writes, Math.ceil(factsBefore / size)));
  copyFileSync(path, twinPath);

  using recording = recorder();
  await using store = await openSqliteCanonStore({ path, program: 'bench' });
  using twin = openTwin(twinPath);
  let ours = 0;
  let raw = 0;
  for (const [at, write] of take(writes, commits + warmUps).entries()) {
    const rows = recording.listen();
    const oursMs = await timeMs(() => store.writer.commit(write));
    recording.deaf();
    const rawMs = await timeMs(() => twin.write(rows));
    if (at < warmUps) continue;
    ours += oursMs;
    raw += rawMs;
  }
  return { ours, raw, commits };
};

export const commit: Bench = {
  name: 'commit',
  about: 'an atomic commit against the same rows written raw in one transaction',
  async run(report) {
    const folder = mkdtempSync(join(benchFolder(), 'commit-'));
    try {
      for (const size of factsPerCommit) {
        const { ours, raw, commits } = await compare(folder, size);
        const rate = (ms: number): number => (commits / ms) * 1_000;
        report({
          what: `commits of ${size} facts`,
          value: rate(ours),
          unit: '/s',
          against: { what: 'raw', value: rate(raw), ratio: raw / ours },
          bound: { least: 0.7 },
        });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
