import type { Formula, Part } from './formula.ts';
import { changesText, diceText } from './telling.ts';

// A formula as it could be written again, with the numbers that names stood for in it: whoever reads it needs nothing else.
// W1. What is written is read as what does the same: with the same faces, the same comes of it.

const decimals = 12;

const plainNumber = (value: number): string => {
  const text = String(Math.abs(value));
  return text.includes('e') ? Math.abs(value).toFixed(decimals) : text;
};

/** Without parentheses, names and labels, which do nothing. */
const bare = (part: Part): Part => (part.kind === 'within' ? bare(part.of) : part);

const isPlain = (part: Part): boolean =>
  part.kind === 'number' ? part.value >= 0 : part.kind === 'dice' || part.kind === 'group';

const closed = (part: Part): string => (isPlain(bare(part)) ? partWritten(part) : `(${partWritten(part)})`);

const partWritten = (written: Part): string => {
  const part = bare(written);
  switch (part.kind) {
    case 'number':
      return part.value < 0 ? `-${plainNumber(part.value)}` : plainNumber(part.value);
    case 'dice':
      return diceText(part);
    case 'group':
      return `{${part.parts.map(partWritten).join(', ')}}${changesText(part)}`;
    case 'negative':
    case 'within':
      return `-${closed(part.of)}`;
    case 'two':
      return `${closed(part.left)} ${part.operator} ${closed(part.right)}`;
  }
};

export const formulaWritten = ({ root, check }: Formula): string =>
  check === null ? partWritten(root) : `(${partWritten(root)}) ${check.is} ${closed(check.than)}`;
