const charsMax = 64;

/** How many letters to put in, take out, change or swap with their neighbour to get from one word to the other. */
const editsBetween = (a: string, b: string): number => {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const edits = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const change = edits(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? edits(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(edits(i, j - 1) + 1, edits(i - 1, j) + 1, change, swap));
    }
  }
  return edits(a.length, b.length);
};

/**
 * What somebody probably meant: a candidate that starts with the word, or that a slip or two would turn into it.
 * `fold` makes equal what the caller treats as equal.
 */
export const nearest = (
  word: string,
  candidates: readonly string[],
  fold: (word: string) => string = (each) => each.toLowerCase(),
): string | undefined => {
  const typed = fold(word);
  if (typed === '' || typed.length > charsMax) return undefined;
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const folded = fold(candidate).slice(0, charsMax);
    const edits = folded.startsWith(typed) ? 0 : editsBetween(typed, folded);
    const allowed = Math.max(1, Math.floor(Math.max(typed.length, folded.length) / 3));
    if (edits <= allowed && edits < (best?.edits ?? Infinity)) best = { candidate, edits };
  }
  return best?.candidate;
};
