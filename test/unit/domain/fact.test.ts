import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineCharsMax } from '../../../schemas/bounds.ts';
import type { FactObject } from '../../../schemas/canon.ts';
import { isEdge, nodesOf, objectKey, objectKeyTextCharsMax } from '../../../src/domain/fact.ts';
import { foldText } from '../../../src/domain/names.ts';
import { anyFact, anyObject } from '../../support/arbitraries/canon.ts';

const text = (of: string): FactObject => ({ kind: 'text', text: of });
const flag = (of: boolean): FactObject => ({ kind: 'flag', flag: of });
const number = (of: number, unit: string | null = null): FactObject => ({ kind: 'number', number: of, unit });

/** What makes two objects one, written out by kind. */
const same = (a: FactObject, b: FactObject): boolean => {
  if (a.kind === 'node') return b.kind === 'node' && a.id === b.id;
  if (a.kind === 'text') return b.kind === 'text' && foldText(a.text) === foldText(b.text);
  if (a.kind === 'number') return b.kind === 'number' && a.number === b.number && a.unit === b.unit;
  if (a.kind === 'flag') return b.kind === 'flag' && a.flag === b.flag;
  return b.kind === 'time' && a.time.second === b.time.second && a.time.ordinal === b.time.ordinal;
};

describe('the key of an object', () => {
  it('is equal for equal objects and for no others', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (a, b) => {
        expect(objectKey(a) === objectKey(b)).toBe(same(a, b));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is a node itself', () => {
    fc.assert(
      fc.property(anyFact.filter(isEdge), ({ object }) => {
        expect(objectKey(object)).toBe(object.id);
      }),
    );
  });

  it('does not tell texts apart that a reader would not', () => {
    const key = objectKey(text('the  “Red” Keep – east'));
    for (const as of ['The "red" keep - east', ' the „red” KEEP — east']) expect(objectKey(text(as))).toBe(key);
    expect(objectKey(text('STRASSE'))).toBe(objectKey(text('Straße')));
    expect(objectKey(text('caf\u0065\u0301'))).toBe(objectKey(text('café')));
  });

  it('tells texts apart that may mean two things', () => {
    const apart = ['red', 'the red', 'réd', '+red', '-red', 'red.', 'r ed', '10²', '102', '-5', '5'];
    expect(new Set(apart.map((as) => objectKey(text(as)))).size).toBe(apart.length);
  });

  it('goes by the unit, and takes no text for a number, nor anything for nothing', () => {
    const apart = [
      number(5),
      number(5, 'hp'),
      number(5, 'gold'),
      text('5'),
      text('5:hp'),
      text('none'),
      text('true'),
      flag(true),
      flag(false),
      null,
    ];
    expect(new Set(apart.map(objectKey)).size).toBe(apart.length);
    expect(objectKey(number(-0))).toBe(objectKey(number(0)));
  });

  it('stays short however long the text, and still differs', () => {
    const long = 'x'.repeat(lineCharsMax - 1);
    const keys = [`${long}a`, `${long}b`, long].map((as) => objectKey(text(as)));
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key.length).toBeLessThanOrEqual(objectKeyTextCharsMax + 'digest:'.length);
    fc.assert(
      fc.property(anyObject, (object) => {
        expect(objectKey(object).length).toBeLessThanOrEqual(objectKeyTextCharsMax + 'digest:'.length);
      }),
    );
  });
});

describe('the nodes of a fact', () => {
  it('are its subject, its object if that is one, and whoever took part, each once', () => {
    fc.assert(
      fc.property(anyFact, (fact) => {
        const nodes = nodesOf(fact);
        const expected = new Set([
          fact.subject,
          ...(fact.object?.kind === 'node' ? [fact.object.id] : []),
          ...(fact.event?.participants.map(({ node }) => node) ?? []),
        ]);
        expect(nodes).toHaveLength(expected.size);
        expect(new Set(nodes)).toEqual(expected);
        expect(nodes[0]).toBe(fact.subject);
      }),
    );
  });
});
