import type { CanonNode, Fact, Recorded } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import { type Effects, noEffects, type Proposal, type Reason, type Verdict } from '../../schemas/gate.ts';
import type { EvidenceId, FactId, NodeId, ProposalId } from '../../schemas/ids.ts';
import type { Policy } from '../../schemas/policy.ts';
import { type Standing, standingOf } from './authority.ts';
import { candidateOf, type Case, claimOf, type Court } from './candidate.ts';
import type { Change, Ruling } from './change.ts';
import { type Earlier, inCycles, unmet } from './dependencies.ts';
import { weakened } from './duplicate.ts';
import { misplaced } from './form.ts';
import { houseObjection } from './house.ts';
import { judgeClaim } from './judge-claim.ts';
import { judgeFork } from './judge-fork.ts';
import { judgeIdentity } from './judge-identity.ts';
import { judgeNode } from './judge-node.ts';
import { judgeRevert } from './judge-revert.ts';
import { judgeWithdrawal } from './judge-withdrawal.ts';
import { type Lexicon, lexiconOf } from './lexicon.ts';
import { defer } from './objection.ts';
import { type CompiledRule, compileRules } from './rules.ts';
import { backingOf } from './sources.ts';
import { type Did, type GateWorld, overlayOf } from './world.ts';

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

const rulingByCanon = (asked: Case): Ruling => {
  const { court, proposal } = asked;
  const { content } = proposal;
  const placed = misplaced(court.overlay, proposal);
  if (placed !== null) return { objection: placed };
  const claim = claimOf(proposal);
  if (claim !== null) return judgeClaim(asked, candidateOf(court, { ...asked, claim }));
  switch (content.type) {
    case 'retcon':
    case 'lock':
    case 'unlock':
      return judgeWithdrawal(asked, content);
    case 'revert':
      return judgeRevert(asked, content);
    case 'merge':
    case 'split':
    case 'rename':
      return judgeIdentity(asked, content);
    case 'fork':
      return judgeFork(asked, content);
    default:
      return judgeNode(asked) ?? { objection: defer('not_judged_here', { detail: content.type }) };
  }
};

const rulingOn = (rules: readonly CompiledRule[], asked: Case): Ruling => {
  const ruling = rulingByCanon(asked);
  if ('objection' in ruling) return ruling;
  const { change } = ruling;
  const objection = houseObjection(rules, { ...asked, change, profile: asked.policy.profile }, asked.confirmed);
  if (objection === null) return ruling;
  // Canon holds it already, whatever a rule thinks of it; it only gains nothing by being said again.
  return change.repeats ? { change: weakened(change) } : { objection };
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
          const key = `${fact.id} ${stub.id}`;
          // Who introduced a fact is to be known: the same evidence told once more adds nothing.
          if (!supports.has(key)) supports.set(key, support);
        }
      for (const support of change.supportsPut) {
        const { commit, revision } = recorded;
        supports.set(`${support.target} ${support.evidence}`, { ...support, commit, revision });
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

const whatItDid = (asked: Case, { puts, supports, effects }: Change): Did => {
  const { overlay } = asked.court;
  const introduced = new Set(effects.introduced);
  return {
    introduced: effects.introduced,
    former: puts.flatMap(({ id }) => (introduced.has(id) ? [] : (overlay.fact(id) ?? []))),
    carried: supports.flatMap(({ fact, sufficient }) => (sufficient && !introduced.has(fact.id) ? [fact.id] : [])),
    // What others said does not come to rest on a document because one repeats it.
    backed: [
      ...effects.introduced,
      ...supports
        .filter(({ fact, sufficient }) => sufficient && fact.authority === 'source')
        .map(({ fact }) => fact.id),
    ],
    backing: backingOf(asked),
  };
};

const nobody: ReadonlySet<ProposalId> = new Set();

export interface BatchToJudge {
  proposals: readonly Proposal[];
  /** The commit that it is to become. */
  recorded: Recorded;
  /** Those that a person at the GM's seat has looked at and wants so: what only asks for that is answered. */
  confirmed?: ReadonlySet<ProposalId>;
}

export const evaluate = (
  { policy, lexicon, rules }: PreparedPolicy,
  world: GateWorld,
  { proposals, recorded, confirmed = nobody }: BatchToJudge,
): Evaluation => {
  const overlay = overlayOf(world);
  const court: Court = { overlay, lexicon, recorded };
  const gathered = gathering(recorded);
  const verdicts = new Map<ProposalId, Verdict>();
  const earlier: Earlier = {
    cycles: inCycles(proposals),
    verdictOf: (id) => verdicts.get(id) ?? overlay.settled.get(id),
  };
  const judgements = proposals.map((proposal): Judgement => {
    const standing = standingOf(policy, overlay, proposal);
    const objection = unmet(proposal, earlier);
    const asked: Case = { policy, court, proposal, standing, confirmed: confirmed.has(proposal.id) };
    const ruling = objection === null ? rulingOn(rules, asked) : { objection };
    const { threshold } = policy;
    if ('objection' in ruling) {
      const { verdict, reason } = ruling.objection;
      verdicts.set(proposal.id, verdict);
      return { proposal, verdict, reasons: [reason], standing, threshold, effects: noEffects };
    }
    const { change } = ruling;
    overlay.remember(whatItDid(asked, change));
    for (const node of change.nodes) overlay.putNode(node);
    for (const fact of change.puts) overlay.putFact(fact);
    for (const stub of proposal.evidence) overlay.putEvidence(stub);
    gathered.take(proposal, change, standing);
    verdicts.set(proposal.id, 'accepted');
    return { proposal, verdict: 'accepted', reasons: change.reasons, standing, threshold, effects: change.effects };
  });
  return { judgements, outcome: gathered.outcome() };
};
