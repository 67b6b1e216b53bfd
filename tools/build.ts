// Compiles the program into dist/, and puts the data that it reads beside it.

import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const dist = path.join(root, 'dist');
const dataFolders = ['migrations', 'policies'];
const dataFiles = /\.(sql|yaml|json)$/;

const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
for (const folder of dataFolders) {
  if (!statSync(path.join(root, folder), { throwIfNoEntry: false })) continue;
  cpSync(path.join(root, folder), path.join(dist, folder), {
    recursive: true,
    filter: (file) => statSync(file).isDirectory() || dataFiles.test(file),
  });
}
process.exitCode = status ?? 1;
