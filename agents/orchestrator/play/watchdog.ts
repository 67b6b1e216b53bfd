import { type Cycle, cycleFormat } from '../../../schemas/cycle.ts';
import type { CycleId, UniverseId } from '../../../schemas/ids.ts';
import type { StoryContext } from '../../../schemas/loops.ts';
import { Failure, isFailure } from '../../../src/domain/failure.ts';
import type { Person } from '../desk.ts';
import { everyStory, type Finding, looking, unreadable } from './looking.ts';
import { openPlay } from './play.ts';
import { playedBy } from './sittings.ts';
import type { TurnChoice } from './speaking.ts';
import type { Holder, PlayTools } from './table.ts';

// Looks through all stories of a universe for what was left in the middle, finishes what can be finished, and does as a person chooses with what failed.
// D1. A story that somebody plays at the moment is theirs: what is under way there is no trouble.

export interface Watching {
  tools: PlayTools;
  universe: UniverseId;
  person: Person;
  holder: Holder;
}

export interface Watched extends Finding {
  title: string;
  /** Somebody plays it at the moment. */
  playedBy: string | null;
}

const storiesMax = 10_000;

const isPlayed = (error: unknown): boolean => isFailure(error) && error.code === 'story_is_played';

export const watchdog = (watching: Watching) => {
  const { tools, universe, person, holder } = watching;
  const { narrative, world } = tools;

  const lookAt = async (cycle: Cycle, context: StoryContext | null): Promise<readonly Finding[]> => {
    if (context === null) return unreadable(cycle, cycle.format > cycleFormat ? 'cycle_from_later' : 'broken_cycle');
    if (cycle.isOver && context.owing.length === 0) return [];
    try {
      return await looking(tools, universe).look({ cycle, context });
    } catch (error) {
      if (!isFailure(error) || error.kind === 'transient') throw error;
      return unreadable(cycle, error.code); // something of it is
    }
  };

  /** What is in the middle, without changing anything. */
  const look = async (): Promise<readonly Watched[]> => {
    const found: Watched[] = [];
    let count = 0;
    for await (const { cycle, context } of everyStory(tools, universe)) {
      const some = await lookAt(cycle, context);
      if (some.length === 0) continue;
      const title = context?.title ?? 'a story';
      const by = cycle.story === null ? null : await playedBy({ narrative, world, holder, universe }, cycle.story);
      found.push(...some.map((each) => ({ ...each, title, playedBy: by })));
      if (++count === storiesMax) break;
    }
    return found;
  };

  /** Finishes what can be finished, in every story that nobody plays. */
  const goOn = async (): Promise<void> => {
    const play = openPlay({ tools, universe, person, holder });
    const canBeRead = ({ failure }: Watched): boolean => failure?.step !== 'read';
    const stories = new Set((await look()).filter(canBeRead).map(({ story }) => story));
    for (const story of stories)
      try {
        await play.mend(story);
      } catch (error) {
        if (!isPlayed(error)) throw error;
      }
    await play.leave();
  };

  const find = async (id: CycleId): Promise<Watched> => {
    const found = (await look()).find(({ cycle }) => cycle === id);
    if (found !== undefined) return found;
    throw new Failure({
      kind: 'terminal',
      code: 'nothing_to_choose',
      message: `\`${id}\` is not in the middle of anything`,
      advice: '`monitor manage recover --dry-run` lists what is.',
    });
  };

  /** Does with what failed as a person chooses. */
  const choose = async (id: CycleId, what: string): Promise<void> => {
    const { loop, story, scene, choices } = await find(id);
    if (!choices.includes(what))
      throw new Failure({
        kind: 'terminal',
        code: 'not_now',
        message: `\`${what}\` is no choice for \`${id}\``,
        advice:
          choices.length === 0
            ? 'It goes on by itself: nothing has to be chosen.'
            : `Possible are: ${choices.map((each) => `\`${each}\``).join(', ')}.`,
      });
    const play = openPlay({ tools, universe, person, holder });
    if (loop === 'turn') await play.choose(story, what as TurnChoice);
    else if (loop === 'story') await play.toStory(story, what as Parameters<typeof play.toStory>[1]);
    else if (scene !== null && (await play.storyAt(story)).context.scene !== scene) await play.retryOwed(story, scene);
    else await play.toScene(story, what as Parameters<typeof play.toScene>[1]);
    await play.leave();
  };

  return { look, goOn, choose };
};
