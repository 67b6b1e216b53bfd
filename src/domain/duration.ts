import type { Calendar } from '../../schemas/calendar.ts';
import { storySecondMax } from '../../schemas/time.ts';
import { secondsPerDay } from './calendar.ts';
import { nearest } from './nearest.ts';
import { quoted } from './quoted.ts';

// A duration is whole seconds, written in the units of a calendar: `3d 4h`, `1 hour 30 minutes`, `2 weeks`.
// Months and years differ in length, so they measure nothing: a person names the date instead.

export const writtenDurationCharsMax = 200;
/** From the first moment of story time to the last. */
export const durationSecondsMax = 2 * storySecondMax;

export type ReadDuration = { ok: true; seconds: number } | { ok: false; error: string };

type Unit = 'week' | 'day' | 'hour' | 'minute' | 'second';

const unitsByWord: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ['w', 'week'],
  ['wk', 'week'],
  ['week', 'week'],
  ['d', 'day'],
  ['day', 'day'],
  ['h', 'hour'],
  ['hr', 'hour'],
  ['hour', 'hour'],
  ['m', 'minute'],
  ['min', 'minute'],
  ['minute', 'minute'],
  ['s', 'second'],
  ['sec', 'second'],
  ['second', 'second'],
]);

const unitOf = (word: string): Unit | undefined => unitsByWord.get(word.toLowerCase().replace(/(?<=..)s$/, ''));

/** 0: the calendar has no such unit. */
const secondsPer = (calendar: Calendar): Readonly<Record<Unit, number>> => ({
  week: calendar.weekdays.length * secondsPerDay(calendar),
  day: secondsPerDay(calendar),
  hour: calendar.minutesPerHour * calendar.secondsPerMinute,
  minute: calendar.secondsPerMinute,
  second: 1,
});

const unitProblem = (word: string): string => {
  if (/^(months?|mo|years?|yr?s?)$/i.test(word)) return 'months and years differ in length: say days, or name the date';
  const meant = nearest(
    word,
    [...unitsByWord.values()].flatMap((unit) => [unit, `${unit}s`]),
  );
  const hint = meant === undefined ? 'say weeks, days, hours, minutes or seconds' : `did you mean \`${meant}\`?`;
  return `no unit is called ${quoted(word)}: ${hint}`;
};

const wrong = (error: string): ReadDuration => ({ ok: false, error });
const part = /(\d+)\s*(\p{L}+)/gu;
const whole = /^\s*\d+\s*\p{L}+(?:[\s,]*\d+\s*\p{L}+)*\s*$/u;

export const parseDuration = (calendar: Calendar, text: string): ReadDuration => {
  if (text.length > writtenDurationCharsMax || !whole.test(text))
    return wrong(`cannot read ${quoted(text)} as a duration: write it like \`3d 4h\` or \`2 weeks\``);
  const seen = new Set<Unit>();
  let seconds = 0;
  for (const [, number, word = ''] of text.matchAll(part)) {
    const unit = unitOf(word);
    if (unit === undefined) return wrong(unitProblem(word));
    if (seen.has(unit)) return wrong(`${quoted(text)} says ${unit}s twice`);
    const each = secondsPer(calendar)[unit];
    if (each === 0) return wrong('this calendar has no weeks: say days');
    seen.add(unit);
    seconds += Number(number) * each;
  }
  if (seconds > durationSecondsMax) return wrong(`${quoted(text)} is longer than all of story time`);
  return { ok: true, seconds };
};

/** `3d 4h`: days and less, without those that are zero. */
export const printDuration = (calendar: Calendar, seconds: number): string => {
  const { day, hour, minute } = secondsPer(calendar);
  const counts = [
    `${Math.floor(seconds / day)}d`,
    `${Math.floor((seconds % day) / hour)}h`,
    `${Math.floor((seconds % hour) / minute)}m`,
    `${seconds % minute}s`,
  ];
  return counts.filter((count) => !count.startsWith('0')).join(' ') || '0s';
};
