import { type IdKind, type IdOf, idPrefixes } from '../../schemas/ids.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeChars = 10;
const chanceChars = 16;

const timePart = (ms: number): string => {
  let text = '';
  for (let rest = ms, i = 0; i < timeChars; i++, rest = Math.floor(rest / 32))
    text = (alphabet[rest % 32] ?? '0') + text;
  return text;
};

/**
 * Makes ids. Two from one source sort in the order they were made, also within one millisecond and when the clock goes back:
 * the part that is chance then counts on from the last one.
 */
export const idSource = ({ now, random }: { now: () => number; random: () => number }) => {
  let lastMs = -1;
  let time = '';
  const chance = new Uint8Array(chanceChars);

  return <K extends IdKind>(kind: K): IdOf<K> => {
    const ms = Math.max(0, Math.floor(now())); // whole, as the text holds it: a part of one would draw again within the millisecond
    if (ms > lastMs) {
      lastMs = ms;
      time = timePart(ms);
      for (let i = 0; i < chanceChars; i++) chance[i] = Math.floor(random() * 32);
      chance[0] = (chance[0] ?? 0) & 15; // room to count on: more ids than any process lives to make
    } else {
      let i = chanceChars - 1;
      while (i > 0 && chance[i] === 31) chance[i--] = 0;
      chance[i] = (chance[i] ?? 0) + 1;
    }
    let text = '';
    for (const digit of chance) text += alphabet.charAt(digit);
    return `${idPrefixes[kind]}_${time}${text}` as IdOf<K>;
  };
};
