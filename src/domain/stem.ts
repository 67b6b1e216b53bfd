// Porter's algorithm for English words (M. F. Porter, "An algorithm for suffix stripping", 1980) with its author's two later changes
// (`logi`, `bli`). A stem is what forms of a word have in common; it need not be a word.

const consonants = '[^aeiou][^aeiouy]*';
const vowels = '[aeiouy][aeiou]*';
/** What a word may begin with before its first vowels; a leading `y` is a consonant. */
const onset = `(?:${consonants}|(?=[aeiou]))`;

/** A stem's measure is how often vowels are followed by consonants in it. */
const measureOver0 = new RegExp(`^${onset}${vowels}${consonants}`);
const measureOf1 = new RegExp(`^${onset}${vowels}${consonants}(?:${vowels})?$`);
const measureOver1 = new RegExp(`^${onset}${vowels}${consonants}${vowels}${consonants}`);
const hasVowel = new RegExp(`^${onset}[aeiouy]`);
/** Consonant, vowel, consonant at the end, as in `hop`: such a stem takes its `e` back, `hoping` → `hope`. */
const endsShort = new RegExp(`^${consonants}[aeiouy][^aeiouwxy]$`);
const endsDouble = /([^aeiouylsz])\1$/;

const suffixes = (table: Readonly<Record<string, string>>) => ({
  pattern: new RegExp(`(?:${Object.keys(table).join('|')})$`),
  table,
});

const doubleSuffixes = suffixes({
  ational: 'ate',
  tional: 'tion',
  enci: 'ence',
  anci: 'ance',
  izer: 'ize',
  bli: 'ble',
  alli: 'al',
  entli: 'ent',
  eli: 'e',
  ousli: 'ous',
  ization: 'ize',
  ation: 'ate',
  ator: 'ate',
  alism: 'al',
  iveness: 'ive',
  fulness: 'ful',
  ousness: 'ous',
  aliti: 'al',
  iviti: 'ive',
  biliti: 'ble',
  logi: 'log',
});

const adjectiveSuffixes = suffixes({ icate: 'ic', ative: '', alize: 'al', iciti: 'ic', ical: 'ic', ful: '', ness: '' });

const lastSuffixes = /(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|(?<=[st])ion|ou|ism|ate|iti|ous|ive|ize)$/;

const withoutPlural = (word: string): string => {
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
};

const withoutTense = (word: string): string => {
  if (word.endsWith('eed')) return measureOver0.test(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const ending = word.endsWith('ing') ? 'ing' : word.endsWith('ed') ? 'ed' : null;
  if (ending === null) return word;
  const stem = word.slice(0, -ending.length);
  if (!hasVowel.test(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem) || endsShort.test(stem)) return `${stem}e`;
  return endsDouble.test(stem) ? stem.slice(0, -1) : stem;
};

const withPlainY = (word: string): string =>
  word.endsWith('y') && hasVowel.test(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;

const replaceSuffix = (word: string, { pattern, table }: ReturnType<typeof suffixes>): string => {
  const suffix = pattern.exec(word)?.[0];
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  return measureOver0.test(stem) ? stem + (table[suffix] ?? '') : word;
};

const withoutLastSuffix = (word: string): string => {
  const suffix = lastSuffixes.exec(word)?.[0];
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  return measureOver1.test(stem) ? stem : word;
};

const withoutFinalE = (word: string): string => {
  if (!word.endsWith('e')) return word;
  const stem = word.slice(0, -1);
  return measureOver1.test(stem) || (measureOf1.test(stem) && !endsShort.test(stem)) ? stem : word;
};

const withSingleL = (word: string): string =>
  word.endsWith('ll') && measureOver1.test(word.slice(0, -1)) ? word.slice(0, -1) : word;

const plainWord = /^[a-z]{3,}$/;

/** The stem of a folded word; what is not an English word in form stays as it is. */
export const stemOf = (word: string): string => {
  if (!plainWord.test(word)) return word;
  const inflected = withPlainY(withoutTense(withoutPlural(word)));
  const derived = replaceSuffix(replaceSuffix(inflected, doubleSuffixes), adjectiveSuffixes);
  return withSingleL(withoutFinalE(withoutLastSuffix(derived)));
};
