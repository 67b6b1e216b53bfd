import { expect, it } from 'vitest';
import { appendSome, at, type OpenEventLog, positionsOf } from './tools.ts';

const next = { max: 2, waitMsMax: 0, inOrder: true };

export const ordering = (open: OpenEventLog): void => {
  it('hands nothing to anybody before what precedes it is acknowledged or buried, where it is to be in order', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const [a, b] = [
      { universe, group: 'g', consumer: 'a' },
      { universe, group: 'g', consumer: 'b' },
    ];
    const positions = await appendSome(opened, universe, { count: 5, together: true });
    expect(positionsOf(await store.read(a, next))).toEqual(positions.slice(0, 2));
    for (const member of [a, b]) expect(await store.read(member, next)).toEqual([]);
    await store.acknowledge(a, positions.slice(0, 1));
    expect(await store.read(b, next)).toEqual([]);
    await store.bury(a, at(positions, 1), { code: 'x', message: 'x', attempts: 1 });
    expect(positionsOf(await store.read(b, next))).toEqual(positions.slice(2, 4));
    expect(positionsOf(await store.read({ ...a, group: 'h' }, next))).toEqual(positions.slice(0, 2));
  });

  it('claims up to the first that somebody still has', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const group = { universe, group: 'g' };
    const positions = await appendSome(opened, universe, { count: 4, together: true });
    await store.read({ ...group, consumer: 'a' }, { max: 4, waitMsMax: 0 });
    await world.advance(100);
    const asked = { idleMsMin: 100, inOrder: true };
    const claim = async (consumer: string, max: number) =>
      positionsOf(await store.claim({ ...group, consumer }, { ...asked, max }));
    expect(await claim('b', 1)).toEqual(positions.slice(0, 1));
    expect(await claim('c', 4)).toEqual([]);
    await store.acknowledge(group, positions.slice(0, 1));
    expect(await claim('c', 2)).toEqual(positions.slice(1, 3));
    await world.advance(100);
    expect(await claim('b', 4)).toEqual(positions.slice(1));
  });

  it('hands out what was given back before what follows it, whoever has that', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const [a, b] = ['a', 'b'].map((consumer) => ({ universe, group: 'g', consumer }));
    if (a === undefined || b === undefined) throw new Error('two members are needed');
    const positions = await appendSome(opened, universe, { count: 4, together: true });
    await store.read(a, { max: 3, waitMsMax: 0, inOrder: true });
    await world.advance(100);
    const idle = { idleMsMin: 100, max: 10, inOrder: true };
    await store.claim(b, { ...idle, max: 1 });
    await store.giveBack(b, positions);
    expect(await store.claim(b, idle)).toEqual([]);
    expect(positionsOf(await store.read(b, next))).toEqual(positions.slice(0, 1));
    expect(await store.read(b, next)).toEqual([]);
    await store.acknowledge(b, positions.slice(0, 1));
    expect(await store.read(b, next)).toEqual([]);
    expect(positionsOf(await store.claim(b, idle))).toEqual(positions.slice(1, 3));
    await store.giveBack(b, positions.slice(2));
    expect(await store.read(a, next)).toEqual([]);
    await store.acknowledge(b, positions.slice(1, 2));
    expect(positionsOf(await store.read(a, next))).toEqual(positions.slice(2, 3));
  });

  it('hands out what was given back as far as nobody has something before it', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const [a, b, c] = ['a', 'b', 'c'].map((consumer) => ({ universe, group: 'g', consumer }));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three members are needed');
    const positions = await appendSome(opened, universe, { count: 4, together: true });
    await store.read(a, { max: 3, waitMsMax: 0, inOrder: true });
    await world.advance(100);
    await store.claim(b, { idleMsMin: 100, max: 2, inOrder: true });
    await store.giveBack(a, positions);
    await world.advance(100);
    await store.claim(a, { idleMsMin: 100, max: 1, inOrder: true });
    await store.giveBack(a, positions);
    expect(await store.pending(a, { after: null, max: 10 })).toMatchObject([{ position: positions[1] }]);
    expect(positionsOf(await store.read(c, { ...next, max: 10 }))).toEqual(positions.slice(0, 1));
    expect(await store.read(c, next)).toEqual([]);
    await store.acknowledge(a, positions.slice(0, 2));
    expect(positionsOf(await store.read(c, next))).toEqual(positions.slice(2, 3));
  });

  it('lets what is replayed hold up nobody who takes over what follows it', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const positions = await appendSome(opened, universe, { count: 2, together: true });
    await store.read(member, next);
    await store.bury(member, at(positions, 0), { code: 'x', message: 'x', attempts: 1 });
    await store.replay(member, positions.slice(0, 1));
    await world.advance(100);
    const claimed = await store.claim({ ...member, consumer: 'b' }, { idleMsMin: 100, max: 10, inOrder: true });
    expect(positionsOf(claimed)).toEqual(positions.slice(1));
  });

  it('hands what is next to one of those who read at the same time', async () => {
    await using opened = await open();
    const universe = opened.world.newId('universe');
    const positions = await appendSome(opened, universe, { count: 20, together: true });
    const stores = [opened.store, await opened.another(), await opened.another()];
    const reads = await Promise.all(
      Array.from({ length: 12 }, (_, i) => at(stores, i % 3).read({ universe, group: 'g', consumer: `c${i}` }, next)),
    );
    expect(reads.flatMap(positionsOf)).toEqual(positions.slice(0, 2));
  });

  it('waits for what somebody else has, and goes on when it is done', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const group = { universe, group: 'g' };
    const positions = await appendSome(opened, universe, { count: 3, together: true });
    await store.read({ ...group, consumer: 'a' }, next);
    const other = await opened.another();
    const waiting = { max: 10, waitMsMax: 10_000, inOrder: true };
    const readings = [store, other].map((each, i) => each.read({ ...group, consumer: `c${i}` }, waiting));
    await world.asleep();
    await store.acknowledge(group, positions.slice(0, 2));
    await world.advance(100);
    const first = await Promise.race(readings);
    expect(positionsOf(first)).toEqual(positions.slice(2));
    await world.advance(10_000);
    expect((await Promise.all(readings)).flatMap(positionsOf)).toEqual(positions.slice(2));
  });
};
