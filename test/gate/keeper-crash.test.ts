import { describe, expect, it } from 'vitest';
import { canonKeeper, type CanonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { World } from '../../src/ports/world.ts';
import { allPages } from '../conformance/canon-store/tools.ts';
import { time } from '../support/gate.ts';
import { dyingAt, withHook } from '../support/keeper-faults.ts';
import {
  containers,
  type KeptStores,
  openKeptStores,
  proposerFor,
  text,
  to,
  toolsOn,
} from '../support/keeper-table.ts';
import { expectWhole } from '../support/kept-whole.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// A keeper dies at each of its calls, before it is done and after. Another one starts on what it left, and is asked for the same again.

interface Tale {
  universe: UniverseId;
  fork: UniverseId;
  /** One batch after the other. */
  batches: readonly { proposals: readonly Proposal[]; at: number }[];
}

/** A beginning, people, a move, a refusal, something that waits, a death, a retcon and a fork: the same in every life. */
const taleIn = async (stores: KeptStores): Promise<Tale> => {
  const world = seededWorld(77);
  const universe = world.newId('universe');
  const fork = world.newId('universe');
  const { says, begins, entity, claim, event } = proposerFor({ world, universe, narrative: stores.narrative });
  const [mara, tom, inn, keep] = [
    entity('Mara', 'character'),
    entity('Tom', 'character'),
    entity('Inn', 'location'),
    entity('Keep', 'location'),
  ];
  const rules = claim(mara.id, 'rules', to(keep.id), 20);
  const murder = event('death', { agent: tom.id, patient: mara.id }, 40);
  const first = [
    await says('Let there be Ashfall.', begins()),
    await says('Mara.', mara.content),
    await says('Tom.', tom.content),
    await says('An inn.', inn.content),
    await says('A keep.', keep.content),
    await says('She is at the inn.', claim(mara.id, 'located_in', to(inn.id), 10)),
    await says('Nobody is cold.', claim(world.newId('entity'), 'suffers', text('cold'), 10)),
    await says('I am fine.', claim(tom.id, 'suffers', text('pride'), 10), { seat: 'player' }),
  ];
  const second = [
    await says('She rules the keep.', rules),
    await says('She goes there.', claim(mara.id, 'located_in', to(keep.id), 30)),
    await says('Tom kills her.', murder),
    await says('And she kills him back.', event('death', { agent: mara.id, patient: tom.id }, 50)),
  ];
  const third = [
    await says('He never did.', {
      type: 'retcon',
      facts: [murder.claim.id],
      cascade: 'flag',
      reason: 'It was a dream.',
    }),
  ];
  const last = [
    await says('What if?', {
      type: 'fork',
      into: fork,
      name: 'Ashfall, otherwise',
      revision: 3 as Revision,
      storyTime: null,
    }),
    await says('She is tired.', claim(mara.id, 'suffers', text('weariness'), 60)),
  ];
  return {
    universe,
    fork,
    batches: [
      { proposals: first, at: 10 },
      { proposals: second, at: 50 },
      { proposals: third, at: 50 },
      { proposals: last, at: 60 },
    ],
  };
};

const tell = async (keeper: CanonKeeper, { universe, batches }: Tale): Promise<string[]> => {
  const verdicts: string[] = [];
  for (const { proposals, at } of batches) {
    const { decided, behind } = await keeper.decide({ universe, proposals, clock: time(at), reason: null, containers });
    expect(behind).toBeNull();
    verdicts.push(...decided.map(({ verdict, reasons }) => `${verdict} ${reasons[0]?.code}`));
  }
  return verdicts;
};

const stateOf = async ({ canon }: KeptStores, { universe, fork }: Tale) => {
  const statuses = ['canon', 'ended', 'retconned', 'contested'] as const;
  const factsIn = async (place: UniverseId) =>
    (await allPages((page) => canon.reader.listFacts(place, { statuses }, page)))
      .map(({ id, status, valid }) => ({ id, status, valid }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { facts: await factsIn(universe), forked: await factsIn(fork) };
};

const keeperOn = (stores: Omit<KeptStores, keyof AsyncDisposable>, world: World): CanonKeeper =>
  canonKeeper(toolsOn(stores, { world }));

/** All of it without a death: what comes out, and how many calls that takes. */
const undisturbed = async () => {
  await using folder = await temporaryFolder();
  await using stores = await openKeptStores(folder.path, seededWorld(1));
  const tale = await taleIn(stores);
  const calls: string[] = [];
  const watched = withHook(stores, (call, phase) => void calls.push(`${phase} ${call}`));
  const verdicts = await tell(keeperOn(watched, seededWorld(2)), tale);
  await expectWhole(stores, tale.universe);
  return { verdicts, calls, state: await stateOf(stores, tale) };
};

describe('a keeper that dies', () => {
  it(
    'at any of its calls loses no decision and doubles none, and the next one ends where it would have',
    { timeout: 300_000 },
    async () => {
      const { verdicts, calls, state } = await undisturbed();
      expect(new Set(verdicts)).toEqual(
        new Set([
          'accepted new',
          'accepted change',
          'accepted corrects_its_end',
          'accepted retcon',
          'accepted forks',
          'rejected unknown_node',
          'rejected acts_while_dead',
          'pending needs_review',
        ]),
      );
      for (const effect of [
        'canon.slice',
        'narrative.get',
        'canon.commit',
        'canon.fork',
        'narrative.insert',
        'events.append',
        'canon.markSent',
      ])
        expect(calls).toEqual(expect.arrayContaining([`before ${effect}`, `after ${effect}`]));

      for (let at = 0; at < calls.length; at++) {
        await using folder = await temporaryFolder();
        const { hook, died } = dyingAt(at);
        {
          await using stores = await openKeptStores(folder.path, seededWorld(1));
          const tale = await taleIn(stores);
          await expect(tell(keeperOn(withHook(stores, hook), seededWorld(2)), tale)).rejects.toThrow('it ');
          expect(died()).toBe(calls[at]);
        }
        await using stores = await openKeptStores(folder.path, seededWorld(3));
        const tale = await taleIn(stores);
        const next = keeperOn(stores, seededWorld(4));
        await next.recover();
        for (const place of [tale.universe, tale.fork]) await expectWhole(stores, place);
        expect(await tell(next, tale)).toEqual(verdicts);
        for (const place of [tale.universe, tale.fork]) await expectWhole(stores, place);
        expect(await stateOf(stores, tale)).toEqual(state);
      }
    },
  );

  it('again while it recovers has the next one finish what both began', { timeout: 300_000 }, async () => {
    const { verdicts, calls, state } = await undisturbed();
    const afterCommits = calls.flatMap((call, at) =>
      ['after canon.commit', 'after canon.fork'].includes(call) ? [at] : [],
    );
    expect(afterCommits.length).toBeGreaterThan(4);
    for (const first of afterCommits)
      for (let second = 0; ; second++) {
        await using folder = await temporaryFolder();
        await using stores = await openKeptStores(folder.path, seededWorld(1));
        const tale = await taleIn(stores);
        await expect(tell(keeperOn(withHook(stores, dyingAt(first).hook), seededWorld(2)), tale)).rejects.toThrow();
        const again = dyingAt(second);
        await keeperOn(withHook(stores, again.hook), seededWorld(3))
          .recover()
          .catch(() => undefined);
        const next = keeperOn(stores, seededWorld(4));
        await next.recover();
        for (const place of [tale.universe, tale.fork]) await expectWhole(stores, place);
        expect(await tell(next, tale)).toEqual(verdicts);
        expect(await stateOf(stores, tale)).toEqual(state);
        if (again.died() === null) break;
      }
  });
});

const down = new Failure({ kind: 'transient', code: 'store_busy', message: 'it is busy', advice: 'Try again.' });

describe('a keeper whose stores fail', () => {
  it.each([
    'narrative.insert',
    'narrative.count',
    'events.append',
    'canon.unsent',
    'canon.markSent',
    'narrative.unsent',
  ])('has decided all the same when %s does, says that it is behind, and catches up', async (effect) => {
    await using folder = await temporaryFolder();
    await using stores = await openKeptStores(folder.path, seededWorld(1));
    const { universe, batches } = await taleIn(stores);
    const failing = withHook(stores, (call, phase) => {
      if (call === effect && phase === 'before') throw down;
    });
    const [first] = batches;
    const batch = { universe, proposals: first?.proposals ?? [], clock: time(10), reason: null, containers };
    const { decided, behind } = await keeperOn(failing, seededWorld(2)).decide(batch);
    expect(behind).toBe(down);
    const next = keeperOn(stores, seededWorld(3));
    await next.recover();
    const decisions = await expectWhole(stores, universe);
    expect(new Set(decided.map(({ decision }) => decision))).toEqual(new Set(decisions.map(({ id }) => id)));
    const again = await next.decide(batch);
    expect(again).toEqual({ decided: decided.map((each) => ({ ...each, repeated: true })), behind: null });
  });

  it.each(['canon.head', 'canon.decisions', 'canon.slice', 'narrative.get', 'canon.commit'])(
    'decides nothing when %s does, and all of it when it is asked again',
    async (effect) => {
      await using folder = await temporaryFolder();
      await using stores = await openKeptStores(folder.path, seededWorld(1));
      const { universe, batches } = await taleIn(stores);
      const failing = withHook(stores, (call, phase) => {
        if (call === effect && phase === 'before') throw down;
      });
      const [first] = batches;
      const batch = { universe, proposals: first?.proposals ?? [], clock: time(10), reason: null, containers };
      await expect(keeperOn(failing, seededWorld(2)).decide(batch)).rejects.toBe(down);
      expect(await stores.canon.reader.head(universe)).toMatchObject({ revision: 0, decisions: { count: 0 } });
      const { decided, behind } = await keeperOn(stores, seededWorld(3)).decide(batch);
      expect([decided.length, behind]).toEqual([batch.proposals.length, null]);
      await expectWhole(stores, universe);
    },
  );

  it('mends a gap in the copies of its decisions, wherever it is', async () => {
    await using folder = await temporaryFolder();
    await using stores = await openKeptStores(folder.path, seededWorld(1));
    const tale = await taleIn(stores);
    const blind = withHook(stores, (call, phase) => {
      if (call === 'narrative.insert' && phase === 'before') throw down;
    });
    const [first, second] = tale.batches;
    const keeper = keeperOn(blind, seededWorld(2));
    for (const { proposals, at } of [first, second].filter((batch) => batch !== undefined))
      await keeper.decide({ universe: tale.universe, proposals, clock: time(at), reason: null, containers });
    const { items } = await stores.canon.reader.decisions(tale.universe, { from: 5 }, { max: 3, after: null });
    await stores.narrative.insert(
      'decisions',
      items.map((document) => ({ document, events: [] })),
    );
    const { copied } = await keeperOn(stores, seededWorld(3)).recover();
    const { decisions } = await stores.canon.reader.head(tale.universe);
    expect(copied).toBe(decisions.count - items.length);
    await expectWhole(stores, tale.universe);
    expect(await keeperOn(stores, seededWorld(4)).recover()).toEqual({ copied: 0, forks: [] });
  });

  it('does not pass over a copy that says something else than canon', async () => {
    await using folder = await temporaryFolder();
    await using stores = await openKeptStores(folder.path, seededWorld(1));
    const { universe, batches } = await taleIn(stores);
    const blind = withHook(stores, (call, phase) => {
      if (call === 'narrative.insert' && phase === 'before') throw down;
    });
    const proposals = batches[0]?.proposals ?? [];
    await keeperOn(blind, seededWorld(2)).decide({ universe, proposals, clock: time(10), reason: null, containers });
    const { items } = await stores.canon.reader.decisions(universe, {}, { max: 2, after: null });
    const forged = items
      .slice(1)
      .map((decision) => ({ document: { ...decision, verdict: 'rejected' as const }, events: [] }));
    await stores.narrative.insert('decisions', forged);
    await expect(keeperOn(stores, seededWorld(3)).recover()).rejects.toMatchObject({ code: 'decision_copy_differs' });
  });
});
