// Installs what a checkout needs, so that `npm start` and `npm test` work right after cloning. Plain JavaScript for any Node ≥ 18.
//
//   node bin/setup.js run      what the program runs on
//   node bin/setup.js develop  that, and what checks and tests it
//
// S1. What is installed is what npm's own record in node_modules says and what is on disk; there is no second record to go stale.
// S2. Nothing is installed again while that satisfies the lockfile, whoever installed it.
// S3. Of several set-ups started at once, one installs and the others wait for it.
// S4. A `node_modules` that is a link belongs to another checkout: installing would empty that one, so nothing is installed through it.
// S5. Standard output stays clean: a command's output may be piped on.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimePackages, tooOld } from './runtime.js';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const waitMsMax = 10 * 60_000;
const pollMs = 200;
const shownLinesMax = 12;

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const fits = (allowed, actual) =>
  allowed === undefined || [allowed].flat().some((value) => value === actual || value === 'any');

/** Whether the lockfile's entry must be there for this purpose on this machine. */
const isNeeded = (purpose, place, entry) => {
  if (place === '' || entry.link) return false;
  if (purpose === 'run' && (entry.dev || entry.devOptional)) return false;
  if (!entry.optional) return true;
  // Optional packages that did not install are for their users to miss; the runtime is missed here.
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const isRuntime = runtimePackages.includes(name);
  return isRuntime && fits(entry.os, process.platform) && fits(entry.cpu, process.arch) && needsRuntime(purpose);
};

/** The scripts of a developer call `node`, so they get the pinned one in any case. */
const needsRuntime = (purpose) => purpose === 'develop' || tooOld(process.versions) !== null;

/** The first package that is missing or of another version, or null. */
const firstMissing = (purpose) => {
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'everything';
  let installed;
  try {
    installed = readJson(record).packages;
  } catch {
    return 'everything';
  }
  const locked = readJson(path.join(root, 'package-lock.json')).packages;
  for (const [place, entry] of Object.entries(locked)) {
    if (!isNeeded(purpose, place, entry)) continue;
    const there = installed[place];
    if (there?.version !== entry.version || there.integrity !== entry.integrity) return place;
    if (!existsSync(path.join(root, place, 'package.json'))) return place;
  }
  return null;
};

const npmCommand = () => {
  const script = process.env.npm_execpath;
  // The Node that runs npm, not the one in node_modules: that one is replaced meanwhile.
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script))
    return { file: process.env.npm_node_execpath || process.execPath, first: [script], shell: false };
  return { file: 'npm', first: [], shell: process.platform === 'win32' };
};

const runNpm = (purpose) =>
  new Promise((resolve) => {
    const { file, first, shell } = npmCommand();
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--include=optional'];
    const retries = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
    const scope = purpose === 'develop' ? '--include=dev' : '--omit=dev';
    const options = { cwd: root, shell, stdio: ['ignore', 'ignore', 'pipe'] };
    const child = spawn(file, [...first, 'ci', scope, '--loglevel=error', ...flags, ...retries], options);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors = (errors + text).slice(-20_000);
    });
    child.on('error', (error) => resolve({ ok: false, errors: `npm did not start: ${error.message}` }));
    child.on('close', (code, signal) =>
      resolve({ ok: code === 0, errors: errors || `npm ended by ${signal ?? code}` }),
    );
  });

const explain = (errors) => {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|FETCH_ERROR|network/i.test(errors))
    return [
      'npm could not reach its package registry.',
      'Connect to the network (or set a proxy for npm), then try again.',
    ];
  if (/npm did not start/.test(errors))
    return ['npm was not found.', 'Install Node with npm, version 20 or later, then try again.'];
  if (/ENOSPC/.test(errors)) return ['the disk is full.', 'Make room, then try again.'];
  if (/EACCES|EPERM|EROFS/.test(errors))
    return [
      'a folder may not be written.',
      `See that you may write to \`${path.join(root, 'node_modules')}\`, then try again.`,
    ];
  return ['`npm ci` failed.', 'Its words are above; run `npm ci` to see all of them.'];
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

const lockFile = path.join(
  tmpdir(),
  `monitor-setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`,
);

/** True if this process now holds the lock; false while another one that is alive does. */
const tryLock = () => {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  try {
    const isYoung = Date.now() - statSync(lockFile).mtimeMs < 2_000; // its owner may still be writing its number
    const owner = Number(readFileSync(lockFile, 'utf8'));
    if (!isYoung && (owner === 0 || !isAlive(owner))) rmSync(lockFile, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return false;
};

const lock = async () => {
  for (let waitedMs = 0; waitedMs <= waitMsMax; waitedMs += pollMs) {
    if (tryLock()) return true;
    if (waitedMs === 0) process.stderr.write('monitor: waiting for another set-up of this folder …\n');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return false;
};

const install = async (purpose) => {
  const what = purpose === 'develop' ? 'what builds and tests it' : 'what it runs on';
  process.stderr.write(`monitor: installing ${what} …`);
  const started = Date.now();
  const { ok, errors } = await runNpm(purpose);
  if (ok) {
    process.stderr.write(` done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    return true;
  }
  const [why, advice] = explain(errors);
  const said = errors.split('\n').filter((line) => !/^(npm (error|ERR!))?\s*$|complete log of this run/.test(line));
  const shown = said.slice(0, shownLinesMax);
  process.stderr.write(`\n${shown.map((line) => `  ${line}`).join('\n')}\n`);
  process.stderr.write(`monitor: set-up failed: ${why}\n  ${advice}\n`);
  return false;
};

/** The folder that `node_modules` is a link to, or null. */
const linkedTo = () => {
  const folder = path.join(root, 'node_modules');
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return null;
  return existsSync(folder) ? realpathSync(folder) : 'a folder that is not there';
};

const setUp = async (purpose) => {
  const missing = firstMissing(purpose);
  if (missing === null) return true;
  const linked = linkedTo();
  if (linked !== null) {
    process.stderr.write(
      `monitor: \`node_modules\` is a link to \`${linked}\`, and what is there is not what this checkout needs: ${missing}\n` +
        '  Install there, or remove the link. Nothing was changed.\n',
    );
    return false;
  }
  if (!(await lock())) {
    process.stderr.write(`monitor: another set-up does not end. If there is none, remove \`${lockFile}\`.\n`);
    return false;
  }
  try {
    return firstMissing(purpose) === null || (await install(purpose));
  } finally {
    rmSync(lockFile, { force: true });
  }
};

const purpose = process.argv[2];
if (purpose === 'run' || purpose === 'develop') process.exitCode = (await setUp(purpose)) ? 0 : 1;
else {
  process.stderr.write('usage: node bin/setup.js run|develop\n');
  process.exitCode = 2;
}
