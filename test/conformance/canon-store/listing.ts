import { expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { EntityId, FactId } from '../../../schemas/ids.ts';
import { type Revision, storyOrdinalMax, storySecondMax } from '../../../schemas/time.ts';
import type { CanonReader, FactQuery } from '../../../src/ports/canon-reader.ts';
import type { PageRequest } from '../../../src/ports/paging.ts';
import { at, canonScribe, during, ended, people, retconned } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { allPages, begun, idsOf, type OpenCanonStore } from './tools.ts';

export const listing = (open: OpenCanonStore): void => {
  it('gives what exists of what is asked for, in the order asked for, withdrawn facts too', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, bob, knows } = await begun(store, 51);
    const likes = scribe.relationship(ann, 'likes', bob);
    const [first, second] = [scribe.evidence(), scribe.evidence()];
    await scribe.commit(store, { facts: [likes, retconned(knows, scribe.next)], evidence: [first, second] });
    const { world } = scribe;
    const { reader } = store;
    const facts = await reader.facts(universe, [likes.id, world.newId('fact'), knows.id, likes.id]);
    expect(idsOf(facts)).toEqual([likes.id, knows.id, likes.id]);
    expect(idsOf(await reader.nodes(universe, [bob, world.newId('entity'), ann]))).toEqual([bob, ann]);
    expect(await reader.evidence(universe, [second.id, world.newId('evidence'), first.id])).toEqual([second, first]);
    expect(await reader.facts(universe, [])).toEqual([]);
  });

  it('lists facts in the order they began, unknown starts first, then by id', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(52));
    const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
    const last = { from: at(storySecondMax, storyOrdinalMax), to: null };
    const first = { from: at(-storySecondMax), to: null };
    const starts = [
      last,
      during(5),
      { from: at(4, storyOrdinalMax), to: null },
      during(5),
      during(null),
      first,
      during(null),
    ];
    const facts = starts.map((valid) => scribe.relationship(ann, 'knows', bob, valid));
    await scribe.commit(store, { nodes, facts });
    const [z, y, x, y2, a, b, a2] = facts;
    const order = [a, a2, b, x, y, y2, z].map((fact) => fact?.id);
    for (const max of [1, 2, 3, 6, 7, 8]) {
      const listed = await allPages((page) => store.reader.listFacts(scribe.universe, {}, page), { max });
      expect(idsOf(listed)).toEqual(order);
    }
    expect((await store.reader.listFacts(scribe.universe, {}, { max: 7, after: null })).next).toBeNull();
  });

  it('lists what somebody takes part in, and what they are named as knowing, as it is now and as it was', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(54));
    const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
    const secret = { visibility: { level: 'known' as const, to: [ann, bob] } };
    const [met, fought] = [scribe.event('met', [ann, bob, ann], at(7)), scribe.event('fought', [bob], at(3))];
    const [told, heard] = [scribe.state(bob, 'mood', 'sly', during(1), secret), scribe.state(ann, 'mood', 'odd')];
    await scribe.commit(store, { nodes, facts: [met, fought, told, heard] });
    const of = async (id: EntityId, side: 'participant' | 'knower', query: FactQuery = {}, knownAt?: number) => {
      const moment = knownAt === undefined ? {} : { knownAt: knownAt as Revision };
      const list = (page: PageRequest) =>
        store.reader.listFacts(scribe.universe, { ...query, node: { id, side } }, page, moment);
      const listed = idsOf(await allPages(list, { max: 1 }));
      expect(idsOf(await allPages(list))).toEqual(listed);
      return listed;
    };
    expect(await of(ann, 'participant')).toEqual([met.id]);
    expect(await of(bob, 'participant')).toEqual([fought.id, met.id]);
    expect(await of(bob, 'participant', { predicate: 'met' })).toEqual([met.id]);
    expect(await of(ann, 'knower')).toEqual([told.id]);
    expect(await of(bob, 'knower', { kind: 'event' })).toEqual([]);

    const alone = { ...fought, event: { participants: [], severity: 'minor' as const, causedBy: [] } };
    const shared = { ...told, visibility: { level: 'known' as const, to: [bob] } };
    await scribe.commit(store, { facts: [alone, shared, retconned(met, scribe.next)] });
    expect(await of(bob, 'participant')).toEqual([]);
    expect(await of(bob, 'participant', { statuses: ['retconned'] })).toEqual([met.id]);
    expect(await of(bob, 'participant', { statuses: ['canon', 'ended'] })).toEqual([]);
    expect(await of(bob, 'participant', {}, 1)).toEqual([fought.id, met.id]);
    expect([await of(ann, 'knower'), await of(bob, 'knower')]).toEqual([[], [told.id]]);
    expect(await of(ann, 'knower', {}, 1)).toEqual([told.id]);
    expect(await of(ann, 'participant', {}, 0)).toEqual([]);
  });

  it('gives each fact as it was known at a revision of its own', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, knows, ann, bob } = await begun(store, 55);
    const likes = scribe.relationship(ann, 'likes', bob);
    const over = ended(knows, at(9));
    await scribe.commit(store, { facts: [likes, over] });
    const never = retconned(over, scribe.next);
    await scribe.commit(store, { facts: [never] });
    const known = (...asked: readonly (readonly [FactId, number])[]) =>
      store.reader.factsKnownAt(
        universe,
        asked.map(([id, knownAt]) => ({ id, knownAt: knownAt as Revision })),
      );
    expect(await known([knows.id, 3], [likes.id, 2], [knows.id, 1], [knows.id, 2])).toEqual([
      never,
      likes,
      knows,
      over,
    ]);
    const missing = await known([knows.id, 0], [likes.id, 1], [knows.id, 1], [scribe.world.newId('fact'), 3]);
    expect(missing).toEqual([null, null, knows, null]);
    expect(await known()).toEqual([]);
    expect(await known([likes.id, 99])).toEqual([likes]);
  });

  it('lets a fact hold from its start up to its end, and one without a known start at every time before its end', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(53));
    const { nodes, ann } = people(scribe, 'ann');
    const closed = scribe.state(ann, 'mood', 'glad', during(10, 20));
    const unknown = scribe.state(ann, 'mood', 'sad', during(null, 10));
    const ongoing = scribe.state(ann, 'mood', 'calm', during(20));
    const always = scribe.state(ann, 'mood', 'odd', during(null));
    await scribe.commit(store, { nodes, facts: [closed, unknown, ongoing, always] });
    const holding = async (second: number, ordinal = 0) => {
      const asOf = at(second, ordinal);
      const listed = await allPages((page) => store.reader.listFacts(scribe.universe, {}, page, { asOf }));
      const ids = [closed, unknown, ongoing, always].map(({ id }) => id);
      const found = await store.reader.facts(scribe.universe, ids, { asOf });
      expect(idsOf(found).toSorted()).toEqual(idsOf(listed).toSorted());
      return listed.map(({ object }) => (object?.kind === 'text' ? object.text : ''));
    };
    expect(await holding(-storySecondMax)).toEqual(['sad', 'odd']);
    expect(await holding(9, storyOrdinalMax)).toEqual(['sad', 'odd']);
    expect(await holding(10)).toEqual(['odd', 'glad']);
    expect(await holding(19, storyOrdinalMax)).toEqual(['odd', 'glad']);
    expect(await holding(20)).toEqual(['odd', 'calm']);
    expect(await holding(storySecondMax, storyOrdinalMax)).toEqual(['odd', 'calm']);
    expect(await store.reader.facts(scribe.universe, [unknown.id])).toMatchObject([{ valid: { from: null } }]);
  });

  it('narrows a list by node, predicate, kind and status, and hides what was withdrawn unless it is asked for', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(54));
    const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
    const knows = scribe.relationship(ann, 'knows', bob, during(1));
    const loves = scribe.relationship(bob, 'loves', ann, during(2));
    const mood = scribe.state(ann, 'mood', 'glad', during(3));
    const feud = scribe.relationship(ann, 'hates', bob, during(4), { status: 'contested' });
    const past = ended(scribe.state(ann, 'age', 'ten', during(5)), at(6));
    const never = scribe.relationship(ann, 'owes', bob, during(7));
    await scribe.commit(store, { nodes, facts: [knows, loves, mood, feud, past, never] });
    await scribe.commit(store, { facts: [retconned(never, scribe.next)] });
    const listed = async (query: FactQuery) =>
      idsOf(await allPages((page) => store.reader.listFacts(scribe.universe, query, page), { max: 1 }));
    const ids = (...facts: Fact[]) => idsOf(facts);
    expect(await listed({})).toEqual(ids(knows, loves, mood, feud, past));
    expect(await listed({ node: { id: ann, side: 'subject' } })).toEqual(ids(knows, mood, feud, past));
    expect(await listed({ node: { id: ann, side: 'object' } })).toEqual(ids(loves));
    expect(await listed({ predicate: 'mood' })).toEqual(ids(mood));
    expect(await listed({ kind: 'state' })).toEqual(ids(mood, past));
    expect(await listed({ statuses: ['retconned'] })).toEqual(ids(never));
    expect(await listed({ statuses: ['contested', 'ended'] })).toEqual(ids(feud, past));
    expect(await listed({ statuses: [] })).toEqual([]);
    const everything = { node: { id: ann, side: 'subject' }, predicate: 'owes', kind: 'relationship' } as const;
    expect(await listed({ ...everything, statuses: ['retconned', 'canon'] })).toEqual(ids(never));
    expect(await listed(everything)).toEqual([]);
  });

  it('lists nodes of a kind in the order of ids, and entities of a type', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(55));
    const nodes = [1, 2, 3, 4, 5].map((i) => scribe.entity(`${i}`, { type: i % 2 === 0 ? 'location' : 'character' }));
    await scribe.commit(store, { nodes: [...nodes.toReversed(), scribe.thread()] });
    const listed = async (query: Parameters<CanonReader['listNodes']>[1]) =>
      idsOf(await allPages((page) => store.reader.listNodes(scribe.universe, query, page), { max: 2 }));
    expect(await listed({ kind: 'entity' })).toEqual(idsOf(nodes));
    expect(await listed({ kind: 'entity', type: 'location' })).toEqual([nodes[1]?.id, nodes[3]?.id]);
    expect(await listed({ kind: 'universe' })).toEqual([scribe.universe]);
    expect(await listed({ kind: 'thread' })).toHaveLength(1);
    expect(await listed({ kind: 'party' })).toEqual([]);
  });

  it('shows all that was there at the first page once, in order, however much is committed meanwhile', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(56));
    const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
    const facts = [1, 1, 2, 3, 3, 4, 5].map((second) => scribe.relationship(ann, 'knows', bob, during(second)));
    await scribe.commit(store, { nodes, facts });
    const { writer } = await opened.another();
    const between = async () => {
      const [former] = facts;
      const later = [0, 3, 9].map((second) => scribe.relationship(bob, 'knows', ann, during(second)));
      await scribe.commit({ ...store, writer }, { facts: former ? [{ ...former, confidence: 0.5 }, ...later] : later });
    };
    const list = (page: Parameters<CanonReader['universes']>[0]) => store.reader.listFacts(scribe.universe, {}, page);
    const ids = idsOf(
      await allPages(list, { max: 5, between: () => (scribe.revision > 4 ? Promise.resolve() : between()) }),
    );
    const before = new Set(idsOf(facts));
    expect(ids.filter((id) => before.has(id))).toEqual(idsOf(facts));
    expect(new Set(ids).size).toBe(ids.length);
  });
};
