import fc from 'fast-check';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { Embedder, VectorIndex } from '../../../src/ports/vector-index.ts';
import { everything } from '../../support/indexed.ts';
import type { Opened } from '../opened.ts';

export type OpenVectorIndex = () => Promise<Opened<VectorIndex>>;

export const embedder: Embedder = { model: 'small', dimension: 3 };
/** Cosines are told in the precision of 32-bit floats. */
export const digits = 5;

export const vector = (...numbers: readonly number[]): Float32Array => Float32Array.from(numbers);

export const nearest = (index: VectorIndex, universe: UniverseId, query: Float32Array, max = 100) =>
  index.search({ embedder, vector: query, max }, everything(universe));

/** Points in every direction, of every length. */
export const anyVector = (dimension: number): fc.Arbitrary<Float32Array> =>
  fc
    .tuple(
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: dimension, maxLength: dimension }),
      fc.constantFrom(1, 0.001, 1e-20, 1e20),
    )
    .filter(([numbers]) => numbers.some((number) => number !== 0))
    .map(([numbers, length]) => Float32Array.from(numbers, (number) => number * length));

/** In doubles, from the definition. */
export const cosineOf = (a: Float32Array, b: Float32Array): number => {
  const dot = (x: Float32Array, y: Float32Array) =>
    Array.from(x).reduce((sum, number, i) => sum + number * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a)) / Math.sqrt(dot(b, b));
};
