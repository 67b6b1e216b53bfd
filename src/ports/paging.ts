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
