import type { Problem } from './read.ts';

// JSON as other programs write it. Some write `NaN` and `Infinity`, which JSON has not: there the field is what is wrong, not the whole.

const notNumbers = /([:[,]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g;

export type ReadJson = { value: unknown } | { problem: Problem };

const parsed = (text: string): ReadJson => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: { path: '', message: `not JSON: ${error instanceof Error ? error.message : String(error)}` } };
  }
};

export const readJson = (text: string): ReadJson => {
  const read = parsed(text);
  if ('value' in read || !notNumbers.test(text)) return read;
  const quoted = parsed(text.replace(notNumbers, '$1"$2"'));
  return 'value' in quoted ? quoted : read;
};
