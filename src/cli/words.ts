import { usageFailure } from './command.ts';

/** A line as words: split at spaces, but for what stands in quotes. */
export const wordsOf = (line: string): string[] => {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (const letter of line) {
    if (quote !== null) {
      if (letter === quote) quote = null;
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + letter;
  }
  if (quote !== null) throw usageFailure(`a quote \`${quote}\` is not closed`, 'Close it, and try again.');
  if (word !== null) words.push(word);
  return words;
};
