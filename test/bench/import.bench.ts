import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Config } from '../../schemas/config.ts';
import { openStoreFile } from '../../src/adapters/embedded/migrate.ts';
import { realWorld } from '../../src/compose/real-world.ts';
import { exportToFile, importFromFile, type TransferOptions } from '../../src/compose/world-files.ts';
import { worldName } from '../../src/compose/world-folder.ts';
import { buildWorld, type WorldsPlace } from '../../src/compose/worlds.ts';
import { type Bench, timeMs } from './harness.ts';
import { benchFolder, worldOf } from './worlds.ts';

const facts = 1_000_000;
const program = 'bench';
const quiet: TransferOptions = { onProgress: () => undefined, signal: new AbortController().signal };
const tables = [
  ...['universes', 'commits', 'decisions', 'nodes', 'facts', 'evidence', 'supports'],
  ...['edges', 'touches', 'derivations', 'names'],
];

/** The same rows into the same tables and indexes, in one transaction, with nothing around it. */
const insertRaw = (from: string, to: string): void => {
  using source = new DatabaseSync(from, { readOnly: true, readBigInts: true });
  using target = new DatabaseSync(to);
  target.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -131072; BEGIN IMMEDIATE');
  for (const table of tables) {
    const read = source.prepare(`SELECT * FROM ${table}`);
    read.setReturnArrays(true);
    const insert = target.prepare(
      `INSERT INTO ${table} VALUES (${read
        .columns()
        .map(() => '?')
        .join(', ')})`,
    );
    for (const row of read.iterate() as Iterable<unknown>) insert.run(...(row as SQLInputValue[]));
  }
  target.exec('COMMIT');
};

export const imports: Bench = {
  name: 'import',
  about: 'a world of a million facts out to a file and in again, beside its rows inserted raw',
  async run(report) {
    const data = mkdtempSync(path.join(benchFolder(), 'import-'));
    try {
      const source = await worldOf(facts);
      const world = realWorld();
      const place: WorldsPlace = { data, stores: Config.parse({ data }).stores, program };
      const fill = async (folder: string): Promise<void> => copyFileSync(source, path.join(folder, 'canon.db'));
      const found = await buildWorld(place, { name: worldName('source'), world, fill });
      const file = path.join(data, 'source.jsonl.gz');
      const outMs = await timeMs(() => exportToFile(place, { found, file, mayReplace: false }, quiet));
      report({ what: 'export, facts', value: (facts / outMs) * 1_000, unit: '/s' });

      const rawPath = path.join(data, 'raw.db');
      (await openStoreFile('canon', { path: rawPath, mode: 'write', program }))[Symbol.dispose]();
      const rawMs = await timeMs(() => insertRaw(source, rawPath));
      const inMs = await timeMs(() => importFromFile(place, { file, name: worldName('copy'), world }, quiet));
      const against = { what: 'raw', value: (facts / rawMs) * 1_000, ratio: rawMs / inMs };
      report({ what: 'import, facts', value: (facts / inMs) * 1_000, unit: '/s', against });
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  },
};
