import type { Cascade } from '../../../schemas/gate.ts';
import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { beforeBirth, oppositionTo } from './against.ts';
import { formFaults } from './form.ts';
import type { Judged, Table } from './table.ts';
import { dependentsOf, fallenWith, put } from './resting.ts';
import { outcomeOf, refusal } from './ruling.ts';
import { authorityOf, houseSays, misgivings } from './standing.ts';
import { type Canon, type Move, never, type Told } from './tale.ts';
import { impossible } from './timing.ts';
import { isLive } from './words.ts';
import { isOfOneself, toldOfThoseNow } from './who.ts';

type Withdrawal = Extract<Move, { what: 'retcon' | 'lock' | 'unlock' }>;

const sameState = (a: Told, b: Told): boolean => a.to === b.to && a.status === b.status;

interface Return {
  facts: readonly Told[];
  back: readonly Told[];
}

const numberOf = ({ label }: Told): number => Number(/\d+/.exec(label)?.[0] ?? 0);

/** As they were before those that go, undone from the last of these on. */
const asBefore = (facts: readonly Told[], gone: readonly Told[]): readonly Told[] => {
  const undone = [...gone].sort((a, b) => numberOf(b) - numberOf(a)).flatMap(({ changed }) => changed);
  return facts.flatMap((current) => {
    const was = undone.reduce((state, { before, after }): Told => {
      if (before.label !== current.label) return state;
      // When it is over, nobody has changed by contesting it.
      if (before.status === 'live' && after.status === 'contested' && state.status === 'contested')
        return { ...state, status: 'live' };
      return sameState(state, after) ? before : state;
    }, current);
    return was === current ? [] : [{ ...current, to: was.to, held: was.held, status: was.status }];
  });
};

/** In the order in which they began, those told first before others, and each after what it rests on. */
const oneAfterTheOther = (facts: readonly Told[]): readonly Told[] => {
  const placed: Told[] = [];
  const place = (fact: Told): void => {
    if (placed.includes(fact)) return;
    for (const base of inTime.filter(({ label }) => [...fact.derivesFrom, ...fact.causedBy].includes(label)))
      place(base);
    placed.push(fact);
  };
  const inTime = [...facts].sort((a, b) => (a.from === b.from ? numberOf(a) - numberOf(b) : a.from < b.from ? -1 : 1));
  inTime.forEach(place);
  return placed;
};

/** What comes back as these go: each as it was, as far as nothing else has taken its place. */
const comingBack = (
  vocabulary: Vocabulary,
  { facts, cast }: Canon,
  { gone, cascade }: { gone: readonly Told[]; cascade: Cascade },
): Return => {
  let now = facts;
  const isGone = (label: string | null): boolean => now.some((fact) => fact.label === label && !isLive(fact));
  // What an event had brought about does not come back without it.
  const isGroundless = ({ alone, effectOf, derivesFrom }: Told): boolean =>
    !alone && (isGone(effectOf) || (cascade === 'propagate' && derivesFrom.some(isGone)));
  const back = new Set<string>();
  for (const told of oneAfterTheOther(asBefore(facts, gone))) {
    const before = toldOfThoseNow(cast, told);
    if (isGroundless(before) || (isOfOneself(before) && !isOfOneself(told))) continue;
    const others = now.filter(({ label }) => label !== before.label);
    const claim = { ...before, intent: 'assert' as const, corrects: false, upTo: never, byGm: true, bases: [] };
    const { to, ends, early, conflicts, crowd, needs } = oppositionTo(vocabulary, others, claim);
    const inTheWay =
      before.kind === 'event'
        ? beforeBirth(vocabulary, others, before)
        : [
            // What came back just before ends where this begins, as if both had been told in order.
            ...ends.filter(({ label, locked }) => locked || !back.has(label)),
            ...conflicts.filter(({ status }) => status !== 'contested' || before.status !== 'contested'),
            ...[...early, ...crowd, ...needs],
          ];
    if (inTheWay.length > 0 || impossible(vocabulary, others, before).length > 0) continue;
    const until = before.to === never ? to : before.to;
    const restored: Told = { ...before, to: until, held: until === never ? before.held : null };
    const over = before.kind === 'event' ? [] : ends.map((end) => ({ ...end, to: before.from, held: null }));
    now = now.map((fact) => [restored, ...over].find(({ label }) => label === fact.label) ?? fact);
    back.add(restored.label);
  }
  const isBack = (fact: Told): boolean =>
    back.has(fact.label) && !facts.some((former) => former.label === fact.label && sameState(former, fact));
  return { facts: now, back: now.filter(isBack) };
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
  const { facts, back } = comingBack(table.policy.vocabulary, without, { gone, cascade: move.cascade });
  const flagged = move.cascade === 'none' ? [] : dependentsOf(facts, gone);
  return outcomeOf({ ...canon, facts }, move, {
    codes: ['retcon'],
    retconned: gone.map(({ label }) => label),
    restored: back.map(({ label }) => label),
    flagged: flagged.map(({ label }) => label),
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
  const house = houseSays(table.rules, move, { isEvent: false, predicate: '', authority, second: null });
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
