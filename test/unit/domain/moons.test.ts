import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calendar, Moon } from '../../../schemas/calendar.ts';
import { moonsAt } from '../../../src/domain/moons.ts';
import { calendar, storySecond } from '../../support/arbitraries/time.ts';
import { builtInCalendar } from '../../support/calendars.ts';

const common = builtInCalendar('common');
const underA = (moon: Moon): Calendar => ({ ...common, moons: [moon] });
const phaseAt = (calendar: Calendar, second: number) => moonsAt(calendar, second)[0]?.phase;

describe('moons', () => {
  it('look the same after every cycle', () => {
    fc.assert(
      fc.property(calendar(), storySecond(), fc.integer({ min: -1_000, max: 1_000 }), (calendar, second, cycles) => {
        for (const moon of calendar.moons)
          expect(moonsAt(underA(moon), second + cycles * moon.cycleSeconds)).toEqual(moonsAt(underA(moon), second));
      }),
    );
  });

  it('show each of their phases for the same share of a cycle, one after the other, starting around the new moon', () => {
    const moon = { name: 'Small', cycleSeconds: 80, newAtSecond: 7, phases: ['new', 'waxing', 'full', 'waning'] };
    const seen = Array.from({ length: 80 }, (_, i) => phaseAt(underA(moon), 7 - 10 + i));
    expect(seen).toEqual(moon.phases.flatMap((phase) => Array<string>(20).fill(phase)));
  });

  it('are new when they are said to be new', () => {
    fc.assert(
      fc.property(calendar(), (calendar) => {
        for (const moon of calendar.moons)
          expect(moonsAt(underA(moon), moon.newAtSecond)).toEqual([{ moon: moon.name, phase: moon.phases[0], age: 0 }]);
      }),
    );
  });

  it('tell how long ago they were new', () => {
    fc.assert(
      fc.property(calendar(), storySecond(), (calendar, second) => {
        for (const [i, { age }] of moonsAt(calendar, second).entries()) {
          const { cycleSeconds = 0, newAtSecond = 0 } = calendar.moons[i] ?? {};
          expect(age).toBeGreaterThanOrEqual(0);
          expect(age).toBeLessThan(cycleSeconds);
          expect(Math.abs(second - age - newAtSecond) % cycleSeconds).toBe(0);
        }
      }),
    );
  });

  it('stood over known nights as the almanacs have it', () => {
    const unixEpoch = 62_135_596_800;
    const on = (date: string) => phaseAt(common, Date.parse(date) / 1_000 + unixEpoch);
    expect(on('1969-07-22T12:10:00Z')).toBe('first quarter');
    expect(on('1999-08-11T11:03:00Z')).toBe('new moon');
    expect(on('2024-08-19T18:26:00Z')).toBe('full moon');
  });
});
