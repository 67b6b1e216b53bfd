import { describe, expect, it } from 'vitest';
import { FactId, ProposalId } from '../../../schemas/ids.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { seededWorld } from '../../support/seeded-world.ts';

describe('an id that follows from another', () => {
  const world = seededWorld(7);
  const [first, second] = [world.newId('decision'), world.newId('decision')];
  const fact = world.newId('fact');

  it('is a valid id of its kind, the same each time', () => {
    expect(ProposalId.parse(derivedId('proposal', first, fact))).toBe(derivedId('proposal', first, fact));
    expect(FactId.parse(derivedId('fact', first))).toBe(derivedId('fact', first));
  });

  it('differs by kind, by what it follows from and by every part', () => {
    const ids = [
      derivedId('proposal', first, fact),
      derivedId('proposal', second, fact),
      derivedId('proposal', first, world.newId('fact')),
      derivedId('proposal', first),
      derivedId('fact', first, fact).replace('fct', 'prp'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sorts among ids that were made when that one was', () => {
    const before = world.newId('proposal');
    const decision = world.newId('decision');
    const after = world.newId('proposal');
    expect([after, derivedId('proposal', decision, fact), before].toSorted()).toEqual([
      before,
      derivedId('proposal', decision, fact),
      after,
    ]);
  });

  it('is what it was for everybody who worked it out before', () => {
    const from = 'dcs_0123456789abcdefghjkmnpqrs';
    expect(derivedId('proposal', from, 'one', 'two')).toBe('prp_01234567898ebmzeajxkyk7h5w');
    expect(derivedId('proposal', from, 'one two')).toBe(derivedId('proposal', from, 'one', 'two'));
  });
});
