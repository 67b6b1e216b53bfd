import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tables } from '../support/arbitraries/gate-tables.ts';
import { tales } from '../support/arbitraries/gate-tales.ts';
import { disagreement } from '../support/naive-gate/compare.ts';
import { labelsOf } from '../support/naive-gate/story.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';
import { runs } from '../support/runs.ts';

// The gate against a slow, plain model of the same words, which looks at every pair of facts at every moment. Usually the same tales are told
// each time; `MONITOR_RUNS=100000` tells as many new ones.

const usually = 6_000;
const isLong = process.env['MONITOR_RUNS'] !== undefined;
const usual = isLong ? {} : { seed: 20_261_137 };
/** Milliseconds, on a machine that has much else to do. Long runs say themselves how long they may take. */
const patience = isLong ? undefined : 120_000;

/** Everything that the gate can say of a claim, an entity, who is who, a retcon or a lock, of these words. */
const codes = [
  ...['accepted already_known', 'accepted change', 'accepted contested', 'accepted corrects_its_end', 'accepted ends'],
  ...['accepted locked', 'accepted merged', 'accepted new', 'accepted renamed', 'accepted retcon'],
  ...['accepted reverts', 'accepted settles', 'rejected unknown_commit'],
  ...['accepted split', 'accepted unlocked'],
  ...['pending axiom_failed', 'pending depends_on_undecided', 'pending free_text', 'pending house_rule'],
  ...['pending needs_review', 'pending no_evidence', 'pending possible_duplicate'],
  ...[
    'rejected acts_while_absent',
    'rejected acts_while_dead',
    'rejected already_withdrawn',
    'rejected base_withdrawn',
  ],
  ...[
    'rejected before_it_existed',
    'rejected breaks_axiom',
    'rejected contradicts_canon',
    'rejected contradicts_itself',
  ],
  ...['rejected dependency_cycle', 'rejected depends_on_refused', 'rejected effect_before_cause'],
  ...['rejected event_without_time', 'rejected evidence_id_taken', 'rejected evidence_missing'],
  ...['rejected evidence_of_other_universe', 'rejected gm_alone', 'rejected house_rule', 'rejected id_taken'],
  ...['rejected in_the_future', 'rejected locked', 'rejected missing_participant', 'rejected needs_event'],
  ...['rejected cannot_be_merged', 'rejected cannot_be_split', 'rejected never_ends', 'rejected node_withdrawn'],
  ...['rejected object_is_dead', 'rejected other_universe', 'rejected patient_is_absent', 'rejected patient_is_dead'],
  ...['rejected patient_is_not_dead', 'rejected subject_is_dead', 'rejected unknown_event', 'rejected unknown_fact'],
  ...['rejected unknown_node', 'rejected unknown_predicate', 'rejected unknown_role', 'rejected which_gives_way'],
  ...['rejected wrong_object', 'rejected wrong_object_type', 'rejected wrong_participant_type'],
  'rejected wrong_subject_type',
];
const seen = new Set<string>();

it(
  'judges as a model does that looks at every pair of facts at every moment',
  () => {
    fc.assert(
      fc.property(tables, tales(labelsOf(naiveVocabulary)), (table, chapters) => {
        const apart = disagreement(table, chapters, ({ verdict, code }) => seen.add(`${verdict} ${code}`));
        if (apart !== null) throw new Error(apart);
      }),
      { numRuns: runs(usually), ...usual },
    );
  },
  patience,
);

it.skipIf(runs(usually) < usually)('was asked for everything that it can say', () => {
  expect(codes.filter((code) => !seen.has(code))).toEqual([]);
});
