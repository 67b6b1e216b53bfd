import type { Axiom } from '../../schemas/canon.ts';
import type { Case } from './candidate.ts';
import type { Change } from './change.ts';
import { factsFor } from './house.ts';
import { defer, type Objection, reject } from './objection.ts';
import { type CompiledRule, compileRules, evaluateRules, type RuleProblem } from './rules.ts';

// Rules of the world that say what can be: a condition that every claim has to fulfil, whoever makes it. To make an exception, the GM takes the
// rule back first.

const kept = new Map<string, { rules: readonly CompiledRule[]; problems: readonly RuleProblem[] }>();
const keptMax = 1_000;

/** The condition as a rule that refuses what does not fulfil it. What it comes to depends on its text alone, so it is worked out once. */
const compiled = (constraint: string) => {
  const found = kept.get(constraint);
  if (found !== undefined) return found;
  if (kept.size >= keptMax) kept.clear();
  const made = compileRules([
    { id: 'axiom', effect: 'reject', when: `!(${constraint})`, because: 'a rule of the world' },
  ]);
  kept.set(constraint, made);
  return made;
};

/** What is wrong with a condition; null: it can be checked. */
export const constraintProblem = (constraint: string): string | null =>
  compiled(constraint).problems[0]?.message ?? null;

const brokenBy = (axiom: Axiom, facts: ReturnType<typeof factsFor>): Objection | null => {
  const [outcome] = evaluateRules(compiled(axiom.constraint ?? 'true').rules, facts);
  if (outcome === undefined) return null;
  const grounds = { nodes: [axiom.id], detail: outcome.error ?? axiom.statement };
  return outcome.error === null ? reject('breaks_axiom', grounds) : defer('axiom_failed', grounds);
};

/** What the rules of the world have against a claim; a refusal before a failure. */
export const axiomObjection = (asked: Case, change: Change): Objection | null => {
  const axioms = asked.court.overlay.axioms();
  if (axioms.length === 0) return null;
  const facts = factsFor({ ...asked, change, profile: asked.policy.profile });
  const objections = axioms.map((axiom) => brokenBy(axiom, facts)).filter((objection) => objection !== null);
  return objections.find(({ verdict }) => verdict === 'rejected') ?? objections[0] ?? null;
};
