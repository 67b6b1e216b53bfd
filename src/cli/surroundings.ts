import type { Readable } from 'node:stream';
import type { Machine, Processes } from '../compose/platform.ts';

/** Where words go. Once nobody reads them any more, they are dropped. */
export interface Output {
  write(text: string): void;
  isTerminal: boolean;
}

/** What main.ts takes from the process, so that nothing else has to touch it. */
export interface Surroundings {
  machine: Machine;
  processes: Processes;
  version: string;
  runtime: { node: string; sqlite: string };
  input: Readable & { isTTY?: boolean };
  /** The terminal itself, for those who edit lines in it; null if there is none. */
  terminal: NodeJS.WritableStream | null;
  out: Output;
  error: Output;
  /** Aborted when the person interrupts, or nobody reads the output any more. */
  signal: AbortSignal;
}
