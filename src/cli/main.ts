import { homedir } from 'node:os';
import { commands } from './commands.ts';
import { exitInterrupted } from './report.ts';
import { runProgram } from './session.ts';
import type { Output } from './surroundings.ts';

// The one place that touches the process.

/** A reader that went away (`monitor … | head`) is no error: the rest is for nobody. */
const outputTo = (stream: NodeJS.WriteStream, onGone: () => void): Output => {
  let isGone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isGone = true;
    onGone();
  });
  return {
    write(text) {
      if (!isGone) stream.write(text);
    },
    isTerminal: stream.isTTY,
  };
};

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's
  }
};

/** Runs what the process was started for. */
export const main = async ({ version }: { version: string }): Promise<void> => {
  const { stdin, stdout, stderr, argv, env, pid, platform, versions } = process;
  const stopping = new AbortController();
  const stop = (): void => {
    stopping.abort();
  };
  process.on('SIGINT', () => {
    if (stopping.signal.aborted) process.exit(exitInterrupted); // asked twice: at once
    stop();
  });
  process.on('SIGTERM', stop);

  process.exitCode = await runProgram(
    {
      machine: { platform, env, home: homedir(), cwd: process.cwd() },
      processes: { own: pid, isThere },
      version,
      runtime: { node: versions.node, sqlite: versions['sqlite'] ?? 'none' },
      input: stdin,
      terminal: stdin.isTTY && stdout.isTTY ? stdout : null,
      out: outputTo(stdout, stop),
      error: outputTo(stderr, stop),
      signal: stopping.signal,
    },
    commands,
    argv.slice(2),
  );
};
