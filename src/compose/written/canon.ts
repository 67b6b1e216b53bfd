import type { CanonNode, Fact, Recorded } from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { Proposal, Verdict } from '../../../schemas/gate.ts';
import type { CommitId, EvidenceId, FactId, NodeId, ProposalId } from '../../../schemas/ids.ts';
import type { Revision, StoryTime } from '../../../schemas/time.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Evaluation, Judgement } from '../../gate/evaluate.ts';
import { type Changes, pastAsItStands } from '../../gate/past.ts';
import type { Backing, GateWorld, KnownEvidence } from '../../gate/world.ts';
import type { OpenUniverse } from './world.ts';

// Canon of one universe while batches are judged one after the other, with what each changed: no store, and it forgets nothing.

export interface WrittenCanon {
  /** As the gate sees it. */
  world(known: readonly KnownEvidence[]): GateWorld;
  setClock(clock: StoryTime | null): void;
  /** What the next commit is to be. */
  next(commit: CommitId): Recorded;
  /** Takes over what a batch was judged to change. */
  take(evaluation: Evaluation, recorded: Recorded, known: readonly KnownEvidence[]): void;
  /** The gate never saw that proposal: it was refused before. */
  refuse(proposal: ProposalId): void;
}

/** What stands behind a fact that a source told. */
const backingFrom = (
  { evidence }: Proposal,
  fact: Fact,
  levels: ReadonlyMap<string, KnownEvidence['level']>,
): Backing | null => {
  if (fact.authority !== 'source') return null;
  const level = evidence.map((stub) => levels.get(canonicalJson(stub)) ?? null).find((each) => each !== null);
  const quote = evidence.map((stub) => stub.quote).find((each) => each !== null) ?? null;
  return { level: level ?? 'canon', quote };
};

const displacedBy = ({ effects: { ended, retconned, contested } }: Judgement): readonly FactId[] => [
  ...ended.map(({ fact }) => fact),
  ...retconned,
  ...contested,
];

/** What each of these holds, as it was before. Who speaks for what is asked for when it is to be taken back. */
const pastOf = (
  { outcome }: Evaluation,
  { revision }: Recorded,
  { nodes, facts }: { nodes: ReadonlyMap<NodeId, CanonNode>; facts: ReadonlyMap<FactId, Fact> },
): Changes => ({
  revision,
  facts: outcome.facts.map((after) => ({ before: facts.get(after.id) ?? null, after })),
  nodes: outcome.nodes.map((after) => ({ before: nodes.get(after.id) ?? null, after })),
});

/** Facts that the word of somebody carries who did not bring them. */
const carried = (supports: Iterable<Support>, broughtBy: ReadonlyMap<FactId, ProposalId>): readonly FactId[] =>
  [...supports]
    .filter(({ target, proposal, sufficient, status }) => {
      const isAnothers = proposal !== broughtBy.get(target as FactId);
      return sufficient && status === 'standing' && isAnothers;
    })
    .map(({ target }) => target as FactId);

export const writtenCanonOf = (universe: OpenUniverse): WrittenCanon => {
  const nodes = new Map<NodeId, CanonNode>(universe.nodes.map((node) => [node.id, node]));
  const facts = new Map<FactId, Fact>(universe.facts.map((fact) => [fact.id, fact]));
  const stubs = new Map<EvidenceId, Evidence>();
  const supports = new Map<string, Support>();
  const settled = new Map<ProposalId, Verdict>();
  const backing = new Map<FactId, Backing>(universe.backing);
  const former = new Map<FactId, readonly Fact[]>(universe.former);
  const commits = new Map<CommitId, Changes>();
  const broughtBy = new Map<FactId, ProposalId>();
  let { clock } = universe;
  let revision = 1 as Revision;

  const put = ({ nodes: newNodes, facts: newFacts, evidence, supports: newSupports }: Evaluation['outcome']): void => {
    for (const node of newNodes) nodes.set(node.id, node);
    for (const fact of newFacts) facts.set(fact.id, fact);
    for (const stub of evidence) stubs.set(stub.id, stub);
    for (const support of newSupports) supports.set(`${support.target} ${support.evidence}`, support);
  };

  /** What came with the accepted proposals, and what was there before it. */
  const remember = (judgements: readonly Judgement[], past: Changes, known: readonly KnownEvidence[]): void => {
    const before = new Map(past.facts.map((each) => [each.after.id, each.before]));
    const levels = new Map(known.map(({ stub, level }) => [canonicalJson(stub), level]));
    for (const judgement of judgements) {
      const displaced = displacedBy(judgement)
        .map((id) => before.get(id) ?? null)
        .filter((fact) => fact !== null);
      for (const id of judgement.effects.introduced) {
        const fact = facts.get(id);
        if (fact === undefined) continue;
        broughtBy.set(id, judgement.proposal.id);
        if (displaced.length > 0) former.set(id, displaced);
        const behind = backingFrom(judgement.proposal, fact, levels);
        if (behind !== null) backing.set(id, behind);
      }
    }
  };

  return {
    world: (known) => ({
      universe: universe.id,
      revision,
      clock,
      nodes: [...nodes.values()],
      facts: [...facts.values()],
      evidence: known,
      stubs: [...stubs.values()],
      settled,
      backing,
      beyond: new Set(),
      undoing: {
        former,
        standsAlone: new Set([...universe.standsAlone, ...carried(supports.values(), broughtBy)]),
        commits: new Map([...commits].map(([id, past]) => [id, pastAsItStands(id, past, supports.values())])),
      },
    }),
    setClock(time) {
      clock = time;
    },
    next: (commit) => ({ revision: (revision + 1) as Revision, commit }),
    take(evaluation, recorded, known) {
      const { judgements, outcome } = evaluation;
      for (const { proposal, verdict } of judgements) settled.set(proposal.id, verdict);
      if (judgements.every(({ verdict }) => verdict !== 'accepted')) return;
      const past = pastOf(evaluation, recorded, { nodes, facts });
      commits.set(recorded.commit, past);
      revision = recorded.revision;
      put(outcome);
      remember(
        judgements.filter(({ verdict }) => verdict === 'accepted'),
        past,
        known,
      );
    },
    refuse: (proposal) => void settled.set(proposal, 'rejected'),
  };
};
