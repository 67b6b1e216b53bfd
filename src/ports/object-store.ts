import type { Digest } from '../../schemas/digest.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import type { Page, PageRequest } from './paging.ts';

export const objectBytesMax = 2 ** 31;

export interface StoredObject {
  digest: Digest;
  bytes: number;
}

/**
 * Keeps files under the digest of their content.
 *
 * - `put` returns once the object survives a crash. The same content again is the same object. Content over `objectBytesMax` is refused and nothing of it is kept.
 * - `get` verifies: content that does not have its digest any more is a failure, never wrong bytes passed as right ones (told at the end of the stream at the latest).
 * - An object belongs to one universe; nothing is removed.
 */
export interface ObjectStore extends AsyncDisposable {
  put(
    universe: UniverseId,
    content: AsyncIterable<Uint8Array>,
    options?: { signal?: AbortSignal },
  ): Promise<StoredObject>;
  /** Null: there is no such object. */
  get(universe: UniverseId, digest: Digest): Promise<AsyncIterable<Uint8Array> | null>;
  stat(universe: UniverseId, digest: Digest): Promise<StoredObject | null>;
  /** In order of digest. */
  list(universe: UniverseId, page: PageRequest): Promise<Page<StoredObject>>;
  universes(): Promise<readonly UniverseId[]>;
}
