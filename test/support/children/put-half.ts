// Begins to put an object whose source stops half way, says so, and waits to be killed.
// put-half.ts FOLDER UNIVERSE

import type { UniverseId } from '../../../schemas/ids.ts';
import { openFolderObjectStore } from '../../../src/adapters/embedded/object-store.ts';
import { acknowledge } from '../acknowledge.ts';
import { told } from '../child.ts';

const [folder = '', universe = ''] = process.argv.slice(2);

async function* half() {
  yield new Uint8Array(2 ** 20);
  yield new Uint8Array(2 ** 20);
  acknowledge('half');
  await told();
}

await using store = await openFolderObjectStore({ folder });
await store.put(universe as UniverseId, half());
