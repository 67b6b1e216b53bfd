import { expect, it } from 'vitest';
import type { Cycle } from '../../../schemas/cycle.ts';
import { type Upgrade, upgraded } from '../../../src/loops/upgrading.ts';
import { beginning } from '../../support/turn-table.ts';

const cycle: Cycle = {
  ...{ ...beginning, loop: 'turn', format: 1, state: 'received', context: { words: 1 }, todo: null, isOver: false },
  ...{ taken: 0, steps: [], begun: '2026-01-01T00:00:00.000Z', at: '2026-01-01T00:00:00.000Z' },
};
const adds =
  (word: string): Upgrade =>
  ({ context, ...rest }) => ({ ...rest, context: { ...(context as Record<string, number>), [word]: 1 } });
const steps = [adds('time'), adds('place')];

it('makes what an earlier version left under way what this one understands, step by step', () => {
  const found = upgraded(cycle, { steps, to: 3 });
  expect(found).toMatchObject({ format: 3, context: { words: 1, time: 1, place: 1 }, id: cycle.id });
  expect(upgraded({ ...cycle, format: 2 }, { steps, to: 3 }).context).toEqual({ words: 1, place: 1 });
  expect(upgraded(found, { steps, to: 3 })).toEqual(found);
  expect(upgraded(cycle)).toEqual(cycle);
});

it('refuses what a later version left', () => {
  expect(() => upgraded({ ...cycle, format: 4 }, { steps, to: 3 })).toThrow(/format 4, known are 3/);
});
