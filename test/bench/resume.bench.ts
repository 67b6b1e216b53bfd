import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteJournal } from '../../src/adapters/embedded/narrative-store.ts';
import { realWorld } from '../../src/compose/real-world.ts';
import { openKeptStores } from '../support/keeper-table.ts';
import { makeRuin, type PlayStores, type Ruin, ruinScene, sitDownAt } from '../support/play-table.ts';
import { type Bench, median, timeMs } from './harness.ts';
import { benchFolder } from './worlds.ts';

const turns = 10_000;
const turnsPerScene = 200;
const times = 20;

const openAll = async (folder: string, stack: AsyncDisposableStack): Promise<PlayStores> => {
  const { canon, narrative, events } = stack.use(await openKeptStores(folder, realWorld()));
  const journal = stack.use(await openSqliteJournal({ path: join(folder, 'narrative.db'), program: 'bench' }));
  return { canon, narrative, events, journal };
};

const playMuch = async (folder: string) => {
  await using stack = new AsyncDisposableStack();
  const stores = await openAll(folder, stack);
  const ruin = await makeRuin(stores, realWorld());
  const play = sitDownAt(ruin, stores, realWorld());
  const { context } = await play.start({ title: 'The ruin', premise: null }, ruinScene(ruin));
  const { story } = context;
  for (let turn = 1; turn <= turns; turn++) {
    await play.say(story, { text: 'I look', kind: 'action', as: null, replaces: null });
    if (turn % turnsPerScene !== 0 || turn === turns) continue;
    await play.toScene(story, 'end');
    await play.idle();
    await play.nextScene(story, ruinScene(ruin, { title: 'Onward', storyTime: { second: 10 * turn, ordinal: 0 } }));
  }
  await play.toStory(story, 'pause');
  await play.leave();
  return { ruin, story };
};

const resumed = async (folder: string, { ruin, story }: Awaited<ReturnType<typeof playMuch>>): Promise<number> => {
  await using stack = new AsyncDisposableStack();
  let played = 0;
  const ms = await timeMs(async () => {
    const stores = await openAll(folder, stack);
    const play = sitDownAt(ruin satisfies Ruin, stores, realWorld());
    await play.enter(story);
    played = (await play.played(story)).length;
    await play.toStory(story, 'pause');
    await play.leave();
  });
  if (played === 0) throw new Error('nothing was played');
  return ms;
};

export const resume: Bench = {
  name: 'resume',
  about: `a story of ${turns.toLocaleString('en')} turns is gone on with by a process that opens everything anew`,
  async run(report) {
    const folder = mkdtempSync(join(benchFolder(), 'resume-'));
    try {
      const story = await playMuch(folder);
      const found: number[] = [];
      for (let time = 0; time < times; time++) found.push(await resumed(folder, story));
      report({
        what: 'stores opened, story entered, last turns read, p50',
        value: median(found),
        unit: 'ms',
        bound: { most: 300 },
      });
      report({ what: 'the slowest of them', value: Math.max(...found), unit: 'ms' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
