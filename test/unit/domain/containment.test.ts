import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { EntityId } from '../../../schemas/ids.ts';
import {
  ancestors,
  compatiblePlaces,
  type Containment,
  containmentDepthMax,
  containmentOf,
  contains,
  cycleThrough,
} from '../../../src/domain/containment.ts';
import { foldLog, liveAt } from '../../../src/domain/fold.ts';
import { containmentPredicates, predicates } from '../../support/arbitraries/canon.ts';
import { worldLog } from '../../support/arbitraries/world-log.ts';

const place = (n: number) => `ent_${String(n).padStart(26, '0')}` as EntityId;
const places = Array.from({ length: 8 }, (_, n) => n);

type Link = readonly [inner: number, outer: number];
const build = (links: readonly Link[]): Containment => {
  const built = new Map<EntityId, Set<EntityId>>();
  for (const [inner, outer] of links)
    built.set(place(inner), new Set([...(built.get(place(inner)) ?? []), place(outer)]));
  return built;
};

const anyLinks: fc.Arbitrary<Link[]> = fc.array(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 })), { maxLength: 14 });
/** Outer ones have greater numbers, so nothing contains itself. */
const anyNesting = anyLinks.map((links) => links.filter(([inner, outer]) => inner < outer));

/** Who reaches whom, by squaring the relation until it stands still: slow and plain. */
const closure = (links: readonly Link[]): Set<string> => {
  const reach = new Set(links.map(([inner, outer]) => `${inner}>${outer}`));
  for (const via of places)
    for (const inner of places)
      for (const outer of places)
        if (reach.has(`${inner}>${via}`) && reach.has(`${via}>${outer}`)) reach.add(`${inner}>${outer}`);
  return reach;
};

describe('containment', () => {
  it('holds through any number of places, and never of a place and itself', () => {
    fc.assert(
      fc.property(anyLinks, (links) => {
        const [containment, reach] = [build(links), closure(links)];
        for (const inner of places)
          for (const outer of places)
            expect(contains(containment, { outer: place(outer), inner: place(inner) })).toBe(
              inner !== outer && reach.has(`${inner}>${outer}`),
            );
      }),
    );
  });

  it('lists what contains a place, each once, nearest first', () => {
    fc.assert(
      fc.property(anyLinks, (links) => {
        const [containment, reach] = [build(links), closure(links)];
        for (const inner of places) {
          const outers = ancestors(containment, place(inner));
          expect(outers.toSorted()).toEqual(
            places.filter((outer) => outer !== inner && reach.has(`${inner}>${outer}`)).map(place),
          );
          const direct = [...(containment.get(place(inner)) ?? [])].filter((outer) => outer !== place(inner));
          expect(outers.slice(0, direct.length).toSorted()).toEqual(direct.toSorted());
        }
      }),
    );
  });

  it('makes places compatible that are one or lie one within the other', () => {
    fc.assert(
      fc.property(anyNesting, fc.nat({ max: 7 }), fc.nat({ max: 7 }), (links, a, b) => {
        const [containment, reach] = [build(links), closure(links)];
        const expected = a === b || reach.has(`${a}>${b}`) || reach.has(`${b}>${a}`);
        expect(compatiblePlaces(containment, place(a), place(b))).toBe(expected);
        expect(compatiblePlaces(containment, place(b), place(a))).toBe(expected);
      }),
    );
  });

  it('finds a way from a place back to itself exactly if there is one', () => {
    fc.assert(
      fc.property(anyLinks, (links) => {
        const [containment, reach] = [build(links), closure(links)];
        for (const start of places) {
          const cycle = cycleThrough(containment, place(start));
          expect(cycle !== null).toBe(reach.has(`${start}>${start}`));
          if (cycle === null) continue;
          expect(cycle[0]).toBe(place(start));
          expect(new Set(cycle).size).toBe(cycle.length);
          for (const [index, inner] of cycle.entries())
            expect(containment.get(inner)?.has(cycle[(index + 1) % cycle.length] ?? place(99))).toBe(true);
        }
      }),
    );
  });

  it('looks no deeper than any world is nested', () => {
    const chain = build(Array.from({ length: 2 * containmentDepthMax }, (_, n) => [n, n + 1] as const));
    expect(ancestors(chain, place(0))).toHaveLength(containmentDepthMax);
    expect(contains(chain, { inner: place(0), outer: place(containmentDepthMax) })).toBe(true);
    expect(contains(chain, { inner: place(0), outer: place(containmentDepthMax + 1) })).toBe(false);
  });

  it('is read from the facts that say so and no others', () => {
    fc.assert(
      fc.property(worldLog(), ({ log }) => {
        const { live } = liveAt(foldLog(log, { knownAt: null }), { second: 100, ordinal: 0 });
        const links = live.filter(({ predicate }) => containmentPredicates.has(predicate));
        const pairs = links.map((fact: Fact) => [fact.subject, fact.object?.kind === 'node' && fact.object.id]);
        const containment = containmentOf(live, containmentPredicates);
        for (const [inner, outer] of pairs) expect([...(containment.get(inner as EntityId) ?? [])]).toContain(outer);
        const read = [...containment].flatMap(([inner, outers]) => [...outers].map((outer) => [inner, outer]));
        expect(new Set(read.map(String))).toEqual(new Set(pairs.map(String)));
        expect(predicates.edge).toEqual(expect.arrayContaining([...containmentPredicates]));
      }),
      { numRuns: 40 },
    );
  });
});
