import { type Calendar, foldCalendarWord } from '../../schemas/calendar.ts';

/** What stands for the month in `1372-05-14`; undefined for those outside the weeks. */
export const numberOfMonth = ({ months }: Calendar, month: number): number | undefined =>
  months[month]?.outsideWeeks ? undefined : months.slice(0, month + 1).filter((each) => !each.outsideWeeks).length;

/** Index of the month with that number. */
export const monthOfNumber = (calendar: Calendar, number: number): number | undefined => {
  const month = calendar.months.findIndex((_, i) => numberOfMonth(calendar, i) === number);
  return month < 0 ? undefined : month;
};

/** Index of the month that is called so, whatever the case and the accents. */
export const monthOfWord = ({ months }: Calendar, word: string): number | undefined => {
  const folded = foldCalendarWord(word);
  const month = months.findIndex(
    ({ name, short }) =>
      foldCalendarWord(name) === folded || (short !== undefined && foldCalendarWord(short) === folded),
  );
  return month < 0 ? undefined : month;
};
