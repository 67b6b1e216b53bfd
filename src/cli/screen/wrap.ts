import { printable, type Style } from './style.ts';

export const screenColumns = 80;

/** Made harmless, and broken between words so that no line is wider than the screen; what goes on is indented a little further. */
export const wrapped = (text: string, indent = 0): string[] => {
  const lines: string[] = [];
  const more = indent + 2;
  let line = ' '.repeat(indent);
  let isEmpty = true;
  for (const word of text.split(/[ \n\t]+/u).map(printable)) {
    if (word === '') continue;
    if (!isEmpty && line.length + 1 + word.length > screenColumns) {
      lines.push(line);
      line = ' '.repeat(more);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return isEmpty ? lines : [...lines, line];
};

/** The same under a head that stands out. */
export const headed = (head: string, { strong }: Pick<Style, 'strong'>): string[] =>
  wrapped(head).map((line) => strong(line));

/** One line of it, cut where the screen ends. */
export const clipped = (text: string, columns: number): string => {
  const flat = printable(text.replaceAll(/[\n\t]+/gu, ' '));
  return flat.length <= columns ? flat : `${flat.slice(0, Math.max(0, columns - 1))}…`;
};
