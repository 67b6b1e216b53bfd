import type { DeadLetterDetail, DeadLetterView, LetterDesk, LetterQuery } from '../../compose/use-cases.ts';
import { command, type CommandContext, type FlagValues, usageFailure } from '../command.ts';
import { countOf, openEventsOf, universeFlag } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { shortId } from '../screen/told.ts';
import { clipped, screenColumns, wrapped } from '../screen/wrap.ts';

// Events that somebody who reacts to them gave up: to look at, to hand out once more, to throw away. Canon is not touched by any of it.

/** Loaded when it is asked for: starting is to be quick. */
const useCases = () => import('../../compose/use-cases.ts');

const listMax = 1_000;
const listDefault = 20;
const payloadLinesMax = 100;

const filterFlags = {
  group: { kind: 'text', value: 'GROUP', summary: 'only of those who gave up, such as indexer' },
  code: { kind: 'text', value: 'CODE', summary: 'only with this code, such as store_busy' },
  type: { kind: 'text', value: 'TYPE', summary: 'only of this type, such as canon.committed' },
} as const;
type FilterValues = FlagValues<typeof filterFlags>;

const queryOf = ({ group, code, type }: FilterValues): LetterQuery => ({
  ...(group === null ? {} : { group }),
  ...(code === null ? {} : { code }),
  ...(type === null ? {} : { type }),
});

const withLetterDesk = async <T>(
  context: CommandContext,
  flags: FlagValues<typeof universeFlag>,
  work: (desk: LetterDesk) => Promise<T>,
): Promise<T> => {
  await using desk = await openEventsOf(context, flags);
  return await work(desk);
};

const stamp = (at: string): string => at.slice(0, 16).replace('T', ' ');
const plainType = (type: string): string => type.replace(/\.v\d+$/, '');
const timesText = (count: number): string => (count === 1 ? 'once' : `${count} times`);

const letterLines = ({ event, type, group, code, message, attempts, buriedAt }: DeadLetterView, style: Style) => [
  ...wrapped(`${shortId(event)} ${plainType(type)}, by ${group}`),
  ...wrapped(`${code}: ${message}`, 4).slice(0, 3),
  ...wrapped(`tried ${timesText(attempts)}, given up ${stamp(buriedAt)}`, 4).map(style.quiet),
];

export const deadLettersList = command({
  name: 'manage dead-letters list',
  summary: 'events that could not be handled, in the order they happened',
  flags: {
    ...filterFlags,
    max: { kind: 'text', value: 'N', summary: `how many, up to ${listMax}; ${listDefault} without it` },
    ...universeFlag,
  },
  examples: ['monitor manage dead-letters list', 'monitor manage dead-letters list --group indexer --max 100 --json'],
  run: (context, { flags }) =>
    withLetterDesk(context, flags, async (desk) => {
      const { deadLettersOf } = await useCases();
      const max = countOf('max', flags.max, { least: 1, most: listMax, otherwise: listDefault });
      return deadLettersOf(desk, queryOf(flags), { max });
    }),
  lines: ({ items, isCut }, style) => [
    ...items.flatMap((item) => letterLines(item, style)),
    ...(items.length === 0 ? ['no dead letters'] : []),
    ...(isCut ? [style.quiet('there are more: `--max`, or narrow them by `--group`, `--code` and `--type`')] : []),
  ],
});

const detailLines = (letter: DeadLetterDetail, style: Style): string[] => {
  const { event, group, consumer, code, message, attempts, buriedAt } = letter;
  const { id, type, occurredAt, actor, payload } = event;
  const told = JSON.stringify(payload, null, 2).split('\n');
  return [
    style.strong(clipped(`${id} ${plainType(type)}`, screenColumns)),
    ...wrapped(`happened ${stamp(occurredAt)}, told by ${actor}`, 4),
    ...wrapped(`given up by ${group} (${consumer}) ${stamp(buriedAt)}, tried ${timesText(attempts)}`, 4),
    ...wrapped(`${code}: ${message}`, 4).map(style.bad),
    ...told.slice(0, payloadLinesMax).map((line) => clipped(`    ${line}`, screenColumns)),
    ...(told.length > payloadLinesMax ? [style.quiet('    … the rest with `--json`')] : []),
  ];
};

