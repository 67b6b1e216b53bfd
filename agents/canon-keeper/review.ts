import type { Actor, Decision, Proposal } from '../../schemas/gate.ts';
import type { FactId } from '../../schemas/ids.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { derivedId } from '../../src/domain/derived-id.ts';

// What a decision left in doubt, as proposals for a person to look at: to take back each fact that rested on what was taken back. Nobody but the GM
// can accept one; who refuses it says that the fact stands.
// V1. They follow from the decision alone and have ids made from it, so that writing them again after a crash doubles nothing.

const keeper: Actor = { kind: 'agent', name: 'CanonKeeper', seat: null };

const reviewOf = (decision: Decision, fact: FactId): Proposal => {
  const proposal = {
    ...{
      id: derivedId('proposal', decision.id, fact),
      universe: decision.universe,
      story: null,
      scene: null,
      turn: null,
    },
    intent: 'correct' as const,
    content: {
      type: 'retcon' as const,
      facts: [fact],
      cascade: 'flag' as const,
      reason: 'What it rests on was taken back.',
    },
    evidence: [],
    authority: 'system' as const,
    confidence: 1,
    proposedBy: keeper,
    storyTime: null,
    dependsOn: [],
    proposedAt: decision.at,
  };
  return { ...proposal, digest: digestOf(proposal) };
};

/** In the order in which the decision names them. */
export const reviewsOf = (decision: Decision): readonly Proposal[] =>
  decision.effects.flagged.map((fact) => reviewOf(decision, fact));
