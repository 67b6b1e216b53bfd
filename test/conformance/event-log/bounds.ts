import { expect, it } from 'vitest';
import {
  eventBytesMax,
  eventBytesPerCallMax,
  eventsPerCallMax,
  idempotencyKeyCharsMax,
  memberNameCharsMax,
  type Position,
  readWaitMsMax,
} from '../../../src/ports/event-log.ts';
import { envelope } from '../../support/narrative.ts';
import { appendSome, at, noWait, type OpenEventLog, positionsOf } from './tools.ts';

export const isolation = (open: OpenEventLog): void => {
  it('shows nothing of one universe to another', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    await appendSome(opened, theirs, { count: 3 });
    await store.read({ universe: theirs, group: 'g', consumer: 'a' }, { max: 2, waitMsMax: 0 });
    const member = { universe: mine, group: 'g', consumer: 'a' };
    expect(await store.read(member, noWait)).toEqual([]);
    expect(await store.range(mine, { after: null, max: 10 })).toEqual([]);
    expect(await store.claim(member, { idleMsMin: 0, max: 10 })).toEqual([]);
    expect(await store.pending(member, { after: null, max: 10 })).toEqual([]);
    expect([await store.length(mine), await store.lag(member)]).toEqual([0, 0]);
    expect(await store.groups(mine)).toEqual(['g']);
    expect(await store.groups(world.newId('universe'))).toEqual([]);
  });

  it('takes the same key in another universe for another append', async () => {
    await using opened = await open();
    const { store, world } = opened;
    for (const universe of [world.newId('universe'), world.newId('universe')]) {
      const event = envelope(world, universe);
      await store.append(universe, [event], { key: 'same' });
      expect(await store.range(universe, { after: null, max: 10 })).toMatchObject([{ event }]);
    }
  });

  it('refuses events and positions of another universe, and changes nothing', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const member = { universe: mine, group: 'g', consumer: 'a' };
    const own = await appendSome(opened, mine, { count: 2 });
    const others = await appendSome(opened, theirs, { count: 2 });
    await store.read(member, noWait);
    const mixed = [envelope(world, mine), envelope(world, theirs)];
    await expect(store.append(mine, mixed, { key: 'mixed' })).rejects.toMatchObject({ code: 'other_universe' });
    const refused = { code: 'bad_position', kind: 'terminal' };
    await expect(store.acknowledge(member, others)).rejects.toMatchObject(refused);
    await expect(store.acknowledge(member, [at(own, 0), at(others, 1)])).rejects.toMatchObject(refused);
    await expect(store.giveBack(member, others)).rejects.toMatchObject(refused);
    await expect(store.trim(mine, at(others, 0))).rejects.toMatchObject(refused);
    await expect(store.range(mine, { after: at(others, 0), max: 1 })).rejects.toMatchObject(refused);
    await expect(store.pending(member, { after: at(others, 0), max: 1 })).rejects.toMatchObject(refused);
    expect([await store.length(mine), await store.lag(member)]).toEqual([2, 2]);
  });
};

