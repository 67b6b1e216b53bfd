// Puts objects into a folder, one after the other, and prints the digest of each that was acknowledged, or the code of its failure.
// put-objects.ts FOLDER UNIVERSE SEED OBJECTS BYTES, no bound to the objects: 0

import type { UniverseId } from '../../../schemas/ids.ts';
import { openFolderObjectStore } from '../../../src/adapters/embedded/object-store.ts';
import { isFailure } from '../../../src/domain/failure.ts';
import { acknowledge } from '../acknowledge.ts';
import { seededChance } from '../chance.ts';

const [folder = '', universe = '', seed = '', objects = '', bytes = ''] = process.argv.slice(2);
const random = seededChance(Number(seed));
const chunkBytes = 4_096;

async function* content() {
  for (let left = Number(bytes); left > 0; left -= chunkBytes)
    yield new Uint8Array(Math.min(left, chunkBytes)).fill(Math.floor(random() * 256));
}

await using store = await openFolderObjectStore({ folder });
for (let object = 0; object < (Number(objects) || Infinity); object++)
  try {
    const { digest } = await store.put(universe as UniverseId, content());
    acknowledge(digest);
  } catch (error) {
    if (!isFailure(error)) throw error;
    acknowledge(`${error.code} ${error.advice}`);
  }
