// What somebody says, word by word: where a sentence turns, what they deny, what they say of others.

export interface Word {
  word: string;
  /** Which part of the sentence it is in, from 0 on. */
  clause: number;
}

export interface Said {
  words: readonly Word[];
  /** Parts that are about something else than what is done: `if he moves`, `the sword that hit him`. */
  aside: ReadonlySet<number>;
}

/** These begin another part of a sentence. */

const turns = new Set(['and', 'but', 'then', 'while', 'because', 'so', 'yet']);
/** These begin one that is about something else. */
const asides = new Set([
  'if',
  'when',
  'unless',
  'that',
  'which',
  'who',
  'whom',
  'after',
  'before',
  'until',
  'whether',
  'while',
  'because',
  'as',
]);
/** What comes after these in the same part of a sentence is not so. */
const nots = new Set([
  ...[
    'not',
    'dont',
    'doesnt',
    'didnt',
    'wont',
    'cant',
    'cannot',
    'shouldnt',
    'wouldnt',
    'couldnt',
    'isnt',
    'arent',
    'aint',
  ],
  ...['never', 'no', 'neither', 'without', 'stop', 'stops', 'stopping', 'quit', 'cease', 'refuse', 'refuses', 'avoid'],
  ...['refrain', 'decline', 'instead', 'rather'],
]);
/** `instead of hiding`, and not `instead I hide`. */
const notsWith: Readonly<Record<string, string>> = { instead: 'of', rather: 'than' };

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\b(it|that|this|he|she)['’]s\b/gu, '$1 is'],
  [/['’]s\b/gu, ''],
  [/['’]/gu, ''],
];

/** What somebody else is made to say is not what is done. */
const withoutQuotes = (text: string): string => text.replaceAll(/"[^"]*"|“[^”]*”|«[^»]*»/gu, ' , ');

const folded = (text: string): string => {
  let plain = text.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
  for (const [pattern, by] of contractions) plain = plain.replaceAll(pattern, by);
  return plain;
};

/** Words of a name, or of what an action is known by. */
export const wordsOf = (text: string): string[] => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

export const saidIn = (text: string): Said => {
  const words: Word[] = [];
  const aside = new Set<number>();
  let clause = 0;
  for (const [part] of folded(withoutQuotes(text)).matchAll(/[\p{L}\p{N}]+|[,;:.!?()\n—–]| - /gu)) {
    if (!/[\p{L}\p{N}]/u.test(part)) {
      clause++;
      continue;
    }
    const isFirst = words.at(-1)?.clause !== clause;
    if ((turns.has(part) || asides.has(part)) && !isFirst) clause++;
    if (asides.has(part)) aside.add(clause);
    words.push({ word: part, clause });
  }
  return { words, aside };
};

const doubled = (word: string): string => `${word}${word.at(-1) ?? ''}ing`;

/** `strike`, `strikes`, `striking`; `carry`, `carries`. */
const formsOf = (word: string): ReadonlySet<string> =>
  new Set([
    ...[word, `${word}s`, `${word}es`, `${word}ing`, doubled(word)],
    ...(word.endsWith('y') ? [`${word.slice(0, -1)}ies`] : []),
    ...(word.endsWith('e') ? [`${word.slice(0, -1)}ing`] : []),
  ]);

const forms = new Map<string, ReadonlySet<string>>();
const shortest = 3;

/** Whether a word is a form of another, as far as something can be done by it. */
export const isFormOf = (said: string, word: string): boolean => {
  if (said === word) return true;
  if (word.length < shortest) return false;
  const known = forms.get(word) ?? formsOf(word);
  forms.set(word, known);
  return known.has(said);
};

/** Places where words are said one after the other, the first in any of its forms. */
export const placesOf = ({ words }: Said, wanted: readonly string[], isDone = false): number[] => {
  const [first] = wanted;
  if (first === undefined) return [];
  return words.flatMap(({ word, clause }, at) => {
    if (isDone ? !isFormOf(word, first) : word !== first) return [];
    const isSaid = wanted.every((each, index) => {
      const there = words[at + index];
      return index === 0 || (there?.word === each && (!isDone || there.clause === clause));
    });
    return isSaid ? [at] : [];
  });
};

/** Those before a place, in the same part of the sentence. */
export const before = ({ words }: Said, at: number): readonly string[] => {
  const clause = words[at]?.clause;
  return words.slice(0, at).flatMap((each) => (each.clause === clause ? [each.word] : []));
};

/** Whether it is said that it is not so; whoever denies it twice says that it is. */
export const isDenied = (said: Said, at: number): boolean => {
  const some = before(said, at);
  const count = some.filter((word, index) => {
    const needed = notsWith[word];
    return nots.has(word) && (needed === undefined || some[index + 1] === needed);
  }).length;
  return count % 2 === 1;
};
