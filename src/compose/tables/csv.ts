import type { ReadTables } from './placed.ts';
import { nameOfFile } from './placed.ts';
import { type Row, tableOfRows } from './rows.ts';

// A file of comma separated values (RFC 4180) is one table: its first row is the header, its name that of the file.

const separators = [',', ';', '\t'] as const;

interface Scan {
  text: string;
  separator: string;
  at: number;
  line: number;
}

/** A cell in quotes, from behind the first of them. Null: they are not closed. */
const quotedCell = (scan: Scan): string | null => {
  let cell = '';
  while (scan.at < scan.text.length) {
    const char = scan.text[scan.at++] ?? '';
    if (char === '"' && scan.text[scan.at] !== '"') return cell;
    if (char === '"') scan.at++;
    if (char === '\n') scan.line++;
    cell += char === '\n' || char === '\r' ? ' ' : char;
  }
  return null;
};

const plainCell = (scan: Scan): string => {
  const from = scan.at;
  while (scan.at < scan.text.length && scan.text[scan.at] !== '\n' && scan.text[scan.at] !== scan.separator) scan.at++;
  return scan.text.slice(from, scan.at);
};

interface Problem {
  line: number;
  message: string;
}

const cellOf = (scan: Scan): string | Problem => {
  const { line, text } = scan;
  while (text[scan.at] === ' ') scan.at++;
  if (text[scan.at] !== '"') return plainCell(scan).trim();
  scan.at++;
  const cell = quotedCell(scan);
  if (cell === null) return { line, message: 'a quote is opened here and not closed' };
  const rest = plainCell(scan).trim();
  return rest === ''
    ? cell
    : { line, message: 'something stands behind a closed quote; a quote within is written twice' };
};

const rowsOf = (scan: Scan): Row[] | Problem => {
  const rows: Row[] = [];
  while (scan.at < scan.text.length) {
    const { line } = scan;
    const cells: string[] = [];
    do {
      const cell = cellOf(scan);
      if (typeof cell !== 'string') return cell;
      cells.push(cell);
    } while (scan.text[scan.at++] === scan.separator);
    scan.line++;
    if (cells.some((cell) => cell !== '')) rows.push({ line, cells });
  }
  return rows;
};

/** The separator that its first line has most of. */
const separatorOf = (text: string): string => {
  const [first = ''] = text.split('\n', 1);
  const count = (separator: string): number => first.split(separator).length;
  return separators.reduce((best, each) => (count(each) > count(best) ? each : best));
};

export const csvTables = (file: string, text: string): ReadTables => {
  const rows = rowsOf({ text, separator: separatorOf(text), at: 0, line: 1 });
  const failed = (problem: Problem): ReadTables => ({ tables: [], problems: [{ file, ...problem }] });
  if (!Array.isArray(rows)) return failed(rows);
  const [header, ...rest] = rows;
  if (header === undefined) return failed({ line: 1, message: 'it is empty: the first row says what the columns are' });
  if (rest.length === 0) return failed({ line: header.line, message: 'no entry follows the header' });
  return tableOfRows({ file, name: nameOfFile(file), header, rows: rest });
};
