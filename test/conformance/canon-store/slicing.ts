import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { StoryTime, Validity } from '../../../schemas/time.ts';
import { normaliseName } from '../../../src/domain/names.ts';
import {
  factsPerSliceKeyDefault,
  nodesPerNameMax,
  type SliceKey,
  type SliceRequest,
} from '../../../src/ports/canon-reader.ts';
import type { CanonStore } from '../../../src/ports/canon-writer.ts';
import { at, canonScribe, during, ended, nodeObject, people, restored, retconned } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { begun, type OpenCanonStore } from './tools.ts';

const nothing: SliceRequest = { keys: [], nodes: [], facts: [], names: [], evidence: [] };
const idsOf = (records: readonly { id: string }[]): string[] => records.map(({ id }) => id).toSorted();

const intervals: readonly Validity[] = [
  ...[during(null), during(null, 10), during(5), during(5, 10), during(10), during(10, 20), during(20, 30)],
  { from: at(10), to: at(10, 1) },
];
const windows: readonly Validity[] = [
  ...[during(null), during(10), during(null, 10), during(10, 11), during(9, 10), during(20), during(0, 5)],
  ...[{ from: at(10, 1), to: at(11) }, { from: at(9), to: at(10, 1) }, during(30), during(31, 40)],
];

const touches = (fact: Validity, window: Validity): boolean => {
  const before = (a: Validity['from'], b: Validity['to']): boolean =>
    a === null || b === null || a.second < b.second || (a.second === b.second && a.ordinal < b.ordinal);
  return before(fact.from, window.to) && before(window.from, fact.to);
};

const next = ({ second, ordinal }: StoryTime): StoryTime => ({ second, ordinal: ordinal + 1 });
const before = (a: StoryTime | null, b: StoryTime | null): number =>
  (a?.second ?? 0) - (b?.second ?? 0) || (a?.ordinal ?? 0) - (b?.ordinal ?? 0);

