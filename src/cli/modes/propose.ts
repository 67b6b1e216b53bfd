import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { LineProblem, NumberedDraft, Person, Preview, Told } from '../../compose/use-cases.ts';
import { Failure } from '../../domain/failure.ts';
import { quoted } from '../../domain/quoted.ts';
import { command, type CommandContext, type FlagValues, usageFailure } from '../command.ts';
import { confirmed } from '../consent.ts';
import { personOf, speakerFlag, universeFlag, withDesk } from '../desk.ts';
import { linesOf } from '../lines.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { previewLines, verdictLines } from '../screen/told.ts';
import { wrapped } from '../screen/wrap.ts';

/** Loaded when it is asked for: starting is to be quick. */
const drafts = () => import('../../compose/draft-lines.ts');
const useCases = () => import('../../compose/use-cases.ts');

const fileBytesMax = 64 * 2 ** 20;
const fileLinesMax = 100_000;
const lineCharsMax = 100_000;
/** Of a longer list only what was not accepted is shown. */
const linesToldMax = 20;
const problemsToldMax = 50;

const flags = {
  file: { kind: 'text', value: 'FILE', summary: 'proposals of a file, one JSON object a line' },
  entity: { kind: 'text', value: 'NAME', summary: 'somebody or something new' },
  type: {
    kind: 'text',
    value: 'TYPE',
    summary: 'of the entity: character, location, object, faction, organization, concept',
  },
  alias: { kind: 'texts', value: 'NAME', summary: 'what it is also called; may be repeated' },
  description: { kind: 'text', value: 'TEXT', summary: 'of the entity' },
  event: { kind: 'text', value: 'KIND', summary: 'something that happened, such as death or journey' },
  agent: { kind: 'texts', value: 'NAME', summary: 'who did it; may be repeated, as the other roles' },
  patient: { kind: 'texts', value: 'NAME', summary: 'whom it happened to' },
  witness: { kind: 'texts', value: 'NAME', summary: 'who saw it' },
  instrument: { kind: 'texts', value: 'NAME', summary: 'what it was done with' },
  place: { kind: 'texts', value: 'NAME', summary: 'where it happened' },
  axiom: { kind: 'text', value: 'TEXT', summary: 'a rule of the world' },
  from: { kind: 'text', value: 'DATE', summary: 'since when it holds, or when it happened' },
  to: { kind: 'text', value: 'DATE', summary: 'until when' },
  says: { kind: 'text', value: 'TEXT', summary: 'your words: the evidence' },
  statement: { kind: 'text', value: 'TEXT', summary: 'the fact in a sentence' },
  intent: { kind: 'text', value: 'INTENT', summary: 'assert, change or correct' },
  confidence: { kind: 'text', value: 'NUMBER', summary: 'how sure you are, from 0 to 1' },
  visibility: { kind: 'text', value: 'LEVEL', summary: 'who may know it: gm, party or public' },
  'derives-from': { kind: 'texts', value: 'FACT', summary: 'a fact that it rests on; may be repeated' },
  'caused-by': { kind: 'texts', value: 'FACT', summary: 'an event that caused it; may be repeated' },
  seat: { kind: 'text', value: 'SEAT', summary: 'whose word it is: gm or player' },
  stage: { kind: 'switch', summary: 'let it wait for `manage decide`' },
  yes: { kind: 'switch', summary: 'do not ask before canon gives way' },
  ...speakerFlag,
  ...universeFlag,
} as const;
type Values = FlagValues<typeof flags>;

interface Proposed {
  universe: string;
  /** Canon would have given way, and nobody wanted that. */
  isDone: boolean;
  proposals: readonly Told[];
  problems: readonly LineProblem[];
  /** What would have given way. */
  displaced: Preview | null;
  /** Lines that were read and not put forward. */
  left: number;
}

// ── from flags ───────────────────────────────────────────────────────────────────────────────────────────────────

const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  );

const confidenceOf = (written: string | null): number | null => {
  if (written === null) return null;
  const confidence = Number(written);
  if (written.trim() !== '' && confidence >= 0 && confidence <= 1) return confidence;
  throw usageFailure(`\`--confidence\` can't be ${quoted(written)}`, 'It is a number from 0 to 1.');
};

const commonFields = ({ says, intent, confidence }: Values) => ({ says, intent, confidence: confidenceOf(confidence) });

