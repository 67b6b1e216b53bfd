import { describe, expect, it } from 'vitest';
import type { Revision } from '../../../schemas/time.ts';
import type { NamedKind } from '../../../src/ports/canon-reader.ts';
import { canonScribe } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { allPages, begun, type OpenCanonStore, refusedAs } from './tools.ts';

const parts = (open: OpenCanonStore): void => {
  it('finds what has an id by the beginning or the end of it, and by all of it', async () => {
    await using opened = await open();
    const { reader } = opened.store;
    const { universe, knows, ann, bob, write } = await begun(opened.store, 601);
    const ids: Readonly<Record<NamedKind, readonly string[]>> = {
      fact: [knows.id],
      entity: [ann, bob],
      commit: write.commit === null ? [] : [write.commit.id],
      decision: write.decisions.map(({ id }) => id),
    };
    for (const [kind, all] of Object.entries(ids) as [NamedKind, readonly string[]][]) {
      const like = (part: string, max = 10) => reader.idsLike(universe, kind, part, max);
      for (const id of all) {
        const body = id.slice(4);
        expect(await like(body)).toEqual([id]);
        expect(await like(id)).toEqual([id]);
        for (const chars of [1, 10, 25]) {
          expect(await like(body.slice(0, chars))).toEqual(
            all.filter((other) => other.slice(4).startsWith(body.slice(0, chars))).toSorted(),
          );
          expect(await like(body.slice(-chars))).toContain(id);
        }
        expect(await like(body.slice(5, 15))).toEqual([]);
      }
      expect(await like('')).toEqual([]);
    }
  });

  it('shows them in order and no more than asked for, withdrawn ones too, and nothing of another universe', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, bob } = await begun(store, 602);
    const facts = Array.from({ length: 5 }, () => scribe.relationship(ann, 'knows', bob));
    await scribe.commit(store, { facts });
    const other = canonScribe(seededWorld(603));
    await other.commit(store, { nodes: [other.entity('Ann')] });
    const like = (max: number) => store.reader.idsLike(universe, 'fact', '0', max);
    const ids = facts.map(({ id }) => id).toSorted();
    expect((await like(10)).filter((id) => ids.some((each) => each === id))).toEqual(ids);
    expect(await like(3)).toEqual((await like(10)).slice(0, 3));
    expect(await store.reader.idsLike(other.universe, 'fact', '0', 10)).toEqual([]);
    expect(await store.reader.idsLike(scribe.world.newId('universe'), 'fact', '0', 10)).toEqual([]);
    for (const max of [0, 1_001, 0.5]) await expect(like(max)).rejects.toMatchObject({ name: 'Failure' });
    await expect(like(1_001)).rejects.toMatchObject(refusedAs('too_much_at_once'));
  });
};

const decided = (open: OpenCanonStore): void => {
  it('gives a decision by its id, and nothing of another universe', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, write } = await begun(store, 605);
    await scribe.commit(store);
    const other = canonScribe(seededWorld(606));
    await other.commit(store, { nodes: [other.entity('Ann')] });
    const [draft] = write.decisions;
    if (draft === undefined) throw new Error('nothing was decided');
    expect(await store.reader.decision(universe, draft.id)).toMatchObject(draft);
    expect(await store.reader.decision(other.universe, draft.id)).toBeNull();
    expect(await store.reader.decision(universe, scribe.world.newId('decision'))).toBeNull();
  });
};

const tails = (open: OpenCanonStore): void => {
  it('lists commits from a revision on, in pages', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 604);
    for (let i = 0; i < 5; i++) await scribe.commit(store);
    for (const from of [0, 1, 3, 6, 7])
      for (const max of [1, 2, 10]) {
        const listed = await allPages((page) => store.reader.commits(universe, page, { from: from as Revision }), {
          max,
        });
        expect(listed.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6].filter((each) => each >= from));
      }
  });
};

export const naming = (open: OpenCanonStore): void => {
  describe('by a part of an id', () => parts(open));
  describe('decisions', () => decided(open));
  describe('the end of the chain', () => tails(open));
};
