import type { Digest } from '../../schemas/digest.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import type { Page, PageRequest } from './paging.ts';

export const objectBytesMax = 2 ** 31;

export interface StoredObject {
  digest: Digest;
  bytes: number;
}

/**
 * Reads files by the digest of their content.
 *
 * - An object belongs to one universe, and is not there for another.
 * - `get` verifies: content that does not have its digest any more is a failure (`object_damaged`), never wrong bytes passed as right
 *   ones. It is told before the last bytes are handed out, so whoever got all of them got the right ones.
 * - What `get` returns can be read more than once; leaving off early frees what it holds.
 */
export interface ObjectReader extends AsyncDisposable {
  /** Null: there is no such object. */
  get(
    universe: UniverseId,
    digest: Digest,
    options?: { signal?: AbortSignal },
  ): Promise<AsyncIterable<Uint8Array> | null>;
  stat(universe: UniverseId, digest: Digest): Promise<StoredObject | null>;
  /** In order of digest. What is put meanwhile may be shown; what was there before is. */
  list(universe: UniverseId, page: PageRequest): Promise<Page<StoredObject>>;
  /** Those that have an object, in order of id. */
  universes(page: PageRequest): Promise<Page<UniverseId>>;
}

/**
 * Keeps files under the digest of their content. Nothing is removed.
 *
 * - `put` returns once the object survives a crash of the machine. The same content again is the same object, and mends a damaged one.
 * - Content over the store's bound (`objectBytesMax`) is refused (`object_too_large`). Of a `put` that is refused, fails, is cancelled or is
 *   cut off by a crash nothing is ever seen.
 */
export interface ObjectStore extends ObjectReader {
  put(
    universe: UniverseId,
    content: AsyncIterable<Uint8Array>,
    options?: { signal?: AbortSignal },
  ): Promise<StoredObject>;
}
