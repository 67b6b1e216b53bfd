import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

// What is quick, and asks the gate itself. What the keeper, the command and the stores make of it costs minutes.
const examples = [
  'test/gate/evaluate.test.ts',
  'test/gate/withdrawal.test.ts',
  'test/gate/corners.test.ts',
  'test/gate/fine-points.test.ts',
  'test/gate/refusals.test.ts',
  'test/gate/coming-back.test.ts',
  'test/gate/own-words.test.ts',
  'test/gate/identity.test.ts',
  'test/gate/said-twice.test.ts',
  'test/gate/two-lives.test.ts',
  'test/gate/dates-of-birth.test.ts',
  'test/gate/limits-of-a-claim.test.ts',
  'test/gate/brought-about.test.ts',
  'test/gate/nodes.test.ts',
  'test/gate/within-a-batch.test.ts',
  'test/gate/witness.test.ts',
  'test/gate/shipped-effects.test.ts',
  'test/gate/sources.test.ts',
  'test/gate/policy-check.test.ts',
  'test/gate/shipped-words.test.ts',
  'test/unit/gate/rules.test.ts',
  'test/unit/gate/shelf.test.ts',
  'test/unit/gate/world.test.ts',
  'test/gate/matrix.test.ts',
  'test/gate/vocabulary-coverage.test.ts',
  'test/gate/cases.test.ts',
];
const model = ['test/gate/naive.test.ts'];
const laws = [
  'test/gate/laws-canon.test.ts',
  'test/gate/laws-batches.test.ts',
  'test/gate/laws-rules.test.ts',
  'test/gate/laws-decisions.test.ts',
  'test/gate/laws.test.ts',
  'test/unit/gate/rules-laws.test.ts',
  'test/unit/compose/policy.test.ts',
];
// Beside the keeper, and still quick enough for the few that are tried again.
const beside = [
  'test/gate/back-in-order.test.ts',
  'test/gate/after-a-merge.test.ts',
  'test/gate/originals.test.ts',
  'test/gate/by-hand.test.ts',
  'test/gate/large-batches.test.ts',
];
// Whoever is tried again has survived the laws, and is put before all the tales of the model that the usual tests tell.
const isAgain = process.env['MONITOR_AGAIN'] !== undefined;
const files = [...examples, ...(isAgain ? beside : []), ...model, ...(isAgain ? [] : laws)];

/** The first failure is enough, so the cheapest are asked first. */
class CheapestFirst extends BaseSequencer {
  override sort(found: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => files.findIndex((file) => moduleId.endsWith(file));
    return Promise.resolve(found.toSorted((a, b) => rank(a) - rank(b)));
  }
}

export default defineConfig({
  test: {
    include: files,
    setupFiles: ['test/mutation/same-every-time.ts'],
    sequence: { sequencer: CheapestFirst },
    testTimeout: 120_000,
    isolate: false,
  },
});
