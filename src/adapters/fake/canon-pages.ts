import { badCursor, refuseOverlongPage } from '../../ports/canon-call.ts';
import type { Cursor, Page, PageRequest } from '../../ports/paging.ts';

/** What a list is sorted by. The keys of one list are alike in length and kind. */
export type SortKey = readonly (string | number)[];

const compareKeys = (a: SortKey, b: SortKey): number => {
  for (const [i, part] of a.entries()) {
    const other = b[i] ?? part;
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
};

/** A cursor is the name of its list and the key of the last item shown. */
const cursorAt = (list: string, key: SortKey): Cursor => JSON.stringify([list, ...key]) as Cursor;

const keyBehind = (list: string, cursor: Cursor): SortKey => {
  let parts: unknown;
  try {
    parts = JSON.parse(cursor);
  } catch (cause) {
    throw badCursor(cursor, cause);
  }
  if (!Array.isArray(parts) || parts[0] !== list) throw badCursor(cursor);
  return parts.slice(1) as SortKey;
};

interface Listing<T> {
  name: string;
  items: readonly T[];
  key: (item: T) => SortKey;
}

export const pageOf = <T>({ name, items, key }: Listing<T>, page: PageRequest): Page<T> => {
  refuseOverlongPage(page);
  const after = page.after === null ? null : keyBehind(name, page.after);
  const sorted = items.toSorted((a, b) => compareKeys(key(a), key(b)));
  const rest = after === null ? sorted : sorted.filter((item) => compareKeys(key(item), after) > 0);
  const shown = rest.slice(0, page.max);
  const last = shown.at(-1);
  return { items: shown, next: rest.length > shown.length && last !== undefined ? cursorAt(name, key(last)) : null };
};
