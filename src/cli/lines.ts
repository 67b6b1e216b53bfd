import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The lines of a stream, in order. Null stands for one that was too long to be read. */
export async function* linesOf(input: Readable, charsMax: number): AsyncGenerator<string | null> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isTooLong = false;
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const parts = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    for (const [i, part] of parts.entries()) {
      if (rest.length + part.length > charsMax) isTooLong = true;
      rest = isTooLong ? '' : rest + part;
      if (i === parts.length - 1) break;
      yield isTooLong ? null : rest.replace(/\r$/, '');
      rest = '';
      isTooLong = false;
    }
  }
  if (isTooLong) yield null;
  else if (rest !== '') yield rest;
}
