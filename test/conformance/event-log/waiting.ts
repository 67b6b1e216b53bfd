import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Delivery, readWaitMsMax } from '../../../src/ports/event-log.ts';
import { appendSome, noWait, type OpenEventLog, positionsOf } from './tools.ts';

/** Within so long a reader notices what others append. */
const wakeMsMax = 100;

export const waiting = (open: OpenEventLog): void => {
  it('does not wait when there is something, or when it is not asked to', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    expect(await store.read(member, noWait)).toEqual([]);
    const positions = await appendSome(opened, universe, { count: 1 });
    expect(positionsOf(await store.read(member, { max: 10, waitMsMax: 1_000 }))).toEqual(positions);
    await nextTurn();
    expect(world.sleepers()).toBe(0);
  });

  it('waits for whoever only looks as well, until something is there or they are no longer asked to', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const [first] = await appendSome(opened, universe, { count: 1 });
    const stop = new AbortController();
    const asked = { after: first ?? null, max: 10, waitMsMax: readWaitMsMax };
    const looking = store.range(universe, asked);
    const stopped = store.range(universe, { ...asked, signal: stop.signal });
    await world.asleep();
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    const positions = await appendSome(opened, universe, { count: 1 });
    expect(positionsOf(await looking)).toEqual(positions);
    await nextTurn();
    expect(world.sleepers()).toBe(0);
  });

  it('gives up when the time is over, and leaves no sleep behind', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const member = { universe: world.newId('universe'), group: 'g', consumer: 'a' };
    let answer: readonly Delivery[] | null = null;
    const reading = store.read(member, { max: 10, waitMsMax: 1_000 }).then((deliveries) => {
      answer = deliveries;
    });
    await nextTurn();
    await world.advance(999);
    expect(answer).toBe(null);
    await world.advance(1);
    await reading;
    expect(answer).toEqual([]);
    await nextTurn();
    expect(world.sleepers()).toBe(0);
  });

  it('wakes at an append through the same log', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const reading = store.read({ universe, group: 'g', consumer: 'a' }, { max: 10, waitMsMax: readWaitMsMax });
    await world.asleep();
    const positions = await appendSome(opened, universe, { count: 2, together: true });
    expect(positionsOf(await reading)).toEqual(positions);
    await nextTurn();
    expect(world.sleepers()).toBe(0);
  });

  it('wakes at an append through another connection', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const reading = store.read({ universe, group: 'g', consumer: 'a' }, { max: 10, waitMsMax: readWaitMsMax });
    await world.asleep();
    const positions = await appendSome({ ...opened, store: await opened.another() }, universe, { count: 2 });
    await world.advance(wakeMsMax);
    const got = positionsOf(await reading);
    expect(got).toEqual(positions.slice(0, got.length));
    expect(got.length).toBeGreaterThan(0);
    await nextTurn();
    expect(world.sleepers()).toBe(0);
  });

  it('goes on waiting when what was appended is not for it', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const [here, there] = [world.newId('universe'), world.newId('universe')];
    const reading = store.read({ universe: here, group: 'g', consumer: 'a' }, { max: 10, waitMsMax: 2_000 });
    await world.asleep();
    await appendSome(opened, there, { count: 3 });
    await world.advance(1_000);
    const positions = await appendSome(opened, here, { count: 1 });
    expect(positionsOf(await reading)).toEqual(positions);
  });

  it('gives one event to one of those who wait', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const readings = ['a', 'b', 'c'].map((consumer) =>
      store.read({ universe, group: 'g', consumer }, { max: 10, waitMsMax: 2_000 }),
    );
    await world.asleep();
    const positions = await appendSome(opened, universe, { count: 1 });
    await world.advance(2_000);
    const got = await Promise.all(readings);
    expect(got.flatMap(positionsOf)).toEqual(positions);
  });

  it('stops waiting when it is cancelled, says why, and has handed out nothing', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const stop = new AbortController();
    const reading = store.read(member, { max: 10, waitMsMax: readWaitMsMax, signal: stop.signal });
    const refused = expect(reading).rejects.toThrow('the person left');
    await world.asleep();
    stop.abort(new Error('the person left'));
    await refused;
    await nextTurn();
    expect(world.sleepers()).toBe(0);
    await appendSome(opened, universe, { count: 1 });
    await expect(store.read(member, { ...noWait, signal: stop.signal })).rejects.toThrow('the person left');
    expect(await store.pending(member, { after: null, max: 10 })).toEqual([]);
    expect(await store.read(member, noWait)).toHaveLength(1);
  });

  it('ends the waits when it is closed', async () => {
    await using opened = await open();
    const { world } = opened;
    const other = await opened.another();
    const member = { universe: world.newId('universe'), group: 'g', consumer: 'a' };
    const reading = other.read(member, { max: 10, waitMsMax: readWaitMsMax });
    await world.asleep();
    await other[Symbol.asyncDispose]();
    expect(await reading).toEqual([]);
    await nextTurn();
    expect(world.sleepers()).toBe(0);
  });

  it('appends nothing when it is cancelled before', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const positions = await appendSome(opened, universe, { count: 1 });
    const [logged] = await store.range(universe, { after: null, max: 1 });
    const signal = AbortSignal.abort(new Error('the person left'));
    const event = logged === undefined ? [] : [logged.event];
    await expect(store.append(universe, event, { key: 'other', signal })).rejects.toThrow('the person left');
    const [position] = positions;
    if (position !== undefined) await expect(store.trim(universe, position, { signal })).rejects.toThrow('the person');
    expect(await store.length(universe)).toBe(1);
  });
};
