import { describe, expect, it } from 'vitest';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import {
  type CanonReader,
  factsPerSliceKeyMax,
  fanOutMax,
  hopsMax,
  idsPerReadMax,
  pathHopsMax,
  sliceKeysMax,
  type SliceRequest,
} from '../../../src/ports/canon-reader.ts';
import { type Cursor, type Page, type PageRequest, pageSizeMax } from '../../../src/ports/paging.ts';
import { at, during } from '../../support/canon-scribe.ts';
import { begun, type OpenCanonStore, refusedAs } from './tools.ts';

type Begun = Awaited<ReturnType<typeof begun>>;
type Listing = (reader: CanonReader, start: Begun, page: PageRequest) => Promise<Page<unknown>>;

/** Every list that comes in pages; here each has two items or more. */
const listings: Record<string, Listing> = {
  universes: (reader, _, page) => reader.universes(page),
  nodes: (reader, { universe }, page) => reader.listNodes(universe, { kind: 'entity' }, page),
  facts: (reader, { universe }, page) => reader.listFacts(universe, {}, page),
  supports: (reader, { universe, knows }, page) => reader.supports(universe, [knows.id], page),
  resting: (reader, { universe, write }, page) =>
    reader.resting(
      universe,
      write.evidence.map(({ id }) => id),
      page,
    ),
  states: (reader, { universe, knows }, page) => reader.factHistory(universe, knows.id, page),
  decisions: (reader, { universe }, page) => reader.decisions(universe, {}, page),
  commits: (reader, { universe }, page) => reader.commits(universe, page),
};

const cursors = (open: OpenCanonStore): void => {
  const longEnough = async (store: Parameters<typeof begun>[0]): Promise<Begun> => {
    const start = await begun(store, 601);
    const { scribe, ann, bob, knows, write } = start;
    const likes = scribe.relationship(ann, 'likes', bob, during(1));
    const [turn] = write.evidence;
    const second = scribe.evidence();
    await scribe.commit(store, {
      facts: [likes, { ...knows, confidence: 0.5 }],
      evidence: [second],
      supports: [scribe.support(knows.id, second.id), ...(turn ? [scribe.support(likes.id, turn.id)] : [])],
    });
    await begun(store, 602);
    return start;
  };

  it.each(Object.entries(listings))(
    'refuses in the list of %s where a page of another list ended',
    async (name, list) => {
      await using opened = await open();
      const { reader } = opened.store;
      const start = await longEnough(opened.store);
      const { next } = await list(reader, start, { max: 1, after: null });
      expect((await list(reader, start, { max: 1, after: next })).items).toHaveLength(1);
      for (const [other, listOther] of Object.entries(listings)) {
        const foreign = (await listOther(reader, start, { max: 1, after: null })).next;
        expect(foreign).not.toBeNull();
        if (other === name) continue;
        await expect(list(reader, start, { max: 1, after: foreign })).rejects.toMatchObject(refusedAs('bad_cursor'));
      }
    },
  );

  it.each(Object.entries(listings))('refuses in the list of %s what no page ended with', async (_, list) => {
    await using opened = await open();
    const start = await longEnough(opened.store);
    for (const after of ['', 'nonsense', '-1', '[]', '{}', 'bnVsbA', "1' OR '1'='1", '\u0000', 'W10']) {
      const page = { max: 1, after: after as Cursor };
      await expect(list(opened.store.reader, start, page)).rejects.toMatchObject(refusedAs('bad_cursor'));
    }
  });

  it.each(Object.entries(listings))(
    'takes a page of one item up to the largest of the list of %s, and no other',
    async (_, list) => {
      await using opened = await open();
      const { reader } = opened.store;
      const start = await longEnough(opened.store);
      expect((await list(reader, start, { max: 1, after: null })).items).toHaveLength(1);
      expect((await list(reader, start, { max: pageSizeMax, after: null })).next).toBeNull();
      const tooMuch = refusedAs('too_much_at_once');
      await expect(list(reader, start, { max: pageSizeMax + 1, after: null })).rejects.toMatchObject(tooMuch);
      for (const max of [0, -1, 1.5, Number.NaN])
        await expect(list(reader, start, { max, after: null })).rejects.toMatchObject(refusedAs('out_of_bounds'));
    },
  );
};

type Call = (reader: CanonReader, universe: UniverseId, ids: readonly never[]) => Promise<unknown>;

const nothing: SliceRequest = { keys: [], nodes: [], facts: [], names: [], evidence: [] };

const byIds: Record<string, Call> = {
  nodes: (reader, universe, ids) => reader.nodes(universe, ids),
  facts: (reader, universe, ids) => reader.facts(universe, ids),
  evidence: (reader, universe, ids) => reader.evidence(universe, ids),
  factsKnownAt: (reader, universe, ids) =>
    reader.factsKnownAt(
      universe,
      ids.map((id) => ({ id, knownAt: 1 as Revision })),
    ),
  decisions: (reader, universe, ids) => reader.decisions(universe, { proposals: ids }, { max: 1, after: null }),
  supports: (reader, universe, ids) => reader.supports(universe, ids, { max: 1, after: null }),
  resting: (reader, universe, ids) => reader.resting(universe, ids, { max: 1, after: null }),
  neighbourhood: (reader, universe, ids) => reader.neighbourhood(universe, ids, { hops: 1 }),
};

