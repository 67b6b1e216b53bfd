import { createHash } from 'node:crypto';
import type { Digest } from '../../schemas/digest.ts';

/** JSON with the keys of every object in order, so that equal values are equal texts whatever built them. */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const record = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(record).sort()) {
    const field = record[key];
    if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
};

export const digestOfText = (text: string): Digest => createHash('sha256').update(text).digest('hex') as Digest;

/** The digest of a record is over everything in it but the digest itself. */
export const digestOf = (record: Readonly<Record<string, unknown>>): Digest =>
  digestOfText(canonicalJson({ ...record, digest: undefined }));
