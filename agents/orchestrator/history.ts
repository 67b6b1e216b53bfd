import type { Actor, Commit, Decision } from '../../schemas/gate.ts';
import type { CommitId, DecisionId, NodeId, ProposalId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { type Page, pageSizeMax } from '../../src/ports/paging.ts';
import { foldText } from '../../src/domain/names.ts';
import { proposalsById } from './deciding.ts';
import type { ReadingDesk } from './desk.ts';
import { plainOf } from './proposal-words.ts';
import { nodesNamed } from './queue.ts';
import { type Teller, teller } from './telling.ts';

// What was decided, and what canon came of it: the two chains, read from their end.

const proposalsToldMax = 5;
const decisionsLookedThroughMax = 20_000;
const commitsLookedThroughMax = 5_000;
const decisionsPerStep = 500;
const commitsPerStep = 100;

export interface CommitView {
  id: CommitId;
  revision: Revision;
  at: string;
  /** Who proposed what it accepted. */
  by: readonly Actor[];
  reason: string | null;
  policy: string;
  /** What was accepted, in lines; the first of it. */
  says: readonly string[];
  accepted: number;
}

export interface DecisionView {
  id: DecisionId;
  number: number;
  at: string;
  proposal: ProposalId;
  verdict: Decision['verdict'];
  codes: readonly string[];
  says: string;
  by: Actor | null;
  commit: CommitId | null;
  policy: string;
}

/** `before`: only what is earlier than this revision, or this number of decision. */
export interface LogQuery {
  max: number;
  before: number | null;
  by?: string;
  verdict?: Decision['verdict'];
  code?: string;
  entity?: NodeId;
}

export interface LogPage<T> {
  items: readonly T[];
  /** Where to go on; null: there is no more. */
  before: number | null;
}

/** Goes back in steps, from the end of a chain, until there is enough or no more to look through. */
const backwards = async <T, U>(
  { max, lookedThroughMax, step }: { max: number; lookedThroughMax: number; step: number },
  before: number,
  {
    read,
    keep,
    placeOf,
  }: {
    read: (from: number, count: number) => Promise<readonly T[]>;
    keep: (items: readonly T[]) => Promise<readonly (U | null)[]>;
    placeOf: (item: T) => number;
  },
): Promise<LogPage<U>> => {
  const found: U[] = [];
  let end = before;
  for (let looked = 0; end > 1 && looked < lookedThroughMax; looked += step) {
    const from = Math.max(1, end - step);
    const items = (await read(from, end - from)).toReversed();
    const kept = await keep(items);
    for (const [at, item] of items.entries()) {
      const one = kept[at] ?? null;
      if (one === null) continue;
      found.push(one);
      if (found.length === max) return { items: found, before: placeOf(item) > 1 ? placeOf(item) : null };
    }
    end = from;
  }
  return { items: found, before: end > 1 ? end : null };
};

const isNarrowed = ({ by, verdict, code, entity }: LogQuery): boolean =>
  [by, verdict, code, entity].some((filter) => filter !== undefined);

const isBy = (actor: Actor, by: string | undefined): boolean =>
  by === undefined || [actor.name, actor.seat ?? ''].map(foldText).includes(foldText(by));

const actorsOf = (actors: readonly Actor[]): readonly Actor[] => [
  ...new Map(actors.map((actor) => [`${actor.kind} ${actor.name} ${actor.seat}`, actor])).values(),
];

// ── commits ──────────────────────────────────────────────────────────────────────────────────────────────────────

const commitView = async (
  desk: ReadingDesk,
  told: Teller,
  commit: Commit,
  query: LogQuery,
): Promise<CommitView | null> => {
  const { id, revision, at, reason, policy, proposals } = commit;
  const known = await proposalsById(desk, proposals.slice(0, pageSizeMax));
  const all = [...known.values()];
  const isAsked =
    (query.by === undefined || all.some(({ proposedBy }) => isBy(proposedBy, query.by))) &&
    (query.entity === undefined ||
      all.some((proposal) => query.entity !== undefined && nodesNamed(proposal).includes(query.entity)));
  if (!isAsked) return null;
  const says: string[] = [];
  for (const proposal of all.slice(0, proposalsToldMax))
    says.push(await plainOf(told, desk.about.calendar, proposal.content));
  const by = all.length === 0 ? [commit.by] : actorsOf(all.map(({ proposedBy }) => proposedBy));
  return { id, revision, at, by, reason, policy, says, accepted: proposals.length };
};

export const commitLog = async (desk: ReadingDesk, query: LogQuery): Promise<LogPage<CommitView>> => {
  const { canon, universe } = desk;
  const told = teller(desk);
  const { revision } = await canon.head(universe);
  const step = isNarrowed(query) ? commitsPerStep : query.max;
  return backwards(
    { max: query.max, lookedThroughMax: commitsLookedThroughMax, step },
    Math.min(query.before ?? Infinity, revision + 1),
    {
      read: async (from, count) => {
        const page: Page<Commit> = await canon.commits(
          universe,
          { max: count, after: null },
          { from: from as Revision },
        );
        return page.items;
      },
      keep: async (commits) => {
        const views: (CommitView | null)[] = [];
        for (const commit of commits) views.push(await commitView(desk, told, commit, query));
        return views;
      },
      placeOf: (commit) => commit.revision,
    },
  );
};

// ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────

const decisionViews = async (
  desk: ReadingDesk,
  told: Teller,
  { decisions, query }: { decisions: readonly Decision[]; query: LogQuery },
): Promise<readonly (DecisionView | null)[]> => {
  const asked = decisions.map(
    ({ verdict, reasons }) =>
      (query.verdict === undefined || verdict === query.verdict) &&
      (query.code === undefined || reasons.some(({ code }) => code === query.code)),
  );
  const known = await proposalsById(
    desk,
    decisions.filter((_, at) => asked[at]).map(({ proposal }) => proposal),
  );
  const views: (DecisionView | null)[] = [];
  for (const [at, decision] of decisions.entries()) {
    const proposal = known.get(decision.proposal);
    const isAsked =
      asked[at] === true &&
      (query.by === undefined || (proposal !== undefined && isBy(proposal.proposedBy, query.by))) &&
      (query.entity === undefined || (proposal !== undefined && nodesNamed(proposal).includes(query.entity)));
    if (!isAsked) {
      views.push(null);
      continue;
    }
    const { id, number, verdict, reasons, commit, policy } = decision;
    views.push({
      ...{ id, number, at: decision.at, proposal: decision.proposal, verdict, commit, policy },
      codes: reasons.map(({ code }) => code),
      says: proposal === undefined ? decision.proposal : await plainOf(told, desk.about.calendar, proposal.content),
      by: proposal?.proposedBy ?? null,
    });
  }
  return views;
};

export const decisionLog = async (desk: ReadingDesk, query: LogQuery): Promise<LogPage<DecisionView>> => {
  const { canon, universe } = desk;
  const told = teller(desk);
  const { decisions } = await canon.head(universe);
  return backwards(
    {
      max: query.max,
      lookedThroughMax: decisionsLookedThroughMax,
      step: isNarrowed(query) ? decisionsPerStep : query.max,
    },
    Math.min(query.before ?? Infinity, decisions.count + 1),
    {
      read: async (from, count) => (await canon.decisions(universe, { from }, { max: count, after: null })).items,
      keep: (items) => decisionViews(desk, told, { decisions: items, query }),
      placeOf: ({ number }) => number,
    },
  );
};
