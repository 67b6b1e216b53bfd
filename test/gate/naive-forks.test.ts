import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tables } from '../support/arbitraries/gate-tables.ts';
import { leavings, tales } from '../support/arbitraries/gate-tales.ts';
import { disagreementOfForks } from '../support/naive-gate/compare.ts';
import { labelsOf } from '../support/naive-gate/story.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';
import { runs } from '../support/runs.ts';

// Tales that a universe leaves, against the model: whether it may, what it begins with, and how either goes on.

const usually = 2_500;
const isLong = process.env['MONITOR_RUNS'] !== undefined;
const usual = isLong ? {} : { seed: 20_261_125 };
/** Milliseconds, on a machine that has much else to do. Long runs say themselves how long they may take. */
const patience = isLong ? undefined : 120_000;
const codes = ['accepted forks', 'pending house_rule', 'pending needs_review', 'rejected gm_alone'];
const refusals = ['rejected id_taken', 'rejected other_universe', 'rejected unknown_revision'];
const seen = new Set<string>();

it(
  'forks as a model does, and goes on in the fork and in its origin as the model does',
  () => {
    fc.assert(
      fc.property(tables, tales(labelsOf(naiveVocabulary)), leavings, (table, chapters, leaving) => {
        const apart = disagreementOfForks(table, { chapters, ...leaving }, ({ verdict, code }) =>
          seen.add(`${verdict} ${code}`),
        );
        if (apart !== null) throw new Error(apart);
      }),
      { numRuns: runs(usually), ...usual },
    );
  },
  patience,
);

it.skipIf(runs(usually) < usually)('was asked for everything that it can say of a fork', () => {
  expect([...codes, ...refusals].filter((code) => !seen.has(code))).toEqual([]);
});
