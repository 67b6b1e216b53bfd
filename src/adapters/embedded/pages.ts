import { Failure } from '../../domain/failure.ts';
import { type Cursor, type Page, type PageRequest, pageSizeMax } from '../../ports/paging.ts';

// A cursor is the sort key of the last item of a page, so a page goes on where the former ended whatever was written meanwhile.

const badCursor = (cursor: string, cause?: unknown): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'bad_cursor',
    message: `\`${cursor.slice(0, 60)}\` is not where a page of this list ended`,
    advice: 'Start again from the first page.',
    cause,
  });

export const cursorOf = (key: readonly string[]): Cursor =>
  Buffer.from(JSON.stringify(key)).toString('base64url') as Cursor;

/** The sort key behind a cursor; without a cursor, `start`, which sorts before every item. */
export const keyAfter = (cursor: Cursor | null, start: readonly string[]): readonly string[] => {
  if (cursor === null) return start;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(key) && key.length === start.length && key.every((part) => typeof part === 'string')) return key;
  } catch (cause) {
    throw badCursor(cursor, cause);
  }
  throw badCursor(cursor);
};

export const assertAtMost = (count: number, max: number, what: string): void => {
  if (count <= max) return;
  throw new Failure({
    kind: 'terminal',
    code: 'too_much_at_once',
    message: `${count} ${what} were asked for, and ${max} are the most at once`,
    advice: 'Ask in smaller parts.',
  });
};

/** How many to read: one more than the page holds tells whether there is another page. */
export const readMax = (page: PageRequest): number => {
  assertAtMost(page.max, pageSizeMax, 'items of a page');
  return page.max + 1;
};

export const pageOf = <R, T>(
  rows: readonly R[],
  page: PageRequest,
  { item, key }: { item: (row: R) => T; key: (row: R) => readonly string[] },
): Page<T> => {
  const shown = rows.slice(0, page.max);
  const last = shown.at(-1);
  return {
    items: shown.map(item),
    next: rows.length > page.max && last !== undefined ? cursorOf(key(last)) : null,
  };
};
