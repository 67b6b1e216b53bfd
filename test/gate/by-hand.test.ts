import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import { type KeeperTools, proposalsPerBatchMax } from '../../agents/canon-keeper/tools.ts';
import type { Fact } from '../../schemas/canon.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { Policy } from '../../schemas/policy.ts';
import type { Revision } from '../../schemas/time.ts';
import { openFakeCanonStore } from '../../src/adapters/fake/canon-store.ts';
import { openFakeNarrativeStore } from '../../src/adapters/fake/narrative-store.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { preparePolicy } from '../../src/gate/evaluate.ts';
import { allPages } from '../conformance/canon-store/tools.ts';
import { time } from '../support/gate.ts';
import { containers, proposerFor, verdictOf } from '../support/keeper-table.ts';
import { runs } from '../support/runs.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { anyHand, anyLot, cast, contentOf, type Lot, type Player, secondsMax } from '../support/vocabulary-moves.ts';

// A person at the GM's seat says yes or no to many at once: one commit, and what came of it had come of it one by one.

let policy: Policy;
beforeAll(async () => {
  ({ policy } = await loadPolicy({}));
});

const ann = { kind: 'person', name: 'Ann', seat: 'gm' } as const;
const clock = time(secondsMax);

const openTable = async (seed: number) => {
  const world = seededWorld(seed);
  const { reader, writer } = openFakeCanonStore();
  const narrative = openFakeNarrativeStore();
  const tools: KeeperTools = {
    ...{ reader, writer, narrative, relay: async () => undefined, world },
    ...{ policy: preparePolicy(policy), policyRevision: 'standard-test' },
  };
  const keeper = canonKeeper(tools);
  const universe = world.newId('universe');
  const proposer = proposerFor({ world, universe, narrative });
  const decide = async (proposals: readonly Proposal[]) =>
    (await keeper.decide({ universe, proposals, clock, reason: null, containers })).decided;
  await decide([await proposer.says('Let there be.', proposer.begins())]);
  const players: Player[] = [];
  for (const { name, type } of cast) {
    const { id, content } = proposer.entity(name, type);
    players.push({ id, type });
    await decide([await proposer.says(name, content)]);
  }
  const drawing = { vocabulary: policy.vocabulary, players, newFact: () => world.newId('fact') };

  const spoken = async (seat: 'gm' | 'player'): Promise<Evidence> => ({
    ...{ id: world.newId('evidence'), universe, home: universe, kind: 'turn', quote: null },
    ref: await proposer.turn('So it is.', seat),
  });

  /** What the GM said, or what a player did. */
  const propose = async (hand: readonly number[], lots: Lot, seat: 'gm' | 'player'): Promise<Proposal[]> => {
    const content = contentOf(hand, drawing, lots);
    if (content === undefined) return [];
    const evidence = [await spoken(seat)];
    return [proposer.put(content, { evidence, authority: seat === 'gm' ? 'gm' : 'system', intent: lots.intent })];
  };

  const facts = (): Promise<Fact[]> => {
    const statuses = ['canon', 'ended', 'retconned', 'contested'] as const;
    return allPages((page) => reader.listFacts(universe, { statuses }, page));
  };

  const byHand = async (verdict: 'accept' | 'reject', proposals: readonly Proposal[]) => {
    const turn = await proposer.turn('So be it.');
    const asked = { universe, proposals, verdict, by: ann, turn, reason: 'Seen.', clock };
    return (await keeper.decideByHand(asked)).decided;
  };
  const commits = async (): Promise<number> => (await reader.head(universe)).revision;
  return { ...proposer, world, reader, universe, players, decide, propose, facts, byHand, commits };
};

type Table = Awaited<ReturnType<typeof openTable>>;

