import type { UniverseId } from '../../../schemas/ids.ts';
import type { IndexKind } from '../../../schemas/narrative.ts';
import type { IndexFilter, IndexHit, IndexScope } from '../../../src/ports/indexing.ts';
import type { Opened } from '../opened.ts';

/** What the text index and the vector index promise alike, seen as one: entries that are all equally good answers. */
export interface AnyIndex extends AsyncDisposable {
  put(entries: readonly (IndexScope & { id: string })[], options?: { signal?: AbortSignal }): Promise<void>;
  remove(universe: UniverseId, kind: IndexKind, ids: readonly string[]): Promise<void>;
  search(filter: IndexFilter, max: number, options?: { signal?: AbortSignal }): Promise<readonly IndexHit[]>;
  count(universe: UniverseId, kind: IndexKind): Promise<number>;
  clear(universe: UniverseId): Promise<void>;
}
export type OpenIndex = () => Promise<Opened<AnyIndex>>;

export const idsOf = (hits: readonly { id: string }[]): string[] => hits.map(({ id }) => id);
export const numbered = (count: number, make: (i: number) => IndexScope) =>
  Array.from({ length: count }, (_, i) => ({ ...make(i), id: `fct_${String(i).padStart(4, '0')}` }));

/** The same stores, seen as indexes of either kind. */
export const seenAs = <Store extends AsyncDisposable>(
  open: () => Promise<Opened<Store>>,
  view: (store: Store) => Omit<AnyIndex, typeof Symbol.asyncDispose>,
): OpenIndex => {
  const viewed = (store: Store): AnyIndex => ({
    ...view(store),
    [Symbol.asyncDispose]: async () => store[Symbol.asyncDispose](),
  });
  return async () => {
    const opened = await open();
    return {
      store: viewed(opened.store),
      another: async () => viewed(await opened.another()),
      [Symbol.asyncDispose]: async () => opened[Symbol.asyncDispose](),
    };
  };
};
