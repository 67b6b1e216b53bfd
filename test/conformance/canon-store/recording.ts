import { describe, expect, it } from 'vitest';
import type { Container } from '../../../schemas/canon.ts';
import type { Envelope } from '../../../schemas/event.ts';
import type { Revision } from '../../../schemas/time.ts';
import { containersMax, logBatchMax } from '../../../src/ports/canon-reader.ts';
import { pageSizeMax } from '../../../src/ports/paging.ts';
import { at, canonScribe, ended, people, restored, retconned } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { allPages, begun, everythingIn, type OpenCanonStore, refusedAs, wholeLog } from './tools.ts';

const histories = (open: OpenCanonStore): void => {
  it('tells every state of a fact, oldest first, and for which revisions it was the current one', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, knows } = await begun(store, 301);
    const put = async (fact: typeof knows) => {
      await scribe.commit(store, { facts: [fact] });
      return fact;
    };
    const over = await put(ended(knows, at(5)));
    await scribe.commit(store);
    const never = await put(retconned(over, scribe.next));
    const after = await put(restored(over));
    const states = [
      { record: knows, from: 1, until: 2 },
      { record: over, from: 2, until: 4 },
      { record: never, from: 4, until: 5 },
      { record: after, from: 5, until: null },
    ];
    for (const max of [1, 2, 3, 4, 5])
      expect(await allPages((page) => store.reader.factHistory(universe, knows.id, page), { max })).toEqual(states);
    expect(await allPages((page) => store.reader.factHistory(universe, scribe.world.newId('fact'), page))).toEqual([]);
  });

  it('tells every state of a node, oldest first', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, bob, write } = await begun(store, 302);
    const first = write.nodes.find(({ id }) => id === ann);
    const merged = { ...scribe.entity('ann'), id: ann, introduced: first?.introduced ?? scribe.next };
    await scribe.commit(store, { nodes: [{ ...merged, status: 'merged', mergedInto: bob }] });
    await scribe.commit(store, { nodes: [merged] });
    for (const max of [1, 2, 3])
      expect(await allPages((page) => store.reader.nodeHistory(universe, ann, page), { max })).toEqual([
        { record: first, from: 1, until: 2 },
        { record: { ...merged, status: 'merged', mergedInto: bob }, from: 2, until: 3 },
        { record: merged, from: 3, until: null },
      ]);
    expect(await allPages((page) => store.reader.nodeHistory(universe, bob, page))).toHaveLength(1);
  });

  it('tells a history that goes on while it is read', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, knows } = await begun(store, 303);
    const more = () => scribe.commit(store, { facts: [{ ...knows, confidence: 1 / scribe.next.revision }] });
    await more();
    const between = () => (scribe.revision < 5 ? more() : Promise.resolve());
    const states = await allPages((page) => store.reader.factHistory(universe, knows.id, page), { max: 1, between });
    expect(states.map(({ from }) => from)).toEqual([1, 2, 3, 4, 5]);
  });
};

const logs = (open: OpenCanonStore): void => {
  it('tells everything in commit order: the commit, its records in the order they were put, its decisions', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(311));
    const { universe } = scribe;
    const early = scribe.refusal();
    await store.writer.commit(early);
    const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
    const facts = [scribe.relationship(bob, 'knows', ann), scribe.relationship(ann, 'knows', bob)];
    const first = await scribe.commit(store, { nodes: nodes.toReversed(), facts: facts.toReversed() });
    const late = [scribe.refusal(2), scribe.refusal()];
    for (const refusal of late) await store.writer.commit(refusal);
    const second = await scribe.commit(store, { facts: facts.map((fact) => ended(fact, at(9))) });

    const log = await wholeLog(store.reader, universe);
    const told = [
      ...early.decisions.map((record) => ['decision', record.id]),
      ...[first, ...late, second].flatMap((write) => [
        ...(write.commit === null ? [] : [['commit', write.commit.id]]),
        ...write.nodes.map((record) => ['node', record.id]),
        ...write.facts.map((record) => ['fact', record.id]),
        ...write.evidence.map((record) => ['evidence', record.id]),
        ...write.supports.map((record) => ['support', record.target]),
        ...write.decisions.map((record) => ['decision', record.id]),
      ]),
    ];
    expect(log.map(({ kind, record }) => [kind, 'target' in record ? record.target : record.id])).toEqual(told);
    expect(log.flatMap(({ kind, record }) => (kind === 'fact' ? [record] : []))).toEqual([
      ...first.facts,
      ...second.facts,
    ]);
  });

  it('tells what came after a revision, and nothing after the last', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 312);
    await store.writer.commit(scribe.refusal());
    await scribe.commit(store);
    await store.writer.commit(scribe.refusal());
    const log = await wholeLog(store.reader, universe);
    const start = log.findIndex(({ kind, record }) => kind === 'commit' && record.revision === 2);
    expect(await wholeLog(store.reader, universe, { after: 1 as Revision })).toEqual(log.slice(start));
    expect(await wholeLog(store.reader, universe, { after: 0 as Revision })).toEqual(log);
    expect(await wholeLog(store.reader, universe, { after: 2 as Revision })).toEqual([]);
    expect(await wholeLog(store.reader, universe, { after: 9 as Revision })).toEqual([]);
  });

  it('comes in batches that are bounded, and holds what there was when it was begun', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(313));
    const commits = 150;
    const more = () => scribe.commit(store, { nodes: Array.from({ length: 12 }, (_, i) => scribe.entity(`${i}`)) });
    for (let i = 0; i < commits; i++) await more();
    const before = await wholeLog(store.reader, scribe.universe);
    const seen: unknown[] = [];
    for await (const batch of store.reader.log(scribe.universe)) {
      expect(batch.length).toBeLessThanOrEqual(logBatchMax);
      if (seen.length === 0) await more();
      seen.push(...batch);
    }
    expect(seen).toEqual(before);
    expect(seen.length).toBeGreaterThan(logBatchMax);
  });

  it('is not begun when it was cancelled before', async () => {
    await using opened = await open();
    const { universe } = await begun(opened.store, 315);
    const signal = AbortSignal.abort(new Error('never mind'));
    const log = opened.store.reader.log(universe, { signal });
    await expect(log[Symbol.asyncIterator]().next()).rejects.toThrow('never mind');
  });

  it('ends where it is cancelled', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(314));
    const cast = Array.from({ length: 3 * logBatchMax }, (_, i) => scribe.entity(`${i}`));
    await scribe.commit(store, { nodes: cast });
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      let batches = 0;
      for await (const batch of store.reader.log(scribe.universe, { signal: controller.signal })) {
        expect(batch).toHaveLength(logBatchMax);
        expect(++batches).toBe(1);
        controller.abort(new Error('never mind'));
      }
    };
    await expect(read()).rejects.toThrow('never mind');
  });
};

