import type { Fact } from '../../schemas/canon.ts';
import type { Authority } from '../../schemas/evidence.ts';
import type { Decision } from '../../schemas/gate.ts';
import type { CommitId, DecisionId, EntityId, FactId, ProposalId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { basesOf } from '../../src/domain/commit-shape.ts';
import { Failure } from '../../src/domain/failure.ts';
import { proposalsById } from './deciding.ts';
import type { ReadingDesk } from './desk.ts';
import type { EvidenceView } from './evidence.ts';
import { factChange, type FateView, fates, nodeChange } from './fate.ts';
import type { Handle } from './handles.ts';
import { nameOf, typeOf } from './naming.ts';
import {
  commitOf,
  commitStory,
  type CommitStory,
  decisionsIn,
  decisionsOn,
  proposalView,
  type ProposalView,
  type RulingView,
  rulingViews,
  type Telling,
} from './rulings.ts';
import { type FactView, type NodeView, teller } from './telling.ts';

// The whole story of something: who said it, on what evidence, by which rules and numbers it was decided, and what became of it since.

const decisionsPerCommitToldMax = 50;
const versionsMax = 100;
const supportsToldMax = 50;
const factsBesideMax = 20;

export interface SupportView {
  evidence: EvidenceView | null;
  authority: Authority;
  /** It would have been enough by itself. */
  sufficient: boolean;
  status: 'standing' | 'withdrawn';
  revision: Revision;
  proposal: ProposalId | null;
}

export type Story =
  | {
      kind: 'fact';
      fact: FactView;
      confidence: number;
      visibility: Fact['visibility'];
      introduced: CommitStory | null;
      rulings: readonly RulingView[];
      supports: readonly SupportView[];
      fate: readonly FateView[];
      restsOn: readonly FactView[];
      carries: readonly FactView[];
      cut: readonly string[];
    }
  | { kind: 'proposal'; proposal: ProposalView; rulings: readonly RulingView[] }
  | { kind: 'decision'; ruling: RulingView }
  | { kind: 'commit'; commit: CommitStory; rulings: readonly RulingView[]; cut: readonly string[] }
  | {
      kind: 'node';
      node: NodeView & { type: string; status: string | null };
      introduced: CommitStory | null;
      rulings: readonly RulingView[];
      fate: readonly FateView[];
    };

const missing = (kind: string, id: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: `unknown_${kind}`,
    message: `there is no ${kind} \`${id}\` in this universe`,
    advice: 'Look at the id, and at the universe.',
  });

const supportViews = async ({ told }: Telling, fact: FactId): Promise<{ views: SupportView[]; isCut: boolean }> => {
  const supports = (await told.supports([fact])).toSorted((a, b) => a.revision - b.revision);
  const shown = supports.slice(0, supportsToldMax);
  const evidence = await told.evidence(shown.map((support) => support.evidence));
  const views = shown.map(({ evidence: id, authority, sufficient, status, revision, proposal }): SupportView => ({
    ...{ evidence: evidence.get(id) ?? null, authority, sufficient, status, revision, proposal },
  }));
  return { views, isCut: supports.length > shown.length };
};

const factStory = async (telling: Telling, id: FactId): Promise<Story> => {
  const { desk, told } = telling;
  const { canon, universe } = desk;
  const [fact] = await canon.facts(universe, [id]);
  if (fact === undefined) throw missing('fact', id);
  const [view] = await told.facts([fact]);
  if (view === undefined) throw missing('fact', id);
  const history = await canon.factHistory(universe, id, { max: versionsMax, after: null });
  await told.know(history.items.map(({ record }) => record.subject));
  const resting = await canon.resting(universe, [id], { max: factsBesideMax, after: null });
  const supports = await supportViews(telling, id);
  const proposals = [...new Set(supports.views.flatMap(({ proposal }) => proposal ?? []))];
  const decisions: Decision[] = [];
  for (const proposal of proposals) decisions.push(...(await decisionsOn(desk, proposal)));
  const commit = await commitOf(desk, fact.introduced.commit);
  return {
    ...{ kind: 'fact', fact: view, confidence: fact.confidence, visibility: fact.visibility },
    introduced: commit === null ? null : commitStory(commit),
    rulings: await rulingViews(
      telling,
      decisions.toSorted((a, b) => a.number - b.number),
    ),
    supports: supports.views,
    fate: await fates(telling, history.items, (before, after) => factChange(telling, before, after)),
    restsOn: await told.factsById(basesOf(fact)),
    carries: await told.factsById(resting.items),
    cut: [
      ...(supports.isCut ? ['supports'] : []),
      ...(history.next === null ? [] : ['fate']),
      ...(resting.next === null ? [] : ['what rests on it']),
    ],
  };
};

const proposalStory = async (telling: Telling, id: ProposalId): Promise<Story> => {
  const proposal = (await proposalsById(telling.desk, [id])).get(id);
  if (proposal === undefined) throw missing('proposal', id);
  return {
    kind: 'proposal',
    proposal: await proposalView(telling, proposal),
    rulings: await rulingViews(telling, await decisionsOn(telling.desk, id)),
  };
};

const decisionStory = async (telling: Telling, id: DecisionId): Promise<Story> => {
  const found = await telling.desk.canon.decision(telling.desk.universe, id);
  if (found === null) throw missing('decision', id);
  const [ruling] = await rulingViews(telling, [found]);
  if (ruling === undefined) throw missing('decision', id);
  return { kind: 'decision', ruling };
};

const storyOfCommit = async (telling: Telling, id: CommitId): Promise<Story> => {
  const commit = await commitOf(telling.desk, id);
  if (commit === null) throw missing('commit', id);
  const { found, isCut } = await decisionsIn(telling.desk, id, {
    concerns: () => true,
    max: decisionsPerCommitToldMax,
  });
  return {
    ...{ kind: 'commit', commit: commitStory(commit), rulings: await rulingViews(telling, found) },
    cut: isCut ? ['decisions'] : [],
  };
};

const nodeStory = async (telling: Telling, id: EntityId): Promise<Story> => {
  const { canon, universe } = telling.desk;
  const [node] = await canon.nodes(universe, [id]);
  if (node === undefined) throw missing('entity', id);
  const commit = await commitOf(telling.desk, node.introduced.commit);
  const { found } = await decisionsIn(telling.desk, node.introduced.commit, {
    concerns: (decision) => decision.effects.nodes.includes(id),
    max: 1,
  });
  const history = await canon.nodeHistory(universe, id, { max: versionsMax, after: null });
  return {
    kind: 'node',
    node: { id, name: nameOf(node), type: typeOf(node), status: 'status' in node ? node.status : null },
    introduced: commit === null ? null : commitStory(commit),
    rulings: await rulingViews(telling, found),
    fate: await fates(telling, history.items, nodeChange),
  };
};

export const why = (desk: ReadingDesk, handle: Handle): Promise<Story> => {
  const telling: Telling = { desk, told: teller(desk) };
  switch (handle.kind) {
    case 'fact':
      return factStory(telling, handle.id);
    case 'proposal':
      return proposalStory(telling, handle.id);
    case 'decision':
      return decisionStory(telling, handle.id);
    case 'commit':
      return storyOfCommit(telling, handle.id);
    case 'entity':
      return nodeStory(telling, handle.id);
  }
};
