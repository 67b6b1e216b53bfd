import fc from 'fast-check';
import {
  type Calendar,
  type CalendarMonth,
  type Era,
  foldCalendarWord,
  type LeapRule,
  type Moon,
} from '../../../schemas/calendar.ts';
import { type StoryTime, storyOrdinalMax, storySecondMax, type Validity } from '../../../schemas/time.ts';
import { compareTimes, sameTime } from '../../../src/domain/story-time.ts';

/** As a parser makes them, so that comparing is strict and tells nothing apart that is the same. */
const plainObjects = { noNullPrototype: true } as const;

/** Seconds of a story: near its epoch, anywhere, and at the very ends of time. */
export const storySecond = (): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }) },
    { weight: 3, arbitrary: fc.integer({ min: -storySecondMax, max: storySecondMax }) },
    { weight: 1, arbitrary: fc.integer({ min: storySecondMax - 100_000, max: storySecondMax }) },
    { weight: 1, arbitrary: fc.integer({ min: -storySecondMax, max: 100_000 - storySecondMax }) },
  );

/** Moments, of which many are close enough together to meet. */
export const storyTime = (): fc.Arbitrary<StoryTime> =>
  fc.record(
    {
      second: fc.oneof(fc.integer({ min: -3, max: 3 }), storySecond()),
      ordinal: fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 }) },
        { weight: 1, arbitrary: fc.integer({ min: storyOrdinalMax - 1, max: storyOrdinalMax }) },
      ),
    },
    plainObjects,
  );

/** Intervals whose ends come from `time`, with unknown starts and open ends among them. */
export const validity = (time: fc.Arbitrary<StoryTime> = storyTime()): fc.Arbitrary<Validity> =>
  fc
    .tuple(time, time, fc.constantFrom('closed', 'open', 'unknown start', 'always'))
    .filter(([a, b, shape]) => shape !== 'closed' || !sameTime(a, b))
    .map(([a, b, shape]): Validity => {
      if (shape === 'always') return { from: null, to: null };
      if (shape === 'open') return { from: a, to: null };
      if (shape === 'unknown start') return { from: null, to: b };
      return compareTimes(a, b) < 0 ? { from: a, to: b } : { from: b, to: a };
    });

// ── calendars ────────────────────────────────────────────────────────────────────────────────────────────────────

const letter = fc.constantFrom(...Array.from('abcdxyzABTRSÉéöÅßñÇıλΣжЯ春ا'));
const tail = fc.constantFrom(...Array.from("abcdefghéöñßςσλж春-.'’0159"));
const part = fc.tuple(letter, fc.array(tail, { maxLength: 5 })).map(([first, rest]) => first + rest.join(''));
const word = fc.oneof(
  { weight: 5, arbitrary: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.constantFrom('T', 'T5', 'th', 'st', 'of', 'of Ash', 'Ash', 'X-7', 'Day', 'Feast of T-0') },
);

const wordsOfTheirOwn = (count: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(word, { minLength: count, maxLength: count, selector: foldCalendarWord });

export const leapRule = (): fc.Arbitrary<LeapRule> =>
  fc
    .record({
      every: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 100_000 })),
      offset: fc.nat(),
      years: fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 8 }),
      exceptTimes: fc.option(fc.integer({ min: 2, max: 10 }), { nil: undefined }),
      unlessTimes: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
    })
    .map(({ every, offset, years, exceptTimes, unlessTimes }): LeapRule => {
      const rule = { every, offset: offset % every, years: [...new Set(years.map((year) => year % every))] };
      if (exceptTimes === undefined) return rule;
      const except = every * exceptTimes;
      if (unlessTimes === undefined) return { ...rule, except };
      return { ...rule, except, unless: except * unlessTimes };
    })
    .filter(({ unless = 1 }) => unless <= 1_000_000);

