import type { Decision } from '../../../schemas/gate.ts';
import { NodeId, type ProposalId, SceneId } from '../../../schemas/ids.ts';
import type {
  CommitView,
  DecidedView,
  DecisionView,
  LogPage,
  PendingPage,
  PendingQuery,
  PendingView,
  ReadingDesk,
} from '../../compose/use-cases.ts';
import { quoted } from '../../domain/quoted.ts';
import type { Cursor } from '../../ports/paging.ts';
import { command, type CommandContext, type FlagValues, usageFailure } from '../command.ts';
import {
  becauseFlag,
  countOf,
  oneOf,
  personOf,
  speakerFlag,
  textOf,
  universeFlag,
  withDesk,
  withReadingDesk,
} from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import { columns, type Style } from '../screen/style.ts';
import { evidenceText, reasonLines, shortId, verdictLines } from '../screen/told.ts';
import { clipped, screenColumns, wrapped } from '../screen/wrap.ts';

/** Loaded when it is asked for: starting is to be quick. */
const useCases = () => import('../../compose/use-cases.ts');

const pageDefault = 20;
const pageMax = 200;
const bulkMax = 1_000;

// ── which proposals ──────────────────────────────────────────────────────────────────────────────────────────────

const filterFlags = {
  scene: { kind: 'text', value: 'ID', summary: 'only of this scene' },
  by: { kind: 'text', value: 'WHO', summary: 'only by this name, seat or authority' },
  predicate: { kind: 'text', value: 'WORD', summary: 'only with this predicate or kind of event' },
  code: { kind: 'text', value: 'CODE', summary: 'only for this reason, such as needs_review' },
  entity: { kind: 'text', value: 'NAME', summary: 'only about this person, place or thing' },
} as const;
type FilterValues = FlagValues<typeof filterFlags>;

const hasFilter = (values: FilterValues): boolean =>
  [values.scene, values.by, values.predicate, values.code, values.entity].some((value) => value !== null);

const sceneOf = (written: string): SceneId => {
  const scene = SceneId.safeParse(written);
  if (scene.success) return scene.data;
  throw usageFailure(`\`--scene\` can't be ${quoted(written)}`, 'It is the id of a scene, such as `scn_…`.');
};

const queryOf = async (desk: ReadingDesk, values: FilterValues): Promise<PendingQuery> => {
  const { nameBook } = await useCases();
  const { scene, by, predicate, code, entity } = values;
  return {
    ...(scene === null ? {} : { scene: sceneOf(scene) }),
    ...(by === null ? {} : { by }),
    ...(predicate === null ? {} : { predicate }),
    ...(code === null ? {} : { code }),
    ...(entity === null ? {} : { entity: (await nameBook(desk).find(entity)).id }),
  };
};

// ── pending ──────────────────────────────────────────────────────────────────────────────────────────────────────

const pendingLines = (item: PendingView, style: Style): string[] => {
  const { id, says, by, authority, reasons, evidence } = item;
  return [
    ...wrapped(`${shortId(id)}  ${says}`),
    ...wrapped(`by ${by.name}, as ${authority}`, 2).map(style.quiet),
    ...(reasons === null
      ? wrapped('not put before the gate yet', 2)
      : reasons.flatMap((reason) => reasonLines(reason, style, 2))),
    ...evidence.flatMap((each) => wrapped(evidenceText(each), 4)).map(style.quiet),
  ];
};

const pageLines = ({ items, next, isCut }: PendingPage, style: Style): string[] => [
  ...items.flatMap((item) => pendingLines(item, style)),
  ...(items.length === 0 && !isCut ? ['nothing waits'] : []),
  ...(isCut ? wrapped('it stopped looking before the end').map(style.warning) : []),
  ...(next === null ? [] : [style.quiet(`there are more: \`--after ${next}\``)]),
];

