// How a moment is written, whatever the calendar: `14 Lambsong 561 AC 18:30`, `Lambsong 14, 1372`, `Sunstand 1372`,
// `1372-05-14T18:30:05#3`. No word of a calendar starts with a digit, so the numbers say which part is which.

export interface WrittenTime {
  weekday: string | undefined;
  /** A festival of one day needs no day. */
  day: number | undefined;
  /** By name or by number. */
  month: string | number;
  year: number;
  era: string | undefined;
  hour: number;
  minute: number;
  second: number;
  ordinal: number;
}

const words = String.raw`\p{L}[^\s,]*(?: \p{L}[^\s,]*)*`;
const day = String.raw`(?<day>\d+)(?:st|nd|rd|th)?`;
const yearAndEra = String.raw`(?<year>-?\d+)(?: (?<era>${words}))?`;
const dateForms = [
  String.raw`(?<year>-?\d+)-(?<month>\d+|\p{L}.*)-(?<day>\d+)(?: (?<era>${words}))?`,
  String.raw`(?:(?<weekday>${words}),? )?${day} (?<month>${words}),? ${yearAndEra}`,
  String.raw`(?:(?<weekday>${words}), )?(?<month>${words})(?: ${day})?,? ${yearAndEra}`,
].map((form) => new RegExp(`^${form}$`, 'iu'));
const timeOfDay = /(?: |(?<=\d)T)(?<hour>\d+):(?<minute>\d+)(?::(?<second>\d+))?$/iu;
const orderInSecond = / ?#(?<ordinal>\d+)$/u;

type Parts = Readonly<Record<string, string | undefined>>;

/** Takes what has a form off the end of a text. */
const takeOff = (text: string, form: RegExp): { rest: string; parts: Parts } => {
  const match = form.exec(text);
  return { rest: text.slice(0, match?.index), parts: match?.groups ?? {} };
};

const partsOfDate = (text: string): Parts | undefined => {
  for (const form of dateForms) {
    const parts = form.exec(text)?.groups;
    if (parts !== undefined) return parts;
  }
  return undefined;
};

/** Undefined: it is not written like a moment at all. */
export const readWrittenTime = (text: string): WrittenTime | undefined => {
  const tidy = text.replace(/\s+/gu, ' ').replace(/ ?, ?/gu, ', ').trim();
  const { rest, parts: order } = takeOff(tidy, orderInSecond);
  const { rest: dateAndComma, parts: clock } = takeOff(rest, timeOfDay);
  const date = partsOfDate(dateAndComma.replace(/,$/, ''));
  if (date === undefined) return undefined;
  const { weekday, day, month = '', year, era } = date;
  return {
    weekday,
    day: day === undefined ? undefined : Number(day),
    month: /^\d+$/.test(month) ? Number(month) : month,
    year: Number(year),
    era,
    hour: Number(clock['hour'] ?? 0),
    minute: Number(clock['minute'] ?? 0),
    second: Number(clock['second'] ?? 0),
    ordinal: Number(order['ordinal'] ?? 0),
  };
};
