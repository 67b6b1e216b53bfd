import { expect, it } from 'vitest';
import { eventBytesMax } from '../../../src/ports/event-log.ts';
import { envelope, memory, userTurn } from '../../support/narrative.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { first, type OpenNarrativeStore } from './tools.ts';

export const outbox = (open: OpenNarrativeStore) => {
  const world = seededWorld(5);

  it('keeps the events of what was written, in the order of writing, and of nothing else', async () => {
    await using opened = await open();
    const { store } = opened;
    const [here, there] = [world.newId('universe'), world.newId('universe')];
    const events = [here, here, here, there, here].map((universe) => envelope(world, universe));
    const [a, b, c, d, e] = events;
    const kept = (...list: (typeof a)[]) => list.filter((event) => event !== undefined);
    const turn = userTurn(world, { universe: here });
    const recalled = memory(world, { universe: here });
    await store.insert('turns.user', [{ document: turn, events: kept(b, a) }]);
    await store.insert('memories', [{ document: recalled, events: kept(c) }]);
    await store.insert('turns.user', [{ document: userTurn(world, { universe: there }), events: kept(d) }]);
    const changed = { document: { ...recalled, strength: 0 }, events: kept(e), expected: first };
    await store.replace('memories', changed);
    const wanted = kept(b, a, c, d, e);
    expect(await store.unsent(100)).toEqual(wanted);

    const others = [envelope(world, here)];
    await store.insert('turns.user', [{ document: turn, events: others }]);
    await store.insert('turns.user', [{ document: { ...turn, text: 'I stay.' }, events: others }]);
    await store.replace('memories', { ...changed, events: others });
    await store.replace('memories', { ...changed, document: recalled, events: others });
    expect(await store.unsent(100)).toEqual(wanted);
    expect(await store.unsent(2)).toEqual(kept(b, a));
  });

  it('does not show again what was marked as sent', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const events = Array.from({ length: 3 }, () => envelope(world, universe));
    await store.insert('turns.user', [{ document: userTurn(world, { universe }), events }]);
    const [a, b, c] = events.map(({ id }) => id);
    const marked = [b, world.newId('event')].filter((id) => id !== undefined);
    await store.markSent(marked);
    await store.markSent(marked);
    expect((await store.unsent(100)).map(({ id }) => id)).toEqual([a, c]);
    const other = await opened.another();
    expect((await other.unsent(100)).map(({ id }) => id)).toEqual([a, c]);
  });

  it('shows fewer unsent events where they are large, and all of them in the end', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const events = Array.from({ length: 6 }, () =>
      envelope(world, universe, { payload: 'x'.repeat(eventBytesMax - 1_000) }),
    );
    for (const event of events)
      await store.insert('turns.user', [{ document: userTurn(world, { universe }), events: [event] }]);
    const found: string[] = [];
    for (let round = 0; round < 6; round++) {
      const ids = (await store.unsent(100)).map(({ id }) => id);
      expect(ids.length).toBeLessThan(5);
      found.push(...ids);
      await store.markSent(ids);
    }
    expect(found).toEqual(events.map(({ id }) => id));
  });
};
