import type { SuccessLevel } from '../../../schemas/narrative.ts';
import type { Mechanic } from '../../../schemas/rule-mechanic.ts';
import type { Attempt, Modifier, Succeeded } from './attempt.ts';

// How well something went, in a sentence: `14 + 5 (stealth) = 19 against 15: success by 4`.

const plainWords: Readonly<Record<SuccessLevel, string>> = {
  critical_success: 'critical success',
  success: 'success',
  partial: 'partial success',
  failure: 'failure',
  critical_failure: 'critical failure',
};

export const wordsOfLevel = (mechanic: Mechanic, level: SuccessLevel): string =>
  mechanic.words[level] ?? plainWords[level];

const added = ({ by, because }: Modifier): string => `${by < 0 ? '-' : '+'} ${Math.abs(by)} (${because})`;

const sumOf = (mechanic: Mechanic, { modifiers }: Attempt, { natural, total }: Omit<Succeeded, 'words'>): string => {
  const parts = modifiers.map(added);
  switch (mechanic.kind) {
    case 'percentile':
    case 'pool':
      return String(natural);
    case 'narrative':
      return modifiers.length === 0 ? String(total) : `${parts.join(' ').replace(/^\+ /, '')} = ${total}`;
    case 'd20':
    case 'fudge':
    case 'bands':
      return total === natural && parts.length === 0 ? String(natural) : `${[natural, ...parts].join(' ')} = ${total}`;
  }
};

const targetOf = (mechanic: Mechanic, { modifiers, difficulty }: Attempt, { target }: { target: number }): string => {
  switch (mechanic.kind) {
    case 'bands':
      return difficulty === 0 ? '' : ` less ${difficulty}`;
    case 'percentile':
      return ` of ${target}${modifiers.length === 0 ? '' : ` (${modifiers.map(({ by, because }) => `${because} ${by}`).join(', ')})`}`;
    default:
      return ` against ${target}`;
  }
};

const byHowMuch = (mechanic: Mechanic, margin: number, isNatural: boolean): string =>
  isNatural || mechanic.kind === 'bands' || margin === 0 ? '' : ` by ${Math.abs(margin)}`;

export const levelWords = (mechanic: Mechanic, attempt: Attempt, found: Omit<Succeeded, 'words'>): string => {
  const { level, margin, isNatural, natural } = found;
  const why = isNatural ? `natural ${natural}, ` : '';
  const sum = sumOf(mechanic, attempt, found);
  return `${sum}${targetOf(mechanic, attempt, found)}: ${why}${wordsOfLevel(mechanic, level)}${byHowMuch(mechanic, margin, isNatural)}`;
};
