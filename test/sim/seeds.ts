import { expect, it } from 'vitest';
import { runSeed, toldOf } from './run.ts';

const seedsPerTest = 10;

/** In parts, so that none takes long. */
export const seedsHold = (first: number, last: number): void => {
  for (let from = first; from <= last; from += seedsPerTest) {
    const to = Math.min(last, from + seedsPerTest - 1);
    it(`loses nothing, whatever befalls those who play (seeds ${from} to ${to})`, async () => {
      for (let seed = from; seed <= to; seed++) expect(toldOf(await runSeed(seed))).toBe('');
    });
  }
};
