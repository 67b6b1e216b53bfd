import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { beforeBirth, oppositionTo } from './against.ts';
import { endedBy, endingIt, frontier } from './endings.ts';
import { formFaults, lost } from './form.ts';
import { folded } from './newcomer.ts';
import { outcomeOf, refusal } from './ruling.ts';
import { authorityOf, houseSays, misgivings } from './standing.ts';
import type { Judged, Table } from './table.ts';
import { type Canon, immemorial, type Moment, type Move, never, type Somebody, type Told, type Who } from './tale.ts';
import { impossible } from './timing.ts';
import { everybodyIn } from './truth.ts';
import { isLive, overlap, saysTheSame } from './words.ts';
import { isOfOneself, toldOf } from './who.ts';

// Who is who: that two were one, that something was another's, that somebody is called otherwise.

type Identity = Extract<Move, { what: 'merge' | 'split' | 'rename' }>;

const withoutRepeats = (names: readonly string[]): readonly string[] =>
  names.filter((name, at) => names.findIndex((other) => folded(other) === folded(name)) === at);

/** As it would be had one been told of the other first: what it says again goes, and adds what it knows. */
const joined = (standing: Told, again: Told): Told => {
  const changed = [...standing.changed, { before: again, after: { ...again, status: 'retconned' as const } }];
  if (standing.to !== never) return { ...standing, changed };
  if (again.to !== never && again.to >= frontier(standing))
    return { ...standing, to: again.to, held: null, isOver: true, changed };
  const held = again.held === null ? standing.held : Math.max(standing.held ?? immemorial, again.held);
  return { ...standing, held, changed };
};

/** What cannot be beside it, whoever says so: nothing ends for it, and it ends for nothing. `time`: it could not have been then. */
const standingAgainst = (vocabulary: Vocabulary, all: readonly Told[], fact: Told): readonly string[] => {
  const facts = all.filter(({ label }) => label !== fact.label);
  const against = (): readonly Told[] => {
    if (fact.kind === 'event')
      return [...beforeBirth(vocabulary, facts, fact), ...endedBy(vocabulary, facts, fact).ends];
    const bases = fact.derivesFrom;
    const claim = { ...fact, intent: 'correct' as const, corrects: false, upTo: never, byGm: false, bases };
    const { ends, early, conflicts, crowd, needs } = oppositionTo(vocabulary, facts, claim);
    return [...ends, ...early, ...conflicts, ...crowd, ...needs, ...endingIt(vocabulary, facts, claim)];
  };
  return [
    ...(impossible(vocabulary, facts, fact).length > 0 ? ['time'] : []),
    ...against()
      .filter(({ status }) => status !== 'contested' || fact.status !== 'contested')
      .map(({ label }) => label),
  ];
};

interface Retold {
  facts: readonly Told[];
  gone: readonly Told[];
  ended: readonly { fact: string; at: Moment }[];
  /** What speaks against it, and did not before. */
  isAgainst: boolean;
}

/** These facts told of another one. */
const retold = (
  vocabulary: Vocabulary,
  { facts: before, byName, batch }: Canon,
  { swap, moving }: { swap: readonly [Who, Who]; moving: readonly Told[] },
): Retold => {
  const isMoving = ({ label }: Told): boolean => moving.some((fact) => fact.label === label);
  const moved = before.map((fact) => (isMoving(fact) ? toldOf(fact, swap) : fact));
  const inOrder = moved
    .filter((fact) => isLive(fact) && fact.kind === 'claim')
    .sort((a, b) => {
      if (a.batch !== b.batch) return a.batch - b.batch;
      // Of an earlier batch nobody knows what it told first.
      if (a.batch === batch) return moved.indexOf(a) - moved.indexOf(b);
      return a.from === b.from ? byName(a.label, b.label) : a.from < b.from ? -1 : 1;
    });
  const now = new Map(moved.map((fact) => [fact.label, fact]));
  const standing: string[] = [];
  for (const fact of inOrder) {
    const first = standing
      .map((label) => now.get(label))
      .filter((other) => other !== undefined)
      .find(
        (other) =>
          (isMoving(other) || isMoving(fact)) &&
          saysTheSame(vocabulary, other, fact) &&
          overlap(vocabulary, other, fact),
      );
    const wasOfTwo = before.some(({ label, ...old }) => label === fact.label && !isOfOneself({ label, ...old }));
    if (first !== undefined) now.set(first.label, joined(first, fact));
    if (first !== undefined || (isMoving(fact) && isOfOneself(fact) && wasOfTwo))
      now.set(fact.label, { ...fact, status: 'retconned' });
    else standing.push(fact.label);
  }
  const after = before.map((fact) => now.get(fact.label) ?? fact);
  const isNew = (fact: Told): boolean => {
    const former = standingAgainst(vocabulary, before, before.find(({ label }) => label === fact.label) ?? fact);
    return standingAgainst(vocabulary, after, fact).some((each) => !former.includes(each));
  };
  const fate = before.flatMap((old) => after.filter(({ label }) => label === old.label).map((next) => ({ old, next })));
  return {
    facts: after,
    gone: fate.filter(({ old, next }) => isLive(old) && !isLive(next)).map(({ next }) => next),
    ended: fate
      .filter(({ old, next }) => old.to === never && next.to !== never)
      .map(({ next }) => ({ fact: next.label, at: next.to })),
    isAgainst: after.filter((fact) => isLive(fact) && isMoving(fact)).some(isNew),
  };
};

