import { editDistance } from './edit-distance.ts';

/** A longer word is not a mistyped key or command. */
export const nearestCharsMax = 64;
export const nearestEditsMax = 3;
/** One slip is forgiven in this many letters. */
const charsPerEdit = 3;
/** A word that was not finished comes after the word itself, and before any other that needs a change. */
const unfinishedEdits = 0.5;

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
  if (typed === '' || typed.length > nearestCharsMax) return undefined;
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const folded = fold(candidate).slice(0, nearestCharsMax);
    const isUnfinished = folded.startsWith(typed) && folded !== typed;
    const edits = isUnfinished ? unfinishedEdits : editDistance(typed, folded);
    const allowed = Math.min(nearestEditsMax, Math.max(typed.length, folded.length) / charsPerEdit);
    if ((isUnfinished || edits <= allowed) && edits < (best?.edits ?? Infinity)) best = { candidate, edits };
  }
  return best?.candidate;
};
