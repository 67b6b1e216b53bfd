import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import { watchdog } from '../../agents/orchestrator/play/watchdog.ts';
import type { StoryId } from '../../schemas/ids.ts';
import { StoryContext } from '../../schemas/loops.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { attempt } from './attempt.ts';
import type { Chance } from './chance.ts';
import { choiceFor } from './choosing.ts';
import { whereIs } from './person.ts';
import type { Process, Table } from './table.ts';

// When nothing befalls anybody any more: everything that was left in the middle goes on, or is put before somebody; then every story is brought to its end.

const roundsMax = 40;
/** So often something is tried again; then it is given up. */
const retriesMax = 4;

const tried = async <T>(table: Table, process: Process, what: string, does: () => Promise<T>): Promise<T | null> => {
  const outcome = await attempt(table, process, { what: `calm ${what}`, does });
  if (outcome.kind === 'done') return outcome.value;
  const why = outcome.kind === 'failed' ? `${outcome.failure.code}: ${outcome.failure.message}` : outcome.kind;
  table.watch.broke('in calm nothing fails', `${what}: ${why}`);
  return null;
};

/** What nobody is offered, and that does not go on by itself either. */
const forgotten = async ({ stores, ground }: Table, offered: ReadonlySet<string>): Promise<string[]> => {
  const { universe } = ground;
  const cycles = (await listAll(stores.narrative, 'cycles', { universe })).map(({ document }) => document);
  const stories = (await listAll(stores.narrative, 'stories', { universe })).map(({ document }) => document);
  const over = new Set(cycles.flatMap(({ loop, isOver, scene }) => (loop === 'scene' && isOver ? [scene] : [])));
  // A turn that failed in a scene that is over is history.
  const isOpen = ({ loop, state, scene }: (typeof cycles)[number]) =>
    state === 'failed' && !(loop === 'turn' && over.has(scene));
  return [...cycles, ...stories]
    .filter((cycle) => (cycle.todo !== null || isOpen(cycle)) && !offered.has(cycle.id))
    .map(({ id, loop, state, scene }) => `the ${loop} \`${id}\` is \`${state}\` in ${scene}`);
};

export const caretaker = (table: Table, chance: Chance) => {
  const { watch, ground, stores } = table;
  const { universe } = ground;
  const process = table.sitDown({ name: 'Carer', seat: 'gm' });
  const { play, tools, holder } = process;
  const guard = watchdog({ tools, universe, person: { name: 'Carer', seat: 'gm' }, holder });

  const stories = async (): Promise<StoryId[]> =>
    (await listAll(stores.narrative, 'stories', { universe })).map(({ document }) => document.story as StoryId);

  const enters = async (story: StoryId) => (await tried(table, process, 'enter', () => play.enter(story))) ?? [];

  const isOver = async (story: StoryId): Promise<boolean> => {
    const found = (await listAll(stores.narrative, 'stories', { universe })).find(
      ({ document }) => document.story === story,
    );
    return (
      found !== undefined && found.document.isOver && StoryContext.parse(found.document.context).owing.length === 0
    );
  };

  /** Goes on with everything; what is left is what somebody has to choose. */
  const goesOn = async (): Promise<void> => {
    if (chance.happens(0.5)) await tried(table, process, 'mend all', () => guard.goOn());
    else for (const story of await stories()) if (!(await isOver(story))) await enters(story);
    // What runs beside is no trouble.
    await tried(table, process, 'idle', () => play.idle());
    const found = (await tried(table, process, 'look', () => guard.look())) ?? [];
    const offered = new Set<string>(found.flatMap(({ cycle, choices }) => (choices.length > 0 ? [cycle] : [])));
    for (const each of await forgotten(table, offered)) watch.broke('the journal drains', `${each} and nobody is told`);
  };

  /** One step towards the end of a story. */
  const nearer = async (story: StoryId, round: number): Promise<void> => {
    const [finding] = (await enters(story)).filter(({ choices }) => choices.length > 0);
    if (finding !== undefined) {
      const hopeless = round > retriesMax ? finding.choices.filter((each) => each !== 'retry') : [];
      const choices = hopeless.length > 0 ? hopeless : finding.choices;
      const choice = choiceFor({ ...finding, choices }, chance);
      const isHere = chance.happens(0.5);
      const what = chance.one(choices);
      if (!isHere) await tried(table, process, `choose ${what}`, () => guard.choose(finding.cycle, what));
      else if (choice !== null) await tried(table, process, choice.what, () => choice.does(play, story));
      return;
    }
    const where = await whereIs(table, story);
    if (where?.storyState === 'active.between') await tried(table, process, 'end', () => play.toStory(story, 'end'));
    else if (where?.storyState === 'active.playing')
      await tried(table, process, 'end scene', () => play.toScene(story, 'end'));
    await tried(table, process, 'idle', () => play.idle());
  };

  return {
    async settles(): Promise<void> {
      await goesOn();
      for (const story of await stories()) {
        let round = 0;
        while (!(await isOver(story)) && round < roundsMax) await nearer(story, round++);
        if (round === roundsMax) watch.broke('every story can end', JSON.stringify(await whereIs(table, story)));
      }
      await tried(table, process, 'leave', () => play.leave());
      await tried(table, process, 'recover', () => canonKeeper(process.keeper).recover());
      for (const each of await forgotten(table, new Set())) watch.broke('the journal drains', `${each} at the end`);
      process.life.end();
    },
  };
};
