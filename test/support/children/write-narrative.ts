// Writes turns and a memory that changes, several at once, and prints what was acknowledged.
// write-narrative.ts FILE UNIVERSE SEED ROUNDS, no bound to the rounds: 0

import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteNarrativeStore } from '../../../src/adapters/embedded/narrative-store.ts';
import type { DocumentVersion } from '../../../src/ports/narrative-store.ts';
import { acknowledge } from '../acknowledge.ts';
import { envelope, memory, userTurn } from '../narrative.ts';
import { seededWorld } from '../seeded-world.ts';

const [path = '', universe = '', seed = '', rounds = ''] = process.argv.slice(2);
const world = seededWorld(Number(seed));
const place = { universe: universe as UniverseId };
const roundsMax = Number(rounds) || Infinity;

await using store = await openSqliteNarrativeStore({ path, mode: 'write', program: 'monitor-test' });

/** A document and the one event that names it. */
const telling = <D extends { id: string }>(document: D) => ({
  document,
  events: [envelope(world, place.universe, { actor: document.id })],
});

const addTurns = async (count: number): Promise<void> => {
  const turns = Array.from({ length: count }, () => userTurn(world, place));
  await store.insert('turns.user', turns.map(telling));
  for (const { id } of turns) acknowledge(`turn ${id}`);
};

const recalled = memory(world, place);
await store.insert('memories', [telling(recalled)]);
acknowledge(`memory ${recalled.id} 1`);

const recall = async (version: number): Promise<void> => {
  const document = { ...recalled, accessCount: version };
  const outcome = await store.replace('memories', { ...telling(document), expected: version as DocumentVersion });
  acknowledge(`memory ${document.id} ${outcome === 'written' ? version + 1 : outcome}`);
};

for (let round = 1; round <= roundsMax; round++) await Promise.all([addTurns(1), addTurns(3), recall(round)]);