export const bounds = (open: OpenEventLog): void => {
  it('refuses more than one call may carry, and changes nothing', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const refused = { code: 'too_much_at_once', kind: 'terminal' };
    const events = Array.from({ length: eventsPerCallMax + 1 }, () => envelope(world, universe));
    await expect(store.append(universe, events, { key: 'many' })).rejects.toMatchObject(refused);
    expect(await store.length(universe)).toBe(0);
    expect(await store.append(universe, events.slice(1), { key: 'many' })).toHaveLength(eventsPerCallMax);
    const [position] = await store.append(universe, events.slice(0, 1), { key: 'one' });
    const positions = Array.from({ length: eventsPerCallMax + 1 }, () => position as Position);
    await expect(store.acknowledge(member, positions)).rejects.toMatchObject(refused);
    const waitMsMax = readWaitMsMax + 1;
    await expect(store.read(member, { max: 1, waitMsMax })).rejects.toMatchObject(refused);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, eventsPerCallMax + 1])('refuses to look for %s events', async (max) => {
    await using opened = await open();
    const { store, world } = opened;
    const member = { universe: world.newId('universe'), group: 'g', consumer: 'a' };
    for (const asking of [
      () => store.read(member, { max, waitMsMax: 0 }),
      () => store.claim(member, { max, idleMsMin: 0 }),
      () => store.pending(member, { after: null, max }),
      () => store.range(member.universe, { after: null, max }),
    ])
      await expect(asking()).rejects.toMatchObject({
        code: expect.stringMatching(/too_much_at_once|out_of_bounds/),
        kind: 'terminal',
      });
  });

  it.each([-1, 1.5, Number.NaN])('refuses a wait or an idleness of %s milliseconds', async (ms) => {
    await using opened = await open();
    const { store, world } = opened;
    const member = { universe: world.newId('universe'), group: 'g', consumer: 'a' };
    const refused = { code: 'out_of_bounds' };
    await expect(store.read(member, { max: 1, waitMsMax: ms })).rejects.toMatchObject(refused);
    await expect(store.claim(member, { max: 1, idleMsMin: ms })).rejects.toMatchObject(refused);
  });

  it('refuses what is too large, says how large, and keeps nothing of the call', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const huge = envelope(world, universe, { payload: 'x'.repeat(eventBytesMax) });
    const refused = { code: 'too_large', kind: 'terminal', message: expect.stringMatching(/has \d+ bytes/) };
    await expect(store.append(universe, [envelope(world, universe), huge], { key: 'huge' })).rejects.toMatchObject(
      refused,
    );
    const large = Array.from({ length: eventBytesPerCallMax / eventBytesMax + 1 }, () =>
      envelope(world, universe, { payload: 'x'.repeat(eventBytesMax - 1_000) }),
    );
    await expect(store.append(universe, large, { key: 'large' })).rejects.toMatchObject(refused);
    expect(await store.length(universe)).toBe(0);
  });

  it('hands out fewer events where they are large, and all of them in the end', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const positions: Position[] = [];
    for (let i = 0; i < 5; i++) {
      const event = envelope(world, universe, { payload: 'x'.repeat(eventBytesMax - 1_000) });
      positions.push(...(await store.append(universe, [event], { key: event.id })));
    }
    expect((await store.range(universe, { after: null, max: 10 })).length).toBe(4);
    const handed = await store.read(member, noWait);
    expect(handed.length).toBe(4);
    expect(positionsOf([...handed, ...(await store.read(member, noWait))])).toEqual(positions);
    expect((await store.claim(member, { idleMsMin: 0, max: 10 })).length).toBe(4);
    expect((await store.pending(member, { after: null, max: 10 })).map(({ attempt }) => attempt)).toEqual([
      2, 2, 2, 2, 1,
    ]);
  });

  it('refuses keys and names that no log could keep', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const events = [envelope(world, universe)];
    for (const key of ['', 'a b', 'ä', 'a\n', 'k'.repeat(idempotencyKeyCharsMax + 1)])
      await expect(store.append(universe, events, { key })).rejects.toMatchObject({ code: 'bad_key' });
    await store.append(universe, events, { key: 'k'.repeat(idempotencyKeyCharsMax) });
    for (const name of ['', 'a b', 'ä', 'a/b', 'a\n', 'n'.repeat(memberNameCharsMax + 1)]) {
      const refused = { code: 'bad_name', kind: 'terminal' };
      await expect(store.read({ universe, group: name, consumer: 'a' }, noWait)).rejects.toMatchObject(refused);
      await expect(store.read({ universe, group: 'g', consumer: name }, noWait)).rejects.toMatchObject(refused);
      await expect(store.lag({ universe, group: name })).rejects.toMatchObject(refused);
      await expect(store.acknowledge({ universe, group: name }, [])).rejects.toMatchObject(refused);
    }
    expect(await store.groups(universe)).toEqual([]);
  });

  it.each(['', '1', '0000000000000001', '00000000000000x1', "1' OR '1'='1"])(
    'refuses `%s` as a position',
    async (text) => {
      await using opened = await open();
      const { store, world } = opened;
      const universe = world.newId('universe');
      const member = { universe, group: 'g', consumer: 'a' };
      const position = text as Position;
      const refused = { code: 'bad_position', kind: 'terminal' };
      await expect(store.acknowledge(member, [position])).rejects.toMatchObject(refused);
      await expect(store.range(universe, { after: position, max: 1 })).rejects.toMatchObject(refused);
      await expect(store.trim(universe, position)).rejects.toMatchObject(refused);
    },
  );
};
