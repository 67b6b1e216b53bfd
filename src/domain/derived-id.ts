import { createHash } from 'node:crypto';
import { idBodyChars, type IdKind, type IdOf, idPrefixes } from '../../schemas/ids.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const bitsPerChar = 5;
const timeChars = 10;

const charsOf = (bytes: Buffer, count: number): string => {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= bitsPerChar && text.length < count; bits -= bitsPerChar)
      text += alphabet[(held >> (bits - bitsPerChar)) & 31] ?? '';
    held &= (1 << bits) - 1;
  }
  return text;
};

/**
 * The id of what follows from something that has one: the same from the same, so that a repeat makes no second. It sorts where that one does, as if
 * they had been made at the same time.
 */
export const derivedId = <K extends IdKind>(kind: K, from: string, ...parts: readonly string[]): IdOf<K> => {
  const digest = createHash('sha256')
    .update([kind, from, ...parts].join(' '))
    .digest();
  const time = from.slice(-idBodyChars).slice(0, timeChars);
  return `${idPrefixes[kind]}_${time}${charsOf(digest, idBodyChars - timeChars)}` as IdOf<K>;
};
