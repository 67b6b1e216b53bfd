import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyHome, type Home, launcher } from '../support/monitor.ts';

// The real command in a real pseudo-terminal (`script` makes one), and somebody who types once they are asked.

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
});
afterAll(() => home[Symbol.asyncDispose]());

const ctrlC = '\u0003';
const ctrlD = '\u0004';

/** Each answer is typed when the text before it has appeared. */
const converse = (args: readonly string[], turns: readonly (readonly [seen: string, typed: string])[]) =>
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

const prompt = 'monitor> ';

it('opens a menu, does what is chosen or typed, and leaves when asked', async () => {
  const { code, screen } = await converse(
    [],
    [
      [prompt, '1\r'],
      [prompt, 'world create ashfall\r'],
      [prompt, 'wrld list\r'],
      [prompt, 'doctor\r'],
      [prompt, 'quit\r'],
    ],
  );
  expect(code).toBe(0);
  expect(screen).toContain('what works, and what does not');
  expect(screen).toContain('no world yet');
  expect(screen).toContain('created the world');
  expect(screen).toContain('Did you mean `world list`?');
  expect(screen).toContain('\u001B[32mok  \u001B[39m');
});

it.each([
  ['Ctrl-C', ctrlC],
  ['Ctrl-D', ctrlD],
])('is left with %s', async (_key, typed) => {
  expect(await converse([], [[prompt, typed]])).toMatchObject({ code: 0 });
});

it('asks before it removes a world, and takes only its name for a yes', async () => {
  const refused = await converse(['world', 'remove', 'ashfall'], [['Type its name: ', 'yes\r']]);
  expect(refused).toMatchObject({ code: 1, screen: expect.stringContaining('was not removed') as string });
  const left = await converse(['world', 'remove', 'ashfall'], [['Type its name: ', ctrlC]]);
  expect(left).toMatchObject({ code: 1, screen: expect.stringContaining('was not removed') as string });
  const done = await converse(
    [],
    [
      [prompt, 'world remove ashfall\r'],
      ['Type its name: ', 'Ashfall\r'],
      [prompt, ctrlD],
    ],
  );
  expect(done).toMatchObject({ code: 0, screen: expect.stringContaining('to the archive as') as string });
});
