import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar, foldCalendarWord } from '../../../schemas/calendar.ts';
import { calendar } from '../../support/arbitraries/time.ts';

const plain = {
  key: 'plain',
  name: 'Plain',
  hoursPerDay: 24,
  minutesPerHour: 60,
  secondsPerMinute: 60,
  months: [
    { name: 'Ember', days: 30 },
    { name: 'Frost', short: 'Fro', days: 30 },
  ],
  weekdays: ['Ashday', 'Loomday'],
};
const problemsOf = (changes: Record<string, unknown>): string[] => {
  const { error } = Calendar.safeParse({ ...plain, ...changes });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};
const rule = (leapRule: Record<string, unknown>) => ({
  months: [...plain.months, { name: 'Spare', days: 1, onlyIn: leapRule }],
});

describe('a calendar', () => {
  it('is taken when there is nothing wrong with it', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ weekdays: [] })).toEqual([]);
    expect(problemsOf(rule({ every: 4, except: 100, unless: 400 }))).toEqual([]);
    expect(problemsOf(rule({ every: 4, except: 4, unless: 8 }))).toEqual([]);
    fc.assert(
      fc.property(calendar(), (calendar) => {
        expect(Calendar.safeParse(calendar).error?.issues).toBe(undefined);
      }),
    );
  });

  it('names nothing twice, whatever the case and the accents', () => {
    expect(problemsOf({ months: [...plain.months, { name: 'émber', days: 1 }] })).toEqual([
      'months.2: `émber` already names `Ember`',
    ]);
    expect(problemsOf({ months: [...plain.months, { name: 'Third', short: 'FRO', days: 1 }] })).toEqual([
      'months.2: `FRO` already names `Frost`',
    ]);
    expect(problemsOf({ months: [{ name: 'May', short: 'may', days: 30 }] })).toEqual([]);
    expect(problemsOf({ weekdays: ['Ashday', 'ashday'] })).toEqual(['weekdays.1: `ashday` already names `Ashday`']);
    const moon = { cycleSeconds: 100, phases: ['new'] };
    expect(
      problemsOf({
        moons: [
          { name: 'Luna', ...moon },
          { name: 'LUNA', ...moon },
        ],
      }),
    ).toEqual(['moons.1: `LUNA` already names `Luna`']);
    const eras = [
      { name: 'Old', short: 'O', lastYear: 0, direction: 'backwards' },
      { name: 'New', short: 'o', firstYear: 1 },
    ];
    expect(problemsOf({ eras })).toEqual(['eras.1: `o` already names `Old`']);
  });

  it('has a weekday to start with', () => {
    expect(problemsOf({ epochWeekday: 2 })).toEqual(['epochWeekday: is counted from 0, and there are 2 weekdays']);
    expect(problemsOf({ epochWeekday: 1, weekdays: [] })).toEqual([
      'epochWeekday: is counted from 0, and there are 0 weekdays',
    ]);
  });

  it('has rules for special years that pick some', () => {
    expect(problemsOf(rule({ every: 4, offset: 4 }))).toEqual([
      'months.2.onlyIn.offset: must be less than `every`, which is 4',
    ]);
    expect(problemsOf(rule({ every: 4, years: [1, 4] }))).toEqual([
      'months.2.onlyIn.years: must be less than `every`, which is 4',
    ]);
    expect(problemsOf(rule({ every: 4, years: [1, 1] }))).toEqual([
      'months.2.onlyIn.years: must name each year of a round once',
    ]);
    expect(problemsOf(rule({ every: 4, unless: 8 }))).toEqual([
      'months.2.onlyIn.unless: takes back what `except` leaves out: set that too',
    ]);
    expect(problemsOf(rule({ every: 4, except: 6 }))).toEqual([
      'months.2.onlyIn.except: must be a multiple of `every`, which is 4',
    ]);
    expect(problemsOf(rule({ every: 4, except: 8, unless: 12 }))).toEqual([
      'months.2.onlyIn.unless: must be a multiple of `except`, which is 8',
    ]);
    expect(problemsOf(rule({ every: 4, except: 4 }))).toEqual([
      'months.2.onlyIn.except: leaves out every year that the rule picks',
    ]);
    const months = [{ name: 'Ember', days: 30, leap: { days: 1, rule: { every: 4, offset: 9 } } }];
    expect(problemsOf({ months })).toEqual(['months.0.leap.rule.offset: must be less than `every`, which is 4']);
  });

  it('has a month that comes every year, and no leap days in one that does not', () => {
    const every = { every: 2 };
    expect(problemsOf({ months: [{ name: 'Rare', days: 30, onlyIn: every }] })).toEqual([
      'months: at least one month must come every year',
    ]);
    const both = { name: 'Both', days: 30, onlyIn: every, leap: { days: 1, rule: every } };
    expect(problemsOf({ months: [...plain.months, both] })).toEqual([
      'months.2.leap: a month that comes in some years only has no leap days',
    ]);
  });

  it('has eras that do not overlap and know where they start', () => {
    const era = (name: string, rest: Record<string, unknown>) => ({ name, short: name.slice(0, 1), ...rest });
    expect(
      problemsOf({ eras: [era('First', { firstYear: 1, lastYear: 9 }), era('Second', { firstYear: 9 })] }),
    ).toEqual(['eras.1: `Second` shares years with `First`']);
    expect(
      problemsOf({ eras: [era('First', { firstYear: 1, lastYear: 9 }), era('Second', { firstYear: 10 })] }),
    ).toEqual([]);
    expect(problemsOf({ eras: [era('Endless', { lastYear: 5 })] })).toEqual([
      'eras.0.firstYear: is missing: an era that counts forwards starts with one',
    ]);
    expect(problemsOf({ eras: [era('Endless', { firstYear: 5, direction: 'backwards' })] })).toEqual([
      'eras.0.lastYear: is missing: an era that counts backwards starts from one',
    ]);
    expect(problemsOf({ eras: [era('Upside', { firstYear: 5, lastYear: 4 })] })).toEqual([
      'eras.0.lastYear: must not be before the first year, which is 5',
    ]);
  });

  it('speaks of no year 0 where it has none', () => {
    const eras = [
      { name: 'Old', short: 'O', lastYear: 0, direction: 'backwards' },
      { name: 'New', short: 'N', firstYear: 1 },
    ];
    expect(problemsOf({ hasYearZero: false, epochYear: 0, eras })).toEqual([
      'epochYear: this calendar has no year 0: the year before 1 is -1',
      'eras.0.lastYear: this calendar has no year 0: the year before 1 is -1',
    ]);
    expect(problemsOf({ hasYearZero: true, epochYear: 0, eras })).toEqual([]);
  });

  it('is told every problem at once', () => {
    expect(problemsOf({ epochWeekday: 7, hasYearZero: false, epochYear: 0 })).toHaveLength(2);
  });
});

describe('folding a word', () => {
  it('changes nothing that was folded, and nothing about the words in a text', () => {
    fc.assert(
      fc.property(calendar(), ({ months }) => {
        for (const { name } of months) {
          expect(foldCalendarWord(foldCalendarWord(name))).toBe(foldCalendarWord(name));
          expect(foldCalendarWord(`5 ${name} 7`)).toBe(`5 ${foldCalendarWord(name)} 7`);
        }
      }),
    );
  });

  it('makes no difference of case, accents or the kind of apostrophe', () => {
    expect(foldCalendarWord('Día')).toBe(foldCalendarWord('DIA'));
    expect(foldCalendarWord('Year’s End')).toBe(foldCalendarWord("year's end"));
    expect(foldCalendarWord('ὈΔΟΣ')).toBe(foldCalendarWord('οδος'));
  });
});
