import { UniverseId } from '../../schemas/ids.ts';
import { quoted } from '../domain/quoted.ts';
import { type Cursor, type PageRequest, pageSizeMax } from './paging.ts';
import { refusal, refuseUnlessWithin } from './refusal.ts';

// What every object store makes of a call, whatever it stands on.

/** Ids become names of folders and keys of buckets. */
export const refuseUnlessUniverse = (universe: string): void => {
  if (UniverseId.safeParse(universe).success) return;
  throw refusal({
    code: 'bad_id',
    message: `${quoted(universe)} is not the id of a universe`,
    advice: 'Take the id that the universe was given.',
  });
};

/** Where the next page starts: after this text. Empty: from the start. */
export const pageStart = (
  { max, after }: PageRequest,
  form: { safeParse: (text: string) => { success: boolean } },
): string => {
  refuseUnlessWithin('items of a page', max, { min: 1, max: pageSizeMax });
  if (after === null) return '';
  if (form.safeParse(after).success) return after;
  throw refusal({
    code: 'bad_cursor',
    message: `${quoted(after)} is not where a page of this store ended`,
    advice: 'Start from the first page.',
  });
};

/** Of items in order, one more than a page holds: that one tells whether there is another page. */
export const pageOf = <T>(items: readonly T[], { max }: PageRequest, textOf: (item: T) => string) => {
  const shown = items.slice(0, max);
  const last = shown.at(-1);
  return { items: shown, next: items.length > max && last !== undefined ? (textOf(last) as Cursor) : null };
};

/** The chunks of an object on its way in, until they are too many or the signal says to stop; also while the source keeps one waiting. */
export async function* incoming(
  content: AsyncIterable<Uint8Array>,
  { bytesMax, signal }: { bytesMax: number; signal: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  cancelled.catch(() => undefined); // heard or not
  const cancel = (): void => reject(signal?.reason);
  signal?.addEventListener('abort', cancel, { once: true });
  const chunks = content[Symbol.asyncIterator]();
  let bytes = 0;
  let isOver = false;
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), cancelled]);
      isOver = next.done === true;
      if (next.done === true) return;
      bytes += next.value.length;
      refuseTooLarge(bytes, bytesMax);
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (!isOver) chunks.return?.().catch(() => undefined); // a source that hangs is not waited for
  }
}

const refuseTooLarge = (bytes: number, bytesMax: number): void => {
  if (bytes <= bytesMax) return;
  throw refusal({
    code: 'object_too_large',
    message: `the object has more than ${bytesMax} bytes, the most that is kept`,
    advice: 'Divide it.',
  });
};
