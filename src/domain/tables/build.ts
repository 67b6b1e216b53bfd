import type { WrittenTable, WrittenTableEntry } from '../../../schemas/tables.ts';
import { diceIn, type Formula, facesOf } from '../dice/formula.ts';
import { oddsOf } from '../dice/odds.ts';
import { parseRoll } from '../dice/parse.ts';
import { quoted } from '../quoted.ts';
import { type Entry, piecesOf, type Span, type Table, wordsOfFailure } from './table.ts';

// From what somebody wrote to a table, or to everything that is wrong with it.

/** So many different rolls; more is no table that somebody fills. */
const sidesTogetherMax = 10_000;
const diceOfTableMax = 50;
const numbersShownMax = 6;

export interface TableProblem {
  /** Counted from 0; null: the table itself. */
  entry: number | null;
  message: string;
}

export interface Built {
  /** Null: it can't be used. */
  table: Table | null;
  problems: readonly TableProblem[];
}

// ── its dice ─────────────────────────────────────────────────────────────────────────────────────────────────────

const unfitDice = ({ root, check }: Formula): string | null => {
  const dice = diceIn(root);
  if (check !== null) return 'it holds or not, and a table needs a number';
  if (dice.some(({ changes }) => changes.some(({ kind }) => kind === 'explode')))
    return 'dice that explode have no end, and a table has one';
  if (dice.reduce((sum, { count }) => sum + count, 0) > diceOfTableMax)
    return `a table is rolled with ${diceOfTableMax} dice at most`;
  const sides = dice.reduce((sum, each) => sum + each.count * facesOf(each.sides).count, 0);
  return sides > sidesTogetherMax ? `its dice have ${sidesTogetherMax} sides together at most` : null;
};

/** What it can come to, from the least on. */
const totalsOf = (formula: Formula): readonly number[] | string => {
  const unfit = unfitDice(formula);
  if (unfit !== null) return unfit;
  const { chances, within } = oddsOf(formula);
  const totals = [...chances.keys()];
  if (within > 0) return 'what it can come to is more than can be reckoned';
  return totals.every(Number.isInteger) ? totals : 'it comes to fractions';
};

// ── where entries stand ──────────────────────────────────────────────────────────────────────────────────────────

const spanPattern = /^(-?\d{1,9}|\+\d{1,9})\s*(?:(?:-|–|—|\.\.|to)\s*(-?\d{1,9}))?$/;

/** `00` stands for a hundred, as on the dice. */
const numberOf = (written: string): number => (written === '00' ? 100 : Number(written));

const spanOf = (written: string): Span | null => {
  const [, first, second = first] = spanPattern.exec(written.trim()) ?? [];
  return first === undefined || second === undefined ? null : { from: numberOf(first), to: numberOf(second) };
};

const spansOf = (at: string | number): readonly Span[] | string => {
  const spans: Span[] = [];
  for (const written of String(at).split(',')) {
    const span = spanOf(written);
    if (span === null) return `${quoted(String(at))} is no number and no range; write \`7\`, \`2-4\` or \`2, 12\``;
    if (span.from > span.to) return `${quoted(written)} goes backwards`;
    spans.push(span);
  }
  return spans;
};

const listed = (numbers: readonly number[]): string => {
  const shown = numbers.slice(0, numbersShownMax).join(', ');
  return numbers.length > numbersShownMax ? `${shown} and ${numbers.length - numbersShownMax} more` : shown;
};

const isAt = ({ spans }: Entry, total: number): boolean => spans.some(({ from, to }) => total >= from && total <= to);

/** Everything that a roll comes to has one entry, and every entry a roll. */
const misplaced = (entries: readonly Entry[], totals: readonly number[]): readonly TableProblem[] => {
  const holder = new Map<number, Entry>();
  const problems: TableProblem[] = [];
  for (const [index, entry] of entries.entries()) {
    const here = totals.filter((total) => isAt(entry, total));
    const taken = here.filter((total) => holder.has(total));
    if (here.length === 0) problems.push({ entry: index, message: 'no roll comes to it' });
    const other = holder.get(taken[0] ?? NaN);
    if (other !== undefined)
      problems.push({ entry: index, message: `an overlap: at ${listed(taken)} stands ${quoted(other.text)} already` });
    for (const total of here) if (!holder.has(total)) holder.set(total, entry);
  }
  const missing = totals.filter((total) => !holder.has(total));
  if (missing.length > 0) problems.push({ entry: null, message: `a gap: nothing stands at ${listed(missing)}` });
  return problems;
};

// ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────

type Written = Pick<WrittenTableEntry, 'at' | 'weight' | 'text' | 'once' | 'tags'>;

const written = (entry: string | WrittenTableEntry): Written =>
  typeof entry === 'string' ? { text: entry, once: false, tags: [] } : entry;

/** What is wrong with how it is placed: by dice or by weight. */
const placing = ({ at, weight }: Written, hasDice: boolean): readonly Span[] | string => {
  if (hasDice && weight !== undefined) return 'a table with dice has no weights: say `at` which rolls it comes';
  if (!hasDice && at !== undefined) return 'a table without dice has no rolls: say `dice`, or a `weight`';
  if (hasDice && at === undefined) return 'say `at` which rolls it comes';
  return at === undefined ? [] : spansOf(at);
};

const entryOf = (entry: Written, hasDice: boolean): Entry | string => {
  const spans = placing(entry, hasDice);
  if (typeof spans === 'string') return spans;
  try {
    const { text, weight = 1, once, tags } = entry;
    return { spans, weight, text, pieces: piecesOf(text), once, tags };
  } catch (thrown) {
    return wordsOfFailure(thrown);
  }
};

/** Which of those that come once are used up is told by their words. */
const twiceOnce = (entries: readonly Entry[]): readonly TableProblem[] => {
  const seen = new Set<string>();
  return entries.flatMap(({ text, once }, index) => {
    if (!once) return [];
    if (seen.has(text)) return [{ entry: index, message: `${quoted(text)} comes once, and stands here twice` }];
    seen.add(text);
    return [];
  });
};

const diceOf = (dice: string | undefined): { formula: Formula; totals: readonly number[] } | null | string => {
  if (dice === undefined) return null;
  try {
    const formula = parseRoll(dice);
    const totals = totalsOf(formula);
    return typeof totals === 'string' ? `${quoted(dice)}: ${totals}` : { formula, totals };
  } catch (thrown) {
    return wordsOfFailure(thrown);
  }
};

export const builtTable = ({ id, name, about, tags, dice, entries: texts }: WrittenTable): Built => {
  const rolled = diceOf(dice);
  const problems: TableProblem[] = [];
  if (typeof rolled === 'string') problems.push({ entry: null, message: rolled });
  const entries: Entry[] = [];
  for (const [index, text] of texts.entries()) {
    const entry = entryOf(written(text), dice !== undefined);
    if (typeof entry === 'string') problems.push({ entry: index, message: entry });
    else entries.push(entry);
  }
  // Places are compared only where all of them could be read.
  if (problems.length === 0 && rolled !== null && typeof rolled !== 'string')
    problems.push(...misplaced(entries, rolled.totals));
  problems.push(...twiceOnce(entries));
  if (problems.length > 0 || typeof rolled === 'string') return { table: null, problems };
  return { table: { id, name, about, tags, dice: rolled?.formula ?? null, entries }, problems };
};
