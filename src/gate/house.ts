import type { CanonNode, Fact, FactObject } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { FactId } from '../../schemas/ids.ts';
import { claimOf, type Court } from './candidate.ts';
import type { Standing } from './authority.ts';
import type { Change } from './change.ts';
import { defer, type Objection, reject } from './objection.ts';
import type { RuleFacts } from './rule-facts.ts';
import { type CompiledRule, evaluateRules, type RuleOutcome } from './rules.ts';

// The last check: rules of the house may say no, or not yet, to what everything else would accept. They never accept anything.

interface Asked {
  court: Court;
  proposal: Proposal;
  standing: Standing;
  change: Change;
  profile: string;
}

const textOf = (object: FactObject | null): string => {
  switch (object?.kind) {
    case undefined:
      return '';
    case 'node':
      return object.id;
    case 'text':
      return object.text;
    case 'number':
      return String(object.number);
    case 'flag':
      return String(object.flag);
    case 'time':
      return String(object.time.second);
  }
};

const subjectOf = (node: CanonNode | undefined): RuleFacts['subject'] => {
  if (node === undefined) return { id: '', kind: '', type: '', name: '', tags: [], status: '' };
  const isEntity = node.kind === 'entity';
  return {
    id: node.id,
    kind: node.kind,
    type: isEntity ? node.type : '',
    name: 'name' in node ? node.name : 'title' in node ? node.title : '',
    tags: isEntity ? node.tags : [],
    status: 'status' in node ? node.status : '',
  };
};

const claimFacts = (proposal: Proposal) => {
  const claim = claimOf(proposal);
  if (claim === null)
    return { statement: '', predicate: '', object: '', object_kind: '', story_second: null, visibility: '' } as const;
  return {
    statement: claim.statement,
    predicate: claim.predicate,
    object: textOf(claim.object),
    object_kind: claim.object === null ? ('' as const) : claim.object.kind,
    story_second: claim.valid.from === null ? null : claim.valid.from.second,
    visibility: claim.visibility === null ? ('' as const) : claim.visibility.level,
  };
};

const proposalFacts = ({ proposal, standing }: Asked): RuleFacts['proposal'] => ({
  type: proposal.content.type,
  intent: proposal.intent,
  authority: standing.authority,
  claimed_authority: proposal.authority,
  confidence: standing.confidence,
  ...claimFacts(proposal),
  proposed_by: proposal.proposedBy.name,
  seat: proposal.proposedBy.seat ?? '',
});

const conflictFacts = ({ court: { overlay }, change }: Asked): RuleFacts['conflicts'] => {
  const facts = change.effects.retconned
    .map((id: FactId) => overlay.fact(id))
    .filter((fact): fact is Fact => fact !== undefined);
  return {
    count: facts.length,
    locked: facts.some(({ locked }) => locked),
    authorities: [...new Set(facts.map(({ authority }) => authority))],
  };
};

/** What the proposal is about, whether it was there before or comes with it. */
const subjectNode = ({ court: { overlay }, proposal, change }: Asked): CanonNode | undefined => {
  const claim = claimOf(proposal);
  return claim === null ? change.nodes[0] : overlay.node(claim.subject);
};

const universeFacts = ({ court: { overlay }, profile }: Asked): RuleFacts['universe'] => {
  const node = overlay.node(overlay.universe);
  return node?.kind === 'universe'
    ? { name: node.name, genre: node.genre, tone: node.tone, profile }
    : { name: '', genre: '', tone: '', profile };
};

/** What a rule can see of a proposal. */
export const factsFor = (asked: Asked): RuleFacts => {
  const { court, proposal } = asked;
  const known = proposal.evidence.map((stub) => court.overlay.evidence(stub)).filter((each) => each !== undefined);
  return {
    proposal: proposalFacts(asked),
    subject: subjectOf(subjectNode(asked)),
    evidence: {
      count: proposal.evidence.length,
      origins: known.map(({ origin }) => origin),
      quotes: proposal.evidence.map(({ quote }) => quote).filter((quote) => quote !== null),
    },
    conflicts: conflictFacts(asked),
    universe: universeFacts(asked),
  };
};

const told = (outcomes: readonly RuleOutcome[]) => ({
  rules: outcomes.map(({ id }) => id),
  detail: outcomes.map(({ because, error }) => error ?? because).join('; '),
});

/** What the rules have against it; null: nothing. `confirmed`: a person has looked at it, so a rule that asks for that is content. */
export const houseObjection = (rules: readonly CompiledRule[], asked: Asked, confirmed: boolean): Objection | null => {
  if (rules.length === 0) return null;
  const outcomes = evaluateRules(rules, factsFor(asked));
  const refusing = outcomes.filter(({ effect, error }) => effect === 'reject' && error === null);
  if (refusing.length > 0) return reject('house_rule', told(refusing));
  return outcomes.length > 0 && !confirmed ? defer('house_rule', told(outcomes)) : null;
};
