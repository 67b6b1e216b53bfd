import type { Cascade } from '../../../schemas/gate.ts';
import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { beforeBirth, oppositionTo } from './against.ts';
import { formFaults } from './form.ts';
import type { Judged, Table } from './table.ts';
import { dependentsOf, fallenWith, put } from './resting.ts';
import { outcomeOf, refusal } from './ruling.ts';
import { authorityOf, houseSays, misgivings } from './standing.ts';
import { type Canon, type Move, never, type Told } from './tale.ts';
import { unfit } from './timing.ts';
import { isLive } from './words.ts';

type Withdrawal = Extract<Move, { what: 'retcon' | 'lock' | 'unlock' }>;

const sameState = (a: Told, b: Told): boolean => a.to === b.to && a.status === b.status;

interface Return {
  facts: readonly Told[];
  back: readonly Told[];
  stays: readonly Told[];
}

/** What comes back as these go: each as it was, as far as nothing else has taken its place. */
const comingBack = (
  vocabulary: Vocabulary,
  facts: readonly Told[],
  { gone, cascade }: { gone: readonly Told[]; cascade: Cascade },
): Return => {
  let now = facts;
  const isGone = (label: string | null): boolean => now.some((fact) => fact.label === label && !isLive(fact));
  // What an event had brought about does not come back without it.
  const isGroundless = ({ alone, effectOf, derivesFrom }: Told): boolean =>
    !alone && (isGone(effectOf) || (cascade === 'propagate' && derivesFrom.some(isGone)));
  const back: Told[] = [];
  const stays: Told[] = [];
  for (const { before, after } of gone.flatMap(({ changed }) => changed)) {
    const current = now.find(({ label }) => label === before.label);
    if (current === undefined || !sameState(current, after) || isGroundless(current)) continue;
    const others = now.filter((fact) => fact !== current);
    const claim = { ...before, intent: 'assert' as const, corrects: false, upTo: never, byGm: true, bases: [] };
    const { to, ends, early, conflicts, crowd, needs } = oppositionTo(vocabulary, others, claim);
    const inTheWay =
      before.kind === 'event'
        ? beforeBirth(vocabulary, others, before)
        : [...ends, ...early, ...conflicts, ...crowd, ...needs];
    if (inTheWay.length > 0 || unfit(vocabulary, others, before).length > 0) {
      stays.push(current);
      continue;
    }
    const until = before.to === never ? to : before.to;
    const held = until === never ? before.held : null;
    const restored: Told = { ...current, to: until, held, status: before.status };
    if (sameState(restored, current)) continue;
    now = now.map((fact) => (fact === current ? restored : fact));
    back.push(restored);
  }
  return { facts: now, back, stays };
};

const retcon = (table: Table, canon: Canon, move: Extract<Withdrawal, { what: 'retcon' }>): Judged => {
  const named = canon.facts.filter(({ label }) => move.facts.includes(label));
  const twice = named.filter((fact) => !isLive(fact));
  const locked = (facts: readonly Told[]) => facts.filter((fact) => fact.locked);
  const codes = [...(twice.length > 0 ? ['already_withdrawn'] : []), ...(locked(named).length > 0 ? ['locked'] : [])];
  if (codes.length > 0) return refusal(canon, move, { verdict: 'rejected', codes });

  let gone = fallenWith(canon.facts, named);
  if (move.cascade === 'propagate') {
    for (let before = -1; before !== gone.length;) {
      before = gone.length;
      const resting = dependentsOf(canon.facts, gone).filter(({ kind }) => kind === 'claim');
      const direct = resting.filter(({ derivesFrom }) =>
        derivesFrom.some((label) => gone.some((fact) => fact.label === label)),
      );
      gone = fallenWith(canon.facts, [...new Set([...gone, ...direct])]);
    }
  }
  if (locked(gone).length > 0) return refusal(canon, move, { verdict: 'rejected', codes: ['locked'] });
  const without = put(
    canon,
    gone.map((fact) => ({ ...fact, status: 'retconned' as const })),
  );
  const { facts, back, stays } = comingBack(table.policy.vocabulary, without.facts, { gone, cascade: move.cascade });
  const flagged = move.cascade === 'none' ? [] : dependentsOf(facts, gone);
  return outcomeOf({ ...canon, facts }, move, {
    codes: ['retcon'],
    retconned: gone.map(({ label }) => label),
    restored: back.map(({ label }) => label),
    flagged: flagged.map(({ label }) => label),
    // In which order they come back is nobody's business; where it matters, no one answer is right.
    open: stays.length > 0 && back.length + stays.length > 1,
  });
};

export const judgeWithdrawal = (table: Table, canon: Canon, move: Withdrawal): Judged => {
  const authority = authorityOf(table.policy, move);
  const isGm = table.policy.mayRetcon.includes(authority);
  const faults = [...formFaults(table.policy.vocabulary, canon, move, null)];
  if (faults.length > 0 && !isGm) faults.push('gm_alone');
  if (faults.length > 0) return refusal(canon, move, { verdict: 'rejected', codes: faults });
  if (!isGm) return refusal(canon, move, { verdict: 'rejected', codes: ['gm_alone'] });
  const codes = misgivings(table.policy, move);
  if (codes.length > 0) return refusal(canon, move, { verdict: 'pending', codes });
  const house = houseSays(table.rules, { isEvent: false, predicate: '', authority, second: null });
  const made =
    move.what === 'retcon'
      ? retcon(table, canon, move)
      : outcomeOf(
          put(
            canon,
            canon.facts
              .filter(({ label }) => move.facts.includes(label))
              .map((fact) => ({ ...fact, locked: move.what === 'lock' })),
          ),
          move,
          { codes: [move.what === 'lock' ? 'locked' : 'unlocked'] },
        );
  if (made.ruling.verdict !== 'accepted' || house === 'yes') return made;
  return refusal(canon, move, { verdict: house, codes: ['house_rule'] });
};