export const managePending = command({
  name: 'manage pending',
  summary: 'proposals that wait for you, the newest first',
  flags: {
    ...filterFlags,
    max: { kind: 'text', value: 'N', summary: `how many, up to ${pageMax}; ${pageDefault} without it` },
    after: { kind: 'text', value: 'PLACE', summary: 'where the last page ended' },
    ...universeFlag,
  },
  examples: [
    'monitor manage pending',
    'monitor manage pending --code needs_review --by Narrator',
    'monitor manage pending --entity Mara --max 5 --json',
  ],
  run: (context, { flags }) =>
    withReadingDesk(context, flags, async (desk) => {
      const { pending } = await useCases();
      const max = countOf('max', flags.max, { least: 1, most: pageMax, otherwise: pageDefault });
      return pending(desk, await queryOf(desk, flags), { max, after: flags.after as Cursor | null });
    }),
  lines: pageLines,
});

// ── decide ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface DecidedAll {
  /** Nobody wanted it, or there was nobody to ask. */
  isDone: boolean;
  waiting: number;
  /** More match than are decided at once. */
  isCut: boolean;
  decided: readonly DecidedView[];
}

const decideFlags = {
  ...filterFlags,
  ...becauseFlag,
  yes: { kind: 'switch', summary: 'do not ask before many are decided' },
  ...speakerFlag,
  ...universeFlag,
} as const;
type DecideValues = FlagValues<typeof decideFlags>;

const idsAsked = async (
  desk: ReadingDesk,
  written: readonly string[],
  values: DecideValues,
): Promise<{ ids: readonly ProposalId[]; isCut: boolean }> => {
  const { findProposal, pendingIds } = await useCases();
  if (written.length === 0) return pendingIds(desk, await queryOf(desk, values), { max: bulkMax });
  const ids: ProposalId[] = [];
  for (const each of written) ids.push(await findProposal(desk, each));
  return { ids: [...new Set(ids)], isCut: false };
};

const wantsBulk = async ({ ask }: CommandContext, verdict: string, count: number): Promise<boolean> => {
  const answer = await ask?.(`${verdict} ${count} proposals? (y/N) `);
  return answer?.trim().toLowerCase().startsWith('y') === true;
};

const checkAsked = (written: readonly string[], values: DecideValues): void => {
  if (written.length > 0 && hasFilter(values))
    throw usageFailure('`manage decide` takes ids or filters, not both', 'Leave one of them out.');
  if (written.length === 0 && !hasFilter(values))
    throw usageFailure(
      '`manage decide` needs to know which proposals',
      'Name them, or narrow them by `--code`, `--by`, `--entity`, `--predicate` or `--scene`.',
    );
};

export const manageDecide = command({
  name: 'manage decide',
  summary: 'accept or reject what waits, one by one or by filter',
  args: [
    { name: 'VERDICT', summary: '`accept` or `reject`' },
    { name: 'PROPOSAL', summary: 'ids, or beginnings or ends of ids', isOptional: true, isMany: true },
  ],
  flags: decideFlags,
  examples: [
    'monitor manage decide accept 7f3k2q',
    'monitor manage decide reject 7f3k2q --because "Mara was in the castle that day."',
    'monitor manage decide accept --code needs_review --by Narrator --yes',
  ],
  async run(context, { args: [word = '', ...words], flags: values }): Promise<DecidedAll> {
    const verdict = oneOf('VERDICT', word, ['accept', 'reject']);
    const written = words.flatMap((each) => each ?? []);
    checkAsked(written, values);
    const because = values.because === null ? null : textOf('because', values.because);
    const person = personOf(values);
    return withDesk(context, values, async (desk) => {
      const { settle } = await useCases();
      const { ids, isCut } = await idsAsked(desk, written, values);
      const isWanted =
        written.length > 0 || values.yes || (ids.length > 0 && (await wantsBulk(context, verdict, ids.length)));
      if (ids.length === 0 || !isWanted) return { isDone: ids.length === 0, waiting: ids.length, isCut, decided: [] };
      const decided = await settle(desk, person, { proposals: ids, verdict, because });
      return { isDone: true, waiting: ids.length, isCut, decided };
    });
  },
  lines: ({ isDone, waiting, isCut, decided }, style) => [
    ...decided.flatMap((each) => verdictLines(each, style)),
    ...(isDone && waiting === 0 ? ['nothing waits that is like that'] : []),
    ...(isDone ? [] : wrapped(`nothing was done: add \`--yes\` to decide all ${waiting}`).map(style.warning)),
    ...(isCut ? wrapped(`no more than ${bulkMax} are decided at once: there may be more`).map(style.warning) : []),
  ],
  exitCode: ({ isDone }) => (isDone ? exitDone : exitFailed),
});

