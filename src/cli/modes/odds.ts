import { type Odds, oddsOf } from '../../domain/dice/odds.ts';
import { parseRoll } from '../../domain/dice/parse.ts';
import { numberText } from '../../domain/dice/telling.ts';
import { command } from '../command.ts';
import { columns, type Style } from '../screen/style.ts';
import { wrapped } from '../screen/wrap.ts';
import { formulaOf, namesFlag, namesOf } from './roll.ts';

// The chances of a roll, as a table and as bars.

const rowsMax = 40;
const barCharsMax = 30;
/** Less than that is told to be so. */
const leastShown = 0.0001;
/** What sums of fractions may be off by. */
const rounding = 1e-9;

interface Row {
  from: number;
  to: number;
  chance: number;
  atLeast: number;
  atMost: number;
}

const shares = (chances: Odds['chances']): Row[] => {
  let atMost = 0;
  let atLeast = 1;
  return [...chances].map(([value, chance]) => {
    atMost += chance;
    const row = { from: value, to: value, chance, atLeast: Math.max(0, atLeast), atMost: Math.min(1, atMost) };
    atLeast -= chance;
    return row;
  });
};

/** As many as fit a screen: values beside each other share a line. */
const gathered = (rows: readonly Row[]): Row[] => {
  const each = Math.ceil(rows.length / rowsMax);
  const found: Row[] = [];
  for (let start = 0; start < rows.length; start += each) {
    const some = rows.slice(start, start + each);
    const [first, last] = [some[0], some.at(-1)];
    if (first === undefined || last === undefined) continue;
    const chance = some.reduce((sum, row) => sum + row.chance, 0);
    found.push({ from: first.from, to: last.to, chance, atLeast: first.atLeast, atMost: last.atMost });
  }
  return found;
};

const percent = (chance: number): string => {
  if (chance > 0 && chance < leastShown) return '< 0.01 %';
  if (chance < 1 - rounding && chance > 1 - leastShown) return '> 99.99 %';
  return `${(100 * chance).toFixed(2)} %`;
};

const bar = (chance: number, most: number, isPlain: boolean): string =>
  (isPlain ? '#' : '█').repeat(Math.round((barCharsMax * chance) / most));

const table = (rows: readonly Row[], isPlain: boolean): string[] => {
  const most = Math.max(...rows.map(({ chance }) => chance));
  const cells = rows.map(({ from, to, chance, atLeast, atMost }) => [
    from === to ? numberText(from) : `${numberText(from)} to ${numberText(to)}`,
    ...[chance, atLeast, atMost].map(percent),
    bar(chance, most, isPlain),
  ]);
  const head = ['', 'just so', 'at least', 'at most', ''];
  const widths = head.map((word, column) => Math.max(word.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const right = (row: readonly string[]) =>
    row.map((cell, column) => (column < head.length - 1 ? cell.padStart(widths[column] ?? 0) : cell));
  return columns([head, ...cells].map(right));
};

interface View extends Omit<Odds, 'formula' | 'chances'> {
  formula: string;
  rows: readonly Row[];
}

const lines = ({ formula, rows, mean, deviation, holds, within }: View, style: Style): string[] => {
  const [least = 0, most = 0] = [rows[0]?.from, rows.at(-1)?.to];
  const spread = `from ${numberText(least)} to ${numberText(most)}, ${numberText(mean)} on average, deviation ${numberText(deviation)}`;
  const doubt = `tried and not reckoned: a chance of at least or at most so much is off by ${percent(within)} or less, in 999 of 1,000 cases`;
  return [
    ...(holds === null ? [] : wrapped(`${formula} holds in ${percent(holds)}`).map(style.strong)),
    ...wrapped(spread),
    ...(within === 0 ? [] : wrapped(doubt).map(style.warning)),
    '',
    ...table(gathered(rows), style.dot === '-'),
  ];
};

export const oddsCommand = command({
  name: 'odds',
  summary: 'the chances of a roll, without throwing it',
  args: [{ name: 'DICE', summary: 'such as `2d6 >= 7`; docs/dice.md tells all of it', isOptional: true, isMany: true }],
  flags: namesFlag,
  examples: ['monitor odds "2d6>=7"', 'monitor odds 4d6kh3', 'monitor odds "d20 + @dex adv >= 15" --with dex=3'],
  run: (_context, { args, flags }) => {
    const text = formulaOf(
      'odds',
      args.filter((each) => each !== undefined),
    );
    const { formula: _formula, chances, ...odds } = oddsOf(parseRoll(text, namesOf(flags.with)));
    return Promise.resolve({ formula: text, ...odds, rows: shares(chances) });
  },
  lines,
});
