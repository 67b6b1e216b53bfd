import type { z } from 'zod';
import { explain, type Path } from '../explain.ts';
import { respelled, type Synonyms } from '../schema-keys.ts';

// Parses what a person or another program wrote, in whichever of the usual spellings, and tells what is wrong with its place.

export interface Problem {
  /** `facts[3].subject`; empty: all of it. */
  path: string;
  message: string;
}

export type Read<T> = { value: T } | { problems: readonly Problem[] };

const problemsMax = 20;

/** Words that other people use for a field. They count only where the field exists. */
const synonyms: Synonyms = {
  at: 'from',
  since: 'from',
  until: 'to',
  start: 'from',
  end: 'to',
  kind: 'type',
  entity_type: 'type',
  story_clock: 'clock',
  now: 'clock',
  house_rules: 'rules',
  policy_profile: 'profile',
  contradicting: 'contradicting_sources',
  depends: 'depends_on',
  derived_from: 'derives_from',
  causes: 'caused_by',
  text: 'statement',
  predicate: 'event',
  whose: 'of',
};

const word = /^[\p{L}_][\p{L}\p{N}_]*$/u;

export const pathText = (path: Path): string =>
  path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      const text = String(key);
      return word.test(text) ? `${index === 0 ? '' : '.'}${text}` : `[${JSON.stringify(text)}]`;
    })
    .join('');

export const readAs = <T>(schema: z.ZodType<T>, written: unknown): Read<T> => {
  const first = schema.safeParse(written);
  if (first.success) return { value: first.data };
  const spelled = respelled(schema, written, synonyms);
  const parsed = schema.safeParse(spelled);
  if (parsed.success) return { value: parsed.data };
  const problems = parsed.error.issues
    .flatMap((issue) => explain(issue, schema, spelled))
    .map(({ path, message }) => ({ path: pathText(path), message }));
  return { problems: problems.slice(0, problemsMax) };
};

/** `facts[3].subject: nobody is called so`. */
export const problemText = ({ path, message }: Problem): string => (path === '' ? message : `${path}: ${message}`);