const claimFields = (values: Values) => ({
  ...commonFields(values),
  statement: values.statement,
  from: values.from,
  to: values.to,
  visibility: values.visibility,
  derives_from: values['derives-from'],
});

type Words = readonly (string | undefined)[];

const kindsOfDraft: Readonly<Record<string, (values: Values, words: Words) => Record<string, unknown>>> = {
  entity: (values) => {
    const { entity, type, alias, description, visibility } = values;
    return { ...commonFields(values), entity, type: type ?? 'character', aliases: alias, description, visibility };
  },
  event: (values) => {
    const { event, agent, patient, witness, instrument, place } = values;
    const participants = given({ agent, patient, witness, instrument, place });
    return { ...claimFields(values), event, participants, caused_by: values['caused-by'] };
  },
  axiom: (values) => ({ ...commonFields(values), axiom: values.axiom }),
  claim: (values, [subject, predicate, object]) => ({
    ...claimFields(values),
    subject,
    predicate,
    object: object ?? null,
  }),
};

const kindAsked = (values: Values, words: Words): string => {
  const asked = (['entity', 'event', 'axiom', 'file'] as const).filter((kind) => values[kind] !== null);
  const kinds = [...asked, ...(words[0] === undefined ? [] : ['claim'])];
  const [kind] = kinds;
  if (kind === undefined)
    throw usageFailure(
      '`propose` needs something to propose',
      'Such as `monitor propose Mara located_in "The Tavern"`. `monitor propose --help` shows how.',
    );
  if (kinds.length > 1)
    throw usageFailure(
      `\`propose\` takes one thing at a time, and these are ${kinds.length}: ${kinds.join(', ')}`,
      'Write each with its own command, or all into a file.',
    );
  if (kind === 'claim' && words[1] === undefined)
    throw usageFailure(
      `what of ${quoted(words[0] ?? '')}?`,
      'Write a predicate behind it: `monitor policy show --in-use` lists them.',
    );
  return kind;
};

const draftOf = async (kind: string, values: Values, words: Words): Promise<NumberedDraft> => {
  const { readDraft } = await drafts();
  const read = readDraft(given(kindsOfDraft[kind]?.(values, words) ?? {}));
  if ('draft' in read) return { line: 1, draft: read.draft };
  throw usageFailure(read.message, read.advice ?? '`monitor propose --help` shows how.');
};

// ── from a file ──────────────────────────────────────────────────────────────────────────────────────────────────

const unusable = (file: string, why: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'bad_file',
    message: `${quoted(file)} can't be proposed: ${why}`,
    advice: 'Nothing was changed.',
  });

const fileSize = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).size;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw unusable(file, code === 'ENOENT' ? 'there is no such file' : message);
  }
};

const readFile = async (file: string): Promise<{ drafts: NumberedDraft[]; problems: LineProblem[] }> => {
  if ((await fileSize(file)) > fileBytesMax) throw unusable(file, `it has more than ${fileBytesMax} bytes`);
  const { readDraftLine } = await drafts();
  const found: NumberedDraft[] = [];
  const problems: LineProblem[] = [];
  let line = 0;
  for await (const text of linesOf(createReadStream(file), lineCharsMax)) {
    line++;
    if (line > fileLinesMax) throw unusable(file, `it has more than ${fileLinesMax} lines: divide it`);
    if (text?.trim() === '') continue;
    const read =
      text === null
        ? { code: 'malformed', message: 'the line is too long', advice: 'Divide what it says.' }
        : readDraftLine(text);
    if ('draft' in read) found.push({ line, draft: read.draft });
    else problems.push({ line, ...read });
  }
  return { drafts: found, problems };
};

// ── putting forward ──────────────────────────────────────────────────────────────────────────────────────────────

interface Putting {
  context: CommandContext;
  values: Values;
  person: Person;
}

