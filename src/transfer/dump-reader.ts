import { StringDecoder } from 'node:string_decoder';
import { type DumpHeader, DumpLine, dumpLineCharsMax, dumpVersion } from '../../schemas/dump.ts';
import { Failure } from '../domain/failure.ts';
import { checkOf, firstCheck, unwrapLine } from './dump-format.ts';

// Reads a world's file line by line and trusts none: each is checked, parsed and validated before anybody sees it.

const restore = 'Nothing was imported. Use an undamaged copy of the file.';

export interface NumberedLine {
  number: number;
  line: DumpLine;
}

export const damagedAt = (number: number, why: string, cause?: unknown): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'damaged_dump',
    message: `line ${number} of the file ${why}`,
    advice: restore,
    cause,
  });

/** The lines of a text that comes in pieces, numbered from 1. One without a line feed at its end is not whole. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<{ number: number; text: string }> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 0;
  try {
    for await (const piece of bytes) {
      rest += decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
      let start = 0;
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
        yield { number: ++number, text: rest.slice(start, end) };
        start = end + 1;
      }
      rest = rest.slice(start);
      if (rest.length > dumpLineCharsMax) throw damagedAt(number + 1, 'is longer than any line can be');
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw damagedAt(number + 1, 'and what follows can’t be read: the file is damaged or cut short', cause);
  }
  if (rest !== '' || number === 0) throw damagedAt(number + 1, 'is cut short');
}

const parseLine = (number: number, text: string): DumpLine => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damagedAt(number, 'is not JSON', cause);
  }
  const parsed = DumpLine.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw damagedAt(number, `is not valid${where === '' ? '' : ` at \`${where}\``}: ${issue?.message ?? 'unknown'}`);
};

const assertVersion = (text: string): void => {
  let version: unknown;
  try {
    const value: unknown = JSON.parse(text);
    version = typeof value === 'object' && value !== null && 'version' in value ? value.version : null;
  } catch {
    return; // `parseLine` says it better
  }
  if (typeof version === 'number' && version > dumpVersion)
    throw new Failure({
      kind: 'terminal',
      code: 'dump_ahead',
      message: `the file has format version ${version}, and this program knows up to ${dumpVersion}`,
      advice: 'Update monitor. Nothing was imported.',
    });
};

/** Every line but the last, which says that the file is whole. */
export async function* readDump(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  let check = firstCheck;
  let ended = false;
  let last = 0;
  for await (const { number, text: whole } of linesOf(bytes)) {
    const wrapped = unwrapLine(whole);
    if (wrapped === null)
      throw damagedAt(
        number,
        number === 1 ? 'is not the start of an exported world' : 'is not a line of an exported world',
      );
    check = checkOf(check, wrapped.text);
    if (wrapped.check !== check) throw damagedAt(number, 'is not what was exported: its check does not match');
    if (number === 1) assertVersion(wrapped.text);
    const line = parseLine(number, wrapped.text);
    if ((number === 1) !== (line.kind === 'header'))
      throw damagedAt(number, 'should be the header, and only the first is');
    if (ended) throw damagedAt(number, 'comes after the end');
    last = number;
    if (line.kind === 'end') {
      if (line.lines !== number) throw damagedAt(number, `says that there are ${line.lines} lines`);
      ended = true;
    } else yield { number, line };
  }
  if (!ended) throw damagedAt(last + 1, 'is missing: the file was cut short');
}

export const headerOf = (first: NumberedLine | undefined): DumpHeader => {
  if (first?.line.kind !== 'header') throw damagedAt(1, 'is not the start of an exported world');
  return first.line;
};
