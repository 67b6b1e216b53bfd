import type { SuccessLevel } from '../../../schemas/success-level.ts';
import type { Mechanic } from '../../../schemas/rule-mechanic.ts';
import type { Attempt, Succeeded } from './attempt.ts';
import { bonusOf, sumOf } from './bonus.ts';

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

const term = (by: number, because: string): string => `${by < 0 ? '-' : '+'} ${Math.abs(by)} (${because})`;

/** A bonus counts within bounds. */
const boundOf = (mechanic: Mechanic, { modifiers }: Attempt): string => {
  const bonus = bonusOf(mechanic, modifiers);
  return bonus === sumOf(modifiers) ? '' : `, counted as ${bonus},`;
};

/** All that was added, each with its reason. */
const termsOf = (mechanic: Mechanic, { modifiers, difficulty, edge = 'none' }: Attempt): string[] => {
  const terms = modifiers.map(({ by, because }) => term(by, because));
  if (mechanic.kind === 'bands' && difficulty !== 0) terms.push(term(-difficulty, 'difficulty'));
  if (mechanic.kind === 'narrative' && edge !== 'none')
    terms.push(term(edge === 'advantage' ? mechanic.edge : -mechanic.edge, edge));
  return terms;
};

/** Of a percentile the bonus is part of the target, of a pool it is dice. */
const isApart = ({ kind }: Mechanic): boolean => kind === 'percentile' || kind === 'pool';

/** What it came to, and what that is made of. */
export const totalWords = (
  mechanic: Mechanic,
  attempt: Attempt,
  { natural, total }: { natural: number; total: number },
): string => {
  const terms = isApart(mechanic) ? [] : termsOf(mechanic, attempt);
  if (terms.length === 0) return String(natural);
  const first = mechanic.kind === 'narrative' ? [] : [natural];
  const sum = [...first, ...terms].join(' ').replace(/^\+ /, '');
  return `${sum}${boundOf(mechanic, attempt)} = ${total}`;
};

const targetOf = (mechanic: Mechanic, { modifiers }: Attempt, { target }: { target: number }): string => {
  if (mechanic.kind === 'bands') return '';
  if (mechanic.kind !== 'percentile') return ` against ${target}`;
  return ` of ${target}${modifiers.length === 0 ? '' : ` (${modifiers.map(({ by, because }) => `${because} ${by}`).join(', ')})`}`;
};

const byHowMuch = (mechanic: Mechanic, margin: number, isNatural: boolean): string =>
  isNatural || mechanic.kind === 'bands' || mechanic.kind === 'narrative' || margin === 0
    ? ''
    : ` by ${Math.abs(margin)}`;

export const levelWords = (mechanic: Mechanic, attempt: Attempt, found: Omit<Succeeded, 'words'>): string => {
  const { level, margin, isNatural, natural } = found;
  // A card is named before.
  const why = isNatural && mechanic.kind !== 'cards' ? `natural ${natural}, ` : '';
  const sum = totalWords(mechanic, attempt, found);
  return `${sum}${targetOf(mechanic, attempt, found)}: ${why}${wordsOfLevel(mechanic, level)}${byHowMuch(mechanic, margin, isNatural)}`;
};
