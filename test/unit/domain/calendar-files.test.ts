import { describe, expect, it } from 'vitest';
import { Calendar } from '../../../schemas/calendar.ts';
import { parseTime } from '../../../src/domain/calendar-parse.ts';
import { printTime } from '../../../src/domain/calendar-print.ts';
import { builtInCalendarFiles, readCalendarFile } from '../../support/calendars.ts';

describe('the calendars that ship', () => {
  it('are these', () => {
    expect(builtInCalendarFiles()).toEqual([
      'common.yaml',
      'days.yaml',
      'hearth.yaml',
      'meridian.yaml',
      'seconds.yaml',
    ]);
  });

  it.each(builtInCalendarFiles())('are each valid, and called like their file: %s', (file) => {
    const { error, data } = Calendar.safeParse(readCalendarFile(file));
    expect(error?.issues).toBe(undefined);
    expect(`${data?.key}.yaml`).toBe(file);
  });

  it.each(builtInCalendarFiles())('print and read every day of a lifetime: %s', (file) => {
    const calendar = Calendar.parse(readCalendarFile(file));
    for (let day = 0; day < 1_000; day++) {
      const time = { second: day * 86_400 * 29 + 1, ordinal: 0 };
      expect(parseTime(calendar, printTime(calendar, time, { weekday: true }))).toEqual({ ok: true, time });
    }
  });
});
