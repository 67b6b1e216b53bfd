import type { Calendar, CalendarMonth } from '../../schemas/calendar.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { type CivilDate, civilOf, monthOf, type TimeOfDay, weekdayOf } from './calendar.ts';
import { eraOfYear } from './calendar-eras.ts';
import { numberOfMonth } from './calendar-months.ts';

// Everything that is printed here, `parseTime` reads again, and finds the same moment.

const padded = (number: number, width = 2): string =>
  `${number < 0 ? '-' : ''}${String(Math.abs(number)).padStart(width, '0')}`;

/** A month of one day, such as a festival: the name alone is a date. */
const isOneDay = ({ days, leap }: CalendarMonth): boolean => days === 1 && leap === undefined;

/** `561 AC`, or the plain year where no era is printed. */
export const printYear = (calendar: Calendar, year: number): string => {
  const inEra = eraOfYear(calendar, year);
  return inEra?.era.printed ? `${inEra.number} ${inEra.era.short}` : String(year);
};

/** `14 Lambsong 561 AC`, `Sunstand 561 AC`. */
export const printDate = (calendar: Calendar, date: CivilDate): string => {
  const month = monthOf(calendar, date);
  return `${isOneDay(month) ? '' : `${date.day} `}${month.name} ${printYear(calendar, date.year)}`;
};

const printTimeOfDay = ({ hour, minute, second }: TimeOfDay): string =>
  `${padded(hour)}:${padded(minute)}${second === 0 ? '' : `:${padded(second)}`}`;

/** The hour is left out at the first moment of a day, the seconds where there are none. */
const withTimeOfDay = (date: string, separator: string, civil: TimeOfDay, ordinal: number): string => {
  if (civil.hour + civil.minute + civil.second + ordinal === 0) return date;
  return `${date}${separator}${printTimeOfDay(civil)}${ordinal === 0 ? '' : `#${ordinal}`}`;
};

/** `14 Lambsong 561 AC 18:30:05#3`, after the weekday if that is wanted. */
export const printTime = (calendar: Calendar, time: StoryTime, { weekday = false } = {}): string => {
  const civil = civilOf(calendar, time.second);
  const day = weekday ? weekdayOf(calendar, civil) : undefined;
  const date = printDate(calendar, civil);
  return withTimeOfDay(day === undefined ? date : `${day}, ${date}`, ' ', civil, time.ordinal);
};

/** `1372-05-14T18:30:05#3`: in plain calendar years. A month that has no number stands there by name. */
export const printTimeInDigits = (calendar: Calendar, time: StoryTime): string => {
  const civil = civilOf(calendar, time.second);
  const number = numberOfMonth(calendar, civil.month);
  const month = number === undefined ? monthOf(calendar, civil).name : padded(number);
  return withTimeOfDay(`${padded(civil.year, 4)}-${month}-${padded(civil.day)}`, 'T', civil, time.ordinal);
};
