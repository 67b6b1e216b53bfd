import type { CanonNode, Fact, Recorded } from '../../schemas/canon.ts';
import type { Proposal, Reason } from '../../schemas/gate.ts';
import type { FactId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { Revision, StoryTime } from '../../schemas/time.ts';
import type { Judgement } from '../../src/gate/evaluate.ts';
import type { CommonGround } from './common-ground.ts';
import { docketOf, entryOf } from './docket.ts';
import { gathering, type Reading } from './gathering.ts';
import { judge } from './judging.ts';
import { closure, groundsOf } from './resting.ts';
import type { KeeperTools } from './tools.ts';

// What a batch would do to canon, found by the very judgement that a decision rests on, and done to nothing. It needs no writer.

export interface Foreseeing {
  tools: Pick<KeeperTools, 'reader' | 'narrative' | 'policy' | 'policyRevision' | 'rulesFor' | 'world'>;
  ground: CommonGround;
  universe: UniverseId;
  proposals: readonly Proposal[];
  clock: StoryTime | null;
  /** A person at the GM's seat would have it so. */
  isConfirmed: boolean;
}

interface Turned<T> {
  before: T | null;
  after: T;
}

export interface Foreseen {
  revision: Revision;
  /** Of the policy that judged. */
  policy: string;
  judgements: readonly Judgement[];
  /** Nobody can judge them, and that is the reason. */
  refused: ReadonlyMap<ProposalId, Reason>;
  facts: readonly Turned<Fact>[];
  nodes: readonly Turned<CanonNode>[];
  resting: readonly Fact[];
  standing: ReadonlySet<FactId>;
  /** More rests on it than can be looked at. */
  isCut: boolean;
}

interface Behind {
  resting: readonly Fact[];
  standing: ReadonlySet<FactId>;
  isCut: boolean;
}

/** What rests on facts that would go, by whatever way and whatever becomes of it, and what of that stands by itself. */
const behind = async (reading: Reading, gone: readonly Fact[]): Promise<Behind> => {
  if (gone.length === 0) return { resting: [], standing: new Set(), isCut: false };
  const all = await closure(reading, gathering(reading), { facts: gone, cascade: 'propagate' });
  const going = new Set(gone.map(({ id }) => id));
  const resting = (all ?? []).filter(({ id, status }) => !going.has(id) && status !== 'retconned');
  const { standsAlone } = await groundsOf(reading, resting);
  return { resting, standing: standsAlone, isCut: all === null };
};

const turned = <T extends { id: string }>(before: readonly T[], after: readonly T[]): Turned<T>[] => {
  const known = new Map(before.map((record) => [record.id, record]));
  return after.map((record) => ({ before: known.get(record.id) ?? null, after: record }));
};

export const foresee = async ({
  tools: given,
  ground,
  universe,
  proposals,
  clock,
  isConfirmed,
}: Foreseeing): Promise<Foreseen> => {
  const head = await given.reader.head(universe);
  const { self } = await ground.at(universe, head.revision);
  const tools = { ...given, ...(self === null ? {} : await given.rulesFor?.(self)) };
  const docket = await docketOf(tools.reader, universe, proposals.map(entryOf));
  const recorded: Recorded = { revision: (head.revision + 1) as Revision, commit: tools.world.newId('commit') };
  const confirmed = new Set<ProposalId>(isConfirmed ? proposals.map(({ id }) => id) : []);
  const { evaluation, world, refused } = await judge(
    {
      tools,
      ground,
      universe,
      head,
      clock,
      recorded,
      settled: docket.settled,
      isMidScene: false,
      confirmed,
      signal: undefined,
    },
    docket.open,
  );
  const { judgements, outcome } = evaluation;
  const facts = turned(world.facts, outcome.facts);
  const gone = facts.flatMap(({ before, after }) =>
    before !== null && before.status !== 'retconned' && after.status === 'retconned' ? [before] : [],
  );
  const reading: Reading = { reader: tools.reader, universe, lexicon: tools.policy.lexicon, signal: undefined };
  return {
    revision: head.revision,
    policy: tools.policyRevision,
    judgements,
    refused,
    facts,
    nodes: turned(world.nodes, outcome.nodes),
    ...(await behind(reading, gone)),
  };
};
