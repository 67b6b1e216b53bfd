import { type Cursor, type Page, type PageRequest, pageSizeMax } from '../../src/ports/paging.ts';

/** The items of a list of which nobody wants more than `max`; null: there are more. */
export const upTo = async <T>(max: number, read: (page: PageRequest) => Promise<Page<T>>): Promise<T[] | null> => {
  const found: T[] = [];
  let after: Cursor | null = null;
  do {
    const { items, next }: Page<T> = await read({ max: pageSizeMax, after });
    found.push(...items);
    if (found.length > max) return null;
    after = next;
  } while (after !== null);
  return found;
};

/** A list in pieces that one read takes. */
export const pieces = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
