import type { Calendar, Era } from '../../schemas/calendar.ts';
import { lineOfYear, yearOfLine } from './calendar.ts';

const includes = ({ firstYear = -Infinity, lastYear = Infinity }: Era, year: number): boolean =>
  firstYear <= year && year <= lastYear;

/** The first year of an era that counts forwards; of one that counts backwards the last. */
const yearOne = (calendar: Calendar, { direction, firstYear = 1, lastYear = 1 }: Era): number =>
  lineOfYear(calendar, direction === 'forwards' ? firstYear : lastYear);

/** The era that a calendar year belongs to, and its number there. */
export const eraOfYear = (calendar: Calendar, year: number): { era: Era; number: number } | undefined => {
  const era = calendar.eras.find((each) => includes(each, year));
  if (era === undefined) return undefined;
  const since = lineOfYear(calendar, year) - yearOne(calendar, era);
  return { era, number: (era.direction === 'forwards' ? since : -since) + 1 };
};

/** The calendar year that has a number in an era; undefined if the era has no such year. */
export const yearOfEra = (calendar: Calendar, era: Era, number: number): number | undefined => {
  const since = era.direction === 'forwards' ? number - 1 : 1 - number;
  const year = yearOfLine(calendar, yearOne(calendar, era) + since);
  return includes(era, year) ? year : undefined;
};

/** The highest number that a year has in an era; infinite if it does not end. */
export const yearsInEra = (calendar: Calendar, { firstYear, lastYear }: Era): number =>
  firstYear === undefined || lastYear === undefined
    ? Infinity
    : lineOfYear(calendar, lastYear) - lineOfYear(calendar, firstYear) + 1;
