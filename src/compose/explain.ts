import type { z } from 'zod';
import { nearest } from '../domain/nearest.ts';
import { keysAllowed } from './schema-keys.ts';

// What a schema says against something that a person wrote, in words for that person.

const shownCharsMax = 80;

export type Path = readonly PropertyKey[];

export interface Explained {
  path: Path;
  /** What it is about; null: the message says so itself. */
  field: string | null;
  message: string;
}

const list = (words: readonly unknown[]): string => words.map((word) => `\`${String(word)}\``).join(', ');

const didYouMean = (word: unknown, candidates: readonly unknown[]): string => {
  const meant = typeof word === 'string' ? nearest(word, candidates.map(String)) : undefined;
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`;
};

const shown = (value: unknown): string => {
  const isPlain = typeof value === 'string' || typeof value === 'number' || value === undefined;
  const text = isPlain ? String(value) : JSON.stringify(value);
  return `\`${text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text}\``;
};

const articles: Readonly<Record<string, string>> = {
  array: 'a list',
  tuple: 'a list',
  record: 'keys and values',
  object: 'keys and values',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  null: '`null`',
};

const choice = (value: unknown, options: readonly unknown[]): string => {
  const expected = `expected one of ${list(options)}`;
  const near = didYouMean(value, options);
  return value === undefined ? `missing: ${expected}` : `${shown(value)}: ${near === '' ? expected : `unknown${near}`}`;
};

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce(
    (inner: unknown, key) => (inner as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key],
    value,
  );

type Issue = z.core.$ZodIssue;

const unknownKeys = (
  { path, keys }: Extract<Issue, { code: 'unrecognized_keys' }>,
  schema: z.ZodType,
  whole: unknown,
): Explained[] => {
  const allowed = keysAllowed(schema, whole, path);
  return keys.map((key) => ({
    path: [...path, key],
    field: null,
    message: `unknown field ${shown(key)}${didYouMean(key, allowed) || (allowed.length > 0 ? `: here are ${list(allowed)}` : '')}`,
  }));
};

/** The alternative that the value means to be: the one that objects to something within it, and not to what kind of thing it is. */
const meant = (alternatives: readonly (readonly Issue[])[]): readonly Issue[] | undefined =>
  alternatives.find((issues) => issues.every(({ path, code }) => path.length > 0 || code !== 'invalid_type'));

const expectedKinds = (alternatives: readonly (readonly Issue[])[]): string[] => [
  ...new Set(
    alternatives.flat().flatMap((issue) => {
      if (issue.path.length > 0) return [];
      if (issue.code === 'invalid_value') return [`one of ${list(issue.values)}`];
      return issue.code === 'invalid_type' ? [articles[issue.expected] ?? issue.expected] : [];
    }),
  ),
];

/** What is said of something that may be one of several things. */
const unfit = (
  issue: Extract<Issue, { code: 'invalid_union' }>,
  schema: z.ZodType,
  whole: unknown,
): readonly Explained[] => {
  const { path } = issue;
  const value = valueAt(whole, path);
  if ('options' in issue && Array.isArray(issue.options)) return at(path, choice(value, issue.options));
  const inner = meant(issue.errors);
  if (inner !== undefined)
    return inner.flatMap((each) => explain({ ...each, path: [...path, ...each.path] }, schema, whole));
  const kinds = expectedKinds(issue.errors);
  if (kinds.length === 0 || issue.message !== 'Invalid input') return at(path, issue.message);
  return at(path, wanting(value, kinds.join(', or ')));
};

const at = (path: Path, message: string): Explained[] => {
  const field = path.findLast((key) => typeof key === 'string');
  return [{ path, field: field ?? null, message }];
};

const wanting = (value: unknown, expected: string): string =>
  value === undefined ? `missing: expected ${expected}` : `expected ${expected}, and got ${shown(value)}`;

/** One issue of zod's, in words. Unknown keys are told one by one. */
export const explain = (issue: Issue, schema: z.ZodType, whole: unknown): readonly Explained[] => {
  const { path } = issue;
  const value = valueAt(whole, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKeys(issue, schema, whole);
    case 'invalid_type':
      return at(path, wanting(value, articles[issue.expected] ?? issue.expected));
    case 'invalid_value':
      return at(path, choice(value, issue.values));
    case 'invalid_union':
      return unfit(issue, schema, whole);
    case 'too_big':
      return at(path, `at most ${String(issue.maximum)}, and got ${shown(value)}`);
    case 'too_small':
      return at(path, `at least ${String(issue.minimum)}, and got ${shown(value)}`);
    default:
      return at(path, issue.message);
  }
};
