import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openFakeEventLog } from '../../../src/adapters/fake/event-log.ts';
import type { EventLog, Position } from '../../../src/ports/event-log.ts';
import { envelope } from '../../support/narrative.ts';
import { appendSome, at, noWait, type OpenEventLog, positionsOf } from './tools.ts';

const deeds = [
  ...['append', 'append', 'read', 'read', 'read', 'acknowledge', 'claim', 'trim', 'pass'],
  ...['bury', 'bury', 'replay', 'discard', 'give back'],
] as const;
const trouble = { code: 'broke', message: 'it broke', attempts: 2 };

export const delivering = (open: OpenEventLog): void => {
  it('hands a group every event once, in order, from the first of the log', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'indexer', consumer: 'a' };
    const positions = await appendSome(opened, universe, { count: 6, together: true });
    const first = await store.read(member, { max: 4, waitMsMax: 0 });
    expect(first.map(({ position, attempt }) => ({ position, attempt }))).toEqual(
      positions.slice(0, 4).map((position) => ({ position, attempt: 1 })),
    );
    expect(positionsOf(await store.read(member, noWait))).toEqual(positions.slice(4));
    expect(await store.read(member, noWait)).toEqual([]);
    const [later] = await appendSome(opened, universe, { count: 1 });
    expect(positionsOf(await store.read(member, noWait))).toEqual([later]);
  });

  it('hands every group everything, whatever the others have done', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const positions = await appendSome(opened, universe, { count: 3, together: true });
    for (const group of ['indexer', 'archive', 'screen']) {
      const member = { universe, group, consumer: 'a' };
      const deliveries = await store.read(member, noWait);
      expect(positionsOf(deliveries)).toEqual(positions);
      await store.acknowledge(member, positions);
    }
    expect(await store.groups(universe)).toEqual(['archive', 'indexer', 'screen']);
  });

  it('hands each event to one member of a group, however many read at the same time', async () => {
    await using opened = await open();
    const { world } = opened;
    const universe = world.newId('universe');
    const positions = await appendSome(opened, universe, { count: 100, together: true });
    const stores = [opened.store, await opened.another(), await opened.another()];
    const reads = Array.from({ length: 30 }, (_, i) =>
      at(stores, i % 3).read({ universe, group: 'g', consumer: `c${i % 5}` }, { max: 4, waitMsMax: 0 }),
    );
    const handed = (await Promise.all(reads)).map(positionsOf);
    expect(handed.flat().toSorted()).toEqual(positions);
    for (const part of handed) expect(part).toEqual(part.toSorted());
  });

  it('hands out again by a claim what was idle for long enough, and counts the attempts', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const [a, b] = ['a', 'b'].map((consumer) => ({ universe, group: 'g', consumer }));
    if (a === undefined || b === undefined) throw new Error('two members are needed');
    const positions = await appendSome(opened, universe, { count: 4, together: true });
    const [delivered] = await store.read(a, { max: 2, waitMsMax: 0 });
    await world.advance(60);
    await store.read(a, { max: 2, waitMsMax: 0 });
    await world.advance(40);
    expect(await store.claim(b, { idleMsMin: 101, max: 10 })).toEqual([]);
    const claimed = await store.claim(b, { idleMsMin: 100, max: 10 });
    expect(claimed.map(({ position, attempt }) => [position, attempt])).toEqual([
      [positions[0], 2],
      [positions[1], 2],
    ]);
    expect(claimed[0]?.event).toEqual(delivered?.event);
    expect(await store.claim(a, { idleMsMin: 1, max: 10 })).toMatchObject(
      positions.slice(2).map((position) => ({ position, attempt: 2 })),
    );
    await world.advance(100);
    const own = await store.claim(b, { idleMsMin: 100, max: 3 });
    expect(own.map(({ position, attempt }) => [position, attempt])).toEqual([
      [positions[0], 3],
      [positions[1], 3],
      [positions[2], 3],
    ]);
  });

  it('claims at once when asked to, also after the clock was set back', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    await appendSome(opened, universe, { count: 1 });
    await store.read(member, noWait);
    await world.advance(-5_000);
    expect(await store.claim(member, { idleMsMin: 1, max: 10 })).toEqual([]);
    expect(await store.pending(member, { after: null, max: 10 })).toMatchObject([{ idleMs: 0 }]);
    expect(await store.claim(member, { idleMsMin: 0, max: 10 })).toMatchObject([{ attempt: 2 }]);
  });

  it('lets one of many claim what is idle', async () => {
    await using opened = await open();
    const { world } = opened;
    const universe = world.newId('universe');
    const positions = await appendSome(opened, universe, { count: 20, together: true });
    await opened.store.read({ universe, group: 'g', consumer: 'gone' }, noWait);
    await world.advance(1_000);
    const stores = [opened.store, await opened.another()];
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        at(stores, i % 2).claim({ universe, group: 'g', consumer: `c${i}` }, { idleMsMin: 1_000, max: 5 }),
      ),
    );
    expect(claims.flatMap(positionsOf).toSorted()).toEqual(positions);
  });

  it('tells what is handed out and not acknowledged, to whom, since when and how often', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const group = { universe, group: 'g' };
    const positions = await appendSome(opened, universe, { count: 4, together: true });
    await store.read({ ...group, consumer: 'a' }, { max: 3, waitMsMax: 0 });
    await world.advance(500);
    await store.claim({ ...group, consumer: 'b' }, { idleMsMin: 0, max: 1 });
    await store.acknowledge(group, positions.slice(1, 2));
    await world.advance(20);
    const pending = [
      { position: positions[0], consumer: 'b', idleMs: 20, attempt: 2 },
      { position: positions[2], consumer: 'a', idleMs: 520, attempt: 1 },
    ];
    expect(await store.pending(group, { after: null, max: 10 })).toEqual(pending);
    expect(await store.pending(group, { after: null, max: 1 })).toEqual(pending.slice(0, 1));
    expect(await store.pending(group, { after: at(positions, 0), max: 10 })).toEqual(pending.slice(1));
  });

  it('delivers nothing again that was acknowledged, by whomever of the group', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const positions = await appendSome(opened, universe, { count: 3, together: true });
    await store.read(member, { max: 2, waitMsMax: 0 });
    await store.acknowledge({ universe, group: 'g' }, positions.slice(0, 2));
    await store.acknowledge(member, positions.slice(0, 2));
    await world.advance(1_000);
    expect(await store.claim(member, { idleMsMin: 0, max: 10 })).toEqual([]);
    expect(await store.lag(member)).toBe(1);
    expect(positionsOf(await store.read(member, noWait))).toEqual(positions.slice(2));
  });

  it('hands out anew what a member gives back, before what is new, and nothing that somebody else has', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const [a, b] = ['a', 'b'].map((consumer) => ({ universe, group: 'g', consumer }));
    if (a === undefined || b === undefined) throw new Error('two members are needed');
    const positions = await appendSome(opened, universe, { count: 5, together: true });
    await store.read(a, { max: 4, waitMsMax: 0 });
    await store.acknowledge(a, positions.slice(0, 1));
    await store.claim(b, { idleMsMin: 0, max: 1 });
    await store.giveBack(a, positions);
    expect(await store.bury(a, at(positions, 2), trouble)).toBe(false);
    expect(await store.pending(a, { after: null, max: 10 })).toMatchObject([{ position: positions[1], consumer: 'b' }]);
    expect([await store.lag(a), await store.trim(universe, at(positions, 4))]).toEqual([4, 1]);
    expect(await store.claim(a, { idleMsMin: 0, max: 10 })).toMatchObject([{ position: positions[1], attempt: 3 }]);
    await store.acknowledge(a, positions.slice(1));
    expect(await store.lag(a)).toBe(3);
    const waiting = await store.read(b, { max: 10, waitMsMax: 1_000, inOrder: true });
    expect(waiting.map(({ position, attempt }) => [position, attempt])).toEqual([
      [positions[2], 1],
      [positions[3], 1],
    ]);
    expect(positionsOf(await store.read(b, noWait))).toEqual(positions.slice(4));
  });

  it('ignores an acknowledgement of what was not handed out', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    const positions = await appendSome(opened, universe, { count: 2, together: true });
    await store.acknowledge(member, positions);
    expect(await store.lag(member)).toBe(2);
    expect(positionsOf(await store.read(member, noWait))).toEqual(positions);
    await store.acknowledge({ universe, group: 'other' }, positions);
    expect(await store.lag(member)).toBe(2);
    expect(await store.groups(universe)).toEqual(['g']);
  });

  it('counts what a group has not acknowledged, handed out or not', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    expect(await store.lag(member)).toBe(0);
    const positions = await appendSome(opened, universe, { count: 5, together: true });
    expect(await store.lag(member)).toBe(5);
    await store.read(member, { max: 3, waitMsMax: 0 });
    expect(await store.lag(member)).toBe(5);
    await store.acknowledge(member, positions.slice(0, 2));
    expect(await store.lag(member)).toBe(3);
  });

  it('answers as the plain model does, whatever is asked in whatever order', async () => {
    await using opened = await open();
    const { world } = opened;
    const step = fc.record({
      what: fc.constantFrom(...deeds),
      inOrder: fc.boolean(),
      universe: fc.nat(1),
      group: fc.constantFrom('g', 'h'),
      consumer: fc.constantFrom('a', 'b'),
      count: fc.integer({ min: 1, max: 4 }),
      place: fc.nat(30),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const universes = [world.newId('universe'), world.newId('universe')];
        const model = openFakeEventLog({ world });
        const known: Position[][] = [[], []];
        for (const { what, universe: u, group, consumer, count, place, inOrder } of steps) {
          const universe = at(universes, u);
          const member = { universe, group, consumer };
          const positions = at(known, u);
          const events = Array.from({ length: count }, () => envelope(world, universe));
          const some = positions.slice(place, place + count);
          const ask = async (log: EventLog): Promise<unknown> => {
            if (what === 'append') return log.append(universe, events, { key: `key ${place}`.replace(' ', '.') });
            if (what === 'read') return log.read(member, { max: count, waitMsMax: 0, inOrder });
            if (what === 'acknowledge') return log.acknowledge(member, some);
            if (what === 'claim') return log.claim(member, { idleMsMin: place * 10, max: count, inOrder });
            if (what === 'give back') return log.giveBack(member, some);
            if (what === 'bury') return some[0] === undefined ? null : log.bury(member, some[0], trouble);
            if (what === 'replay') return log.replay(member, some);
            if (what === 'discard') return log.discard(member, some);
            if (what === 'trim') return some[0] === undefined ? null : log.trim(universe, some[0]);
            return null;
          };
          const answer = await ask(opened.store);
          expect(answer).toEqual(await ask(model));
          if (what === 'append') positions.push(...(answer as Position[]));
          if (what === 'pass') await world.advance(count * 50);
        }
        for (const universe of universes) {
          const look = async (log: EventLog) => ({
            length: await log.length(universe),
            range: await log.range(universe, { after: null, max: 1_000 }),
            groups: await log.groups(universe),
            lag: [await log.lag({ universe, group: 'g' }), await log.lag({ universe, group: 'h' })],
            letters: await log.deadLetters(universe, { after: null, max: 1_000 }),
            pending: await log.pending({ universe, group: 'g' }, { after: null, max: 1_000 }),
          });
          expect(await look(opened.store)).toEqual(await look(model));
        }
      }),
      { numRuns: 60 },
    );
  });
};
