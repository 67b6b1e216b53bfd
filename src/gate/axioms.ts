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

interface Outcome {
  axiom: Axiom;
  /** Why it could not be asked; null: it was, and the claim does not fulfil it. */
  error: string | null;
}

const outcomeOf = (axiom: Axiom, facts: ReturnType<typeof factsFor>): Outcome[] =>
  evaluateRules(compiled(axiom.constraint ?? 'true').rules, facts).map(({ error }) => ({ axiom, error }));

const byId = (one: Axiom, other: Axiom): number => (one.id < other.id ? -1 : 1);

const groundsOf = (outcomes: readonly Outcome[]) => ({
  nodes: outcomes.map(({ axiom }) => axiom.id),
  detail: outcomes.map(({ axiom, error }) => error ?? axiom.statement).join(' '),
});

/** What the rules of the world have against a claim, all of them by id; a refusal before a failure. */
export const axiomObjection = (asked: Case, change: Change): Objection | null => {
  const axioms = asked.court.overlay.axioms().toSorted(byId);
  if (axioms.length === 0) return null;
  const facts = factsFor({ ...asked, change, profile: asked.policy.profile });
  const outcomes = axioms.flatMap((axiom) => outcomeOf(axiom, facts));
  const broken = outcomes.filter(({ error }) => error === null);
  if (broken.length > 0) return reject('breaks_axiom', groundsOf(broken));
  return outcomes.length === 0 ? null : defer('axiom_failed', groundsOf(outcomes));
};
