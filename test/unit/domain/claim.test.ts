import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NodeId } from '../../../schemas/ids.ts';
import { claimHash, type Said } from '../../../src/domain/claim.ts';

const ids = ['ent_00000000000000000000000001', 'ent_00000000000000000000000002'] as NodeId[];

const said: fc.Arbitrary<Said> = fc.record({
  subject: fc.constantFrom(...ids),
  predicate: fc.constantFrom('knows', 'owns'),
  object: fc.oneof(
    fc.constant(null),
    fc.constantFrom(...ids).map((id) => ({ kind: 'node' as const, id })),
    fc.string({ minLength: 1 }).map((text) => ({ kind: 'text' as const, text })),
    fc.integer().map((number) => ({ kind: 'number' as const, number, unit: null })),
  ),
});

it('gives equal claims equal numbers that a store can hold exactly', () => {
  fc.assert(
    fc.property(said, (claim) => {
      const hash = claimHash(claim);
      expect(claimHash(structuredClone(claim))).toBe(hash);
      expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
    }),
  );
});

it('takes texts that a reader would not tell apart for one claim', () => {
  const [subject] = ids as [NodeId];
  const about = (text: string): Said => ({ subject, predicate: 'title', object: { kind: 'text', text } });
  expect(claimHash(about('Queen of  Ashfall'))).toBe(claimHash(about('queen of Ashfall')));
});

it('tells subject, predicate and object apart', () => {
  const [a, b] = ids as [NodeId, NodeId];
  const claims: Said[] = [
    { subject: a, predicate: 'knows', object: { kind: 'node', id: b } },
    { subject: b, predicate: 'knows', object: { kind: 'node', id: a } },
    { subject: a, predicate: 'owns', object: { kind: 'node', id: b } },
    { subject: a, predicate: 'knows', object: null },
    { subject: a, predicate: 'knows', object: { kind: 'number', number: 1, unit: null } },
    { subject: a, predicate: 'knows', object: { kind: 'number', number: 1, unit: 'years' } },
    { subject: a, predicate: 'knows', object: { kind: 'text', text: '1' } },
    { subject: a, predicate: 'knows', object: { kind: 'flag', flag: true } },
  ];
  expect(new Set(claims.map(claimHash)).size).toBe(claims.length);
});
