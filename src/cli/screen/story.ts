import type { Begun, Knowers, SceneView, ShelfEntry, StoryView, ThreadView } from '../../compose/use-cases.ts';
import type { Style } from './style.ts';
import { shortId, verdictLines } from './told.ts';
import { clipped, headed, screenColumns, wrapped } from './wrap.ts';

// Stories as short lines for a screen of 80 columns.

const scenesShownMax = 8;
const waitingShownMax = 5;

const states: Readonly<Record<string, string>> = {
  planned: 'about to begin',
  'active.opening': 'its scene is about to begin',
  'active.playing': 'a scene is under way',
  'active.between': 'between two scenes',
  suspended: 'paused',
  abandoning: 'about to be given up',
  failed: 'failed',
  completed: 'over',
  abandoned: 'given up',
};

export const stateText = (state: string): string => states[state] ?? `ending (${state.replace('closing.', '')})`;

const parts = (some: readonly (string | null | undefined)[], between = ', '): string =>
  some.filter((part) => part !== null && part !== undefined && part !== '').join(between);

const day = (at: string): string => at.slice(0, 16).replace('T', ' ');

/** In the words of whoever failed. */
const failureWords = (failure: { words: string | null } | null, indent: number): string[] =>
  failure === null || failure.words === null ? [] : wrapped(failure.words, indent);

// ── beginning ────────────────────────────────────────────────────────────────────────────────────────────────────

export const begunLines = (
  { story, title, state, failure, isNew, proposals, refused }: Begun,
  style: Style,
): string[] => [
  ...proposals.flatMap((told) => verdictLines(told, style)),
  ...(story === null
    ? [
        ...wrapped(`${title} was not begun: what it needs is not canon yet`).map(style.warning),
        ...wrapped('decide with `monitor manage pending`, and ask again', 2),
      ]
    : [
        ...wrapped(`${isNew ? 'begun' : 'it was begun before'}: ${title} ${shortId(story)}, ${stateText(state ?? '')}`),
        ...(state === 'suspended' ? wrapped('`monitor story resume` goes on with it', 2) : []),
        ...(failure === null
          ? []
          : wrapped(`${failure.step} failed, ${failure.code}: \`monitor manage recover\` says more`, 2).map(style.bad)),
        ...failureWords(failure, 2),
        ...refused.flatMap((each) =>
          wrapped(`without the thread ${each.title}: \`monitor manage why ${each.proposal}\``, 2).map(style.warning),
        ),
      ]),
];

// ── the list ─────────────────────────────────────────────────────────────────────────────────────────────────────

const entryLines = ({ story, title, state, last, lastPlayed, playedBy }: ShelfEntry, style: Style): string[] => [
  ...headed(`${title} ${shortId(story)}: ${stateText(state)}`, style),
  ...(last === null ? [] : wrapped(parts([last.title, last.place, last.when]), 4)),
  ...wrapped(parts([`last played ${day(lastPlayed)}`, playedBy === null ? null : `${playedBy} plays it now`]), 4).map(
    style.quiet,
  ),
];

export const shelfLines = (
  { stories, count }: { stories: readonly ShelfEntry[]; count: number },
  style: Style,
): string[] =>
  count === 0
    ? ['no story was begun yet: `monitor story start` begins one']
    : [
        ...stories.flatMap((entry) => entryLines(entry, style)),
        ...(count > stories.length ? [style.quiet(`and ${count - stories.length} more: \`--max\``)] : []),
      ];

// ── one of them ──────────────────────────────────────────────────────────────────────────────────────────────────

const section = (title: string, lines: readonly string[], style: Style): string[] =>
  lines.length === 0 ? [] : ['', style.strong(title), ...lines];

const endings: Readonly<Record<string, string>> = { goal_met: 'goal met', asked: 'ended', moved: 'left' };

const sceneLines = ({ title, kind, status, ending, when, place, who }: SceneView, style: Style): string[] => {
  const how = ending === null || status !== 'completed' ? null : (endings[ending] ?? ending);
  const marks = parts([kind === 'present' ? null : kind.replace('_', ' '), status, how]);
  return [
    ...wrapped(`${title} (${marks})`, 2),
    ...wrapped(parts([place, when]), 6),
    ...wrapped(parts(who.map(({ name }) => name)), 6).map(style.quiet),
  ];
};

const knownText = (knownTo: Knowers): string => {
  if (knownTo === 'gm') return 'secret';
  if (typeof knownTo === 'string') return `known to the ${knownTo}`;
  return `known to ${knownTo.join(', ')}`;
};

const threadLines = ({ title, question, status, knownTo, clues }: ThreadView, style: Style): string[] => [
  ...wrapped(`${title} (${parts([status, knownText(knownTo)])})`, 2),
  ...(question === null ? [] : wrapped(question, 6)),
  ...clues.flatMap((clue) => wrapped(`${clue.statement} (${knownText(clue.knownTo)})`, 6).map(style.quiet)),
];

const peopleLines = ({ parties, whereabouts }: StoryView): string[] => [
  ...whereabouts.flatMap(({ place, who }) =>
    wrapped(`${place === null ? 'nobody knows where' : place.name}: ${parts(who.map(({ name }) => name))}`, 2),
  ),
  ...parties.flatMap(({ name, members }) =>
    wrapped(`party ${name}: ${members.length === 0 ? 'nobody' : parts(members.map((member) => member.name))}`, 2),
  ),
];

const waitingLines = ({ waits: { items, count, isCut } }: StoryView): string[] => {
  const shown = items.slice(0, waitingShownMax);
  const more = count - shown.length;
  return [
    ...shown.flatMap(({ id, says }) => [`  ${clipped(`${says} ${shortId(id)}`, screenColumns - 2)}`]),
    ...(more > 0 ? [`  and ${more}${isCut ? ' or' : ''} more: \`monitor manage pending\``] : []),
  ];
};

const unfinishedLines = ({ unfinished }: StoryView): string[] =>
  unfinished.flatMap(({ loop, state, failure, choices, waitsFor }) => [
    ...wrapped(
      parts([
        `${loop}: ${state.replace('.', ', ')}`,
        failure === null ? null : `${failure.step} failed, ${failure.code}`,
        waitsFor === null ? null : `waits for ${waitsFor}`,
        choices.length === 0 ? null : `choose with \`monitor manage recover\`: ${choices.join(' or ')}`,
      ]),
      2,
    ),
    ...failureWords(failure, 4),
  ]);

export const storyLines = (view: StoryView, style: Style): string[] => {
  const { story, title, premise, state, when, playedBy, scenes, hasEarlierScenes, threads, recap } = view;
  const shown = scenes.slice(-scenesShownMax);
  const earlier = hasEarlierScenes || shown.length < scenes.length ? [style.quiet('  earlier ones: `--json`')] : [];
  return [
    ...headed(`${title} ${shortId(story)}: ${parts([stateText(state), when])}`, style),
    ...(premise === null ? [] : wrapped(premise, 2)),
    ...(playedBy === null ? [] : wrapped(`${playedBy} plays it at the moment`, 2).map(style.warning)),
    ...section('scenes', [...earlier, ...shown.flatMap((scene) => sceneLines(scene, style))], style),
    ...section(
      'threads',
      threads.flatMap((thread) => threadLines(thread, style)),
      style,
    ),
    ...section('who is where', peopleLines(view), style),
    ...section('waits for review', waitingLines(view), style),
    ...section('left undone', unfinishedLines(view), style),
    ...section('recap', recap === null ? [] : wrapped(recap, 2), style),
  ];
};
