import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { surviveCrashes } from '../support/canon-crash.ts';
import type { Bench } from './harness.ts';
import { benchFolder } from './worlds.ts';

const kills = 1_000;

export const crash: Bench = {
  name: 'crash',
  about: `a process that commits and forks, killed ${kills.toLocaleString('en')} times`,
  async run(report) {
    const folder = mkdtempSync(path.join(benchFolder(), 'crash-'));
    try {
      const survival = await surviveCrashes({ path: path.join(folder, 'canon.db'), kills, seed: 1_000 });
      const none = { most: 0 };
      report({ what: 'commits acknowledged', value: survival.acknowledged, unit: '' });
      report({ what: 'of them lost', value: survival.lost.length, unit: '', bound: none });
      report({ what: 'of them there twice', value: survival.doubled.length, unit: '', bound: none });
      report({ what: 'links of the chains that are broken', value: survival.broken.length, unit: '', bound: none });
      report({
        what: 'files that fail the integrity check',
        value: survival.integrity === 'ok' ? 0 : 1,
        unit: '',
        bound: none,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
