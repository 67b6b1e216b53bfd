import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TableFile, tablesPerFileMax } from '../../../schemas/tables.ts';
import { Failure } from '../../domain/failure.ts';
import { quoted } from '../../domain/quoted.ts';
import { builtTable } from '../../domain/tables/build.ts';
import { libraryProblems } from '../../domain/tables/library.ts';
import type { Library, Table } from '../../domain/tables/table.ts';
import { type FileProblem, readYamlFile } from '../yaml-file.ts';
import { csvTables } from './csv.ts';
import { markdownTables } from './markdown.ts';
import { type PlacedTable, type ReadTables, textOfFile } from './placed.ts';

// The random tables that the program ships, and those of one's own on top of them.
// L1. Tables are checked as a whole, or none of them is used.
// L2. A table of one's own goes before a shipped one of the same id, also where shipped tables draw from it.

const folder = fileURLToPath(new URL('../../../policies/tables/', import.meta.url));
const problemsShownMax = 20;

type Reader = (file: string, text: string) => ReadTables;

const readers: Readonly<Record<string, Reader>> = {
  '.csv': csvTables,
  '.tsv': csvTables,
  '.md': markdownTables,
  '.markdown': markdownTables,
};
const yamlEndings = new Set(['.yaml', '.yml']);

const yamlTables = async (file: string): Promise<ReadTables> => {
  const { value, problems, lineOf } = await readYamlFile(file, TableFile);
  const tables = (value?.tables ?? []).map((written, index): PlacedTable => ({
    ...{ file, written },
    lineOf: (entry) => lineOf(entry === null ? ['tables', index] : ['tables', index, 'entries', entry]),
  }));
  return { tables, problems };
};

const readTables = async (file: string): Promise<ReadTables> => {
  const ending = path.extname(file).toLowerCase();
  if (yamlEndings.has(ending)) return yamlTables(file);
  const reader = readers[ending];
  const failed = (message: string): ReadTables => ({ tables: [], problems: [{ file, line: 1, message }] });
  if (reader === undefined)
    return failed(`${quoted(ending)} is no kind of file that holds tables: \`.yaml\`, \`.csv\`, \`.tsv\` or \`.md\``);
  const read = await textOfFile(file);
  if ('problem' in read) return { tables: [], problems: [read.problem] };
  const found = reader(file, read.text);
  return found.tables.length > tablesPerFileMax ? failed(`a file holds ${tablesPerFileMax} tables at most`) : found;
};

// ── checked together ─────────────────────────────────────────────────────────────────────────────────────────────

export interface CheckedTables {
  /** Null: there are problems. */
  library: Library | null;
  /** Those of the files that were given, or all that ship where none was. */
  tables: readonly Table[];
  problems: readonly FileProblem[];
}

const problemAt = ({ file, lineOf }: PlacedTable, entry: number | null, message: string): FileProblem => ({
  ...{ file, line: lineOf(entry), message },
});

const twice = (placed: readonly PlacedTable[]): readonly FileProblem[] => {
  const first = new Map<string, PlacedTable>();
  return placed.flatMap((each) => {
    const { id } = each.written;
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, each);
      return [];
    }
    const where = `${path.basename(other.file)}:${other.lineOf(null)}`;
    return [problemAt(each, null, `there is a table \`${id}\` already, at ${where}`)];
  });
};

/** Checks tables that lie upon those before them. */
const checkedOnTop = (shipped: readonly PlacedTable[], own: readonly PlacedTable[]): CheckedTables => {
  const problems: FileProblem[] = [...twice(shipped), ...twice(own)];
  const placedById = new Map<string, PlacedTable>();
  for (const each of [...shipped, ...own]) placedById.set(each.written.id, each);
  const tables = new Map<string, Table>();
  for (const [id, placed] of placedById) {
    const built = builtTable(placed.written);
    problems.push(...built.problems.map(({ entry, message }) => problemAt(placed, entry, `\`${id}\`: ${message}`)));
    if (built.table !== null) tables.set(id, built.table);
  }
  // What a table that can't be used would have said is not told of those that draw from it.
  if (problems.length === 0)
    for (const { table, entry, message } of libraryProblems(tables)) {
      const placed = placedById.get(table);
      if (placed !== undefined) problems.push(problemAt(placed, entry, `\`${table}\`: ${message}`));
    }
  const listed = new Set((own.length > 0 ? own : shipped).map(({ written }) => written.id));
  return {
    library: problems.length > 0 ? null : tables,
    tables: [...tables.values()].filter(({ id }) => listed.has(id)),
    problems,
  };
};

const readAll = async (files: readonly string[]): Promise<ReadTables> => {
  const read = await Promise.all(files.map(readTables));
  return { tables: read.flatMap(({ tables }) => tables), problems: read.flatMap(({ problems }) => problems) };
};

const shippedFiles = async (): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => path.join(folder, name));

const byPlace = (a: FileProblem, b: FileProblem): number =>
  a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;

/** Reads tables, and tells everything that is wrong with them. Files are absolute paths. */
export const checkTables = async (files: readonly string[] = []): Promise<CheckedTables> => {
  const [shipped, own] = await Promise.all([shippedFiles().then(readAll), readAll(files)]);
  const unread = [...shipped.problems, ...own.problems];
  if (unread.length > 0) return { library: null, tables: [], problems: unread.toSorted(byPlace) };
  const checked = checkedOnTop(shipped.tables, own.tables);
  return { ...checked, problems: checked.problems.toSorted(byPlace) };
};

/** Tables to draw from. Throws a failure that names everything that is wrong, each with its file and line. */
export const loadTables = async (
  files: readonly string[] = [],
): Promise<{ library: Library; tables: readonly Table[] }> => {
  const { library, tables, problems } = await checkTables(files);
  if (library !== null) return { library, tables };
  const shown = problems
    .slice(0, problemsShownMax)
    .map(({ file, line, message }) => `\n  - ${file}:${line}: ${message}`);
  throw new Failure({
    kind: 'terminal',
    code: 'bad_tables',
    message: `the tables can't be used: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}${shown.join('')}`,
    advice: '`monitor table check FILE…` shows them all. Nothing was drawn.',
  });
};
