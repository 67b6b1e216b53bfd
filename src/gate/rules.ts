import {
  Environment,
  EvaluationError,
  ParseError,
  TypeError as CelTypeError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { houseRulesMax, type HouseRule } from '../../schemas/policy.ts';
import { quoted } from '../domain/quoted.ts';
import { stepsOf } from './rule-cost.ts';
import { ruleVariables, tooLong, valuesOf, type FieldRead, type RuleFacts } from './rule-facts.ts';
import { readExpression, type Finding } from './rule-language.ts';

// Rules of the house: conditions in CEL on which a proposal is rejected, or put before a person. See docs/house-rules.md.
// R1. A rule only ever says no, or not yet. Silence is not consent: what no rule speaks of is decided by the rest of the gate.
// R2. A rule that can't be compiled or that fails says "not yet" of every proposal.
// R3. Every rule ends: its steps at the worst are known when it is loaded, and bounded, for one rule and for all together.
// R4. The order of rules changes nothing. A rejection beats a deferral.
//
// A rule sees (rule-facts.ts says what each is, and how long it may be):
//   proposal   type, intent, authority, claimed_authority, confidence, statement, predicate, object, object_kind, story_second,
//              visibility, proposed_by, seat
//   subject    id, kind, type, name, tags, status
//   evidence   count, origins, quotes
//   conflicts  count, locked, authorities
//   universe   name, genre, tone, profile

export const rulePartsMax = 400;
export const ruleNestingMax = 32;
/** At the worst some tenths of a second; most rules take a few dozen steps. */
export const ruleStepsMax = 5_000_000;
/** For all the rules that judge one proposal. */
export const rulesStepsMax = 20_000_000;

/** What keeps a rule from being used; a policy that has one is not to be loaded. */
export interface RuleProblem {
  rule: string;
  /** In the expression, both from 1. Null: it is about the rule as a whole. */
  at: { line: number; column: number } | null;
  message: string;
}

export interface CompiledRule extends Pick<HouseRule, 'id' | 'effect' | 'because'> {
  /** At the worst. */
  stepsMax: number;
  reads: readonly FieldRead[];
  /** Null: it could not be compiled, and so fails for every proposal. */
  holds: ParseResult | null;
}

export interface RuleOutcome extends Pick<HouseRule, 'id' | 'effect' | 'because'> {
  /** Why the rule failed; null: it fired. */
  error: string | null;
}

const environmentOfRules = (): Environment => {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: true,
    enableOptionalTypes: false,
    limits: { maxAstNodes: rulePartsMax, maxDepth: ruleNestingMax, maxListElements: rulePartsMax, maxMapEntries: 0 },
  });
  for (const [name, fields] of ruleVariables)
    environment.registerVariable(name, {
      schema: Object.fromEntries([...fields].map(([key, { type }]) => [key, type])),
    });
  return environment;
};

const environment = environmentOfRules();

// ── compile ──────────────────────────────────────────────────────────────────────────────────────────────────────

const limitMessages: readonly (readonly [RegExp, string])[] = [
  [/maxAstNodes|maxListElements/, `more than ${rulePartsMax} parts; make several rules of it`],
  [/maxDepth/, `nested deeper than ${ruleNestingMax}; make several rules of it`],
  [/maxMapEntries/, 'maps are refused: no variable holds one'],
];

const findingOf = (error: unknown): Finding => {
  if (!(error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError))
    return { at: 0, message: `can't be read: ${quoted(error instanceof Error ? error.message : String(error))}` };
  const { summary, range, code } = error;
  const kind = error instanceof CelTypeError ? 'the types do not fit' : 'not an expression of CEL';
  const limit = code === 'limit_exceeded' ? limitMessages.find(([pattern]) => pattern.test(summary)) : undefined;
  return { at: range?.start ?? 0, message: limit?.[1] ?? `${kind}: ${quoted(plain(summary))}` };
};

