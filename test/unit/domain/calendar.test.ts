import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../../schemas/calendar.ts';
import { storySecondMax } from '../../../schemas/time.ts';
import { civilOf, daysInMonth, monthOf, secondOf, secondsPerDay, weekdayOf } from '../../../src/domain/calendar.ts';
import { eraOfYear, yearOfEra, yearsInEra } from '../../../src/domain/calendar-eras.ts';
import { monthOfNumber, monthOfWord, numberOfMonth } from '../../../src/domain/calendar-months.ts';
import { calendar, storySecond } from '../../support/arbitraries/time.ts';
import { builtInCalendar } from '../../support/calendars.ts';
import { daysBeforeEpoch, daysFromEpoch, type NaiveDay } from '../../support/naive-calendar.ts';

const daysCounted = 1_500;
const common = builtInCalendar('common');
const hearth = builtInCalendar('hearth');
const meridian = builtInCalendar('meridian');

const dayAt = (calendar: Calendar, day: number): NaiveDay => {
  const civil = civilOf(calendar, day * secondsPerDay(calendar));
  const { year, month } = civil;
  return { year, month, day: civil.day, weekday: weekdayOf(calendar, civil) };
};

describe('a calendar', () => {
  it('gives every second one date that leads back to it', () => {
    fc.assert(
      fc.property(calendar(), storySecond(), (calendar, second) => {
        expect(secondOf(calendar, civilOf(calendar, second))).toBe(second);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never names a month, a day, an hour, a minute or a second that does not exist', () => {
    fc.assert(
      fc.property(calendar(), storySecond(), (calendar, at) => {
        const civil = civilOf(calendar, at);
        const { day, hour, minute, second } = civil;
        expect(day).toBeGreaterThanOrEqual(1);
        expect(day).toBeLessThanOrEqual(daysInMonth(calendar, civil));
        for (const [part, count] of [
          [hour, calendar.hoursPerDay],
          [minute, calendar.minutesPerHour],
          [second, calendar.secondsPerMinute],
        ] as const) {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThan(count);
        }
        if (!calendar.hasYearZero) expect(civil.year).not.toBe(0);
      }),
    );
  });

  it('agrees with counting day by day, to both sides of its epoch', () => {
    fc.assert(
      fc.property(calendar(), (calendar) => {
        const after = Array.from({ length: daysCounted }, (_, i) => dayAt(calendar, i));
        const before = Array.from({ length: daysCounted }, (_, i) => dayAt(calendar, -1 - i));
        expect(after).toEqual(daysFromEpoch(calendar, daysCounted));
        expect(before).toEqual(daysBeforeEpoch(calendar, daysCounted));
      }),
      { numRuns: 60 },
    );
  });

  it('starts a day, an hour and a minute with what is 0 in it', () => {
    fc.assert(
      fc.property(calendar(), storySecond(), (calendar, at) => {
        const civil = civilOf(calendar, at);
        const { hour, minute, second } = civil;
        const intoTheDay = (hour * calendar.minutesPerHour + minute) * calendar.secondsPerMinute + second;
        expect(civilOf(calendar, at - intoTheDay)).toEqual({ ...civil, hour: 0, minute: 0, second: 0 });
      }),
    );
  });

  it('has as many days in a month at the ends of time as the rule says', () => {
    for (const second of [-storySecondMax, storySecondMax]) {
      const { year } = civilOf(common, second);
      const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
      expect(daysInMonth(common, { year, month: 1 })).toBe(leap ? 29 : 28);
    }
  });

  it('refuses a month that it does not have', () => {
    expect(() => monthOf(common, { month: 12 })).toThrow('the calendar `common` has no month at 12');
  });
});

describe('the common calendar', () => {
  const unixEpoch = 62_135_596_800;
  const dateMax = 8_640_000_000_000;
  const instant = fc.oneof(fc.integer({ min: -dateMax, max: dateMax }), fc.integer({ min: -1e10, max: 1e10 }));

  it('agrees with the clock of the machine at every instant', () => {
    fc.assert(
      fc.property(instant, (unixSecond) => {
        const date = new Date(unixSecond * 1_000);
        const civil = civilOf(common, unixSecond + unixEpoch);
        expect(civil).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth(),
          day: date.getUTCDate(),
          hour: date.getUTCHours(),
          minute: date.getUTCMinutes(),
          second: date.getUTCSeconds(),
        });
        expect(weekdayOf(common, civil)).toBe(common.weekdays[(date.getUTCDay() + 6) % 7]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('months', () => {
  it('are numbered without the festivals between them', () => {
    expect(hearth.months.map((_, i) => numberOfMonth(hearth, i))).toEqual([
      ...[undefined, 1, 2, 3, undefined, 4, 5, 6, undefined, undefined, 7, 8, 9, undefined, 10, 11, 12, undefined],
    ]);
  });

  it('are found again by their number, their name and their short form', () => {
    fc.assert(
      fc.property(calendar(), (calendar) => {
        for (const [i, { name, short }] of calendar.months.entries()) {
          const number = numberOfMonth(calendar, i);
          if (number !== undefined) expect(monthOfNumber(calendar, number)).toBe(i);
          expect(monthOfWord(calendar, name)).toBe(i);
          expect(monthOfWord(calendar, name.toLowerCase().normalize('NFD'))).toBe(i);
          if (short !== undefined) expect(monthOfWord(calendar, short.toUpperCase())).toBe(i);
        }
        expect(monthOfNumber(calendar, 0)).toBe(undefined);
        expect(monthOfNumber(calendar, calendar.months.length + 1)).toBe(undefined);
        expect(monthOfWord(calendar, 'no month is called so')).toBe(undefined);
      }),
    );
  });
});

describe('eras', () => {
  it('count a year by one number, which leads back to it', () => {
    fc.assert(
      fc.property(calendar(), fc.integer({ min: -4_000, max: 4_000 }), (calendar, year) => {
        fc.pre(calendar.hasYearZero || year !== 0);
        const inEra = eraOfYear(calendar, year);
        if (inEra === undefined) return;
        expect(inEra.number).toBeGreaterThanOrEqual(1);
        expect(inEra.number).toBeLessThanOrEqual(yearsInEra(calendar, inEra.era));
        expect(yearOfEra(calendar, inEra.era, inEra.number)).toBe(year);
      }),
    );
  });

  it('have no year before the first, and none after the last', () => {
    fc.assert(
      fc.property(calendar(), (calendar) => {
        for (const era of calendar.eras) {
          const last = yearsInEra(calendar, era);
          expect(yearOfEra(calendar, era, 0)).toBe(undefined);
          expect(yearOfEra(calendar, era, 1)).not.toBe(undefined);
          if (last === Infinity) continue;
          expect(yearOfEra(calendar, era, last)).not.toBe(undefined);
          expect(yearOfEra(calendar, era, last + 1)).toBe(undefined);
        }
      }),
    );
  });

  it('count backwards from their last year, and forwards from their first', () => {
    const [beforeCommon, commonEra] = common.eras;
    expect(eraOfYear(common, -43)).toEqual({ era: beforeCommon, number: 44 });
    expect(eraOfYear(common, 0)).toEqual({ era: beforeCommon, number: 1 });
    expect(eraOfYear(common, 2024)).toEqual({ era: commonEra, number: 2024 });
    const [, , crowns] = hearth.eras;
    expect(eraOfYear(hearth, 812)).toEqual({ era: crowns, number: 1 });
  });

  it('meet without a year between them where there is no year 0', () => {
    const [before, fleet] = meridian.eras;
    expect(eraOfYear(meridian, -1)).toEqual({ era: before, number: 1 });
    expect(eraOfYear(meridian, 1)).toEqual({ era: fleet, number: 1 });
    expect(civilOf(meridian, -1).year).toBe(-1);
  });
});
