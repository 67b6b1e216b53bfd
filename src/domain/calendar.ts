import type { Calendar, CalendarMonth } from '../../schemas/calendar.ts';
import { shareOfRule, yearsOfRule } from './leap-rule.ts';

// A calendar turns story seconds into dates and back.
// K1. Every second has one date, and it leads back to that second.
// K2. The work grows with the number of months, never with the distance from the epoch: days are counted by formula.
//
// Inside, years are on an unbroken line: in a calendar without a year 0, the year -1 is 0 there.

export interface CivilDate {
  year: number;
  /** Index into the calendar's months. */
  month: number;
  /** From 1. */
  day: number;
}

export interface TimeOfDay {
  hour: number;
  minute: number;
  second: number;
}

export type CivilTime = CivilDate & TimeOfDay;

export const lineOfYear = ({ hasYearZero }: Calendar, year: number): number =>
  hasYearZero || year > 0 ? year : year + 1;

export const yearOfLine = ({ hasYearZero }: Calendar, line: number): number =>
  hasYearZero || line > 0 ? line : line - 1;

export const secondsPerDay = ({ hoursPerDay, minutesPerHour, secondsPerMinute }: Calendar): number =>
  hoursPerDay * minutesPerHour * secondsPerMinute;

/** Days that the months have together in the years `[from, to)` of the line. */
const daysOfMonths = (months: readonly CalendarMonth[], from: number, to: number): number => {
  let days = 0;
  for (const { days: each, leap, onlyIn } of months) {
    days += each * (onlyIn === undefined ? to - from : yearsOfRule(onlyIn, from, to));
    if (leap !== undefined) days += leap.days * yearsOfRule(leap.rule, from, to);
  }
  return days;
};

const daysPerYearOnAverage = ({ months }: Calendar): number => {
  let days = 0;
  for (const { days: each, leap, onlyIn } of months)
    days += each * (onlyIn ? shareOfRule(onlyIn) : 1) + (leap ? leap.days * shareOfRule(leap.rule) : 0);
  return days;
};

export const monthOf = ({ key, months }: Calendar, { month }: Pick<CivilDate, 'month'>): CalendarMonth => {
  const found = months[month];
  if (found === undefined) throw new RangeError(`the calendar \`${key}\` has no month at ${month}`);
  return found;
};

/** 0: the month does not come in that year. */
export const daysInMonth = (calendar: Calendar, date: Pick<CivilDate, 'year' | 'month'>): number => {
  const line = lineOfYear(calendar, date.year);
  return daysOfMonths([monthOf(calendar, date)], line, line + 1);
};

/**
 * The year in which a day lies: guessed from the average, then closed in on from both sides. No year is empty, so steps that double
 * reach every year of story time in 47, and halving comes back in as many; most guesses are right at once.
 */
const lineOfDay = (calendar: Calendar, day: number): number => {
  const epoch = lineOfYear(calendar, calendar.epochYear);
  const hasBegun = (line: number) => daysOfMonths(calendar.months, epoch, line) <= day;
  let low = epoch + Math.floor(day / daysPerYearOnAverage(calendar));
  let high = low + 1;
  for (let step = 1; !hasBegun(low); step *= 2) [low, high] = [low - step, low];
  for (let step = 1; hasBegun(high); step *= 2) [low, high] = [high, high + step];
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (hasBegun(middle)) low = middle;
    else high = middle;
  }
  return low;
};

const dateOfDay = (calendar: Calendar, day: number): CivilDate => {
  const line = lineOfDay(calendar, day);
  const year = yearOfLine(calendar, line);
  let rest = day - daysOfMonths(calendar.months, lineOfYear(calendar, calendar.epochYear), line);
  let month = 0;
  for (let days = daysInMonth(calendar, { year, month }); rest >= days; days = daysInMonth(calendar, { year, month })) {
    rest -= days;
    month++;
  }
  return { year, month, day: rest + 1 };
};

const timeOfDay = ({ minutesPerHour, secondsPerMinute }: Calendar, second: number): TimeOfDay => {
  const minute = Math.floor(second / secondsPerMinute);
  return {
    hour: Math.floor(minute / minutesPerHour),
    minute: minute % minutesPerHour,
    second: second % secondsPerMinute,
  };
};

export const civilOf = (calendar: Calendar, second: number): CivilTime => {
  const day = Math.floor(second / secondsPerDay(calendar));
  return { ...dateOfDay(calendar, day), ...timeOfDay(calendar, second - day * secondsPerDay(calendar)) };
};

/** Days from the epoch to a date, in the months that count. */
const daysToDate = (calendar: Calendar, { year, month, day }: CivilDate, counts: (month: CalendarMonth) => boolean) => {
  const line = lineOfYear(calendar, year);
  const whole = daysOfMonths(calendar.months.filter(counts), lineOfYear(calendar, calendar.epochYear), line);
  return whole + daysOfMonths(calendar.months.slice(0, month).filter(counts), line, line + 1) + day - 1;
};

/** The inverse of `civilOf`. A date far enough away lies outside story time: the caller looks. */
export const secondOf = (calendar: Calendar, civil: CivilTime): number => {
  const minute = civil.hour * calendar.minutesPerHour + civil.minute;
  const second = minute * calendar.secondsPerMinute + civil.second;
  return daysToDate(calendar, civil, () => true) * secondsPerDay(calendar) + second;
};

/** Undefined on days outside the weeks, and in a calendar without weekdays. */
export const weekdayOf = (calendar: Calendar, date: CivilDate): string | undefined => {
  const { weekdays, epochWeekday } = calendar;
  if (weekdays.length === 0 || monthOf(calendar, date).outsideWeeks) return undefined;
  const days = epochWeekday + daysToDate(calendar, date, ({ outsideWeeks }) => !outsideWeeks);
  return weekdays[days - Math.floor(days / weekdays.length) * weekdays.length];
};
