import type { Judged } from './table.ts';
import type { Canon, Move, Ruling, Told } from './tale.ts';

const nothing = { against: null, ended: [], retconned: [], restored: [], flagged: [], contested: [] };

interface Refusal {
  verdict: 'rejected' | 'pending';
  codes: readonly string[];
  against?: readonly Told[] | null;
}

/** Canon stays as it was. */
export const refusal = (canon: Canon, { number }: Move, { verdict, codes, against }: Refusal): Judged => ({
  canon,
  ruling: { ...nothing, number, verdict, codes, against: against?.map(({ label }) => label) ?? null },
});

export const outcomeOf = (
  canon: Canon,
  { number }: Move,
  what: { codes: readonly string[] } & Partial<Ruling>,
): Judged => ({ canon, ruling: { ...nothing, number, verdict: 'accepted', ...what } });
