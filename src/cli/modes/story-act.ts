import type { DeedView, StandingView } from '../../compose/use-cases.ts';
import { command, usageFailure } from '../command.ts';
import {
  countOf,
  nameOf,
  oneOf,
  personOf,
  seats,
  speakerFlag,
  universeFlag,
  withPlayDesk,
  withWatchDesk,
} from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { headed, wrapped } from '../screen/wrap.ts';
import { ruleSystems } from './rules.ts';

// A story played turn by turn from the console: what is done comes of rules and dice, and is told in their words. Nobody narrates it yet.

const useCases = () => import('../../compose/use-cases.ts');

const storyFlag = {
  story: { kind: 'text', value: 'STORY', summary: 'its title or id; the only one without it' },
} as const;
const seatFlag = {
  seat: { kind: 'text', value: 'SEAT', summary: 'who speaks: player, or gm; player without it' },
} as const;
const flags = { ...storyFlag, ...seatFlag, ...speakerFlag, ...universeFlag } as const;
const kinds = ['action', 'dialogue'] as const;
const turnsMax = 64;
const roundsMost = 1_000;

const speaker = ({ seat, speaker: name }: { seat: string | null; speaker: string | null }) =>
  personOf({ seat: oneOf('seat', seat ?? 'player', seats), speaker: name });

const rollLines = ({ rolls, judged, reasons }: DeedView, style: Style): string[] => [
  ...rolls.flatMap(({ what, text }) => wrapped(`${what}: ${text}`, 2)),
  ...reasons.flatMap((reason) => wrapped(reason, 2)).map(style.quiet),
  ...judged.flatMap((words) => wrapped(words, 2)),
];

const deedLines = (view: DeedView, style: Style): string[] => [
  ...headed(view.statement ?? 'nothing came of it', style),
  ...rollLines(view, style),
  ...(view.answer === null ? [] : wrapped(view.answer)),
  ...(view.failure === null
    ? []
    : wrapped(`${view.failure.step} failed, ${view.failure.code}: \`monitor manage recover\` says more`).map(
        style.bad,
      )),
  ...(view.scene === 'active' ? [] : wrapped(`the scene is ${view.scene.replace('.', ', ')}`)),
];

export const storyAct = command({
  name: 'story act',
  summary: 'do something in the scene that is played: by the rules, with dice',
  args: [{ name: 'WORDS', summary: 'what is done, or said', isOptional: true, isMany: true }],
  flags: {
    as: { kind: 'text', value: 'NAME', summary: 'who does it; whoever is played without it' },
    kind: { kind: 'text', value: 'KIND', summary: 'action or dialogue' },
    ...flags,
  },
  examples: ['monitor story act "I attack the orc"', 'monitor story act "The orc strikes at Mara" --seat gm --json'],
  run: async (context, { args: words, flags: values }) => {
    const text = words.filter((word) => word !== undefined).join(' ');
    if (text === '') throw usageFailure('what is done?', 'Such as `monitor story act "I attack the orc"`.');
    const kind = oneOf('kind', values.kind ?? 'action', kinds);
    const as = values.as === null ? null : nameOf('`--as`', values.as);
    return withPlayDesk(context, values, async (desk) => {
      const { actInStory, findStory } = await useCases();
      const { context: found } = await findStory(desk, values.story);
      return actInStory(desk, speaker(values), { story: found.story, text, as, kind });
    });
  },
  lines: deedLines,
  exitCode: ({ state }) => (state === 'done' ? exitDone : exitFailed),
});

const metresMost = 40;
const metresUsual = 5;
const caught = ['ours', 'theirs'] as const;

/** One side at most. */
const surprisedIn = (written: readonly string[]): 'ours' | 'theirs' | null => {
  const [first, second] = written;
  if (second !== undefined) throw usageFailure('two sides can’t both be surprised', 'Say one of them.');
  return first === undefined ? null : oneOf('surprised', first, caught);
};

export const storyFight = command({
  name: 'story fight',
  summary: 'it comes to blows: from then on `story act` is a turn in the fight, and all others fight by tactics',
  flags: {
    against: { kind: 'texts', value: 'NAME', summary: 'whom; may be repeated' },
    with: { kind: 'texts', value: 'NAME', summary: 'who fights on one’s own side; may be repeated' },
    as: { kind: 'text', value: 'NAME', summary: 'who is played; whoever is without it' },
    surprised: { kind: 'texts', value: 'SIDE', summary: 'who did not see it coming: ours or theirs' },
    metres: { kind: 'text', value: 'N', summary: `how far apart they are; ${metresUsual} without it` },
    ...flags,
  },
  examples: [
    'monitor story fight --against "The rat"',
    'monitor story fight --against Orc --with Tomas --surprised theirs',
  ],
  run: async (context, { flags: values }) => {
    if (values.against.length === 0) throw usageFailure('against whom?', 'Add `--against NAME`.');
    const wanted = {
      ...{ against: values.against, allies: values.with, as: values.as },
      surprised: surprisedIn(values.surprised),
      metres: countOf('metres', values.metres, { least: 1, most: metresMost, otherwise: metresUsual }),
    };
    return withPlayDesk(context, values, async (desk) => {
      const { fightInStory, findStory } = await useCases();
      const { context: found } = await findStory(desk, values.story);
      return fightInStory(desk, speaker(values), { ...wanted, story: found.story });
    });
  },
  lines: deedLines,
  exitCode: ({ state }) => (state === 'done' ? exitDone : exitFailed),
});

