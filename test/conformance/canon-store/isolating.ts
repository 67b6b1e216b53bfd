import { describe, expect, it } from 'vitest';
import type { Revision } from '../../../schemas/time.ts';
import type { CanonReader } from '../../../src/ports/canon-reader.ts';
import type { CanonStore, CanonWrite } from '../../../src/ports/canon-writer.ts';
import { at, canonScribe, during, ended, nodeObject, retconned } from '../../support/canon-scribe.ts';
import { allPages, begun, everythingIn, inBatches, type OpenCanonStore, refusedAs, wholeLog } from './tools.ts';

type Begun = Awaited<ReturnType<typeof begun>>;

/** Asks a universe for what is in another, in every way there is, and for what it has itself. */
const askedFor = async (reader: CanonReader, universe: Begun['universe'], other: Begun) => {
  const { ann, bob, knows, write } = other;
  const page = { max: 100, after: null };
  const evidence = write.evidence.map(({ id }) => id);
  const always = { from: null, to: null };
  const [decision] = write.decisions;
  const commit = write.commit?.id ?? knows.introduced.commit;
  return {
    nodes: await reader.nodes(universe, [ann, bob, other.universe]),
    nodesThen: await reader.nodes(universe, [ann], { knownAt: 1 as Revision }),
    facts: await reader.facts(universe, [knows.id]),
    factsThen: await reader.facts(universe, [knows.id], { knownAt: 1 as Revision, asOf: at(1) }),
    about: (await reader.listFacts(universe, { node: { id: ann, side: 'subject' } }, page)).items,
    leadingTo: (await reader.listFacts(universe, { node: { id: bob, side: 'object' } }, page)).items,
    supports: (await reader.supports(universe, [knows.id], page)).items,
    evidence: await reader.evidence(universe, evidence),
    resting: (await reader.resting(universe, [...evidence, knows.id], page)).items,
    edges: (await reader.neighbourhood(universe, [ann, bob], { hops: 3 })).edges,
    edgesThen: (await reader.neighbourhood(universe, [ann], { hops: 3, at: { knownAt: 1 as Revision } })).edges,
    path: (await reader.path(universe, { from: ann, to: bob }, { hopsMax: 6 }))?.edges ?? [],
    states: (await reader.factHistory(universe, knows.id, page)).items,
    nodeStates: (await reader.nodeHistory(universe, ann, page)).items,
    takingPart: (await reader.listFacts(universe, { node: { id: ann, side: 'participant' } }, page)).items,
    knownTo: (await reader.listFacts(universe, { node: { id: bob, side: 'knower' } }, page)).items,
    factsKnownAt: (await reader.factsKnownAt(universe, [{ id: knows.id, knownAt: 1 as Revision }])).filter(
      (fact) => fact !== null,
    ),
    decisions: (await reader.decisions(universe, decision ? { proposals: [decision.proposal] } : { commit }, page))
      .items,
    decisionsFrom: (await reader.decisions(universe, { from: 1, commit }, page)).items,
    ofCommit: (await reader.decisions(universe, { commit }, page)).items,
    commit: [await reader.commit(universe, commit)].filter((found) => found !== null),
    slice: await reader.slice(universe, {
      keys: [
        { side: 'subject', node: ann, predicate: 'knows', ...always },
        { side: 'subject', node: ann, predicate: 'knows', object: nodeObject(bob), ...always },
        { side: 'object', node: bob, predicate: 'knows', ...always },
        { side: 'participant', node: ann, predicate: null, ...always },
      ],
      nodes: [ann, bob],
      facts: [knows.id],
      names: [],
      evidence,
    }),
  };
};

const twoUniverses = async (store: CanonStore) => {
  const here = await begun(store, 701);
  const there = await begun(store, 702);
  for (const { scribe, ann, bob } of [here, there])
    await scribe.commit(store, {
      facts: [scribe.event('shouted', [ann], at(1), { visibility: { level: 'known', to: [bob] } })],
    });
  return { here, there };
};

