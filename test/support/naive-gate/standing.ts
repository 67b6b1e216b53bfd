import type { Authority } from '../../../schemas/evidence.ts';
import type { Policy } from '../../../schemas/policy.ts';
import type { Canon, Move } from './tale.ts';

// Whose word it is, how much it weighs, and what the house says of it.

const byWeight: readonly Authority[] = ['gm', 'source', 'player', 'engine', 'system'];

const lesser = (one: Authority, other: Authority): Authority =>
  byWeight.indexOf(one) <= byWeight.indexOf(other) ? other : one;

/** What its evidence gives, and never more than it claims or than an agent may have; nobody but a person is the GM. */
export const authorityOf = ({ authorityOf: granted, mostOfAgent }: Policy, { by, origin, agent }: Move): Authority => {
  const given = origin === null ? 'system' : (granted[origin] ?? 'system');
  if (!agent) return lesser(by, given);
  return lesser(lesser(by, mostOfAgent.Narrator ?? 'gm'), given === 'gm' ? 'system' : given);
};

const confidenceOf = (policy: Policy, move: Move): number => {
  const authority = authorityOf(policy, move);
  const ofOrigin = move.origin === null ? undefined : policy.baseOfOrigin[move.origin];
  const base = authority === 'system' ? policy.base.system : (ofOrigin ?? policy.base[authority]);
  return base * (move.origin === null ? policy.withoutEvidence : 1) * (authority === 'system' ? move.confidence : 1);
};

/** A rule of the house, in the policy's language and in ours. */
export interface NaiveRule {
  id: string;
  effect: 'reject' | 'defer';
  when: string;
  /** Null: it fails. */
  fires: (about: About) => boolean | null;
}

export interface About {
  isEvent: boolean;
  predicate: string;
  authority: Authority;
  /** In whole seconds; null: nobody knows when. */
  second: number | null;
}

/** What a person must look at before it is true. */
export const misgivings = (policy: Policy, move: Move): readonly string[] => {
  const codes = move.origin === null ? ['no_evidence'] : [];
  if (move.origin !== null && confidenceOf(policy, move) < policy.threshold) codes.push('needs_review');
  if (move.what === 'claim' && move.predicate === 'free_text')
    if (!policy.mayUseFreeText.includes(authorityOf(policy, move))) codes.push('free_text');
  return codes;
};

/** What only asks for a person is answered by one who has looked at it. */
export const houseSays = (
  rules: readonly NaiveRule[],
  { confirmed }: Pick<Move, 'confirmed'>,
  about: About,
): 'yes' | 'rejected' | 'pending' => {
  const said = rules.map(({ effect, fires }) => ({ effect, fired: fires(about) }));
  if (said.some(({ effect, fired }) => effect === 'reject' && fired === true)) return 'rejected';
  const isAsking = said.some(({ effect, fired }) => fired === null || (effect === 'defer' && fired));
  return isAsking && !confirmed ? 'pending' : 'yes';
};

/** Who hangs on whom in a ring: of the moves of a batch, those that can reach themselves by what they depend on. */
export const inRings = (batch: readonly Move[]): ReadonlySet<number> => {
  const needs = (number: number): readonly number[] => batch.find((move) => move.number === number)?.dependsOn ?? [];
  const rings = new Set<number>();
  for (const { number } of batch) {
    const reached = new Set<number>(needs(number));
    for (const each of reached) for (const next of needs(each)) reached.add(next);
    if (reached.has(number)) rings.add(number);
  }
  return rings;
};

export const verdictOnBases = (
  canon: Canon,
  { dependsOn, number }: Move,
  rings: ReadonlySet<number>,
): { verdict: 'rejected' | 'pending'; code: string } | null => {
  if (rings.has(number)) return { verdict: 'rejected', code: 'dependency_cycle' };
  const verdicts = dependsOn.map((each) => canon.settled.get(each));
  if (verdicts.includes('rejected')) return { verdict: 'rejected', code: 'depends_on_refused' };
  if (verdicts.some((verdict) => verdict !== 'accepted')) return { verdict: 'pending', code: 'depends_on_undecided' };
  return null;
};
