import { badCursor, refuseOverlongPage } from '../../ports/canon-call.ts';
import type { Cursor, Page, PageRequest } from '../../ports/paging.ts';

// A cursor is the name of its list and the sort key of the last item of a page, so a page goes on where the former ended whatever was
// written meanwhile, and where a page of another list ended is refused.

export interface List {
  name: string;
  /** Sorts before the key of every item. Where it is a whole number, so are theirs. */
  start: readonly string[];
}

const wholeNumber = /^-?\d{1,19}$/;
const integerBits = 64;

const isAlike = (part: unknown, example: string | undefined): boolean => {
  if (typeof part !== 'string' || example === undefined) return false;
  if (!wholeNumber.test(example)) return true;
  return wholeNumber.test(part) && BigInt.asIntN(integerBits, BigInt(part)) === BigInt(part);
};

const partsOf = (cursor: Cursor): readonly unknown[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch (cause) {
    throw badCursor(cursor, cause);
  }
};

/** The sort key behind a cursor; without a cursor, the start of the list. */
export const keyAfter = ({ name, start }: List, cursor: Cursor | null): readonly string[] => {
  if (cursor === null) return start;
  const [list, ...key] = partsOf(cursor);
  if (list !== name || key.length !== start.length || !key.every((part, i) => isAlike(part, start[i])))
    throw badCursor(cursor);
  return key.map(String);
};

/** How many to read: one more than the page holds tells whether there is another page. */
export const readMax = (page: PageRequest): number => {
  refuseOverlongPage(page);
  return page.max + 1;
};

export const pageOf = <R, T>(
  rows: readonly R[],
  page: PageRequest,
  { list, item, key }: { list: List; item: (row: R) => T; key: (row: R) => readonly string[] },
): Page<T> => {
  const shown = rows.slice(0, page.max);
  const last = shown.at(-1);
  const isLast = rows.length <= page.max || last === undefined;
  return {
    items: shown.map(item),
    next: isLast ? null : (Buffer.from(JSON.stringify([list.name, ...key(last)])).toString('base64url') as Cursor),
  };
};
