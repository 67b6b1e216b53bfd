import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Holder } from '../../agents/orchestrator/play/table.ts';
import type { Processes } from './platform.ts';

// Which process sits at a story, in words that another one can look up.
// O1. On this machine a process that is gone is known to be gone, also where its number has been given to another since.
// O2. Of another machine nothing is known: whoever sits there is there until they have not been heard of for a while.

/** When a process began, in the system's own count; empty where it does not tell. */
const startOf = (pid: number): string => {
  try {
    // The name, in parentheses, may hold anything; what follows is numbers. The 22nd field of all is the start.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
};

const isAlive = ({ isThere }: Processes, holder: string): boolean => {
  const [host, pid, start = ''] = holder.split(' ');
  if (host !== hostname()) return true;
  const number = Number(pid);
  if (!Number.isSafeInteger(number) || number <= 0 || !isThere(number)) return false;
  const now = startOf(number);
  return start === '' || now === '' || start === now;
};

/** This process, for `by`. */
export const holderHere = (processes: Processes, by: string): Holder => ({
  id: [hostname(), processes.own, startOf(processes.own)].join(' ').trim(),
  by,
  isAlive: (holder) => isAlive(processes, holder),
});
