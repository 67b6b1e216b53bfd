/** A text as one line that may be kept: without what a terminal would obey, and not longer than it may be. */
export const inOneLine = (text: string, charsMax: number): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, charsMax)
    .toWellFormed();
