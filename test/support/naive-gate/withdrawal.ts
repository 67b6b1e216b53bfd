import { formFaults } from './form.ts';
import type { Judged, Table } from './table.ts';
import { asBefore, comingBack } from './return.ts';
import { dependentsOf, fallenWith, put } from './resting.ts';
import { revert } from './revert.ts';
import { outcomeOf, refusal } from './ruling.ts';
import { authorityOf, houseSays, misgivings } from './standing.ts';
import { type Canon, type Move, type Told } from './tale.ts';
import { isLive } from './words.ts';

type Withdrawal = Extract<Move, { what: 'retcon' | 'revert' | 'lock' | 'unlock' }>;

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
  const targets = asBefore(without.facts, gone);
  const { facts, back, inDoubt } = comingBack(table.policy.vocabulary, without, { targets, cascade: move.cascade });
  const flagged = move.cascade === 'none' ? [] : [...dependentsOf(facts, gone), ...inDoubt];
  return outcomeOf({ ...canon, facts }, move, {
    codes: ['retcon'],
    retconned: gone.map(({ label }) => label),
    restored: back.map(({ label }) => label),
    flagged: flagged.map(({ label }) => label),
  });
};

const carriedOut = (table: Table, canon: Canon, move: Withdrawal): Judged => {
  switch (move.what) {
    case 'retcon':
      return retcon(table, canon, move);
    case 'revert':
      return revert(table, canon, move);
    default: {
      const named = canon.facts.filter(({ label }) => move.facts.includes(label));
      const changed = named.map((fact) => ({ ...fact, locked: move.what === 'lock' }));
      return outcomeOf(put(canon, changed), move, { codes: [move.what === 'lock' ? 'locked' : 'unlocked'] });
    }
  }
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
  const house = houseSays(table.rules, move, { isEvent: false, predicate: '', authority, second: null });
  const made = carriedOut(table, canon, move);
  if (made.ruling.verdict !== 'accepted' || house === 'yes') return made;
  return refusal(canon, move, { verdict: house, codes: ['house_rule'] });
};
