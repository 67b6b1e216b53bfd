import type { Evidence } from '../../schemas/evidence.ts';
import type { Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId, FactId, ProposalId } from '../../schemas/ids.ts';
import type { Resolution } from '../../schemas/narrative.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { derivedId } from '../../src/domain/derived-id.ts';

// What the Resolver puts forward, each with the resolutions that it follows from.

const resolver: Proposal['proposedBy'] = { kind: 'agent', name: 'Resolver', seat: null };

export interface Claimed {
  /** The same for the same: what is put forward again is what was put forward. */
  id: ProposalId;
  intent: Proposal['intent'];
  content: ProposalContent;
}

/** Rolls of a player carry their word, whatever else carries the engine's. */
const evidenceFor = ({ id, universe, statement }: Resolution): Evidence => ({
  ...{ id: derivedId('evidence', id), universe, home: universe, kind: 'resolution', ref: id, quote: statement },
});

export interface Putting extends Pick<Proposal, 'universe' | 'story' | 'scene' | 'turn' | 'storyTime' | 'proposedAt'> {
  evidence: readonly Resolution[];
}

export const proposalOf = ({ evidence, ...place }: Putting, { id, intent, content }: Claimed): Proposal => {
  const isPlayers = evidence.some(({ by }) => by === 'player');
  const draft = {
    ...{ ...place, id, intent, content, evidence: evidence.map(evidenceFor), confidence: 1, proposedBy: resolver },
    ...{ authority: isPlayers ? ('player' as const) : ('engine' as const), dependsOn: [] },
  };
  return { ...draft, digest: digestOf(draft) };
};

export interface Saying {
  subject: EntityId;
  predicate: string;
  statement: string;
  from: StoryTime | null;
}

export const claimOf = (id: FactId, { from, ...saying }: Saying) => ({
  ...{ ...saying, id, visibility: null, derivesFrom: [], valid: { from, to: null } },
});
