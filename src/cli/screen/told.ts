import type { DecidedView, EvidenceView, FactView, Preview, ReasonView, Some, Told } from '../../compose/use-cases.ts';
import type { Style } from './style.ts';
import { clipped, screenColumns, wrapped } from './wrap.ts';

// Facts, reasons, verdicts and previews as short lines for a screen of 80 columns.

const idCharsShown = 6;
const wordsShownMax = 200;
const evidencePerFactShown = 2;

/** The end of an id, which tells it apart from others and can be written in its place. */
export const shortId = (id: string): string => `…${id.slice(-idCharsShown)}`;

/** What was said, cut where it is long. */
const quoted = (words: string): string =>
  `“${words.length > wordsShownMax ? `${words.slice(0, wordsShownMax)}…` : words}”`;

export const evidenceText = ({ kind, speaker, words, where }: EvidenceView): string => {
  const said = words === null ? '' : `${quoted(words)} `;
  const by = [speaker ?? kind, where].filter((part) => part !== null).join(', ');
  return `${said}(${by})`;
};

export const factText = ({ id, statement, when, status, locked }: FactView): string => {
  const marks = [status === 'canon' || status === 'ended' ? null : status, locked ? 'locked' : null];
  const marked = marks.filter((mark) => mark !== null).map((mark) => ` [${mark}]`);
  return `${statement}, ${when}${marked.join('')} ${shortId(id)}`;
};

export const factLines = (fact: FactView, style: Style, indent: number): string[] => [
  ...wrapped(factText(fact), indent),
  // Who said nothing else has said just that.
  ...fact.evidence
    .filter(({ words }) => words !== fact.statement)
    .slice(0, evidencePerFactShown)
    .flatMap((evidence) => wrapped(evidenceText(evidence), indent + 2))
    .map(style.quiet),
];

const numbersText = (numbers: Readonly<Record<string, number>>): string => {
  const shown = Object.entries(numbers).map(([name, number]) => `${name} ${number}`);
  return shown.length === 0 ? '' : ` (${shown.join(', ')})`;
};

/** Details that only name what is shown anyway. */
const isOnlyId = (detail: string): boolean => /^[a-z]{3}_[0-9a-z]{26}$/.test(detail);

export const reasonLines = (reason: ReasonView, style: Style, indent: number): string[] => {
  const { words, detail, rules, numbers, about } = reason;
  const more = detail === null || isOnlyId(detail) ? '' : `: ${detail}`;
  const by = rules.length === 0 ? '' : ` [${rules.join(', ')}]`;
  const nodes = about.facts.length > 0 ? [] : about.nodes.map(({ name, id }) => `${name} ${shortId(id)}`);
  const hidden = reason.facts.length - about.facts.length;
  return [
    ...wrapped(`${words}${more}${by}${numbersText(numbers)}`, indent),
    ...nodes.flatMap((node) => wrapped(node, indent + 2)),
    ...about.facts.flatMap((fact) => factLines(fact, style, indent + 2)),
    ...(hidden > 0 ? wrapped(`and ${hidden} more`, indent + 2) : []),
  ];
};

// ── verdicts ─────────────────────────────────────────────────────────────────────────────────────────────────────

const verdictWidth = 'accepted'.length;

export const verdictWord = (verdict: Told['verdict'], style: Style): string => {
  const paint = { accepted: style.good, rejected: style.bad, pending: style.warning, staged: style.warning }[verdict];
  return paint(verdict) + ' '.repeat(verdictWidth - verdict.length);
};

const consequenceLines = ({ brought, ended, more }: DecidedView['consequences']): string[] => [
  ...brought.flatMap((fact) => wrapped(`so ${factText(fact)}`, 2)),
  ...ended.flatMap((fact) => wrapped(`over: ${factText(fact)}`, 2)),
  ...(more === 0 ? [] : wrapped(`and ${more} more`, 2)),
];

/** A reason that says no more than the verdict does. */
const isPlain = ({ code }: ReasonView): boolean => code === 'new';

export const verdictLines = (
  told: Pick<DecidedView, 'says' | 'reasons' | 'consequences'> & Pick<Told, 'verdict' | 'proposal'>,
  style: Style,
): string[] => {
  const { verdict, says, reasons, consequences, proposal } = told;
  const [first = '', ...rest] = wrapped(`${says} ${shortId(proposal)}`, verdictWidth + 2);
  return [
    `${verdictWord(verdict, style)}  ${first.trimStart()}`,
    ...rest,
    ...reasons.filter((reason) => !isPlain(reason)).flatMap((reason) => reasonLines(reason, style, 2)),
    ...consequenceLines(consequences),
  ];
};

// ── previews ─────────────────────────────────────────────────────────────────────────────────────────────────────

const factsShownMax = 10;

const section = <T>(title: string, { items, count }: Some<T>, linesOf: (item: T) => readonly string[]): string[] => {
  if (count === 0) return [];
  const shown = items.slice(0, factsShownMax);
  return [
    `${title}${count === 1 ? '' : ` (${count})`}:`,
    ...shown.flatMap(linesOf),
    ...(count > shown.length ? [`  and ${count - shown.length} more`] : []),
  ];
};

const all = <T>(items: readonly T[]): Some<T> => ({ items, count: items.length });

const mentionLines = ({ threads, memories, summaries, entries, cut }: Preview['mentions']): string[] => [
  ...section('threads with such clues', all(threads), ({ title }) => wrapped(title, 2)),
  ...section('memories of it', all(memories), ({ text }) => [`  ${clipped(text, screenColumns - 2)}`]),
  ...section('summaries that tell of it', all(summaries), ({ text }) => [`  ${clipped(text, screenColumns - 2)}`]),
  ...section('index entries that tell of it', all(entries), ({ kind, id }) => [`  ${kind} ${shortId(id)}`]),
  ...(cut.length === 0 ? [] : wrapped(`not looked through to the end: ${cut.join(', ')}`)),
];

export const previewLines = (preview: Preview, style: Style): string[] => {
  const facts = (title: string, some: Some<FactView>): string[] =>
    section(title, some, (fact) => factLines(fact, style, 2));
  return [
    ...(preview.isAccepted
      ? []
      : [
          style.bad('it would not be accepted:'),
          ...preview.reasons.flatMap((reason) => reasonLines(reason, style, 2)),
        ]),
    ...facts('would be declared never to have been so', preview.retconned),
    ...facts('would hold again', preview.restored),
    ...facts('would end', preview.ended),
    ...facts('would become canon', preview.introduced),
    ...facts('would be told otherwise', preview.altered),
    ...section('would change', preview.nodes, ({ name, becomes }) => wrapped(`${name} ${becomes}`, 2)),
    ...facts('would be put before you, for they rest on it', preview.flagged),
    ...facts('rest on it by way of others, and would stay', preview.resting),
    ...facts('rest on it, and stand by somebody else’s word', preview.standing),
    ...mentionLines(preview.mentions),
  ];
};
