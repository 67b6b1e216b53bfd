import type { ASTNode } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { houseRulesMax, type HouseRule } from '../../../schemas/policy.ts';
import { partsOf } from '../../../src/gate/rule-tree.ts';
import {
  compileRules,
  evaluateRules,
  ruleStepsMax,
  rulesStepsMax,
  strictest,
  type CompiledRule,
  type RuleOutcome,
} from '../../../src/gate/rules.ts';
import { anyCondition, anyText, largestFacts, ruleOf, sampleFacts } from './rule-samples.ts';

const anyRule: fc.Arbitrary<HouseRule> = fc
  .tuple(
    fc.stringMatching(/^[a-z][a-z0-9_]{0,3}$/),
    fc.constantFrom('reject' as const, 'defer' as const),
    fc.oneof({ arbitrary: anyCondition, weight: 4 }, { arbitrary: anyText, weight: 1 }),
  )
  .map(([id, effect, when]) => ruleOf(when, { id, effect }));
const anyRules = fc.array(anyRule, { maxLength: 8 });

const outcomesOf = (rules: readonly HouseRule[]): RuleOutcome[] =>
  evaluateRules(compileRules(rules).rules, sampleFacts());

const strictness = { none: 0, defer: 1, reject: 2 };
const strictnessOf = (rules: readonly HouseRule[]): number => strictness[strictest(outcomesOf(rules)) ?? 'none'];

describe('house rules, by law', () => {
  it('another rule never makes the outcome milder', () => {
    fc.assert(
      fc.property(anyRules, anyRule, (rules, another) => {
        expect(strictnessOf([...rules, another])).toBeGreaterThanOrEqual(strictnessOf(rules));
      }),
    );
  });

  it('a rejecting rule that fires rejects, whatever the others say', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        expect(strictest(outcomesOf([...rules, ruleOf('true')]))).toBe('reject');
      }),
    );
  });

  it('the order of rules changes nothing', () => {
    const shuffled = anyRules.chain((rules) =>
      fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rules, others]) => {
        expect(outcomesOf(others)).toEqual(outcomesOf(rules));
        expect(compileRules(others).problems).toEqual(compileRules(rules).problems);
      }),
    );
  });

  it('a rule that fails or can’t be compiled never lets anything through', () => {
    const failing = fc.constantFrom(
      '1 / 0 == 1',
      'subject.tags[9] == "royal"',
      'proposal.story_second > 5',
      'int(proposal.statement) > 5',
      'conflicts.locked || 1 % 0 == 0',
      'proposal.typ == "fact"',
      'true &&',
    );
    fc.assert(
      fc.property(anyRules, failing, fc.constantFrom('reject', 'defer'), (rules, when, effect) => {
        const outcomes = outcomesOf([...rules, ruleOf(when, { id: 'the_failing_one', effect })]);
        const failed = outcomes.find(({ id }) => id === 'the_failing_one');
        expect(failed).toMatchObject({ effect: 'defer', error: expect.stringMatching(/./) });
        expect(strictest(outcomes)).not.toBeNull();
      }),
    );
  });

  it('the same rules say the same of the same facts', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        const { rules: compiled } = compileRules(rules);
        const first = evaluateRules(compiled, sampleFacts());
        evaluateRules(compiled, largestFacts());
        expect(evaluateRules(compiled, sampleFacts())).toEqual(first);
        expect(outcomesOf(rules)).toEqual(first);
      }),
    );
  });

  it('no text makes compiling or evaluating throw, and all that is refused says why', () => {
    fc.assert(
      fc.property(anyText, (when) => {
        const { rules, problems } = compileRules([ruleOf(when)]);
        const outcomes = evaluateRules(rules, sampleFacts());
        for (const { rule, message } of problems)
          expect([rule, message]).toEqual(['sample', expect.stringMatching(/./)]);
        if (problems.length > 0) expect(outcomes).toMatchObject([{ effect: 'defer' }]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('an expression whose types fit is refused for its length alone', () => {
    fc.assert(
      fc.property(anyCondition, (when) => {
        for (const { message } of compileRules([ruleOf(when)]).problems)
          expect(message).toMatch(/steps|parts|nested deeper/);
      }),
      { numRuns: 500 },
    );
  });
});

/** Counts how often a part of `root` is evaluated. The library puts a part's way to run into `evaluate` when it first runs. */
const countSteps = (root: ASTNode): (() => number) => {
  type Run = (...args: unknown[]) => unknown;
  let steps = 0;
  const count = (node: ASTNode): void => {
    let run: Run | undefined;
    let starting = false;
    const start = Reflect.get(node, 'evaluate') as Run;
    const counted: Run = (...args) => {
      steps += 1;
      if (run !== undefined) return run.apply(node, args);
      starting = true;
      return start.apply(node, args);
    };
    Object.defineProperty(node, 'evaluate', {
      get: () => {
        if (!starting || run === undefined) return counted;
        starting = false;
        return run;
      },
      set: (found: Run) => {
        run = found;
      },
    });
    for (const part of partsOf(node)) count(part);
  };
  count(root);
  return () => steps;
};

const stepsTaken = ({ holds }: CompiledRule, evaluate: () => void): number => {
  if (holds === null) return 0;
  const taken = countSteps(holds.ast);
  evaluate();
  return taken();
};

describe('what house rules may cost', () => {
  it('no rule takes more steps than was estimated when it was loaded', () => {
    fc.assert(
      fc.property(anyCondition, (when) => {
        const { rules } = compileRules([ruleOf(when)]);
        for (const rule of rules)
          expect(stepsTaken(rule, () => void evaluateRules([rule], largestFacts()))).toBeLessThanOrEqual(rule.stepsMax);
      }),
      { numRuns: 300 },
    );
  });

  it('a loop that finds nothing takes a turn for each item, and that is counted', () => {
    const [rule] = compileRules([ruleOf('evidence.origins.all(o, o == o)')]).rules;
    if (rule === undefined) throw new Error('expected a rule');
    const taken = stepsTaken(rule, () => void evaluateRules([rule], largestFacts()));
    expect(taken).toBeGreaterThan(256 * 3);
  });

  it('two hundred rules stay within the bound on all of them', () => {
    const given = fc.array(anyCondition, { minLength: houseRulesMax, maxLength: houseRulesMax });
    fc.assert(
      fc.property(given, (conditions) => {
        const { rules } = compileRules(conditions.map((when, index) => ruleOf(when, { id: `rule_${index}` })));
        expect(rules).toHaveLength(houseRulesMax);
        expect(rules.reduce((sum, { stepsMax }) => sum + stepsMax, 0)).toBeLessThanOrEqual(rulesStepsMax);
        expect(Math.max(...rules.map(({ stepsMax }) => stepsMax))).toBeLessThanOrEqual(ruleStepsMax);
        const counters = rules.flatMap(({ holds }) => (holds === null ? [] : [countSteps(holds.ast)]));
        evaluateRules(rules, sampleFacts());
        expect(counters.reduce((sum, steps) => sum + steps(), 0)).toBeLessThanOrEqual(rulesStepsMax);
      }),
      { numRuns: 5 },
    );
  });
});
