import type { Cycle } from '../../../schemas/cycle.ts';
import type { CycleId, SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import type { SceneContext, StoryContext, TurnContext } from '../../../schemas/loops.ts';
import type { WallTime } from '../../../schemas/time.ts';
import type { WorkerName } from '../../../schemas/workers.ts';
import { isFailure } from '../../../src/domain/failure.ts';
import { journalReader } from '../../../src/loops/journal.ts';
import type { NarrativeReader } from '../../../src/ports/narrative-store.ts';
import { everyItem } from '../../../src/ports/paging.ts';
import { sceneIn, storyIn, turnIn } from './reading.ts';
import { sceneCycleOf } from './scenes.ts';

// Finds what was left in the middle, and changes nothing.
// K1. A story leads to its scene and to those that owe something, a scene to its turn: nothing has to be searched for.

interface FailedStep {
  step: string;
  code: string;
  /** Of who failed. */
  words: string | null;
}

export interface Finding {
  loop: Cycle['loop'];
  cycle: CycleId;
  story: StoryId;
  scene: SceneId | null;
  state: string;
  /** Since when nothing has happened. */
  since: WallTime;
  /** Empty: it goes on by itself. */
  choices: readonly string[];
  /** Who it waits for, because they are not here. */
  waitsFor: string | null;
  failure: FailedStep | null;
}

/** Whom each is asked of; what is not among them needs nobody but CanonKeeper. */
const agentFor: Readonly<Record<string, WorkerName>> = {
  assemble_context: 'ContextAssembly',
  resolve: 'Resolver',
  stage: 'Resolver',
  narrate: 'Narrator',
  narrate_closing: 'Narrator',
  summarise: 'Narrator',
  recapitulate: 'Narrator',
  remember: 'MemoryManager',
};

/** Workers, of which it only matters whether they are there. */
export type Present = { readonly [W in WorkerName]?: unknown };

/** Who would be needed for it and is not here; null: it can be done. */
export const missingFor = (workers: Present, effect: string): WorkerName | null => {
  const agent = agentFor[effect];
  return agent === undefined || workers[agent] !== undefined ? null : agent;
};

const todoIn = ({ todo }: Cycle): string => (todo as { kind?: string } | null)?.kind ?? '';

const turnChoices = ({ failure, answer }: TurnContext): readonly string[] => {
  if (failure?.step === 'narrated') return ['retry', 'skip_narration', 'withdraw'];
  if (failure?.step === 'withdrawing') return ['retry', answer === null ? 'skip_narration' : 'leave_it'];
  return ['retry', 'withdraw'];
};

interface Ran {
  standing: { state: string; context: { failure: FailedStep | null } };
  cycle: Cycle;
}

/** Null: nobody can go on with it. */
const storyContextIn = (cycle: Cycle): StoryContext | null => {
  try {
    return storyIn(cycle).standing.context;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return null;
  }
};

/** Stories, those too that nobody can read. */
export async function* everyStory(
  { narrative }: { narrative: NarrativeReader },
  universe: UniverseId,
): AsyncGenerator<{ cycle: Cycle; context: StoryContext | null }> {
  for await (const { document } of everyItem((page) => narrative.list('stories', { universe }, page))) {
    yield { cycle: document, context: storyContextIn(document) };
  }
}

/** What stands there instead of what cannot be read. */
export const unreadable = ({ id, loop, story, scene, state, at }: Cycle, code: string): Finding[] =>
  story === null
    ? []
    : [
        {
          ...{ loop, cycle: id, story, scene, state, since: at, choices: [], waitsFor: null },
          failure: { step: 'read', code, words: null },
        },
      ];

/** What is enough to look. */
export interface Sight {
  narrative: NarrativeReader;
  /** Those that there are, whatever they can do. */
  workers: Present;
}

export const looking = ({ narrative, workers }: Sight, universe: UniverseId) => {
  const journal = journalReader(narrative);

  const isThere = async (id: CycleId): Promise<boolean> => (await narrative.get('cycles', universe, [id])).length > 0;

  const cycleAt = async (loop: 'turn' | 'scene', id: CycleId): Promise<Cycle> =>
    (await journal.read(universe, { loop, id })).cycle;

  const findingOf = (
    { standing: { state, context }, cycle }: Ran,
    story: StoryId,
    choices: readonly string[],
  ): Finding => ({
    ...{ loop: cycle.loop, cycle: cycle.id, story, scene: cycle.scene, state, since: cycle.at },
    ...{ choices: state === 'failed' ? choices : [], failure: state === 'failed' ? context.failure : null },
    waitsFor: missingFor(workers, todoIn(cycle)),
  });

  const isOwed = ({ failure }: SceneContext): boolean =>
    failure?.step === 'summarising' || failure?.step === 'remembering';

  const lookAtScene = async (story: StoryId, scene: SceneId): Promise<Finding[]> => {
    if (!(await isThere(sceneCycleOf(scene)))) return [];
    const at = sceneIn(await cycleAt('scene', sceneCycleOf(scene)));
    const found: Finding[] = [];
    if (at.cycle.todo !== null || at.standing.state === 'failed')
      found.push(findingOf(at, story, isOwed(at.standing.context) ? ['retry'] : ['retry', 'abort']));
    const { current } = at.standing.context;
    if (current === null || !(await isThere(current))) return found;
    const turn = turnIn(await cycleAt('turn', current));
    return [...found, findingOf(turn, story, turnChoices(turn.standing.context))];
  };

  /** What is in the middle there, without changing anything. */
  const look = async ({ cycle, context }: { cycle: Cycle; context: StoryContext }): Promise<Finding[]> => {
    const { story, scene, owing } = context;
    const found: Finding[] = [];
    if (cycle.todo !== null || cycle.state === 'failed')
      found.push(findingOf({ standing: { state: cycle.state, context }, cycle }, story, ['retry', 'abandon']));
    for (const each of [...(scene === null ? [] : [scene]), ...owing]) found.push(...(await lookAtScene(story, each)));
    return found;
  };

  return { isThere, look };
};
