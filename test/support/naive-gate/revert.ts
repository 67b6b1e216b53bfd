import type { Judged, Table } from './table.ts';
import { comingBack, puttingBack, sameState } from './return.ts';
import { dependentsOf, fallenWith, put } from './resting.ts';
import { outcomeOf, refusal } from './ruling.ts';
import type { Canon, Carrier, Move, Past, Somebody, Told } from './tale.ts';
import { everybodyIn } from './truth.ts';
import { isLive } from './words.ts';

// All that one batch did is undone, as far as nobody changed it since.

const sameSomebody = (a: Somebody, b: Somebody): boolean =>
  a.type === b.type && a.names.join('|') === b.names.join('|') && a.isGone === b.isGone && a.into === b.into;

const isOneOf = (carriers: readonly Carrier[], { move }: Carrier): boolean =>
  carriers.some((carrier) => carrier.move === move);

const isAsSaid = (before: Told, after: Told): boolean => sameState(before, after) && before.held === after.held;

/** Nor does anybody else speak for it. */
const isUnchanged = (before: Told, after: Told): boolean =>
  isAsSaid(before, after) &&
  before.carriers.map(({ move }) => move).join() === after.carriers.map(({ move }) => move).join();

/** What became of canon between the two. */
export const pastOf = (before: Canon, after: Canon): Past => ({
  facts: after.facts
    .map((now) => ({ before: before.facts.find(({ label }) => label === now.label) ?? null, after: now }))
    .filter(({ before: old, after: now }) => old === null || !isUnchanged(old, now)),
  cast: after.cast
    .map((now) => ({ before: before.cast.find(({ who }) => who === now.who) ?? null, after: now }))
    .filter((change) => change.before !== change.after),
});

/** Those who speak for it without the batch: its own no longer do, and those whom it had silenced do again. */
const speakingFor = (fact: Told, { facts }: Past): readonly Carrier[] => {
  const change = facts.find(({ after }) => after.label === fact.label);
  if (change === undefined || change.before === null) return fact.carriers;
  const { before, after } = change;
  const silenced = before.carriers.filter((carrier) => !isOneOf([...after.carriers, ...fact.carriers], carrier));
  return [
    ...fact.carriers.filter((carrier) => isOneOf(before.carriers, carrier) || !isOneOf(after.carriers, carrier)),
    ...silenced,
  ];
};

const castWithout = (cast: readonly Somebody[], past: Past): readonly Somebody[] =>
  cast.map((now) => {
    const change = past.cast.find(({ after }) => after.who === now.who);
    if (change === undefined || !sameSomebody(now, change.after)) return now;
    return change.before ?? { ...now, isGone: true };
  });

const isOnlyTheLock = (before: Told, after: Told): boolean => sameState({ ...before, locked: after.locked }, after);

export const revert = (table: Table, canon: Canon, move: Extract<Move, { what: 'revert' }>): Judged => {
  const past = canon.history.get(move.batch);
  if (past === undefined) return refusal(canon, move, { verdict: 'rejected', codes: ['unknown_commit'] });
  const current = (label: string): Told | undefined => canon.facts.find((fact) => fact.label === label);

  const brought = past.facts
    .flatMap(({ before, after }) => (before === null ? [current(after.label)] : []))
    .filter((fact) => fact !== undefined)
    // What others said in the same batch goes with it.
    .filter((fact) => isLive(fact) && fact.carriers.every(({ batch }) => batch === move.batch));
  const asLeft = past.facts.flatMap(({ before, after }) => {
    const now = current(after.label);
    // Where only somebody spoke for it, there is nothing to be as it was.
    if (before === null || now === undefined || isAsSaid(before, after)) return [];
    return sameState(now, after) ? [{ before, after, now }] : [];
  });
  const gone = fallenWith(canon.facts, brought);
  const cast = castWithout(canon.cast, past);
  const leaving = cast.filter(
    ({ who, isGone, into }) => isGone && into === null && canon.cast.some((each) => each.who === who && !each.isGone),
  );
  const codes: string[] = [];
  const changing = asLeft.filter(({ before, after }) => !isOnlyTheLock(before, after)).map(({ now }) => now);
  if ([...gone, ...changing].some(({ locked }) => locked)) codes.push('locked');
  const isSpokenOf = ({ who }: Somebody): boolean =>
    canon.facts.some((fact) => isLive(fact) && !gone.includes(fact) && everybodyIn(fact).includes(who));
  if (leaving.some(isSpokenOf)) codes.push('still_spoken_of');
  if (codes.length > 0) return refusal(canon, move, { verdict: 'rejected', codes });

  const again = asLeft.map(({ before, now }) => ({ now, was: { ...before, carriers: now.carriers } }));
  const going = again.filter(({ was, now }) => !isLive(was) && isLive(now)).map(({ was }) => was);
  const without = put({ ...canon, cast }, [
    ...gone.map((fact) => ({ ...fact, status: 'retconned' as const })),
    ...again.filter(({ was }) => !isLive(was)).map(({ was }) => was),
  ]);
  const targets = again.filter(({ was }) => isLive(was)).map(({ was }) => was);
  const { facts, back, inDoubt } =
    move.batch === canon.latest
      ? puttingBack(without.facts, targets)
      : comingBack(table.policy.vocabulary, without, { targets, cascade: 'flag' });
  const left = facts.map((fact) => ({ ...fact, carriers: speakingFor(fact, past) }));
  return outcomeOf({ ...without, facts: left }, move, {
    codes: ['reverts'],
    retconned: [...gone, ...going].map(({ label }) => label),
    restored: back.map(({ label }) => label),
    flagged: [...dependentsOf(facts, gone), ...inDoubt].map(({ label }) => label),
  });
};