const events = (open: OpenCanonStore): void => {
  it('keeps the events of what was committed, in the order of commits, and of nothing else', async () => {
    await using opened = await open();
    const { store } = opened;
    const [here, there] = [canonScribe(seededWorld(321)), canonScribe(seededWorld(322))];
    const sent: Envelope[] = [];
    for (const scribe of [here, there, here]) {
      const outbox = [scribe.envelope(), scribe.envelope()].toReversed();
      sent.push(...outbox);
      await scribe.commit(store, { outbox });
    }
    const refusal = { ...here.refusal(), outbox: [here.envelope()] };
    sent.push(...refusal.outbox);
    await store.writer.commit(refusal);
    await store.writer.commit(refusal);
    const late = canonScribe(there.world, there.universe);
    await store.writer.commit(late.write({ outbox: [late.envelope()] }));
    const bad = here.write({
      outbox: [here.envelope()],
      nodes: [here.entity('x'), { ...here.entity('y'), universe: there.universe }],
    });
    await expect(store.writer.commit(bad)).rejects.toMatchObject(refusedAs('malformed_commit'));
    expect(await store.reader.unsent(pageSizeMax)).toEqual(sent);
    for (let max = 1; max <= sent.length; max++) expect(await store.reader.unsent(max)).toEqual(sent.slice(0, max));
  });

  it('does not show again what was marked as sent, and passes over what it does not know', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, write } = await begun(store, 323);
    const [first] = write.outbox;
    const [second, third] = [scribe.envelope(), scribe.envelope()];
    await scribe.commit(store, { outbox: [second, third] });
    const marked = [third.id, scribe.world.newId('event'), first?.id ?? second.id];
    await store.writer.markSent(marked);
    await store.writer.markSent(marked);
    await store.writer.markSent([]);
    const other = await opened.another();
    for (const { reader } of [store, other]) expect(await reader.unsent(10)).toEqual([second]);
    await store.writer.commit(write);
    expect(await store.reader.unsent(10)).toEqual([second]);
  });
};

const containing = (open: OpenCanonStore): void => {
  const world = seededWorld(331);
  const omniverse = (name: string): Container => ({ kind: 'omniverse', id: world.newId('omniverse'), name });
  const multiverse = (above: Container, name: string): Container => ({
    kind: 'multiverse',
    id: world.newId('multiverse'),
    omniverse: above.kind === 'omniverse' ? above.id : above.omniverse,
    name,
  });

  it('keeps the last state of each container, put beside a commit or without, in order of id', async () => {
    await using opened = await open();
    const { store } = opened;
    const all = omniverse('All');
    const [ash, ember] = [multiverse(all, 'Ash'), multiverse(all, 'Ember')];
    await store.writer.putContainers([ember, all]);
    await store.writer.putContainers([]);
    const scribe = canonScribe(seededWorld(332));
    await scribe.commit(store, { containers: [ash, { ...ember, name: 'Embers' }] });
    await store.writer.putContainers([{ ...ash, name: 'Ashes' }]);
    const kept = [{ ...ash, name: 'Ashes' }, { ...ember, name: 'Embers' }, all].toSorted((a, b) =>
      a.id < b.id ? -1 : 1,
    );
    expect(await store.reader.containers()).toEqual(kept);
    expect(await (await opened.another()).reader.containers()).toEqual(kept);
  });

  it('refuses more of them than can be read at once, and keeps nothing of the write', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 333);
    await store.writer.putContainers(Array.from({ length: containersMax }, (_, i) => omniverse(`${i}`)));
    const before = await everythingIn(store, universe);
    const containers = [omniverse('one too many')];
    await expect(store.writer.putContainers(containers)).rejects.toMatchObject(refusedAs('too_much_at_once'));
    const write = scribe.write({ containers, outbox: [scribe.envelope()] });
    await expect(store.writer.commit(write)).rejects.toMatchObject(refusedAs('too_much_at_once'));
    expect(await everythingIn(store, universe)).toEqual(before);
  });
};

export const recording = (open: OpenCanonStore): void => {
  describe('histories', () => histories(open));
  describe('logs', () => logs(open));
  describe('events on their way', () => events(open));
  describe('containers', () => containing(open));
};