interface Draft {
  days: number;
  special: 'none' | 'leap' | 'only in some years';
  rule: LeapRule;
  leapDays: number;
  outsideWeeks: boolean;
  hasShort: boolean;
}
const monthDraft = (): fc.Arbitrary<Draft> =>
  fc.record({
    days: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
    special: fc.constantFrom('none', 'none', 'leap', 'only in some years'),
    rule: leapRule(),
    leapDays: fc.integer({ min: 1, max: 3 }),
    outsideWeeks: fc.boolean(),
    hasShort: fc.boolean(),
  });

const months = (): fc.Arbitrary<CalendarMonth[]> =>
  fc.array(monthDraft(), { minLength: 1, maxLength: 7 }).chain((drafts) =>
    wordsOfTheirOwn(2 * drafts.length).map((words) =>
      drafts.map(({ days, special, rule, leapDays, outsideWeeks, hasShort }, i): CalendarMonth => {
        const base = { name: words[2 * i] ?? '', days, outsideWeeks, ...(hasShort && { short: words[2 * i + 1] }) };
        if (special === 'leap') return { ...base, leap: { days: leapDays, rule } };
        return special === 'none' || i === 0 ? base : { ...base, onlyIn: rule };
      }),
    ),
  );

/** Eras one after the other, with gaps between some of them, on the unbroken line of years. */
const eras = (year: (line: number) => number): fc.Arbitrary<Era[]> =>
  fc
    .uniqueArray(fc.integer({ min: -3_000, max: 3_000 }), { maxLength: 6 })
    .map((ends) => ends.toSorted((a, b) => a - b))
    .chain((ends) =>
      fc.tuple(
        fc.constant(ends),
        wordsOfTheirOwn(2 * ends.length),
        fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), { minLength: 6, maxLength: 6 }),
      ),
    )
    .map(([ends, words, choices]) =>
      ends.flatMap((end, i): Era[] => {
        const [skipped = false, backwards = false, printed = true] = choices[i] ?? [];
        const before = ends[i - 1];
        if (skipped) return [];
        const base = { name: words[2 * i] ?? '', short: words[2 * i + 1] ?? '', printed };
        if (before === undefined) return [{ ...base, lastYear: year(end), direction: 'backwards' }];
        if (i === ends.length - 1) return [{ ...base, firstYear: year(before + 1), direction: 'forwards' }];
        const direction = backwards ? 'backwards' : 'forwards';
        return [{ ...base, firstYear: year(before + 1), lastYear: year(end), direction }];
      }),
    );

const moons = (): fc.Arbitrary<Moon[]> =>
  fc.uniqueArray(
    fc.record(
      {
        name: word,
        cycleSeconds: fc.oneof(fc.integer({ min: 60, max: 1_000 }), fc.integer({ min: 60, max: 10_000_000_000 })),
        newAtSecond: storySecond(),
        phases: fc.array(word, { minLength: 1, maxLength: 8 }),
      },
      plainObjects,
    ),
    { maxLength: 3, selector: ({ name }) => foldCalendarWord(name) },
  );

/** Calendars of every kind that the schema allows, small enough to count through by hand. */
export const calendar = (): fc.Arbitrary<Calendar> =>
  fc.boolean().chain((hasYearZero) => {
    const year = (line: number) => (hasYearZero || line > 0 ? line : line - 1);
    return fc
      .record({
        key: fc.constant('made_up'),
        name: word,
        hoursPerDay: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 30 })),
        minutesPerHour: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1_000 })),
        secondsPerMinute: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100 })),
        months: months(),
        weekdays: fc.integer({ min: 0, max: 10 }).chain(wordsOfTheirOwn),
        epochWeekday: fc.nat(),
        epochYear: fc.integer({ min: -2_000, max: 2_000 }).map(year),
        hasYearZero: fc.constant(hasYearZero),
        moons: moons(),
        eras: eras(year),
      })
      .map((made) => ({ ...made, epochWeekday: made.epochWeekday % Math.max(1, made.weekdays.length) }));
  });
