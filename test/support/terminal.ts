import { spawn } from 'node:child_process';
import { type Home, launcher } from './monitor.ts';

// Somebody at a real pseudo-terminal (`script` makes one), who types once they are asked.

export type Turns = readonly (readonly [seen: string, typed: string])[];

/** Each answer is typed when the text before it has appeared. */
export const converse = (home: Home, args: readonly string[], turns: Turns) =>
  new Promise<{ code: number | null; screen: string }>((resolve, reject) => {
    const line = [process.execPath, launcher, ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      env: { ...home.environment, TERM: 'xterm', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let screen = '';
    let readFrom = 0;
    let turn = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      const [seen, typed] = turns[turn] ?? [];
      if (seen === undefined || typed === undefined) return;
      const found = screen.indexOf(seen, readFrom);
      if (found < 0) return;
      readFrom = screen.length;
      turn++;
      child.stdin.write(typed);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, screen });
    });
  });
