// Which Node can run the program, and where to find one. Plain JavaScript for any Node ≥ 18.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const nodeMajorMin = 24;
/** Earlier ones can lose committed data when a write-ahead log is reset. */
const sqliteMin = '3.51.3';

/** Packages of the registry that hold a Node binary, in the order they are tried. */
export const runtimePackages = [
  `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  `node-bin-${process.platform}-${process.arch}`,
];

const isBefore = (version, minimum) => {
  const [actual, wanted] = [version, minimum].map((text) => text.split('.').map(Number));
  for (const [i, part] of wanted.entries()) if ((actual[i] ?? 0) !== part) return (actual[i] ?? 0) < part;
  return false;
};

/** Why a Node of these versions can't run the program, or null if it can. */
export const tooOld = ({ node, sqlite }) => {
  if (isBefore(node, `${nodeMajorMin}`)) return `Node ${node} is older than ${nodeMajorMin}`;
  if (sqlite === undefined) return `Node ${node} was built without SQLite`;
  if (isBefore(sqlite, sqliteMin)) return `Node ${node} has SQLite ${sqlite}, older than ${sqliteMin}`;
  return null;
};

/** The binary that was installed beside the file `from`, or null. */
export const pinnedNode = (from) => {
  const require = createRequire(from);
  for (const name of runtimePackages) {
    let manifest;
    try {
      manifest = require.resolve(`${name}/package.json`);
    } catch {
      continue;
    }
    const binary = path.join(path.dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.node);
    if (existsSync(binary)) return binary;
  }
  return null;
};
