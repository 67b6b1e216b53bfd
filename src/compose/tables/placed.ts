import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { WrittenTable } from '../../../schemas/tables.ts';
import { tableId } from '../../domain/tables/table.ts';
import type { FileProblem } from '../yaml-file.ts';

// Tables with the places where they were written.

const tableFileBytesMax = 1024 * 1024;

export interface PlacedTable {
  file: string;
  written: WrittenTable;
  /** Entries are counted from 0; null: where the table begins. */
  lineOf: (entry: number | null) => number;
}

export interface ReadTables {
  tables: readonly PlacedTable[];
  problems: readonly FileProblem[];
}

/** What a table is called where nothing in its file says so. */
export const nameOfFile = (file: string): string => path.basename(file, path.extname(file));

/** An id that starts with a letter, as ids do. */
export const idOfName = (name: string): string => tableId(name) || 'table';

export const textOfFile = async (file: string): Promise<{ text: string } | { problem: FileProblem }> => {
  const failed = (message: string): { problem: FileProblem } => ({ problem: { file, line: 1, message } });
  try {
    const { size } = await stat(file);
    if (size > tableFileBytesMax) return failed(`larger than ${tableFileBytesMax} bytes`);
    return { text: (await readFile(file, 'utf8')).replace(/^\uFEFF/, '') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return failed(code === 'ENOENT' ? 'there is no such file' : `can't be read: ${message}`);
  }
};
