import type { Fact } from '../../schemas/canon.ts';
import type { ProposalContent } from '../../schemas/gate.ts';
import { factsPerChangeMax } from '../../schemas/gate.ts';
import type { FactId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { sameTime } from '../domain/story-time.ts';
import type { Case, Court } from './candidate.ts';
import { changeOf, retconned, type Ruling } from './change.ts';
import { fallenWith } from './dependents.ts';
import { because, type Objection, reject } from './objection.ts';
import { broughtBack, type Restored } from './restore.ts';
import { tooWeak } from './trust.ts';

// Judges what takes facts back, or keeps them from being taken back. Only the GM may.

type Withdrawing = Extract<ProposalContent, { type: 'retcon' | 'lock' | 'unlock' }>;
type Retcon = Extract<ProposalContent, { type: 'retcon' }>;

const lockAll = (facts: readonly Fact[], locked: boolean): Ruling => {
  const puts = facts.filter((fact) => fact.locked !== locked).map((fact) => ({ ...fact, locked }));
  return { change: changeOf({ puts, reasons: [because(locked ? 'locked' : 'unlocked', { facts })] }) };
};

const isAt = (at: StoryTime | null, { valid: { from, to } }: Fact): boolean =>
  at !== null && ((from !== null && sameTime(at, from)) || (to !== null && sameTime(at, to)));

const isContestedSince = (current: Fact, before: Fact): boolean =>
  current.status === 'contested' && before.status !== 'contested';

/** Without what was done to it. When it is over, nobody changes by contesting it. */
const undone = (current: Fact, before: Fact): Fact => {
  if (isContestedSince(current, before))
    return { ...current, status: current.valid.to === null || current.event !== null ? 'canon' : 'ended' };
  const { status, valid, heldUntil } = before;
  return { ...current, status, valid, heldUntil, withdrawn: null };
};

/** It went some time after the one that replaces it had come. */
const unwithdrawn = (fact: Fact): Fact => ({
  ...fact,
  status: fact.valid.to === null || fact.event !== null ? 'canon' : 'ended',
  withdrawn: null,
});

/** Whether the fact is as it is because of the one that goes. */
const isDoneBy = (current: Fact, { before, gone }: { before: Fact; gone: Fact }): boolean => {
  if (current.status === 'retconned') return current.withdrawn?.replacedBy.includes(gone.id) === true;
  if (isContestedSince(current, before)) return true;
  const { to } = before.valid;
  const wasEnded = current.valid.to !== null && (to === null || !sameTime(to, current.valid.to));
  return wasEnded && isAt(current.valid.to, gone);
};

const lastFirst = (one: Fact, other: Fact): number =>
  other.introduced.revision - one.introduced.revision || (one.id < other.id ? 1 : -1);

/** What had been there before those that go, and went because of them all the same: what they were seen to repeat, or were chosen over. */
const replacedBy = ({ overlay }: Court, gone: readonly Fact[]): readonly Fact[] =>
  gone.flatMap(({ id, replaces }) =>
    replaces
      .flatMap((each) => overlay.fact(each) ?? [])
      .filter(({ withdrawn }) => withdrawn?.replacedBy.includes(id) === true),
  );

/** Facts as they would be had those that go never been: what they did is undone from the last of them on. */
const targetsOf = (court: Court, gone: readonly Fact[]): readonly Fact[] => {
  const { overlay } = court;
  const going = new Set(gone.map(({ id }) => id));
  const targets = new Map<FactId, Fact>();
  for (const fact of gone.toSorted(lastFirst))
    for (const before of overlay.undoing.former.get(fact.id) ?? []) {
      const current = targets.get(before.id) ?? overlay.fact(before.id);
      if (current === undefined || going.has(current.id) || !isDoneBy(current, { before, gone: fact })) continue;
      targets.set(current.id, undone(current, before));
    }
  for (const fact of replacedBy(court, gone))
    if (!targets.has(fact.id) && !going.has(fact.id)) targets.set(fact.id, unwithdrawn(fact));
  return [...targets.values()];
};

/** What a withdrawal tells of: what goes, what comes back, what does not, what is in doubt. */
export const tellOf = (
  code: string,
  { gone, back, flagged }: { gone: readonly Fact[]; back: Restored; flagged: readonly Fact[] },
) => [
  because(code, { facts: gone }),
  ...(back.puts.length === 0 ? [] : [because('comes_back', { facts: back.puts })]),
  ...(back.stay.length === 0 ? [] : [because('stays_withdrawn', { facts: back.stay })]),
  ...(flagged.length === 0 ? [] : [because('rests_on_it', { facts: flagged })]),
];

export const lockedAmong = (facts: readonly Fact[]): Objection | null => {
  const locked = facts.filter((fact) => fact.locked);
  return locked.length === 0 ? null : reject('locked', { facts: locked });
};

export const tooManyFacts = (count: number): Objection | null =>
  count <= factsPerChangeMax
    ? null
    : reject('too_many_facts', {
        detail: `${count} facts would change, and ${factsPerChangeMax} are the most`,
        numbers: { facts: count, most: factsPerChangeMax },
      });

const retconAll = (asked: Case, facts: readonly Fact[], { cascade, reason }: Retcon): Ruling => {
  const { court } = asked;
  const already = facts.filter(({ status }) => status === 'retconned');
  if (already.length > 0) return { objection: reject('already_withdrawn', { facts: already }) };
  const fallen = fallenWith(court, facts, cascade);
  const live = [...facts, ...fallen.facts];
  const inTheWay = lockedAmong(live) ?? tooManyFacts(live.length);
  if (inTheWay !== null) return { objection: inTheWay };
  const gone = live.map((fact) => retconned(fact, { court, by: [], reason }));
  const back = broughtBack(asked, { gone, targets: targetsOf(court, live), cascade });
  const flagged = [...fallen.flagged, ...back.flagged];
  return {
    change: changeOf({
      puts: [...gone, ...back.puts],
      effects: {
        retconned: gone.map(({ id }) => id),
        restored: back.puts.map(({ id }) => id),
        flagged: flagged.map(({ id }) => id),
      },
      reasons: tellOf('retcon', { gone, back, flagged }),
    }),
  };
};

export const judgeWithdrawal = (asked: Case, content: Withdrawing): Ruling => {
  if (asked.standing.authority !== 'gm')
    return { objection: reject('gm_alone', { detail: `a ${content.type} is the GM's` }) };
  const weak = tooWeak(asked);
  if (weak !== null) return { objection: weak };
  const { overlay } = asked.court;
  const ids = [...new Set(content.facts)];
  const facts = ids.map((id) => overlay.fact(id)).filter((fact) => fact !== undefined);
  const lost = ids.find((id) => overlay.fact(id) === undefined);
  if (lost !== undefined) return { objection: reject('unknown_fact', { detail: lost }) };
  return content.type === 'retcon' ? retconAll(asked, facts, content) : lockAll(facts, content.type === 'lock');
};
