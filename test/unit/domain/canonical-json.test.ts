import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf } from '../../../src/domain/canonical-json.ts';
import { anyFact, anyNode } from '../../support/arbitraries/canon.ts';

/** What it must be equal to, written without a thought for speed. */
const plainly = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${plainly(field)}`);
  return `{${fields.join(',')}}`;
};

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, shuffled(field)]),
  );
};

/** Values with strings of every kind: quotes, control characters, halves of surrogate pairs. */
const anyJson = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });
const awkward = fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u2028', '\ud83d', '\ude00', 'é', 'a') });

describe('canonical json', () => {
  it('reads back as the value that was written', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is the same text for the same value, in whatever order it was built', () => {
    fc.assert(
      fc.property(fc.oneof(anyJson, anyFact, anyNode), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(canonicalJson(value)).toBe(plainly(value));
      }),
    );
  });

  it('is another text for another value', () => {
    const few = fc.jsonValue({ stringUnit: fc.constantFrom('a', 'b', '"'), maxDepth: 2 });
    fc.assert(
      fc.property(few, few, (a, b) => {
        const same = canonicalJson(a) === canonicalJson(b);
        expect(same).toBe(plainly(JSON.parse(JSON.stringify(a))) === plainly(JSON.parse(JSON.stringify(b))));
      }),
      { numRuns: 1_000 },
    );
  });

  it('escapes texts and keys as json does', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        expect(canonicalJson({ [text]: text })).toBe(JSON.stringify({ [text]: text }));
      }),
    );
  });

  it('puts any number of keys in the order of their code units', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 100, size: 'max' }), (keys) => {
        const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
        expect(text).toBe(
          `{${keys
            .sort()
            .map((key) => `${JSON.stringify(key)}:0`)
            .join(',')}}`,
        );
      }),
    );
  });

  it('leaves out what is undefined, and knows one zero', () => {
    expect(canonicalJson({ b: undefined, a: -0 })).toBe('{"a":0}');
  });

  it('refuses what json cannot hold, rather than write it as something else', () => {
    const foreign = [
      NaN,
      Infinity,
      undefined,
      [undefined],
      1n,
      new Date(0),
      new Map(),
      new Uint8Array(2),
      () => 1,
      Symbol('a'),
    ];
    for (const value of foreign) expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe('the digest of a record', () => {
  it('does not depend on the digest that stands in it', () => {
    fc.assert(
      fc.property(anyFact, (fact) => {
        expect(digestOf({ ...fact, digest: 'what it was' })).toBe(digestOf(fact));
      }),
    );
  });

  it('is that of its canonical text', () => {
    expect(digestOf({ b: 1, a: 'x' })).toBe('cdab067e9f3beb32d1252cfd63e492592fecbf591b0d08cadb24bb17f3864246');
  });
});
