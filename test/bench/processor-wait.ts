import { existsSync, openSync, readSync } from 'node:fs';

// A bench that shares its machine is stopped now and then while others run, and the longer a piece of work the likelier: two works of
// which one takes half as long again differ in the worst hundredth by much more than that, for no reason of theirs. The system tells how
// long a process could have run and did not; that time is left out. Waiting for the disk is not: it is part of the work.

const path = '/proc/self/schedstat'; // Linux: nanoseconds run, nanoseconds waited, turns
const nsPerMs = 1_000_000;
const lineBytesMax = 128;

/** How long this process has waited so far for a processor, in milliseconds; always 0 where the system does not tell. */
export const processorWait = (): (() => number) => {
  if (!existsSync(path)) return () => 0;
  const file = openSync(path, 'r');
  const line = Buffer.alloc(lineBytesMax);
  return () => {
    const bytes = readSync(file, line, 0, lineBytesMax, 0);
    const [, waited] = line.toString('latin1', 0, bytes).split(' ');
    return Number(waited) / nsPerMs;
  };
};
