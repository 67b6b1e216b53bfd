import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { HouseRule } from '../../schemas/policy.ts';
import { ruleVariables, type RuleFacts } from '../../src/gate/rule-facts.ts';
import { compileRules, evaluateRules, rulePartsMax, type RuleOutcome } from '../../src/gate/rules.ts';

// Every rule of the page is compiled, and tried on the page's facts with the changes that stand below the rule.

const page = readFileSync(new URL('../../docs/house-rules.md', import.meta.url), 'utf8');
const Group = z.record(z.string(), z.unknown());
const Changes = z.record(z.string(), Group);
const Trials = z.strictObject({
  fires: z.array(Changes).min(1),
  silent: z.array(Changes).min(1),
  fails: z.array(Changes).default([]),
});

const blocks = [...page.matchAll(/^```(yaml|json)\n([\s\S]*?)^```/gm)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));
const shown = Changes.parse(JSON.parse(blocks.find(({ kind }) => kind === 'json')?.text ?? '{}'));
const rulesIn = (text: string): HouseRule[] => z.array(HouseRule).parse(parse(text));
const examples = blocks.flatMap(({ kind, text }, index) => {
  const below = blocks[index + 1];
  if (kind !== 'yaml' || below?.kind !== 'json' || !below.text.includes('"fires"')) return [];
  return rulesIn(text).map((rule) => ({ rule, trials: Trials.parse(JSON.parse(below.text)) }));
});

const factsWith = (changes: z.infer<typeof Changes>): RuleFacts => {
  const changed = Object.entries(shown).map(([name, group]) => [name, { ...group, ...changes[name] }]);
  return Object.fromEntries(changed) as RuleFacts;
};

describe('the page on house rules', () => {
  it('shows every variable that a rule sees, and no other', () => {
    const expected = [...ruleVariables].map(([name, fields]) => [name, [...fields.keys()]]);
    expect(Object.entries(shown).map(([name, group]) => [name, Object.keys(group)])).toEqual(expected);
    for (const [name, fields] of ruleVariables)
      for (const field of fields.keys()) expect(page).toContain(`\`${name}.${field}\``);
  });

  it('shows rules that can be loaded', () => {
    const all = blocks.filter(({ kind }) => kind === 'yaml').flatMap(({ text }) => rulesIn(text));
    expect(all.length).toBeGreaterThan(examples.length);
    expect(compileRules(all).problems).toEqual([]);
    expect(page).toContain(`at most ${rulePartsMax} parts`);
  });

  it.each(examples)('$rule.id does what the page says', ({ rule, trials }) => {
    const { rules } = compileRules([rule]);
    const outcome = (changes: z.infer<typeof Changes>): RuleOutcome | undefined =>
      evaluateRules(rules, factsWith(changes))[0];
    for (const changes of trials.fires) expect(outcome(changes)).toMatchObject({ effect: rule.effect, error: null });
    for (const changes of trials.silent) expect(outcome(changes)).toBeUndefined();
    for (const changes of trials.fails)
      expect(outcome(changes)).toMatchObject({ effect: 'defer', error: expect.stringMatching(/./) });
  });

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });
});
