import { describe, expect, it } from 'vitest';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { Fact } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { EntityId } from '../../schemas/ids.ts';
import { factsPerSliceKeyMax } from '../../src/ports/canon-reader.ts';
import { canonScribe, during } from '../support/canon-scribe.ts';
import { time } from '../support/gate.ts';
import { withHook } from '../support/keeper-faults.ts';
import { openKeeperTable, text, to, toolsOn, verdictOf } from '../support/keeper-table.ts';

// How far a keeper looks, and how often: what a batch costs follows what it says, and not what canon holds of those it speaks of.

/** A table, somebody who writes canon down without asking, and what has been asked of the stores. */
const openCounted = async () => {
  const table = await openKeeperTable();
  const { canon, narrative, events, world, universe } = table;
  const calls: string[] = [];
  const stores = withHook({ canon, narrative, events }, (call, phase) => {
    if (phase === 'before') calls.push(call);
  });
  const keeper = canonKeeper(toolsOn(stores, { world }));
  const decide = async (proposals: readonly Proposal[], at: number | null = 1_000_000) => {
    calls.length = 0;
    const clock = at === null ? null : time(at);
    const { decided } = await keeper.decide({ universe, proposals, clock, reason: null });
    return decided;
  };
  const scribe = canonScribe(world, universe);
  for (let { revision } = await canon.reader.head(universe); scribe.revision < revision;) scribe.pass();
  const catchUp = async (): Promise<void> => {
    const { revision } = await canon.reader.head(universe);
    while (scribe.revision < revision) scribe.pass();
  };
  /** Puts facts into canon that nobody proposed. */
  const write = async (make: (next: typeof scribe) => readonly Fact[]): Promise<void> => {
    await catchUp();
    await scribe.commit(canon, { facts: make(scribe) });
  };
  return { ...table, decide, calls, write, catchUp, [Symbol.asyncDispose]: () => table[Symbol.asyncDispose]() };
};

type Counted = Awaited<ReturnType<typeof openCounted>>;

const people = async ({ entity, says, decide, catchUp }: Counted, names: readonly string[]): Promise<EntityId[]> => {
  const made = names.map((name) => entity(name, name.startsWith('The ') ? 'location' : 'character'));
  await decide(await Promise.all(made.map(({ content }) => says('So it is.', content))));
  await catchUp();
  return made.map(({ id }) => id);
};

/** Up to the commit. */
const readsIn = (calls: readonly string[]): string[] => calls.slice(0, calls.indexOf('canon.commit'));

