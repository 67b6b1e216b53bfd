import type { Fact } from '../../schemas/canon.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Candidate, Case, Court } from './candidate.ts';
import { ended } from './change.ts';
import { contradictionOf } from './contradiction.ts';
import { unfit } from './time.ts';

// What comes back into force when what had displaced it goes.
// B1. It comes back as it was, unless something that canon holds meanwhile stands against it; then it stays as it is.
// B2. What began later meanwhile ends it.

export interface Restored {
  puts: readonly Fact[];
  /** They would have come back, and can't. */
  stay: readonly Fact[];
}

const candidateFor = ({ court, proposal, standing }: Case, fact: Fact): Candidate => ({
  proposal: { ...proposal, intent: 'assert' },
  standing,
  fact,
  rule: fact.event === null ? (court.lexicon.predicate(fact.predicate) ?? null) : null,
  kind: fact.event === null ? null : (court.lexicon.event(fact.predicate) ?? null),
  cause: null,
  until: null,
});

/** The fact as it can come back among the others; null: it can't. */
const amongOthers = (asked: Case, fact: Fact): Fact | null => {
  if (fact.status === 'retconned') return fact;
  const candidate = candidateFor(asked, fact);
  const { conflicts, crowd, ends, needs, until } = contradictionOf(asked.court, candidate);
  if (conflicts.length + crowd.length + ends.length + needs.length > 0) return null;
  if (unfit(asked.court.overlay, candidate) !== null) return null;
  return until === null ? fact : ended(fact, until);
};

/** Facts that cannot hold beside this one as canon is. */
export const standingAgainst = (asked: Case, fact: Fact): readonly Fact[] => {
  const { conflicts, crowd, ends } = contradictionOf(asked.court, candidateFor(asked, fact));
  return [...conflicts, ...crowd, ...ends.map((end) => end.fact)].filter(({ id }) => id !== fact.id);
};

const isSame = (one: Fact, other: Fact | undefined): boolean =>
  other !== undefined && canonicalJson(one) === canonicalJson(other);

/** Brings states back into a canon in which `gone` is as it will be. */
export const broughtBack = (
  asked: Case,
  { gone, targets }: { gone: readonly Fact[]; targets: readonly Fact[] },
): Restored => {
  const { overlay }: Court = asked.court;
  const found = overlay.supposing([...gone, ...targets], () =>
    targets.map((target) => ({ target, fact: amongOthers(asked, target) })),
  );
  return {
    puts: found.flatMap(({ fact }) => (fact === null || isSame(fact, overlay.fact(fact.id)) ? [] : [fact])),
    stay: found.flatMap(({ target, fact }) => (fact === null ? [target] : [])),
  };
};
