import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editCharsMax, editDistance } from '../../../src/domain/edit-distance.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '😀'), maxLength: 6 });

/** One slip of each kind, at any place. */
const slip = fc
  .record({ text: word, at: fc.nat({ max: 6 }), kind: fc.constantFrom('put in', 'leave out', 'exchange', 'swap') })
  .map(({ text, at, kind }) => {
    const letters = [...text];
    const i = Math.min(at, letters.length);
    if (kind === 'put in') letters.splice(i, 0, 'x');
    else if (kind === 'leave out') letters.splice(i, 1);
    else if (kind === 'exchange') letters.splice(i, 1, 'x');
    else letters.splice(i, 2, ...letters.slice(i, i + 2).reverse());
    return [text, letters.join('')] as const;
  });

describe('the edit distance', () => {
  it('is a metric: nothing between equals, the same both ways, no longer than any way round', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(editDistance(a, b));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
      { numRuns: 2_000 },
    );
  });

  it('counts each slip once: a letter put in, left out, exchanged, or swapped with its neighbour', () => {
    fc.assert(
      fc.property(slip, ([text, slipped]) => {
        expect(editDistance(text, slipped)).toBeLessThanOrEqual(1);
      }),
    );
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('ca', 'abc')).toBe(2);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('compares no more than a bounded part', () => {
    expect(editDistance('a'.repeat(10 * editCharsMax), 'b'.repeat(10 * editCharsMax))).toBe(editCharsMax);
  });
});