const plain = (summary: string): string => `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;

type Checked =
  { parsed: ParseResult; stepsMax: number; reads: readonly FieldRead[] } | { findings: readonly Finding[] };

const checked = (when: string): Checked => {
  let parsed: ParseResult;
  try {
    parsed = environment.parse(when);
  } catch (error) {
    return { findings: [findingOf(error)] };
  }
  const { findings, reads } = readExpression(parsed.ast);
  if (findings.length > 0) return { findings };
  const { valid, type, error } = parsed.check();
  if (!valid) return { findings: [findingOf(error)] };
  if (type !== 'bool')
    return {
      findings: [{ at: 0, message: `a condition is true or false, and this is of type ${quoted(String(type))}` }],
    };
  const stepsMax = stepsOf(parsed.ast);
  if (stepsMax <= ruleStepsMax) return { parsed, stepsMax, reads };
  const message = `can take ${stepsMax} steps, and ${ruleStepsMax} are allowed; compare shorter texts, or go through fewer lists`;
  return { findings: [{ at: 0, message }] };
};

const placeIn = (when: string, offset: number): { line: number; column: number } => {
  const before = when.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

const broken = ({ id, effect, because }: HouseRule): CompiledRule => ({
  id,
  effect,
  because,
  stepsMax: 0,
  reads: [],
  holds: null,
});

/** A place for every rule that does not depend on the order they came in. */
const byContent = (one: HouseRule, other: HouseRule): number => {
  for (const key of ['id', 'effect', 'when', 'because'] as const)
    if (one[key] !== other[key]) return one[key] < other[key] ? -1 : 1;
  return 0;
};

/** Makes rules ready to judge. There is one for each that was given: those with a problem defer everything. */
export const compileRules = (
  given: readonly HouseRule[],
): { rules: readonly CompiledRule[]; problems: readonly RuleProblem[] } => {
  const problems: RuleProblem[] = [];
  const rules: CompiledRule[] = [];
  let stepsLeft = rulesStepsMax;
  for (const [index, rule] of [...given].sort(byContent).entries()) {
    const { id, effect, because, when } = rule;
    const refuse = (message: string): void => {
      problems.push({ rule: id, at: null, message });
      rules.push(broken(rule));
    };
    if (index >= houseRulesMax) {
      refuse(`one rule too many: ${houseRulesMax} are allowed`);
      continue;
    }
    if (id === rules.at(-1)?.id)
      problems.push({ rule: id, at: null, message: `there are two rules ${quoted(id)}; rename one` });
    const result = checked(when);
    if ('findings' in result) {
      for (const { at, message } of result.findings) problems.push({ rule: id, at: placeIn(when, at), message });
      rules.push(broken(rule));
    } else if (result.stepsMax > stepsLeft) {
      refuse(`all rules together can take more than ${rulesStepsMax} steps; this one can take ${result.stepsMax}`);
    } else {
      stepsLeft -= result.stepsMax;
      rules.push({ id, effect, because, stepsMax: result.stepsMax, reads: result.reads, holds: result.parsed });
    }
  }
  return { rules, problems };
};

// ── evaluate ─────────────────────────────────────────────────────────────────────────────────────────────────────

type Values = ReturnType<typeof valuesOf>;

const reasonOf = (error: unknown, { reads }: CompiledRule, values: Values): string => {
  const missing = reads.find(({ variable, field }) => values[variable]?.[field] === undefined);
  if (missing !== undefined && error instanceof EvaluationError && error.code === 'no_such_key') {
    const read = `${missing.variable}.${missing.field}`;
    return `${quoted(read)} has no value here; ask ${quoted(`has(${read})`)} first`;
  }
  if (error instanceof EvaluationError) return `the rule failed: ${quoted(plain(error.summary))}`;
  return `the rule failed: ${quoted(error instanceof Error ? error.message : String(error))}`;
};

/** Whether the condition holds, or why nobody can say. */
const verdictOf = (rule: CompiledRule, values: Values): boolean | string => {
  if (rule.holds === null) return 'the rule could not be compiled; run the check of the policy';
  const long = tooLong(values, rule.reads);
  if (long !== undefined) return `${quoted(`${long.variable}.${long.field}`)} is longer than a rule may read`;
  try {
    const held: unknown = rule.holds(values);
    return typeof held === 'boolean' ? held : `the rule gave ${quoted(typeof held)} and not true or false`;
  } catch (error) {
    return reasonOf(error, rule, values);
  }
};

/** What the rules say of a proposal: those that fired or failed, by id. None: no rule stands in its way. */
export const evaluateRules = (rules: readonly CompiledRule[], facts: RuleFacts): RuleOutcome[] => {
  const values = valuesOf(facts);
  return rules.flatMap((rule): RuleOutcome[] => {
    const { id, effect, because } = rule;
    const held = verdictOf(rule, values);
    if (held === false) return [];
    return held === true ? [{ id, effect, because, error: null }] : [{ id, effect: 'defer', because, error: held }];
  });
};

/** The strictest of what the rules say. Null: nothing against it. */
export const strictest = (outcomes: readonly RuleOutcome[]): RuleOutcome['effect'] | null => {
  if (outcomes.some(({ effect }) => effect === 'reject')) return 'reject';
  return outcomes.length > 0 ? 'defer' : null;
};
