import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { EntityId, FactId } from '../../../schemas/ids.ts';
import { type Revision, storyOrdinalMax, storySecondMax } from '../../../schemas/time.ts';
import type { CanonReader, DecisionQuery, FactQuery } from '../../../src/ports/canon-reader.ts';
import type { CanonStore } from '../../../src/ports/canon-writer.ts';
import type { PageRequest } from '../../../src/ports/paging.ts';
import { at, canonScribe, during, ended, people, restored, retconned } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { allPages, begun, type OpenCanonStore, wholeLog } from './tools.ts';

const idsOf = (records: readonly { id: string }[]): string[] => records.map(({ id }) => id);
const sorted = (ids: readonly string[]): string[] => ids.toSorted();

/** A fact that was found out, ended, withdrawn, restored, withdrawn for good and at last said to have ended sooner; and one beside it. */
const troubled = async (store: CanonStore) => {
  const scribe = canonScribe(seededWorld(41));
  const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
  const states: Fact[] = [];
  await scribe.commit(store, { nodes });
  const begin = scribe.relationship(ann, 'loves', bob, during(10));
  const put = async (fact: Fact): Promise<void> => {
    await scribe.commit(store, { facts: [fact] });
    states.push(fact);
  };
  await put(begin);
  await put(ended(begin, at(20)));
  await put(retconned(ended(begin, at(20)), scribe.next));
  await put(restored(ended(begin, at(20))));
  await put(retconned(ended(begin, at(30)), scribe.next));
  await put(ended(begin, at(15)));
  await scribe.commit(store);
  return { scribe, universe: scribe.universe, id: begin.id, ann, bob, states };
};

/** The state that was current at a revision; the first was put at revision 2. */
const stateAt = (states: readonly Fact[], revision: number): Fact | undefined =>
  states[Math.min(revision - 2, states.length - 1)];

const whatWasHeld = (open: OpenCanonStore): void => {
  it('tells what was held at each revision, through ends, withdrawals and restorations', async () => {
    await using opened = await open();
    const { universe, id, states } = await troubled(opened.store);
    const { reader } = opened.store;
    const { revision } = await reader.head(universe);
    for (let knownAt = 0; knownAt <= revision + 1; knownAt++) {
      const state = stateAt(states, knownAt);
      const then = { knownAt: knownAt as Revision };
      expect(await reader.facts(universe, [id], then)).toEqual(state ? [state] : []);
      const shown = state === undefined || state.status === 'retconned' ? [] : [state];
      expect((await reader.listFacts(universe, {}, { max: 10, after: null }, then)).items).toEqual(shown);
    }
    expect(await reader.facts(universe, [id])).toEqual(states.slice(-1));
  });

  it('tells what held at a story time as it was known at a revision', async () => {
    await using opened = await open();
    const { universe, id, states, ann } = await troubled(opened.store);
    const { reader } = opened.store;
    const { revision } = await reader.head(universe);
    for (let knownAt = 1; knownAt <= revision; knownAt++)
      for (const second of [9, 10, 14, 15, 19, 20, 29, 30]) {
        const state = stateAt(states, knownAt);
        const { from, to } = state?.valid ?? { from: null, to: null };
        const holds = (from?.second ?? 99) <= second && (to === null || second < to.second);
        const moment = { asOf: at(second), knownAt: knownAt as Revision };
        const facts = holds && state !== undefined ? [state] : [];
        expect(await reader.facts(universe, [id], moment)).toEqual(facts);
        const query: FactQuery = { node: { id: ann, side: 'subject' } };
        const page = await reader.listFacts(universe, query, { max: 10, after: null }, moment);
        expect(page.items).toEqual(facts.filter(({ status }) => status !== 'retconned'));
      }
  });

  it('tells what somebody was called at each revision, and lists people as they were then', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(42));
    const ann = scribe.entity('Ann');
    await scribe.commit(store, { nodes: [ann] });
    const renamed = { ...ann, name: 'Anna', type: 'location' as const };
    await scribe.commit(store, { nodes: [renamed] });
    const { reader } = store;
    const named = async (knownAt?: number) => {
      const moment = knownAt === undefined ? {} : { knownAt: knownAt as Revision };
      const [found] = await reader.nodes(scribe.universe, [ann.id], moment);
      const listed = await reader.listNodes(scribe.universe, { kind: 'entity' }, { max: 10, after: null }, moment);
      expect(listed.items).toEqual(found === undefined ? [] : [found]);
      const asPlace = { kind: 'entity', type: 'location' } as const;
      const places = await reader.listNodes(scribe.universe, asPlace, { max: 10, after: null }, moment);
      expect(places.items).toEqual(listed.items.filter((node) => node.kind === 'entity' && node.type === 'location'));
      return found;
    };
    expect(await named(0)).toBeUndefined();
    expect(await named(1)).toEqual(ann);
    expect(await named(2)).toEqual(renamed);
    expect(await named()).toEqual(renamed);
  });

  it('does not let the story time decide which nodes there are', async () => {
    await using opened = await open();
    const { universe, ann } = await begun(opened.store, 43);
    expect(await opened.store.reader.nodes(universe, [ann], { asOf: at(-storySecondMax) })).toHaveLength(1);
  });
};