const keyed = (open: OpenCanonStore): void => {
  /** Facts of which ann is the subject, of which she is the object, and events in which she took part; an interval each. */
  const surrounded = async (store: CanonStore, seed: number) => {
    const scribe = canonScribe(seededWorld(seed));
    const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
    const sides: Record<SliceKey['side'], Fact[]> = {
      subject: intervals.map((valid) => scribe.relationship(ann, 'knows', bob, valid)),
      object: intervals.map((valid) => scribe.relationship(bob, 'knows', ann, valid)),
      participant: intervals.map((valid) => scribe.event('met', [bob, ann, ann], at(0), { valid })),
    };
    await scribe.commit(store, { nodes, facts: Object.values(sides).flat() });
    const slice = (...keys: readonly SliceKey[]) => store.reader.slice(scribe.universe, { ...nothing, keys });
    return { scribe, ann, bob, sides, slice };
  };

  it.each(['subject', 'object', 'participant'] as const)('shows what touches a window, of each %s', async (side) => {
    await using opened = await open();
    const { ann, sides, slice } = await surrounded(opened.store, 201);
    for (const window of windows) {
      const wanted = sides[side].filter(({ valid }) => touches(valid, window));
      const predicate = side === 'participant' ? 'met' : 'knows';
      const { facts, cut } = await slice({ side, node: ann, predicate, ...window });
      expect(idsOf(facts)).toEqual(idsOf(wanted));
      expect(facts).toEqual(expect.arrayContaining(wanted));
      expect(cut).toEqual([]);
    }
  });

  it.each(['subject', 'object'] as const)('shows what begins in a window, soonest first, of each %s', async (side) => {
    await using opened = await open();
    const { ann, sides, slice } = await surrounded(opened.store, 206);
    for (const window of windows) {
      const wanted = sides[side].filter(
        ({ valid: { from } }) => from !== null && touches({ from, to: next(from) }, window),
      );
      const asked = { side, node: ann, predicate: 'knows', begins: true, ...window } as const;
      expect(idsOf((await slice(asked)).facts)).toEqual(idsOf(wanted));
      expect(idsOf((await slice({ ...asked, predicate: 'met' })).facts)).toEqual([]);
      const some = await slice({ ...asked, max: 2 });
      const inOrder = wanted.toSorted((a, b) => before(a.valid.from, b.valid.from) || (a.id < b.id ? -1 : 1));
      expect(some.facts.map(({ valid }) => valid.from)).toEqual(inOrder.slice(0, 2).map(({ valid }) => valid.from));
      expect(some.cut).toEqual(wanted.length > 2 ? [0] : []);
    }
  });

  it('keeps predicates apart, and asks participants for any kind of event if none is named', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, ann, bob, sides, slice } = await surrounded(store, 202);
    const other = scribe.event('fought', [ann], at(3));
    const mood = scribe.state(ann, 'mood', 'glad');
    await scribe.commit(store, { facts: [other, mood] });
    const always = { from: null, to: null };
    const met = sides.participant;
    expect(idsOf((await slice({ side: 'subject', node: ann, predicate: 'mood', ...always })).facts)).toEqual([mood.id]);
    expect((await slice({ side: 'object', node: ann, predicate: 'mood', ...always })).facts).toEqual([]);
    const any = await slice({ side: 'participant', node: ann, predicate: null, ...always });
    expect(idsOf(any.facts)).toEqual(idsOf([...met, other]));
    const fought = await slice({ side: 'participant', node: ann, predicate: 'fought', ...always });
    expect(idsOf(fought.facts)).toEqual([other.id]);
    expect(idsOf((await slice({ side: 'participant', node: bob, predicate: null, ...always })).facts)).toEqual(
      idsOf(met),
    );
  });

  it('finds what begins to say one very thing of a subject', async () => {
    await using opened = await open();
    const { ann, bob, sides, slice } = await surrounded(opened.store, 207);
    const key = { side: 'subject', node: ann, predicate: 'knows', begins: true, ...during(6, 11) } as const;
    const found = await slice({ ...key, object: nodeObject(bob) });
    expect(idsOf(found.facts)).toEqual(idsOf(sides.subject.filter(({ valid }) => valid.from?.second === 10)));
    expect((await slice({ ...key, object: nodeObject(ann) })).facts).toEqual([]);
  });

  it('refuses to leave out the predicate of a subject or an object, and asks participants for no beginnings', async () => {
    await using opened = await open();
    const { ann, slice } = await surrounded(opened.store, 203);
    for (const side of ['subject', 'object'] as const)
      await expect(slice({ side, node: ann, predicate: null, from: null, to: null })).rejects.toThrow('predicate');
    const beginnings = {
      side: 'participant',
      node: ann,
      predicate: 'met',
      from: null,
      to: null,
      begins: true,
    } as const;
    await expect(slice(beginnings)).rejects.toThrow('touch');
  });

  it('finds what says one very thing of a subject, in whatever spelling, and nothing else', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(204));
    const { nodes, ann, bob, cid } = people(scribe, 'ann', 'bob', 'cid');
    const knowsBob = scribe.relationship(ann, 'knows', bob);
    const glad = scribe.state(ann, 'mood', 'Quite glad');
    const silent = scribe.state(ann, 'mood', 'x', during(0), { object: null });
    const ten = scribe.state(ann, 'age', 'x', during(0), { object: { kind: 'number', number: 10, unit: 'years' } });
    const others = [scribe.relationship(ann, 'knows', cid), scribe.relationship(bob, 'knows', bob)];
    await scribe.commit(store, { nodes, facts: [knowsBob, glad, silent, ten, ...others] });
    const said = async (predicate: string, object: Fact['object'], side: SliceKey['side'] = 'subject') => {
      const key = { side, node: ann, predicate, object, from: null, to: null };
      return idsOf((await store.reader.slice(scribe.universe, { ...nothing, keys: [key] })).facts);
    };
    expect(await said('knows', nodeObject(bob))).toEqual([knowsBob.id]);
    expect(await said('likes', nodeObject(bob))).toEqual([]);
    expect(await said('mood', { kind: 'text', text: 'quite  GLAD' })).toEqual([glad.id]);
    expect(await said('mood', { kind: 'text', text: 'sad' })).toEqual([]);
    expect(await said('mood', null)).toEqual([silent.id]);
    expect(await said('age', { kind: 'number', number: 10, unit: 'years' })).toEqual([ten.id]);
    expect(await said('age', { kind: 'number', number: 10, unit: null })).toEqual([]);
    expect(await said('knows', nodeObject(cid), 'object')).toEqual([]);
    await scribe.commit(store, { facts: [{ ...knowsBob, object: nodeObject(cid) }] });
    expect(await said('knows', nodeObject(bob))).toEqual([]);
    expect(await said('knows', nodeObject(cid))).toEqual(idsOf([knowsBob, ...others.slice(0, 1)]));
  });

  it('shows each fact once, in its last state, and not while it is withdrawn', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, ann, bob, slice } = await surrounded(store, 205);
    const fight = scribe.event('fought', [ann, bob], at(3));
    const owes = scribe.relationship(ann, 'owes', bob, during(3));
    await scribe.commit(store, { facts: [fight, owes] });
    const always = { from: null, to: null };
    const keys: SliceKey[] = [
      { side: 'participant', node: ann, predicate: 'fought', ...always },
      { side: 'participant', node: bob, predicate: null, from: at(3), to: at(4) },
      { side: 'subject', node: ann, predicate: 'owes', ...always },
      { side: 'object', node: bob, predicate: 'owes', ...always },
    ];
    const ours = async () => (await slice(...keys)).facts.filter(({ predicate }) => predicate !== 'met');
    expect(idsOf(await ours())).toEqual(idsOf([fight, owes]));
    await scribe.commit(store, { facts: [retconned(fight, scribe.next), retconned(owes, scribe.next)] });
    expect(await ours()).toEqual([]);
    const back = [restored(ended(fight, at(3, 1))), { ...ended(owes, at(9)), status: 'contested' as const }];
    await scribe.commit(store, { facts: back });
    expect(await ours()).toEqual(expect.arrayContaining(back));
    expect(await ours()).toHaveLength(2);
    const apart = { ...back[0], event: { participants: [], severity: 'minor' as const, causedBy: [] } } as Fact;
    await scribe.commit(store, { facts: [apart, { ...owes, subject: bob, object: nodeObject(ann) }] });
    expect(await ours()).toEqual([]);
  });
};

