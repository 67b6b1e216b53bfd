import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CaseFile } from '../../../schemas/gate-case.ts';
import { Failure } from '../../domain/failure.ts';
import { type FileProblem, readYamlFile, type YamlFile } from '../yaml-file.ts';
import { type Difference, differencesOf } from './case-check.ts';
import { type PlannedCase, planOf } from './case-plan.ts';
import { evaluateWritten } from './evaluation.ts';
import { type Problem, problemText } from './read.ts';
import type { Library } from './world.ts';

// Files of cases, and whether the gate decides as they say.

const shippedFolder = fileURLToPath(new URL('../../../policies/cases/', import.meta.url));

/** A case of a file, and the line where it stands. */
export interface FoundCase extends PlannedCase {
  line: number;
}

export interface CasesInFile {
  file: string;
  cases: readonly FoundCase[];
  problems: readonly FileProblem[];
}

const filesIn = async (given: string): Promise<string[]> => {
  try {
    if (!(await stat(given)).isDirectory()) return [given];
    const names = (await readdir(given, { recursive: true })).filter((name) => /\.ya?ml$/.test(name));
    if (names.length > 0) return names.sort().map((name) => path.join(given, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  throw new Failure({
    kind: 'terminal',
    code: 'no_cases',
    message: `there are no cases in \`${given}\``,
    advice: 'Cases are files in YAML. docs/gate-cases.md shows how one is written.',
  });
};

const casesIn = ({ file, value, problems, lineOf }: YamlFile<CaseFile>): CasesInFile => ({
  file,
  problems,
  cases:
    value === null ? [] : value.cases.map((one, index) => ({ ...planOf(value, one), line: lineOf(['cases', index]) })),
});

/** Those of a file or a folder; of none, those that ship. */
export const readCases = async (given: string | null): Promise<readonly CasesInFile[]> => {
  const files = await filesIn(given ?? shippedFolder);
  return Promise.all(files.map(async (file) => casesIn(await readYamlFile(file, CaseFile))));
};

// ── running ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** A case with which the gate does not agree. */
export interface FailedCase {
  law: string;
  line: number;
  /** By proposal; null: the world can't be read. */
  proposal: string | null;
  differences: readonly Difference[];
}

export interface FileResult {
  file: string;
  cases: number;
  failures: readonly FailedCase[];
  problems: readonly FileProblem[];
}

const unreadable = ({ law, line }: FoundCase, problems: readonly Problem[]): FailedCase => ({
  law,
  line,
  proposal: null,
  differences: [{ field: 'world', expected: 'one that can be read', actual: problems.map(problemText).join('; ') }],
});

const runCase = async (library: Library, found: FoundCase): Promise<readonly FailedCase[]> => {
  const { law, line, world, proposals, expected } = found;
  const evaluated = await evaluateWritten(library, { world, items: proposals.map((written) => ({ written })) });
  if ('problems' in evaluated) return [unreadable(found, evaluated.problems)];
  if (evaluated.value.length !== expected.length)
    return [unreadable(found, [{ path: '', message: 'a step can’t be read' }])];
  return evaluated.value.flatMap((decision, index) => {
    const awaited = expected[index];
    const differences = awaited === undefined ? [] : differencesOf(awaited, decision);
    return differences.length === 0 ? [] : [{ law, line, proposal: decision.proposal, differences }];
  });
};

export const runCases = async (library: Library, { file, cases, problems }: CasesInFile): Promise<FileResult> => {
  const failures: FailedCase[] = [];
  for (const found of cases) failures.push(...(await runCase(library, found)));
  return { file, cases: cases.length, failures, problems };
};
