import { createHash } from 'node:crypto';
import type { Digest } from '../../../schemas/digest.ts';
import type { ObjectStore } from '../../../src/ports/object-store.ts';
import type { Opened } from '../opened.ts';

export type OpenObjectStore = () => Promise<Opened<ObjectStore>>;

/** The bound of the stores that the suite is run on: the real one would fill a disk. */
export const suiteObjectBytesMax = 4 * 2 ** 20;

export async function* streamOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
}

export const digestOfBytes = (content: string | Uint8Array): Digest =>
  createHash('sha256').update(content).digest('hex') as Digest;

/** All of an object; null if it is not there. */
export const bytesOf = async (
  store: ObjectStore,
  ...[universe, digest]: Parameters<ObjectStore['stat']>
): Promise<Buffer | null> => {
  const content = await store.get(universe, digest);
  if (content === null) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk.slice());
  return Buffer.concat(chunks);
};
