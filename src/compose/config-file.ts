import { readFile, stat } from 'node:fs/promises';
import type { Assignment } from './settings.ts';

const configFileBytesMax = 256 * 1024;

export interface ConfigFile {
  assignments: readonly Assignment[];
  problems: readonly string[];
}

const textOf = async (path: string): Promise<string | { problem: string } | null> => {
  try {
    const { size } = await stat(path);
    if (size > configFileBytesMax)
      return { problem: `${path}: a configuration file has at most ${configFileBytesMax} bytes` };
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? null : { problem: `${path}: can't be read: ${message}` };
  }
};

const parse = async (path: string, text: string): Promise<ConfigFile> => {
  // Loaded only where there is a file: most have none, and starting is to be quick.
  const { isMap, isScalar, LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  if (document.errors.length > 0) {
    const problemOf = (offset: number, message: string) => `${path}:${lineAt(offset)}: not YAML: ${message}`;
    return { assignments: [], problems: document.errors.map(({ pos, message }) => problemOf(pos[0], message)) };
  }

  const assignments: Assignment[] = [];
  const problems: string[] = [];
  const take = (node: unknown, key: string, line: number): void => {
    if (isScalar(node)) assignments.push({ key, value: { typed: node.value }, origin: { kind: 'file', path, line } });
    else if (node !== null) problems.push(`${path}:${line}: \`${key}\` takes one value, not a list`);
  };
  const visit = (node: unknown, prefix: string, line: number): void => {
    if (!isMap(node)) {
      take(node, prefix, line);
      return;
    }
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '?';
      const at = isScalar(key) && key.range ? lineAt(key.range[0]) : line;
      visit(value, prefix === '' ? name : `${prefix}.${name}`, at);
    }
  };
  const { contents } = document;
  const isEmpty = contents === null || (isScalar(contents) && contents.value === null);
  if (isMap(contents)) visit(contents, '', 1);
  else if (!isEmpty) problems.push(`${path}:1: expected keys and values, such as \`world: ashfall\``);
  return { assignments, problems };
};

/** Reads a configuration file: YAML, settings as keys, groups as maps. */
export const readConfigFile = async (path: string, { mustExist }: { mustExist: boolean }): Promise<ConfigFile> => {
  const text = await textOf(path);
  if (typeof text === 'string') return parse(path, text);
  if (text !== null) return { assignments: [], problems: [text.problem] };
  return { assignments: [], problems: mustExist ? [`there is no configuration file \`${path}\``] : [] };
};
