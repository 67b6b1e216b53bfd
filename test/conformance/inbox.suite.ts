import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { type OpenedInbox, type OpenInbox, suiteKeptMax } from './inbox/tools.ts';

const groupIn = ({ world }: OpenedInbox, group = 'indexer') => ({ universe: world.newId('universe'), group });

/** What every inbox promises. */
export const inboxSuite = (open: OpenInbox): void => {
  describe('effects', () => {
    it('are made once, and noted', async () => {
      await using opened = await open();
      const { store, world, words } = opened;
      const group = groupIn(opened);
      const event = world.newId('event');
      expect(await store.has(group, event)).toBe(false);
      expect(await store.once(group, event, ({ write }) => write('told'))).toBe(true);
      expect(await store.once(group, event, ({ write }) => write('told twice'))).toBe(false);
      expect(await store.has(group, event)).toBe(true);
      expect(await words()).toEqual(['told']);
    });

    it('are kept whole or not at all, the note with them', async () => {
      await using opened = await open();
      const { store, world, words } = opened;
      const group = groupIn(opened);
      const event = world.newId('event');
      const broken = store.once(group, event, ({ write }) => {
        write('one');
        write('two');
        throw new Error('no further');
      });
      await expect(broken).rejects.toThrow('no further');
      expect([await words(), await store.has(group, event)]).toEqual([[], false]);
      expect(await store.once(group, event, ({ write }) => write('whole'))).toBe(true);
      expect(await words()).toEqual(['whole']);
    });

    it('are made by one of those who try at the same time', async () => {
      await using opened = await open();
      const { world, words } = opened;
      const group = groupIn(opened);
      const stores = [opened.store, await opened.another()];
      const events = Array.from({ length: 5 }, () => world.newId('event'));
      const made = await Promise.all(
        events.flatMap((event, i) =>
          stores.map((store) => store.once(group, event, ({ write }) => write(`word ${i}`))),
        ),
      );
      expect(made.filter(Boolean)).toHaveLength(5);
      expect((await words()).toSorted()).toEqual(events.map((_, i) => `word ${i}`));
    });
  });

  describe('notes', () => {
    it('are of one group in one universe', async () => {
      await using opened = await open();
      const { store, world } = opened;
      const [a, b] = [groupIn(opened), groupIn(opened)];
      const event = world.newId('event');
      await store.once(a, event, () => undefined);
      const others = [b, { ...a, group: 'other' }, { ...b, group: 'other' }];
      for (const other of others) expect(await store.has(other, event)).toBe(false);
      for (const other of others) expect(await store.once(other, event, () => undefined)).toBe(true);
    });

    it('are seen from elsewhere', async () => {
      await using opened = await open();
      const group = groupIn(opened);
      const event = opened.world.newId('event');
      await opened.store.once(group, event, () => undefined);
      const other = await opened.another();
      expect([await other.has(group, event), await other.once(group, event, () => undefined)]).toEqual([true, false]);
    });

    it('are forgotten for a group that begins anew, and for no other', async () => {
      await using opened = await open();
      const { store, world } = opened;
      const group = groupIn(opened);
      const other = { ...group, group: 'other' };
      const event = world.newId('event');
      for (const each of [group, other]) await store.once(each, event, () => undefined);
      await store.forget(group);
      await store.forget(groupIn(opened));
      expect([await store.has(group, event), await store.has(other, event)]).toEqual([false, true]);
      expect(await store.once(group, event, () => undefined)).toBe(true);
      await store.forget(other);
      await store.forget(group);
      for (const each of [group, other]) expect(await store.once(each, event, () => undefined)).toBe(true);
    });

    it('are of the last events, as many as are kept', async () => {
      await using opened = await open();
      const { store, world } = opened;
      const group = groupIn(opened);
      const events = Array.from({ length: suiteKeptMax + 3 }, () => world.newId('event'));
      for (const event of events) await store.once(group, event, () => undefined);
      const noted = await Promise.all(events.map((event) => store.has(group, event)));
      expect(noted).toEqual(events.map((_, i) => i >= 3));
    });

    it('are refused for a group that no log knows by such a name', async () => {
      await using opened = await open();
      const { store, world } = opened;
      const group = groupIn(opened, 'two words');
      const event = world.newId('event');
      const refused = { code: 'bad_name', kind: 'terminal' };
      await expect(store.has(group, event)).rejects.toMatchObject(refused);
      await expect(store.once(group, event, () => undefined)).rejects.toMatchObject(refused);
      await expect(store.forget(group)).rejects.toMatchObject(refused);
    });
  });

  it('makes of events that come in any order, repeated, what they make when each comes once', async () => {
    await using opened = await open();
    const { store, world, words } = opened;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(suiteKeptMax - 1), { maxLength: 30 }), async (comings) => {
        const group = groupIn(opened);
        const events = Array.from({ length: suiteKeptMax }, () => world.newId('event'));
        const before = (await words()).length;
        for (const i of comings) {
          const event = events[i];
          if (event !== undefined) await store.once(group, event, ({ write }) => write(event));
        }
        const expected = [...new Set(comings)].map((i) => events[i]);
        expect((await words()).slice(before)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
};
