import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home, launcher } from '../support/monitor.ts';

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
});
afterAll(() => home[Symbol.asyncDispose]());

/** Runs lines as one session that prints JSON, and parses what each printed. */
const session = async (lines: readonly string[]) => {
  const ran = await home.run(['--json'], { input: `${lines.join('\n')}\n` });
  return {
    ...ran,
    views: ran.out
      .trimEnd()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown),
  };
};

describe('the life of a world, from commands in a pipe', () => {
  it('goes from nothing to a world, the archive and back', async () => {
    const { code, error, views } = await session([
      '# a comment, and an empty line',
      '',
      'world list',
      'monitor world create Ashfall',
      'world create "second"',
      'world use second',
      'world list',
      'migrate status --world ashfall',
      'migrate up --dry-run',
      'world remove ashfall --yes',
      'world list --archived',
      'world restore ashfall',
      'doctor',
      'quit',
      'world list',
    ]);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const [none, made, , , both, status, dryRun, removed, archived, restored, health, ...after] = views;
    expect(none).toMatchObject({ worlds: [] });
    expect(made).toMatchObject({ name: 'Ashfall', isChosen: true });
    expect(both).toMatchObject({
      worlds: [
        { name: 'Ashfall', isChosen: false },
        { name: 'second', isChosen: true },
      ],
    });
    expect(status).toMatchObject({ world: 'Ashfall', isCurrent: true });
    expect(dryRun).toMatchObject({ world: 'second', isDryRun: true });
    expect(removed).toMatchObject({ name: 'ashfall' });
    expect(archived).toEqual({
      data: home.data,
      archived: [(removed as { archived: string }).archived],
      worlds: null,
    });
    expect(restored).toMatchObject({ id: (made as { id: string }).id });
    expect(health).toMatchObject({ isWell: true });
    expect(after).toEqual([]);
  });

  it('tells people the same in words, without colour where nobody sees it', async () => {
    const { code, out, error } = await home.run(['world', 'list']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out.split('\n').map((line) => line.slice(0, 10).trim())).toEqual(['Ashfall', '*  second', '']);
    expect(await home.run(['doctor', '--colour', 'always'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('\u001B[32mok') as string,
    });
    const calm = await home.run(['doctor'], { env: { NO_COLOR: '1', FORCE_COLOR: '1' } });
    expect(calm.out).not.toContain('\u001B');
    expect(calm.out).toContain('ok    world');
  });
});

describe('what goes wrong', () => {
  it('is told with its cause and a way out, in the exit code, and never as a stack trace', async () => {
    const { code, out, error } = await session([
      'wrld list',
      'world use nope',
      'doctor --auditt',
      'world create a b',
      'world remove second',
      'doctor "',
      'x'.repeat(150_000),
      'world list',
    ]);
    expect(code).toBe(2);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    const told = error.trimEnd().split('\n');
    const codes = told
      .filter((line) => line.startsWith('{'))
      .map((line) => (JSON.parse(line) as { error: { code: string } }).error.code);
    expect(codes).toEqual(['usage', 'world_unknown', 'usage', 'usage', 'usage', 'usage']);
    expect(error).toContain('too long to be a command');
    expect(error).not.toMatch(/\n\s+at /);
  });

  it('has 2 as its exit code if nothing was tried, and 1 if it failed', async () => {
    expect(await home.run(['world', 'crate', 'x'])).toMatchObject({
      code: 2,
      out: '',
      error: 'monitor: unknown command `world crate`\n  Did you mean `world create`?\n',
    });
    expect(await home.run(['world', 'use', 'secnd'])).toMatchObject({
      code: 1,
      out: '',
      error: `monitor: there is no world \`secnd\` in \`${home.data}\`\n  Look at the name: did you mean \`second\`?\n`,
    });
    const misconfigured = await home.run(['world', 'list'], { env: { MONITOR_PROFILE: 'servers' } });
    expect(misconfigured).toMatchObject({ code: 2, out: '' });
    expect(misconfigured.error).toContain('no adapters for the profile `servers`');
  });

  it('shows where it came from to those who ask', async () => {
    const { error } = await home.run(['world', 'use', 'nope', '--debug']);
    expect(error).toMatch(/\n\s+at /);
  });

  it('is explained by the doctor, who works also where nothing else does', async () => {
    const broken = await home.run(['doctor', '--json', '--set', 'profil=x']);
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.out)).toMatchObject({
      isWell: false,
      checks: [
        { status: 'ok' },
        { name: 'configuration', status: 'fail', detail: expect.stringContaining('`profile`') as string },
      ],
    });
    const file = path.join(home.folder, 'a-file');
    await writeFile(file, 'not a folder');
    const { code, out } = await home.run(['doctor', '--data', file]);
    expect(code).toBe(1);
    expect(out).toMatch(/fail {2}data folder +`.*a-file` can't be opened/);
    const refused = await home.run(['world', 'create', 'x', '--data', path.join(file, 'below')]);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.error).toContain("can't be opened");
  });

  it('is found by the doctor in a store that is damaged, foreign, missing or too new, and nothing is changed', async () => {
    await session(['world create patient']);
    const folder = path.join(home.data, 'worlds/patient');
    await writeFile(path.join(folder, 'canon.db'), 'this is no database'.repeat(100));
    await rm(path.join(folder, 'events.db'));
    await writeFile(path.join(folder, 'events.db'), '');
    await rm(path.join(folder, 'narrative.db'));
    const { code, out } = await home.run(['doctor', '--json', '--world', 'patient']);
    expect(code).toBe(1);
    const { checks } = JSON.parse(out) as { checks: { name: string; status: string; detail: string }[] };
    const of = (name: string) => checks.find((check) => check.name === name);
    expect(of('canon store')).toMatchObject({ status: 'fail', detail: expect.stringContaining('damaged') as string });
    expect(of('narrative store')).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining("can't be opened") as string,
    });
    expect(of('events store')).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('steps behind') as string,
    });
    expect(of('index store')).toMatchObject({ status: 'ok' });
    expect(await readFile(path.join(folder, 'canon.db'), 'utf8')).toContain('this is no database');
  });
});

describe('a process among others', () => {
  it('ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [launcher, '--help'], {
      env: home.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let error = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(error).toBe('');
  });

  it('stops waiting for commands when it is told to', async () => {
    const child = spawn(process.execPath, [launcher], { env: home.environment, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    child.stderr.resume();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
  });

  it('leaves no world behind when it is killed while making one, and is no hindrance to the next', async () => {
    const worlds = path.join(home.data, 'worlds');
    await mkdir(worlds, { recursive: true });
    const before = await readdir(worlds);
    const child = spawn(process.execPath, [launcher, 'world', 'create', 'doomed'], {
      env: home.environment,
      stdio: 'ignore',
    });
    // The first thing that it makes is the folder to build in.
    const watcher = watch(worlds, () => child.kill('SIGKILL'));
    await new Promise((resolve) => child.on('close', resolve));
    watcher.close();
    const left = (await readdir(worlds)).filter((name) => !before.includes(name));
    const { views } = await session(['world list', 'doctor', 'world create doomed', 'world remove doomed --yes']);
    const [list, health, made] = views as [{ worlds: { name: string }[] }, { checks: { name: string }[] }, object?];
    if (left.every((name) => name.startsWith('.'))) {
      expect(list.worlds.map(({ name }) => name)).not.toContain('doomed');
      expect(health.checks.map(({ name }) => name)).toContain('leftovers');
      expect(made).toMatchObject({ name: 'doomed' });
    } else expect(list.worlds.map(({ name }) => name)).toContain('doomed'); // it had been quicker than the kill
  });
});