const cuts = (open: OpenCanonStore): void => {
  const sides = ['subject', 'object', 'participant'] as const;
  const many = factsPerSliceKeyDefault * 2;

  const crowded = async (store: CanonStore, side: SliceKey['side']) => {
    const scribe = canonScribe(seededWorld(211));
    const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
    const facts = Array.from({ length: many }, (_, i) => {
      const valid = during(i, 100 + i);
      if (side === 'participant') return scribe.event('met', [ann], at(0), { valid });
      return side === 'subject'
        ? scribe.relationship(ann, 'met', bob, valid)
        : scribe.relationship(bob, 'met', ann, valid);
    });
    await scribe.commit(store, {
      nodes,
      facts: facts.toSorted((a, b) => (a.statement + a.id < b.statement + b.id ? 1 : -1)),
    });
    const slice = async (window: Validity, max?: number) => {
      const key: SliceKey = { side, node: ann, predicate: 'met', ...window, ...(max === undefined ? {} : { max }) };
      const none: SliceKey = { side, node: bob, predicate: 'never', ...window };
      return store.reader.slice(scribe.universe, { ...nothing, keys: [none, key] });
    };
    return { facts, slice };
  };

  it.each(sides)(
    'shows those that end soonest after the start of a window, and tells of a %s that there are more',
    async (side) => {
      await using opened = await open();
      const { facts, slice } = await crowded(opened.store, side);
      for (const passed of [0, 1, many - factsPerSliceKeyDefault - 1]) {
        const found = await slice(during(100 + passed));
        expect(idsOf(found.facts)).toEqual(idsOf(facts.slice(passed + 1, passed + 1 + factsPerSliceKeyDefault)));
        expect(found.cut).toEqual(many - passed - 1 > factsPerSliceKeyDefault ? [1] : []);
      }
    },
  );

  it.each(sides)('shows of a %s as many as it is asked for, in the same order', async (side) => {
    await using opened = await open();
    const { facts, slice } = await crowded(opened.store, side);
    for (const max of [1, 3, many - 1, many, many + 1]) {
      const found = await slice(during(0), max);
      expect(idsOf(found.facts)).toEqual(idsOf(facts.slice(0, max)));
      expect(found.cut).toEqual(max < many ? [1] : []);
      expect(idsOf((await slice(during(null), max)).facts)).toEqual(idsOf(facts.slice(-max)));
    }
  });

  it.each(sides)(
    'shows those that end last without the start of a window, and tells of a %s that there are more',
    async (side) => {
      await using opened = await open();
      const { facts, slice } = await crowded(opened.store, side);
      const found = await slice(during(null));
      expect(idsOf(found.facts)).toEqual(idsOf(facts.slice(-factsPerSliceKeyDefault)));
      expect(found.cut).toEqual([1]);
      const early = await slice(during(null, factsPerSliceKeyDefault));
      expect(idsOf(early.facts)).toEqual(idsOf(facts.slice(0, factsPerSliceKeyDefault)));
      expect(early.cut).toEqual([]);
    },
  );
};

