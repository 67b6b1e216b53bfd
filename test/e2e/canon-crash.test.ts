import { expect, it } from 'vitest';
import { surviveCrashes } from '../support/canon-crash.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const kills = 50;

it(
  'keeps every commit that it acknowledged, once, however often its process is killed',
  { timeout: 120_000 },
  async () => {
    await using folder = await temporaryFolder();
    const survival = await surviveCrashes({ path: folder.file('canon.sqlite'), kills, seed: 1 });
    expect(survival).toEqual({
      acknowledged: expect.any(Number),
      commits: expect.any(Number),
      lost: [],
      doubled: [],
      stale: [],
      broken: [],
      integrity: 'ok',
    });
    expect(survival.acknowledged).toBeGreaterThan(kills);
    expect(survival.commits).toBeGreaterThan(kills);
  },
);
