import type { Readable } from 'node:stream';
import type { WrittenDecision } from '../../../schemas/written-proposal.ts';
import type { CaseTold } from '../../compose/written/evaluation.ts';
import type { WrittenItem } from '../../compose/written/batches.ts';
import { Failure } from '../../domain/failure.ts';
import { type CommandContext, streamingCommand, usageFailure } from '../command.ts';
import { linesOf } from '../lines.ts';
import { exitDone, exitFailed } from '../report.ts';
import { columns, printable, type Style } from '../screen/style.ts';
import { libraryFor, pathOf, policyFlags } from './gate-policy.ts';

/** Loaded when it is asked for: starting is to be quick. */
const evaluation = () => import('../../compose/written/evaluation.ts');
const files = () => import('../../compose/text-file.ts');

const standardInput = '-';
/** A case with a hundred thousand proposals is a long line. */
const caseCharsMax = 200_000_000;
const proposalCharsMax = 1_000_000;
/** Lines that are gathered before they are printed. */
const linesAtOnce = 500;

const inputOf = async ({ machine, input }: CommandContext, file: string): Promise<Readable> => {
  if (file !== standardInput) return (await files()).openFile(pathOf(machine, file));
  if (input !== null) return input;
  throw usageFailure('a session has no standard input to read from', 'Name a file instead of `-`.');
};

// ── one world ────────────────────────────────────────────────────────────────────────────────────────────────────

/** One a line; a line that is no JSON is a proposal that can't be read. */
const linesAsItems = async (stream: Readable): Promise<WrittenItem[]> => {
  const { readJson } = await import('../../compose/written/json-text.ts');
  const items: WrittenItem[] = [];
  let number = 0;
  for await (const line of linesOf(stream, proposalCharsMax)) {
    number += 1;
    const name = `line ${number}`;
    if (line === null) items.push({ name, problems: [{ path: '', message: 'the line is too long to be read' }] });
    else if (line.trim() !== '') {
      const read = readJson(line);
      items.push('value' in read ? { written: read.value } : { name, problems: [read.problem] });
    }
  }
  return items;
};

const isWhole = (file: string): boolean => /\.(?:json|ya?ml)$/i.test(file);

const itemsIn = async (context: CommandContext, file: string): Promise<readonly WrittenItem[]> => {
  if (file === standardInput || !isWhole(file)) return linesAsItems(await inputOf(context, file));
  const data = await (await files()).readData(pathOf(context.machine, file));
  return (Array.isArray(data) ? (data as unknown[]) : [data]).map((written) => ({ written }));
};

const badWorld = (file: string, problems: readonly string[]): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'bad_world',
    message: `the world \`${file}\` can't be used:${problems.map((problem) => `\n  - ${problem}`).join('')}`,
    advice: 'docs/gate-cases.md shows how a world is written. Nothing was judged.',
  });

const evaluateOne = async (
  context: CommandContext,
  {
    world,
    proposals,
    policy,
    profile,
  }: { world: string; proposals: string; policy: readonly string[]; profile: string | null },
): Promise<readonly WrittenDecision[]> => {
  const [{ evaluateWritten }, { problemText }, { readData }] = await Promise.all([
    evaluation(),
    import('../../compose/written/read.ts'),
    files(),
  ]);
  const library = await libraryFor(context, { policy, profile });
  const data = await readData(pathOf(context.machine, world));
  const evaluated = await evaluateWritten(library, { world: data, items: await itemsIn(context, proposals) });
  if ('problems' in evaluated) throw badWorld(world, evaluated.problems.map(problemText));
  return evaluated.value;
};

// ── many worlds ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Why nothing was judged in that line. */
interface Unreadable {
  case: string | number;
  line: number;
  error: { code: 'unreadable_case'; message: string };
}

type View = WrittenDecision | Unreadable;

const isUnreadable = (view: View): view is Unreadable => 'error' in view;
const isDecision = (view: View): view is WrittenDecision => !isUnreadable(view);

const viewsOf = (told: CaseTold, text: (problem: { path: string; message: string }) => string): readonly View[] =>
  'decisions' in told
    ? told.decisions
    : [
        {
          case: told.case,
          line: told.line,
          error: { code: 'unreadable_case', message: told.problems.map(text).join('; ') },
        },
      ];

