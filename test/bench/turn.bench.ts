import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { StoryId } from '../../schemas/ids.ts';
import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../../src/adapters/embedded/event-log.ts';
import { openSqliteJournal, openSqliteNarrativeStore } from '../../src/adapters/embedded/narrative-store.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { realWorld } from '../../src/compose/real-world.ts';
import { toolsOn } from '../support/keeper-table.ts';
import { peopleRuin, type PlayStores, type Ruin, ruinScene, sitDownAt } from '../support/play-table.ts';
import { type Bench, quantile, timeMs } from './harness.ts';
import { benchFolder, look, sizesWanted, worldOf } from './worlds.ts';

const sizes = [10_000, 1_000_000] as const;
const turns = 600;
const warmUps = 60;
/** As people play: most turns leave a trace, and one in a while is told of again. */
const said = ['I attack the orc', 'I look', 'I wait', 'I attack the orc', 'I search the room'];
const program = 'bench';

const openStores = async (folder: string, facts: number, stack: AsyncDisposableStack): Promise<PlayStores> => {
  const file = (name: string): string => join(folder, `${name}.db`);
  copyFileSync(await worldOf(facts, { isSettled: true }), file('canon'));
  const world = realWorld();
  return {
    canon: stack.use(await openSqliteCanonStore({ path: file('canon'), program })),
    narrative: stack.use(await openSqliteNarrativeStore({ path: file('narrative'), program, mode: 'write' })),
    events: stack.use(await openSqliteEventLog({ path: file('events'), program, world })),
    journal: stack.use(await openSqliteJournal({ path: file('narrative'), program })),
  };
};

const storyIn = async (play: ReturnType<typeof sitDownAt>, ruin: Ruin, second: number): Promise<StoryId> => {
  const storyTime = { second, ordinal: 0 };
  const { context, state } = await play.start({ title: 'The ruin', premise: null }, ruinScene(ruin, { storyTime }));
  if (state !== 'active.playing') throw new Error(`the story is ${state}: ${JSON.stringify(context.failure)}`);
  return context.story;
};

interface Measured {
  turns: number[];
  /** With all that runs beside. */
  wholeMs: number;
  switching: number[];
}

const measure = async (facts: number): Promise<Measured> => {
  const folder = mkdtempSync(join(benchFolder(), 'turn-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const stores = await openStores(folder, facts, stack);
  const world = realWorld();
  const { policy } = await loadPolicy({ profile: 'standard' });
  const { universe, now } = await look(stores.canon.reader, facts);
  const keeper = canonKeeper(toolsOn(stores, { world, policy }));
  const ruin = await peopleRuin({ stores, world, policy, keeper, universe });
  const play = sitDownAt(ruin, stores, world);
  const story = await storyIn(play, ruin, now.second + 10);
  const found: Measured = { turns: [], wholeMs: 0, switching: [] };
  for (let turn = 0; turn < turns + warmUps; turn++) {
    const text = said[turn % said.length] ?? '';
    const say = () => play.say(story, { text, kind: 'action', as: null, replaces: null });
    const ms = await timeMs(say);
    const besideMs = await timeMs(() => play.idle());
    if (turn < warmUps) continue;
    found.turns.push(ms);
    found.wholeMs += ms + besideMs;
  }
  for (let times = 0; times < 20; times++)
    found.switching.push(
      await timeMs(async () => {
        await play.toStory(story, 'pause');
        await play.enter(story);
      }),
    );
  await play.leave();
  return found;
};

export const turn: Bench = {
  name: 'turn',
  about: 'a whole turn on the embedded stores, with workers that answer at once',
  async run(report) {
    const base = new Map<number, number>();
    for (const facts of sizesWanted(sizes)) {
      const { turns: times, wholeMs, switching } = await measure(facts);
      const where = `${facts.toLocaleString('en')} facts`;
      for (const [name, share, most] of [
        ['p50', 0.5, 5],
        ['p99', 0.99, 20],
      ] as const) {
        const value = quantile(times, share);
        report({ what: `a turn, ${where}, ${name}`, value, unit: 'ms', bound: { most } });
        const first = base.get(share);
        if (first === undefined) base.set(share, value);
        else
          report({
            ...{ what: `the same, ${name}`, value, unit: 'ms', bound: { most: 1.3 } },
            against: { what: `${name} at ${sizes[0].toLocaleString('en')}`, value: first, ratio: value / first },
          });
      }
      report({ what: `turns with all that runs beside, ${where}`, value: (turns / wholeMs) * 1_000, unit: '/s' });
      report({
        what: 'a story is left and gone on with',
        value: quantile(switching, 0.5),
        unit: 'ms',
        bound: { most: 100 },
      });
    }
  },
};
