import type { Actor, Decision, Proposal } from '../../schemas/gate.ts';
import type { NodeId, ProposalId, SceneId } from '../../schemas/ids.ts';
import { foldText } from '../../src/domain/names.ts';
import { type Cursor, type Page, pageSizeMax } from '../../src/ports/paging.ts';
import type { ReadingDesk } from './desk.ts';
import type { EvidenceView } from './evidence.ts';
import { plainOf } from './proposal-words.ts';
import { type NodeView, type ReasonView, type Teller, teller } from './telling.ts';

// Proposals that wait for a person: those that the gate put off, and those that nobody has put before it yet. The newest come first.

/** How many proposals one look goes through, whether they wait or not. */
const lookedThroughMax = 20_000;
const decisionPagesMax = 20;
const evidenceToldMax = 4;

export interface PendingQuery {
  scene?: SceneId;
  /** Who proposed it: a name, a seat, or an authority. */
  by?: string;
  predicate?: string;
  /** Of a reason for which it waits. */
  code?: string;
  /** Whom or what it speaks of. */
  entity?: NodeId;
}

export interface PendingView {
  id: ProposalId;
  type: Proposal['content']['type'];
  says: string;
  intent: Proposal['intent'];
  by: Actor;
  authority: Proposal['authority'];
  confidence: number;
  scene: SceneId | null;
  at: string;
  about: readonly NodeView[];
  /** Null: nobody has put it before the gate. */
  reasons: readonly ReasonView[] | null;
  evidence: readonly EvidenceView[];
}

export interface PendingPage {
  items: readonly PendingView[];
  /** Null: there are no more. */
  next: Cursor | null;
  /** It stopped looking before it had found a page full. */
  isCut: boolean;
}

/** The nodes that a proposal speaks of. */
export const nodesNamed = ({ content }: Proposal): readonly NodeId[] => {
  if ('claim' in content) {
    const { subject, object } = content.claim;
    const participants = 'event' in content.claim ? content.claim.event.participants.map(({ node }) => node) : [];
    return [...new Set([subject, ...(object?.kind === 'node' ? [object.id] : []), ...participants])];
  }
  switch (content.type) {
    case 'entity':
      return [content.entity.id];
    case 'merge':
      return [content.keep, content.drop];
    case 'split':
      return [content.from, content.into];
    case 'rename':
      return [content.node];
    default:
      return [];
  }
};

const isBy = ({ proposedBy, authority }: Proposal, by: string): boolean =>
  [proposedBy.name, proposedBy.seat ?? '', authority].map(foldText).includes(foldText(by));

const isOf = ({ content }: Proposal, predicate: string): boolean =>
  'claim' in content && content.claim.predicate === predicate;

const matches = (proposal: Proposal, last: Decision | undefined, query: PendingQuery): boolean => {
  const { by, predicate, code, entity } = query;
  return (
    (by === undefined || isBy(proposal, by)) &&
    (predicate === undefined || isOf(proposal, predicate)) &&
    (code === undefined || last?.reasons.some((reason) => reason.code === code) === true) &&
    (entity === undefined || nodesNamed(proposal).includes(entity))
  );
};

/** The last decision on each. */
const lastDecisions = async (
  { canon, universe }: ReadingDesk,
  proposals: readonly ProposalId[],
): Promise<ReadonlyMap<ProposalId, Decision>> => {
  const last = new Map<ProposalId, Decision>();
  if (proposals.length === 0) return last;
  let after: Cursor | null = null;
  for (let pages = 0; pages < decisionPagesMax; pages++) {
    const page: Page<Decision> = await canon.decisions(universe, { proposals }, { max: pageSizeMax, after });
    for (const decision of page.items) last.set(decision.proposal, decision);
    if (page.next === null) return last;
    after = page.next;
  }
  return last;
};

const viewOf = async (
  desk: ReadingDesk,
  told: Teller,
  { proposal, last }: { proposal: Proposal; last: Decision | undefined },
): Promise<PendingView> => {
  const { id, content, intent, proposedBy, authority, confidence, scene, proposedAt } = proposal;
  const about = nodesNamed(proposal);
  await told.know(about);
  return {
    ...{ id, type: content.type, says: await plainOf(told, desk.about.calendar, content), intent },
    ...{ by: proposedBy, authority, confidence, scene, at: proposedAt },
    about: about.map((node) => ({ id: node, name: told.nameOf(node) })),
    reasons: last === undefined ? null : await told.reasons(last.reasons),
    evidence: await told.stubs(proposal.evidence.slice(0, evidenceToldMax)),
  };
};

interface Waiting {
  proposal: Proposal;
  last: Decision | undefined;
}

const look = async (
  desk: ReadingDesk,
  query: PendingQuery,
  { max, after }: { max: number; after: Cursor | null },
): Promise<{ found: Waiting[]; next: Cursor | null; isCut: boolean }> => {
  const { narrative, universe } = desk;
  const found: Waiting[] = [];
  const place = query.scene === undefined ? { universe } : { universe, scene: query.scene };
  let next: Cursor | null = after;
  for (let looked = 0; looked < lookedThroughMax;) {
    // No more than are still wanted, so that the page ends where the next one starts.
    const page: Page<{ document: Proposal }> = await narrative.list(
      'proposals',
      { ...place, order: 'newest' },
      { max: max - found.length, after: next },
    );
    const proposals = page.items.map(({ document }) => document);
    const last = await lastDecisions(
      desk,
      proposals.map(({ id }) => id),
    );
    for (const proposal of proposals) {
      const decision = last.get(proposal.id);
      const waits = decision === undefined || decision.verdict === 'pending';
      if (waits && matches(proposal, decision, query)) found.push({ proposal, last: decision });
    }
    next = page.next;
    looked += proposals.length;
    if (next === null || found.length === max) return { found, next, isCut: false };
  }
  return { found, next, isCut: true };
};

export const pending = async (
  desk: ReadingDesk,
  query: PendingQuery,
  page: { max: number; after: Cursor | null },
): Promise<PendingPage> => {
  const { found, next, isCut } = await look(desk, query, page);
  const told = teller(desk);
  const items: PendingView[] = [];
  for (const waiting of found) items.push(await viewOf(desk, told, waiting));
  return { items, next, isCut };
};

/** All that match, as far as one look goes, in the order in which they were proposed. */
export const pendingIds = async (
  desk: ReadingDesk,
  query: PendingQuery,
  { max }: { max: number },
): Promise<{ ids: readonly ProposalId[]; isCut: boolean }> => {
  const { found, next, isCut } = await look(desk, query, { max, after: null });
  return { ids: found.map(({ proposal }) => proposal.id).toReversed(), isCut: isCut || next !== null };
};
