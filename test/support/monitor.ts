import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

// The real command in a process of its own, far from whatever this machine has set or stored.

export const root = path.resolve(import.meta.dirname, '../..');
export const launcher = path.join(root, 'bin', 'monitor.js');

export interface Ran {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  error: string;
}

export interface RunOptions {
  /** Standard input; none unless given. */
  input?: string;
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  node?: string;
  launcher?: string;
}

export interface Home extends AsyncDisposable {
  folder: string;
  /** Where the worlds lie. */
  data: string;
  environment: Readonly<Record<string, string>>;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Runs it, expects success, and reads what `--json` printed. */
  json(args: readonly string[], options?: RunOptions): Promise<unknown>;
}

const outputCharsMax = 1_000_000;

export const runProcess = (
  file: string,
  args: readonly string[],
  { input, env = {}, cwd = root }: Pick<RunOptions, 'input' | 'env' | 'cwd'>,
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, [...args], { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out = (out + text).slice(-outputCharsMax)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error = (error + text).slice(-outputCharsMax)));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, out, error });
    });
    child.stdin.on('error', () => undefined); // it may end without having read everything
    child.stdin.end(input ?? '');
  });

/** An empty home: no configuration, no worlds, no variables but the path. */
export const emptyHome = async (): Promise<Home> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'monitor-home-'));
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    XDG_DATA_HOME: path.join(folder, 'share'),
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_CACHE_HOME: path.join(folder, 'cache'),
  };
  const run: Home['run'] = (args, { node = process.execPath, launcher: start = launcher, env, ...options } = {}) =>
    runProcess(node, [start, ...args], { cwd: folder, ...options, env: { ...environment, ...env } });
  return {
    folder,
    data: path.join(folder, 'share', 'monitor'),
    environment,
    run,
    async json(args, options) {
      const { code, out, error } = await run([...args, '--json'], options);
      if (code !== 0) throw new Error(`\`monitor ${args.join(' ')}\` ended with ${code}: ${error}`);
      return JSON.parse(out) as unknown;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
};
