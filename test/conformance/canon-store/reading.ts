import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { Revision } from '../../../schemas/time.ts';
import type { DecisionQuery } from '../../../src/ports/canon-reader.ts';
import { canonScribe } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { knowing } from './knowing.ts';
import { listing } from './listing.ts';
import { supporting } from './supporting.ts';
import { allPages, begun, idsOf, type OpenCanonStore, wholeLog } from './tools.ts';

export const reading = (open: OpenCanonStore): void => {
  describe('as it was known', () => knowing(open));
  describe('lists', () => listing(open));
  describe('what stands on what', () => supporting(open));

  it('finds a universe that does not exist empty, at revision 0', async () => {
    await using opened = await open();
    const { reader } = opened.store;
    const { world, universe } = canonScribe(seededWorld(71));
    const [entity, fact, evidence] = [world.newId('entity'), world.newId('fact'), world.newId('evidence')];
    const page = { max: 10, after: null };
    const nothing = { items: [], next: null };
    const head = { universe, revision: 0, commit: null, decisions: { count: 0, last: null } };
    expect(await reader.head(universe)).toEqual(head);
    expect(await reader.universes(page)).toEqual(nothing);
    expect(await reader.nodes(universe, [entity])).toEqual([]);
    expect(await reader.listNodes(universe, { kind: 'entity' }, page)).toEqual(nothing);
    expect(await reader.facts(universe, [fact])).toEqual([]);
    expect(await reader.listFacts(universe, {}, page)).toEqual(nothing);
    for (const side of ['subject', 'object', 'participant', 'knower'] as const)
      expect(await reader.listFacts(universe, { node: { id: entity, side } }, page)).toEqual(nothing);
    expect(await reader.factsKnownAt(universe, [{ id: fact, knownAt: 1 as Revision }])).toEqual([null]);
    expect(await reader.supports(universe, [fact], page)).toEqual(nothing);
    expect(await reader.evidence(universe, [evidence])).toEqual([]);
    expect(await reader.resting(universe, [fact, evidence], page)).toEqual(nothing);
    expect(await reader.neighbourhood(universe, [entity], { hops: 2 })).toEqual({
      nodes: [{ id: entity, hops: 0 }],
      edges: [],
      cut: [],
    });
    expect(await reader.path(universe, { from: entity, to: world.newId('entity') }, { hopsMax: 3 })).toBeNull();
    expect(await reader.path(universe, { from: entity, to: entity }, { hopsMax: 3 })).toEqual({ edges: [] });
    expect(await reader.factHistory(universe, fact, page)).toEqual(nothing);
    expect(await reader.nodeHistory(universe, entity, page)).toEqual(nothing);
    const nobody = { keys: [], nodes: [entity], facts: [fact], names: ['ann'], evidence: [evidence] };
    expect(await reader.slice(universe, nobody)).toEqual({
      ...{ head, facts: [], nodes: [], named: [], evidence: [], cut: [] },
    });
    expect(await reader.decisions(universe, {}, page)).toEqual(nothing);
    expect(await reader.commits(universe, page)).toEqual(nothing);
    expect(await reader.commit(universe, world.newId('commit'))).toBeNull();
    expect(await wholeLog(reader, universe)).toEqual([]);
  });

  it('lists universes with where they stand, in order of id', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribes = [72, 73, 74].map((seed) => canonScribe(seededWorld(seed)));
    for (const [i, scribe] of scribes.entries()) for (let done = 0; done <= i; done++) await scribe.commit(store);
    const heads = await Promise.all(scribes.map(({ universe }) => store.reader.head(universe)));
    const inOrder = heads.toSorted((a, b) => (a.universe < b.universe ? -1 : 1));
    for (const max of [1, 2, 3])
      expect(await allPages((page) => store.reader.universes(page), { max })).toEqual(inOrder);
  });

  it('lists commits and decisions in order, finds one commit, and narrows decisions by proposals, by commit and by number', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 75);
    const second = await scribe.commit(store, {
      decisions: [1, 2, 3].map(() => scribe.decision(scribe.next.commit)),
    });
    const refusal = scribe.refusal(2);
    await store.writer.commit(refusal);
    const { reader } = store;
    for (const max of [1, 2, 10]) {
      const commits = await allPages((page) => reader.commits(universe, page), { max });
      expect(commits.map(({ revision }) => revision)).toEqual([1, 2]);
      const decisions = await allPages((page) => reader.decisions(universe, {}, page), { max });
      expect(decisions.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
      const commit = second.commit?.id ?? scribe.next.commit;
      const ofSecond = await allPages((page) => reader.decisions(universe, { commit }, page), { max });
      expect(idsOf(ofSecond)).toEqual(idsOf(second.decisions));
      expect(await reader.commit(universe, commit)).toEqual(commits[1]);
      const proposals = [refusal.decisions[1]?.proposal, second.decisions[0]?.proposal].filter(
        (id) => id !== undefined,
      );
      const narrowed = async (query: DecisionQuery) =>
        idsOf(await allPages((page) => reader.decisions(universe, query, page), { max }));
      const asked = [...proposals, scribe.world.newId('proposal'), ...proposals];
      expect(await narrowed({ proposals: asked })).toEqual([second.decisions[0]?.id, refusal.decisions[1]?.id]);
      expect(await narrowed({ proposals: [] })).toEqual([]);
      expect(await narrowed({ proposals, commit })).toEqual([second.decisions[0]?.id]);
      expect(await narrowed({ from: 4 })).toEqual(idsOf([...second.decisions.slice(2), ...refusal.decisions]));
      expect(await narrowed({ proposals, from: 3 })).toEqual([refusal.decisions[1]?.id]);
      expect(await narrowed({ from: 7 })).toEqual([]);
    }
  });

  it('hands out records that nobody can spoil, and keeps none that is changed after it was handed in', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, knows } = await begun(store, 76);
    const expected = structuredClone(knows);
    const write = scribe.write({ facts: [{ ...knows, statement: 'They met.' }] });
    await store.writer.commit(write);
    const spoil = (fact: Fact | undefined): void => {
      try {
        Object.assign(fact?.valid ?? {}, { from: null });
      } catch {
        // Frozen, which will do as well.
      }
    };
    spoil(write.facts[0]);
    const [read] = await store.reader.facts(universe, [knows.id]);
    spoil(read);
    expect(await store.reader.facts(universe, [knows.id])).toEqual([{ ...expected, statement: 'They met.' }]);
  });
};
