import { Failure } from '../failure.ts';
import { quoted } from '../quoted.ts';
import { numberMax } from './formula.ts';

// Goes through the text of a roll, and says where it stands when it cannot go on. Capitals and blanks make no difference.

const nearCharsMax = 12;

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 160;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export interface Reading {
  /** Where it stands, behind blanks. */
  at: () => number;
  isOver: () => boolean;
  /** Goes on behind it, if it is what comes next. */
  takes: (word: string) => boolean;
  /** The first of them that comes next. */
  takesOne: <W extends string>(words: readonly W[]) => W | null;
  /** Digits, with a fraction where that is allowed. */
  number: (allows: 'whole' | 'fraction') => number | null;
  /** What matches there, as it was written. */
  matching: (pattern: RegExp) => string | null;
  failure: (message: string, advice?: string, at?: number) => Failure;
}

export const readingOf = (text: string): Reading => {
  // Other letters have no part in a roll, and some of them change their length with their case.
  const plain = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  let next = 0;

  const at = (): number => {
    while (isBlank(plain.charCodeAt(next))) next++;
    return next;
  };
  const takes = (word: string): boolean => {
    if (!plain.startsWith(word, at())) return false;
    next += word.length;
    return true;
  };
  const failure = (message: string, advice?: string, where = at()): Failure => {
    const near = text.slice(where, where + nearCharsMax).trim();
    const place = near === '' ? 'where it ends' : `at character ${where + 1}, ${quoted(near)}`;
    return new Failure({
      ...{ kind: 'terminal', code: 'bad_roll', message: `${quoted(text)} is no roll: ${message}, ${place}` },
      ...(advice === undefined ? {} : { advice }),
    });
  };
  const digits = (): string => {
    const from = next;
    while (isDigit(plain.charCodeAt(next))) next++;
    return plain.slice(from, next);
  };
  return {
    ...{ at, takes, failure },
    isOver: () => at() >= plain.length,
    takesOne: (words) => words.find((word) => takes(word)) ?? null,
    number(allows) {
      const from = at();
      let written = digits();
      if (written === '') return null;
      if (allows === 'fraction' && plain[next] === '.' && isDigit(plain.charCodeAt(next + 1))) {
        next++;
        written += `.${digits()}`;
      }
      const value = Number(written);
      if (value > numberMax) throw failure(`a number is ${numberMax} at most`, undefined, from);
      return value;
    },
    matching(pattern) {
      pattern.lastIndex = at();
      const [found] = pattern.exec(text) ?? [];
      if (found === undefined) return null;
      next += found.length;
      return found;
    },
  };
};
