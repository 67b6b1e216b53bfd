import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntityId, FactId, type IdKind, idPrefixes, SceneId } from '../../../schemas/ids.ts';
import { idSource } from '../../../src/domain/id-source.ts';
import { seededChance } from '../../support/chance.ts';

/** A clock that stands, runs, jumps, goes back, and counts parts of a millisecond. */
const readings = fc.array(
  fc.oneof(
    fc.constantFrom(0, -1, 1_700_000_000_000, 1_700_000_000_000.25, 1_700_000_000_000.75, 32 ** 10 - 1),
    fc.nat(),
    fc.double({ min: 0, max: 2 ** 45, noNaN: true }),
  ),
  { minLength: 1, maxLength: 50 },
);
const chances = fc.oneof(
  fc.nat().map(seededChance),
  fc.constantFrom(0, 0.5, 1 - Number.EPSILON).map((always) => () => always),
);

const idsAt = (times: readonly number[], random: () => number, kind: IdKind = 'fact'): string[] => {
  const left = times.values();
  const newId = idSource({ now: () => left.next().value ?? 0, random });
  return times.map(() => newId(kind));
};

describe('an id source', () => {
  it('makes ids that sort in the order they were made, whatever the clock and chance do, and never one twice', () => {
    fc.assert(
      fc.property(readings, chances, (times, random) => {
        const ids = idsAt(times, random);
        expect(ids.toSorted()).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('makes ids that the schemas know by their kind', () => {
    fc.assert(
      fc.property(readings, chances, (times, random) => {
        for (const id of idsAt(times, random)) expect(FactId.parse(id)).toBe(id);
      }),
    );
    const newId = idSource({ now: () => 0, random: () => 0 });
    expect(EntityId.safeParse(newId('entity')).success).toBe(true);
    expect(SceneId.safeParse(newId('entity')).success).toBe(false);
    for (const kind of Object.keys(idPrefixes) as IdKind[]) expect(newId(kind).startsWith(idPrefixes[kind])).toBe(true);
  });

  it('counts on through every digit when chance has used them up', () => {
    const [first, second] = idsAt([0, 0], () => 1 - Number.EPSILON);
    expect(first).toBe(`fct_${'0'.repeat(10)}f${'z'.repeat(15)}`);
    expect(second).toBe(`fct_${'0'.repeat(10)}g${'0'.repeat(15)}`);
  });

  it('counts on by one within a millisecond, digit by digit', () => {
    expect(idsAt([0, 0, 0], () => 0).map((id) => id.slice(14))).toEqual(
      ['0', '1', '2'].map((last) => `${'0'.repeat(15)}${last}`),
    );
    const draws = [0, ...Array<number>(13).fill(0.5), 1 - Number.EPSILON, 1 - Number.EPSILON].values();
    const [first, second] = idsAt([0, 0], () => draws.next().value ?? 0);
    expect(first?.slice(14)).toBe(`0${'g'.repeat(13)}zz`);
    expect(second?.slice(14)).toBe(`0${'g'.repeat(12)}h00`);
  });

  it('writes the time first, so that later runs sort behind earlier ones', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), chances, chances, (ms, later, one, other) => {
        const [early] = idsAt([ms], one);
        const [late] = idsAt([ms + later + 1], other);
        expect([late, early].toSorted()).toEqual([early, late]);
      }),
    );
  });
});
