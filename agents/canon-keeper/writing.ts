import type { Container, Recorded } from '../../schemas/canon.ts';
import type { Digest } from '../../schemas/digest.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import { type Actor, type Decision, type Effects, noEffects, type Reason, type Verdict } from '../../schemas/gate.ts';
import type { EvidenceId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { Standing } from '../../src/gate/authority.ts';

import type { Outcome } from '../../src/gate/evaluate.ts';
import { type Head, idsPerReadMax } from '../../src/ports/canon-reader.ts';
import type { CanonWrite, CommitDraft, DecisionDraft } from '../../src/ports/canon-writer.ts';
import { announcements } from './announcing.ts';
import { type Docket, keyOf } from './docket.ts';
import type { Judged } from './judging.ts';
import { pieces, upTo } from './paged.ts';
import type { KeeperTools, Request } from './tools.ts';
import type { Witnessed } from './witness.ts';

// Makes of what was judged the one write that a batch is.
// W1. Refusals are decisions like any other.
// W2. A proposal that still waits for the same reasons is not decided again: nothing new was found out.
// W3. What already stands behind a fact is not put there again: the first support of a fact says who brought it.

const supportsMax = 20_000;

/** A verdict on its way into the chain. */
export interface Finding {
  proposal: ProposalId;
  digest: Digest;
  verdict: Verdict;
  reasons: readonly Reason[];
  standing: Standing;
  effects: Effects;
  place: Parameters<typeof announcements>[1]['decisions'][number]['place'];
}

const nobody: Standing = { authority: 'system', confidence: 0 };
const nowhere = { story: null, scene: null };

/** What the keeper itself refuses, whatever canon holds. */
const refusalOf = (proposal: ProposalId, digest: Digest, reason: Reason): Finding => ({
  ...{
    proposal,
    digest,
    verdict: 'rejected',
    reasons: [reason],
    standing: nobody,
    effects: noEffects,
    place: nowhere,
  },
});

export const findingsOf = (docket: Docket, judged: Judged): Finding[] => {
  const digests = new Map(docket.open.map(({ id, digest }) => [id, digest]));
  return [
    ...docket.refused.map(({ id, digest, reason }) => refusalOf(id, digest, reason)),
    ...[...judged.refused].flatMap(([id, reason]) => {
      const digest = digests.get(id);
      return digest === undefined ? [] : [refusalOf(id, digest, reason)];
    }),
    ...judged.evaluation.judgements.map(({ proposal, verdict, reasons, standing, effects }): Finding => {
      const digest = digests.get(proposal.id) ?? proposal.digest;
      const place = { story: proposal.story, scene: proposal.scene };
      return { proposal: proposal.id, digest, verdict, reasons, standing, effects, place };
    }),
  ];
};

export interface Writing {
  tools: Pick<KeeperTools, 'reader' | 'policy' | 'policyRevision' | 'world'>;
  universe: UniverseId;
  head: Head;
  recorded: Recorded;
  findings: readonly Finding[];
  outcome: Outcome;
  waiting: Docket['waiting'];
  /** Evidence that canon holds. */
  known: ReadonlySet<EvidenceId>;
  /** What was found where the rest of it points. */
  witnessed: readonly Witnessed[];
  containers: readonly Container[];
  reason: string | null;
  by: Actor;
  request: Request | undefined;
}

const isSaidAgain = (finding: Finding, last: Decision | undefined, policy: string): boolean =>
  last !== undefined &&
  finding.verdict === 'pending' &&
  last.verdict === 'pending' &&
  last.policy === policy &&
  last.authority === finding.standing.authority &&
  last.confidence === finding.standing.confidence &&
  canonicalJson(last.reasons) === canonicalJson(finding.reasons);

const draftOf = (
  { tools, universe, by }: Writing,
  { proposal, digest, verdict, reasons, standing, effects }: Finding,
  commit: CommitDraft | null,
): DecisionDraft => ({
  id: tools.world.newId('decision'),
  universe,
  proposal,
  proposalDigest: digest,
  verdict,
  reasons: [...reasons],
  authority: standing.authority,
  confidence: standing.confidence,
  threshold: tools.policy.policy.threshold,
  effects,
  policy: tools.policyRevision,
  commit: commit === null ? null : commit.id,
  by,
  at: new Date(tools.world.now()).toISOString(),
});

/** Supports that add something: not what the same evidence gives the fact already. */
const newSupports = async (writing: Writing): Promise<Support[]> => {
  const { tools, universe, outcome, known } = writing;
  const fresh = new Set<string>(
    outcome.facts.filter(({ introduced }) => introduced.commit === writing.recorded.commit).map(({ id }) => id),
  );
  const isDoubtful = ({ target, evidence }: Support): boolean => known.has(evidence) && !fresh.has(target);
  const doubtful = [...new Set(outcome.supports.filter(isDoubtful).map(({ target }) => target))];
  const found = await Promise.all(
    pieces(doubtful, idsPerReadMax).map((some) =>
      upTo(supportsMax, (page) => tools.reader.supports(universe, some, page)),
    ),
  );
  const standing = new Map(
    found
      .flatMap((supports) => supports ?? [])
      .filter(({ status }) => status === 'standing')
      .map((support) => [`${support.target} ${support.evidence}`, support]),
  );
  return outcome.supports.filter((support) => {
    const before = standing.get(`${support.target} ${support.evidence}`);
    return support.status !== 'standing' || before === undefined || (support.sufficient && !before.sufficient);
  });
};

/** Stubs that are new to canon, each with the digest of what it points to. */
const newEvidence = ({ outcome, known, witnessed }: Writing, named: ReadonlySet<EvidenceId>): Evidence[] => {
  const originals = new Map(witnessed.map(({ stub, original }) => [canonicalJson(stub), original]));
  return outcome.evidence
    .filter(({ id }) => named.has(id) && !known.has(id))
    .map((stub) => {
      const original = originals.get(canonicalJson(stub)) ?? null;
      return original === null ? stub : { ...stub, original };
    });
};

/** Null: there is nothing to write. */
export const writeOf = async (writing: Writing): Promise<CanonWrite | null> => {
  const { tools, universe, head, recorded, findings, outcome, waiting, containers, reason, by } = writing;
  const supports = await newSupports(writing);
  const named = new Set(supports.map(({ evidence }) => evidence));
  const evidence = newEvidence(writing, named);
  const isEmpty = outcome.nodes.length + outcome.facts.length + evidence.length + supports.length === 0;
  const at = new Date(tools.world.now()).toISOString();
  const accepted = findings.filter(({ verdict }) => verdict === 'accepted').map(({ proposal }) => proposal);
  const commit: CommitDraft | null = isEmpty
    ? null
    : { id: recorded.commit, universe, proposals: accepted, policy: tools.policyRevision, by, reason, at };
  const news = findings.filter(
    (finding) =>
      !isSaidAgain(finding, waiting.get(keyOf({ id: finding.proposal, digest: finding.digest })), tools.policyRevision),
  );
  if (news.length === 0) return null;
  const decisions = news.map((finding) => ({ draft: draftOf(writing, finding, commit), place: finding.place }));
  const { nodes, facts } = outcome;
  const made = commit === null ? null : { ...commit, revision: recorded.revision };
  return {
    ...{ universe, base: head.revision, decided: head.decisions.count, commit },
    decisions: decisions.map(({ draft }) => draft),
    containers: commit === null ? [] : containers,
    ...{ nodes, facts, evidence, supports },
    outbox: announcements(tools.world, {
      ...{ universe, request: writing.request, decisions, commit: made, nodes, facts },
    }),
  };
};
