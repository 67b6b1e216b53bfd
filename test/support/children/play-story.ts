import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Play } from '../../../agents/orchestrator/play/play.ts';
import type { StoryId } from '../../../schemas/ids.ts';
import { openSqliteJournal } from '../../../src/adapters/embedded/narrative-store.ts';
import { holderHere } from '../../../src/compose/holder.ts';
import { loadPolicy } from '../../../src/compose/policy.ts';
import { realWorld } from '../../../src/compose/real-world.ts';
import type { JournalStore } from '../../../src/ports/narrative-store.ts';
import { acknowledge } from '../acknowledge.ts';
import { openKeptStores } from '../keeper-table.ts';
import { processes } from '../processes.ts';
import { makeRuin, type Ruin, ruinScene, sitDownAt } from '../play-table.ts';

// Plays a story without end in a folder until it is killed. It prints a line for each turn that was acknowledged to it, and a point whenever the journal was
// written, so that it can be killed between any two steps. Told how many scenes, it plays as many and ends the story; `last`: none any more.
// play-story.ts FOLDER [SCENES|last] [TITLE]

const [folder = '', order = '', title = 'The ruin'] = process.argv.slice(2);
const intents = ['I attack the orc', 'I search the room', 'I wait', 'I look', 'I leave'];
const world = realWorld();

const pointing = (journal: JournalStore): JournalStore => ({
  ...journal,
  async replace(...asked) {
    const outcome = await journal.replace(...asked);
    acknowledge('.');
    return outcome;
  },
});

const marker = join(folder, 'ruin.json');

/** As it was made, or it is made now. */
const ruinIn = async (stores: Parameters<typeof makeRuin>[0]): Promise<Ruin> => {
  const { policy } = await loadPolicy({ profile: 'standard' });
  if (existsSync(marker)) {
    const { universe, names } = JSON.parse(readFileSync(marker, 'utf8')) as { universe: Ruin['universe']; names: [] };
    return { universe, names: new Map(names), policy };
  }
  const made = await makeRuin(stores, world);
  writeFileSync(marker, JSON.stringify({ universe: made.universe, names: [...made.names] }));
  return made;
};

const storyIn = async (play: Play, ruin: Ruin, journal: JournalStore): Promise<StoryId> => {
  const { items } = await journal.list('stories', { universe: ruin.universe }, { max: 10, after: null });
  const known = items.find(({ document }) => (document.context as { title?: string }).title === title)?.document.story;
  if (known === undefined || known === null)
    return (await play.start({ title, premise: null }, ruinScene(ruin))).context.story;
  await play.enter(known);
  return known;
};

const scenesMax = 100_000;

await using kept = await openKeptStores(folder, world);
await using opened = await openSqliteJournal({ path: join(folder, 'narrative.db'), program: 'monitor-test' });
const journal = order === 'last' ? opened : pointing(opened);
const stores = { canon: kept.canon, narrative: kept.narrative, events: kept.events, journal };
const ruin = await ruinIn(stores);
const here = holderHere(processes, 'Robin');
const play = sitDownAt(ruin, stores, world, { holder: here.id, isAlive: here.isAlive });
const story = await storyIn(play, ruin, journal);

const playScene = async (): Promise<void> => {
  for (const text of intents) {
    const { turn, resolution, answer } = await play.say(story, { text, kind: 'action', as: null, replaces: null });
    acknowledge([turn.id, resolution?.id, resolution?.roll?.dice.join(), answer?.id].join(' '));
    if ((await play.storyAt(story)).state !== 'active.playing') return;
  }
};

const scenes = order === 'last' ? 0 : Number(order) || scenesMax;
for (let scene = 0; scene < scenes; scene++) {
  const { state, context } = await play.storyAt(story);
  const storyTime = { second: 1_000 * (context.scenes + 1), ordinal: 0 };
  if (state === 'active.between') await play.nextScene(story, ruinScene(ruin, { title: 'Onward', storyTime }));
  await playScene();
}
if ((await play.storyAt(story)).state === 'active.playing') await play.toScene(story, 'end');
await play.idle();
await play.toStory(story, 'end');
await play.leave();