const named = (open: OpenCanonStore): void => {
  it('finds entities by what they are called now, and by their aliases', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(221));
    const ann = scribe.entity('Ann of Ashfall', { aliases: ['The Red', 'Annie', 'the red'] });
    const red = scribe.entity('The Red');
    await scribe.commit(store, { nodes: [ann, red] });
    const called = async (...names: string[]) => {
      const { named: found } = await store.reader.slice(scribe.universe, {
        ...nothing,
        names: names.map(normaliseName),
      });
      return found.map(({ name, nodes }) => [name, nodes]);
    };
    const both = [ann.id, red.id];
    expect(await called('the RED')).toEqual([[normaliseName('The Red'), both]]);
    expect(await called('nobody', 'annie', 'The Red')).toEqual([
      [normaliseName('annie'), [ann.id]],
      [normaliseName('The Red'), both],
    ]);

    await scribe.commit(store, { nodes: [{ ...ann, description: 'Tall.' }] });
    expect(await called('annie')).toEqual([[normaliseName('annie'), [ann.id]]]);
    await scribe.commit(store, { nodes: [{ ...ann, name: 'Anna', aliases: ['Ann of Ashfall'] }] });
    expect(await called('annie', 'the red', 'anna', 'ann of ashfall')).toEqual([
      [normaliseName('the red'), [red.id]],
      [normaliseName('anna'), [ann.id]],
      [normaliseName('ann of ashfall'), [ann.id]],
    ]);
    await scribe.commit(store, { nodes: [{ ...red, status: 'merged', mergedInto: ann.id }] });
    expect(await called('the red')).toEqual([]);
    await scribe.commit(store, { nodes: [red, { ...ann, status: 'retconned' }] });
    expect(await called('the red', 'ann of ashfall', 'anna')).toEqual([[normaliseName('the red'), [red.id]]]);
    await scribe.commit(store, { nodes: [ann] });
    expect(await called('annie')).toEqual([[normaliseName('annie'), [ann.id]]]);
  });

  it('shows the first of those who share a name, in order of id', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(222));
    const guards = Array.from({ length: nodesPerNameMax + 5 }, () => scribe.entity('guard'));
    await scribe.commit(store, { nodes: guards.toReversed() });
    const { named: found } = await store.reader.slice(scribe.universe, { ...nothing, names: ['guard'] });
    expect(found).toEqual([{ name: 'guard', nodes: guards.slice(0, nodesPerNameMax).map(({ id }) => id) }]);
  });
};

export const slicing = (open: OpenCanonStore): void => {
  describe('windows', () => keyed(open));
  describe('cuts', () => cuts(open));
  describe('names', () => named(open));

  it('shows what is asked for by id in its last state, withdrawn facts too, and passes over what is not there', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, bob, knows, write } = await begun(store, 231);
    const withdrawn = retconned(knows, scribe.next);
    const annie = { ...scribe.entity('annie'), id: ann, introduced: knows.introduced };
    await scribe.commit(store, { nodes: [annie], facts: [withdrawn] });
    const { world } = scribe;
    const [turn] = write.evidence;
    const found = await store.reader.slice(universe, {
      keys: [{ side: 'subject', node: ann, predicate: 'knows', from: null, to: null }],
      nodes: [ann, world.newId('entity')],
      facts: [knows.id, world.newId('fact'), knows.id],
      names: [],
      evidence: turn ? [world.newId('evidence'), turn.id] : [],
    });
    expect(found).toEqual({
      head: await store.reader.head(universe),
      facts: [withdrawn],
      nodes: [annie],
      named: [],
      evidence: [turn],
      cut: [],
    });
    expect((await store.reader.slice(universe, { ...nothing, nodes: [bob] })).nodes).toMatchObject([{ name: 'bob' }]);
  });

  it('is not begun when it was cancelled before', async () => {
    await using opened = await open();
    const { universe } = await begun(opened.store, 233);
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(opened.store.reader.slice(universe, nothing, { signal })).rejects.toThrow('never mind');
  });
};
