import type { Proposal } from '../../schemas/gate.ts';
import type { Authority } from '../../schemas/evidence.ts';
import type { AgentName, Policy } from '../../schemas/policy.ts';
import type { KnownEvidence, Overlay } from './world.ts';

// A1. Authority comes from where the evidence lies, and from nothing that a proposal says of itself.
// A2. A claim to less than the evidence gives is believed: authority is bound where a proposal is made and cannot be raised later.
// A3. An agent is never the GM, whatever it writes into a proposal.
// A4. What was read out of prose stays that: an agent that only tells does not gain the weight of the dice that it cites.

/** From least to most. */
const ranks: readonly Authority[] = ['system', 'engine', 'player', 'source', 'gm'];
const rankOf = (authority: Authority): number => ranks.indexOf(authority);
const lesser = (a: Authority, b: Authority): Authority => (rankOf(a) <= rankOf(b) ? a : b);
const greater = (a: Authority, b: Authority): Authority => (rankOf(a) >= rankOf(b) ? a : b);

export interface Standing {
  authority: Authority;
  /** How much the proposal weighs. */
  confidence: number;
}

const evidenceOf = (overlay: Overlay, proposal: Proposal): readonly KnownEvidence[] =>
  proposal.evidence.map((stub) => overlay.evidence(stub)).filter((known) => known !== undefined);

/** What an agent reads in the GM's words is what the agent says, and no document's or dice's either. */
const carriedBy = ({ kind }: Proposal['proposedBy'], given: Authority): Authority =>
  given === 'gm' && kind === 'agent' ? 'system' : given;

const ofEvidence = (policy: Policy, known: readonly KnownEvidence[], by: Proposal['proposedBy']): Authority =>
  known.map(({ origin }) => carriedBy(by, policy.authorityOf[origin] ?? 'system')).reduce<Authority>(greater, 'system');

/** The best that an origin with a base of its own allows, or the authority's base. */
const baseOf = (policy: Policy, authority: Authority, known: readonly KnownEvidence[]): number => {
  const bases = known
    .filter(({ origin }) => (policy.authorityOf[origin] ?? 'system') === authority)
    .map(({ origin }) => policy.baseOfOrigin[origin] ?? policy.base[authority]);
  return bases.length === 0 ? policy.base[authority] : Math.max(...bases);
};

/** What the one who puts it forward may carry at most. */
const allowed = ({ mostOfAgent }: Policy, { kind, name }: Proposal['proposedBy']): Authority =>
  kind === 'agent' ? (mostOfAgent[name as AgentName] ?? 'gm') : 'gm';

export const standingOf = (policy: Policy, overlay: Overlay, proposal: Proposal): Standing => {
  const known = evidenceOf(overlay, proposal);
  const bound = lesser(proposal.authority, allowed(policy, proposal.proposedBy));
  const authority = lesser(bound, ofEvidence(policy, known, proposal.proposedBy));
  const base = baseOf(policy, authority, known) * (known.length === 0 ? policy.withoutEvidence : 1);
  return { authority, confidence: authority === 'system' ? base * proposal.confidence : base };
};
