import { expect, it } from 'vitest';
import { linesOf, startChild } from '../support/child.ts';
import { openKeptStores } from '../support/keeper-table.ts';
import { expectWhole } from '../support/kept-whole.ts';
import { lookBack, playStory, surviveKills, type Survival, universeIn } from '../support/play-crash.ts';
import { runs } from '../support/runs.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// Real processes on the stores that people play on. `npm run bench -- crash` kills a hundred times, and so does `MONITOR_RUNS=100`.

const kills = runs(25);
const timeout = 600_000;

const whole: Partial<Survival> = {
  ...{ lost: [], rolledAgain: [], doubled: [], undone: [], unsent: 0, broken: [] },
};

const expectWholeIn = async (folder: string): Promise<void> => {
  await using stores = await openKeptStores(folder, seededWorld(1));
  await expectWhole(stores, universeIn(folder));
};

it('goes on where it was killed, again and again, and has lost nothing that it acknowledged', { timeout }, async () => {
  await using folder = await temporaryFolder();
  const survival = await surviveKills({ folder: folder.path, kills, seed: 1 });
  expect(survival).toMatchObject({ ...whole, stories: ['completed'] });
  expect(survival.acknowledged).toBeGreaterThan(kills);
  await expectWholeIn(folder.path);
});

it('plays no story that another process plays, and plays it when that one was killed', { timeout }, async () => {
  await using folder = await temporaryFolder();
  await using first = startChild(playStory, [folder.path]);
  await first.printed(10);
  await using second = startChild(playStory, [folder.path]);
  const refused = await second.ended;
  expect(refused).toMatchObject({ code: 1, lines: [], stderr: expect.stringContaining('story_is_played') as string });
  first.kill();
  const { lines, code } = await first.ended;
  expect(code).toBe(null); // it had not minded
  await using third = startChild(playStory, [folder.path, 'last']);
  await linesOf(third);
  expect(await lookBack(folder.path, lines)).toMatchObject({ ...whole, stories: ['completed'] });
  await expectWholeIn(folder.path);
});

it('plays one story while another process plays another one, and is killed', { timeout }, async () => {
  await using folder = await temporaryFolder();
  await using first = startChild(playStory, [folder.path, '', 'The ruin']);
  await first.printed(10);
  await using beside = startChild(playStory, [folder.path, '4', 'The hall']);
  const besideLines = await linesOf(beside);
  first.kill();
  const { lines, code } = await first.ended;
  expect(code).toBe(null);
  await using last = startChild(playStory, [folder.path, 'last', 'The ruin']);
  await linesOf(last);
  const survival = await lookBack(folder.path, [...lines, ...besideLines]);
  expect(survival).toMatchObject({ ...whole, stories: ['completed', 'completed'] });
  expect(survival.acknowledged).toBeGreaterThan(20);
  await expectWholeIn(folder.path);
});
