import { type Calendar, calendarYearMax, type Era, foldCalendarWord } from '../../schemas/calendar.ts';
import { type StoryTime, storyOrdinalMax, storySecondMax } from '../../schemas/time.ts';
import { type CivilDate, daysInMonth, monthOf, secondOf, type TimeOfDay, weekdayOf } from './calendar.ts';
import { yearOfEra, yearsInEra } from './calendar-eras.ts';
import { monthOfNumber, monthOfWord } from './calendar-months.ts';
import { printDate, printTime, printTimeInDigits, printYear } from './calendar-print.ts';
import { readWrittenTime, type WrittenTime } from './calendar-written.ts';
import { nearest } from './nearest.ts';
import { quoted } from './quoted.ts';
import { firstMoment, lastMoment } from './story-time.ts';

export const writtenTimeCharsMax = 300;
const yearsLookedAroundMax = 1_000;

export type ReadTime = { ok: true; time: StoryTime } | { ok: false; error: string };
type Read<T> = { ok: true; value: T } | { ok: false; error: string };
const found = <T>(value: T): Read<T> => ({ ok: true, value });
const wrong = (error: string): { ok: false; error: string } => ({ ok: false, error });

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** What to say of a word that names nothing: what was meant, or else what there is. */
const noSuch = (thing: string, { word, names }: { word: string; names: readonly string[] }): string => {
  const meant = nearest(word, names, foldCalendarWord);
  const hint = meant === undefined ? `there are ${listed(names)}` : `did you mean \`${meant}\`?`;
  return `no ${thing} is called ${quoted(word)}: ${hint}`;
};

const isCalled = (word: string, { name, short }: Era): boolean =>
  [name, short].some((each) => foldCalendarWord(each) === foldCalendarWord(word));

const readYear = (calendar: Calendar, { year, era: word }: WrittenTime): Read<number> => {
  if (word === undefined)
    return year === 0 && !calendar.hasYearZero ? wrong('there is no year 0: the year before 1 is -1') : found(year);
  const { eras } = calendar;
  if (eras.length === 0) return wrong(`this calendar has no eras: write the year without ${quoted(word)}`);
  const era = eras.find((each) => isCalled(word, each));
  if (era === undefined) return wrong(noSuch('era', { word, names: eras.flatMap(({ name, short }) => [short, name]) }));
  const inCalendar = yearOfEra(calendar, era, year);
  if (inCalendar !== undefined) return found(inCalendar);
  const last = yearsInEra(calendar, era);
  const years = last === Infinity ? 'its years start at 1' : `its years go from 1 to ${last}`;
  return wrong(`there is no year ${year} in \`${era.name}\`: ${years}`);
};

const readMonth = (calendar: Calendar, written: WrittenTime['month']): Read<number> => {
  const { months } = calendar;
  if (typeof written === 'string') {
    const word = written.replace(/^of /i, '');
    const month = monthOfWord(calendar, written) ?? monthOfWord(calendar, word);
    return month === undefined ? wrong(noSuch('month', { word, names: months.map(({ name }) => name) })) : found(month);
  }
  const month = monthOfNumber(calendar, written);
  if (month !== undefined) return found(month);
  const numbers = months.filter(({ outsideWeeks }) => !outsideWeeks).length;
  return wrong(`month ${written} does not exist: months have the numbers 1 to ${numbers}`);
};

/** The nearest years before and after one that lacks a month. */
const yearsWithMonth = (calendar: Calendar, month: number, year: number): string[] =>
  [-1, 1].flatMap((direction) => {
    for (let i = 1; i <= yearsLookedAroundMax; i++) {
      const near = year + direction * i;
      if ((near !== 0 || calendar.hasYearZero) && daysInMonth(calendar, { year: near, month }) > 0)
        return [printYear(calendar, near)];
    }
    return [];
  });

