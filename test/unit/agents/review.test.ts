import { describe, expect, it } from 'vitest';
import { reviewsOf } from '../../../agents/canon-keeper/review.ts';
import { type Decision, Proposal } from '../../../schemas/gate.ts';
import { digestOf } from '../../../src/domain/canonical-json.ts';
import { seededWorld } from '../../support/seeded-world.ts';

const world = seededWorld(11);
const facts = [world.newId('fact'), world.newId('fact')];

const decision = {
  id: world.newId('decision'),
  universe: world.newId('universe'),
  at: new Date(world.now()).toISOString(),
  effects: { flagged: facts },
} as unknown as Decision;

describe('what a decision left in doubt', () => {
  it('becomes a proposal for each fact, to take it back, with nobody behind it but the keeper', () => {
    const reviews = reviewsOf(decision);
    expect(reviews.map(({ content }) => content)).toMatchObject(
      facts.map((fact) => ({ type: 'retcon', facts: [fact] })),
    );
    for (const review of reviews) {
      const { digest, ...rest } = Proposal.parse(review);
      expect(digest).toBe(digestOf(rest));
      expect(review).toMatchObject({ universe: decision.universe, authority: 'system', evidence: [] });
      expect(review.proposedBy).toMatchObject({ kind: 'agent', seat: null });
    }
    expect(new Set(reviews.map(({ id }) => id)).size).toBe(2);
  });

  it('is the same to the letter when it is said again', () => {
    expect(reviewsOf(decision)).toEqual(reviewsOf(structuredClone(decision)));
  });
});
