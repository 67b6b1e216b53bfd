import { isSome } from './drawn.js';

// How the tests are tested: each mutant of a folder runs the tests that reach it, on one core, and what was found is kept for the next run.

/** What was found of some only is not kept. */
const some = { plugins: ['@stryker-mutator/vitest-runner', './test/mutation/drawn.js'], checkers: ['drawn'] };
const all = { plugins: ['@stryker-mutator/vitest-runner'], incremental: true };

export const mutating = (folder) => ({
  testRunner: 'vitest',
  vitest: { configFile: `test/mutation/vitest.${folder}.ts` },
  mutate: [`src/${folder}/**/*.ts`],
  ignorePatterns: ['dist', 'docs', 'reports', 'bench-results', 'bin', 'test/e2e', 'test/bench'],
  concurrency: 1,
  coverageAnalysis: 'perTest',
  ...(isSome ? some : all),
  incrementalFile: `reports/mutation/${folder}-incremental.json`,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  jsonReporter: { fileName: `reports/mutation/${folder}.json` },
  tempDirName: '.stryker-tmp',
  thresholds: { high: 95, low: 90, break: 90 },
  // Whoever shares the machine may hold a run for minutes; what never ends is told by how often it came by.
  timeoutMS: 120_000,
  // What runs as a module is loaded would have to be loaded anew with all tests for each mutant.
  ignoreStatic: true,
});
