import type { Collection } from '../../../schemas/narrative.ts';
import type { DocumentVersion, ListQuery, NarrativeStore, Stored } from '../../../src/ports/narrative-store.ts';
import { type Cursor, type Page, pageSizeMax } from '../../../src/ports/paging.ts';
import type { Opened } from '../opened.ts';

export type OpenNarrativeStore = () => Promise<Opened<NarrativeStore>>;

export const first = 1 as DocumentVersion;
export const second = 2 as DocumentVersion;
export const third = 3 as DocumentVersion;
const pagesMax = 10_000;

/** Documents that no event tells of. */
export const plain = <D>(documents: readonly D[]): { document: D; events: [] }[] =>
  documents.map((document) => ({ document, events: [] }));

/** All pages of a list. */
export const listAll = async <C extends Collection>(
  store: NarrativeStore,
  collection: C,
  query: ListQuery,
  { max = pageSizeMax, between }: { max?: number; between?: () => Promise<unknown> } = {},
): Promise<Stored<C>[]> => {
  const items: Stored<C>[] = [];
  let after: Cursor | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const { items: some, next }: Page<Stored<C>> = await store.list(collection, query, { max, after });
    items.push(...some);
    if (next === null) return items;
    after = next;
    await between?.();
  }
  throw new Error('the pages do not end');
};

export const idsOf = (stored: readonly { document: { id: string } }[]): string[] =>
  stored.map(({ document }) => document.id);
