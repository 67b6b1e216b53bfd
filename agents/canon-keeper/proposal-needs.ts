import type { Visibility } from '../../schemas/canon.ts';
import type { Proposal, ProposalContent, ProposalType } from '../../schemas/gate.ts';
import type { EvidenceId, FactId, NodeId } from '../../schemas/ids.ts';
import { normaliseName } from '../../src/domain/names.ts';
import { claimOf } from '../../src/gate/candidate.ts';
import type { Lexicon } from '../../src/gate/lexicon.ts';
import { claimNeeds } from './claim-needs.ts';
import { type Needs, nothingNeeded, together } from './needs.ts';

// What a batch names: records by id, entities by name, and what its claims touch.

type Claim = NonNullable<ReturnType<typeof claimOf>>;

export interface Named {
  nodes: readonly NodeId[];
  facts: readonly FactId[];
  names: readonly string[];
  evidence: readonly EvidenceId[];
}

const nodesOfClaim = (claim: Claim): (NodeId | null)[] => [
  claim.subject,
  claim.object?.kind === 'node' ? claim.object.id : null,
  ...('event' in claim ? claim.event.participants.map(({ node }) => node) : []),
  ...(claim.visibility?.level === 'known' ? claim.visibility.to : []),
];

const knowersIn = (visibility: Visibility): readonly NodeId[] => (visibility.level === 'known' ? visibility.to : []);

type Content<T extends ProposalType> = Extract<ProposalContent, { type: T }>;

/** What each kind of proposal names; claims are looked at apart. */
const namedByType: { [T in ProposalType]?: (content: Content<T>) => readonly (NodeId | null)[] } = {
  entity: ({ entity }) => [entity.id, entity.derivesFrom, ...knowersIn(entity.visibility)],
  universe: ({ universe }) => [universe.id],
  story: ({ story }) => [story.id],
  source: ({ source }) => [source.id],
  axiom: ({ axiom }) => [axiom.id],
  scene: ({ scene: { id, story, parent, location, participants } }) => [id, story, parent, location, ...participants],
  thread: ({ thread }) => [thread.id, thread.story, ...knowersIn(thread.visibility)],
  party: ({ party }) => [party.id, party.story, ...party.members],
  fork: ({ into }) => [into],
  merge: ({ keep, drop }) => [keep, drop],
  split: ({ from, into }) => [from, into],
  rename: ({ node }) => [node],
};

const nodesOfContent = <T extends ProposalType>(content: Content<T>): readonly (NodeId | null)[] =>
  namedByType[content.type]?.(content) ?? [];

/** What evidence points to in canon itself. */
const nodesOfEvidence = ({ evidence }: Proposal): NodeId[] =>
  evidence.flatMap((stub) => (stub.kind === 'source' || stub.kind === 'scene' ? [stub.ref] : []));

const factsOf = (proposal: Proposal): readonly FactId[] => {
  const { content } = proposal;
  const claim = claimOf(proposal);
  if (claim !== null) return [claim.id, ...claim.derivesFrom, ...('event' in claim ? claim.event.causedBy : [])];
  switch (content.type) {
    case 'retcon':
    case 'lock':
    case 'unlock':
    case 'split':
      return content.facts;
    case 'thread':
      return content.thread.clues;
    default:
      return [];
  }
};

const namesIn = ({ content }: Proposal): readonly string[] => {
  switch (content.type) {
    case 'entity':
      return [content.entity.name, ...content.entity.aliases];
    case 'rename':
      return [content.name];
    default:
      return [];
  }
};

const unique = <T extends string>(ids: readonly T[]): T[] => [...new Set(ids)];

const nodesOf = (proposal: Proposal): NodeId[] => {
  const claim = claimOf(proposal);
  const own = claim === null ? nodesOfContent(proposal.content) : nodesOfClaim(claim);
  return [...own.filter((id) => id !== null), ...nodesOfEvidence(proposal)];
};

export const namedIn = (universe: NodeId, proposals: readonly Proposal[]): Named => ({
  nodes: unique([universe, ...proposals.flatMap(nodesOf)]),
  facts: unique(proposals.flatMap(factsOf)),
  names: unique(proposals.flatMap((proposal) => namesIn(proposal).map(normaliseName))),
  evidence: unique(proposals.flatMap(({ evidence }) => evidence.map(({ id }): EvidenceId => id))),
});

export const needsOf = (lexicon: Lexicon, proposals: readonly Proposal[]): Needs =>
  together(
    proposals.map((proposal) => {
      const claim = claimOf(proposal);
      return claim === null
        ? nothingNeeded
        : claimNeeds(lexicon, { ...claim, event: 'event' in claim ? claim.event : null });
    }),
  );
