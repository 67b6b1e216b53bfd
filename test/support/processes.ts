import type { Processes } from '../../src/compose/platform.ts';

/** Those of this machine. */
export const processes: Processes = {
  own: process.pid,
  isThere(pid) {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  },
};
