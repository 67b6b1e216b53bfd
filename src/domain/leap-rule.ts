import type { LeapRule } from '../../schemas/calendar.ts';

// Years are on an unbroken line here, with a 0 between -1 and 1. Counting takes no longer for a million years than for one.

/** How many years of the rule lie in `[0, year)`; those in `[year, 0)` count negative. The zero is where the rule's rounds start. */
const countUpTo = ({ every, offset, years, except, unless }: LeapRule, year: number): number => {
  const place = year - offset;
  const rounds = Math.floor(place / every);
  let count = rounds * years.length;
  for (const each of years) if (each < place - rounds * every) count++;
  if (except !== undefined && years.includes(0)) {
    count -= Math.ceil(place / except);
    if (unless !== undefined) count += Math.ceil(place / unless);
  }
  return count;
};

/** How many years of the rule lie in `[from, to)`. */
export const yearsOfRule = (rule: LeapRule, from: number, to: number): number =>
  countUpTo(rule, to) - countUpTo(rule, from);

/** The share of all years that are of the rule. */
export const shareOfRule = ({ every, years, except = Infinity, unless = Infinity }: LeapRule): number =>
  years.length / every - (years.includes(0) ? 1 / except - 1 / unless : 0);
