/** Where a page ended. Opaque: only the store that made it can read it. */
export type Cursor = string & { readonly cursor: unique symbol };

export const pageSizeMax = 1_000;

export interface PageRequest {
  /** At most `pageSizeMax`. */
  max: number;
  /** Null: from the start. */
  after: Cursor | null;
}

export interface Page<T> {
  items: readonly T[];
  /** Null: there is no more. */
  next: Cursor | null;
}

const itemsPerPage = 500;

/** Every item of a list that comes in pages, read page by page as it is consumed. */
export async function* everyItem<T>(read: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  let after: Cursor | null = null;
  do {
    const page: Page<T> = await read({ max: itemsPerPage, after });
    yield* page.items;
    after = page.next;
  } while (after !== null);
}
