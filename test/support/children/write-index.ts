// Puts texts and vectors into one index file, again and again, and prints each id that both have acknowledged. Every third one replaces
// the one before it.
// write-index.ts FILE UNIVERSE SEED ENTRIES, no bound to the entries: 0

import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteTextIndex } from '../../../src/adapters/embedded/text-index.ts';
import { openSqliteVectorIndex } from '../../../src/adapters/embedded/vector-index.ts';
import { acknowledge } from '../acknowledge.ts';
import { textEntry, vectorEntry } from '../indexed.ts';

const [path = '', name = '', seed = '', entries = ''] = process.argv.slice(2);
const universe = name as UniverseId;
const options = { path, mode: 'write', program: 'monitor-test' } as const;

await using texts = await openSqliteTextIndex(options);
await using vectors = await openSqliteVectorIndex(options);

for (let number = 1; number <= (Number(entries) || Infinity); number++) {
  const id = `e${seed}_${number - (number % 3 === 0 ? 1 : 0)}`;
  await texts.put([textEntry(universe, { id, title: 'entry', text: `number n${seed}x${number}` })]);
  const vector = Float32Array.of(1, Number(seed), number);
  await vectors.put({ model: 'small', dimension: 3 }, [vectorEntry(universe, { id, vector })]);
  acknowledge(`${id} n${seed}x${number}`);
}
