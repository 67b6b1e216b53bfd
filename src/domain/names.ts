import { editDistance } from './edit-distance.ts';

// N1. A normalised name normalises to itself.
// N2. It is never empty unless the name is: what would lose everything keeps what it has.
// N3. Names that a reader takes for one are equal: "The Café", "Cafe" and "café"; "Half-Elf" and "half elf"; "St. Cuthbert" and "St Cuthbert".
// N4. Names that a reader takes for two stay apart: in scripts where a mark makes another letter, marks are kept.

// ── letters ──────────────────────────────────────────────────────────────────────────────────────────────────────

const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const singleQuotes = /[\u0060\u00b4\u02b9-\u02bf\u02c8\u02ca\u02cb\u2018-\u201b\u2032\u2035\u2039\u203a\uff07]/g;
const doubleQuotes = /[\u00ab\u00bb\u02ba\u201c-\u201f\u2033\u2036\u300c-\u300f\u301d-\u301f\uff02]/g;
const dashes = /[\u058a\u05be\u2010-\u2015\u2212\u2e3a\u2e3b\u301c\u3030\ufe31\ufe32\ufe58\ufe63\uff0d]/g;

/** Unicode's own folding is not at hand: down, up and down again also meets `ß` with `ss`, and `ς` is a `σ` at the end of a word. */
const foldCase = (text: string): string => text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');

/** One text for all that differ only in letter case, spacing, the make of quotes and dashes, and what cannot be seen. */
export const foldText = (text: string): string =>
  foldCase(text.replace(invisible, ''))
    .normalize('NFC')
    .replace(singleQuotes, "'")
    .replace(doubleQuotes, '"')
    .replace(dashes, '-')
    .replace(/\s+/gu, ' ')
    .trim();

/** Marks on Latin and Greek letters are accents. Elsewhere a mark may be the letter: が is not か, and й is not и. */
const accents =
  /(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)[\p{M}&&[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]]/gv;
/** The points of Arabic and Hebrew, and the Arabic stretcher: written or left out as one likes. */
const optionalPoints = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]/g;

const withoutAccents = (text: string): string => text.normalize('NFD').replace(accents, '').normalize('NFC');

/** Latin letters with a stroke or a tie, which Unicode does not take apart. */
const plainLetters: Readonly<Record<string, string>> = {
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
};
const strokedLetters = /[æœøđðþħłŧı]/g;

// ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `J.R.R.`, `Dr.`, `Smith, Tom`: between words, but not in `2.5`. The dot of a leading `A.` stays, or the initial would pass for an article. */
const stops = /(?<!^a)(?:\.(?!\d)|(?<!\d)\.)|(?<!\d),|,(?!\d)|[;:!?¡¿…·・"]/gu;
/** A dash ties words together, unless it is a minus: level -1 is not level 1. */
const ties = /(?<=\S)-|-(?!\d)/gu;
const apostropheOutsideWord = /(?<![\p{L}\p{N}\p{M}'])'+|'+(?![\p{L}\p{N}\p{M}'])/gu;
const leadingArticle = /^(?:(?:the|an|a) )+(?=\S)/;

const orElse = (text: string, otherwise: string): string => (text === '' ? otherwise : text);

/**
 * What names are compared by: folded to lower case without accents, quotes, dashes and the dots of titles and initials, and without a
 * leading article. Stores index names under this.
 */
export const normaliseName = (name: string): string => {
  const folded = foldText(foldText(name).normalize('NFKC').replace(optionalPoints, ''));
  const letters = withoutAccents(folded).replace(strokedLetters, (letter) => plainLetters[letter] ?? letter);
  const words = letters
    .replace(apostropheOutsideWord, '')
    .replace(stops, ' ')
    .replace(ties, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return orElse(words.replace(leadingArticle, ''), orElse(letters, orElse(name.trim(), name)));
};

export const sameName = (a: string, b: string): boolean => normaliseName(a) === normaliseName(b);

// ── likeness ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** From here on two names may be of one thing, and a person is asked. */
export const possibleDuplicateMin = 0.8;
/** What is not the same name is never quite alike. */
const likenessMax = 0.99;
/** Names that differ in a number are as good as different: guard 1 and guard 2, Henry IV and Henry V. */
const likenessOfNumberedMax = 0.5;
/** Words less alike than this are different words; a slip in five letters is let pass. */
const wordLikenessMin = 0.8;
/** How much it counts that all of the shorter name is in the longer: Strahd, and Strahd von Zarovich. */
const shareOfShorterWeight = 0.6;
const wordsComparedMax = 24;

/** How alike two names are, and why. */
export interface NameLikeness {
  /** 1: the same name. 0: nothing in common. */
  score: number;
  /** What the score rests on. `number`: they would be alike, but each counts another of its kind. */
  because: 'same' | 'words' | 'spelling' | 'number';
  /** Words of one that are found in the other, if only nearly. */
  words: readonly Pair[];
  /** Between the whole names, words run together. */
  edits: number;
}

interface Pair {
  left: string;
  right: string;
  edits: number;
}

const likenessOf = ({ left, right, edits }: Pair): number =>
  Math.max(0, 1 - edits / Math.max([...left].length, [...right].length));

const wordsOf = (normalised: string): readonly string[] =>
  [...new Set(normalised.split(' '))].slice(0, wordsComparedMax);

/** Pairs the words of two names, the most alike first, each at most once. */
const pairWords = (left: readonly string[], right: readonly string[]): readonly Pair[] => {
  const near = left
    .flatMap((a) => right.map((b) => ({ left: a, right: b, edits: editDistance(a, b) })))
    .filter((pair) => likenessOf(pair) >= wordLikenessMin)
    .sort((a, b) => likenessOf(b) - likenessOf(a) || (wordsAsKey(a) < wordsAsKey(b) ? -1 : 1));
  const taken = { left: new Set<string>(), right: new Set<string>() };
  return near.filter((pair) => {
    if (taken.left.has(pair.left) || taken.right.has(pair.right)) return false;
    taken.left.add(pair.left);
    taken.right.add(pair.right);
    return true;
  });
};

/** The same for a pair and its mirror image, so that likeness does not depend on which name comes first. */
const wordsAsKey = ({ left, right }: Pair): string => (left < right ? `${left} ${right}` : `${right} ${left}`);

const roman = /^m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/;

/** What a name counts: words with a digit, and a Roman number at its end. */
const countsOf = (words: readonly string[]): { digits: string; roman: string | null } => {
  const last = words.length > 1 ? words.at(-1) : undefined;
  return {
    digits: words.filter((word) => /\p{N}/u.test(word)).join(' '),
    roman: last !== undefined && roman.test(last) ? last : null,
  };
};

const countDiffers = (left: readonly string[], right: readonly string[]): boolean => {
  const [a, b] = [countsOf(left), countsOf(right)];
  return a.digits !== b.digits || (a.roman !== null && b.roman !== null && a.roman !== b.roman);
};

/** Compares names by the words that they share and by their letters, whichever says more. Symmetric. */
export const nameLikeness = (left: string, right: string): NameLikeness => {
  const [a, b] = [normaliseName(left), normaliseName(right)];
  const [leftWords, rightWords] = [wordsOf(a), wordsOf(b)];
  const words = pairWords(leftWords, rightWords);
  if (a === b) return { score: 1, because: 'same', words, edits: 0 };

  const joined = { left: a.replaceAll(' ', ''), right: b.replaceAll(' ', '') };
  const edits = editDistance(joined.left, joined.right);
  const bySpelling = likenessOf({ ...joined, edits });
  const found = words.reduce((sum, pair) => sum + likenessOf(pair), 0);
  const shareOfShorter = found / Math.min(leftWords.length, rightWords.length);
  const shareOfBoth = (2 * found) / (leftWords.length + rightWords.length);
  const byWords = shareOfShorterWeight * shareOfShorter + (1 - shareOfShorterWeight) * shareOfBoth;

  const score = Math.min(likenessMax, Math.max(bySpelling, byWords));
  if (countDiffers(leftWords, rightWords))
    return { score: Math.min(score, likenessOfNumberedMax), because: 'number', words, edits };
  return { score, because: byWords >= bySpelling ? 'words' : 'spelling', words, edits };
};
