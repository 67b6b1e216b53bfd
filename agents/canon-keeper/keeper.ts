import type { Fact, Recorded } from '../../schemas/canon.ts';
import type { Actor, Decision, Proposal } from '../../schemas/gate.ts';
import type { DecisionId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { Revision, StoryTime } from '../../schemas/time.ts';
import { Failure } from '../../src/domain/failure.ts';
import { evaluate, type Evaluation, type Judgement, type PreparedPolicy } from '../../src/gate/evaluate.ts';
import { type GateWorld, nothingUndone } from '../../src/gate/world.ts';
import type { CanonReader, Slice } from '../../src/ports/canon-reader.ts';
import type { CanonWrite, CanonWriter, DecisionDraft } from '../../src/ports/canon-writer.ts';
import type { NarrativeReader } from '../../src/ports/narrative-store.ts';
import type { World } from '../../src/ports/world.ts';
import type { CommonGround } from './common-ground.ts';
import { sliceAround, sliceFor } from './slice-keys.ts';
import { witness } from './witness.ts';

// The only one who is handed a writer of canon.
// P1. What is decided is committed with its decisions, all or none; refusals are kept too.
// P2. A proposal that was accepted or rejected is not judged again: its decision is returned. Pending ones may be.
// P3. A batch is judged against the revision that it is committed on: if canon moved meanwhile, it is judged anew.

const proposalsPerBatchMax = 1_000;
const triesMax = 8;
const roundsOutwardMax = 8;
const decisionsPerProposalMax = 100;

const keeper: Actor = { kind: 'agent', name: 'CanonKeeper', seat: null };

export interface KeeperTools {
  /** Of the same reader. */
  ground: CommonGround;
  reader: CanonReader;
  writer: CanonWriter;
  narrative: NarrativeReader;
  policy: PreparedPolicy;
  /** Named by every decision. */
  policyRevision: string;
  world: World;
}

export interface Batch {
  universe: UniverseId;
  proposals: readonly Proposal[];
  /** Now, in the fiction; null outside of play. */
  clock: StoryTime | null;
  reason: string | null;
}

export interface Decided {
  proposal: ProposalId;
  verdict: Decision['verdict'];
  reasons: Decision['reasons'];
  /** Null: nothing was committed for it, in this batch or before. */
  decision: DecisionId;
  /** It had been decided before. */
  repeated: boolean;
}

/** The decision that settled a proposal, if one did. */
const settled = async (reader: CanonReader, universe: UniverseId, proposal: Proposal): Promise<Decision | null> => {
  const page = await reader.decisions(
    universe,
    { proposals: [proposal.id] },
    { max: decisionsPerProposalMax, after: null },
  );
  const last = page.items.at(-1);
  if (last === undefined) return null;
  if (last.proposalDigest !== proposal.digest)
    throw new Failure({
      kind: 'terminal',
      code: 'proposal_changed',
      message: `proposal \`${proposal.id}\` was decided with other content`,
      advice: 'A proposal never changes. Make a new one. Nothing was committed.',
    });
  return last.verdict === 'pending' ? null : last;
};

/** The slice of a batch, and what lies around it as far as its chains reach. */
const fetchSlice = async ({ reader, policy }: KeeperTools, { universe, proposals }: Batch): Promise<Slice> => {
  const slice = await reader.slice(universe, sliceFor(policy.lexicon, proposals));
  const seen = new Set<string>();
  const facts = new Map(slice.facts.map((fact) => [fact.id, fact]));
  let latest: readonly Fact[] = slice.facts;
  for (let round = 0; round < roundsOutwardMax && latest.length > 0; round++) {
    const keys = sliceAround(policy.lexicon, latest, seen);
    if (keys.length === 0) break;
    for (const { node, predicate } of keys) seen.add(`${node} ${predicate}`);
    const more = await reader.slice(universe, { keys, nodes: [], facts: [], names: [], evidence: [] });
    latest = more.facts.filter(({ id }) => !facts.has(id));
    for (const fact of latest) facts.set(fact.id, fact);
  }
  const named = slice.named.flatMap(({ nodes }) => nodes);
  const lacking = named.filter((id) => !slice.nodes.some((node) => node.id === id));
  const nodes = lacking.length === 0 ? slice.nodes : [...slice.nodes, ...(await reader.nodes(universe, lacking))];
  return { ...slice, facts: [...facts.values()], nodes };
};

const draftOf = (tools: KeeperTools, judgement: Judgement, commit: Recorded['commit'] | null): DecisionDraft => {
  const { proposal, verdict, reasons, standing, threshold, effects } = judgement;
  return {
    id: tools.world.newId('decision'),
    universe: proposal.universe,
    proposal: proposal.id,
    proposalDigest: proposal.digest,
    verdict,
    reasons: [...reasons],
    authority: standing.authority,
    confidence: standing.confidence,
    threshold,
    effects,
    policy: tools.policyRevision,
    commit,
    by: keeper,
    at: new Date(tools.world.now()).toISOString(),
  };
};

const writeOf = (
  tools: KeeperTools,
  { batch, slice, evaluation, recorded }: { batch: Batch; slice: Slice; evaluation: Evaluation; recorded: Recorded },
): CanonWrite => {
  const { judgements, outcome } = evaluation;
  const isAccepted = judgements.some(({ verdict }) => verdict === 'accepted');
  const known = new Set(slice.evidence.map(({ id }) => id));
  const commit = isAccepted
    ? {
        id: recorded.commit,
        universe: batch.universe,
        proposals: judgements.filter(({ verdict }) => verdict === 'accepted').map(({ proposal }) => proposal.id),
        policy: tools.policyRevision,
        by: keeper,
        reason: batch.reason,
        at: new Date(tools.world.now()).toISOString(),
      }
    : null;
  return {
    universe: batch.universe,
    base: slice.head.revision,
    commit,
    decisions: judgements.map((judgement) => draftOf(tools, judgement, commit === null ? null : recorded.commit)),
    containers: [],
    ...outcome,
    evidence: outcome.evidence.filter(({ id }) => !known.has(id)),
    outbox: [],
  };
};

const judgeOnce = async (tools: KeeperTools, batch: Batch): Promise<readonly DecisionDraft[] | null> => {
  const slice = await fetchSlice(tools, batch);
  const { axioms, levels } = await tools.ground.at(batch.universe, slice.head.revision);
  const nodesById = new Map(slice.nodes.map((node) => [node.id, node]));
  const evidence = await witness(
    tools.narrative,
    { universe: batch.universe, stubs: slice.evidence, levels, node: (id) => nodesById.get(id) },
    batch.proposals.flatMap((proposal) => proposal.evidence),
  );
  const recorded: Recorded = {
    revision: (slice.head.revision + 1) as Revision,
    commit: tools.world.newId('commit'),
  };
  const { revision } = slice.head;
  const { facts, evidence: stubs } = slice;
  const nodes = [...new Map([...slice.nodes, ...axioms].map((node) => [node.id, node])).values()];
  const world: GateWorld = {
    universe: batch.universe,
    revision,
    clock: batch.clock,
    nodes,
    facts,
    evidence,
    stubs,
    settled: new Map(),
    backing: new Map(),
    beyond: new Set(),
    undoing: nothingUndone,
  };
  const evaluation = evaluate(tools.policy, world, { proposals: batch.proposals, recorded });
  const write = writeOf(tools, { batch, slice, evaluation, recorded });
  const outcome = await tools.writer.commit(write);
  if (outcome.kind === 'committed' && write.commit !== null)
    tools.ground.passed(batch.universe, outcome.head.revision, write.nodes);
  return outcome.kind === 'stale' ? null : write.decisions;
};

const tooMany = (count: number): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'too_much_at_once',
    message: `${count} proposals were put before the gate at once, and ${proposalsPerBatchMax} are the most`,
    advice: 'Put them before it in smaller batches. Nothing was decided.',
  });

