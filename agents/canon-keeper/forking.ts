import type { Universe } from '../../schemas/canon.ts';
import type { Decision, Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { CommitId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { Failure } from '../../src/domain/failure.ts';
import { reject } from '../../src/gate/objection.ts';
import type { CanonReader } from '../../src/ports/canon-reader.ts';
import type { CommitDraft, DecisionDraft } from '../../src/ports/canon-writer.ts';
import { pageSizeMax } from '../../src/ports/paging.ts';
import { announcements } from './announcing.ts';
import { open, prepare, type Prepared, record, told, type Trial, untilFresh } from './deciding.ts';
import type { Decided, KeeperTools } from './tools.ts';
import { findingsOf } from './writing.ts';

// Leaves a universe for another that goes on otherwise. Two chains are written: the fork's own first commit, which carries a decision on the
// same proposal, and then the decision in the chain of the origin, where the proposal was made.
// K1. The fork comes first: a decision that says it was accepted speaks of what is there.
// K2. A fork that is there already and names the proposal is that fork. What was cut off between the two chains is completed by whoever asks
//     again, or by `recover`.

type Content = Extract<ProposalContent, { type: 'fork' }>;

interface Forked {
  node: Universe;
  /** The fork's first commit, and the decision in it. */
  decision: Decision | null;
}

/** What is there under the id, if anything is. */
const findFork = async (reader: CanonReader, into: UniverseId): Promise<Forked | null> => {
  const [node] = await reader.nodes(into, [into]);
  if (node?.kind !== 'universe') return null;
  const { items } = await reader.commits(into, { max: 1, after: null });
  const [first] = items;
  if (first === undefined) return { node, decision: null };
  const decisions = await reader.decisions(into, { commit: first.id }, { max: 1, after: null });
  return { node, decision: decisions.items[0] ?? null };
};

const isForkOf = ({ node, decision }: Forked, proposal: Proposal): boolean =>
  node.forkedFrom?.universe === proposal.universe && decision?.proposal === proposal.id;

const originLost = (universe: UniverseId): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'no_such_universe',
    message: `\`${universe}\` was no universe yet at the revision that is to be left`,
    advice: 'Leave it at a later revision. Nothing was changed.',
  });

/** Whether it is there now; not if another universe took the id meanwhile. */
const makeFork = async (trial: Trial, prepared: Prepared, content: Content): Promise<boolean> => {
  const { tools } = prepared;
  const { batch, by } = trial;
  const { universe, reason, request, signal } = batch;
  const { into, name, revision, storyTime } = content;
  const [origin] = await tools.reader.nodes(universe, [universe], { knownAt: revision });
  if (origin?.kind !== 'universe') throw originLost(universe);
  const id: CommitId = tools.world.newId('commit');
  const recorded = { revision: 1 as Revision, commit: id };
  const forkedFrom = { universe, revision, storyTime };
  const node: Universe = { ...origin, id: into, universe: into, introduced: recorded, name, forkedFrom };
  const at = new Date(tools.world.now()).toISOString();
  const [finding] = findingsOf(prepared.docket, prepared.judged);
  if (finding === undefined) return false;
  const { proposal, digest, verdict, reasons, standing, effects, place } = finding;
  const commit: CommitDraft = {
    ...{ id, universe: into, proposals: [proposal], policy: tools.policyRevision, by, reason, at },
  };
  const draft: DecisionDraft = {
    ...{ id: tools.world.newId('decision'), universe: into, proposal, proposalDigest: digest, verdict },
    ...{ reasons: [...reasons], authority: standing.authority, confidence: standing.confidence },
    ...{ threshold: tools.policy.policy.threshold, effects, policy: tools.policyRevision, commit: id, by, at },
  };
  const decisions = [{ draft, place }];
  const made = { ...commit, revision: recorded.revision };
  const news = { universe: into, request, decisions, commit: made, nodes: [node], facts: [] };
  const outcome = await tools.writer.fork(
    {
      ...{ universe: into, base: 0 as Revision, commit, decisions: [draft], containers: [], nodes: [node], facts: [] },
      ...{ evidence: [], supports: [], outbox: announcements(tools.world, news) },
    },
    forkedFrom,
    signal === undefined ? {} : { signal },
  );
  return outcome.kind !== 'stale';
};

/** The judgement, were the id of the fork somebody else's. */
const asTaken = (prepared: Prepared, { into }: Content): Prepared => {
  const { evaluation } = prepared.judged;
  const { verdict, reason } = reject('id_taken', { nodes: [into] });
  const judgements = evaluation.judgements.map((judgement) => ({
    ...judgement,
    ...{ verdict, reasons: [reason], effects: { ...judgement.effects, nodes: [] } },
  }));
  return { ...prepared, judged: { ...prepared.judged, evaluation: { ...evaluation, judgements } } };
};

const tryOnce = async (trial: Trial): Promise<readonly Decided[] | null> => {
  const opened = await open(trial);
  const { docket } = opened;
  const [proposal] = docket.open;
  if (proposal?.content.type !== 'fork')
    return docket.refused.length === 0 ? told(docket, new Map()) : record(trial, await prepare(trial, opened));
  const { content } = proposal;
  const prepared = await prepare(trial, opened);
  if (prepared.judged.evaluation.judgements[0]?.verdict !== 'accepted') return record(trial, prepared);
  const there = await findFork(trial.tools.reader, content.into);
  if (there !== null && !isForkOf(there, proposal)) return record(trial, asTaken(prepared, content));
  return there !== null || (await makeFork(trial, prepared, content)) ? record(trial, prepared) : null;
};

/** Decides a proposal to fork, put before the gate by itself. */
export const forkOn = (trial: Trial): Promise<readonly Decided[]> => untilFresh(trial, () => tryOnce(trial));

/** Whether the origin's chain lacks the decision by which this universe left it; then it is put there. */
export const completeFork = async (
  { reader, writer, world }: Pick<KeeperTools, 'reader' | 'writer' | 'world'>,
  into: UniverseId,
): Promise<boolean> => {
  const fork = await findFork(reader, into);
  if (fork?.node.forkedFrom === undefined || fork.node.forkedFrom === null || fork.decision === null) return false;
  const { universe } = fork.node.forkedFrom;
  const head = await reader.head(universe);
  const { number, previous, digest, ...decided } = fork.decision;
  const page = { max: pageSizeMax, after: null };
  const { items } = await reader.decisions(universe, { proposals: [decided.proposal] }, page);
  if (head.revision === 0 || items.some(({ verdict }) => verdict === 'accepted')) return false;
  const draft: DecisionDraft = { ...decided, id: world.newId('decision'), universe, commit: null };
  const decisions = [{ draft, place: { story: null, scene: null } }];
  const news = { universe, request: undefined, decisions, commit: null, nodes: [], facts: [] };
  const outcome = await writer.commit({
    ...{ universe, base: head.revision, decided: head.decisions.count, commit: null, decisions: [draft] },
    ...{ containers: [], nodes: [], facts: [], evidence: [], supports: [] },
    outbox: announcements(world, news),
  });
  return outcome.kind === 'committed';
};