const readDay = (
  calendar: Calendar,
  { year, month, day }: { year: number; month: number; day: number | undefined },
): Read<number> => {
  const { name } = monthOf(calendar, { month });
  const inYear = printYear(calendar, year);
  const days = daysInMonth(calendar, { year, month });
  if (days === 0) {
    const years = yearsWithMonth(calendar, month, year);
    return wrong(
      `${name} does not come in ${inYear}${years.length === 0 ? '' : `: it does in ${years.join(' and ')}`}`,
    );
  }
  if (day === undefined)
    return days === 1 ? found(1) : wrong(`the day is missing: ${name} has ${days} days in ${inYear}`);
  if (day >= 1 && day <= days) return found(day);
  return wrong(`day ${day} does not exist: ${name} has ${days === 1 ? 'one day' : `${days} days`} in ${inYear}`);
};

const readDate = (calendar: Calendar, written: WrittenTime): Read<CivilDate> => {
  const year = readYear(calendar, written);
  if (!year.ok) return year;
  const month = readMonth(calendar, written.month);
  if (!month.ok) return month;
  const day = readDay(calendar, { year: year.value, month: month.value, day: written.day });
  return day.ok ? found({ year: year.value, month: month.value, day: day.value }) : day;
};

/** What is wrong with a weekday that was written before the date. */
const weekdayProblem = (calendar: Calendar, date: CivilDate, word: string): string | undefined => {
  const written = calendar.weekdays.find((each) => foldCalendarWord(each) === foldCalendarWord(word));
  const weekday = weekdayOf(calendar, date);
  if (weekday === undefined) return `${printDate(calendar, date)} has no weekday: leave ${quoted(word)} out`;
  if (written === undefined) return noSuch('weekday', { word, names: calendar.weekdays });
  return written === weekday ? undefined : `${printDate(calendar, date)} falls on ${weekday}, not on ${written}`;
};

const tooHigh = (unit: string, number: number, count: number): string | undefined =>
  number < count ? undefined : `${unit} ${number} does not exist: the last is ${count - 1}`;

const timeOfDayProblem = (calendar: Calendar, { hour, minute, second }: TimeOfDay): string | undefined =>
  tooHigh('hour', hour, calendar.hoursPerDay) ??
  tooHigh('minute', minute, calendar.minutesPerHour) ??
  tooHigh('second', second, calendar.secondsPerMinute);

const outsideTime = (calendar: Calendar): string => {
  const [first, last] = [printTime(calendar, firstMoment), printTime(calendar, { ...lastMoment, ordinal: 0 })];
  return `that lies outside story time, which goes from ${first} to ${last}`;
};

const readMoment = (calendar: Calendar, written: WrittenTime): Read<StoryTime> => {
  if (Math.abs(written.year) > calendarYearMax) return wrong(outsideTime(calendar));
  const date = readDate(calendar, written);
  if (!date.ok) return date;
  const problem =
    (written.weekday === undefined ? undefined : weekdayProblem(calendar, date.value, written.weekday)) ??
    timeOfDayProblem(calendar, written) ??
    tooHigh('place in a second', written.ordinal, storyOrdinalMax + 1);
  if (problem !== undefined) return wrong(problem);
  const second = secondOf(calendar, { ...written, ...date.value });
  return Math.abs(second) > storySecondMax ? wrong(outsideTime(calendar)) : found({ second, ordinal: written.ordinal });
};

/** Reads what a person wrote. An error says what is wrong and what is possible. */
export const parseTime = (calendar: Calendar, text: string): ReadTime => {
  const written = text.length > writtenTimeCharsMax ? undefined : readWrittenTime(text);
  if (written === undefined) {
    const epoch = { second: 0, ordinal: 0 };
    const examples = `\`${printTime(calendar, epoch)}\` or \`${printTimeInDigits(calendar, epoch)}\``;
    return wrong(`cannot read ${quoted(text)} as a date: write it like ${examples}`);
  }
  const moment = readMoment(calendar, written);
  return moment.ok ? { ok: true, time: moment.value } : moment;
};