const retelling = (
  table: Table,
  canon: Canon,
  { move, swap, moving, code }: { move: Identity; swap: readonly [Who, Who]; moving: readonly Told[]; code: string },
): Judged => {
  const { facts, gone, ended, isAgainst } = retold(table.policy.vocabulary, canon, { swap, moving });
  const touched = [...gone.map(({ label }) => label), ...ended.map(({ fact }) => fact)];
  const codes = [
    ...(isAgainst ? ['contradicts_canon'] : []),
    ...(facts.some(({ label, locked }) => locked && touched.includes(label)) ? ['locked'] : []),
  ];
  if (codes.length > 0) return refusal(canon, move, { verdict: 'rejected', codes });
  return outcomeOf({ ...canon, facts }, move, { codes: [code], ended, retconned: gone.map(({ label }) => label) });
};

const isAbout = (fact: Told, who: Who): boolean => everybodyIn(fact).includes(who);

const merge = (table: Table, canon: Canon, move: Extract<Identity, { what: 'merge' }>): Judged => {
  const { keep, drop } = move;
  const two = [keep, drop].map((who) => canon.cast.find((each) => each.who === who));
  const [one, other] = two;
  if (one === undefined || other === undefined || one === other || one.type !== other.type)
    return refusal(canon, move, { verdict: 'rejected', codes: ['cannot_be_merged'] });
  const moving = canon.facts.filter((fact) => isLive(fact) && isAbout(fact, drop));
  const made = retelling(table, canon, { move, swap: [drop, keep], moving, code: 'merged' });
  const becomes = (each: Somebody): Somebody => {
    if (each === other) return { ...other, isGone: true, into: keep };
    return each === one ? { ...one, names: withoutRepeats([...one.names, ...other.names]) } : each;
  };
  return made.ruling.verdict === 'accepted'
    ? { ...made, canon: { ...made.canon, cast: canon.cast.map(becomes) } }
    : made;
};

const split = (table: Table, canon: Canon, move: Extract<Identity, { what: 'split' }>): Judged => {
  const [whole, part] = [move.who, move.into].map((who) => canon.cast.find((each) => each.who === who));
  const moving = canon.facts.filter(({ label }) => move.facts.includes(label));
  const codes: string[] = [];
  if (whole === part || whole?.type !== part?.type) codes.push('cannot_be_split');
  else if (moving.length < move.facts.length || !moving.every((fact) => isLive(fact) && isAbout(fact, move.who)))
    codes.push('unknown_fact');
  if (codes.length > 0) return refusal(canon, move, { verdict: 'rejected', codes });
  return retelling(table, canon, { move, swap: [move.who, move.into], moving, code: 'split' });
};

const rename = (canon: Canon, move: Extract<Identity, { what: 'rename' }>): Judged => {
  const { who, called, keepAlias, confirmed } = move;
  const known = canon.cast.find((each) => each.who === who);
  const isNamesake = (other: Somebody): boolean =>
    other !== known &&
    !other.isGone &&
    other.type === known?.type &&
    other.names.some((name) => folded(name) === folded(called));
  if (!confirmed && canon.cast.some(isNamesake))
    return refusal(canon, move, { verdict: 'pending', codes: ['possible_duplicate'] });
  const [former = who, ...aliases] = known?.names ?? [];
  const names = keepAlias ? withoutRepeats([called, former, ...aliases]) : [called, ...aliases];
  const cast = canon.cast.map((each) => (each === known ? { ...known, names } : each));
  return outcomeOf({ ...canon, cast }, move, { codes: ['renamed'] });
};

const whoIn = (move: Identity): readonly Who[] => {
  switch (move.what) {
    case 'merge':
      return [move.keep, move.drop];
    case 'split':
      return [move.who, move.into];
    case 'rename':
      return [move.who];
  }
};

const judged = (table: Table, canon: Canon, move: Identity): Judged => {
  const codes = whoIn(move).flatMap((who) => lost(canon, who));
  if (codes.length > 0) return refusal(canon, move, { verdict: 'rejected', codes });
  switch (move.what) {
    case 'merge':
      return merge(table, canon, move);
    case 'split':
      return split(table, canon, move);
    case 'rename':
      return rename(canon, move);
  }
};

export const judgeIdentity = (table: Table, canon: Canon, move: Identity): Judged => {
  const authority = authorityOf(table.policy, move);
  const papers = formFaults(table.policy.vocabulary, canon, move, null);
  const codes = table.policy.mayRetcon.includes(authority) ? papers : [...papers, 'gm_alone'];
  if (codes.length > 0) return refusal(canon, move, { verdict: 'rejected', codes });
  const doubts = misgivings(table.policy, move);
  if (doubts.length > 0) return refusal(canon, move, { verdict: 'pending', codes: doubts });
  const made = judged(table, canon, move);
  const house = houseSays(table.rules, move, { isEvent: false, predicate: '', authority, second: null });
  if (made.ruling.verdict !== 'accepted' || house === 'yes') return made;
  return refusal(canon, move, { verdict: house, codes: ['house_rule'] });
};
