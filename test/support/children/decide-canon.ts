// Recovers, then puts batches before a keeper, one after the other, from the first on, until it is killed or so many are done. Who has the same
// tale tells the same proposals. Prints for each batch what was decided, once that was acknowledged.
// decide-canon.ts FOLDER TALE KEEPER BATCHES

import { canonKeeper } from '../../../agents/canon-keeper/keeper.ts';
import type { Proposal } from '../../../schemas/gate.ts';
import { acknowledge } from '../acknowledge.ts';
import { time } from '../gate.ts';
import { containers, openKeptStores, proposerFor, text, to, toolsOn } from '../keeper-table.ts';
import { seededWorld } from '../seeded-world.ts';

const [folder = '', tale = '', seed = '', batches = ''] = process.argv.slice(2);

await using stores = await openKeptStores(folder, seededWorld(Number(seed)));
const world = seededWorld(Number(tale));
const universe = world.newId('universe');
const { says, begins, entity, claim } = proposerFor({ world, universe, narrative: stores.narrative });
const keeper = canonKeeper(toolsOn(stores, { world: seededWorld(1_000 + Number(seed)) }));
await keeper.recover();

const decide = async (name: string, proposals: readonly Proposal[], at: number): Promise<void> => {
  const batch = { universe, proposals, clock: time(at), reason: null, containers };
  const { decided } = await keeper.decide(batch);
  acknowledge([name, ...decided.map(({ decision, verdict }) => `${decision}=${verdict}`)].join(' '));
};

const places = ['Inn', 'Keep', 'Mill'].map((name) => entity(name, 'location'));
const first = [await says('Let there be.', begins())];
for (const { content } of places) first.push(await says('A place.', content));
await decide('0', first, 0);

for (let batch = 1; batch <= Number(batches); batch++) {
  const hero = entity(`Hero ${batch}`, 'character');
  const [here, there] = [places[batch % 3], places[(batch + 1) % 3]];
  if (here === undefined || there === undefined) throw new Error('nowhere');
  const at = batch * 10;
  const proposals = [
    await says('A hero.', hero.content),
    await says('Is here.', claim(hero.id, 'located_in', to(here.id), at)),
    await says('Goes there.', claim(hero.id, 'located_in', to(there.id), at + 1)),
    await says('Nobody.', claim(world.newId('entity'), 'suffers', text('cold'), at)),
    await says('May be.', claim(hero.id, 'suffers', text('doubt'), at), { seat: 'player' }),
  ];
  await decide(String(batch), proposals, at + 1);
}
