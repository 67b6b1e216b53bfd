import { setImmediate as nextTurn } from 'node:timers/promises';
import { idSource } from '../../src/domain/id-source.ts';
import type { World } from '../../src/ports/world.ts';
import { seededChance } from './chance.ts';

const epochMs = Date.UTC(2026, 0, 1);
const sleepersMax = 10_000;
const turnsMax = 100_000;

interface Sleeper {
  dueMs: number;
  wake: () => void;
}

export interface VirtualWorld extends World {
  /** Lets so much time pass: everybody who is to wake in it does, each at their time. A negative time sets the clock back. */
  advance(ms: number): Promise<void>;
  /** How many sleep at the moment. */
  sleepers(): number;
  /** Resolves when somebody sleeps. */
  asleep(): Promise<void>;
}

/** A world whose time stands still until a test lets it pass. */
export const virtualWorld = (seed = 1): VirtualWorld => {
  const random = seededChance(seed);
  const sleeping = new Set<Sleeper>();
  let ms = epochMs;
  const now = (): number => ms;

  const sleep = async (delayMs: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    if (sleeping.size >= sleepersMax) throw new Error('too many sleep');
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const sleeper: Sleeper = { dueMs: ms + delayMs, wake: () => resolve(undefined) };
    const cancel = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', cancel);
    sleeping.add(sleeper);
    try {
      await promise;
    } finally {
      sleeping.delete(sleeper);
      signal?.removeEventListener('abort', cancel);
    }
  };

  const advance = async (passedMs: number): Promise<void> => {
    const untilMs = ms + passedMs;
    for (;;) {
      const dueMs = Math.min(...[...sleeping].map((sleeper) => sleeper.dueMs));
      if (dueMs > untilMs) break;
      ms = Math.max(ms, dueMs);
      for (const sleeper of sleeping) if (sleeper.dueMs <= ms) sleeper.wake();
      await nextTurn();
    }
    ms = untilMs;
  };

  const asleep = async (): Promise<void> => {
    for (let turn = 0; sleeping.size === 0; turn++) {
      if (turn === turnsMax) throw new Error('nobody goes to sleep');
      await nextTurn();
    }
  };

  return { now, random, newId: idSource({ now, random }), sleep, advance, sleepers: () => sleeping.size, asleep };
};
