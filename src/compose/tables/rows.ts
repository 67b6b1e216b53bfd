import { tableEntriesMax, WrittenTable, type WrittenTableEntry } from '../../../schemas/tables.ts';
import { parseRoll } from '../../domain/dice/parse.ts';
import { isFailure } from '../../domain/failure.ts';
import { nearest } from '../../domain/nearest.ts';
import { quoted } from '../../domain/quoted.ts';
import { explain } from '../explain.ts';
import type { FileProblem } from '../yaml-file.ts';
import { idOfName, type PlacedTable, type ReadTables } from './placed.ts';

// A table of rows and columns, from wherever it was read. Its header says what the columns are:
// dice (`d20`) or `range`: at which rolls; `weight`: how often; `once`; `tags`; and one other column, the text.

export interface Row {
  line: number;
  cells: readonly string[];
}

export interface Rows {
  file: string;
  name: string;
  header: Row;
  rows: readonly Row[];
}

const knownColumns = ['range', 'weight', 'once', 'tags', 'text'] as const;
type Column = (typeof knownColumns)[number];

interface Columns {
  dice: string | null;
  at: ReadonlyMap<Column, number>;
}

const isDice = (cell: string): boolean => {
  try {
    parseRoll(cell);
    return /d/i.test(cell);
  } catch (error) {
    if (isFailure(error)) return false;
    throw error;
  }
};

/** What a heading means; null: nothing that a table has, so it heads the texts. */
const columnOf = (cell: string): Column | null => {
  const word = cell.trim().toLowerCase();
  return knownColumns.find((each) => each === word) ?? (isDice(cell) ? 'range' : null);
};

const columnsOf = ({ cells }: Row): Columns | string => {
  const at = new Map<Column, number>();
  let dice: string | null = null;
  for (const [index, cell] of cells.entries()) {
    const column = columnOf(cell) ?? 'text';
    if (at.has(column)) return strange(column, cells, cell);
    at.set(column, index);
    if (column === 'range' && isDice(cell)) dice = cell.trim();
  }
  if (!at.has('text')) return 'no column holds the texts';
  if (at.has('weight') && at.has('range')) return 'it has rolls and weights; a table has one of them';
  return { dice, at };
};

const strange = (column: Column, cells: readonly string[], cell: string): string => {
  if (column !== 'text') return `two columns are ${quoted(column)}`;
  const odd = cells.find((each) => columnOf(each) === null && nearest(each.trim(), knownColumns) !== undefined);
  const meant = odd === undefined ? undefined : nearest(odd.trim(), knownColumns);
  const advice = meant === undefined ? '' : `; did you mean \`${meant}\` by ${quoted(odd ?? '')}?`;
  return `${quoted(cell)} would be a second column of texts; others are dice such as \`d20\`, \`range\`, \`weight\`, \`once\`, \`tags\`${advice}`;
};

const yes = new Set(['yes', 'y', 'x', 'true', '1', 'once']);
const no = new Set(['no', 'n', '', 'false', '0', '-']);

const onceOf = (cell: string): boolean | string => {
  const word = cell.trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : `${quoted(cell)}: \`once\` is \`yes\` or \`no\``;
};

const weightOf = (cell: string): number | string =>
  /^\d{1,6}$/.test(cell.trim()) ? Number(cell) : `${quoted(cell)}: a weight is a whole number`;

type Entry = Partial<WrittenTableEntry> & { text: string };

const entryOf = ({ cells }: Row, { at }: Columns): Entry | string => {
  const cell = (column: Column): string | undefined => {
    const index = at.get(column);
    return index === undefined ? undefined : (cells[index] ?? '').trim();
  };
  const [range, weight] = [cell('range'), cell('weight')];
  const once = onceOf(cell('once') ?? '');
  const heavy = weight === undefined ? 1 : weightOf(weight);
  if (typeof once === 'string') return once;
  if (typeof heavy === 'string') return heavy;
  const tags = (cell('tags') ?? '').split(/[;,]/).map((tag) => tag.trim());
  return {
    ...(range === undefined ? { weight: heavy } : { at: range }),
    ...{ text: cell('text') ?? '', once, tags: tags.filter((tag) => tag !== '') },
  };
};

/** Where the header says `range` and no dice: one die, as high as the ranges go. */
const inferred = (rows: readonly Row[], { at }: Columns): string => {
  const index = at.get('range') ?? 0;
  const most = rows.flatMap(({ cells }) =>
    [...(cells[index] ?? '').matchAll(/\d{1,6}/g)].map(([digits]) => (digits === '00' ? 100 : Number(digits))),
  );
  return `d${most.reduce((a, b) => Math.max(a, b), 1)}`;
};

export const tableOfRows = ({ file, name, header, rows }: Rows): ReadTables => {
  const failed = (line: number, message: string): FileProblem => ({ file, line, message });
  const columns = columnsOf(header);
  if (typeof columns === 'string') return { tables: [], problems: [failed(header.line, columns)] };
  const surplus = tooMany(file, rows);
  if (surplus !== null) return surplus;
  const problems: FileProblem[] = [];
  const lines: number[] = [];
  const entries: Entry[] = [];
  for (const row of rows) {
    const entry =
      row.cells.length === header.cells.length
        ? entryOf(row, columns)
        : `${row.cells.length} cells stand under ${header.cells.length} columns; a text with the separator in it needs quotes`;
    if (typeof entry === 'string') problems.push(failed(row.line, entry));
    else {
      entries.push(entry);
      lines.push(row.line);
    }
  }
  if (problems.length > 0) return { tables: [], problems };
  const dice = columns.at.has('range') ? (columns.dice ?? inferred(rows, columns)) : undefined;
  return checkedTable({ file, name, line: header.line, lines, dice, entries });
};

/** What nobody can use is not looked at entry by entry. */
const tooMany = (file: string, entries: readonly { line: number }[]): ReadTables | null => {
  const line = entries[tableEntriesMax]?.line;
  return line === undefined
    ? null
    : { tables: [], problems: [{ file, line, message: `a table has ${tableEntriesMax} entries at most` }] };
};

interface Draft {
  file: string;
  name: string;
  line: number;
  /** Of each entry. */
  lines: readonly number[];
  dice: string | undefined;
  entries: readonly (string | Entry)[];
}

/** Items of a list: as likely as each other. */
export const tableOfItems = (
  { file, name, line }: Pick<Draft, 'file' | 'name' | 'line'>,
  items: readonly { line: number; text: string }[],
): ReadTables =>
  tooMany(file, items) ??
  checkedTable({
    ...{ file, name, line, lines: items.map((item) => item.line), dice: undefined },
    entries: items.map(({ text }) => text),
  });

/** What was read as the schema wants it. */
const checkedTable = ({ file, name, line, lines, dice, entries }: Draft): ReadTables => {
  const lineOf = (entry: number | null): number => (entry === null ? line : (lines[entry] ?? line));
  const draft = { id: idOfName(name), name, entries, ...(dice === undefined ? {} : { dice }) };
  const parsed = WrittenTable.safeParse(draft);
  if (parsed.success) {
    const table: PlacedTable = { file, written: parsed.data, lineOf };
    return { tables: [table], problems: [] };
  }
  const problems = parsed.error.issues
    .flatMap((issue) => explain(issue, WrittenTable, draft))
    .map(({ path, field, message }) => {
      const [list, entry] = path;
      const at = list === 'entries' && typeof entry === 'number' ? entry : null;
      return { file, line: lineOf(at), message: field === null ? message : `\`${field}\`: ${message}` };
    });
  return { tables: [], problems };
};
