import type { FileProblem } from '../yaml-file.ts';
import { nameOfFile, type PlacedTable, type ReadTables } from './placed.ts';
import { type Row, tableOfItems, tableOfRows } from './rows.ts';

// In Markdown each table and each list is a random table, named by the heading above it; the rest is left alone.

interface Line {
  number: number;
  text: string;
}

/** Longer than any text that a table may hold. */
const lineCharsMax = 4_000;
const headingPattern = /^#{1,6}\s+(.*)$/;
const closingPattern = /\s#+$/;
const itemPattern = /^\s{0,3}(?:[-*+]|\d{1,9}[.)])\s+(.*)$/;
const fencePattern = /^\s*(`{3,}|~{3,})/;
const separatorCell = /^:?-+:?$/;

/** Without code. */
const linesOf = (text: string): readonly Line[] => {
  let fence: string | null = null;
  return text.split(/\r?\n/).map((line, index) => {
    const [, mark] = fencePattern.exec(line) ?? [];
    const isCode = fence !== null || mark !== undefined;
    if (mark !== undefined && (fence === null || mark.startsWith(fence))) fence = fence === null ? mark : null;
    return { number: index + 1, text: isCode ? '' : line };
  });
};

/** Cells between bars; `\|` is a bar in a text. */
const cellsOf = (text: string): string[] =>
  text
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

const rowOf = ({ number, text }: Line): Row => ({ line: number, cells: cellsOf(text) });

const isSeparator = (line: Line | undefined): boolean =>
  line?.text.includes('-') === true && cellsOf(line.text).every((cell) => separatorCell.test(cell));

interface Found {
  name: string;
  /** Of the heading, or where it begins. */
  line: number;
  table: { header: Row; rows: readonly Row[] } | null;
  items: readonly { line: number; text: string }[];
}

/** How many lines from there on are of a kind. */
const run = (lines: readonly Line[], from: number, is: (line: Line) => boolean): readonly Line[] => {
  const end = lines.findIndex((line, index) => index >= from && !is(line));
  return lines.slice(from, end < 0 ? lines.length : end);
};

const isOfList = ({ text }: Line): boolean => itemPattern.test(text) || /^\s+\S/.test(text);

/** What goes on in the next line belongs to the item. */
const itemsOf = (lines: readonly Line[]): { line: number; text: string }[] => {
  const items: { line: number; text: string }[] = [];
  for (const { number, text } of lines) {
    const [, words] = itemPattern.exec(text) ?? [];
    const last = items.at(-1);
    if (words !== undefined || last === undefined) items.push({ line: number, text: (words ?? text).trim() });
    else last.text += ` ${text.trim()}`;
  }
  return items;
};

const foundIn = (lines: readonly Line[], fileName: string): Found[] => {
  const found: Found[] = [];
  let name = fileName;
  for (let at = 0; at < lines.length;) {
    const line = lines[at];
    if (line === undefined) break;
    const [, heading] = headingPattern.exec(line.text.trimEnd()) ?? [];
    if (heading !== undefined) name = heading.replace(closingPattern, '').trim();
    if (line.text.includes('|') && isSeparator(lines[at + 1])) {
      const rows = run(lines, at + 2, ({ text }) => text.includes('|'));
      found.push({ name, line: line.number, table: { header: rowOf(line), rows: rows.map(rowOf) }, items: [] });
      at += 2 + rows.length;
    } else if (itemPattern.test(line.text)) {
      const list = run(lines, at, isOfList);
      found.push({ name, line: line.number, table: null, items: itemsOf(list) });
      at += list.length;
    } else at++;
  }
  return found;
};

const readFound = (file: string, { name, line, table, items }: Found): ReadTables => {
  if (table === null) return tableOfItems({ file, name, line }, items);
  if (table.rows.length === 0)
    return { tables: [], problems: [{ file, line, message: 'no entry follows the header' }] };
  return tableOfRows({ file, name, ...table });
};

export const markdownTables = (file: string, text: string): ReadTables => {
  const lines = linesOf(text);
  const long = lines.find((line) => line.text.length > lineCharsMax);
  if (long !== undefined) {
    const message = `a line has ${lineCharsMax} characters at most`;
    return { tables: [], problems: [{ file, line: long.number, message }] };
  }
  const found = foundIn(lines, nameOfFile(file));
  const tables: PlacedTable[] = [];
  const problems: FileProblem[] = [];
  for (const each of found) {
    const read = readFound(file, each);
    tables.push(...read.tables);
    problems.push(...read.problems);
  }
  if (found.length === 0) problems.push({ file, line: 1, message: 'there is no table and no list in it' });
  return { tables, problems };
};
