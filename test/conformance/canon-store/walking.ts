import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { EntityId, NodeId } from '../../../schemas/ids.ts';
import type { Revision, Validity } from '../../../schemas/time.ts';
import { holdsAt } from '../../../src/domain/interval.ts';
import {
  type CanonReader,
  fanOutDefault,
  fanOutMax,
  idsPerReadMax,
  type Moment,
} from '../../../src/ports/canon-reader.ts';
import type { CanonStore } from '../../../src/ports/canon-writer.ts';
import { at, canonScribe, during, ended, nodeObject, people, retconned } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { idsOf, type OpenCanonStore } from './tools.ts';

type WalkOptions = Parameters<CanonReader['neighbourhood']>[2];

const factsOf = ({ edges }: { edges: readonly { fact: string }[] }): string[] => edges.map(({ fact }) => fact);

/** Ann and her acquaintances: one for each interval, in this order. */
const acquainted = async (store: CanonStore, seed: number, intervals: readonly Validity[]) => {
  const scribe = canonScribe(seededWorld(seed));
  const ann = scribe.entity('ann');
  const others = intervals.map((_, i) => scribe.entity(`friend ${i}`));
  // Every other one leads to her, and not from her.
  const facts = others.map(({ id }, i) => {
    const [subject, object] = i % 2 === 0 ? [ann.id, id] : [id, ann.id];
    return scribe.relationship(subject, 'knows', object, intervals[i]);
  });
  await scribe.commit(store, { nodes: [ann, ...others], facts });
  const { universe } = scribe;
  const around = (options: Partial<WalkOptions> = {}) =>
    store.reader.neighbourhood(universe, [ann.id], { hops: 1, ...options });
  return { scribe, universe, ann: ann.id, others: others.map(({ id }) => id), facts, around };
};

/** For each interval: open or closed, early or late, and two of each that are alike. */
const intervals = [
  ...[during(5), during(7), during(5), during(null), during(null)],
  ...[during(1, 20), during(3, 12), during(2, 20), during(null, 15), during(4, 12)],
];

/** Places in `intervals`, in the order promised: the later id first among what is alike and late first, else the earlier. */
const openOnes = [1, 2, 0, 4, 3];
const soonestFirst = [6, 9, 8, 5, 7];
const latestFirst = [7, 5, 8, 9, 6];