const alwaysStale = (universe: UniverseId): Failure =>
  new Failure({
    kind: 'transient',
    code: 'canon_moves',
    message: `canon of \`${universe}\` changed ${triesMax} times while a batch was judged`,
    advice: 'Try again: nothing of it was committed, and its proposals wait.',
  });

/** Judges a batch and commits what it accepts, with every decision. In the order of the proposals. */
export const decide = async (tools: KeeperTools, batch: Batch): Promise<readonly Decided[]> => {
  if (batch.proposals.length > proposalsPerBatchMax) throw tooMany(batch.proposals.length);
  for (let attempt = 0; attempt < triesMax; attempt++) {
    const before = new Map<ProposalId, Decision>();
    for (const proposal of batch.proposals) {
      const decision = await settled(tools.reader, batch.universe, proposal);
      if (decision !== null) before.set(proposal.id, decision);
    }
    const open = batch.proposals.filter(({ id }) => !before.has(id));
    const drafts = open.length === 0 ? [] : await judgeOnce(tools, { ...batch, proposals: open });
    if (drafts === null) continue;
    const made = new Map(drafts.map((draft) => [draft.proposal, draft]));
    return batch.proposals.flatMap(({ id }) => {
      const decision = before.get(id) ?? made.get(id);
      if (decision === undefined) return [];
      const { verdict, reasons } = decision;
      return [{ proposal: id, verdict, reasons, decision: decision.id, repeated: before.has(id) }];
    });
  }
  throw alwaysStale(batch.universe);
};