const putAll = (
  { context, values, person }: Putting,
  { drafts: read, problems }: { drafts: readonly NumberedDraft[]; problems: readonly LineProblem[] },
): Promise<Proposed> =>
  withDesk(context, values, async (desk) => {
    const { beginDrafting, draftsPerBatchMax, prepare, putForward } = await useCases();
    const drafting = beginDrafting(desk, person);
    const found = [...problems];
    const proposals: Told[] = [];
    for (let start = 0; start < read.length; start += draftsPerBatchMax) {
      context.signal.throwIfAborted();
      const some = read.slice(start, start + draftsPerBatchMax);
      const prepared = await prepare(drafting, some, { looksAhead: !values.yes && !values.stage });
      found.push(...prepared.problems);
      const { displaced, lines } = prepared;
      const isWanted =
        displaced === null || (await confirmed(context.ask, displaced, 'This takes something back that is canon.'));
      if (!isWanted)
        return {
          ...{ universe: desk.about.name, isDone: false, proposals, problems: found, displaced },
          left: read.length - start,
        };
      const forwarding = { waits: values.stage, reason: null, isConfirmed: displaced !== null };
      proposals.push(...(await putForward(desk, lines, forwarding)));
    }
    return { universe: desk.about.name, isDone: true, proposals, problems: found, displaced: null, left: 0 };
  });

// ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────

const problemLines = ({ line, message, advice }: LineProblem, style: Style): string[] => [
  ...wrapped(`line ${line}: ${message}`).map(style.bad),
  ...(advice === null ? [] : wrapped(advice, 2)),
];

const countLine = (proposals: readonly Told[], style: Style): string => {
  const counts = new Map<string, number>();
  for (const { verdict } of proposals) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return style.quiet([...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', '));
};

const hint = (proposals: readonly Told[], style: Style): string[] => {
  const [only] = proposals;
  if (only === undefined || proposals.length > 1 || only.verdict === 'accepted') return [];
  if (only.verdict !== 'rejected') return [style.quiet('it waits: `monitor manage pending`')];
  return [style.quiet(`\`monitor manage why ${only.proposal.slice(-6)}\` tells all of it`)];
};

const lines = ({ isDone, proposals, problems, displaced, left }: Proposed, style: Style): string[] => {
  const isLong = proposals.length > linesToldMax;
  const shown = isLong ? proposals.filter(({ verdict }) => verdict !== 'accepted') : proposals;
  return [
    ...shown.slice(0, problemsToldMax).flatMap((told) => verdictLines(told, style)),
    ...problems.slice(0, problemsToldMax).flatMap((problem) => problemLines(problem, style)),
    ...(problems.length > problemsToldMax ? [`and ${problems.length - problemsToldMax} more lines like that`] : []),
    ...(isLong || problems.length > 0 ? [countLine(proposals, style)] : []),
    ...(displaced === null ? [] : previewLines(displaced, style)),
    ...(isDone
      ? hint(proposals, style)
      : wrapped(
          left === 1
            ? 'nothing was done: add `--yes` to have it so'
            : `${left} lines were not put forward: add \`--yes\` to have it so`,
        ).map(style.warning)),
  ];
};

export const propose = command({
  name: 'propose',
  summary: 'put something before the gate, which decides whether it becomes canon',
  args: [
    { name: 'SUBJECT', summary: 'whom or what it is about: a name, an alias or an id', isOptional: true },
    { name: 'PREDICATE', summary: 'what is said of it: a word of the vocabulary', isOptional: true },
    { name: 'OBJECT', summary: 'another name, or a value', isOptional: true },
  ],
  flags,
  examples: [
    'monitor propose --entity Mara --type character',
    'monitor propose Mara located_in "The Tavern" --from "3 March 812" --says "Mara walks into the tavern."',
    'monitor propose --event death --patient Mara --agent Orc --from "4 March 812"',
    'monitor propose --file session-7.jsonl --seat player --stage',
  ],
  async run(context, { args, flags: values }): Promise<Proposed> {
    const person = personOf(values);
    const kind = kindAsked(values, args);
    const read =
      kind === 'file'
        ? await readFile(path.resolve(context.machine.cwd, values.file ?? ''))
        : { drafts: [await draftOf(kind, values, args)], problems: [] };
    const proposed = await putAll({ context, values, person }, read);
    const [problem] = proposed.problems;
    if (kind === 'file' || problem === undefined) return proposed;
    // From flags there is one thing, and if it can't be proposed that is all there is to tell.
    throw new Failure({ kind: 'terminal', ...problem, advice: problem.advice ?? '' });
  },
  lines,
  exitCode: ({ isDone, proposals, problems }) =>
    isDone && problems.length === 0 && proposals.every(({ verdict }) => verdict !== 'rejected') ? exitDone : exitFailed,
});
