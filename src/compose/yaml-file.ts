import { readFile, stat } from 'node:fs/promises';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { explain, type Path } from './explain.ts';

// A file of YAML that a person wrote, checked against a schema, with every problem at its line.

const yamlFileBytesMax = 1024 * 1024;
/** What a program wrote, out of a book of monsters. */
export const largeYamlBytesMax = 4 * 1024 * 1024;
/** A file that repeats itself more often by reference is not one that somebody wrote to be read. */
const aliasesPerFileMax = 100;
const problemsPerFileMax = 100;

export interface Place {
  file: string;
  line: number;
}

export interface FileProblem extends Place {
  message: string;
}

export interface YamlFile<T> {
  file: string;
  /** Null: it can't be used, and the problems say why. */
  value: T | null;
  problems: readonly FileProblem[];
  /** The line of what stands at a path, or of the nearest thing around it that is there. */
  lineOf(path: Path): number;
}

interface Lines {
  document: Document;
  counter: LineCounter;
}

const resolved = (node: unknown, { document }: Lines): unknown => (isAlias(node) ? node.resolve(document) : node);

const startOf = (node: unknown, { counter }: Lines): number | null => {
  const range = (node as Node | null)?.range;
  return range ? counter.linePos(range[0]).line : null;
};

const lineAt = (lines: Lines, path: Path): number => {
  let node: unknown = lines.document.contents;
  let line = startOf(node, lines) ?? 1;
  for (const key of path) {
    const container = resolved(node, lines);
    if (isMap(container)) {
      const pair = container.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) return line;
      line = startOf(pair.key, lines) ?? line;
      node = pair.value;
    } else if (isSeq(container)) {
      node = container.items[Number(key)];
      line = startOf(node, lines) ?? line;
    } else return line;
  }
  return line;
};

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

const unusable = (file: string, problems: readonly FileProblem[]): YamlFile<never> => ({
  file,
  value: null,
  problems,
  lineOf: () => 1,
});

const textOf = async (file: string, bytesMax: number): Promise<string | { problem: string }> => {
  try {
    const { size } = await stat(file);
    if (size > bytesMax) return { problem: `larger than ${bytesMax} bytes` };
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { problem: code === 'ENOENT' ? 'there is no such file' : `can't be read: ${message}` };
  }
};

/** What a document holds, or why nobody can know: references that lead nowhere, or to too much. */
const contentsOf = (document: Document): { contents: unknown } | { problem: string } => {
  try {
    return { contents: document.toJS({ maxAliasCount: aliasesPerFileMax }) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
};

/** Reads text as what a schema describes. An empty one is an empty object. */
const parseYaml = <T>(file: string, text: string, schema: z.ZodType<T>): YamlFile<T> => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const notYaml = document.errors.map(({ pos, message }) => ({
    file,
    line: counter.linePos(pos[0]).line,
    message: `not YAML: ${message}`,
  }));
  if (notYaml.length > 0) return unusable(file, notYaml.slice(0, problemsPerFileMax));
  const held = contentsOf(document);
  if ('problem' in held) return unusable(file, [{ file, line: 1, message: `not YAML: ${held.problem}` }]);

  const lines: Lines = { document, counter };
  const whole = held.contents ?? {};
  const parsed = schema.safeParse(whole);
  const lineOf = (path: Path): number => lineAt(lines, path);
  if (parsed.success) return { file, value: parsed.data, problems: [], lineOf };
  const problems = parsed.error.issues
    .flatMap((issue) => explain(issue, schema, whole))
    .slice(0, problemsPerFileMax)
    .map(({ path, field, message }) => ({
      file,
      line: lineOf(path),
      message: field === null ? message : `\`${field}\`: ${message}`,
    }));
  return { file, value: null, problems, lineOf };
};

export const readYamlFile = async <T>(
  file: string,
  schema: z.ZodType<T>,
  bytesMax = yamlFileBytesMax,
): Promise<YamlFile<T>> => {
  const text = await textOf(file, bytesMax);
  return typeof text === 'string'
    ? parseYaml(file, text, schema)
    : unusable(file, [{ file, line: 1, message: text.problem }]);
};