const order = (open: OpenCanonStore): void => {
  const moments: [string, (last: Revision) => Partial<Moment>][] = [
    ['now', () => ({})],
    ['at the last revision', (knownAt) => ({ knownAt })],
  ];

  it.each(moments)(
    'gives what is open first, latest start first, then what ends soonest after a time, %s',
    async (_, momentAt) => {
      await using opened = await open();
      const { facts, around, scribe } = await acquainted(opened.store, 101, intervals);
      const wanted = [...openOnes, ...soonestFirst].map((place) => facts[place]?.id);
      for (let fanOut = 1; fanOut <= facts.length; fanOut++) {
        const moment = { asOf: at(10), ...momentAt(scribe.revision) };
        const found = await around({ fanOut, at: moment });
        expect(factsOf(found)).toEqual(wanted.slice(0, fanOut));
        expect(found.cut).toHaveLength(fanOut < facts.length ? 1 : 0);
      }
    },
  );

  it.each(moments)('gives what is open first, then what ended last, without a time, %s', async (_, momentAt) => {
    await using opened = await open();
    const { facts, around, scribe, ann } = await acquainted(opened.store, 102, intervals);
    const wanted = [...openOnes, ...latestFirst].map((place) => facts[place]?.id);
    for (let fanOut = 1; fanOut <= facts.length; fanOut++) {
      const found = await around({ fanOut, at: momentAt(scribe.revision) });
      expect(factsOf(found)).toEqual(wanted.slice(0, fanOut));
      expect(found.cut).toEqual(fanOut < facts.length ? [ann] : []);
    }
  });

  it('keeps the order of what was known, when states of different ages lie beside each other', async () => {
    await using opened = await open();
    const { store } = opened;
    const { facts, around, scribe } = await acquainted(store, 103, intervals);
    const then = scribe.revision;
    for (const fact of facts.filter((_, i) => i % 3 !== 0)) {
      const { from } = fact.valid;
      const over = { ...fact, valid: { from, to: at(99) }, heldUntil: null, status: 'ended' as const };
      const now = scribe.revision % 2 === 0 ? over : retconned(fact, scribe.next);
      await scribe.commit(store, { facts: [now] });
    }
    for (const asOf of [null, at(10), at(6), at(13), at(15)]) {
      const places = [...openOnes, ...(asOf === null ? latestFirst : soonestFirst)];
      const live = places
        .flatMap((place) => facts[place] ?? [])
        .filter(({ valid }) => asOf === null || holdsAt(valid, asOf))
        .map(({ id }) => id);
      for (const fanOut of [1, 3, 6, 9, 10]) {
        const found = await around({ fanOut, at: { asOf, knownAt: then } });
        expect(factsOf(found)).toEqual(live.slice(0, fanOut));
        expect(found.cut).toHaveLength(fanOut < live.length ? 1 : 0);
      }
    }
  });

  it('shows the edges that are live at a time, from their start up to their end', async () => {
    await using opened = await open();
    const { facts, around } = await acquainted(opened.store, 104, intervals);
    for (const second of [0, 1, 4, 5, 7, 11, 12, 14, 15, 19, 20, 30]) {
      const live = facts.filter(
        ({ valid: { from, to } }) => (from?.second ?? -1) <= second && second < (to?.second ?? 99),
      );
      const found = await around({ at: { asOf: at(second) } });
      expect(factsOf(found).toSorted()).toEqual(live.map(({ id }) => id).toSorted());
      expect(found.cut).toEqual([]);
    }
  });
};

