import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { commonGround } from '../../agents/canon-keeper/common-ground.ts';
import { judge, type Judged } from '../../agents/canon-keeper/judging.ts';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { KeeperTools } from '../../agents/canon-keeper/tools.ts';
import type { Fact, Recorded } from '../../schemas/canon.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { Cascade, Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { Policy } from '../../schemas/policy.ts';
import type { Revision, StoryTime } from '../../schemas/time.ts';
import { openFakeCanonStore } from '../../src/adapters/fake/canon-store.ts';
import { openFakeNarrativeStore } from '../../src/adapters/fake/narrative-store.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { evaluate, type Evaluation, preparePolicy } from '../../src/gate/evaluate.ts';
import { allPages } from '../conformance/canon-store/tools.ts';
import { time } from '../support/gate.ts';
import { containers, proposerFor } from '../support/keeper-table.ts';
import { resolution } from '../support/narrative.ts';
import { runs } from '../support/runs.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { anyHand, anyLot, cast, contentOf, type Lot, type Player, secondsMax } from '../support/vocabulary-moves.ts';

// The keeper fetches a part of canon and judges by that. All of canon, had it been fetched, would have led to the same.

let policy: Policy;
beforeAll(async () => {
  ({ policy } = await loadPolicy({}));
});

const openWorld = async (seed: number) => {
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
    (await keeper.decide({ universe, proposals, clock: time(secondsMax), reason: null, containers })).decided;
  await decide([await proposer.says('Let there be.', proposer.begins())]);
  const players: Player[] = [];
  const made: Proposal[] = [];
  for (const { name, type } of cast) {
    const { id, content } = proposer.entity(name, type);
    players.push({ id, type });
    made.push(await proposer.says(name, content));
  }
  await decide(made);

  const evidenceBy = async (by: Lot['by']): Promise<Evidence> => {
    const place = { id: world.newId('evidence'), universe, home: universe };
    if (by === 'gm') return { ...place, kind: 'turn', ref: await proposer.turn('So it is.'), quote: null };
    if (by === 'system') return { ...place, kind: 'turn', ref: await proposer.turn('So?', 'player'), quote: null };
    if (by === 'source') {
      const document = world.newId('document');
      const snippet = {
        ...{ universe, story: null, scene: null, id: world.newId('snippet'), document, number: 0, page: null },
        ...{ section: null, text: 'So it is.', visibility: { level: 'public' as const } },
      };
      await narrative.insert('snippets', [{ document: snippet, events: [] }]);
      return { ...place, kind: 'snippet', ref: snippet.id, quote: 'So it is.', document, page: null };
    }
    const rolled = resolution(world, { universe }, { by });
    await narrative.insert('resolutions', [{ document: rolled, events: [] }]);
    return { ...place, kind: 'resolution', ref: rolled.id, quote: null };
  };

  const propose = async (hand: readonly number[], lots: Lot): Promise<Proposal[]> => {
    const drawing = { vocabulary: policy.vocabulary, players, newFact: () => world.newId('fact') };
    const content = contentOf(hand, drawing, lots);
    if (content === undefined) return [];
    const { by, intent } = lots;
    return [proposer.put(content, { evidence: [await evidenceBy(by)], authority: by, intent })];
  };

  const everything = (): Promise<Fact[]> => {
    const statuses = ['canon', 'ended', 'retconned', 'contested'] as const;
    return allPages((page) => reader.listFacts(universe, { statuses }, page));
  };

  /** What the keeper finds, and what it would find if it had all of canon before it. */
  const bothWays = async (proposals: readonly Proposal[]): Promise<{ judged: Judged; whole: Evaluation }> => {
    const head = await reader.head(universe);
    const recorded: Recorded = { revision: (head.revision + 1) as Revision, commit: world.newId('commit') };
    const judged = await judge(
      {
        ...{ tools, ground: commonGround(reader), universe, head, clock: time(secondsMax), recorded },
        ...{ settled: new Map(), isMidScene: false, confirmed: new Set(), signal: undefined },
      },
      proposals,
    );
    const facts = await everything();
    const nodes = await allPages((page) => reader.listNodes(universe, { kind: 'entity' }, page));
    const all = new Map([...judged.world.nodes, ...nodes].map((node) => [node.id, node]));
    const inOrder = facts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const wide = { ...judged.world, facts: inOrder, nodes: [...all.values()], beyond: new Set<never>() };
    const asked = proposals.filter(({ id }) => !judged.refused.has(id));
    return { judged, whole: evaluate(tools.policy, wide, { proposals: asked, recorded }) };
  };
  const lastCommit = async () => {
    const commits = await allPages((page) => reader.commits(universe, page));
    const last = commits.at(-1);
    if (last === undefined) throw new Error('nothing was committed');
    return last.id;
  };

  /** A withdrawal of something that is there; null: of that kind there is nothing. */
  const takingBack = async (what: string, which: number, cascade: Cascade): Promise<ProposalContent | null> => {
    const reason = 'never so';
    const facts = await everything();
    const fact = facts[which % Math.max(1, facts.length)];
    const [a, b, c] = players;
    switch (what) {
      case 'retcon':
        return fact === undefined ? null : { type: 'retcon', facts: [fact.id], cascade, reason };
      case 'revert': {
        const commits = await allPages((page) => reader.commits(universe, page));
        const commit = commits[which % commits.length];
        return commit === undefined ? null : { type: 'revert', commit: commit.id, reason };
      }
      case 'merge': {
        const [keep, drop] = which % 2 === 0 ? [a, b] : [b, c];
        return keep === undefined || drop === undefined
          ? null
          : { type: 'merge', keep: keep.id, drop: drop.id, reason };
      }
      default: {
        const about = facts.filter(({ subject }) => subject === a?.id).map(({ id }) => id);
        if (a === undefined || b === undefined || about.length === 0) return null;
        return { type: 'split', from: a.id, into: b.id, facts: about.slice(0, 1 + (which % 3)), reason };
      }
    }
  };
  return { ...proposer, decide, propose, bothWays, evidenceBy, everything, lastCommit, takingBack };
};

