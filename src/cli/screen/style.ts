/** How words are set off. Without colour every function returns its words as they are. */
export interface Style {
  strong(words: string): string;
  quiet(words: string): string;
  good(words: string): string;
  warning(words: string): string;
  bad(words: string): string;
  /** For lists and headers. */
  dot: string;
}

const plainly = (words: string): string => words;
const code =
  (on: number, off: number) =>
  (words: string): string =>
    `\u001B[${on}m${words}\u001B[${off}m`;

export const styleOf = ({ hasColour, isPlain }: { hasColour: boolean; isPlain: boolean }): Style => {
  const dot = isPlain ? '-' : '·';
  if (!hasColour) return { strong: plainly, quiet: plainly, good: plainly, warning: plainly, bad: plainly, dot };
  return { strong: code(1, 22), quiet: code(2, 22), good: code(32, 39), warning: code(33, 39), bad: code(31, 39), dot };
};

// Controls, halves of characters, line separators, and what turns the direction of writing.
const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Text from outside, made harmless for a terminal: what it would obey is spelled out. */
export const printable = (text: string): string =>
  text.replaceAll(unsafe, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`);

/** Rows as aligned columns. Cells are made printable; the last column is as wide as it needs. */
export const columns = (
  rows: readonly (readonly string[])[],
  paint?: (cell: string, column: number, row: number) => string,
): string[] => {
  const cells = rows.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of cells)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return cells.map((row, y) =>
    row
      .map((cell, x) => {
        const padding = x === row.length - 1 ? '' : ' '.repeat((widths[x] ?? 0) - cell.length);
        return (paint?.(cell, x, y) ?? cell) + padding;
      })
      .join('  ')
      .trimEnd(),
  );
};