const reach = (open: OpenCanonStore): void => {
  /** A row of people who know each other, and a ring of three at its end. */
  const row = async (store: CanonStore, seed: number) => {
    const scribe = canonScribe(seededWorld(seed));
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
    const cast = people(scribe, ...names);
    const tie = (from: NodeId, to: NodeId, predicate = 'knows') => scribe.relationship(from, predicate, to);
    const facts = [
      ...[tie(cast.a, cast.b), tie(cast.c, cast.b), tie(cast.c, cast.d), tie(cast.e, cast.d, 'owes')],
      ...[tie(cast.e, cast.f), tie(cast.f, cast.g), tie(cast.g, cast.e)],
    ];
    await scribe.commit(store, { nodes: cast.nodes, facts });
    return { scribe, universe: scribe.universe, ...cast, facts };
  };

  it('tells how many hops away each node is, along edges in both directions', async () => {
    await using opened = await open();
    const { universe, a, b, c, d, facts } = await row(opened.store, 111);
    const [ab, cb, cd] = facts;
    const found = await opened.store.reader.neighbourhood(universe, [a], { hops: 3 });
    const distances = [a, b, c, d].map((id, hops) => ({ id, hops }));
    expect(found).toEqual({
      nodes: distances,
      edges: [ab, cb, cd].map((fact) => ({
        fact: fact?.id,
        subject: fact?.subject,
        predicate: 'knows',
        object: fact?.object?.kind === 'node' ? fact.object.id : null,
        valid: fact?.valid,
      })),
      cut: [],
    });
    for (const hops of [0, 1, 2]) {
      const nearer = await opened.store.reader.neighbourhood(universe, [a], { hops });
      expect(nearer.nodes).toEqual(distances.slice(0, hops + 1));
      expect(factsOf(nearer)).toEqual([ab, cb, cd].slice(0, hops).map((fact) => fact?.id));
    }
  });

  it('starts from several nodes at once, each at 0, and reaches each node by its shortest way', async () => {
    await using opened = await open();
    const { universe, a, b, d, e, c, f, g } = await row(opened.store, 112);
    const found = await opened.store.reader.neighbourhood(universe, [a, e, a], { hops: 2 });
    const hops = Object.fromEntries(found.nodes.map((node) => [node.id, node.hops]));
    expect(hops).toEqual({ [a]: 0, [e]: 0, [b]: 1, [d]: 1, [f]: 1, [g]: 1, [c]: 2 });
    expect(found.nodes).toHaveLength(7);
    expect(new Set(factsOf(found)).size).toBe(7);
  });

  it('walks over the predicates that are asked for alone', async () => {
    await using opened = await open();
    const { universe, d, c, e, facts } = await row(opened.store, 113);
    const walked = (predicates: readonly string[]) =>
      opened.store.reader.neighbourhood(universe, [d], { hops: 1, predicates });
    expect((await walked(['owes'])).nodes.map(({ id }) => id)).toEqual([d, e]);
    expect((await walked(['knows', 'hates'])).nodes.map(({ id }) => id)).toEqual([d, c]);
    expect(factsOf(await walked(['knows', 'owes'])).toSorted()).toEqual([facts[2]?.id, facts[3]?.id].toSorted());
    expect(await walked([])).toEqual({ nodes: [{ id: d, hops: 0 }], edges: [], cut: [] });
    expect(
      (await opened.store.reader.neighbourhood(universe, [d], { hops: 1, predicates: ['owes'], fanOut: 1 })).cut,
    ).toEqual([]);
  });

  it('tells an edge from a node to itself once, and gives it one place', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(114));
    const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
    const self = scribe.relationship(ann, 'doubts', ann, during(2));
    const knows = scribe.relationship(ann, 'knows', bob, during(1));
    await scribe.commit(store, { nodes, facts: [self, knows] });
    const around = (fanOut: number) => store.reader.neighbourhood(scribe.universe, [ann], { hops: 1, fanOut });
    expect(factsOf(await around(1))).toEqual([self.id]);
    expect((await around(1)).cut).toEqual([ann]);
    expect(factsOf(await around(2))).toEqual([self.id, knows.id]);
    expect((await around(2)).cut).toEqual([]);
    await scribe.commit(store, { facts: [ended(self, at(9)), retconned(knows, scribe.next)] });
    expect(await around(1)).toMatchObject({ edges: [{ fact: self.id, subject: ann, object: ann }], cut: [] });
  });

  it('walks over what ended and what is disputed, not over what was withdrawn or leads to no node', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(115));
    const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
    const past = ended(scribe.relationship(ann, 'knew', bob, during(1)), at(2));
    const feud = scribe.relationship(ann, 'hates', bob, during(1), { status: 'contested' });
    const never = scribe.relationship(ann, 'owes', bob, during(1));
    const home = scribe.state(ann, 'located_in', '', during(1), { object: nodeObject(bob) });
    await scribe.commit(store, { nodes, facts: [past, feud, never, home, scribe.state(ann, 'mood', 'glad')] });
    await scribe.commit(store, { facts: [retconned(never, scribe.next)] });
    const found = await store.reader.neighbourhood(scribe.universe, [ann], { hops: 1 });
    expect(factsOf(found).toSorted()).toEqual([past.id, feud.id, home.id].toSorted());
  });

  it('follows an edge to where it leads now, and to where it led as it was known before', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(116));
    const { nodes, ann, bob, cid } = people(scribe, 'ann', 'bob', 'cid');
    const knows = scribe.relationship(ann, 'knows', bob);
    await scribe.commit(store, { nodes, facts: [knows] });
    const states: Fact[] = [
      { ...knows, object: nodeObject(cid) },
      { ...knows, subject: cid, object: nodeObject(cid) },
      { ...knows, kind: 'state', object: { kind: 'flag', flag: true } },
      { ...knows, subject: bob, predicate: 'likes', object: nodeObject(ann), valid: during(3) },
    ];
    for (const state of states) await scribe.commit(store, { facts: [state] });
    for (const [i, state] of [knows, ...states].entries())
      for (const node of [ann, bob, cid]) {
        const { subject, object, predicate, valid, id } = state;
        const leads = object?.kind === 'node' && (subject === node || object.id === node);
        const edges = leads ? [{ fact: id, subject, predicate, object: object.id, valid }] : [];
        const knownAt = (i + 1) as Revision;
        const options = { hops: 1, ...(i === states.length ? {} : { at: { knownAt } }) };
        expect((await store.reader.neighbourhood(scribe.universe, [node], options)).edges).toEqual(edges);
      }
  });
};

