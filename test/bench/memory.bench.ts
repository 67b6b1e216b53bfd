import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench } from './harness.ts';
import { worldOf } from './worlds.ts';

const facts = 100_000;
const bytesPerMegabyte = 1_000_000;
const reading = fileURLToPath(new URL('./memory-child.ts', import.meta.url));

export const memory: Bench = {
  name: 'memory',
  about: 'what a process holds that has a world open and has looked around in it',
  async run(report) {
    const path = await worldOf(facts);
    const child = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', reading, path, String(facts)], {
      encoding: 'utf8',
    });
    if (child.status !== 0) throw new Error(child.stderr);
    const { opened, looked } = JSON.parse(child.stdout) as { opened: number; looked: number };
    report({
      what: `resident with ${facts.toLocaleString('en')} facts open`,
      value: opened / bytesPerMegabyte,
      unit: 'MB',
    });
    report({
      what: 'resident after 2,000 neighbourhoods all over it',
      value: looked / bytesPerMegabyte,
      unit: 'MB',
      bound: { most: 200 },
    });
  },
};
