import { Environment } from '@marcbachmann/cel-js';
import { describe, expect, it } from 'vitest';
import { houseRulesMax, ruleCharsMax } from '../../../schemas/policy.ts';
import { stepsOf } from '../../../src/gate/rule-cost.ts';
import { quotesMax, ruleVariables, type RuleFacts } from '../../../src/gate/rule-facts.ts';
import {
  compileRules,
  evaluateRules,
  ruleNestingMax,
  rulePartsMax,
  strictest,
  type RuleOutcome,
} from '../../../src/gate/rules.ts';
import { largestFacts, ruleOf, sampleFacts } from './rule-samples.ts';

const outcomeOf = (when: string, facts: RuleFacts = sampleFacts()): RuleOutcome | undefined => {
  const { rules, problems } = compileRules([ruleOf(when)]);
  expect(problems).toEqual([]);
  return evaluateRules(rules, facts)[0];
};
const problemsOf = (when: string): string[] =>
  compileRules([ruleOf(when)]).problems.map(({ at, message }) => `${at?.line}:${at?.column} ${message}`);

describe('a house rule', () => {
  it.each([
    'proposal.authority == "system" && proposal.claimed_authority == "gm"',
    'proposal.confidence < 1',
    'int(proposal.object) > 10 && double(proposal.object) < 12.5',
    'proposal.statement.lowerAscii().contains("ana rules")',
    '"royal" in subject.tags',
    'subject.tags.exists(tag, tag.startsWith("roy") && tag.endsWith("al"))',
    'subject.tags.filter(tag, tag != "pc").map(tag, tag.upperAscii() + "!") == ["ROYAL!"]',
    'subject.tags.exists_one(tag, tag == "pc") && subject.tags.size() == 2',
    'evidence.origins.all(origin, origin in ["gm_turn", "clock"])',
    'evidence.quotes.exists(quote, quote.contains(proposal.statement))',
    'evidence.origins.all(origin, proposal.authority != origin)',
    '!has(proposal.story_second)',
    'size(" Ana ".trim()) == size(subject.name)',
    'conflicts.locked ? false : conflicts.count == 0',
  ])('fires where it holds: %s', (when) => {
    expect(outcomeOf(when)).toEqual({ id: 'sample', effect: 'reject', because: 'the table agreed on it', error: null });
  });

  it.each(['conflicts.locked', 'has(proposal.story_second) && proposal.story_second > 5', '"npc" in subject.tags'])(
    'says nothing where it does not hold: %s',
    (when) => {
      expect(outcomeOf(when)).toBeUndefined();
    },
  );

  it.each([
    ['1 / 0 == 1', 'the rule failed: `division by zero`'],
    ['proposal.story_second > 5', '`proposal.story_second` has no value here; ask `has(proposal.story_second)` first'],
    ['int(proposal.statement) > 5', 'the rule failed: `int() type error: cannot convert to int`'],
    ['subject.tags[9] == "x"', 'the rule failed: `no such key: index out of bounds, index 9 >= size 2`'],
    ['9223372036854775807 + 1 > 0', 'the rule failed: `integer overflow: 9223372036854775808`'],
  ])('that fails is put before a person, with why: %s', (when, error) => {
    expect(outcomeOf(when)).toEqual({ id: 'sample', effect: 'defer', because: 'the table agreed on it', error });
  });

  it('knows the second of the story when there is one', () => {
    const facts = sampleFacts();
    facts.proposal.story_second = -5;
    expect(outcomeOf('has(proposal.story_second) && proposal.story_second < 0', facts)?.effect).toBe('reject');
  });

  it('is no worse off for an error on the side that does not matter', () => {
    expect(outcomeOf('1 / 0 == 1 || true')).toMatchObject({ effect: 'reject', error: null });
    expect(outcomeOf('1 / 0 == 1 && false')).toBeUndefined();
  });

  it('never sees half a text: one that is too long makes it fail', () => {
    const facts = sampleFacts();
    facts.evidence.quotes = Array.from({ length: quotesMax + 1 }, () => 'a');
    const error = '`evidence.quotes` is longer than a rule may read';
    expect(outcomeOf('evidence.quotes.exists(quote, quote == "b")', facts)).toMatchObject({ effect: 'defer', error });
    expect(outcomeOf('evidence.count == 0', facts)).toBeUndefined();
    facts.evidence.quotes = ['a'.repeat(4_001)];
    expect(outcomeOf('"b" in evidence.quotes', facts)?.error).toBe(error);
    facts.evidence.quotes = [];
    facts.subject.name = 'a'.repeat(201);
    expect(outcomeOf('subject.name == "b"', facts)?.error).toBe('`subject.name` is longer than a rule may read');
  });

  it('reads what is exactly as long as it may be', () => {
    for (const [variable, fields] of ruleVariables)
      for (const [field, { type }] of fields) {
        const read = `${variable}.${field}`;
        const when = type === 'bool' ? read : type.startsWith('list') ? `size(${read}) > 0` : `${read} == ${read}`;
        expect(outcomeOf(when, largestFacts()), read).toMatchObject({ effect: 'reject', error: null });
      }
  });
});

