import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { isFailure } from '../failure.ts';
import { declaredBy, type Declared, type Kind } from './declared.ts';
import { readExpression } from './expression.ts';
import type { Path } from './reckoning.ts';
import { type Problem, unknownName } from './sheet.ts';

// What every check of a system is made with.

/** More than anybody reads. */
const problemsMax = 100;

export interface Checking {
  system: RuleSystem;
  known: Declared;
  problems: readonly Problem[];
  objects(path: Path, message: string): void;
  /** That there is such a thing. */
  named(kind: Kind, word: string | undefined, path: Path): void;
  allNamed(kind: Kind, words: readonly string[] | undefined, path: Path): void;
  /** That it comes to a number without dice. */
  reckons(text: string | undefined, path: Path, names: Iterable<string>): void;
  /** That it can be rolled. */
  rolls(text: string | undefined, path: Path, names: Iterable<string>): void;
}

/** What a failure says, and what to do about it. */
export const toldBy = (error: unknown): string => {
  if (!isFailure(error)) throw error;
  return error.advice === undefined
    ? error.message
    : `${error.message}; ${error.advice.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}`;
};

export const checkingOf = (system: RuleSystem): Checking => {
  const known = declaredBy(system);
  const problems: Problem[] = [];
  const objects = (path: Path, message: string): void => {
    if (problems.length < problemsMax) problems.push({ path, message });
  };
  const named: Checking['named'] = (kind, word, path) => {
    if (word !== undefined && !known[kind].has(word)) objects(path, unknownName(kind, word, known[kind]));
  };
  const reads = (text: string | undefined, path: Path, names: Iterable<string>): boolean => {
    if (text === undefined) return false;
    try {
      return readExpression(text, names).hasDice;
    } catch (error) {
      objects(path, toldBy(error));
      return false;
    }
  };
  return {
    ...{ system, known, problems, objects, named },
    allNamed(kind, words, path) {
      for (const [index, word] of (words ?? []).entries()) named(kind, word, [...path, index]);
    },
    reckons(text, path, names) {
      if (reads(text, path, names)) objects(path, `\`${text}\` has dice, and stands for a number: leave them out`);
    },
    rolls(text, path, names) {
      reads(text, path, names);
    },
  };
};
