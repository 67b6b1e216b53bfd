import { z } from 'zod';
import { Key, Name } from './bounds.ts';
import { storySecondMax } from './time.ts';

// A calendar is data: how a universe counts and names time. Story time itself is seconds from the calendar's epoch,
// the first second of the year `epochYear`; a calendar only parses and prints it. So that every moment has one date and
// every date that was printed can be read again:
// C1. A name is words that start with a letter: no number in a date is ever part of a name.
// C2. No two months share a name or a short form, whatever the case and the accents; nor do two eras, or two weekdays.
// C3. At least one month comes every year: no year is empty.
// C4. No year lies in two eras.
// C5. A rule for special years picks some.

const calendarMonthsMax = 64;
const calendarDaysPerMonthMax = 1_000;
const calendarWordCharsMax = 64;
/** Years of one second each are allowed, so there may be as many. */
export const calendarYearMax = storySecondMax + 1_000_000;

/** What a date is written with. */
export const CalendarWord = z
  .string()
  .min(1)
  .max(calendarWordCharsMax)
  .regex(/^\p{L}[\p{L}\p{M}\p{N}'’.-]*(?: \p{L}[\p{L}\p{M}\p{N}'’.-]*)*$/u, {
    error: 'expected words that start with a letter, of letters, digits, `-`, `.` and apostrophes, one space between',
  });

/** Equal for words that a date treats as one: case, accents and the kind of apostrophe make no difference. */
export const foldCalendarWord = (word: string): string =>
  word
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('’', "'")
    .toUpperCase();

/**
 * Years in which something happens. `every: 4, except: 100, unless: 400` is the Gregorian rule; `every: 19, years: [0, 3, 6, 8, 11, 14, 17]`
 * a lunar one. Years are counted without a gap: in a calendar without a year 0, the year -1 counts as 0.
 */
export const LeapRule = z.strictObject({
  /** How many years a round has. */
  every: z.int().min(1).max(100_000),
  /** A year with which a round starts. */
  offset: z.int().min(0).max(100_000).default(0),
  /** Which years of each round, counted from 0. */
  years: z.array(z.int().min(0).max(100_000)).min(1).max(1_000).default([0]),
  /** A multiple of `every`: as often, the first year of a round is left out. */
  except: z.int().min(1).max(1_000_000).optional(),
  /** A multiple of `except`: as often, it is taken back in. */
  unless: z.int().min(1).max(1_000_000).optional(),
});
export type LeapRule = z.infer<typeof LeapRule>;

export const CalendarMonth = z.strictObject({
  name: CalendarWord,
  /** A short form that is accepted when reading. */
  short: CalendarWord.optional(),
  days: z.int().min(1).max(calendarDaysPerMonthMax),
  /** Extra days at the end of this month in the years of the rule. */
  leap: z.strictObject({ days: z.int().min(1).max(100), rule: LeapRule }).optional(),
  /** A month that exists in the years of the rule alone. */
  onlyIn: LeapRule.optional(),
  /**
   * Festival days between the months. They have no weekday, and weekdays go on after them as if they were not there. They have no
   * number either: in `1372-05-14` the 5 is the fifth of the other months.
   */
  outsideWeeks: z.boolean().default(false),
});
export type CalendarMonth = z.infer<typeof CalendarMonth>;

/** The cycle is divided evenly; the first phase is centred on the new moon. */
export const Moon = z.strictObject({
  name: Name,
  /** From new to new. Whole seconds, so that phases never drift by rounding. */
  cycleSeconds: z.int().min(60).max(10_000_000_000),
  /** Story second of some new moon. */
  newAtSecond: z.int().min(-storySecondMax).max(storySecondMax).default(0),
  phases: z.array(Name).min(1).max(32),
});
export type Moon = z.infer<typeof Moon>;

const CalendarYear = z.int().min(-calendarYearMax).max(calendarYearMax);

/** A run of calendar years that are counted from 1 again: onwards from the first, or backwards from the last. */
export const Era = z.strictObject({
  name: CalendarWord,
  short: CalendarWord,
  /** Calendar years, both inside. An era without a first has no beginning; one without a last goes on. */
  firstYear: CalendarYear.optional(),
  lastYear: CalendarYear.optional(),
  direction: z.enum(['forwards', 'backwards']).default('forwards'),
  /** An era that goes without saying is understood when reading, and its years are printed as plain calendar years. */
  printed: z.boolean().default(true),
});
export type Era = z.infer<typeof Era>;

const calendarShape = z.strictObject({
  key: Key,
  name: Name,
  hoursPerDay: z.int().min(1).max(1_000),
  minutesPerHour: z.int().min(1).max(1_000),
  secondsPerMinute: z.int().min(1).max(1_000),
  months: z.array(CalendarMonth).min(1).max(calendarMonthsMax),
  weekdays: z.array(CalendarWord).max(64),
  /** Index into `weekdays` of the first day from the epoch on that lies inside a week. */
  epochWeekday: z.int().min(0).default(0),
  /** The year whose first day is story second 0. */
  epochYear: z.int().min(-1_000_000).max(1_000_000).default(1),
  /** Without a year 0, the year before 1 is -1. */
  hasYearZero: z.boolean().default(true),
  moons: z.array(Moon).max(16).default([]),
  /** Years outside every era are plain calendar years. */
  eras: z.array(Era).max(64).default([]),
});
type Shape = z.infer<typeof calendarShape>;

