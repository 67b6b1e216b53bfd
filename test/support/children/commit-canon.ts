// Commits campaigns, one universe after the other, and forks each when it is told, until it is killed. Goes on where the last life ended, and
// first does again what is there already. Prints what was acknowledged: the commit, its revision, and the outcome.
// commit-canon.ts FILE SEED

import { openSqliteCanonStore } from '../../../src/adapters/embedded/canon-store.ts';
import type { CanonWrite, CommitOutcome } from '../../../src/ports/canon-writer.ts';
import { acknowledge } from '../acknowledge.ts';
import { campaign } from '../campaign.ts';
import { canonScribe } from '../canon-scribe.ts';
import { seededWorld } from '../seeded-world.ts';

const campaignsMax = 1_000_000;
const factsPerCampaign = 240;
const factsPerCommit = 4;
const [path = '', seed = ''] = process.argv.slice(2);

await using store = await openSqliteCanonStore({ path, program: 'monitor-test' });

/** A campaign is the same in every life. */
const worldOf = (number: number) => seededWorld(Number(seed) + number);

const isBegun = async (number: number): Promise<boolean> =>
  (await store.reader.head(worldOf(number).newId('universe'))).revision > 0;

const tell = ({ base, commit }: CanonWrite, { kind }: CommitOutcome): void =>
  acknowledge(`${commit?.id ?? ''} ${base + 1} ${kind}`);

const play = async (number: number): Promise<void> => {
  const world = worldOf(number);
  const universe = world.newId('universe');
  const herald = canonScribe(seededWorld(-number));
  const withEvent = (write: CanonWrite): CanonWrite => ({
    ...write,
    outbox: [herald.envelope({ universe: write.universe, payload: write.commit?.id ?? '' })],
  });
  const { revision } = await store.reader.head(universe);
  for (const write of campaign({ world, universe, facts: factsPerCampaign, factsPerCommit })) {
    const whole = withEvent(write);
    if (write.base + 1 >= revision) tell(whole, await store.writer.commit(whole));
  }
  const fork = withEvent(canonScribe(world).write());
  const origin = { universe, revision: (await store.reader.head(universe)).revision, storyTime: null };
  tell(fork, await store.writer.fork(fork, origin));
};

let begun = 1;
while (begun < campaignsMax && (await isBegun(begun + 1))) begun++;
for (let number = begun; number <= campaignsMax; number++) await play(number);
