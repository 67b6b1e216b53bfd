import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CalendarWord } from '../../../schemas/calendar.ts';
import { StoryTime, storySecondMax } from '../../../schemas/time.ts';
import { civilOf, secondOf, weekdayOf } from '../../../src/domain/calendar.ts';
import { parseTime, writtenTimeCharsMax } from '../../../src/domain/calendar-parse.ts';
import { printTime, printTimeInDigits } from '../../../src/domain/calendar-print.ts';
import { firstMoment, lastMoment } from '../../../src/domain/story-time.ts';
import { calendar, storyTime } from '../../support/arbitraries/time.ts';
import { builtInCalendar } from '../../support/calendars.ts';

const common = builtInCalendar('common');
const hearth = builtInCalendar('hearth');
const meridian = builtInCalendar('meridian');
const days = builtInCalendar('days');
const seconds = builtInCalendar('seconds');

const at = (year: number, month: number, day: number, clock: readonly [number, number, number] = [0, 0, 0]) => {
  const [hour, minute, second] = clock;
  return secondOf(common, { year, month: month - 1, day, hour, minute, second });
};
const read = (text: string, calendar = common): StoryTime => {
  const parsed = parseTime(calendar, text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.time;
};
const errorOf = (text: string, calendar = common): string => {
  const parsed = parseTime(calendar, text);
  return parsed.ok ? `read as ${printTime(calendar, parsed.time)}` : parsed.error;
};

describe('what a calendar prints', () => {
  it('is read as the same moment, in any calendar, at any time', () => {
    fc.assert(
      fc.property(calendar(), storyTime(), (calendar, time) => {
        expect(parseTime(calendar, printTime(calendar, time))).toEqual({ ok: true, time });
        expect(parseTime(calendar, printTime(calendar, time, { weekday: true }))).toEqual({ ok: true, time });
        expect(parseTime(calendar, printTimeInDigits(calendar, time))).toEqual({ ok: true, time });
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read as the same moment at both ends of time', () => {
    for (const each of [common, hearth, meridian, days, seconds])
      for (const time of [firstMoment, lastMoment]) {
        expect(read(printTime(each, time), each)).toEqual(time);
        expect(read(printTimeInDigits(each, time), each)).toEqual(time);
      }
  });

  it('is read whatever the case, the accents and the white space', () => {
    fc.assert(
      fc.property(calendar(), storyTime(), (calendar, time) => {
        const text = printTime(calendar, time);
        for (const loose of [text.toLowerCase(), text.toUpperCase(), text.normalize('NFD').replace(/\p{M}/gu, '')])
          expect(parseTime(calendar, `  ${loose.replaceAll(' ', ' \t')} `)).toEqual({ ok: true, time });
      }),
    );
  });

  it('says the era, the weekday if asked, and no more of the hour than there is', () => {
    const time = { second: at(-43, 3, 15), ordinal: 0 };
    expect(printTime(common, time)).toBe('15 March 44 BCE');
    expect(printTime(common, time, { weekday: true })).toBe('Friday, 15 March 44 BCE');
    expect(printTime(common, { second: at(2024, 5, 14, [18, 30, 0]), ordinal: 0 })).toBe('14 May 2024 18:30');
    expect(printTime(common, { second: at(2024, 5, 14, [18, 30, 5]), ordinal: 3 })).toBe('14 May 2024 18:30:05#3');
    expect(printTime(common, { second: at(2024, 5, 14), ordinal: 3 })).toBe('14 May 2024 00:00#3');
  });

  it('is in digits if asked, with the name of a month that has no number', () => {
    expect(printTimeInDigits(common, { second: at(-43, 3, 15), ordinal: 0 })).toBe('-0043-03-15');
    expect(printTimeInDigits(common, { second: at(2024, 5, 14, [18, 30, 5]), ordinal: 3 })).toBe(
      '2024-05-14T18:30:05#3',
    );
    expect(printTimeInDigits(hearth, read('Sunstand 3 KA', hearth))).toBe('0003-Sunstand-01');
  });

  it('counts plain days and plain seconds where nobody named the months', () => {
    expect(printTime(days, { second: 13 * 86_400 + 66_600, ordinal: 0 })).toBe('Day 14 18:30');
    expect(printTime(seconds, { second: 86_400, ordinal: 0 })).toBe('Second 86400');
    expect(read('second -5', seconds)).toEqual({ second: -5, ordinal: 0 });
  });
});

describe('a date that a person types', () => {
  it.each([
    ['14 May 2024', at(2024, 5, 14)],
    ['14 may 2024 CE', at(2024, 5, 14)],
    ['14th of May, 2024 common era', at(2024, 5, 14)],
    ['May 14, 2024', at(2024, 5, 14)],
    ['May 14 ,2024', at(2024, 5, 14)],
    ['MAY 14TH 2024, 18:30', at(2024, 5, 14, [18, 30, 0])],
    ['Tuesday 14 May 2024', at(2024, 5, 14)],
    ['Tuesday, May 14 2024 6:05', at(2024, 5, 14, [6, 5, 0])],
    ['29 Feb 2024', at(2024, 2, 29)],
    ['15 Mar 44 bce', at(-43, 3, 15)],
    ['15 March -43', at(-43, 3, 15)],
    ['1 January 0', at(0, 1, 1)],
    ['1 January -0', at(0, 1, 1)],
    ['2024-05-14', at(2024, 5, 14)],
    ['2024-5-14 18:30', at(2024, 5, 14, [18, 30, 0])],
    ['2024-may-14', at(2024, 5, 14)],
    ['44-03-15 BCE', at(-43, 3, 15)],
    ['-0043-03-15', at(-43, 3, 15)],
    ['2024-05-14t18:30:05', at(2024, 5, 14, [18, 30, 5])],
  ])('reads `%s`', (text, second) => {
    expect(read(text)).toEqual({ second, ordinal: 0 });
  });

  it('may say which of several things in a second it means', () => {
    expect(read('14 May 2024 18:30:05#3')).toEqual({ second: at(2024, 5, 14, [18, 30, 5]), ordinal: 3 });
    expect(read('14 May 2024 #65535')).toEqual({ second: at(2024, 5, 14), ordinal: 65_535 });
  });

  it('needs no day for a festival of one', () => {
    expect(printTime(hearth, read('sunstand 1189 ac 12:00', hearth))).toBe('Sunstand 1189 AC 12:00');
    expect(printTime(hearth, read('1 Oddmoot 8 KA', hearth))).toBe('Oddmoot 8 KA');
    expect(printTimeInDigits(hearth, read('14 Lambsong 1372', hearth))).toBe('1372-05-14');
  });
});

describe('a date that cannot be', () => {
  it.each([
    ['31 February 2023', 'day 31 does not exist: February has 28 days in 2023'],
    ['0 May 2024', 'day 0 does not exist: May has 31 days in 2024'],
    ['30 Feb 44 BCE', 'day 30 does not exist: February has 28 days in 44 BCE'],
    ['May 2024', 'the day is missing: May has 31 days in 2024'],
    ['2024-13-01', 'month 13 does not exist: months have the numbers 1 to 12'],
    ['14 Februry 2024', 'no month is called `Februry`: did you mean `February`?'],
    ['14 of Agust 2024', 'no month is called `Agust`: did you mean `August`?'],
    ['14 May 2024 BCD', 'no era is called `BCD`: did you mean `BCE`?'],
    ['14 May 2024 24:00', 'hour 24 does not exist: the last is 23'],
    ['14 May 2024 23:60', 'minute 60 does not exist: the last is 59'],
    ['14 May 2024 23:59:60', 'second 60 does not exist: the last is 59'],
    ['14 May 2024 #65536', 'place in a second 65536 does not exist: the last is 65535'],
    ['Monday, 14 May 2024', '14 May 2024 falls on Tuesday, not on Monday'],
    ['Teusday, 14 May 2024', 'no weekday is called `Teusday`: did you mean `Tuesday`?'],
    ['14 May 0 CE', 'there is no year 0 in `Common Era`: its years start at 1'],
    ['soon', 'cannot read `soon` as a date: write it like `1 January 1` or `0001-01-01`'],
    ['14 May', 'cannot read `14 May` as a date: write it like `1 January 1` or `0001-01-01`'],
  ])('is refused with what is wrong and what is possible: `%s`', (text, error) => {
    expect(errorOf(text)).toBe(error);
  });

  it.each([
    ['Oddmoot 5 KA', 'Oddmoot does not come in 5 KA: it does in 4 KA and 8 KA'],
    ['2 Sunstand 3 KA', 'day 2 does not exist: Sunstand has one day in 3 KA'],
    ['5 Rimehold 900 KA', 'there is no year 900 in `Kindled Age`: its years go from 1 to 811'],
    ['Ashday, Sunstand 3 KA', 'Sunstand 3 KA has no weekday: leave `Ashday` out'],
  ])('is refused by the calendar that lacks it: `%s`', (text, error) => {
    expect(errorOf(text, hearth)).toBe(error);
  });

  it('is refused where there is no year 0, and where there are no eras', () => {
    expect(errorOf('5 Monad 0', meridian)).toBe('there is no year 0: the year before 1 is -1');
    expect(errorOf('Resync 1', meridian)).toBe('Resync does not come in 1 FE: it does in 4 BD and 3 FE');
    expect(errorOf('Day 5 AC', days)).toBe('this calendar has no eras: write the year without `AC`');
    const rare = { every: 50_000, offset: 0, years: [0] };
    const months = hearth.months.map((month) => (month.name === 'Oddmoot' ? { ...month, onlyIn: rare } : month));
    expect(errorOf('Oddmoot 5000', { ...hearth, months })).toBe('Oddmoot does not come in 4189 AC');
  });

  it('is refused without a year 0 among the years that would do', () => {
    const months = meridian.months.map((month) =>
      month.name === 'Resync' ? { ...month, onlyIn: { every: 10, offset: 0, years: [1] } } : month,
    );
    expect(errorOf('Resync -1', { ...meridian, months })).toBe(
      'Resync does not come in 1 BD: it does in 10 BD and 1 FE',
    );
  });

  it('lists the months when none is near', () => {
    expect(errorOf('14 Xyzzy 2024')).toMatch(/^no month is called `Xyzzy`: there are `January`, .*, `December`$/);
  });

  it('is refused outside story time', () => {
    const range = 'that lies outside story time, which goes from 8 April 2229897 BCE 09:18:56 to 25 September 2229897';
    for (const text of ['1 May 2229898', '1 May -2229898', `1 May ${'9'.repeat(200)}`, '-99999999999999-01-01'])
      expect(errorOf(text)).toContain(range);
    expect(errorOf('25 September 2229897 14:41:05')).toContain(range);
    expect(read('25 September 2229897 14:41:04')).toEqual({ second: storySecondMax, ordinal: 0 });
  });

  it('is quoted short and without what a terminal would obey', () => {
    expect(errorOf('x'.repeat(10_000_000)).length).toBeLessThan(300);
    expect(errorOf(`1 May 2024${' '.repeat(writtenTimeCharsMax)}`)).toContain('cannot read');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(errorOf(text)).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });
});

describe('reading any text', () => {
  const scraps = fc.constantFrom(
    ...['14', '2024', '-', 'May', 'Tuesday', ',', ' ', '#', ':', '05', 'T', 'BCE', 'of ', 'th', '\u001b[2J'],
  );

  it('gives a moment that exists or an error that says something, and never throws', () => {
    const text = fc.oneof(
      fc.array(scraps, { maxLength: 12 }).map((all) => all.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(calendar(), text, (calendar, text) => {
        const parsed = parseTime(calendar, text);
        if (parsed.ok) expect(StoryTime.safeParse(parsed.time).success).toBe(true);
        else expect(parsed.error.length).toBeGreaterThan(10);
      }),
      { numRuns: 1_000 },
    );
  });

  it('accepts a date with its own weekday and with no other', () => {
    fc.assert(
      fc.property(calendar(), storyTime(), fc.nat(), (calendar, { second }, pick) => {
        const civil = civilOf(calendar, second);
        const weekday = calendar.weekdays[pick % Math.max(1, calendar.weekdays.length)];
        if (weekday === undefined) return;
        const text = `${weekday}, ${printTime(calendar, { second, ordinal: 0 })}`;
        expect(parseTime(calendar, text).ok).toBe(weekday === weekdayOf(calendar, civil));
      }),
    );
  });

  it('tells the parts of a date apart, because no word of a calendar starts with a digit', () => {
    for (const word of ['5th Moon', 'Moon 5', '-5', '#3', 'a:b', 'a,b', ' May', 'May ', 'Long  Night', ''])
      expect(CalendarWord.safeParse(word).success).toBe(false);
    for (const word of ['May', "Year's End", 'Día de los Muertos', 'Deep-Winter', '春分', 'St. Olaf', 'Sector-7'])
      expect(CalendarWord.safeParse(word).success).toBe(true);
  });
});
