import type { Fact } from '../../schemas/canon.ts';
import type { Cascade } from '../../schemas/gate.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Candidate, Case, Court } from './candidate.ts';
import { ended } from './change.ts';
import { contradictionOf } from './contradiction.ts';
import { isEffectOf } from './effects.ts';
import { unfit } from './time.ts';

// What comes back into force when what had displaced it goes.
// B1. It comes back as it was, unless something that canon holds meanwhile stands against it; then it stays as it is.
// B2. What began later meanwhile ends it.

export interface Restored {
  puts: readonly Fact[];
  /** They would have come back, and can't. */
  stay: readonly Fact[];
  /** They come back, and what they rest on does not. */
  flagged: readonly Fact[];
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
  const { conflicts, crowd, ends, early, needs, until } = contradictionOf(asked.court, candidate);
  if (conflicts.length + crowd.length + ends.length + early.length + needs.length > 0) return null;
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

/** Whether what the fact rests on is gone: then an effect of it has nothing to come from. */
const groundOf = ({ overlay }: Court, fact: Fact): 'stands' | 'in_doubt' | 'gone' => {
  if (fact.status === 'retconned' || overlay.undoing.standsAlone.has(fact.id)) return 'stands';
  const bases = fact.derivesFrom.map((id) => overlay.fact(id)).filter((base) => base?.status === 'retconned');
  if (bases.some((base) => base !== undefined && isEffectOf(fact, base))) return 'gone';
  return bases.length === 0 ? 'stands' : 'in_doubt';
};

/** Brings states back into a canon in which `gone` is as it will be. */
export const broughtBack = (
  asked: Case,
  { gone, targets, cascade }: { gone: readonly Fact[]; targets: readonly Fact[]; cascade: Cascade },
): Restored => {
  const { overlay }: Court = asked.court;
  const found = overlay.supposing([...gone, ...targets], () =>
    targets.map((target) => {
      const ground = groundOf(asked.court, target);
      const isLost = ground === 'gone' || (ground === 'in_doubt' && cascade === 'propagate');
      return { target, ground, fact: isLost ? null : amongOthers(asked, target) };
    }),
  );
  const back = found.flatMap(({ fact, ground }) =>
    fact === null || isSame(fact, overlay.fact(fact.id)) ? [] : [{ fact, ground }],
  );
  return {
    puts: back.map(({ fact }) => fact),
    stay: found.flatMap(({ target, fact }) => (fact === null ? [target] : [])),
    flagged: cascade === 'flag' ? back.flatMap(({ fact, ground }) => (ground === 'in_doubt' ? [fact] : [])) : [],
  };
};
