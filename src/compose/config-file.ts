import { readFile, stat } from 'node:fs/promises';
import type { Assignment } from './settings.ts';

export const configFileBytesMax = 256 * 1024;

export interface ConfigFile {
  assignments: readonly Assignment[];
  problems: readonly string[];
}

const nothing: ConfigFile = { assignments: [], problems: [] };

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

/** Reads a configuration file: YAML, settings as keys, groups as maps. */
export const readConfigFile = async (path: string, { mustExist }: { mustExist: boolean }): Promise<ConfigFile> => {
  const text = await textOf(path);
  if (text === null)
    return mustExist ? { assignments: [], problems: [`there is no configuration file \`${path}\``] } : nothing;
  if (typeof text !== 'string') return { assignments: [], problems: [text.problem] };

  // Loaded only where there is a file: most have none, and starting is to be quick.
  const { isMap, isScalar, LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  if (document.errors.length > 0)
    return {
      assignments: [],
      problems: document.errors.map(({ pos, message }) => `${path}:${lineAt(pos[0])}: not YAML: ${message}`),
    };

  const assignments: Assignment[] = [];
  const problems: string[] = [];
  const visit = (node: unknown, prefix: string, line: number): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '?';
        visit(
          value,
          prefix === '' ? name : `${prefix}.${name}`,
          isScalar(key) && key.range ? lineAt(key.range[0]) : line,
        );
      }
    } else if (prefix === '') {
      const isEmpty = node === null || (isScalar(node) && node.value === null);
      if (!isEmpty) problems.push(`${path}:${line}: expected keys and values, such as \`world: ashfall\``);
    } else {
      if (isScalar(node))
        assignments.push({ key: prefix, value: { typed: node.value }, origin: { kind: 'file', path, line } });
      else if (node !== null) problems.push(`${path}:${line}: \`${prefix}\` takes one value, not a list`);
    }
  };
  visit(document.contents, '', 1);
  return { assignments, problems };
};
