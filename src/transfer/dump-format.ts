import { createHash } from 'node:crypto';
import { dumpCheckChars } from '../../schemas/dump.ts';

const head = '{"check":"';
const middle = '","line":';
const lineAt = head.length + dumpCheckChars + middle.length;

/** Before the first line. */
export const firstCheck = '0'.repeat(dumpCheckChars);

export const checkOf = (previous: string, text: string): string =>
  createHash('sha256').update(previous).update(text).digest('hex').slice(0, dumpCheckChars);

export const wrapLine = (check: string, text: string): string => `${head}${check}${middle}${text}}\n`;

/** The check and the text that a line of the file wraps, or null if it is not such a line. */
export const unwrapLine = (line: string): { check: string; text: string } | null => {
  const check = line.slice(head.length, head.length + dumpCheckChars);
  if (!line.startsWith(head) || line.slice(head.length + dumpCheckChars, lineAt) !== middle || !line.endsWith('}'))
    return null;
  return { check, text: line.slice(lineAt, -1) };
};
