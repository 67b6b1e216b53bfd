import type { Calendar, CalendarMonth, LeapRule } from '../../schemas/calendar.ts';

// A calendar as a child would keep it: one day after the other, and a look at each year. It shares no code with the real one.

export interface NaiveDay {
  year: number;
  month: number;
  day: number;
  weekday: string | undefined;
}

const divides = (divisor: number | undefined, number: number): boolean =>
  divisor !== undefined && number % divisor === 0;

/** The year is on the unbroken line. */
export const isYearOfRule = ({ every, offset, years, except, unless }: LeapRule, year: number): boolean => {
  const place = year - offset;
  if (divides(except, place) && !divides(unless, place)) return false;
  return years.some((each) => divides(every, place - each));
};

const lengthIn = ({ days, leap, onlyIn }: CalendarMonth, line: number): number => {
  if (onlyIn !== undefined && !isYearOfRule(onlyIn, line)) return 0;
  return days + (leap !== undefined && isYearOfRule(leap.rule, line) ? leap.days : 0);
};

const lineOf = (year: number, hasYearZero: boolean): number => (!hasYearZero && year < 0 ? year + 1 : year);
const nameOf = (line: number, hasYearZero: boolean): number => (!hasYearZero && line <= 0 ? line - 1 : line);

function* daysOfYear(calendar: Calendar, line: number): Generator<Omit<NaiveDay, 'weekday'>> {
  for (const [month, each] of calendar.months.entries())
    for (let day = 1; day <= lengthIn(each, line); day++)
      yield { year: nameOf(line, calendar.hasYearZero), month, day };
}

const withWeekdays = (calendar: Calendar, days: readonly Omit<NaiveDay, 'weekday'>[], step: 1 | -1): NaiveDay[] => {
  const { weekdays, months, epochWeekday } = calendar;
  let next = step === 1 ? epochWeekday : epochWeekday - 1;
  return days.map((date) => {
    if (weekdays.length === 0 || months[date.month]?.outsideWeeks) return { ...date, weekday: undefined };
    const weekday = weekdays[((next % weekdays.length) + weekdays.length) % weekdays.length];
    next += step;
    return { ...date, weekday };
  });
};

/** The first `count` days from the epoch on, in order. */
export const daysFromEpoch = (calendar: Calendar, count: number): NaiveDay[] => {
  const days: Omit<NaiveDay, 'weekday'>[] = [];
  for (let line = lineOf(calendar.epochYear, calendar.hasYearZero); days.length < count; line++)
    days.push(...daysOfYear(calendar, line));
  return withWeekdays(calendar, days, 1).slice(0, count);
};

/** The last `count` days before the epoch, the nearest first. */
export const daysBeforeEpoch = (calendar: Calendar, count: number): NaiveDay[] => {
  const days: Omit<NaiveDay, 'weekday'>[] = [];
  for (let line = lineOf(calendar.epochYear, calendar.hasYearZero) - 1; days.length < count; line--)
    days.push(...[...daysOfYear(calendar, line)].toReversed());
  return withWeekdays(calendar, days, -1).slice(0, count);
};