const bounded = (open: OpenCanonStore): void => {
  const crowd = 5_000;
  const hub = async (store: CanonStore) => {
    const intervalsOfCrowd = Array.from({ length: crowd }, (_, i) => (i % 2 === 0 ? during(i) : during(i, i + 1)));
    return acquainted(store, 121, intervalsOfCrowd);
  };

  it('gives at most so many edges of a node, by default fifty, and tells where there are more', async () => {
    await using opened = await open();
    const { around, ann, facts } = await hub(opened.store);
    const latest = facts.filter(({ valid }) => valid.to === null).toReversed();
    for (const [options, fanOut] of [
      [{}, fanOutDefault],
      [{ fanOut: fanOutMax }, fanOutMax],
    ] as const) {
      const found = await around(options);
      expect(factsOf(found)).toEqual(latest.slice(0, fanOut).map(({ id }) => id));
      expect(found.cut).toEqual([ann]);
    }
    const now = await around({ at: { asOf: at(crowd) } });
    expect(factsOf(now)).toEqual(latest.slice(0, fanOutDefault).map(({ id }) => id));
    const atStart = await around({ at: { asOf: at(4) } });
    expect(factsOf(atStart)).toEqual([facts[4], facts[2], facts[0]].map((fact) => fact?.id));
  });

  it('never leaves out an edge without telling, however many it has to pass over', async () => {
    await using opened = await open();
    const { store } = opened;
    const { around, ann, facts, scribe, others } = await hub(store);
    const [first] = others;
    if (first === undefined) throw new Error('there is a crowd');
    const rare = scribe.relationship(ann, 'owes', first, during(0));
    await scribe.commit(store, { facts: [rare] });
    for (const options of [
      { predicates: ['owes'] },
      { predicates: ['owes'], at: { asOf: at(crowd) } },
      { at: { knownAt: 1 as Revision, asOf: at(1) } },
      { predicates: ['owes'], at: { knownAt: scribe.revision } },
    ]) {
      const found = await around(options);
      const wanted = 'predicates' in options ? [rare.id] : [facts[1], facts[0]].map((fact) => fact?.id);
      if (found.cut.length === 0) expect(factsOf(found).toSorted()).toEqual(wanted.toSorted());
      else expect(found.cut).toEqual([ann]);
      for (const id of factsOf(found)) expect(wanted).toContain(id);
    }
  });

  it('sees one moment, although others commit while it walks', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(123));
    const crowded = Array.from({ length: idsPerReadMax }, (_, i) => scribe.entity(`${i}`));
    const ids = crowded.map(({ id }) => id);
    const ties = ids.map((id) => scribe.relationship(id, 'knows', id));
    await scribe.commit(store, { nodes: crowded, facts: ties });
    const [first, last] = [ids[0], ids.at(-1)];
    if (first === undefined || last === undefined) throw new Error('there is a crowd');
    const here = scribe.relationship(first, 'guards', first);
    await scribe.commit(store, { facts: [here] });
    const away = scribe.relationship(last, 'guards', last);
    const move = scribe.write({ facts: [ended(here, at(1)), away] });
    const walk = () => store.reader.neighbourhood(scribe.universe, ids, { hops: 1, at: { asOf: at(1) } });
    const [midway, outcome] = await Promise.all([walk(), store.writer.commit(move)]);
    expect(outcome.kind).toBe('committed');
    const guards = ({ edges }: Awaited<ReturnType<typeof walk>>) =>
      edges.filter(({ predicate }) => predicate === 'guards');
    expect(guards(midway)).toHaveLength(1);
    expect(factsOf({ edges: guards(await walk()) })).toEqual([away.id]);
  });
};

