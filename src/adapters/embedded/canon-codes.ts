import type { StoryTime, Validity } from '../../../schemas/time.ts';
import { parseKept } from './kept-json.ts';

// How canon's numbers stand in its tables, and come back.

/** The end of what is open. */
export const openCode = 9_223_372_036_854_775_807n;
/** The start of what nobody knows the start of. */
export const unknownCode = -9_223_372_036_854_775_808n;

const ordinalBits = 16n;
const ordinalMax = (1n << ordinalBits) - 1n;

export const timeCode = ({ second, ordinal }: StoryTime): bigint => (BigInt(second) << ordinalBits) + BigInt(ordinal);
export const startCode = (from: StoryTime | null): bigint => (from === null ? unknownCode : timeCode(from));
export const endCode = (to: StoryTime | null): bigint => (to === null ? openCode : timeCode(to));

/** Columns that give codes back as plain numbers, which no code fits into; of an unknown start or an open end the second is null. */
export const startColumns = (code: string): string =>
  `iif(${code} = ${unknownCode}, NULL, ${code} >> ${ordinalBits}), ${code} & ${ordinalMax}`;
export const endColumns = (code: string): string =>
  `iif(${code} = ${openCode}, NULL, ${code} >> ${ordinalBits}), ${code} & ${ordinalMax}`;
export const openEndColumns = 'NULL, 0';
export type ValidityCells = readonly [from: number | null, ordinal: number, to: number | null, ordinal: number];

export type Row = Readonly<Record<string, unknown>>;

export const text = (row: Row, column: string): string => String(row[column]);
export const count = (row: Row, column: string): number => Number(row[column]);

export const validityOf = ([from, fromOrdinal, to, toOrdinal]: ValidityCells): Validity => ({
  from: from === null ? null : { second: from, ordinal: fromOrdinal },
  to: to === null ? null : { second: to, ordinal: toOrdinal },
});

/** A record from its own text. Only this program writes it, and the chain of digests tells if somebody else did. */
export const recordOf = <T>(row: Row): T => parseKept(row['body'], 'the canon store') as T;