/** All of a fact but in which commit it came to be so, and the order of what it replaces. */
const asTold = async ({ facts }: Table) =>
  (await facts())
    .map(({ introduced: _introduced, withdrawn, ...fact }) => ({
      ...{ ...fact, replaces: fact.replaces.toSorted() },
      withdrawn: withdrawn === null ? null : { by: withdrawn.replacedBy.toSorted() },
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** A correction of what is there; null: of that kind there is nothing. */
const correctionBy = (
  { who, whom, value }: Lot,
  facts: readonly Fact[],
  players: readonly Player[],
): ProposalContent | null => {
  const reason = 'never so';
  const fact = facts[whom % Math.max(1, facts.length)];
  const [keep, drop] = value % 2 === 0 ? players : players.toReversed();
  if (fact === undefined || keep === undefined || drop === undefined) return null;
  switch (who % 16) {
    case 0:
    case 4:
      return { type: 'retcon', facts: [fact.id], cascade: value % 2 === 0 ? 'flag' : 'propagate', reason };
    case 8:
      return { type: value % 3 === 0 ? 'unlock' : 'lock', facts: [fact.id], reason };
    case 12:
      return value % 3 === 0
        ? { type: 'merge', keep: keep.id, drop: drop.id, reason }
        : { type: 'rename', node: keep.id, name: `Another ${value % 5}`, keepAlias: true, reason };
    default:
      return null;
  }
};

/** What the lots propose after what they made so, with the taking back of some of that among it. */
const waitingAt = async (table: Table, hand: readonly number[], [told, waits]: readonly [Lot[], Lot[]]) => {
  for (const lot of told) await table.decide(await table.propose(hand, lot, 'gm'));
  const known = await table.facts();
  const proposals: Proposal[] = [];
  for (const lot of waits) {
    const content = correctionBy(lot, known, table.players);
    if (content === null) proposals.push(...(await table.propose(hand, lot, 'player')));
    else proposals.push(table.put(content, { authority: 'system', intent: 'correct' }));
  }
  return proposals;
};

const lots = fc.array(anyLot, { minLength: 1, maxLength: 8 });

describe('a person at the GM’s seat who says yes to many at once', () => {
  it('has what they would have one by one, in one commit', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyHand, fc.tuple(lots, lots), fc.nat({ max: 1_000 }), async (hand, drawn, seed) => {
        const [together, apart] = [await openTable(seed), await openTable(seed)];
        const waiting = await waitingAt(together, hand, drawn);
        expect(await waitingAt(apart, hand, drawn)).toEqual(waiting);
        const before = await together.commits();
        const decided = await together.byHand('accept', waiting);
        const singly = [];
        for (const proposal of waiting) singly.push(...(await apart.byHand('accept', [proposal])));
        const codes = (all: typeof decided) =>
          all.map(({ verdict, reasons }) => [verdict, ...reasons.map(({ code }) => code)].join(' '));
        expect(codes(decided)).toEqual(codes(singly));
        expect(await asTold(together)).toEqual(await asTold(apart));
        expect(await together.commits()).toBeLessThanOrEqual(before + 1);
      }),
      { numRuns: runs(120) },
    );
  });

  it('has a fork by itself, among what was put before it and after', async () => {
    const table = await openTable(3);
    const { put, entity, byHand, commits, world } = table;
    const into = world.newId('universe');
    const fork = (revision: number): ProposalContent => ({
      ...{ type: 'fork', into, name: 'Elsewhere', revision: revision as Revision, storyTime: null },
    });
    const before = await commits();
    const people = ['Uma', 'Una', 'Ulf', 'Udo'].map((name) => put(entity(name, 'character').content));
    const [first, second, ...others] = people;
    if (first === undefined || second === undefined) throw new Error('nobody is there');
    const decided = await byHand('accept', [first, second, put(fork(before)), ...others]);
    expect(decided.map(verdictOf)).toEqual([
      ...['accepted new', 'accepted new', 'accepted forks', 'accepted new', 'accepted new'],
    ]);
    expect(await commits()).toBe(before + 2);
  });

  it('says no to all of them in one breath, each with its own decision and none with a commit', async () => {
    const { put, entity, byHand, commits, reader, universe } = await openTable(4);
    const waiting = ['Uma', 'Una', 'Ulf'].map((name) => put(entity(name, 'character').content));
    const [before, heads] = [await commits(), await reader.head(universe)];
    const decided = await byHand('reject', waiting);
    expect(decided.map(verdictOf)).toEqual(waiting.map(() => 'rejected rejected_by_gm'));
    expect(new Set(decided.map(({ decision }) => decision)).size).toBe(3);
    expect(await commits()).toBe(before);
    expect((await reader.head(universe)).decisions.count).toBe(heads.decisions.count + 3);
    // What was refused is not accepted afterwards.
    expect((await byHand('accept', waiting)).map(({ verdict, repeated }) => `${verdict} ${repeated}`)).toEqual(
      waiting.map(() => 'rejected true'),
    );
  });

  it('is refused more at once than are judged in a batch, and nothing is decided', async () => {
    const { put, entity, byHand, reader, universe } = await openTable(5);
    const before = await reader.head(universe);
    const one = put(entity('Uma', 'character').content);
    const many = Array.from({ length: proposalsPerBatchMax + 1 }, () => one);
    await expect(byHand('accept', many)).rejects.toMatchObject({ code: 'too_much_at_once' });
    expect(await reader.head(universe)).toEqual(before);
  });
});
