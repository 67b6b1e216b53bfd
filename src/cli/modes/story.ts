import { Beginning } from '../../../schemas/beginning.ts';
import { SceneKind } from '../../../schemas/canon.ts';
import { type CommandContext, command, type FlagValues, usageFailure } from '../command.ts';
import {
  countOf,
  lineOf,
  nameOf,
  oneOf,
  personOf,
  seats,
  speakerFlag,
  textOf,
  universeFlag,
  withPlayDesk,
  withWatchDesk,
} from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import { ensureUniverse } from './universe.ts';
import { begunLines, shelfLines, stateText, storyLines } from '../screen/story.ts';
import { wrapped } from '../screen/wrap.ts';

// Stories: begun, looked at, left.

/** Loaded when it is asked for: starting is to be quick. */
const useCases = () => import('../../compose/use-cases.ts');

const shownMax = 1_000;
const shownDefault = 20;

const seatFlag = { seat: { kind: 'text', value: 'SEAT', summary: 'who looks or speaks: gm or player' } } as const;
const storyArg = {
  name: 'STORY',
  summary: 'its title or id; without it the only one that is not over',
  isOptional: true,
};

const startFlags = {
  premise: { kind: 'text', value: 'TEXT', summary: 'what it is about' },
  character: { kind: 'text', value: 'NAME', summary: 'who is played; created if canon does not know the name' },
  scene: { kind: 'text', value: 'TITLE', summary: 'of the first scene; as its place without it' },
  where: { kind: 'text', value: 'NAME', summary: 'where it begins; created if canon does not know the name' },
  with: { kind: 'texts', value: 'NAME', summary: 'who else is there; may be repeated' },
  when: { kind: 'text', value: 'DATE', summary: 'when it begins, in the calendar of the universe' },
  kind: { kind: 'text', value: 'KIND', summary: 'of the scene: present, flashback, flash_forward or dream' },
  goal: { kind: 'texts', value: 'TEXT', summary: 'what the scene is for; may be repeated' },
  thread: { kind: 'texts', value: 'TITLE: QUESTION', summary: 'what the story is to answer; may be repeated' },
  create: {
    kind: 'switch',
    summary: 'begin the universe too that `--universe` names, or a world, where they are missing',
  },
  ...seatFlag,
  ...speakerFlag,
  ...universeFlag,
} as const;
type StartValues = FlagValues<typeof startFlags>;

/** `The map: who took it?`; a question alone is its own title. */
const threadOf = (written: string): Beginning['threads'][number] => {
  const at = written.indexOf(': ');
  const title = at < 0 ? written : written.slice(0, at);
  const question = at < 0 ? null : textOf('thread', written.slice(at + 2).trim());
  return { title: nameOf('`--thread`', title.trim()), question };
};

const sceneOf = (title: string, values: StartValues): Beginning['scene'] => {
  const place = values.where === null ? null : nameOf('`--where`', values.where);
  return {
    ...{ title: nameOf('`--scene`', values.scene ?? place ?? title), place },
    others: values.with.map((name) => nameOf('`--with`', name)),
    when: values.when === null ? null : lineOf('when', values.when),
    kind: oneOf('kind', values.kind ?? 'present', SceneKind.options),
    goals: values.goal.map((goal) => lineOf('goal', goal)),
  };
};

const beginningOf = (written: string | undefined, values: StartValues): Beginning => {
  if (written === undefined)
    throw usageFailure('`story start` needs a title', 'Such as `monitor story start "The ruin" --character Mara`.');
  if (values.character === null)
    throw usageFailure('who is played?', 'Add `--character NAME`; canon need not know the name yet.');
  const title = nameOf('the title', written);
  const asked = {
    ...{ title, premise: values.premise === null ? null : textOf('premise', values.premise) },
    character: nameOf('`--character`', values.character),
    ...{ scene: sceneOf(title, values), threads: values.thread.map(threadOf) },
  };
  const parsed = Beginning.safeParse(asked);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usageFailure(`that can't be begun: ${issue?.path.join(' ') ?? ''}, ${issue?.message ?? ''}`, 'Leave some out.');
};

export const storyStart = command({
  name: 'story start',
  summary: 'begin a story with its first scene, and create what it needs',
  args: [{ name: 'TITLE', summary: 'of the story', isOptional: true }],
  flags: startFlags,
  examples: [
    'monitor story start "The ruin" --character Mara --where "The Ruin" --when "3 March 812"',
    'monitor story start "The ruin" --character Mara --universe "The Reach" --create',
    'monitor story start "The ruin" --character Mara --thread "The map: who took it?" --goal "find the map"',
  ],
  run: async (context, { args: [title], flags: values }) => {
    const asked = beginningOf(title, values);
    if (values.create) {
      const universe = values.universe === null ? null : nameOf('`--universe`', values.universe);
      await ensureUniverse(context, { universe, otherwise: asked.title });
    }
    return withPlayDesk(context, values, async (desk) => (await useCases()).beginStory(desk, personOf(values), asked));
  },
  lines: begunLines,
  exitCode: ({ story, failure }) => (story === null || failure !== null ? exitFailed : exitDone),
});

