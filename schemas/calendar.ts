import { z } from 'zod';
import { Key, Name } from './bounds.ts';

// A calendar is data: how a universe counts and names time. Story time itself is seconds from the calendar's epoch,
// the first second of the year `epochYear`; a calendar only parses and prints it.

export const calendarMonthsMax = 64;
export const calendarDaysPerMonthMax = 1_000;

/** Years in which something happens: those divisible by `every` (after `offset`), but for the exceptions, and so on inward. */
export const LeapRule = z.strictObject({
  every: z.int().min(1).max(100_000),
  offset: z.int().min(0).max(100_000).default(0),
  /** Years that the rule skips, unless `unless` takes them back. `every: 4, except: 100, unless: 400` is the Gregorian rule. */
  except: z.int().min(1).max(100_000).optional(),
  unless: z.int().min(1).max(100_000).optional(),
});
export type LeapRule = z.infer<typeof LeapRule>;

export const CalendarMonth = z.strictObject({
  name: Name,
  /** A short form that is accepted when reading. */
  short: Name.optional(),
  days: z.int().min(1).max(calendarDaysPerMonthMax),
  /** Extra days at the end of this month in the years of the rule. */
  leap: z.strictObject({ days: z.int().min(1).max(100), rule: LeapRule }).optional(),
  /** A month that exists in the years of the rule alone. */
  onlyIn: LeapRule.optional(),
  /** Festival days outside the weeks: they have no weekday, and weekdays go on after them as if they were not there. */
  outsideWeeks: z.boolean().default(false),
});
export type CalendarMonth = z.infer<typeof CalendarMonth>;

export const Moon = z.strictObject({
  name: Name,
  /** From new to new. Whole seconds, so that phases never drift by rounding. */
  cycleSeconds: z.int().min(60).max(10_000_000_000),
  /** Story second of some new moon. */
  newAtSecond: z.int().default(0),
  phases: z.array(Name).min(1).max(32),
});
export type Moon = z.infer<typeof Moon>;

/** Counts years from its own start, forwards, or backwards for what lay before. */
export const Era = z.strictObject({
  name: Name,
  short: Name,
  /** The first calendar year that belongs to it when it counts forwards; the last when backwards. */
  startYear: z.int(),
  direction: z.enum(['forwards', 'backwards']).default('forwards'),
});
export type Era = z.infer<typeof Era>;

export const Calendar = z.strictObject({
  key: Key,
  name: Name,
  hoursPerDay: z.int().min(1).max(1_000),
  minutesPerHour: z.int().min(1).max(1_000),
  secondsPerMinute: z.int().min(1).max(1_000),
  months: z.array(CalendarMonth).min(1).max(calendarMonthsMax),
  weekdays: z.array(Name).max(64),
  /** Index into `weekdays` of the epoch's first day that lies inside a week. */
  epochWeekday: z.int().min(0).default(0),
  /** The year whose first day is story second 0. */
  epochYear: z.int().min(-1_000_000).max(1_000_000).default(1),
  /** Without a year 0, the year before 1 is -1. */
  hasYearZero: z.boolean().default(true),
  moons: z.array(Moon).max(16).default([]),
  /** Years outside every era are printed as plain numbers. Eras do not overlap. */
  eras: z.array(Era).max(64).default([]),
});
export type Calendar = z.infer<typeof Calendar>;
