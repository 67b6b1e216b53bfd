#!/usr/bin/env node
// Starts the program: in this process if this Node can run it, else in the one that was installed with it.
// Plain JavaScript for any Node ≥ 18.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nodeMajorMin, pinnedNode, tooOld } from './runtime.js';

const launcher = fileURLToPath(import.meta.url);
const root = path.dirname(path.dirname(launcher));
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const cacheFolder = () => {
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'monitor');
  if (process.platform === 'win32')
    return path.join(process.env.LOCALAPPDATA || path.join(homedir(), 'AppData', 'Local'), 'monitor', 'Cache');
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'monitor');
};

/** `node:sqlite` works and is pinned, so that it is called experimental is no news for a player. */
const hideExperimentalWarnings = () => {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const [type] = rest;
    if ((typeof type === 'string' ? type : (type?.type ?? warning?.name)) !== 'ExperimentalWarning')
      emit.call(process, warning, ...rest);
  };
};

const startHere = async () => {
  hideExperimentalWarnings();
  // A folder of the user's own: whoever can write compiled code there can run it as them.
  module.enableCompileCache?.(path.join(cacheFolder(), 'compiled'));
  const sources = path.join(root, 'src', 'cli', 'main.ts');
  const entry = existsSync(sources) ? sources : path.join(root, 'dist', 'src', 'cli', 'main.js');
  const { main } = await import(pathToFileURL(entry).href);
  await main({ version });
};

/** A terminal sends these to every process in its foreground; sent on, they would arrive twice. */
const fromTerminal = new Set(['SIGINT', 'SIGQUIT']);
const passedOn = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];

const startIn = (binary) => {
  const child = spawn(binary, [launcher, ...process.argv.slice(2)], { stdio: 'inherit', windowsHide: false });
  const hasTerminal = process.platform === 'win32' || [0, 1, 2].some((stream) => isatty(stream));
  for (const signal of passedOn)
    try {
      process.on(signal, () => {
        if (!(hasTerminal && fromTerminal.has(signal))) child.kill(signal);
      });
    } catch {
      // this platform has no such signal
    }
  child.on('error', (error) => {
    process.stderr.write(`monitor: cannot start \`${binary}\`: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal === null) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
};

const explain = (why) => {
  process.stderr.write(
    `monitor: cannot run here: ${why}, and no newer Node was installed with it.\n` +
      `  Install Node ${nodeMajorMin} or later, or install monitor again without \`--omit=optional\`.\n`,
  );
  process.exitCode = 1;
};

if (process.argv.length === 3 && process.argv[2] === '--version') process.stdout.write(`monitor ${version}\n`);
else {
  const why = tooOld(process.versions);
  if (why === null) await startHere();
  else {
    const binary = pinnedNode(launcher);
    if (binary === null || realpathSync(binary) === realpathSync(process.execPath)) explain(why);
    else startIn(binary);
  }
}