export const storyList = command({
  name: 'story list',
  summary: 'the stories, those first that can be gone on with',
  flags: {
    max: { kind: 'text', value: 'N', summary: `how many, up to ${shownMax}; ${shownDefault} without it` },
    ...seatFlag,
    ...universeFlag,
  },
  examples: ['monitor story list', 'monitor story list --json'],
  run: async (context, { flags }) => {
    const max = countOf('max', flags.max, { least: 1, most: shownMax, otherwise: shownDefault });
    const seat = oneOf('seat', flags.seat ?? 'gm', seats);
    return withWatchDesk(context, flags, async (desk) => (await useCases()).storyShelf(desk, seat, { max }));
  },
  lines: shelfLines,
});

export const storyShow = command({
  name: 'story show',
  summary: 'a story as it stands: scenes, threads, who is where, what waits',
  args: [storyArg],
  flags: { ...seatFlag, ...universeFlag },
  examples: ['monitor story show', 'monitor story show "The ruin" --seat player'],
  run: async (context, { args: [written], flags }) => {
    const seat = oneOf('seat', flags.seat ?? 'gm', seats);
    return withWatchDesk(context, flags, async (desk) => {
      const { findStory, storyView } = await useCases();
      return storyView(desk, await findStory(desk, written ?? null), seat);
    });
  },
  lines: storyLines,
});

const leavingFlags = { ...seatFlag, ...speakerFlag, ...universeFlag } as const;

interface Left {
  story: string;
  title: string;
  state: string;
  /** Nobody said yes. */
  isDone: boolean;
}

const yes = new Set(['y', 'yes']);

const isWanted = async ({ ask }: CommandContext, title: string): Promise<boolean> =>
  ask !== null &&
  yes.has((await ask(`${title} can't be gone on with afterwards. Give it up? (y/N) `))?.trim().toLowerCase() ?? '');

interface Leaving {
  written: string | undefined;
  how: 'pause' | 'abandon';
  values: FlagValues<typeof leavingFlags>;
  isSure: boolean;
}

const leave = (context: CommandContext, { written, how, values, isSure }: Leaving): Promise<Left> =>
  withPlayDesk(context, values, async (desk) => {
    const { findStory, leaveStory } = await useCases();
    const { cycle, context: found } = await findStory(desk, written ?? null);
    const { story, title } = found;
    if (!isSure && !(await isWanted(context, title))) return { story, title, state: cycle.state, isDone: false };
    const { state } = await leaveStory(desk, personOf(values), { story, how });
    return { story, title, state, isDone: true };
  });

const leftLines = ({ title, state, isDone }: Left): string[] =>
  wrapped(isDone ? `${title}: ${stateText(state)}` : `${title} was left as it is: add \`--yes\` to have it given up`);

const leftCode = ({ isDone, state }: Left): number => (isDone && state !== 'failed' ? exitDone : exitFailed);

export const storyPause = command({
  name: 'story pause',
  summary: 'leave a story for another day',
  args: [storyArg],
  flags: leavingFlags,
  examples: ['monitor story pause "The ruin"'],
  run: (context, { args: [written], flags: values }) => leave(context, { written, how: 'pause', values, isSure: true }),
  lines: leftLines,
  exitCode: leftCode,
});

export const storyResume = command({
  name: 'story resume',
  summary: 'go on with a story that was left, where it was',
  args: [storyArg],
  flags: leavingFlags,
  examples: ['monitor story resume "The ruin"'],
  run: (context, { args: [written], flags: values }) =>
    withPlayDesk(context, values, async (desk) => {
      const { findStory, resumeStory } = await useCases();
      const { context: found } = await findStory(desk, written ?? null);
      const { state, unfinished } = await resumeStory(desk, personOf(values), found.story);
      return { story: found.story, title: found.title, state, unfinished };
    }),
  lines: ({ title, state, unfinished }) => [
    ...wrapped(`${title}: ${stateText(state)}`),
    ...(unfinished.length === 0 ? [] : wrapped('not all of it is done: `monitor manage recover` says what', 2)),
  ],
  exitCode: ({ state }) => (state === 'failed' ? exitFailed : exitDone),
});

export const storyAbandon = command({
  name: 'story abandon',
  summary: 'give a story up: its scene is broken off, and what was said stays',
  args: [storyArg],
  flags: { yes: { kind: 'switch', summary: 'do not ask' }, ...leavingFlags },
  examples: ['monitor story abandon "The ruin" --yes'],
  run: (context, { args: [written], flags: values }) =>
    leave(context, { written, how: 'abandon', values, isSure: values.yes }),
  lines: leftLines,
  exitCode: leftCode,
});