const inSlices: Record<string, Call> = {
  nodes: (reader, universe, ids) => reader.slice(universe, { ...nothing, nodes: ids }),
  facts: (reader, universe, ids) => reader.slice(universe, { ...nothing, facts: ids }),
  names: (reader, universe, ids) => reader.slice(universe, { ...nothing, names: ids }),
  evidence: (reader, universe, ids) => reader.slice(universe, { ...nothing, evidence: ids }),
  keys: (reader, universe, ids) => {
    const key = { side: 'participant', node: universe, predicate: null, from: null, to: at(1) } as const;
    return reader.slice(universe, { ...nothing, keys: ids.map(() => key) });
  },
};

const sizes = (open: OpenCanonStore): void => {
  const many = (count: number): never[] =>
    Array.from({ length: count }, (_, i) => `ent_${String(i).padStart(26, '0')}`) as never[];

  it.each(Object.entries(byIds))('takes so many ids at once, and not one more: %s', async (_, call) => {
    await using opened = await open();
    const { universe } = await begun(opened.store, 611);
    const { reader } = opened.store;
    await call(reader, universe, many(idsPerReadMax));
    const oneMore = call(reader, universe, many(idsPerReadMax + 1));
    await expect(oneMore).rejects.toMatchObject(refusedAs('too_much_at_once'));
  });

  it.each(Object.entries(inSlices))('takes so many keys in a slice, and not one more: %s', async (_, call) => {
    await using opened = await open();
    const { universe } = await begun(opened.store, 612);
    const { reader } = opened.store;
    await call(reader, universe, many(sliceKeysMax));
    const oneMore = call(reader, universe, many(sliceKeysMax + 1));
    await expect(oneMore).rejects.toMatchObject(refusedAs('too_much_at_once'));
  });

  it('takes so many facts of a key in a slice, and no more', async () => {
    await using opened = await open();
    const { universe, ann } = await begun(opened.store, 616);
    const slice = (max: number) => {
      const key = { side: 'subject', node: ann, predicate: 'knows', from: null, to: null, max } as const;
      return opened.store.reader.slice(universe, { ...nothing, keys: [key] });
    };
    for (const max of [1, factsPerSliceKeyMax]) expect((await slice(max)).facts).toHaveLength(1);
    await expect(slice(factsPerSliceKeyMax + 1)).rejects.toMatchObject(refusedAs('too_much_at_once'));
    for (const max of [0, -1, 1.5]) await expect(slice(max)).rejects.toMatchObject(refusedAs('out_of_bounds'));
  });

  it('takes so many hops, and edges of a node, and no more', async () => {
    await using opened = await open();
    const { universe, ann, bob } = await begun(opened.store, 613);
    const { reader } = opened.store;
    const walk = (hops: number, fanOut?: number) =>
      reader.neighbourhood(universe, [ann], { hops, ...(fanOut === undefined ? {} : { fanOut }) });
    const path = (hops: number, fanOut?: number) =>
      reader.path(universe, { from: ann, to: bob }, { hopsMax: hops, ...(fanOut === undefined ? {} : { fanOut }) });
    await walk(hopsMax, fanOutMax);
    await path(pathHopsMax, fanOutMax);
    const tooMuch = refusedAs('too_much_at_once');
    for (const call of [walk(hopsMax + 1), walk(1, fanOutMax + 1), path(pathHopsMax + 1), path(1, fanOutMax + 1)])
      await expect(call).rejects.toMatchObject(tooMuch);
    for (const call of [walk(-1), walk(0.5), walk(1, 0), path(-1), path(1, 0)])
      await expect(call).rejects.toMatchObject(refusedAs('out_of_bounds'));
  });

  it('takes so many events at once, and no more', async () => {
    await using opened = await open();
    await begun(opened.store, 614);
    const { reader } = opened.store;
    expect(await reader.unsent(pageSizeMax)).toHaveLength(1);
    await expect(reader.unsent(pageSizeMax + 1)).rejects.toMatchObject(refusedAs('too_much_at_once'));
    for (const max of [0, -1]) await expect(reader.unsent(max)).rejects.toMatchObject(refusedAs('out_of_bounds'));
  });

  it('does not begin a walk that was cancelled before', async () => {
    await using opened = await open();
    const { universe, ann, bob } = await begun(opened.store, 615);
    const { reader } = opened.store;
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(reader.neighbourhood(universe, [ann], { hops: 1, signal })).rejects.toThrow('never mind');
    await expect(reader.path(universe, { from: ann, to: bob }, { hopsMax: 1, signal })).rejects.toThrow('never mind');
  });
};

export const bounding = (open: OpenCanonStore): void => {
  describe('pages', () => cursors(open));
  describe('sizes', () => sizes(open));
};
