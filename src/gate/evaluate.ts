import type { CanonNode, Fact, Recorded } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { Effects, Proposal, Reason, Verdict } from '../../schemas/gate.ts';
import type { EvidenceId, FactId, NodeId, ProposalId } from '../../schemas/ids.ts';
import type { Policy } from '../../schemas/policy.ts';
import { type Standing, standingOf } from './authority.ts';
import { candidateOf, claimOf, type Court } from './candidate.ts';
import { misplaced } from './form.ts';
import { type Change, judgeClaim, noEffects, type Ruling } from './judge-claim.ts';
import { judgeNode } from './judge-node.ts';
import { judgeWithdrawal } from './judge-withdrawal.ts';
import { houseObjection } from './house.ts';
import { type Lexicon, lexiconOf } from './lexicon.ts';
import { defer, reject } from './objection.ts';
import { type CompiledRule, compileRules } from './rules.ts';
import { type GateWorld, overlayOf } from './world.ts';

// G1. The first check that objects decides.   G2. Every objection names what it rests on.   G3. What is not understood is never accepted.
// G4. No clock, no store, no chance: the same policy, world and batch give the same judgements.
// G5. Each proposal sees what those before it changed. What depends on one that was not accepted is not accepted either.

/** A policy with everything worked out that does not depend on a batch. */
export interface PreparedPolicy {
  policy: Policy;
  lexicon: Lexicon;
  rules: readonly CompiledRule[];
}

/** A rule that can't be compiled is among the rules all the same, and defers everything. */
export const preparePolicy = (policy: Policy): PreparedPolicy => ({
  policy,
  lexicon: lexiconOf(policy.vocabulary),
  rules: compileRules(policy.rules).rules,
});

export interface Judgement {
  proposal: Proposal;
  verdict: Verdict;
  reasons: readonly Reason[];
  standing: Standing;
  threshold: number;
  effects: Effects;
}

/** What the accepted proposals make of canon: the records of one commit. */
export interface Outcome {
  nodes: readonly CanonNode[];
  facts: readonly Fact[];
  evidence: readonly Evidence[];
  supports: readonly Support[];
}

export interface Evaluation {
  judgements: readonly Judgement[];
  outcome: Outcome;
}

const unmet = (proposal: Proposal, verdicts: ReadonlyMap<ProposalId, Verdict>): Ruling | null => {
  const missing = proposal.dependsOn.find((id) => verdicts.get(id) !== 'accepted');
  if (missing === undefined) return null;
  const isRejected = verdicts.get(missing) === 'rejected';
  const objection = isRejected
    ? reject('depends_on_refused', { detail: missing })
    : defer('depends_on_undecided', { detail: missing });
  return { objection };
};

interface Case {
  policy: Policy;
  court: Court;
  proposal: Proposal;
  standing: Standing;
}

const rulingByCanon = (asked: Case): Ruling => {
  const { policy, court, proposal, standing } = asked;
  const placed = misplaced(court.overlay, proposal);
  if (placed !== null) return { objection: placed };
  const claim = claimOf(proposal);
  if (claim !== null) return judgeClaim(policy, court, candidateOf(court, { proposal, claim, standing }));
  return (
    judgeNode(asked) ??
    judgeWithdrawal(asked) ?? { objection: defer('not_judged_here', { detail: proposal.content.type }) }
  );
};

const rulingOn = (rules: readonly CompiledRule[], asked: Case): Ruling => {
  const ruling = rulingByCanon(asked);
  if ('objection' in ruling) return ruling;
  const objection = houseObjection(rules, { ...asked, change: ruling.change, profile: asked.policy.profile });
  return objection === null ? ruling : { objection };
};

/** Gathers the last state of everything that was changed. */
const gathering = (recorded: Recorded) => {
  const nodes = new Map<NodeId, CanonNode>();
  const facts = new Map<FactId, Fact>();
  const evidence = new Map<EvidenceId, Evidence>();
  const supports = new Map<string, Support>();
  return {
    take(proposal: Proposal, change: Change, standing: Standing): void {
      for (const node of change.nodes) nodes.set(node.id, node);
      for (const fact of change.puts) facts.set(fact.id, fact);
      for (const { fact, sufficient } of change.supports)
        for (const stub of proposal.evidence) {
          evidence.set(stub.id, stub);
          const { universe, authority } = { universe: fact.universe, authority: standing.authority };
          const support: Support = {
            ...{ universe, target: fact.id, evidence: stub.id, authority, sufficient, status: 'standing' },
            ...{ proposal: proposal.id, commit: recorded.commit, revision: recorded.revision },
          };
          supports.set(`${fact.id} ${stub.id}`, support);
        }
    },
    outcome: (): Outcome => ({
      nodes: [...nodes.values()],
      facts: [...facts.values()],
      evidence: [...evidence.values()],
      supports: [...supports.values()],
    }),
  };
};

export const evaluate = (
  { policy, lexicon, rules }: PreparedPolicy,
  world: GateWorld,
  { proposals, recorded }: { proposals: readonly Proposal[]; recorded: Recorded },
): Evaluation => {
  const overlay = overlayOf(world);
  const court: Court = { overlay, lexicon, recorded };
  const gathered = gathering(recorded);
  const verdicts = new Map<ProposalId, Verdict>();
  const judgements = proposals.map((proposal): Judgement => {
    const standing = standingOf(policy, overlay, proposal);
    const ruling = unmet(proposal, verdicts) ?? rulingOn(rules, { policy, court, proposal, standing });
    const { threshold } = policy;
    if ('objection' in ruling) {
      const { verdict, reason } = ruling.objection;
      verdicts.set(proposal.id, verdict);
      return { proposal, verdict, reasons: [reason], standing, threshold, effects: noEffects };
    }
    const { change } = ruling;
    for (const node of change.nodes) overlay.putNode(node);
    for (const fact of change.puts) overlay.putFact(fact);
    for (const stub of proposal.evidence) overlay.putEvidence(stub);
    gathered.take(proposal, change, standing);
    verdicts.set(proposal.id, 'accepted');
    return { proposal, verdict: 'accepted', reasons: change.reasons, standing, threshold, effects: change.effects };
  });
  return { judgements, outcome: gathered.outcome() };
};
