import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Ended {
  /** Null: it was killed. */
  code: number | null;
  /** What it printed, line by line. A line that was cut off is left out. */
  lines: readonly string[];
  stderr: string;
}

/** Another process of this program, for tests that need a real one. */
export interface Child extends AsyncDisposable {
  /** Resolves when it has printed so many lines; rejects if it ends before. */
  printed: (count: number) => Promise<void>;
  tell: (line: string) => void;
  kill: () => void;
  ended: Promise<Ended>;
}

/** Starts `script` with the runtime of the test. It is killed if it has not ended when it is disposed of. */
export const startChild = (script: URL, args: readonly string[] = []): Child => {
  const options = ['--disable-warning=ExperimentalWarning', fileURLToPath(script), ...args];
  const child = spawn(process.execPath, options, { stdio: 'pipe' });
  child.stdin.on('error', () => undefined); // it ended before it read what it was told: `ended` says so

  const lines: string[] = [];
  const news = new EventTarget();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      news.dispatchEvent(new Event('line'));
    }
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, lines, stderr }));
  });

  const printed = async (count: number): Promise<void> => {
    const enough = new Promise<void>((resolve) => {
      const look = (): void => {
        if (lines.length >= count) resolve();
      };
      news.addEventListener('line', look);
      look();
    });
    const tooFew = ended.then(({ code }) => {
      if (lines.length < count) throw new Error(`the child ended with ${code} after ${lines.length} lines: ${stderr}`);
    });
    await Promise.race([enough, tooFew]);
  };

  return {
    printed,
    tell: (line) => child.stdin.write(`${line}\n`),
    kill: () => child.kill('SIGKILL'),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

/** What it printed, once it has ended well. */
export const linesOf = async (child: Child): Promise<readonly string[]> => {
  const { code, lines, stderr } = await child.ended;
  if (code !== 0) throw new Error(`the child ended with ${code}: ${stderr}`);
  return lines;
};

/** In the child: resolves when the test tells it something. */
export const told = async (): Promise<void> => {
  using input = createInterface({ input: process.stdin });
  for await (const _ of input) return;
};