describe('a keeper', () => {
  it('asks as often for a batch of two hundred as for one of two', async () => {
    await using table = await openCounted();
    const { says, claim, decide, calls } = table;
    const ids = await people(table, ['Ann', 'Bob', 'The Inn', 'The Mill']);
    const [ann, bob, inn, mill] = ids as [EntityId, EntityId, EntityId, EntityId];
    const batch = async (count: number, at: number) =>
      Promise.all(
        Array.from({ length: count }, (_, i) =>
          i % 2 === 0
            ? says('There.', claim(i % 4 === 0 ? ann : bob, 'located_in', to(i % 8 < 4 ? inn : mill), at + i))
            : says('Ill.', claim(i % 4 === 1 ? ann : bob, 'suffers', text(`ill ${at + i}`), at + i)),
        ),
      );
    await decide(await batch(2, 10), null);
    const few = readsIn(calls);
    await decide(await batch(200, 1_000), null);
    const many = readsIn(calls);
    expect(many.filter((call) => call !== 'canon.slice')).toEqual(few.filter((call) => call !== 'canon.slice'));
    expect(many.filter((call) => call === 'canon.slice').length).toBeLessThanOrEqual(4);
    expect(many.length).toBeLessThanOrEqual(16);
  });

  it('asks no more of somebody of whom canon holds thousands of things', async () => {
    await using table = await openCounted();
    const { says, claim, decide, calls, write } = table;
    const [ann, bob, cid, inn] = (await people(table, ['Ann', 'Bob', 'Cid', 'The Inn'])) as [
      EntityId,
      EntityId,
      EntityId,
      EntityId,
    ];
    const batch = async (who: EntityId) => [
      await says('Ill.', claim(who, 'suffers', text('cough'), 20)),
      await says('There.', claim(who, 'located_in', to(inn), 20)),
      await says('Friends.', claim(who, 'ally_of', to(cid), 20)),
    ];
    await decide(await batch(ann));
    const before = readsIn(calls);
    await write((scribe) => [
      ...Array.from({ length: 3_000 }, (_, i) => scribe.state(bob, 'suffers', `ill ${i}`, during(i % 10))),
      ...Array.from({ length: 1_500 }, (_, i) => scribe.relationship(bob, 'located_in', inn, during(i, i + 1))),
      ...Array.from({ length: 3_000 }, (_, i) => scribe.event('deed', [bob], { second: i, ordinal: 0 })),
    ]);
    const decided = await decide(await batch(bob));
    expect(decided.map(verdictOf)).toEqual(['accepted new', 'accepted already_known', 'accepted new']);
    // What is common to all of the universe is read anew, since somebody else committed.
    const ofTheBatch = readsIn(calls).filter((call) => !['canon.nodes', 'canon.listNodes'].includes(call));
    expect(ofTheBatch.length).toBeLessThanOrEqual(before.length + 1); // looks once more where a key was cut
  });

  it('reads on where the rules need all of it, and lets wait what even that does not show', async () => {
    await using table = await openCounted();
    const { says, claim, event, decide, write } = table;
    const [king, killer, realm] = (await people(table, ['King', 'Killer', 'The Realm'])) as [
      EntityId,
      EntityId,
      EntityId,
    ];
    const death = () => says('He dies.', event('death', { agent: killer, patient: king }, 5_000));
    await write((scribe) =>
      Array.from({ length: 60 }, (_, i) => scribe.relationship(king, 'rules', realm, { from: time(i), to: null })),
    );
    const [few] = await decide([await death()]);
    expect(few && verdictOf(few)).toBe('accepted change');
    const { items } = await table.canon.reader.listFacts(
      table.universe,
      { node: { id: king, side: 'subject' }, predicate: 'rules' },
      { max: 1_000, after: null },
    );
    expect(items.filter(({ status }) => status === 'ended')).toHaveLength(60); // ten is what a key shows at first

    const [queen] = (await people(table, ['Queen'])) as [EntityId];
    await write((scribe) =>
      Array.from({ length: factsPerSliceKeyMax + 5 }, (_, i) =>
        scribe.relationship(queen, 'rules', realm, { from: time(i), to: null }),
      ),
    );
    const [many, other] = await decide([
      await says('She dies.', event('death', { agent: killer, patient: queen }, 5_000)),
      await says('He is glad.', claim(killer, 'suffers', text('glee'), 5_001)),
    ]);
    expect([many, other].map((each) => each && verdictOf(each))).toEqual([
      'pending more_than_can_be_judged',
      'accepted new',
    ]);
  });

  it('sees ahead of a flashback as far as what it tells holds, however much happened since', async () => {
    await using table = await openCounted();
    const { says, claim, decide, write } = table;
    const [hero] = (await people(table, ['Hero'])) as [EntityId];
    await write((scribe) => [
      scribe.state(hero, 'vital', 'alive', during(100)),
      ...Array.from({ length: 2 * factsPerSliceKeyMax }, (_, i) =>
        scribe.event('deed', [hero], { second: 200 + i, ordinal: 0 }),
      ),
    ]);
    const undead = (at: number) => says('Was undead.', claim(hero, 'vital', text('undead'), at), { intent: 'assert' });
    const [before] = await decide([await undead(50)]);
    const [never] = await decide([await says('Died.', claim(hero, 'vital', text('dead'), 150))]);
    expect(before && verdictOf(before)).toBe('accepted new'); // over by the time of the first deed
    expect(never && verdictOf(never)).toBe('pending more_than_can_be_judged'); // two thousand deeds would have to go
  });

  it('looks once for the axioms of a universe as long as nobody else commits', async () => {
    await using table = await openCounted();
    const { says, decide, calls, world, claim, canon, universe } = table;
    const [ann] = (await people(table, ['Ann'])) as [EntityId];
    const axiom = {
      ...{ id: world.newId('axiom'), statement: 'Nobody is ever cold.', domain: 'nature' },
      constraint: 'proposal.object != "cold"',
    };
    await decide([await says('Nobody is ever cold.', { type: 'axiom', axiom })]);
    const cold = () => says('Cold.', claim(ann, 'suffers', text('cold'), 10));
    expect((await decide([await cold()])).map(verdictOf)).toEqual(['rejected breaks_axiom']);
    expect(calls).toContain('canon.listNodes');
    expect((await decide([await says('Warm.', claim(ann, 'suffers', text('warmth'), 10))])).map(verdictOf)).toEqual([
      'accepted new',
    ]);
    expect((await decide([await cold()])).map(verdictOf)).toEqual(['rejected breaks_axiom']);
    expect(calls).not.toContain('canon.listNodes');
    expect((await canon.reader.head(universe)).revision).toBeGreaterThan(1);
  });
});
