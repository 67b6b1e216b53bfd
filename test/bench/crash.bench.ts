import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { surviveCrashes } from '../support/canon-crash.ts';
import { surviveKills } from '../support/play-crash.ts';
import type { Bench } from './harness.ts';
import { benchFolder } from './worlds.ts';

const killsOfCommits = 1_000;
const killsAtPlay = 100;
const none = { most: 0 };

export const crash: Bench = {
  name: 'crash',
  about: `a process that commits and forks, killed ${killsOfCommits.toLocaleString('en')} times`,
  async run(report) {
    const folder = mkdtempSync(path.join(benchFolder(), 'crash-'));
    try {
      const survival = await surviveCrashes({
        path: path.join(folder, 'canon.db'),
        kills: killsOfCommits,
        seed: 1_000,
      });
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

export const kills: Bench = {
  name: 'kills',
  about: `a process that plays, killed ${killsAtPlay} times`,
  async run(report) {
    const folder = mkdtempSync(path.join(benchFolder(), 'crash-'));
    try {
      const survival = await surviveKills({ folder, kills: killsAtPlay, seed: 100 });
      const { lost, rolledAgain, doubled, undone, broken, stories } = survival;
      report({
        what: `turns acknowledged by a process that plays, killed ${killsAtPlay} times`,
        value: survival.acknowledged,
        unit: '',
      });
      report({ what: 'of them lost, or answered otherwise', value: lost.length, unit: '', bound: none });
      report({ what: 'of them rolled again', value: rolledAgain.length, unit: '', bound: none });
      report({ what: 'turns, dice and proposals that are there twice', value: doubled.length, unit: '', bound: none });
      const left = undone.length + survival.unsent + stories.filter((state) => state !== 'completed').length;
      report({ what: 'what is left undone or untold', value: left, unit: '', bound: none });
      report({ what: 'facts and links of the chains that are broken', value: broken.length, unit: '', bound: none });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
