import { expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import { type Revision, storySecondMax } from '../../../schemas/time.ts';
import type { FactQuery } from '../../../src/ports/canon-reader.ts';
import type { CanonStore } from '../../../src/ports/canon-writer.ts';
import { at, canonScribe, during, ended, people, restored, retconned } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { begun, type OpenCanonStore } from './tools.ts';

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

export const knowing = (open: OpenCanonStore): void => {
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
