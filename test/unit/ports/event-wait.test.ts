import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { appendWatch } from '../../../src/ports/event-wait.ts';
import { virtualWorld } from '../../support/virtual-world.ts';

const long = { waitMsMax: 60_000, signal: undefined };

it('does not miss what is appended while it looks, here or elsewhere', async () => {
  const world = virtualWorld();
  for (const isHere of [true, false]) {
    let version = 1;
    const watch = appendWatch({ sleep: world.sleep, version: () => version });
    let found: string[] = [];
    let looks = 0;
    const look = async (): Promise<readonly string[]> => {
      const seen = found;
      looks++;
      if (looks === 2) {
        await nextTurn();
        found = ['an event'];
        if (isHere) watch.wake();
        else version++;
      }
      return seen;
    };
    expect(await watch.until(look, long)).toEqual(['an event']);
    expect(looks).toBe(3);
  }
  await nextTurn();
  expect(world.sleepers()).toBe(0);
});

it('looks more and more seldom while nothing changes, but often enough to be quick', async () => {
  const world = virtualWorld();
  const asked: number[] = [];
  const sleep = (ms: number, signal?: AbortSignal) => {
    asked.push(ms);
    return world.sleep(ms, signal);
  };
  const watch = appendWatch({ sleep, version: () => 1 });
  const waiting = watch.until(async () => [], { waitMsMax: 300, signal: undefined });
  await world.asleep();
  await world.advance(300);
  expect(await waiting).toEqual([]);
  const [, ...pauses] = asked;
  expect(pauses.slice(0, 7)).toEqual([2, 4, 8, 16, 32, 50, 50]);
});

it('looks again only when something may have changed', async () => {
  const world = virtualWorld();
  let version = 1;
  let looks = 0;
  const watch = appendWatch({ sleep: world.sleep, version: () => version });
  const look = async () => {
    looks++;
    return [];
  };
  const waiting = watch.until(look, { waitMsMax: 1_000, signal: undefined });
  await world.asleep();
  await world.advance(500);
  expect(looks).toBe(2);
  version++;
  await world.advance(500);
  await waiting;
  expect(looks).toBe(4);
});

it('passes on what goes wrong, and leaves no sleep behind', async () => {
  const world = virtualWorld();
  const watch = appendWatch({ sleep: world.sleep, version: null });
  let looks = 0;
  const look = async (): Promise<readonly string[]> => {
    if (looks++ > 1) throw new Error('the disk failed');
    return [];
  };
  const refused = expect(watch.until(look, long)).rejects.toThrow('the disk failed');
  await nextTurn();
  watch.wake();
  await refused;
  await nextTurn();
  expect(world.sleepers()).toBe(0);
});

it('passes on that it can’t sleep, rather than look without a pause', async () => {
  const sleep = (ms: number) =>
    ms > 1_000 ? new Promise<void>(() => undefined) : Promise.reject(new Error('no clock'));
  const watch = appendWatch({ sleep, version: () => 1 });
  await expect(watch.until(async () => [], long)).rejects.toThrow('no clock');
});