const paths = (open: OpenCanonStore): void => {
  /** Two ways from a to e, one of two edges and one of four; f is beside; g is alone. */
  const ways = async (store: CanonStore, seed: number) => {
    const scribe = canonScribe(seededWorld(seed));
    const cast = people(scribe, 'a', 'b', 'c', 'd', 'e', 'f', 'g');
    const { a, b, c, d, e, f } = cast;
    const long = [
      ...[scribe.relationship(a, 'knows', b), scribe.relationship(c, 'knows', b)],
      ...[scribe.relationship(c, 'knows', d), scribe.relationship(e, 'knows', d)],
    ];
    await scribe.commit(store, { nodes: cast.nodes, facts: long });
    const short = [scribe.relationship(f, 'knows', a, during(5)), scribe.relationship(f, 'knows', e, during(5))];
    await scribe.commit(store, { facts: short });
    const path = (from: EntityId, to: EntityId, options: Partial<Parameters<CanonReader['path']>[2]> = {}) =>
      store.reader.path(scribe.universe, { from, to }, { hopsMax: 6, ...options });
    return { scribe, ...cast, path, short: idsOf(short), long: idsOf(long), shortFacts: short };
  };

  it('finds a shortest path, its edges in order from the start', async () => {
    await using opened = await open();
    const { a, e, b, d, path, short, long } = await ways(opened.store, 131);
    expect((await path(a, e))?.edges.map(({ fact }) => fact)).toEqual(short);
    expect((await path(e, a))?.edges.map(({ fact }) => fact)).toEqual(short.toReversed());
    expect((await path(b, d))?.edges.map(({ fact }) => fact)).toEqual(long.slice(1, 3));
    expect((await path(a, e))?.edges[0]).toMatchObject({ predicate: 'knows', object: a, valid: during(5) });
  });

  it('finds the path that was live at a time, and that was known at a revision', async () => {
    await using opened = await open();
    const { scribe, a, e, path, short, long, shortFacts } = await ways(opened.store, 132);
    expect((await path(a, e, { at: { asOf: at(4) } }))?.edges.map(({ fact }) => fact)).toEqual(long);
    expect((await path(a, e, { at: { knownAt: 1 as Revision } }))?.edges.map(({ fact }) => fact)).toEqual(long);
    await scribe.commit(opened.store, { facts: shortFacts.map((fact) => retconned(fact, scribe.next)) });
    expect((await path(a, e))?.edges.map(({ fact }) => fact)).toEqual(long);
    expect((await path(a, e, { at: { knownAt: 2 as Revision } }))?.edges.map(({ fact }) => fact)).toEqual(short);
  });

  it('finds no path that is longer than asked for, and none where there is none', async () => {
    await using opened = await open();
    const { scribe, a, e, g, path, long } = await ways(opened.store, 133);
    expect(await path(a, e, { hopsMax: 1 })).toBeNull();
    expect((await path(a, e, { hopsMax: 2 }))?.edges).toHaveLength(2);
    expect(await path(a, e, { hopsMax: 3, at: { asOf: at(1) } })).toBeNull();
    expect((await path(a, e, { hopsMax: 4, at: { asOf: at(1) } }))?.edges.map(({ fact }) => fact)).toEqual(long);
    expect(await path(a, g)).toBeNull();
    expect(await path(a, scribe.world.newId('entity'))).toBeNull();
    expect(await path(a, e, { hopsMax: 0 })).toBeNull();
  });

  it('needs no edge from a node to itself', async () => {
    await using opened = await open();
    const { a, g, path } = await ways(opened.store, 134);
    expect(await path(a, a)).toEqual({ edges: [] });
    expect(await path(g, g, { hopsMax: 0 })).toEqual({ edges: [] });
  });
};

export const walking = (open: OpenCanonStore): void => {
  describe('the order of edges', () => order(open));
  describe('how far', () => reach(open));
  describe('bounds', () => bounded(open));
  describe('paths', () => paths(open));
};
