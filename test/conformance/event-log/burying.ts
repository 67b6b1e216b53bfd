import { expect, it } from 'vitest';
import {
  type DeadLetter,
  eventBytesMax,
  type EventLog,
  type GroupMember,
  type LetterPlace,
  type Position,
  type Trouble,
  troubleCodeCharsMax,
  troubleMessageCharsMax,
} from '../../../src/ports/event-log.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import { envelope } from '../../support/narrative.ts';
import { appendSome, at, noWait, type OpenedEventLog, type OpenEventLog, positionsOf } from './tools.ts';

const trouble: Trouble = { code: 'store_busy', message: 'the index is busy', attempts: 5 };

const allLetters = (store: EventLog, universe: UniverseId): Promise<readonly DeadLetter[]> =>
  store.deadLetters(universe, { after: null, max: 1_000 });

const begun = async (opened: OpenedEventLog, count: number) => {
  const { store, world } = opened;
  const universe = world.newId('universe');
  const member: GroupMember = { universe, group: 'g', consumer: 'a' };
  const positions = await appendSome(opened, universe, { count, together: true });
  const deliveries = await store.read(member, noWait);
  return { store, world, universe, member, positions, deliveries };
};

export const burying = (open: OpenEventLog): void => {
  it('keeps the event with who gave it up, when and why, and acknowledges it', async () => {
    await using opened = await open();
    const { store, world, universe, member, positions, deliveries } = await begun(opened, 3);
    await world.advance(1_500);
    expect(await store.bury(member, at(positions, 1), trouble)).toBe(true);
    const { event } = at(deliveries, 1);
    const buriedAt = new Date(world.now()).toISOString();
    expect(await allLetters(store, universe)).toEqual([
      { position: positions[1], event, group: 'g', consumer: 'a', ...trouble, buriedAt },
    ]);
    const pending = await store.pending(member, { after: null, max: 10 });
    expect(pending.map(({ position }) => position)).toEqual([positions[0], positions[2]]);
    expect(await store.lag(member)).toBe(2);
    await world.advance(10_000);
    expect(positionsOf(await store.claim(member, { idleMsMin: 0, max: 10 }))).toEqual([positions[0], positions[2]]);
  });

  it('lets only whoever has an event give it up, once, and else changes nothing', async () => {
    await using opened = await open();
    const { store, universe, member, positions } = await begun(opened, 2);
    const other = { ...member, consumer: 'b' };
    await store.claim(other, { idleMsMin: 0, max: 1 });
    expect(await store.bury(member, at(positions, 0), trouble)).toBe(false);
    await store.acknowledge(member, [at(positions, 0)]);
    expect(await store.bury(other, at(positions, 0), trouble)).toBe(false);
    expect(await store.bury({ ...member, group: 'h' }, at(positions, 1), trouble)).toBe(false);
    expect(await allLetters(store, universe)).toEqual([]);
    expect(await store.bury(member, at(positions, 1), trouble)).toBe(true);
    expect(await store.bury(member, at(positions, 1), { ...trouble, code: 'again' })).toBe(false);
    expect(await allLetters(store, universe)).toMatchObject([{ code: 'store_busy' }]);
    expect(await store.groups(universe)).toEqual(['g']);
  });

  it('is known to whoever looks from elsewhere, also after the log forgot the event', async () => {
    await using opened = await open();
    const { store, universe, member, positions, deliveries } = await begun(opened, 2);
    await store.acknowledge(member, [at(positions, 0)]);
    await store.bury(member, at(positions, 1), trouble);
    expect(await store.trim(universe, at(positions, 1))).toBe(2);
    const { event } = at(deliveries, 1);
    expect(await allLetters(await opened.another(), universe)).toMatchObject([{ position: positions[1], event }]);
  });

  it('lists in the order of the log, then of the names of the groups, from where it is asked to go on', async () => {
    await using opened = await open();
    const { store, universe, member, positions } = await begun(opened, 3);
    const second = { ...member, group: 'b' };
    await store.read(second, noWait);
    await store.bury(member, at(positions, 2), trouble);
    await store.bury(member, at(positions, 0), trouble);
    await store.bury(second, at(positions, 0), trouble);
    const places: LetterPlace[] = [
      { position: at(positions, 0), group: 'b' },
      { position: at(positions, 0), group: 'g' },
      { position: at(positions, 2), group: 'g' },
    ];
    expect(await allLetters(store, universe)).toMatchObject(places);
    expect(await store.deadLetters(universe, { after: null, max: 2 })).toMatchObject(places.slice(0, 2));
    for (const [i, after] of places.entries())
      expect(await store.deadLetters(universe, { after, max: 10 })).toMatchObject(places.slice(i + 1));
    expect(await allLetters(store, opened.world.newId('universe'))).toEqual([]);
  });

  it('makes one line of what went wrong, and cuts it', async () => {
    await using opened = await open();
    const { store, universe, member, positions } = await begun(opened, 1);
    const message = `first line\r\n\tsecond\u0000 ${'x'.repeat(2 * troubleMessageCharsMax)}`;
    await store.bury(member, at(positions, 0), { code: 'c'.repeat(200), message, attempts: 1 });
    const letter = at(await allLetters(store, universe), 0);
    expect(letter.message).toMatch(/^first line second x+$/);
    expect(letter.message).toHaveLength(troubleMessageCharsMax);
    expect(letter.code).toHaveLength(troubleCodeCharsMax);
  });

  it('hands fewer letters out where they are large', async () => {
    await using opened = await open();
    const { store, world } = opened;
    const universe = world.newId('universe');
    const member = { universe, group: 'g', consumer: 'a' };
    for (let i = 0; i < 5; i++) {
      const event = envelope(world, universe, { payload: 'x'.repeat(eventBytesMax - 1_000) });
      await store.append(universe, [event], { key: event.id });
      await store.bury(member, at(positionsOf(await store.read(member, noWait)), 0), trouble);
    }
    expect(await allLetters(store, universe)).toHaveLength(4);
  });

  it('refuses what can be no burial, and changes nothing', async () => {
    await using opened = await open();
    const { store, universe, member, positions } = await begun(opened, 1);
    const position = at(positions, 0);
    for (const attempts of [0, -1, 1.5])
      await expect(store.bury(member, position, { ...trouble, attempts })).rejects.toMatchObject({
        code: 'out_of_bounds',
      });
    await expect(store.bury(member, 'x' as Position, trouble)).rejects.toMatchObject({ code: 'bad_position' });
    const nameless = { ...member, consumer: '' };
    await expect(store.bury(nameless, position, trouble)).rejects.toMatchObject({ code: 'bad_name' });
    const badly = { ...member, group: 'a b' };
    await expect(store.replay(badly, [position])).rejects.toMatchObject({ code: 'bad_name' });
    await expect(store.discard(badly, [position])).rejects.toMatchObject({ code: 'bad_name' });
    await expect(store.discard(member, ['x' as Position])).rejects.toMatchObject({ code: 'bad_position' });
    await expect(store.deadLetters(universe, { after: null, max: 0 })).rejects.toMatchObject({ code: 'out_of_bounds' });
    expect(await store.lag(member)).toBe(1);
  });
};

