import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home, root, runProcess } from '../support/monitor.ts';

// The package as a stranger gets it: packed, installed into an empty folder, started by whatever Node their machine has.

const packagingMsMax = 300_000;

/** The folders where commands are looked for, without those that npm puts before them for its scripts. */
const systemPath = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .filter((folder) => !folder.endsWith(path.join('node_modules', '.bin')))
  .join(path.delimiter);

/** The machine's own Node; ours where it has none. */
const systemNode =
  systemPath
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'node'))
    .find((file) => existsSync(file)) ?? process.execPath;

let place: string;
let home: Home;
let installed: string;

const npm = async (args: readonly string[], cwd: string): Promise<string> => {
  const env = { ...process.env, PATH: systemPath } as Record<string, string>;
  const { code, out, error } = await runProcess('npm', [...args, '--loglevel=error', '--no-audit', '--no-fund'], {
    env,
    cwd,
  });
  if (code !== 0) throw new Error(`\`npm ${args.join(' ')}\` ended with ${code}: ${error}${out}`);
  return out.trim();
};

beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'package-'));
  home = await emptyHome();
  await npm(['pack', '--pack-destination', place], root);
  const [tarball = ''] = (await readdir(place)).filter((name) => name.endsWith('.tgz'));
  const prefix = path.join(place, 'prefix');
  await npm(['install', '--global', '--prefix', prefix, '--prefer-offline', path.join(place, tarball)], place);
  installed = path.join(prefix, 'lib/node_modules/monitor');
}, packagingMsMax);
afterAll(async () => {
  await rm(place, { recursive: true, force: true });
  await home[Symbol.asyncDispose]();
});

const run = (node: string, args: readonly string[]) =>
  home.run(args, { node, launcher: path.join(place, 'prefix/bin/monitor') });

describe.each([
  ['the pinned Node', process.execPath],
  ['the Node of the machine', systemNode],
])('the package, installed globally and started by %s', (_name, node) => {
  it('tells its version, makes a world and looks after it', async () => {
    expect(await run(node, ['--version'])).toMatchObject({ code: 0, out: 'monitor 0.1.0\n', error: '' });
    const name = `w${node.length}`;
    expect(await run(node, ['world', 'create', name])).toMatchObject({ code: 0, error: '' });
    const { code, out, error } = await run(node, ['doctor', '--audit', '--world', name, '--json']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(JSON.parse(out)).toMatchObject({ isWell: true });
  });

  it('finds the rule systems that ship', async () => {
    const { code, out, error } = await run(node, ['rules', 'try', 'd20_fantasy', '--faces', '14', '--json']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(JSON.parse(out)).toMatchObject({ natural: 14, target: 15, level: 'failure' });
  });

  it('finds the tables and the oracle that ship', async () => {
    const { code, out, error } = await run(node, ['table', 'roll', 'npc', '--seed', 'x', '--json']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(JSON.parse(out)).toMatchObject({ seed: 'x', draws: [{ table: 'npc' }] });
    expect(await run(node, ['oracle', 'ask', 'Is it?', '--faces', '1,10'])).toMatchObject({ code: 0, error: '' });
  });
});

it('holds the compiled program and what it reads, and neither sources nor tests', async () => {
  const files = await readdir(installed, { recursive: true });
  const ours = files.filter((file) => !file.startsWith('node_modules'));
  expect(ours).toContain('dist/src/cli/main.js');
  expect(ours).toContain('dist/policies/rule-systems/d20_fantasy.yaml');
  expect(ours).toContain('NOTICE');
  expect(ours.filter((file) => file.endsWith('.sql')).length).toBeGreaterThan(0);
  expect(ours.filter((file) => /\.ts$|(^|\/)test(\/|$)|\.test\.|(^|\/)src\/.*fake|setup\.js/.test(file))).toEqual([]);
});
