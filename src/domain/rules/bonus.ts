import type { Mechanic } from '../../../schemas/rule-mechanic.ts';
import type { Modifier } from './attempt.ts';

export const sumOf = (modifiers: readonly Modifier[]): number => modifiers.reduce((all, { by }) => all + by, 0);

/** What is added altogether, within the bounds of the system. */
export const bonusOf = ({ bonus: { min, max } }: Mechanic, modifiers: readonly Modifier[]): number =>
  Math.min(max, Math.max(min, sumOf(modifiers)));