// ── log ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const logFlags = {
  decisions: { kind: 'switch', summary: 'decisions in place of commits, refusals too' },
  by: { kind: 'text', value: 'WHO', summary: 'only what this name or seat proposed' },
  entity: { kind: 'text', value: 'NAME', summary: 'only about this person, place or thing' },
  verdict: { kind: 'text', value: 'VERDICT', summary: 'of decisions: accepted, rejected or pending' },
  code: { kind: 'text', value: 'CODE', summary: 'of decisions: only for this reason' },
  before: { kind: 'text', value: 'N', summary: 'only before this revision, or this number of decision' },
  max: { kind: 'text', value: 'N', summary: `how many, up to ${pageMax}; ${pageDefault} without it` },
  ...universeFlag,
} as const;

type Log =
  | ({ universe: string; kind: 'commits' } & LogPage<CommitView>)
  | ({ universe: string; kind: 'decisions' } & LogPage<DecisionView>);

const verdicts: readonly Decision['verdict'][] = ['accepted', 'rejected', 'pending'];

const stamp = (at: string): string => at.slice(0, 16).replace('T', ' ');

const commitLines = ({ revision, at, by, reason, says, accepted }: CommitView, style: Style): string[] => {
  const who = by.map(({ name }) => name).join(', ');
  const more = accepted - says.length;
  return [
    `${style.strong(`#${revision}`)}  ${style.quiet(`${stamp(at)}  ${clipped(who, 40)}`)}`,
    ...says.flatMap((line) => wrapped(line, 4)),
    ...(more > 0 ? [`    and ${more} more`] : []),
    ...(reason === null || says.includes(reason) ? [] : wrapped(`because: ${reason}`, 4).map(style.quiet)),
  ];
};

const decisionLines = (items: readonly DecisionView[], style: Style): string[] =>
  columns(
    items.map(({ number, verdict, codes, says, id }) => [
      String(number),
      verdict,
      clipped(codes.join(' '), 24),
      `${clipped(says, 32)} ${shortId(id)}`,
    ]),
    (cell, column) => (column === 2 ? style.quiet(cell) : cell),
  ).map((line) => line.slice(0, screenColumns + style.quiet('').length));

export const manageLog = command({
  name: 'manage log',
  summary: 'what became canon, by whom and why, the latest first; or every decision',
  flags: logFlags,
  examples: [
    'monitor manage log',
    'monitor manage log --entity Mara',
    'monitor manage log --decisions --verdict rejected --json',
  ],
  run: (context, { flags }) =>
    withReadingDesk(context, flags, async (desk): Promise<Log> => {
      const { commitLog, decisionLog, nameBook } = await useCases();
      const { by, verdict, code, entity, before } = flags;
      if (!flags.decisions && (verdict !== null || code !== null))
        throw usageFailure('`--verdict` and `--code` are of decisions', 'Add `--decisions`.');
      const query = {
        max: countOf('max', flags.max, { least: 1, most: pageMax, otherwise: pageDefault }),
        before: before === null ? null : countOf('before', before, { least: 1, most: 999_999_999, otherwise: 1 }),
        ...(by === null ? {} : { by }),
        ...(verdict === null ? {} : { verdict: oneOf('verdict', verdict, verdicts) }),
        ...(code === null ? {} : { code }),
        ...(entity === null ? {} : { entity: NodeId.parse((await nameBook(desk).find(entity)).id) }),
      };
      const universe = desk.about.name;
      return flags.decisions
        ? { universe, kind: 'decisions', ...(await decisionLog(desk, query)) }
        : { universe, kind: 'commits', ...(await commitLog(desk, query)) };
    }),
  lines: (log, style) => [
    ...(log.kind === 'commits'
      ? log.items.flatMap((commit) => commitLines(commit, style))
      : decisionLines(log.items, style)),
    ...(log.items.length === 0 ? ['nothing'] : []),
    ...(log.before === null ? [] : [style.quiet(`there is more: \`--before ${log.before}\``)]),
  ],
});
