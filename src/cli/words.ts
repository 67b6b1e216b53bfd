import { usageFailure } from './command.ts';

const word = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;
const quoted = /"([^"]*)"|'([^']*)'/g;

/** A line as words: split at spaces, but for what stands in quotes. */
export const wordsOf = (line: string): string[] => {
  if (/["']/.test(line.replaceAll(word, '')))
    throw usageFailure('a quote in the line is not closed', 'Close it, and try again.');
  return (line.match(word) ?? []).map((found) => found.replaceAll(quoted, '$1$2'));
};