describe('what a rule may not say', () => {
  it.each([
    ['propsal.type == "fact"', '1:1 no variable `propsal`; did you mean `proposal`?'],
    ['true &&\n  now > 5', '2:3 no variable `now`; known: `proposal`, `subject`, `evidence`, `conflicts`, `universe`'],
    ['proposal.typ == "fact"', '1:10 `proposal` has no field `typ`; did you mean `type`?'],
    ['proposal.type == "fct"', '1:18 `proposal.type` is never `fct`; did you mean `fact`?'],
    ['!("gm_trn" in evidence.origins)', '1:3 `evidence.origins` is never `gm_trn`; did you mean `gm_turn`?'],
    ['proposal.seat in ["gm", "playr"]', '1:25 `proposal.seat` is never `playr`; did you mean `player`?'],
    ['subject.tag.exists(t, true)', '1:9 `subject` has no field `tag`; did you mean `tags`?'],
    ['proposal.constructor == "x"', expect.stringMatching(/^1:10 `proposal` has no field `constructor`; known: /)],
    ['__proto__ == "x"', '1:1 not an expression of CEL: `reserved identifier: __proto__`'],
    ['proposal == proposal', "1:1 `proposal` can't be used whole; name one of its fields, such as `proposal.type`"],
    ['subject["name"] == "Ana"', '1:1 name a field of `subject` as `subject.name`'],
    ['evidence.count', '1:1 a condition is true or false, and this is of type `int`'],
    ['evidence.count == "2"', '1:1 the types do not fit: `no such overload: int == string`'],
    ['true && ', '1:9 not an expression of CEL: `unexpected token: EOF`'],
    ['sizes(subject.name) > 1', '1:1 no function `sizes`; did you mean `size`?'],
    ['subject.name.startWith("A")', '1:1 no method `startWith`; did you mean `startsWith`?'],
    ['subject.name.contains()', '1:1 `contains` takes 1, and is given 0'],
    ['subject.tags.map(t, true, t) == []', '1:1 `map` takes 2, and is given 3'],
    ['has(subject.tags.royal)', '1:1 `has` asks for a field of a variable, as in `has(proposal.story_second)`'],
    [
      'subject.name.matches("(a+)+$")',
      '1:1 `matches` is refused: a pattern can take very long; use `contains`, `startsWith` or `endsWith`',
    ],
    ['dyn(1) == 1', '1:1 `dyn` is refused: it would switch off the check of types'],
    [
      'subject.tags.exists(t, subject.tags.exists(u, u == t))',
      "1:24 `exists` inside `exists`: a loop can't hold another",
    ],
    ['subject.tags.all(proposal, true)', '1:1 `proposal` is a variable already; name this one otherwise'],
    ['{"a": 1} == {"a": 1}', '1:2 maps are refused: no variable holds one'],
    ['{} == {}', '1:1 maps are refused: no variable holds one'],
    ['1u == 1u', '1:1 write text as `"…"` and numbers without a letter: no variable holds another kind'],
    [
      'evidence.quotes.all(q, (q + q).upperAscii().contains(proposal.statement.upperAscii()))',
      '1:1 can take 18384579 steps, and 5000000 are allowed; compare shorter texts, or go through fewer lists',
    ],
  ])('%s', (when, problem) => {
    expect(problemsOf(when)[0]).toEqual(problem);
  });

  it('says all that it finds at once', () => {
    expect(problemsOf('a == 1 && b == 2')).toHaveLength(2);
  });

  it('is longer or deeper than bounds allow', () => {
    const long = Array.from({ length: rulePartsMax }, () => '1').join('+');
    expect(long.length).toBeLessThan(ruleCharsMax);
    expect(problemsOf(`${long} > 0`)).toEqual([expect.stringMatching(/more than 400 parts; make several rules of it/)]);
    const deep = `${'('.repeat(ruleNestingMax)}true${')'.repeat(ruleNestingMax)}`;
    expect(problemsOf(deep)).toEqual([expect.stringMatching(/nested deeper than 32; make several rules of it/)]);
    expect(problemsOf(`${'!'.repeat(ruleCharsMax - 4)}true`)).toEqual([expect.stringMatching(/more than 400 parts/)]);
  });

  it('defers everything until it is mended', () => {
    const { rules } = compileRules([ruleOf('propsal.type == "fact"')]);
    const error = 'the rule could not be compiled; run the check of the policy';
    expect(evaluateRules(rules, sampleFacts())).toMatchObject([{ id: 'sample', effect: 'defer', error }]);
  });
});

