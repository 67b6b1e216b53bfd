import { type Cycle, cycleFormat } from '../../schemas/cycle.ts';
import { Failure } from '../domain/failure.ts';

// What an earlier version of the program left under way is gone on with by this one; what a later one left is not.

/** Makes of a cycle of one format the same in the next. */
export type Upgrade = (cycle: Cycle) => Cycle;

/** From format 1 on, in their order: the first makes format 2 of it. */
const upgrades: readonly Upgrade[] = [];

export const upgraded = (
  cycle: Cycle,
  { steps, to }: { steps: readonly Upgrade[]; to: number } = { steps: upgrades, to: cycleFormat },
): Cycle => {
  if (cycle.format > to)
    throw new Failure({
      kind: 'terminal',
      code: 'cycle_from_later',
      message: `\`${cycle.id}\` was written by a later version of the program (format ${cycle.format}, known are ${to})`,
      advice: 'Use that version, or end the cycle with it.',
    });
  return steps
    .slice(cycle.format - 1, to - 1)
    .reduce<Cycle>((earlier, step, at) => ({ ...step(earlier), format: cycle.format + at + 1 }), cycle);
};
