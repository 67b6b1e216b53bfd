import { idSource } from '../../src/domain/id-source.ts';
import type { World } from '../../src/ports/world.ts';
import { seededChance } from '../support/chance.ts';
import type { VirtualTime } from './virtual-time.ts';

// The life of a process. What it was about to do when it ended never happens, and nobody hears of it.

export interface Life {
  readonly id: string;
  readonly world: World;
  isOver(): boolean;
  /** As by a SIGKILL. */
  end(): void;
  /** Resolves when it is over. */
  over: Promise<'over'>;
}

export interface Birth {
  id: string;
  seed: number;
  time: VirtualTime;
  /** How far its clock is from the right time. */
  clockMs: number;
}

export const beginLife = ({ id, seed, time, clockMs }: Birth): Life => {
  const random = seededChance(seed);
  const now = (): number => time.now() + clockMs;
  const { promise: over, resolve } = Promise.withResolvers<'over'>();
  let isOver = false;
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    try {
      await time.sleep(ms, signal);
    } finally {
      if (isOver) await new Promise(() => undefined);
    }
  };
  return {
    ...{ id, over, world: { now, random, newId: idSource({ now, random }), sleep } },
    isOver: () => isOver,
    end() {
      isOver = true;
      resolve('over');
    },
  };
};
