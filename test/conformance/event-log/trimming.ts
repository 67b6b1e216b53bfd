import { expect, it } from 'vitest';
import { appendSome, at, noWait, type OpenEventLog, positionsOf } from './tools.ts';
import { envelope } from '../../support/narrative.ts';

export const trimming = (open: OpenEventLog): void => {
  it('forgets what every group has acknowledged, up to where it is told', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const [a, b] = ['g', 'h'].map((group) => ({ universe, group, consumer: 'a' }));
    if (a === undefined || b === undefined) throw new Error('two groups are needed');
    const positions = await appendSome(opened, universe, { count: 10, together: true });
    await store.read(a, noWait);
    await store.read(b, noWait);
    await store.acknowledge(a, positions);
    await store.acknowledge(b, positions.slice(0, 6));
    expect(await store.trim(universe, at(positions, 3))).toBe(4);
    expect(await store.trim(universe, at(positions, 3))).toBe(0);
    expect(await store.trim(universe, at(positions, 0))).toBe(0);
    expect(await store.trim(universe, at(positions, 9))).toBe(2);
    expect(positionsOf(await store.range(universe, { after: null, max: 100 }))).toEqual(positions.slice(6));
    expect(positionsOf(await store.range(universe, { after: at(positions, 1), max: 1 }))).toEqual(
      positions.slice(6, 7),
    );
    expect(await store.length(universe)).toBe(4);
    expect([await store.lag(a), await store.lag(b)]).toEqual([0, 4]);
  });

  it('keeps what is behind the first event that is not acknowledged', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const positions = await appendSome(opened, universe, { count: 5, together: true });
    await store.read(member, { max: 4, waitMsMax: 0 });
    await store.acknowledge(member, [at(positions, 0), at(positions, 2), at(positions, 3)]);
    expect(await store.trim(universe, at(positions, 4))).toBe(1);
    await store.acknowledge(member, [at(positions, 1)]);
    expect(await store.trim(universe, at(positions, 4))).toBe(3);
    expect(positionsOf(await store.read(member, noWait))).toEqual(positions.slice(4));
  });

  it('forgets nothing that a group has not been handed, and nothing at all without a group', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const positions = await appendSome(opened, universe, { count: 3, together: true });
    expect(await store.trim(universe, at(positions, 2))).toBe(0);
    const member = { universe, group: 'g', consumer: 'a' };
    await store.read(member, { max: 1, waitMsMax: 0 });
    await store.acknowledge(member, positions);
    expect(await store.trim(universe, at(positions, 2))).toBe(1);
    await store.read({ ...member, group: 'late' }, { max: 1, waitMsMax: 0 });
    await store.read(member, noWait);
    await store.acknowledge(member, positions);
    expect(await store.trim(universe, at(positions, 2))).toBe(0);
    expect(await store.length(universe)).toBe(2);
  });

  it('starts a new group at the first event that is left', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const positions = await appendSome(opened, universe, { count: 4, together: true });
    await store.read(member, noWait);
    await store.acknowledge(member, positions);
    await store.trim(universe, at(positions, 1));
    const late = { ...member, group: 'late' };
    expect(await store.lag(late)).toBe(2);
    expect(positionsOf(await store.read(late, noWait))).toEqual(positions.slice(2));
  });

  it('gives no position twice, also after everything was forgotten', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const positions = await appendSome(opened, universe, { count: 2, together: true });
    await store.read(member, noWait);
    await store.acknowledge(member, positions);
    expect(await store.trim(universe, at(positions, 1))).toBe(2);
    expect(await store.length(universe)).toBe(0);
    const [later] = await appendSome(opened, universe, { count: 1 });
    expect([...positions, later].toSorted()).toEqual([...positions, later]);
    expect(positionsOf(await store.read(member, noWait))).toEqual([later]);
  });

  it('forgets a key with the last event of its append, and not before', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const events = [envelope(world, universe), envelope(world, universe)];
    const positions = await store.append(universe, events, { key: 'once' });
    await store.read(member, noWait);
    await store.acknowledge(member, positions);
    await store.trim(universe, at(positions, 0));
    expect(await store.append(universe, events, { key: 'once' })).toEqual(positions);
    await store.trim(universe, at(positions, 1));
    const again = await store.append(universe, events, { key: 'once' });
    expect(positions).not.toContain(at(again, 0));
    expect(await store.length(universe)).toBe(2);
  });

  it('forgets a long part whole', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const last = { position: at(await appendSome(opened, universe, { count: 1 }), 0) };
    for (let batch = 0; batch < 12; batch++)
      last.position = at(await appendSome(opened, universe, { count: 1_000, together: true }), -1);
    for (let got = await store.read(member, noWait); got.length > 0; got = await store.read(member, noWait))
      await store.acknowledge(member, positionsOf(got));
    expect(await store.trim(universe, last.position)).toBe(12_001);
    expect(await store.length(universe)).toBe(0);
  });
};