describe('the worst case of a rule', () => {
  const steps = (when: string): number => compileRules([ruleOf(when)]).rules[0]?.stepsMax ?? 0;

  it('goes through two lists that are put together', () => {
    const turns = steps('(subject.tags + evidence.origins).exists(word, conflicts.locked)');
    expect(turns).toBeGreaterThan(steps('evidence.origins.exists(word, conflicts.locked)') + 32 * 3);
  });

  it('takes the longer of two texts, and all of two joined', () => {
    const statement = steps('proposal.statement.contains("king")');
    expect(steps('(true ? subject.name : proposal.statement).contains("king")')).toBeGreaterThan(statement);
    expect(steps('(true ? proposal.statement : subject.name).contains("king")')).toBeGreaterThan(statement);
    expect(steps('(proposal.statement + proposal.statement).contains("king")')).toBeGreaterThan(2 * statement);
  });

  it('is without end for what is not part of the language', () => {
    const { ast } = new Environment().registerFunction('forever(int): bool', () => true).parse('forever(1)');
    expect(stepsOf(ast)).toBe(Infinity);
  });
});

describe('several rules', () => {
  it('answer by id, and a rejection beats a deferral', () => {
    const { rules } = compileRules([
      ruleOf('true', { id: 'c', effect: 'defer' }),
      ruleOf('true', { id: 'a', effect: 'reject' }),
      ruleOf('false', { id: 'b', effect: 'reject' }),
    ]);
    const outcomes = evaluateRules(rules, sampleFacts());
    expect(outcomes.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(strictest(outcomes)).toBe('reject');
    expect(strictest(outcomes.slice(1))).toBe('defer');
    expect(strictest([])).toBeNull();
  });

  it('have names of their own', () => {
    const { rules, problems } = compileRules([ruleOf('true'), ruleOf('false'), ruleOf('true', { id: 'other' })]);
    expect(problems).toEqual([{ rule: 'sample', at: null, message: 'there are two rules `sample`; rename one' }]);
    expect(rules).toHaveLength(3);
  });

  it('are refused where there are too many, and the surplus defers', () => {
    const ids = Array.from({ length: houseRulesMax + 1 }, (_, index) => `rule_${String(index).padStart(3, '0')}`);
    const { rules, problems } = compileRules(ids.map((id) => ruleOf('false', { id })));
    const message = 'one rule too many: 200 are allowed';
    expect(problems).toEqual([{ rule: 'rule_200', at: null, message }]);
    expect(evaluateRules(rules, sampleFacts())).toMatchObject([{ id: 'rule_200', effect: 'defer' }]);
  });

  it('share a bound on their steps', () => {
    const when = 'evidence.quotes.exists(q, q.lowerAscii().contains(proposal.statement.lowerAscii()))';
    const { problems } = compileRules(['a', 'b', 'c', 'd', 'e'].map((id) => ruleOf(when, { id })));
    const message = 'all rules together can take more than 20000000 steps; this one can take 4144451';
    expect(problems).toEqual([{ rule: 'e', at: null, message }]);
  });
});
