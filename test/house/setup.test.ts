import { execFile } from 'node:child_process';
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

// The real set-up against a checkout of two packages, with an npm that writes down what it was asked and installs at once.

const root = path.resolve(import.meta.dirname, '../..');
let checkout: string;

const lock = {
  packages: {
    '': {},
    'node_modules/needed': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/tested-with': { version: '2.0.0', integrity: 'sha512-b', dev: true },
    'node_modules/of-another-platform': { version: '3.0.0', integrity: 'sha512-c', optional: true, os: ['none'] },
  },
};

const scriptedNpm = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
appendFileSync('calls', process.argv.slice(2, 4).join(' ') + '\\n');
if (process.env.FAIL_WITH) {
  process.stderr.write(process.env.FAIL_WITH);
  process.exit(1);
}
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const wanted = Object.entries(packages).filter(([place, entry]) =>
  place !== '' && !entry.optional && !(entry.dev && process.argv.includes('--omit=dev')));
for (const [place] of wanted) {
  mkdirSync(place, { recursive: true });
  writeFileSync(place + '/package.json', '{}');
}
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: Object.fromEntries(wanted) }));
`;

beforeEach(async () => {
  checkout = await mkdtemp(path.join(tmpdir(), 'checkout-'));
  await cp(path.join(root, 'bin'), path.join(checkout, 'bin'), { recursive: true });
  await writeFile(path.join(checkout, 'package.json'), '{"type":"module"}');
  await writeFile(path.join(checkout, 'package-lock.json'), JSON.stringify(lock));
  await mkdir(path.join(checkout, 'npm'));
  await writeFile(path.join(checkout, 'npm/npm-cli.js'), scriptedNpm);
});
afterEach(() => rm(checkout, { recursive: true, force: true }));

const setUp = (purpose: string, env: Record<string, string> = {}) =>
  new Promise<{ code: number; out: string; error: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['bin/setup.js', purpose],
      {
        cwd: checkout,
        env: { ...process.env, npm_execpath: path.join(checkout, 'npm/npm-cli.js'), npm_node_execpath: '', ...env },
      },
      (_error, out, error) => {
        resolve({ code: child.exitCode ?? -1, out, error });
      },
    );
  });

const calls = async () => (await readFile(path.join(checkout, 'calls'), 'utf8')).trim().split('\n');

it('installs what is missing, once, and what only development needs when that is asked for', async () => {
  expect(await setUp('run')).toMatchObject({ code: 0, out: '' });
  expect(await setUp('run')).toMatchObject({ code: 0, error: '' });
  expect(await calls()).toEqual(['ci --omit=dev']);

  expect(await setUp('develop')).toMatchObject({ code: 0, out: '' });
  expect(await setUp('develop')).toMatchObject({ code: 0, error: '' });
  expect(await setUp('run')).toMatchObject({ code: 0, error: '' });
  expect(await calls()).toEqual(['ci --omit=dev', 'ci --include=dev']);
});

it('installs again when the lockfile asks for another version, or a package is gone', async () => {
  await setUp('develop');
  await rm(path.join(checkout, 'node_modules/needed'), { recursive: true });
  await setUp('run');
  const moved = {
    ...lock.packages,
    'node_modules/tested-with': { version: '2.0.1', integrity: 'sha512-d', dev: true },
  };
  await writeFile(path.join(checkout, 'package-lock.json'), JSON.stringify({ packages: moved }));
  await setUp('develop');
  expect(await calls()).toEqual(['ci --include=dev', 'ci --omit=dev', 'ci --include=dev']);
});

it('lets one of several set-ups install and the others wait for it', async () => {
  const outcomes = await Promise.all([setUp('develop'), setUp('develop'), setUp('run')]);
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect((await calls()).length).toBeLessThanOrEqual(2); // `run` may have come first
  expect(await setUp('develop')).toMatchObject({ code: 0, error: '' });
});

it.each([
  ['npm error code ENOTFOUND\n', 'could not reach its package registry'],
  ['npm error code ENOSPC\n', 'the disk is full'],
  ['npm error code EACCES\n', 'a folder may not be written'],
  ['npm error something new\n', '`npm ci` failed'],
])('says why it failed: %j', async (words, why) => {
  const { code, out, error } = await setUp('run', { FAIL_WITH: words });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(error).toContain(words.trim());
  expect(error).toContain(why);
});

it('leaves a `node_modules` alone that is a link to another checkout', async () => {
  const other = path.join(checkout, 'of-another');
  await mkdir(path.join(other, 'theirs'), { recursive: true });
  await symlink(other, path.join(checkout, 'node_modules'));
  const { code, error } = await setUp('develop');
  expect(code).toBe(1);
  expect(error).toContain('is a link to');
  expect(await readdir(other)).toEqual(['theirs']);
  expect((await lstat(path.join(checkout, 'node_modules'))).isSymbolicLink()).toBe(true);
  await expect(calls()).rejects.toThrow('ENOENT');
});

it('refuses an unknown purpose', async () => {
  expect(await setUp('fly')).toMatchObject({ code: 2, out: '' });
});
