import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimePackages, tooOld } from '../../bin/runtime.js';
import { root, runProcess } from '../support/monitor.ts';

// The real launcher in front of a small program, started by a Node that says it is old, beside an installed one that is not.

const program = `
export const main = async ({ version }) => {
  const [what, ...rest] = process.argv.slice(2);
  if (what === 'say') process.stdout.write(JSON.stringify({ version, rest }));
  if (what === 'exit') process.exitCode = Number(rest[0]);
  if (what === 'kill') process.kill(process.pid, rest[0]);
  if (what === 'warn') {
    await import('node:sqlite');
    process.emitWarning('an old way', 'DeprecationWarning');
  }
  if (what === 'count') {
    let times = 0;
    const timer = setInterval(() => 0, 1000);
    process.on('SIGTERM', () => { times++; setTimeout(() => { clearInterval(timer); process.stdout.write('times ' + times); }, 100); });
    process.stdout.write('ready\\n');
  }
};
`;

const old =
  '--import=data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})';
let place: string;
let bare: string;

const install = async (folder: string): Promise<void> => {
  await cp(path.join(root, 'bin'), path.join(folder, 'bin'), { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type: 'module', version: '7.8.9' }));
  await mkdir(path.join(folder, 'src/cli'), { recursive: true });
  await writeFile(path.join(folder, 'src/cli/main.ts'), program);
};

beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'launcher-'));
  bare = await mkdtemp(path.join(tmpdir(), 'launcher-'));
  await install(place);
  await install(bare);
  const runtime = path.join(place, 'node_modules', runtimePackages[0] ?? '');
  await mkdir(path.join(runtime, 'bin'), { recursive: true });
  await writeFile(path.join(runtime, 'package.json'), JSON.stringify({ bin: { node: 'bin/node' } }));
  await writeFile(path.join(runtime, 'bin/node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`);
  await chmod(path.join(runtime, 'bin/node'), 0o755);
});
afterAll(() => Promise.all([place, bare].map((folder) => rm(folder, { recursive: true, force: true }))));

const env = () => ({ PATH: '/usr/bin:/bin', HOME: place });
const launch = (args: readonly string[], { isOld = true } = {}) =>
  runProcess(process.execPath, [...(isOld ? [old] : []), path.join(place, 'bin/monitor.js'), ...args], { env: env() });

describe.each([
  ['an old Node', true],
  ['a new Node', false],
])('started by %s', (_name, isOld) => {
  it('passes on the words, the output and the version', async () => {
    const ran = await launch(['say', '--x=1', 'two words', ''], { isOld });
    expect(ran).toMatchObject({ code: 0, error: '' });
    expect(JSON.parse(ran.out)).toEqual({ version: '7.8.9', rest: ['--x=1', 'two words', ''] });
  });

  it('ends with the exit code of the program', async () => {
    expect(await launch(['exit', '42'], { isOld })).toMatchObject({ code: 42, signal: null, error: '' });
  });

  it('ends by the signal that ended the program', async () => {
    expect(await launch(['kill', 'SIGKILL'], { isOld })).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(await launch(['kill', 'SIGTERM'], { isOld })).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('shows no warning about what is pinned and works, and every other', async () => {
    const { error } = await launch(['warn'], { isOld });
    expect(error).not.toContain('Experimental');
    expect(error).toContain('an old way');
  });

  it('passes a signal on once', async () => {
    const child = spawn(process.execPath, [...(isOld ? [old] : []), path.join(place, 'bin/monitor.js'), 'count'], {
      env: env(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (out === '' && text.includes('ready')) child.kill('SIGTERM');
      out += text;
    });
    expect(await ended).toBe(0);
    expect(out).toBe('ready\ntimes 1');
  });

  it('answers `--version` itself', async () => {
    expect(await launch(['--version'], { isOld })).toMatchObject({ code: 0, out: 'monitor 7.8.9\n', error: '' });
  });
});

it('says what to install where there is no Node that can run it', async () => {
  const ran = await runProcess(process.execPath, [old, path.join(bare, 'bin/monitor.js'), 'say'], { env: env() });
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.error).toContain('Node 20.1.0 is older than 24');
  expect(ran.error).toContain('Install Node 24');
});

it.each([
  [{ node: '24.0.0', sqlite: '3.51.3' }, null],
  [{ node: '26.1.0', sqlite: '4.0.0' }, null],
  [{ node: '23.9.0', sqlite: '3.53.0' }, 'older than 24'],
  [{ node: '24.0.0', sqlite: '3.51.2' }, 'older than 3.51.3'],
  [{ node: '24.0.0', sqlite: '3.49.9' }, 'older than 3.51.3'],
  [{ node: '24.0.0', sqlite: undefined }, 'without SQLite'],
])('judges a runtime by its versions: %j', (versions, why) => {
  if (why === null) expect(tooOld(versions)).toBeNull();
  else expect(tooOld(versions)).toContain(why);
});
