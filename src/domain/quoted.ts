const quotedCharsMax = 80;

/** Input as an error shows it: in backticks, cut when long, and with nothing in it that a terminal would obey. */
export const quoted = (text: string): string => {
  const shown = text.length > quotedCharsMax ? `${text.slice(0, quotedCharsMax)}…` : text;
  return `\`${shown.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD')}\``;
};
