import type { Authority } from '../../schemas/evidence.ts';
import type { Actor, Commit, Decision, Proposal } from '../../schemas/gate.ts';
import type { CommitId, DecisionId, ProposalId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { type Cursor, type Page, pageSizeMax } from '../../src/ports/paging.ts';
import { proposalsById } from './deciding.ts';
import type { ReadingDesk } from './desk.ts';
import type { EvidenceView } from './evidence.ts';
import { plainOf } from './proposal-words.ts';
import type { ReasonView, Teller } from './telling.ts';

// Decisions with what they decided on: the proposal, its evidence to the letter, the rules and numbers that were applied.

const decisionsLookedThroughMax = 2_000;

export interface ProposalView {
  id: ProposalId;
  type: Proposal['content']['type'];
  says: string;
  intent: Proposal['intent'];
  by: Actor;
  /** What its maker claims to stand behind it; what the gate made of that is in the decision. */
  claims: { authority: Authority; confidence: number };
  at: string;
  evidence: readonly EvidenceView[];
  dependsOn: readonly ProposalId[];
}

export interface RulingView {
  id: DecisionId;
  number: number;
  at: string;
  verdict: Decision['verdict'];
  reasons: readonly ReasonView[];
  authority: Authority;
  confidence: number;
  threshold: number;
  policy: string;
  by: Actor;
  commit: { id: CommitId; revision: Revision } | null;
  effects: Decision['effects'];
  /** Null: the narrative does not have it. */
  proposal: ProposalView | null;
}

export interface CommitStory {
  id: CommitId;
  revision: Revision;
  at: string;
  reason: string | null;
  policy: string;
  by: Actor;
}

export interface Telling {
  desk: ReadingDesk;
  told: Teller;
}

export const proposalView = async ({ desk, told }: Telling, proposal: Proposal): Promise<ProposalView> => {
  const { id, content, intent, proposedBy, authority, confidence, proposedAt, evidence, dependsOn } = proposal;
  return {
    ...{ id, type: content.type, says: await plainOf(told, desk.about.calendar, content), intent, by: proposedBy },
    ...{ claims: { authority, confidence }, at: proposedAt, dependsOn },
    evidence: await told.stubs(evidence),
  };
};

export const commitStory = ({ id, revision, at, reason, policy, by }: Commit): CommitStory => ({
  ...{ id, revision, at, reason, policy, by },
});

export const commitOf = async ({ canon, universe }: ReadingDesk, id: CommitId | null): Promise<Commit | null> =>
  id === null ? null : canon.commit(universe, id);

export const rulingViews = async (telling: Telling, decisions: readonly Decision[]): Promise<readonly RulingView[]> => {
  const { desk, told } = telling;
  const proposals = await proposalsById(desk, [...new Set(decisions.map(({ proposal }) => proposal))]);
  const commits = new Map<CommitId, Commit | null>();
  const views: RulingView[] = [];
  for (const decision of decisions) {
    const { id, number, at, verdict, reasons, authority, confidence, threshold, policy, by, effects } = decision;
    const { commit: commitId } = decision;
    if (commitId !== null && !commits.has(commitId)) commits.set(commitId, await commitOf(desk, commitId));
    const commit = commitId === null ? null : (commits.get(commitId) ?? null);
    const proposal = proposals.get(decision.proposal);
    views.push({
      ...{ id, number, at, verdict, authority, confidence, threshold, policy, by, effects },
      reasons: await told.reasons(reasons),
      commit: commit === null ? null : { id: commit.id, revision: commit.revision },
      proposal: proposal === undefined ? null : await proposalView(telling, proposal),
    });
  }
  return views;
};

/** Decisions of a commit that have to do with something, up to a bound. */
export const decisionsIn = async (
  { canon, universe }: ReadingDesk,
  commit: CommitId,
  { concerns, max }: { concerns: (decision: Decision) => boolean; max: number },
): Promise<{ found: readonly Decision[]; isCut: boolean }> => {
  const found: Decision[] = [];
  let after: Cursor | null = null;
  for (let looked = 0; looked < decisionsLookedThroughMax;) {
    const page: Page<Decision> = await canon.decisions(universe, { commit }, { max: pageSizeMax, after });
    for (const decision of page.items) if (concerns(decision)) found.push(decision);
    looked += page.items.length;
    if (found.length > max) return { found: found.slice(0, max), isCut: true };
    if (page.next === null) return { found, isCut: false };
    after = page.next;
  }
  return { found, isCut: true };
};

export const decisionsOn = async (
  { canon, universe }: ReadingDesk,
  proposal: ProposalId,
): Promise<readonly Decision[]> =>
  (await canon.decisions(universe, { proposals: [proposal] }, { max: pageSizeMax, after: null })).items;