/** What of an evaluation does not depend on the order in which canon came. */
const unordered = ({ judgements, outcome }: Evaluation) => ({
  judgements: judgements.map(({ proposal, verdict, reasons, effects }) => ({
    proposal: proposal.id,
    what: 'claim' in proposal.content ? proposal.content.claim.predicate : proposal.content.type,
    verdict,
    reasons: reasons.map((reason) => ({
      ...reason,
      facts: reason.facts.toSorted(),
      nodes: reason.nodes.toSorted(),
      detail: null,
    })),
    effects: {
      ...effects,
      retconned: effects.retconned.toSorted(),
      flagged: effects.flagged.toSorted(),
      restored: effects.restored.toSorted(),
      ended: effects.ended.toSorted((a, b) => (a.fact < b.fact ? -1 : 1)),
    },
  })),
  facts: outcome.facts
    .map(({ id, status, valid }) => ({ id, status, valid }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
});

const moment = (time: StoryTime | null): string => (time === null ? 'open' : `${time.second}.${time.ordinal}`);

/** Everything that holds or held, and when; where an event is over that might have ended it, it may be over as well. */
const standing = (facts: readonly Fact[]): string[] => {
  const live = facts.filter(({ status }) => status !== 'retconned');
  const turns = new Set(live.filter(({ event }) => event !== null).map(({ valid }) => moment(valid.to)));
  return live
    .map(({ id, event, valid }) => {
      const to = moment(valid.to);
      return `${id} ${moment(valid.from)} ${event === null && turns.has(to) ? 'open' : to}`;
    })
    .toSorted();
};

const batches = fc.array(fc.array(anyLot, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });

describe('what the keeper fetched', () => {
  it(
    'leads to the same decisions as all of canon would, whatever the vocabulary lets one say',
    { timeout: 300_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(anyHand, batches, fc.nat({ max: 1_000 }), async (hand, told, seed) => {
          const { propose, bothWays, decide } = await openWorld(seed);
          for (const lots of told) {
            const proposals = (await Promise.all(lots.map((each) => propose(hand, each)))).flat();
            const { judged, whole } = await bothWays(proposals);
            expect([...judged.world.beyond]).toEqual([]);
            expect(unordered(judged.evaluation)).toEqual(unordered(whole));
            await decide(proposals);
          }
        }),
        { numRuns: runs(300) },
      );
    },
  );

  const anyWithdrawal = fc.record({
    what: fc.constantFrom('retcon', 'retcon', 'revert', 'revert', 'merge', 'split'),
    which: fc.nat({ max: 1_000 }),
    cascade: fc.constantFrom('none', 'flag', 'propagate'),
  });

  it('takes back the same as all of canon would, and gives back the same', { timeout: 300_000 }, async () => {
    const withdrawals = fc.array(anyWithdrawal, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(anyHand, batches, withdrawals, async (hand, told, list) => {
        const { propose, bothWays, decide, put, evidenceBy, takingBack } = await openWorld(1);
        for (const lots of told) await decide((await Promise.all(lots.map((each) => propose(hand, each)))).flat());
        for (const { what, which, cascade } of list) {
          const content = await takingBack(what, which, cascade);
          if (content === null) continue;
          const proposal = put(content, { evidence: [await evidenceBy('gm')] });
          const { judged, whole } = await bothWays([proposal]);
          expect(unordered(judged.evaluation)).toEqual(unordered(whole));
          await decide([proposal]);
        }
      }),
      { numRuns: runs(200) },
    );
  });

  const anyTelling = fc.array(fc.array(anyLot, { minLength: 1, maxLength: 5 }), { minLength: 0, maxLength: 5 });

  it.each(['retcon', 'revert'] as const)(
    'gives back by a %s all that the last commit had taken, and takes back all that it had brought',
    { timeout: 300_000 },
    async (what) => {
      await fc.assert(
        fc.asyncProperty(anyHand, anyTelling, anyLot, async (hand, told, last) => {
          const { propose, decide, put, evidenceBy, everything, lastCommit } = await openWorld(1);
          for (const lots of told) await decide((await Promise.all(lots.map((each) => propose(hand, each)))).flat());
          const before = standing(await everything());
          const [claimed] = await propose(hand, { ...last, by: 'gm' });
          if (claimed === undefined || !('claim' in claimed.content)) return;
          const [decided] = await decide([claimed]);
          const isNew = (await everything()).some(
            ({ id }) => 'claim' in claimed.content && id === claimed.content.claim.id,
          );
          if (decided?.verdict !== 'accepted' || !isNew) return;
          const facts = [claimed.content.claim.id];
          const reason = 'never so';
          const content =
            what === 'retcon'
              ? ({ type: 'retcon', facts, cascade: 'propagate', reason } as const)
              : ({ type: 'revert', commit: await lastCommit(), reason } as const);
          const [back] = await decide([put(content, { evidence: [await evidenceBy('gm')] })]);
          const codes = back?.reasons.map(({ code }) => code) ?? [];
          if (codes.includes('stays_withdrawn')) return; // canon held what does not agree
          expect(back?.verdict).toBe('accepted');
          expect(standing(await everything())).toEqual(before);
        }),
        { numRuns: runs(200) },
      );
    },
  );
});
