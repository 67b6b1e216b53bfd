import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secondsPerDay } from '../../../src/domain/calendar.ts';
import {
  durationSecondsMax,
  parseDuration,
  printDuration,
  writtenDurationCharsMax,
} from '../../../src/domain/duration.ts';
import { calendar } from '../../support/arbitraries/time.ts';
import { builtInCalendar } from '../../support/calendars.ts';

const common = builtInCalendar('common');
const [minute, hour, day] = [60, 3_600, 86_400];

describe('a duration', () => {
  it('is read as what was printed, in any calendar', () => {
    fc.assert(
      fc.property(calendar(), fc.integer({ min: 0, max: durationSecondsMax }), (calendar, seconds) => {
        expect(parseDuration(calendar, printDuration(calendar, seconds))).toEqual({ ok: true, seconds });
      }),
      { numRuns: 500 },
    );
  });

  it('is printed in days and less, without what is zero', () => {
    expect(printDuration(common, 3 * day + 4 * hour)).toBe('3d 4h');
    expect(printDuration(common, 17 * day)).toBe('17d');
    expect(printDuration(common, 20 * hour + 10 * minute + 5)).toBe('20h 10m 5s');
    expect(printDuration(common, 0)).toBe('0s');
    expect(printDuration(builtInCalendar('meridian'), 100_000 + 9_999)).toBe('1d 99m 99s');
    expect(printDuration(builtInCalendar('seconds'), 7)).toBe('7d');
  });

  it.each([
    ['3d 4h', 3 * day + 4 * hour],
    ['2 weeks', 14 * day],
    ['1 hour, 30 minutes', hour + 30 * minute],
    ['1h30m', hour + 30 * minute],
    ['90s', 90],
    ['  5 MINS 1 Sec ', 5 * minute + 1],
    ['2 hrs', 2 * hour],
    ['1w', 7 * day],
    ['2 wks', 14 * day],
    ['1 week 1 d', 8 * day],
    ['3 days', 3 * day],
    ['1hr', hour],
    ['2 hours 4 m', 2 * hour + 4 * minute],
    ['1 min', minute],
    ['2 minutes', 2 * minute],
    ['5sec', 5],
    ['1 second', 1],
    ['1\tday,\n2 h', day + 2 * hour],
    ['0d', 0],
  ])('reads `%s`', (text, seconds) => {
    expect(parseDuration(common, text)).toEqual({ ok: true, seconds });
  });

  it('has weeks of as many days as the calendar names', () => {
    fc.assert(
      fc.property(calendar(), fc.integer({ min: 0, max: 100 }), (calendar, weeks) => {
        const parsed = parseDuration(calendar, `${weeks} weeks`);
        const seconds = weeks * calendar.weekdays.length * secondsPerDay(calendar);
        if (calendar.weekdays.length > 0) expect(parsed).toEqual({ ok: true, seconds });
        else expect(parsed).toEqual({ ok: false, error: 'this calendar has no weeks: say days' });
      }),
    );
  });

  it.each([
    ['', 'cannot read `` as a duration: write it like `3d 4h` or `2 weeks`'],
    ['-3d', 'cannot read `-3d` as a duration: write it like `3d 4h` or `2 weeks`'],
    ['3d 4', 'cannot read `3d 4` as a duration: write it like `3d 4h` or `2 weeks`'],
    ['1.5h', 'cannot read `1.5h` as a duration: write it like `3d 4h` or `2 weeks`'],
    ['2 months', 'months and years differ in length: say days, or name the date'],
    ['1 month', 'months and years differ in length: say days, or name the date'],
    ['1 mo', 'months and years differ in length: say days, or name the date'],
    ['1 Year', 'months and years differ in length: say days, or name the date'],
    ['2 yrs', 'months and years differ in length: say days, or name the date'],
    ['1 yearling', 'no unit is called `yearling`: say weeks, days, hours, minutes or seconds'],
    ['1 leapyear', 'no unit is called `leapyear`: say weeks, days, hours, minutes or seconds'],
    ['d', 'cannot read `d` as a duration: write it like `3d 4h` or `2 weeks`'],
    ['about 3d', 'cannot read `about 3d` as a duration: write it like `3d 4h` or `2 weeks`'],
    ['3d!', 'cannot read `3d!` as a duration: write it like `3d 4h` or `2 weeks`'],
    ['1y', 'months and years differ in length: say days, or name the date'],
    ['3 huors', 'no unit is called `huors`: did you mean `hours`?'],
    ['3 parsecs', 'no unit is called `parsecs`: say weeks, days, hours, minutes or seconds'],
    ['3d 4 days', '`3d 4 days` says days twice'],
    ['99999999999999999d', '`99999999999999999d` is longer than all of story time'],
  ])('is refused with what is wrong: `%s`', (text, error) => {
    expect(parseDuration(common, text)).toEqual({ ok: false, error });
  });

  it('is refused when it is too long to be one', () => {
    expect(parseDuration(common, `1s${' '.repeat(writtenDurationCharsMax)}`).ok).toBe(false);
    expect(parseDuration(common, '9'.repeat(10_000_000)).ok).toBe(false);
  });

  it('is never anything but whole seconds within story time, or an error', () => {
    const scraps = fc.constantFrom('3', '0', 'd', ' days', 'h', 'weeks', ' ', ',', 'm', 's', 'é', '99999999');
    const text = fc.oneof(
      fc.array(scraps, { maxLength: 10 }).map((all) => all.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(calendar(), text, (calendar, text) => {
        const parsed = parseDuration(calendar, text);
        if (!parsed.ok) return;
        expect(Number.isSafeInteger(parsed.seconds)).toBe(true);
        expect(parsed.seconds).toBeGreaterThanOrEqual(0);
        expect(parsed.seconds).toBeLessThanOrEqual(durationSecondsMax);
      }),
      { numRuns: 500 },
    );
  });
});
