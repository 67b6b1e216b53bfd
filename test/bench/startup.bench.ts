import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bench, median, timeMs } from './harness.ts';
import { benchFolder } from './worlds.ts';

const launcher = fileURLToPath(new URL('../../bin/monitor.js', import.meta.url));
const runs = 15;

/** With the `node` that the person's shell finds, which may be an older one than ours. */
const start = (data: string, args: readonly string[]): void => {
  const { status, stderr } = spawnSync('node', [launcher, ...args], {
    env: { ...process.env, MONITOR_DATA: data },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`\`monitor ${args.join(' ')}\` failed: ${stderr}`);
};

const cases = [
  { what: 'monitor --version', args: ['--version'], most: 150 },
  { what: 'monitor doctor', args: ['doctor'], most: 400 },
] as const;

export const startup: Bench = {
  name: 'startup',
  about: 'from the command to its end, each in a process of its own',
  async run(report) {
    const data = mkdtempSync(join(benchFolder(), 'data-'));
    try {
      start(data, ['world', 'create', 'bench']);
      for (const { what, args, most } of cases) {
        const times: number[] = [];
        for (let i = 0; i < runs; i++) times.push(await timeMs(() => start(data, args)));
        report({ what: `${what}, median of ${runs}`, value: median(times), unit: 'ms', bound: { most } });
      }
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  },
};
