import type { Fact } from '../../schemas/canon.ts';
import {
  type Cascade,
  factsPerChangeMax,
  type Proposal,
  type ProposalContent,
  type Reason,
} from '../../schemas/gate.ts';
import type { CommitId, FactId, ProposalId } from '../../schemas/ids.ts';
import { nodesOf } from '../../src/domain/fact.ts';
import { claimOf } from '../../src/gate/candidate.ts';
import { because } from '../../src/gate/objection.ts';
import type { Past, Undoing } from '../../src/gate/world.ts';
import type { Told } from './claim-needs.ts';
import { formerStates, putBases } from './former-states.ts';
import type { Gathering, Reading } from './gathering.ts';
import { everythingAbout, supposeBack, toldOfAnother } from './identities.ts';
import { nothingNeeded } from './needs.ts';
import { pastOf } from './past.ts';
import { closure, groundsOf, readFacts } from './resting.ts';

// What the gate has to see of canon to take something back: what goes with it, what stands by itself, what comes back.
// U1. A change that would touch more than `factsPerChangeMax` facts is refused by itself, and the rest of the batch judged.

type Content<T extends ProposalContent['type']> = Extract<ProposalContent, { type: T }>;

export interface Undone {
  undoing: Undoing;
  /** Proposals that nobody can judge, and why. */
  refused: ReadonlyMap<ProposalId, Reason>;
}

const tooMany = (): Reason =>
  because('too_many_facts', {
    detail: `more than ${factsPerChangeMax} facts would be touched`,
    numbers: { most: factsPerChangeMax },
  });

type Swap = Parameters<typeof toldOfAnother>[1];

/** Each is asked for by itself. */
const entitiesPerRevertMax = 1_000;

interface Bench {
  reading: Reading;
  gathered: Gathering;
  /** Facts that may go, and what rests on them. */
  going: Map<FactId, Fact>;
  commits: Map<CommitId, Past>;
  /** What comes back, and somebody's word carries by itself. */
  standing: Set<FactId>;
  /** What is told by the batch itself, and what it tells of others than canon does, as far as one has come. */
  told: Map<FactId, Told>;
}

type Outcome = Promise<Reason | null>;

const goes = async (bench: Bench, facts: readonly Fact[], cascade: Cascade): Outcome => {
  const { reading, gathered, going } = bench;
  const all = await closure(reading, gathered, { facts, cascade });
  if (all === null) return tooMany();
  for (const fact of all) going.set(fact.id, fact);
  return null;
};

const retcon = (bench: Bench, { facts: ids, cascade }: Content<'retcon'>): Outcome => {
  const facts = ids.map((id) => bench.gathered.facts.get(id)).filter((fact) => fact !== undefined);
  return goes(bench, facts, cascade);
};

const revert = async (bench: Bench, { commit: id }: Content<'revert'>): Outcome => {
  const { reading, gathered } = bench;
  const commit = await reading.reader.commit(reading.universe, id);
  if (commit === null) return null; // the gate says so
  const past = await pastOf(reading, commit);
  if (past === null) return tooMany();
  bench.commits.set(id, past);
  const current = await readFacts(
    reading,
    past.facts.map(({ after }) => after.id),
  );
  gathered.put(current);
  const targets = past.facts.flatMap(({ before }) => before ?? []);
  await putBases(reading, gathered, targets);
  for (const id of (await groundsOf(reading, currentOf(gathered, targets))).standsAlone) bench.standing.add(id);
  await gathered.take({ nodes: past.nodes.map(({ after }) => after.id) }, nothingNeeded);
  await supposeBack(reading, gathered, targets);
  const brought = new Set(past.facts.filter(({ before }) => before === null).map(({ after }) => after.id));
  return goes(
    bench,
    current.filter((fact) => brought.has(fact.id) && fact.status !== 'retconned'),
    'flag',
  );
};

/** What facts of canon, and what the batch has told itself, meet as they are, and would meet if they were told of another one. */
const retell = async (
  { gathered, told }: Bench,
  { facts, claimed, swap }: { facts: readonly Fact[]; claimed: readonly FactId[]; swap: Swap },
): Promise<null> => {
  gathered.put(facts);
  const ids = new Set([...facts.map(({ id }) => id), ...claimed]);
  const byId = new Map<FactId, Told>([...facts.map((fact) => [fact.id, fact] as const), ...told]);
  const before = [...ids].flatMap((id) => byId.get(id) ?? []);
  for (const id of ids) {
    const now = byId.get(id);
    if (now !== undefined) told.set(id, toldOfAnother(now, swap));
  }
  await gathered.suppose([...before, ...[...ids].flatMap((id) => told.get(id) ?? [])]);
  return null;
};