const reads = (open: OpenCanonStore): void => {
  it('shows nothing of one universe to another, however it is asked', async () => {
    await using opened = await open();
    const { store } = opened;
    const { here, there } = await twoUniverses(store);
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      const { slice, ...lists } = await askedFor(store.reader, one.universe, other);
      for (const [name, items] of Object.entries(lists)) expect([name, items]).toEqual([name, []]);
      const head = await store.reader.head(one.universe);
      expect(slice).toEqual({ head, facts: [], nodes: [], named: [], evidence: [], cut: [] });
      const { slice: own, ...ownLists } = await askedFor(store.reader, other.universe, other);
      for (const [name, items] of Object.entries(ownLists)) expect([name, items.length > 0]).toEqual([name, true]);
      expect(own.facts).toHaveLength(2);
    }
  });

  it('lists what is in one universe alone', async () => {
    await using opened = await open();
    const { store } = opened;
    const { here, there } = await twoUniverses(store);
    for (const { universe, ann, bob } of [here, there]) {
      const nodes = await allPages((page) => store.reader.listNodes(universe, { kind: 'entity' }, page));
      expect(nodes.map(({ id }) => id)).toEqual([ann, bob]);
      const facts = await allPages((page) => store.reader.listFacts(universe, {}, page));
      expect(facts.map((fact) => fact.universe)).toEqual([universe, universe]);
      const { named } = await store.reader.slice(universe, {
        ...{ keys: [], nodes: [], facts: [], evidence: [] },
        names: ['ann'],
      });
      expect(named).toEqual([{ name: 'ann', nodes: [ann] }]);
      for (const { record } of await wholeLog(store.reader, universe)) expect(record.universe).toBe(universe);
    }
  });

  it('takes no cursor out of its universe with more than its place', async () => {
    await using opened = await open();
    const { store } = opened;
    const { here, there } = await twoUniverses(store);
    const { next } = await store.reader.listFacts(there.universe, {}, { max: 1, after: null });
    const { items } = await store.reader.listFacts(here.universe, {}, { max: 10, after: next });
    for (const { universe } of items) expect(universe).toBe(here.universe);
  });

  it('keeps apart what has the same ids in a fork and in its origin', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, bob, knows, write } = await begun(store, 703);
    const own = canonScribe(scribe.world);
    await store.writer.fork(own.write(), { universe, revision: 1 as Revision, storyTime: null });
    own.pass();
    const [copy] = await store.reader.facts(own.universe, [knows.id]);
    if (copy === undefined) throw new Error('it is copied');
    await own.commit(store, { facts: [{ ...ended(copy, at(5)), subject: bob, object: nodeObject(bob) }] });
    await scribe.commit(store, { facts: [retconned(knows, scribe.next)] });
    const around = async (of: typeof universe, knownAt?: Revision) =>
      (await store.reader.neighbourhood(of, [ann, bob], { hops: 1, at: knownAt === undefined ? {} : { knownAt } }))
        .edges;
    expect(await around(universe)).toEqual([]);
    expect(await around(universe, 1 as Revision)).toMatchObject([{ subject: ann, valid: during(0) }]);
    expect(await around(own.universe)).toMatchObject([{ subject: bob, valid: during(0, 5) }]);
    expect(await around(own.universe, 1 as Revision)).toMatchObject([{ subject: ann, valid: during(0) }]);
    const evidence = write.evidence.map(({ id }) => id);
    expect(await store.reader.evidence(universe, evidence)).toEqual(write.evidence);
  });
};

const writes = (open: OpenCanonStore): void => {
  const breaches: Record<string, (here: Begun, there: Begun) => CanonWrite> = {
    'a fact about somebody there': ({ scribe, ann }, there) =>
      scribe.write({ facts: [scribe.relationship(ann, 'likes', there.bob)] }),
    'a fact that derives from one there': ({ scribe, ann }, there) =>
      scribe.write({ facts: [scribe.relationship(ann, 'likes', ann, during(1), { derivesFrom: [there.knows.id] })] }),
    'a support by evidence there': ({ scribe, knows }, there) =>
      scribe.write({ supports: there.write.evidence.map(({ id }) => scribe.support(knows.id, id)) }),
    'a support of a fact there': ({ scribe, write }, there) =>
      scribe.write({ supports: write.evidence.map(({ id }) => scribe.support(there.knows.id, id)) }),
    'a change of a fact there': ({ scribe, universe, ann, bob }, { knows }) =>
      scribe.write({ facts: [{ ...knows, universe, subject: ann, object: nodeObject(bob) }] }),
    'the end of a fact there': ({ scribe }, { knows }) => scribe.write({ facts: [ended(knows, at(9))] }),
    'a change of somebody there': ({ scribe, universe }, there) =>
      scribe.write({ nodes: there.write.nodes.slice(1).map((node) => ({ ...node, universe })) }),
    'somebody there': ({ scribe }, there) => scribe.write({ nodes: there.write.nodes }),
  };

  it.each(Object.entries(breaches))('refuses in one universe %s, and changes neither', async (_, breach) => {
    await using opened = await open();
    const { store } = opened;
    const { here, there } = await twoUniverses(store);
    const before = await everythingIn(store, here.universe, there.universe);
    for (const write of [breach(here, there), breach(there, here)])
      await expect(store.writer.commit(write)).rejects.toMatchObject(refusedAs('malformed_commit'));
    expect(await everythingIn(store, here.universe, there.universe)).toEqual(before);
  });

  it('changes one universe without touching another', async () => {
    await using opened = await open();
    const { store } = opened;
    const { here, there } = await twoUniverses(store);
    const before = await wholeLog(store.reader, there.universe);
    const seen = await askedFor(store.reader, there.universe, there);
    await here.scribe.commit(store, { facts: [retconned(here.knows, here.scribe.next)] });
    await store.writer.commit(here.scribe.refusal());
    expect(await wholeLog(store.reader, there.universe)).toEqual(before);
    expect(await askedFor(store.reader, there.universe, there)).toEqual(seen);
  });

  it('gives each universe its own revisions and chains, whatever their ids', async () => {
    await using opened = await open();
    const { store } = opened;
    const { here, there } = await twoUniverses(store);
    const write = here.scribe.write();
    await store.writer.commit(write);
    const { commit } = write;
    const alike: CanonWrite = {
      ...there.scribe.write(),
      commit: commit && { ...commit, universe: there.universe },
      decisions: write.decisions.map((decision) => ({ ...decision, universe: there.universe })),
    };
    expect(await store.writer.commit(alike)).toMatchObject({ kind: 'committed', head: { revision: 3 } });
  });

  it('refuses to restore one universe as another', async () => {
    await using opened = await open();
    await using copy = await open();
    const { here, there } = await twoUniverses(opened.store);
    const log = await wholeLog(opened.store.reader, here.universe);
    const before = await everythingIn(copy.store, here.universe, there.universe);
    const restored = copy.store.writer.restore(there.universe, inBatches(log));
    await expect(restored).rejects.toMatchObject(refusedAs('broken_chain'));
    expect(await everythingIn(copy.store, here.universe, there.universe)).toEqual(before);
  });
};

export const isolating = (open: OpenCanonStore): void => {
  describe('reading', () => reads(open));
  describe('writing', () => writes(open));
};
