/** Only so much of a text is compared: the work grows with the square of it. */
export const editCharsMax = 256;

/**
 * How many letters must be put in, left out, exchanged or swapped with their neighbour to make one text of the other (Damerau and Levenshtein,
 * unrestricted: it is a metric). A letter is a code point, so that no script pays double.
 */
export const editDistance = (left: string, right: string): number => {
  const a = [...left].slice(0, editCharsMax);
  const b = [...right].slice(0, editCharsMax);
  const width = b.length + 2;
  const never = a.length + b.length;
  const table = new Uint16Array((a.length + 2) * width).fill(never);
  const at = (row: number, column: number): number => table[row * width + column] ?? never;
  for (let i = 0; i <= a.length; i++) table[(i + 1) * width + 1] = i;
  for (let j = 0; j <= b.length; j++) table[width + j + 1] = j;

  const lastRowOf = new Map<string, number>(); // where in `a` each letter was last seen
  for (let i = 1; i <= a.length; i++) {
    let lastMatch = 0; // where in `b` the letter of this row was last seen
    for (let j = 1; j <= b.length; j++) {
      const swapRow = lastRowOf.get(b[j - 1] ?? '') ?? 0;
      const swapColumn = lastMatch;
      const same = a[i - 1] === b[j - 1];
      if (same) lastMatch = j;
      table[(i + 1) * width + j + 1] = Math.min(
        at(i, j) + (same ? 0 : 1),
        at(i + 1, j) + 1,
        at(i, j + 1) + 1,
        at(swapRow, swapColumn) + (i - swapRow - 1) + 1 + (j - swapColumn - 1),
      );
    }
    lastRowOf.set(a[i - 1] ?? '', i);
  }
  return at(a.length + 1, b.length + 1);
};
