import { freeText } from '../../schemas/canon.ts';
import type { Candidate, Case } from './candidate.ts';
import { defer, type Objection } from './objection.ts';

/** The fifth check: what nobody stands behind, or too little, a person looks at. */
export const tooWeak = ({
  policy,
  standing,
  proposal,
}: Pick<Case, 'policy' | 'standing' | 'proposal'>): Objection | null => {
  const numbers = { confidence: standing.confidence, threshold: policy.threshold };
  if (proposal.evidence.length === 0) return defer('no_evidence', { numbers });
  return standing.confidence >= policy.threshold ? null : defer('needs_review', { numbers });
};

/** What is said in free words is believed of few. */
export const untrusted = (
  asked: Pick<Case, 'policy' | 'standing' | 'proposal'>,
  { fact }: Candidate,
): Objection | null =>
  fact.predicate === freeText && !asked.policy.mayUseFreeText.includes(asked.standing.authority)
    ? defer('free_text')
    : tooWeak(asked);
