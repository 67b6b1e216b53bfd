import { type RuleChange, RuleSystem } from '../../../schemas/rule-system.ts';
import { systemProblems } from './check.ts';
import { changedBy } from './house.ts';

/** A system with what the house changes in it, or why that can't be played by. */
export const withHouse = (
  system: RuleSystem,
  rules: readonly RuleChange[],
): { system: RuleSystem } | { problem: string } => {
  const { draft, problems } = changedBy(system, rules);
  const [misfit] = problems;
  if (misfit !== undefined) return { problem: misfit.message };
  const parsed = RuleSystem.safeParse(draft);
  if (!parsed.success) return { problem: parsed.error.issues[0]?.message ?? 'it is no system any more' };
  const [problem] = systemProblems(parsed.data);
  return problem === undefined ? { system: parsed.data } : { problem: problem.message };
};