const lists = (open: OpenCanonStore): void => {
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
      expect(sorted(idsOf(await store.reader.facts(scribe.universe, ids, { asOf })))).toEqual(sorted(idsOf(listed)));
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

const support = (open: OpenCanonStore): void => {
  it('lists supports that stand and that were withdrawn, in order of fact, then of evidence', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, knows, write } = await begun(store, 61);
    const [turn] = write.supports;
    const more = [scribe.evidence(), scribe.evidence()];
    const added = more.map(({ id }, i) =>
      scribe.support(knows.id, id, { sufficient: false, status: i === 0 ? 'standing' : 'withdrawn' }),
    );
    const ofAnn = scribe.support(ann, more[0]?.id ?? write.evidence[0]?.id ?? scribe.evidence().id);
    await scribe.commit(store, { evidence: more, supports: [...added.toReversed(), ofAnn] });
    const all = [ofAnn, turn, ...added];
    for (const max of [1, 2, 3, 4, 5])
      expect(await allPages((page) => store.reader.supports(universe, [knows.id, ann], page), { max })).toEqual(all);
    expect(await allPages((page) => store.reader.supports(universe, [ann], page))).toEqual([ofAnn]);
  });

  it('shows the last word on a support: withdrawn, and standing again', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, knows, write } = await begun(store, 62);
    const evidence = write.evidence[0]?.id ?? scribe.evidence().id;
    const seen = async () => (await store.reader.supports(universe, [knows.id], { max: 10, after: null })).items;
    for (const status of ['withdrawn', 'standing', 'withdrawn'] as const) {
      const supports = [scribe.support(knows.id, evidence, { status })];
      await scribe.commit(store, { supports });
      expect(await seen()).toEqual(supports);
    }
  });

  it('tells which facts rest on facts and on evidence, withdrawn ones too, in order of id', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, bob, knows, write } = await begun(store, 63);
    const [turn] = write.evidence;
    const derived = scribe.relationship(ann, 'likes', bob, during(1), { derivesFrom: [knows.id] });
    const event: Fact['event'] = { participants: [], severity: 'minor', causedBy: [derived.id, knows.id] };
    const caused = scribe.event('quarrel', [ann], at(2), { event });
    const loose = scribe.state(ann, 'mood', 'glad');
    await scribe.commit(store, { facts: [derived, caused, loose] });
    const on = (...ids: Parameters<CanonReader['resting']>[1]) =>
      allPages((page) => store.reader.resting(universe, ids, page), { max: 1 });
    expect(await on(knows.id)).toEqual(sorted([derived.id, caused.id]));
    expect(await on(derived.id)).toEqual([caused.id]);
    expect(await on(loose.id)).toEqual([]);
    expect(turn && (await on(turn.id))).toEqual([knows.id]);
    expect(turn && (await on(turn.id, knows.id))).toEqual(sorted([knows.id, derived.id, caused.id]));

    await scribe.commit(store, { facts: [retconned(caused, scribe.next), { ...derived, derivesFrom: [] }] });
    expect(await on(knows.id)).toEqual([caused.id]);
    await scribe.commit(store, {
      facts: [derived, { ...caused, event: { ...event, causedBy: [] } }],
      supports: turn ? [scribe.support(knows.id, turn.id, { status: 'withdrawn' }), scribe.support(ann, turn.id)] : [],
    });
    expect(await on(knows.id)).toEqual([derived.id]);
    expect(turn && (await on(turn.id))).toEqual([]);
  });
};

export const reading = (open: OpenCanonStore): void => {
  describe('as it was known', () => whatWasHeld(open));
  describe('lists', () => lists(open));
  describe('what stands on what', () => support(open));

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