export const deadLettersShow = command({
  name: 'manage dead-letters show',
  summary: 'an event that could not be handled, with what went wrong',
  args: [{ name: 'EVENT', summary: 'its id, or the beginning or end of it' }],
  flags: { ...filterFlags, ...universeFlag },
  examples: ['monitor manage dead-letters show 7f3k2q', 'monitor manage dead-letters show 7f3k2q --json'],
  run: (context, { args: [written = ''], flags }) =>
    withLetterDesk(context, flags, async (desk) => {
      const { showLetters } = await useCases();
      return { letters: await showLetters(desk, written, queryOf(flags)) };
    }),
  lines: ({ letters }, style) => letters.flatMap((letter) => detailLines(letter, style)),
});

// ── what is done with them ───────────────────────────────────────────────────────────────────────────────────────

interface Done {
  isDone: boolean;
  /** How many it is about. */
  count: number;
  items: readonly DeadLetterView[];
}

const eventsArgument = {
  name: 'EVENT',
  summary: 'ids, or beginnings or ends of ids; without them all that the flags tell of',
  isOptional: true,
  isMany: true,
} as const;

const checkAsked = (name: string, called: readonly string[], values: FilterValues): void => {
  if (called.length > 0 || Object.keys(queryOf(values)).length > 0) return;
  throw usageFailure(
    `\`${name}\` needs to know which dead letters`,
    'Name their events, or narrow them by `--group`, `--code` or `--type`.',
  );
};

const doneLines = (items: readonly DeadLetterView[], what: (item: DeadLetterView) => string): string[] =>
  items.flatMap((item) => wrapped(`${shortId(item.event)} ${plainType(item.type)} ${what(item)}`));

export const deadLettersReplay = command({
  name: 'manage dead-letters replay',
  summary: 'hand them once more to those who gave them up, and to nobody else',
  args: [eventsArgument],
  flags: { ...filterFlags, ...universeFlag },
  examples: ['monitor manage dead-letters replay 7f3k2q', 'monitor manage dead-letters replay --code store_busy'],
  async run(context, { args, flags }) {
    const called = args.flatMap((each) => each ?? []);
    checkAsked('manage dead-letters replay', called, flags);
    return withLetterDesk(context, flags, async (desk) => {
      const { findLetters, replayLetters } = await useCases();
      return { items: await replayLetters(desk, await findLetters(desk, called, queryOf(flags))) };
    });
  },
  lines: ({ items }) => [
    ...doneLines(items, ({ group }) => `goes to ${group} once more`),
    ...(items.length === 0 ? ['no dead letter is like that'] : []),
  ],
});

const wantsDiscard = async ({ ask }: CommandContext, count: number): Promise<boolean> => {
  const answer = await ask?.(`throw away ${count === 1 ? 'a dead letter' : `${count} dead letters`}? (y/N) `);
  return answer?.trim().toLowerCase().startsWith('y') === true;
};

export const deadLettersDiscard = command({
  name: 'manage dead-letters discard',
  summary: 'throw them away; what happened stays in the log as long as the rest',
  args: [eventsArgument],
  flags: { ...filterFlags, yes: { kind: 'switch', summary: 'do not ask' }, ...universeFlag },
  examples: ['monitor manage dead-letters discard 7f3k2q', 'monitor manage dead-letters discard --group old --yes'],
  async run(context, { args, flags }): Promise<Done> {
    const called = args.flatMap((each) => each ?? []);
    checkAsked('manage dead-letters discard', called, flags);
    return withLetterDesk(context, flags, async (desk) => {
      const { discardLetters, findLetters } = await useCases();
      const letters = await findLetters(desk, called, queryOf(flags));
      const count = letters.length;
      if (count === 0) return { isDone: true, count, items: [] };
      const isDone = flags.yes || (await wantsDiscard(context, count));
      return { isDone, count, items: isDone ? await discardLetters(desk, letters) : [] };
    });
  },
  lines: ({ isDone, count, items }, style) => [
    ...doneLines(items, ({ group }) => `is thrown away, ${group} is not handed it again`),
    ...(count === 0 ? ['no dead letter is like that'] : []),
    ...(isDone ? [] : wrapped(`nothing was done: add \`--yes\` to throw away ${count}`).map(style.warning)),
  ],
  exitCode: ({ isDone }) => (isDone ? exitDone : exitFailed),
});
