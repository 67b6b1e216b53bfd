import { expect, it } from 'vitest';
import { runSeed } from './run.ts';

const seeds = [3, 7, 19, 42] as const;

it('runs the same from the same seed, event for event, and otherwise from another', async () => {
  const digests = new Set<string>();
  for (const seed of seeds) {
    const [first, again] = [await runSeed(seed), await runSeed(seed)];
    expect(again.lines).toEqual(first.lines);
    expect(again.digest).toBe(first.digest);
    digests.add(first.digest);
  }
  expect(digests.size).toBe(seeds.length);
});
