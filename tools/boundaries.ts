// Checks who imports whom (boundary-rules.ts) and prints what does not hold.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult, type IViolation } from 'dependency-cruiser';
import { boundaryRules } from './boundary-rules.ts';

const folders = ['bin', 'src', 'agents', 'schemas', 'policies', 'migrations', 'test', 'tools'];

/** Every file of ours that holds code, relative to `root`. */
export const sourceFiles = (root: string): string[] =>
  folders.flatMap((folder) => filesUnder(root, folder)).filter((file) => /\.[cm]?[jt]s$/.test(file));

const filesUnder = (root: string, folder: string): string[] => {
  try {
    return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

export interface Boundaries {
  looked: readonly string[];
  violations: readonly IViolation[];
}

/** Looks at every source file under `root`. */
export const checkBoundaries = async (root: string): Promise<Boundaries> => {
  const { forbidden, options } = boundaryRules;
  const { output } = await cruise(sourceFiles(root), {
    ...options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
  });
  const { modules, summary } = output as ICruiseResult;
  return { looked: modules.map(({ source }) => source), violations: summary.violations };
};

if (import.meta.main) {
  const { looked, violations } = await checkBoundaries(process.cwd());
  for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} → ${to}`);
  console.error(`boundaries: ${violations.length} broken, ${looked.length} modules looked at`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
