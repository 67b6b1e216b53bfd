import { editDistance } from './edit-distance.ts';

/** A longer word is not a mistyped key or command. */
const charsMax = 64;
export const nearestEditsMax = 3;
/** One slip is forgiven in this many letters. */
const charsPerEdit = 3;
/** A word that was not finished comes after the word itself, and before any other that needs a change. */
const unfinishedEdits = 0.5;

/** `Infinity`: too far. */
const editsBetween = (typed: string, candidate: string): number => {
  if (typed !== candidate && candidate.startsWith(typed)) return unfinishedEdits;
  const edits = editDistance(typed, candidate);
  const allowed = Math.min(nearestEditsMax, Math.max(typed.length, candidate.length) / charsPerEdit);
  return edits <= allowed ? edits : Infinity;
};

/**
 * What somebody probably meant: the candidate that starts with the word, or that the fewest slips would turn into it; the first of equals.
 * `fold` makes equal what the caller treats as equal. Nothing if none is near: a wild guess is worse than none.
 */
export const nearest = (
  word: string,
  candidates: Iterable<string>,
  fold: (word: string) => string = (each) => each.toLowerCase(),
): string | undefined => {
  const typed = fold(word);
  if (typed === '' || typed.length > charsMax) return undefined;
  let found: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const edits = editsBetween(typed, fold(candidate).slice(0, charsMax));
    if (edits < fewest) [found, fewest] = [candidate, edits];
  }
  return found;
};
