import { isDenied, placesOf, type Said, wordsOf } from './intent-words.ts';

// To whom something is done, from what somebody says.
// T1. A whole name goes before a word of it. Several of one kind are meant where it is said so: `both orcs`, `the wolves`.
// T2. Who is not named is meant by `him`, `her`, `it` where there is nobody else, or where it is told who was spoken of last.

/** Somebody who can be spoken of, and by what. */
export interface Known {
  name: string;
  /** Other names, and what they are: `Grash`, `orc`. */
  aliases: readonly string[];
}

export interface Targets {
  /** By name, the first named first. */
  meant: readonly string[];
  /** Who else it might be, where several are called so. */
  mightBe: readonly string[];
}

const fillers = new Set([
  'the',
  'a',
  'an',
  'this',
  'these',
  'those',
  'my',
  'his',
  'her',
  'their',
  'our',
  'your',
  'other',
  'at',
  'on',
  'to',
  'of',
]);
const joining = new Set(['and', 'or', 'both', 'also', 'then', 'as', 'well', 'too', ...fillers]);
const ofOne = new Set(['him', 'her', 'it', 'them', 'he', 'she', 'his', 'its', 'their']);
const ofAll = [
  'both of them',
  'all of them',
  'them all',
  'them both',
  'everybody',
  'everyone',
  'all of you',
  'each of them',
];
const many = new Set(['both', 'all', 'every', 'each']);
const shortest = 3;

/** What several of a kind are called. */
const pluralsOf = (word: string): string[] => [
  ...[`${word}s`, `${word}es`],
  ...(word.endsWith('f') ? [`${word.slice(0, -1)}ves`] : []),
  ...(word.endsWith('fe') ? [`${word.slice(0, -2)}ves`] : []),
  ...(word.endsWith('y') ? [`${word.slice(0, -1)}ies`] : []),
  ...(word.endsWith('man') ? [`${word.slice(0, -3)}men`] : []),
];

interface Mention {
  at: number;
  length: number;
  names: string[];
  /** All of them are meant. */
  isMany: boolean;
}

interface Called {
  words: readonly string[];
  name: string;
  isWhole: boolean;
}

const callsOf = (others: readonly Known[]): Called[] =>
  others.flatMap(({ name, aliases }) =>
    [name, ...aliases].flatMap((each): Called[] => {
      const words = wordsOf(each);
      const single = words.filter((word) => word.length >= shortest && !fillers.has(word));
      return [
        { words, name, isWhole: true },
        ...single.flatMap((word) => (words.length === 1 ? [] : [{ words: [word], name, isWhole: false }])),
      ];
    }),
  );

const mentionsOf = (said: Said, others: readonly Known[]): Mention[] => {
  const found = new Map<string, Mention>();
  const put = (at: number, { length, name, isMany }: { length: number; name: string; isMany: boolean }): void => {
    const key = `${at} ${length}`;
    const mention = found.get(key) ?? { at, length, names: [], isMany };
    if (!mention.names.includes(name)) mention.names.push(name);
    found.set(key, { ...mention, isMany: mention.isMany || isMany });
  };
  for (const { words, name } of callsOf(others)) {
    for (const at of placesOf(said, words)) {
      const isMany = many.has(said.words[at - 1]?.word ?? '') || many.has(said.words[at - 2]?.word ?? '');
      put(at, { length: words.length, name, isMany });
    }
    const last = words.at(-1) ?? '';
    for (const plural of pluralsOf(last)) {
      const wanted = [...words.slice(0, -1), plural];
      for (const at of placesOf(said, wanted)) put(at, { length: words.length, name, isMany: true });
    }
  }
  const all = [...found.values()].filter(({ at }) => !isDenied(said, at));
  // A part of a longer name is not a name of its own.
  return all
    .filter(
      ({ at, length }) =>
        !all.some((each) => each.length > length && each.at <= at && at + length <= each.at + each.length),
    )
    .toSorted((a, b) => a.at - b.at);
};

/** Of one word that several are called by the first is meant, unless one has it for a whole name. */
const namesIn = ({ names, isMany, at, length }: Mention, said: Said, others: readonly Known[]): string[] => {
  if (isMany) return names;
  const whole = names.find((name) => {
    const known = others.find((each) => each.name === name);
    return [name, ...(known?.aliases ?? [])].some(
      (each) =>
        wordsOf(each).join(' ') ===
        said.words
          .slice(at, at + length)
          .map(({ word }) => word)
          .join(' '),
    );
  });
  return [whole ?? names[0] ?? ''];
};

/** Those that follow with nothing but `and the` between them. */
const together = (said: Said, mentions: readonly Mention[], from: Mention): Mention[] => {
  const group = [from];
  for (const next of mentions) {
    const last = group.at(-1) ?? from;
    if (next.at <= last.at) continue;
    const between = said.words.slice(last.at + last.length, next.at);
    if (!between.every(({ word }) => joining.has(word))) break;
    group.push(next);
  }
  return group;
};

/** `at`: where it is said what is done; what comes after it goes before what came earlier. */
export const targetsIn = (
  said: Said,
  { others, at, last }: { others: readonly Known[]; at: number; last: string | null },
): Targets => {
  const mentions = mentionsOf(said, others);
  const isSpokenOf = said.words.slice(at + 1).some(({ word }) => ofOne.has(word));
  const next = said.words[at]?.clause;
  const first =
    mentions.find((each) => each.at > at && said.words[each.at]?.clause === next) ??
    mentions.find((each) => each.at > at) ??
    // Somebody who was named before is meant by `him`, or in the same breath: `at the wolf I shoot`.
    mentions.findLast((each) => isSpokenOf || said.words[each.at]?.clause === next);
  if (first !== undefined) {
    const group = together(said, mentions, first);
    const meant = [...new Set(group.flatMap((each) => namesIn(each, said, others)))];
    return { meant, mightBe: first.names.filter((name) => !meant.includes(name)) };
  }
  const all = others.map(({ name }) => name);
  if (ofAll.some((words) => placesOf(said, wordsOf(words)).length > 0)) return { meant: all, mightBe: [] };
  if (!isSpokenOf) return { meant: [], mightBe: [] };
  if (last !== null && all.includes(last)) return { meant: [last], mightBe: all.filter((name) => name !== last) };
  return all.length === 1 ? { meant: all, mightBe: [] } : { meant: [], mightBe: all };
};
