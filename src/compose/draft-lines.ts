import { type Draft, type DraftKind, draftKinds } from '../../schemas/draft.ts';
import { nearest } from '../domain/nearest.ts';
import { quoted } from '../domain/quoted.ts';
import { explain } from './explain.ts';

// Drafts as people and programs write them: one JSON object a line, told apart by the word that only its kind has.

export type ReadDraft = { draft: Draft } | { code: string; message: string; advice: string | null };

const kinds = Object.keys(draftKinds) as DraftKind[];

const malformed = (message: string, advice: string | null = null): ReadDraft => ({
  code: 'malformed',
  message,
  advice,
});

const unknownKind = (fields: readonly string[]): ReadDraft => {
  const near = fields.map((field) => nearest(field, kinds)).find((kind) => kind !== undefined);
  return malformed(
    'it does not say what it proposes',
    near === undefined
      ? `It has one of ${kinds.map((kind) => `\`${kind}\``).join(', ')}.`
      : `Did you mean \`${near}\`?`,
  );
};

/** Reads what was written down. What is wrong is told with the field. */
export const readDraft = (value: unknown): ReadDraft => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return malformed('it is no object with fields', 'Such as `{"entity":"Mara","type":"character"}`.');
  const fields = Object.keys(value);
  const kind = kinds.find((each) => fields.includes(each));
  if (kind === undefined) return unknownKind(fields);
  const parsed = draftKinds[kind].safeParse(value);
  if (parsed.success) return { draft: parsed.data };
  const [issue] = parsed.error.issues;
  const [told] = issue === undefined ? [] : explain(issue, draftKinds[kind], value);
  if (told === undefined) return malformed('it is not allowed');
  return malformed(told.field === null ? told.message : `\`${told.field}\`: ${told.message}`);
};

/** Reads a line of a file. */
export const readDraftLine = (line: string): ReadDraft => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return malformed(`it is not JSON: ${quoted(error instanceof Error ? error.message : String(error))}`);
  }
  return readDraft(value);
};