/** Takes note of a problem and of where in the calendar it is. */
type Report = (path: readonly (string | number)[], message: string) => void;
type Check = (calendar: Shape, report: Report) => void;

const namesAreTheirOwn: Check = ({ months, weekdays, eras, moons }, report) => {
  const named: Record<string, readonly (readonly (string | undefined)[])[]> = {
    months: months.map(({ name, short }) => [name, short]),
    weekdays: weekdays.map((name) => [name]),
    eras: eras.map(({ name, short }) => [name, short]),
    moons: moons.map(({ name }) => [name]),
  };
  for (const [field, things] of Object.entries(named)) {
    const owners = new Map<string, number>();
    for (const [i, words] of things.entries())
      for (const word of words) {
        if (word === undefined) continue;
        const folded = foldCalendarWord(word);
        const owner = owners.get(folded) ?? i; // a thing may have one word as its name and its short form
        if (owner !== i) report([field, i], `\`${word}\` already names \`${things[owner]?.[0]}\``);
        owners.set(folded, owner);
      }
  }
};

const ruleMakesSense = (rule: LeapRule, path: readonly (string | number)[], report: Report): void => {
  const { every, offset, years, except, unless } = rule;
  const must = (holds: boolean, field: keyof LeapRule, message: string) => {
    if (!holds) report([...path, field], message);
  };
  must(offset < every, 'offset', `must be less than \`every\`, which is ${every}`);
  must(Math.max(...years) < every, 'years', `must be less than \`every\`, which is ${every}`);
  must(new Set(years).size === years.length, 'years', 'must name each year of a round once');
  must(unless === undefined || except !== undefined, 'unless', 'takes back what `except` leaves out: set that too');
  if (except === undefined) return;
  must(except % every === 0, 'except', `must be a multiple of \`every\`, which is ${every}`);
  must(unless === undefined || unless % except === 0, 'unless', `must be a multiple of \`except\`, which is ${except}`);
  const leavesSome = except !== every || unless !== undefined || years.some((year) => year !== 0);
  must(leavesSome, 'except', 'leaves out every year that the rule picks');
};

const monthsMakeAYear: Check = ({ months }, report) => {
  for (const [i, { leap, onlyIn }] of months.entries()) {
    if (leap !== undefined) ruleMakesSense(leap.rule, ['months', i, 'leap', 'rule'], report);
    if (onlyIn !== undefined) ruleMakesSense(onlyIn, ['months', i, 'onlyIn'], report);
    if (leap !== undefined && onlyIn !== undefined)
      report(['months', i, 'leap'], 'a month that comes in some years only has no leap days');
  }
  if (months.every(({ onlyIn }) => onlyIn !== undefined)) report(['months'], 'at least one month must come every year');
};

const weekdayExists: Check = ({ weekdays, epochWeekday }, report) => {
  if (epochWeekday >= Math.max(1, weekdays.length))
    report(['epochWeekday'], `is counted from 0, and there are ${weekdays.length} weekdays`);
};

const erasAreApart: Check = ({ eras }, report) => {
  const spans = eras.map(({ firstYear = -Infinity, lastYear = Infinity }) => ({ firstYear, lastYear }));
  for (const [i, { direction, name, firstYear = -Infinity, lastYear = Infinity }] of eras.entries()) {
    if (direction === 'forwards' && firstYear === -Infinity)
      report(['eras', i, 'firstYear'], 'is missing: an era that counts forwards starts with one');
    if (direction === 'backwards' && lastYear === Infinity)
      report(['eras', i, 'lastYear'], 'is missing: an era that counts backwards starts from one');
    if (lastYear < firstYear)
      report(['eras', i, 'lastYear'], `must not be before the first year, which is ${firstYear}`);
    const other = spans.findIndex((span, j) => j < i && span.firstYear <= lastYear && firstYear <= span.lastYear);
    if (other >= 0) report(['eras', i], `\`${name}\` shares years with \`${eras[other]?.name}\``);
  }
};

const yearZeroIsRespected: Check = ({ hasYearZero, epochYear, eras }, report) => {
  if (hasYearZero) return;
  const mustNotBeZero = (year: number | undefined, path: readonly (string | number)[]) => {
    if (year === 0) report(path, 'this calendar has no year 0: the year before 1 is -1');
  };
  mustNotBeZero(epochYear, ['epochYear']);
  for (const [i, { firstYear, lastYear }] of eras.entries()) {
    mustNotBeZero(firstYear, ['eras', i, 'firstYear']);
    mustNotBeZero(lastYear, ['eras', i, 'lastYear']);
  }
};

const checks: readonly Check[] = [namesAreTheirOwn, monthsMakeAYear, weekdayExists, erasAreApart, yearZeroIsRespected];

export const Calendar = calendarShape.superRefine((calendar, context) => {
  for (const check of checks)
    check(calendar, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
});
export type Calendar = z.infer<typeof Calendar>;
