import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Calendar } from '../../schemas/calendar.ts';

const folder = new URL('../../policies/calendars/', import.meta.url);

export const builtInCalendarFiles = (): string[] => readdirSync(folder).toSorted();

export const readCalendarFile = (file: string): unknown => parse(readFileSync(new URL(file, folder), 'utf8'));

/** A calendar that ships with the program, by its key. */
export const builtInCalendar = (key: string): Calendar => Calendar.parse(readCalendarFile(`${key}.yaml`));