async function* evaluateMany(
  context: CommandContext,
  { cases, policy, profile }: { cases: string; policy: readonly string[]; profile: string | null },
): AsyncGenerator<readonly View[], number, void> {
  const [{ evaluateCase }, { problemText }] = await Promise.all([
    evaluation(),
    import('../../compose/written/read.ts'),
  ]);
  const library = await libraryFor(context, { policy, profile });
  let number = 0;
  let isWhole = true;
  for await (const line of linesOf(await inputOf(context, cases), caseCharsMax)) {
    number += 1;
    if (line?.trim() === '') continue;
    const views = viewsOf(await evaluateCase(library, { number, text: line }), problemText);
    if (views.some(isUnreadable)) isWhole = false;
    yield views;
  }
  return isWhole ? exitDone : exitFailed;
}

// ── for people ───────────────────────────────────────────────────────────────────────────────────────────────────

const listed = (names: readonly string[]): string => names.join(', ');

/** What there is to say of a decision beyond its code, the most telling first. */
const remarks = ({ reasons, facts_in_conflict: conflicts, effects, confidence, threshold, codes }: WrittenDecision) => {
  const details = reasons.map(({ detail }) => detail).filter((detail) => detail !== null);
  const isWeak = codes.includes('needs_review') || codes.includes('no_evidence');
  const rows: readonly (readonly [string, string])[] = [
    ['', listed(details)],
    ['against', listed(conflicts)],
    ['retcons', listed(effects.retconned.filter((name) => !conflicts.includes(name)))],
    ['ends', listed(effects.ended.map(({ fact, at }) => `${fact} at ${String(at)}`))],
    ['restores', listed(effects.restored)],
    ['supports', listed(effects.supported)],
    ['contested', listed(effects.contested.filter((name) => !conflicts.includes(name)))],
    ['to be looked at', listed(effects.flagged)],
    ['weighs', isWeak ? `${confidence}, and ${threshold} is needed` : ''],
  ];
  return rows.flatMap(([label, text]) => (text === '' ? [] : [`${label} ${text}`.trim()])).join('; ');
};

const verdictStyle = (verdict: string, style: Style): string => {
  if (verdict.startsWith('accepted')) return style.good(verdict);
  return verdict.startsWith('rejected') ? style.bad(verdict) : style.warning(verdict);
};

const decisionLines = (decisions: readonly WrittenDecision[], style: Style): string[] =>
  columns(
    decisions.map((decision) => [decision.verdict, decision.proposal, decision.codes.join(', '), remarks(decision)]),
    (cell, column) => (column === 0 ? verdictStyle(cell, style) : cell),
  );

const linesFor = (views: readonly View[], style: Style): string[] => {
  const [first] = views;
  if (first === undefined) return [];
  if (isUnreadable(first)) return [style.bad(`line ${first.line}: ${printable(first.error.message)}`)];
  const decisions = views.filter(isDecision);
  const lines = decisionLines(decisions, style);
  return first.case === undefined
    ? lines
    : [style.strong(`case ${printable(String(first.case))}`), ...lines.map((line) => `  ${line}`)];
};

// ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────

export const gateEvaluate = streamingCommand({
  name: 'gate evaluate',
  summary: 'what the gate would decide in a world that is written down, without any store',
  flags: {
    world: { kind: 'text', value: 'FILE', summary: 'a world, in JSON or YAML' },
    proposals: { kind: 'text', value: 'FILE', summary: 'what is proposed in it, one a line; `-` reads standard input' },
    cases: { kind: 'text', value: 'FILE', summary: 'instead of both: a world and its proposals in each line; or `-`' },
    ...policyFlags,
  },
  examples: [
    'monitor gate evaluate --world world.json --proposals proposals.jsonl',
    'monitor gate evaluate --world world.yaml --proposals proposals.yaml --profile strict --json',
    'monitor gate evaluate --cases cases.jsonl --json',
    'monitor gate evaluate --cases - --policy my-world.yaml --json',
  ],
  async *run(context, { flags }): AsyncGenerator<readonly View[], number, void> {
    const { world, proposals, cases, ...shared } = flags;
    if (cases !== null && world === null && proposals === null)
      return yield* evaluateMany(context, { cases, ...shared });
    if (cases !== null || world === null || proposals === null)
      throw usageFailure(
        '`gate evaluate` needs a world and its proposals, or cases',
        'Write `--world FILE --proposals FILE`, or `--cases FILE` alone.',
      );
    const decisions = await evaluateOne(context, { world, proposals, ...shared });
    for (let at = 0; at < decisions.length; at += linesAtOnce) yield decisions.slice(at, at + linesAtOnce);
    return exitDone;
  },
  lines: linesFor,
});
