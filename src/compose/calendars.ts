import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Calendar } from '../../schemas/calendar.ts';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import { readYamlFile } from './yaml-file.ts';

// The calendars that the program ships, and those of one's own.

export const standardCalendar = 'common';

const folder = fileURLToPath(new URL('../../policies/calendars/', import.meta.url));

const shippedCalendars = async (): Promise<string[]> =>
  (await readdir(folder)).map((file) => path.basename(file, '.yaml')).sort();

const unknown = (key: string, known: readonly string[]): Failure => {
  const meant = nearest(key, known);
  return new Failure({
    kind: 'terminal',
    code: 'unknown_calendar',
    message: `there is no calendar \`${key}\``,
    advice:
      meant === undefined
        ? `It is one of ${known.map((each) => `\`${each}\``).join(', ')}, or a file such as \`./mine.yaml\`.`
        : `Did you mean \`${meant}\`?`,
  });
};

const readCalendar = async (file: string, written: string): Promise<Calendar> => {
  const { value, problems } = await readYamlFile(file, Calendar);
  if (value !== null) return value;
  throw new Failure({
    kind: 'terminal',
    code: 'bad_calendar',
    message: `the calendar \`${written}\` can't be used: ${problems.map(({ line, message }) => `${line}: ${message}`).join('; ')}`,
    advice: '`docs/schemas/calendar.schema.json` describes it.',
  });
};

/** One of them, by its key. */
export const shippedCalendar = async (key: string): Promise<Calendar> => {
  const known = await shippedCalendars();
  if (!known.includes(key)) throw unknown(key, known);
  return readCalendar(path.join(folder, `${key}.yaml`), key);
};

/** One that ships, by its key, or one's own: what looks like a file is one. */
export const calendarOf = (written: string, cwd: string): Promise<Calendar> =>
  /[./\\]/.test(written) ? readCalendar(path.resolve(cwd, written), written) : shippedCalendar(written);