export const storyRound = command({
  name: 'story round',
  summary: 'a round of the scene’s fight, out of its log, and how everybody stood',
  args: [{ name: 'N', summary: 'which round; the last without it', isOptional: true }],
  flags: { ...storyFlag, ...universeFlag },
  examples: ['monitor story round', 'monitor story round 1 --json'],
  run: async (context, { args: [written], flags: values }) =>
    withWatchDesk(context, values, async (desk) => {
      const { findStory, roundsInStory } = await useCases();
      const { context: found } = await findStory(desk, values.story);
      const round = written === undefined ? null : countOf('N', written, { least: 0, most: roundsMost, otherwise: 1 });
      return roundsInStory(desk, { story: found.story, scene: found.scene, round });
    }),
  lines: ({ round, rounds, told, stands }, style) => [
    ...headed(`round ${round} of ${rounds}`, style),
    ...told.filter(({ depth }) => depth > 0).flatMap(({ depth, text }) => wrapped(text, 2 * (depth - 1))),
    ...stands.flatMap((line) => wrapped(line)).map(style.quiet),
  ],
});

const takingBack = (what: 'undo' | 'redo') =>
  command({
    name: `story ${what}`,
    summary:
      what === 'undo' ? 'take turns back, with all that came of them' : 'the turn that was taken back counts again',
    args: what === 'undo' ? [{ name: 'N', summary: 'how many turns; the last without it', isOptional: true }] : [],
    flags,
    examples: what === 'undo' ? ['monitor story undo', 'monitor story undo 3'] : ['monitor story redo'],
    run: async (context, { args: [written], flags: values }) => {
      const count = countOf('N', written ?? null, { least: 1, most: turnsMax, otherwise: 1 });
      return withPlayDesk(context, values, async (desk) => {
        const { findStory, takeBackInStory } = await useCases();
        const { context: found } = await findStory(desk, values.story);
        return takeBackInStory(desk, speaker(values), { story: found.story, what, count });
      });
    },
    lines: ({ turns }) =>
      wrapped(
        `${turns} ${turns === 1 ? 'turn' : 'turns'} ${what === 'undo' ? 'taken back' : 'counts again'}: dice, numbers and proposals with it`,
      ),
  });

export const storyUndo = takingBack('undo');
export const storyRedo = takingBack('redo');

export const storyCommit = command({
  name: 'story commit',
  summary: 'decide what waits in the scene: numbers that have changed become canon',
  flags,
  examples: ['monitor story commit'],
  run: async (context, { flags: values }) =>
    withPlayDesk(context, values, async (desk) => {
      const { commitInStory, findStory } = await useCases();
      const { context: found } = await findStory(desk, values.story);
      return commitInStory(desk, speaker(values), found.story);
    }),
  lines: () => wrapped('what waited was decided: `monitor manage log` shows it'),
});

export const storyWhy = command({
  name: 'story why',
  summary: 'how the last turn came to what it came to: every die, modifier and reason',
  flags,
  examples: ['monitor story why'],
  run: async (context, { flags: values }) =>
    withPlayDesk(context, values, async (desk) => {
      const { findStory, whyInStory } = await useCases();
      const { context: found } = await findStory(desk, values.story);
      return { deed: await whyInStory(desk, speaker(values), found.story) };
    }),
  lines: ({ deed }, style) =>
    deed === null
      ? wrapped('nothing was resolved in this scene yet')
      : [
          ...headed(deed.statement ?? '', style),
          ...deed.rolls.flatMap(({ what, why }) => wrapped(`${what}: ${why}`, 2)),
          ...deed.reasons.flatMap((reason) => wrapped(reason, 2)).map(style.quiet),
          ...deed.judged.flatMap((words) => wrapped(words, 2)),
          ...(deed.rule === undefined || deed.rule === null
            ? []
            : wrapped(`by ${deed.rule.system}`, 2).map(style.quiet)),
        ],
});

const standingLines = ({ system, who }: StandingView, style: Style): string[] => [
  ...headed(system, style),
  ...(who.length === 0 ? wrapped('nothing has happened to anybody in this scene yet') : []),
  ...who.flatMap(({ name, resources, conditions }) => [
    ...wrapped(`${name}: ${conditions.length === 0 ? 'nothing ails them' : conditions.join(', ')}`),
    ...resources
      .filter(({ value, was }) => value !== 0 || was !== 0)
      .flatMap(({ name: what, value, was }) => wrapped(`${what} ${value}${value === was ? '' : `, was ${was}`}`, 2)),
  ]),
];

export const storyStatus = command({
  name: 'story status',
  summary: 'the numbers of those to whom anything happened in the scene that is played',
  flags: { ...storyFlag, ...universeFlag },
  examples: ['monitor story status', 'monitor story status --json'],
  run: async (context, { flags: values }) =>
    withWatchDesk(context, values, async (desk) => {
      const { findStory, standingInStory } = await useCases();
      const { context: found } = await findStory(desk, values.story);
      const { shippedSystem: shipped } = await ruleSystems();
      return standingInStory(desk, { story: found.story, scene: found.scene, shipped });
    }),
  lines: standingLines,
});
