import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../../schemas/json.ts';
import type { Position } from '../../../src/ports/event-log.ts';
import { envelope } from '../../support/narrative.ts';
import { appendSome, at, type OpenEventLog, positionsOf } from './tools.ts';

export const appending = (open: OpenEventLog): void => {
  it('shows the last of the log in order, as many as are asked for, and none of another universe', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const [universe, other] = [world.newId('universe'), world.newId('universe')];
    const positions = await appendSome(opened, universe, { count: 5 });
    await appendSome(opened, other, { count: 2 });
    expect(positionsOf(await store.latest(universe, 3))).toEqual(positions.slice(2));
    expect(await store.latest(universe, 10)).toEqual(await store.range(universe, { after: null, max: 10 }));
    expect(await store.latest(world.newId('universe'), 10)).toEqual([]);
    await expect(store.latest(universe, 0)).rejects.toThrow();
  });

  it('keeps events as they were appended, in their order', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const events = Array.from({ length: 5 }, (_, number) => envelope(world, universe, { payload: { number } }));
    const positions = await store.append(universe, events.slice(0, 3), { key: 'a' });
    positions satisfies readonly Position[];
    const later = await store.append(universe, events.slice(3), { key: 'b' });
    const logged = await store.range(universe, { after: null, max: 10 });
    expect(logged).toEqual([...positions, ...later].map((position, i) => ({ position, event: events[i] })));
    expect(await store.length(universe)).toBe(5);
  });

  it('keeps every payload to the letter', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    let last: Position | null = null;
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'binary' }), async (value) => {
        // What has gone through JSON once does so unchanged again: −0 is the exception, for JSON has only one zero.
        const event = envelope(world, universe, { payload: JSON.parse(JSON.stringify(value)) as Json });
        const positions = await store.append(universe, [event], { key: event.id });
        expect(await store.range(universe, { after: last, max: 10 })).toEqual([{ position: at(positions, 0), event }]);
        last = at(positions, 0);
      }),
      { numRuns: 50 },
    );
  });

  it('gives later events positions that sort later as text', async () => {
    await using opened = await open();
    const universe = opened.world.newId('universe');
    const positions = await appendSome(opened, universe, { count: 120, together: true });
    const later = await appendSome(opened, universe, { count: 15 });
    const all = [...positions, ...later];
    expect(all.toSorted()).toEqual(all);
    expect(new Set(all).size).toBe(135);
  });

  it('keeps the order in which it was called, also by who did not wait', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const [universe, other] = [world.newId('universe'), world.newId('universe')];
    const events = Array.from({ length: 300 }, (_, i) => envelope(world, i % 3 === 0 ? other : universe));
    await Promise.all(events.map((event) => store.append(event.universe, [event], { key: event.id })));
    for (const place of [universe, other]) {
      const wanted = events.filter((event) => event.universe === place).map(({ id }) => id);
      expect((await store.range(place, { after: null, max: 1_000 })).map(({ event }) => event.id)).toEqual(wanted);
    }
  });

  it('appends nothing under a key that was used, and gives the first positions', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const events = [envelope(world, universe), envelope(world, universe), envelope(world, universe)];
    const positions = await store.append(universe, events, { key: 'once' });
    await appendSome(opened, universe, { count: 2 });
    expect(await store.append(universe, events, { key: 'once' })).toEqual(positions);
    expect(await store.append(universe, [envelope(world, universe)], { key: 'once' })).toEqual(positions);
    expect(await (await opened.another()).append(universe, events, { key: 'once' })).toEqual(positions);
    expect(await store.length(universe)).toBe(5);
  });

  it('appends once where many append with one key at the same time', async () => {
    await using opened = await open();
    const { world } = opened;
    const universe = world.newId('universe');
    const stores = [opened.store, await opened.another(), await opened.another()];
    const events = [envelope(world, universe), envelope(world, universe)];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => at(stores, i % 3).append(universe, events, { key: 'once' })),
    );
    expect(new Set(answers.map((positions) => positions.join(' '))).size).toBe(1);
    expect((await opened.store.range(universe, { after: null, max: 10 })).map(({ event }) => event)).toEqual(events);
  });

  it('keeps the events of one call together, and of each caller in order, when many append at the same time', async () => {
    await using opened = await open();
    const { world } = opened;
    const universe = world.newId('universe');
    const stores = [opened.store, await opened.another(), await opened.another()];
    await Promise.all(
      stores.map(async (store, writer) => {
        for (let call = 0; call < 20; call++) {
          const events = [0, 1, 2].map((number) => envelope(world, universe, { payload: { writer, call, number } }));
          await store.append(universe, events, { key: `${writer}.${call}` });
        }
      }),
    );
    const logged = await opened.store.range(universe, { after: null, max: 1_000 });
    const payloads = logged.map(({ event }) => event.payload as { writer: number; call: number; number: number });
    expect(payloads.length).toBe(180);
    for (let i = 0; i < payloads.length; i += 3) {
      const { writer, call } = at(payloads, i);
      expect(payloads.slice(i, i + 3)).toEqual([0, 1, 2].map((number) => ({ writer, call, number })));
    }
    for (const writer of [0, 1, 2]) {
      const calls = payloads.filter((payload) => payload.writer === writer).map(({ call }) => call);
      expect(calls).toEqual(calls.toSorted((a, b) => a - b));
    }
  });

  it('takes nothing for an append, and remembers nothing of its key', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    expect(await store.append(universe, [], { key: 'empty' })).toEqual([]);
    expect(await store.append(universe, [envelope(world, universe)], { key: 'empty' })).toHaveLength(1);
  });

  it('looks at any part of the log, from the oldest', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const positions = await appendSome(opened, universe, { count: 7, together: true });
    const range = async (after: Position | null, max: number) =>
      positionsOf(await store.range(universe, { after, max }));
    expect(await range(null, 3)).toEqual(positions.slice(0, 3));
    expect(await range(at(positions, 2), 3)).toEqual(positions.slice(3, 6));
    expect(await range(at(positions, 5), 3)).toEqual(positions.slice(6));
    expect(await range(at(positions, 6), 3)).toEqual([]);
  });

  it('has everything that was acknowledged when it is opened again', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'indexer', consumer: 'a' };
    const positions = await appendSome(opened, universe, { count: 5, together: true });
    await store.read(member, { max: 3, waitMsMax: 0 });
    await store.acknowledge(member, positions.slice(0, 1));
    await store[Symbol.asyncDispose]();
    const again = await opened.another();
    expect(positionsOf(await again.range(universe, { after: null, max: 10 }))).toEqual(positions);
    expect(await again.pending(member, { after: null, max: 10 })).toMatchObject([
      { position: positions[1], attempt: 1 },
      { position: positions[2], attempt: 1 },
    ]);
    expect(positionsOf(await again.read(member, { max: 10, waitMsMax: 0 }))).toEqual(positions.slice(3));
  });
};
