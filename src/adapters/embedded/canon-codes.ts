import type { StoryTime, Validity } from '../../../schemas/time.ts';
import { parseKept } from './kept-json.ts';

// How canon's numbers stand in its tables, and come back.

/** The `until` of what is current, and the end of what is open. */
export const openCode = 9_223_372_036_854_775_807n;
/** The start of what nobody knows the start of. */
export const unknownCode = -9_223_372_036_854_775_808n;

const ordinalBits = 16n;

export const timeCode = ({ second, ordinal }: StoryTime): bigint => (BigInt(second) << ordinalBits) + BigInt(ordinal);
export const startCode = (from: StoryTime | null): bigint => (from === null ? unknownCode : timeCode(from));
export const endCode = (to: StoryTime | null): bigint => (to === null ? openCode : timeCode(to));

/** Columns that give an interval back as plain numbers: a code does not fit into one. */
export const validityColumns = `
  valid_from >> 16 AS from_second, valid_from & 65535 AS from_ordinal, valid_from = ${unknownCode} AS from_unknown,
  valid_to >> 16 AS to_second, valid_to & 65535 AS to_ordinal, valid_to = ${openCode} AS to_open`;

export type Row = Readonly<Record<string, unknown>>;

export const text = (row: Row, column: string): string => String(row[column]);
export const count = (row: Row, column: string): number => Number(row[column]);

export const validityOf = (row: Row): Validity => ({
  from: row['from_unknown'] === 1 ? null : { second: count(row, 'from_second'), ordinal: count(row, 'from_ordinal') },
  to: row['to_open'] === 1 ? null : { second: count(row, 'to_second'), ordinal: count(row, 'to_ordinal') },
});

/** A record from its own text. Only this program writes it, and the chain of digests tells if somebody else did. */
export const recordOf = <T>(row: Row): T => parseKept(row['body'], 'the canon store') as T;