const merge = async (bench: Bench, { keep, drop }: Content<'merge'>): Outcome => {
  const facts = await everythingAbout(bench.reading, drop);
  if (facts === null) return tooMany();
  const claimed = [...bench.told].filter(([, told]) => nodesOf(told).includes(drop)).map(([id]) => id);
  return retell(bench, { facts, claimed, swap: { from: drop, into: keep } });
};

const split = (bench: Bench, { from, into, facts: ids }: Content<'split'>): Outcome => {
  const facts = ids.map((id) => bench.gathered.facts.get(id)).filter((fact) => fact !== undefined);
  return retell(bench, { facts, claimed: ids.filter((id) => bench.told.has(id)), swap: { from, into } });
};

/** An entity that would no longer be there must not be spoken of any more, so all that is said of it has to be seen. */
const spokenOf = async (bench: Bench, past: Past | undefined): Outcome => {
  const { reading, gathered } = bench;
  const going = (past?.nodes ?? []).filter(({ before, after }) => before === null && after.kind === 'entity');
  if (going.length > entitiesPerRevertMax) return tooMany();
  for (const { after } of going) {
    const facts = await everythingAbout(reading, after.id);
    if (facts === null) return tooMany();
    gathered.put(facts);
  }
  return null;
};

const claimedIn = (proposals: readonly Proposal[]): Map<FactId, Told> =>
  new Map(
    proposals.flatMap((proposal) => {
      const claim = claimOf(proposal);
      return claim === null ? [] : [[claim.id, { ...claim, event: 'event' in claim ? claim.event : null }] as const];
    }),
  );

const look = async (bench: Bench, { content }: Proposal): Outcome => {
  switch (content.type) {
    case 'retcon':
      return retcon(bench, content);
    case 'revert':
      return (await revert(bench, content)) ?? (await spokenOf(bench, bench.commits.get(content.commit)));
    case 'merge':
      return merge(bench, content);
    case 'split':
      return split(bench, content);
    default:
      return null;
  }
};

const currentOf = ({ facts }: Gathering, states: readonly Fact[]): Fact[] => [
  ...new Map(states.flatMap(({ id }) => facts.get(id) ?? []).map((fact) => [fact.id, fact])).values(),
];

/** Looks at all that the proposals of a batch would take back; what they need is among what was gathered afterwards. */
export const undoingOf = async (
  reading: Reading,
  gathered: Gathering,
  proposals: readonly Proposal[],
): Promise<Undone> => {
  const bench: Bench = {
    ...{ reading, gathered, going: new Map(), commits: new Map(), standing: new Set() },
    told: claimedIn(proposals),
  };
  const refused = new Map<ProposalId, Reason>();
  for (const proposal of proposals) {
    const reason = await look(bench, proposal);
    if (reason !== null) refused.set(proposal.id, reason);
  }
  const facts = [...bench.going.values()];
  if (facts.length === 0)
    return { undoing: { former: new Map(), standsAlone: bench.standing, commits: bench.commits }, refused };
  const { introducedBy, standsAlone } = await groundsOf(reading, facts);
  const former = await formerStates(reading, gathered, { facts, introducedBy });
  const back = [...former.values()].flat().filter(({ id }) => !bench.going.has(id));
  const alone = back.length === 0 ? standsAlone : (await groundsOf(reading, currentOf(gathered, back))).standsAlone;
  return {
    undoing: { former, standsAlone: new Set([...bench.standing, ...standsAlone, ...alone]), commits: bench.commits },
    refused,
  };
};

/** What goes along when a claim displaces facts; nothing of it comes back. Null: it is more than a change may touch. */
export const displacedBy = async (
  reading: Reading,
  gathered: Gathering,
  facts: readonly Fact[],
): Promise<ReadonlySet<FactId> | null> => {
  const all = await closure(reading, gathered, { facts, cascade: 'flag' });
  if (all === null) return null;
  // An event stays when what it brought about is displaced, and is named.
  await putBases(reading, gathered, facts);
  return (await groundsOf(reading, all)).standsAlone;
};
