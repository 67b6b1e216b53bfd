import { hash } from 'node:crypto';
import type { Digest } from '../../schemas/digest.ts';

// J1. Equal values are equal texts, whatever built them, and different values are different texts. An object's keys stand in the order of
//     their UTF-16 code units; a field that is `undefined` counts as absent.
// J2. The text is JSON, and parses back to the value.
// J3. What JSON cannot hold (a number that is not finite, a date, a map, `undefined` in a list) is a bug of the caller and throws: written
//     as something else, two different values would share a digest.
// Every record is written through here, often more than once, so it is made for speed: what it does beyond the obvious is measured.

/** Sorting in place beats the built-in sort while there are few keys, and would be quadratic for many. */
const keysSortedInPlaceMax = 32;

const sorted = (keys: string[]): string[] => {
  if (keys.length > keysSortedInPlaceMax) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] ?? '';
    let at = i;
    for (; at > 0; at--) {
      const before = keys[at - 1] ?? '';
      if (before <= key) break;
      keys[at] = before;
    }
    keys[at] = key;
  }
  return keys;
};

/** What JSON escapes, or may: most strings hold none of it. */
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

const quoted = (text: string): string => (escaped.test(text) ? JSON.stringify(text) : `"${text}"`);

const notJson = (what: string): TypeError => new TypeError(`\`${what}\` has no place in a record`);

const ofList = (list: readonly unknown[]): string => {
  let text = '';
  for (let i = 0; i < list.length; i++) text += i === 0 ? canonicalJson(list[i]) : `,${canonicalJson(list[i])}`;
  return `[${text}]`;
};

const ofObject = (object: object): string => {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw notJson(object.constructor.name);
  const record = object as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of sorted(Object.keys(record))) {
    const field = record[key];
    if (field !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
};

/** JSON with the keys of every object in order. */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw notJson(String(value));
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? ofList(value) : ofObject(value);
    default:
      throw notJson(typeof value);
  }
};

export const digestOfText = (text: string): Digest => hash('sha256', text, 'hex') as Digest;

/** The digest of a record is over everything in it but the digest itself. */
export const digestOf = (record: Readonly<Record<string, unknown>>): Digest =>
  digestOfText(canonicalJson({ ...record, digest: undefined }));