export const replaying = (open: OpenEventLog): void => {
  it('hands a dead letter once more, as if for the first time, to its group alone', async () => {
    await using opened = await open();
    const { store, universe, member, positions } = await begun(opened, 3);
    const other = { ...member, group: 'h' };
    await store.read(other, noWait);
    await store.acknowledge(member, positions.slice(1));
    await store.bury(member, at(positions, 0), trouble);
    expect(await store.replay(member, [at(positions, 0), at(positions, 0), at(positions, 1)])).toBe(1);
    expect(await allLetters(store, universe)).toEqual([]);
    expect([await store.lag(member), await store.lag(other)]).toEqual([1, 3]);
    expect(await store.pending(member, { after: null, max: 10 })).toEqual([]);
    expect(await store.claim(member, { idleMsMin: 0, max: 10 })).toEqual([]);
    expect(await store.read(other, noWait)).toEqual([]);
    const again = await store.read({ ...member, consumer: 'b' }, noWait);
    expect(again).toMatchObject([{ position: positions[0], attempt: 1 }]);
    expect(await store.read(member, noWait)).toEqual([]);
    await store.acknowledge(member, [at(positions, 0)]);
    expect(await store.lag(member)).toBe(0);
  });

  it('hands what is replayed before what is new', async () => {
    await using opened = await open();
    const { store, universe, member, positions } = await begun(opened, 2);
    for (const position of positions) await store.bury(member, position, trouble);
    const [next] = await appendSome(opened, universe, { count: 1 });
    await store.replay(member, positions);
    const read = async () => positionsOf(await store.read(member, { max: 1, waitMsMax: 0 }));
    expect([...(await read()), ...(await read()), ...(await read()), ...(await read())]).toEqual([...positions, next]);
  });

  it('claims, gives up and replays again what was replayed, whatever the log has forgotten', async () => {
    await using opened = await open();
    const { store, world, universe, member, positions, deliveries } = await begun(opened, 3);
    const [position] = positions;
    if (position === undefined) throw new Error('an event is needed');
    await store.bury(member, position, trouble);
    await store.acknowledge(member, positions.slice(1, 2));
    await store.replay(member, [position]);
    expect(await store.trim(universe, at(positions, 2))).toBe(2);
    expect(await store.read(member, noWait)).toMatchObject([{ position, event: deliveries[0]?.event }]);
    await world.advance(100);
    const claimed = await store.claim({ ...member, consumer: 'b' }, { idleMsMin: 100, max: 1 });
    expect(claimed).toMatchObject([{ position, attempt: 2, event: deliveries[0]?.event }]);
    expect(await store.bury({ ...member, consumer: 'b' }, position, { ...trouble, code: 'worse' })).toBe(true);
    expect(await allLetters(store, universe)).toMatchObject([
      { position, code: 'worse', consumer: 'b', event: deliveries[0]?.event },
    ]);
    expect(await store.replay(member, [position])).toBe(1);
    expect(await store.read(member, noWait)).toMatchObject([{ position, attempt: 1 }]);
  });

  it('does not hold the log back while it waits to be read', async () => {
    await using opened = await open();
    const { store, universe, member, positions } = await begun(opened, 3);
    await store.bury(member, at(positions, 0), trouble);
    await store.replay(member, [at(positions, 0)]);
    await store.acknowledge(member, positions);
    expect(await store.lag(member)).toBe(1);
    expect(await store.trim(universe, at(positions, 2))).toBe(3);
    expect(positionsOf(await store.read(member, noWait))).toEqual(positions.slice(0, 1));
  });

  it('wakes who waits', async () => {
    await using opened = await open();
    const { store, world, member, positions } = await begun(opened, 1);
    await store.bury(member, at(positions, 0), trouble);
    const reading = store.read(member, { max: 10, waitMsMax: 1_000 });
    await world.asleep();
    await store.replay(member, positions);
    expect(positionsOf(await reading)).toEqual(positions);
  });

  it('removes what is discarded, and nothing else', async () => {
    await using opened = await open();
    const { store, universe, member, positions } = await begun(opened, 3);
    const other = { ...member, group: 'h' };
    await store.read(other, noWait);
    for (const each of [member, other]) await store.bury(each, at(positions, 0), trouble);
    await store.bury(member, at(positions, 1), trouble);
    expect(await store.discard(member, [at(positions, 0), at(positions, 0), at(positions, 2)])).toBe(1);
    expect(await allLetters(store, universe)).toMatchObject([
      { position: positions[0], group: 'h' },
      { position: positions[1], group: 'g' },
    ]);
    expect(await store.replay(member, [at(positions, 0)])).toBe(0);
    expect(await store.length(universe)).toBe(3);
    expect(await store.lag(member)).toBe(1);
  });

  it('is done once of what many ask for at the same time', async () => {
    await using opened = await open();
    const { universe, member, positions } = await begun(opened, 1);
    const stores = [opened.store, await opened.another()];
    const burials = await Promise.all(stores.map((store) => store.bury(member, at(positions, 0), trouble)));
    expect(burials.toSorted()).toEqual([false, true]);
    const ends = await Promise.all([
      ...stores.map((store) => store.replay(member, positions)),
      ...stores.map((store) => store.discard(member, positions)),
    ]);
    expect(ends.toSorted()).toEqual([0, 0, 0, 1]);
    expect(await allLetters(opened.store, universe)).toEqual([]);
  });
};
