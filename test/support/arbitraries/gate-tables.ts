import fc from 'fast-check';
import type { Policy } from '../../../schemas/policy.ts';
import { smallPolicy } from '../small-policy.ts';
import type { Table } from '../naive-gate/table.ts';
import type { About, NaiveRule } from '../naive-gate/standing.ts';
import { naiveVocabulary } from '../naive-gate/vocabulary.ts';

// Tables at which a tale may be told: most have no rules of their own.

type Condition = Pick<NaiveRule, 'when' | 'fires'>;

const conditions: readonly Condition[] = [
  { when: 'proposal.predicate == "vital"', fires: ({ predicate }) => predicate === 'vital' },
  { when: 'proposal.authority == "engine"', fires: ({ authority }) => authority === 'engine' },
  { when: 'proposal.type == "event"', fires: ({ isEvent }) => isEvent },
  // Where nobody knows when, it fails.
  { when: 'proposal.story_second < 3', fires: ({ second }) => (second === null ? null : second < 3) },
];

const rule = fc
  .record({ effect: fc.constantFrom('reject', 'defer'), condition: fc.constantFrom(...conditions) })
  .map(({ effect, condition }): Omit<NaiveRule, 'id'> => ({ effect, ...condition }));
const rules = fc
  .array(rule, { minLength: 1, maxLength: 2 })
  .map((list) => list.map((each, i): NaiveRule => ({ ...each, id: `rule_${i}` })));

/** What has to be so of every claim: of most it is. */
const laws: readonly Condition[] = [
  { when: 'proposal.predicate != "guards"', fires: ({ predicate }) => predicate !== 'guards' },
  { when: 'proposal.story_second < 8', fires: ({ second }: About) => (second === null ? null : second < 8) },
];
const axioms = fc
  .subarray([...laws], { minLength: 1, maxLength: 2 })
  .map((list) => list.map((each): NaiveRule => ({ ...each, id: 'axiom', effect: 'reject' })));

const seldom = <T>(some: fc.Arbitrary<readonly T[]>): fc.Arbitrary<readonly T[]> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant<readonly T[]>([]) }, { weight: 1, arbitrary: some });

export const tables: fc.Arbitrary<Table> = fc
  .record({
    contradictingSources: fc.constantFrom<Policy['contradictingSources'][]>('reject', 'contest', 'contest', 'contest'),
    threshold: fc.constantFrom(0.7, 0.7, 0.7, 0.85, 0.4),
    most: fc.constantFrom<Policy['mostOfAgent'][]>(
      {},
      { Narrator: 'system' },
      { Narrator: 'source' },
      { Ingest: 'system' },
    ),
    rules: seldom(rules),
    axioms: seldom(axioms),
  })
  .map(({ contradictingSources, threshold, most: mostOfAgent, rules: own, axioms: kept }) => ({
    policy: { ...smallPolicy, vocabulary: naiveVocabulary, contradictingSources, threshold, mostOfAgent },
    rules: own,
    axioms: kept,
    // All of its vocabulary would hide the tale.
    [fc.toStringMethod]: () =>
      [
        `sources ${contradictingSources}, threshold ${threshold}, agents ${JSON.stringify(mostOfAgent)}`,
        ...own.map(({ effect, when }) => `${effect} ${when}`),
        ...kept.map(({ when }) => `law ${when}`),
      ].join('; '),
  }));
