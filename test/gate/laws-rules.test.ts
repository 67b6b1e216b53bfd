import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HouseRule } from '../../schemas/policy.ts';
import { tables } from '../support/arbitraries/gate-tables.ts';
import { tales } from '../support/arbitraries/gate-tales.ts';
import { judged, judgedAlone, lastSceneOf } from '../support/naive-gate/scene.ts';
import { labelsOf } from '../support/naive-gate/story.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';
import { runs } from '../support/runs.ts';

// What rules of the house can do to a decision, and what they cannot. Under each law: a change of the gate that it was seen to catch.

const told = tales(labelsOf(naiveVocabulary));

const ruleOf = (id: string, effect: HouseRule['effect'], when: string): HouseRule => ({
  ...{ id, effect, when },
  because: 'the house says so',
});
const conditions = fc.constantFrom(
  'proposal.type == "event"',
  'proposal.predicate in ["rules", "serves", "owns"]',
  'proposal.authority != "gm"',
  'conflicts.count > 0',
  'proposal.story_second > 4',
  'true',
);
const effects = fc.constantFrom<HouseRule['effect'][]>('reject', 'defer');
const houseRules = fc
  .array(fc.tuple(effects, conditions), { maxLength: 3 })
  .map((list) => list.map(([effect, when], i) => ruleOf(`house_${i}`, effect, when)));

// Caught: a rule's error counted as "does not fire".
it('accepts nothing new while a rule fails', () => {
  const failing = fc.constantFrom(
    '1 / 0 == 1',
    'proposal.nothing_of_that_name > 1',
    'proposal.statement.size() / 0 > 1',
  );
  fc.assert(
    fc.property(tables, told, fc.tuple(effects, failing), (table, chapters, [effect, when]) => {
      const { policy, world, proposals } = lastSceneOf(table, chapters);
      const failed = { ...policy, rules: [...policy.rules, ruleOf('it_fails', effect, when)] };
      const { judgements, outcome } = judged(failed, world, proposals);
      // What canon holds already it goes on holding, and nothing is gained by saying it again.
      for (const { verdict, reasons } of judgements)
        if (verdict === 'accepted') expect(['already_known', 'settles']).toContain(reasons[0]?.code);
      expect(outcome.nodes).toEqual([]);
      expect(outcome.facts).toEqual([]);
      for (const { sufficient } of outcome.supports) expect(sufficient).toBe(false);
    }),
    { numRuns: runs(400) },
  );
});

// Caught: a rejecting rule that answers for the checks before it, so that a pending proposal is accepted where it does not fire.
it('never turns a no into a yes by adding a rule that rejects', () => {
  fc.assert(
    fc.property(tables, told, conditions, (table, chapters, when) => {
      const { policy, world, proposals } = lastSceneOf(table, chapters);
      const ruled = { ...policy, rules: [...policy.rules, ruleOf('no_more', 'reject', when)] };
      for (const proposal of proposals) {
        const before = judgedAlone(policy, world, proposal);
        const after = judgedAlone(ruled, world, proposal);
        if (after.verdict === 'accepted') expect(before.verdict).toBe('accepted');
        if (before.verdict === 'rejected') expect(after.verdict).toBe('rejected');
      }
    }),
    { numRuns: runs(400) },
  );
});

// Caught: the first rule that fires decides.
it('judges the same whatever the order of its rules', () => {
  fc.assert(
    fc.property(tables, told, houseRules, (table, chapters, rules) => {
      const { policy, world, proposals } = lastSceneOf(table, chapters);
      const one = judged({ ...policy, rules }, world, proposals);
      const other = judged({ ...policy, rules: rules.toReversed() }, world, proposals);
      const unordered = ({ judgements }: typeof one) =>
        judgements.map(({ verdict, reasons, effects: made }) => ({
          ...{ verdict, made },
          reasons: reasons.map((reason) => ({ ...reason, detail: null, rules: reason.rules.toSorted() })),
        }));
      expect(unordered(other)).toEqual(unordered(one));
      expect(other.outcome).toEqual(one.outcome);
    }),
    { numRuns: runs(400) },
  );
});

// Caught: a decision that names the first rule alone, and one that names every rule there is.
it('names exactly the rules that a decision rests on', () => {
  fc.assert(
    fc.property(tables, told, houseRules, (table, chapters, rules) => {
      const { policy, world, proposals } = lastSceneOf(table, chapters);
      for (const proposal of proposals) {
        const { verdict, reasons } = judgedAlone({ ...policy, rules }, world, proposal);
        const [first] = reasons;
        if (first?.code !== 'house_rule') continue;
        const named = rules.filter(({ id }) => first.rules.includes(id));
        expect(named.length).toBeGreaterThan(0);
        for (const rule of named)
          expect(judgedAlone({ ...policy, rules: [rule] }, world, proposal)).toMatchObject({ verdict });
        const others = rules.filter(({ id }) => !first.rules.includes(id));
        expect(judgedAlone({ ...policy, rules: others }, world, proposal).verdict).not.toBe(verdict);
      }
    }),
    { numRuns: runs(400) },
  );
});
