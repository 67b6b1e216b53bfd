import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { parseDocument } from 'yaml';
import { Failure } from '../domain/failure.ts';
import { readJson } from './written/json-text.ts';

// Files that a person names on the command line.

/** What is read as a whole is held in memory several times over. */
const wholeBytesMax = 256 * 1024 * 1024;
const aliasesMax = 100;

const unreadable = (file: string, error: unknown): Failure => {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'there is no such file' : message;
  return new Failure({
    kind: 'terminal',
    code: 'unreadable_file',
    message: `\`${file}\` can't be read: ${why}`,
    advice: 'Look at the path.',
    cause: error,
  });
};

export const openFile = async (file: string): Promise<Readable> => {
  try {
    await (await open(file)).close(); // a stream would tell only later
    return createReadStream(file);
  } catch (error) {
    throw unreadable(file, error);
  }
};

export const wholeText = async (file: string): Promise<string> => {
  try {
    const { size } = await stat(file);
    if (size <= wholeBytesMax) return await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
  throw new Failure({
    kind: 'terminal',
    code: 'unreadable_file',
    message: `\`${file}\` is larger than ${wholeBytesMax} bytes`,
    advice: 'Make several files of it.',
  });
};

const notReadable = (file: string, why: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'unreadable_file',
    message: `\`${file}\`: ${why}`,
    advice: 'Nothing was done.',
  });

const yamlIn = (file: string, text: string): unknown => {
  const document = parseDocument(text, { prettyErrors: true });
  const [first] = document.errors;
  if (first !== undefined) throw notReadable(file, `not YAML: ${first.message}`);
  try {
    return document.toJS({ maxAliasCount: aliasesMax }) as unknown;
  } catch (error) {
    throw notReadable(file, `not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
};

export const isYaml = (file: string): boolean => ['.yaml', '.yml'].includes(path.extname(file).toLowerCase());

/** What a file of JSON or YAML holds. */
export const readData = async (file: string): Promise<unknown> => {
  const text = await wholeText(file);
  if (isYaml(file)) return yamlIn(file, text);
  const read = readJson(text);
  if ('value' in read) return read.value;
  throw notReadable(file, read.problem.message);
};
