import { RoleName } from '../../../schemas/vocabulary.ts';

// A fact or an event in words: `mara located_in tavern, from 10, held until 300` or `death, patient orc, agent mara, at 100`.
// The first clause says what is so: subject, predicate and object, or the kind of an event alone. Every other one starts with a word that
// says what it is about. Names of several words stand in quotes.

export type Phrase = { ok: true; fields: Readonly<Record<string, unknown>> } | { ok: false; error: string };

const clausesMax = 32;
const piece = /"[^"]*"|[^\s"]+/g;
const clause = /(?:"[^"]*"|[^,"])+/g;

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');
const wordsOf = (text: string): string[] => text.match(piece) ?? [];

/** `mara and "Old Tomas"`. */
const namesIn = (words: readonly string[]): string[] => {
  const names: string[][] = [[]];
  for (const word of words)
    if (word === 'and') names.push([]);
    else names.at(-1)?.push(unquoted(word));
  return names.map((parts) => parts.join(' ')).filter((name) => name !== '');
};

const timeOf = (words: readonly string[]): number | string | readonly number[] | null => {
  const text = words.map(unquoted).join(' ');
  if (text === 'unknown') return null;
  if (/^-?\d+$/.test(text)) return Number(text);
  const [, second, ordinal] = /^(-?\d+)\.(\d+)$/.exec(text) ?? [];
  return ordinal === undefined ? text : [Number(second), Number(ordinal)];
};

const valueOf = (words: readonly string[]): string | number | boolean => {
  const [only = '', ...more] = words;
  if (more.length > 0) return words.join(' ');
  if (only === 'true' || only === 'false') return only === 'true';
  return /^-?\d+(?:\.\d+)?$/.test(only) ? Number(only) : unquoted(only);
};

type Reader = (words: readonly string[]) => Readonly<Record<string, unknown>>;

const joined = (words: readonly string[]): string => words.map(unquoted).join(' ');

const clauses: readonly (readonly [start: readonly string[], read: Reader])[] = [
  [['from'], (words) => ({ from: timeOf(words) })],
  [['at'], (words) => ({ from: timeOf(words) })],
  [['to'], (words) => ({ to: timeOf(words) })],
  [['until'], (words) => ({ to: timeOf(words) })],
  [['held', 'until'], (words) => ({ held_until: timeOf(words) })],
  [['locked'], () => ({ locked: true })],
  [['status'], (words) => ({ status: joined(words) })],
  [['by'], (words) => ({ authority: joined(words) })],
  [['told', 'in'], (words) => ({ authority: 'source', source: joined(words) })],
  [['called'], (words) => ({ called: joined(words) })],
  [['because', 'of'], (words) => ({ derives_from: namesIn(words) })],
  [['caused', 'by'], (words) => ({ caused_by: namesIn(words) })],
  [['instead', 'of'], (words) => ({ replaces: namesIn(words) })],
  [['ended'], (words) => ({ ended: namesIn(words) })],
  [['in', 'universe'], (words) => ({ universe: joined(words) })],
  [['severity'], (words) => ({ severity: joined(words) })],
];

const startsWith = (words: readonly string[], start: readonly string[]): boolean =>
  start.every((word, index) => words[index] === word);

const readClause = (words: readonly string[]): Readonly<Record<string, unknown>> | undefined => {
  const role = RoleName.safeParse(words[0]);
  if (role.success) return { participants: { [role.data]: namesIn(words.slice(1)) } };
  const found = clauses.find(([start]) => startsWith(words, start));
  return found?.[1](words.slice(found[0].length));
};

const mainClause = (words: readonly string[]): Readonly<Record<string, unknown>> => {
  const [subject = '', predicate, ...object] = words;
  if (predicate === undefined) return { event: unquoted(subject), participants: {} };
  return {
    subject: unquoted(subject),
    predicate: unquoted(predicate),
    ...(object.length === 0 ? {} : { object: valueOf(object) }),
  };
};

export const readPhrase = (text: string): Phrase => {
  const [main = '', ...others] = (text.match(clause) ?? []).map((each) => each.trim());
  if (others.length > clausesMax) return { ok: false, error: `more than ${clausesMax} clauses` };
  if (main === '') return { ok: false, error: 'says nothing' };
  const fields: Record<string, unknown> = { ...mainClause(wordsOf(main)) };
  for (const other of others) {
    const read = readClause(wordsOf(other));
    if (read === undefined) {
      const starts = [...clauses.map(([start]) => start.join(' ')), ...RoleName.options];
      return {
        ok: false,
        error: `\`${other}\`: a clause starts with ${starts.map((each) => `\`${each}\``).join(', ')}`,
      };
    }
    if (read['participants'] === undefined) Object.assign(fields, read);
    else fields['participants'] = { ...(fields['participants'] as object | undefined), ...read['participants'] };
  }
  return { ok: true, fields };
};
