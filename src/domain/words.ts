import { stemOf } from './stem.ts';

// W1. A text gives the same words whatever its letter case, accents, ligatures and half or full width.
// W2. In scripts where a mark makes another letter, marks are kept.
// W3. Words are letters, digits and marks, and nothing else: none can mean anything to a store.

export const wordCharsMax = 64;
export const queryCharsMax = 10_000;
export const queryTermsMax = 64;

/** More marks on one letter than any script has; putting very many in order would take very long. */
const surplusMarks = /(?<=\p{M}{8})\p{M}+/gu;
const accented = /([\p{Script=Latin}\p{Script=Greek}])(\p{M}+)/gu;
const accents = /[\u0300-\u036f]+/g;
const ascii = /^[\0-\x7f]*$/;
const words = /[\p{L}\p{N}\p{M}]+/gu;

/** Letters that Unicode does not take apart, and apostrophes that it calls letters. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ł: 'l',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
  '\u02bb': ' ',
  '\u02bc': ' ',
};
const strokedLetters = /[ßæœøđðþħłŧıς\u02bb\u02bc]/g;

const fold = (text: string): string => {
  if (ascii.test(text)) return text.toLowerCase();
  const apart = text.replace(surplusMarks, '').normalize('NFKD').toLowerCase().normalize('NFKD');
  const bare = apart.replace(accented, (_, letter: string, marks: string) => letter + marks.replace(accents, ''));
  return bare.normalize('NFC').replace(strokedLetters, (letter) => plainLetters[letter] ?? letter);
};

const shortened = (word: string): string => {
  const cut = word.slice(0, wordCharsMax);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
};

/** The words of a text in order, as they are written. Of a longer one the first `wordCharsMax` characters count. */
const foldedWords = (text: string): string[] => (fold(text).match(words) ?? []).map(shortened);

/** The words of a text in order, each as its stem: what a text is found by. */
export const stemsOf = (text: string): string[] => foldedWords(text).map(stemOf);

/** Words that nearly every text holds. */
const emptyWords: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by did do does for from had has have he her him his i if in into is it its me my no not of on or our s she ' +
    'so t that the their them then there these they this to was we were what when where which who why will with would you your'
  ).split(' '),
);

const telling = (all: readonly string[]): readonly string[] => {
  const rest = all.filter((word) => !emptyWords.has(word));
  return rest.length > 0 ? rest : all;
};

/**
 * The stems to look for: those of a phrase in order, the others without repetition. Of a longer query the first `queryCharsMax`
 * characters and `queryTermsMax` words count.
 */
export const queryStems = ({ text, match }: { text: string; match: 'any' | 'all' | 'phrase' }): string[] => {
  const all = foldedWords(text.slice(0, queryCharsMax));
  if (match === 'phrase') return all.slice(0, queryTermsMax).map(stemOf);
  const counting = match === 'any' ? telling(all) : all;
  return [...new Set(counting.map(stemOf))].slice(0, queryTermsMax);
};
