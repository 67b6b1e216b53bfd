import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Cascade } from '../../schemas/gate.ts';
import type { FactId } from '../../schemas/ids.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { basesOf } from '../domain/commit-shape.ts';
import { nodesOf } from '../domain/fact.ts';
import { compareStarts } from '../domain/interval.ts';
import type { Candidate, Case, Court } from './candidate.ts';
import { ended } from './change.ts';
import { contradictionOf } from './contradiction.ts';
import { saidAlready } from './duplicate.ts';
import { broughtToAnEnd, isEffectOf } from './effects.ts';
import { impossible } from './time.ts';
import { isGone, relatesToItself, toldOf, whoNow } from './who.ts';

// What comes back into force when what had displaced it goes.
// B0. What was so before the last commit was so beside everything that is there again without it: nobody asks whether it can be.
// B1. It comes back as it was, unless something that canon holds meanwhile stands against it or says it too; then it stays as it is.
// B2. What began later meanwhile ends it.
// B3. It comes back as told of whoever those that it speaks of turned out to be.
// B4. Several come back one after the other, in the order in which they began, each after what it rests on: as if they were told again in that
//     order. Of two that cannot be so together the first comes back, and goes on until the second begins if it was not said to have lasted longer.

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

/** A fact as it can come back, and what came back before it and ends where it begins. */
interface Return {
  fact: Fact;
  over: readonly Fact[];
}

/** Null: it can't come back. */
const amongOthers = (asked: Case, fact: Fact, before: ReadonlyMap<FactId, unknown>): Return | null => {
  const candidate = candidateFor(asked, fact);
  const { conflicts, crowd, ends, early, needs, until } = contradictionOf(asked.court, candidate);
  // They stood beside each other as contested, and do so again.
  const against = conflicts.filter(({ status }) => status !== 'contested' || fact.status !== 'contested');
  if ([against, crowd, early, needs].some(({ length }) => length > 0)) return null;
  if (ends.some((end) => !before.has(end.fact.id) || end.fact.locked)) return null;
  if (impossible(asked.court, candidate) !== null) return null;
  if (saidAlready(asked.court, candidate).some(({ id }) => id !== fact.id)) return null;
  return { fact: until === null ? fact : ended(fact, until), over: ends.map((end) => ended(end.fact, end.at)) };
};

/** What a fact meets in canon that cannot be beside it, whoever says so: nothing ends for it, and it ends for nothing. */
export interface Against {
  facts: readonly Fact[];
  /** Somebody could not have done it or become so then, and what shows that; null: they could. */
  untimely: readonly FactId[] | null;
}

export const standingAgainst = (asked: Case, fact: Fact): Against => {
  const { court, proposal, standing } = asked;
  const candidate: Candidate = {
    ...candidateFor(asked, fact),
    proposal: { ...proposal, intent: 'correct' },
    standing: { ...standing, authority: 'system' },
  };
  const { conflicts, crowd, givesWayTo, comesFrom } = contradictionOf(court, candidate);
  const over = broughtToAnEnd(court, candidate).map((end) => end.fact);
  const former = comesFrom === null ? [] : [comesFrom];
  const facts = [...conflicts, ...crowd, ...givesWayTo, ...former, ...over]
    .filter(({ id }) => id !== fact.id)
    .filter(({ status }) => status !== 'contested' || fact.status !== 'contested');
  return { facts, untimely: impossible(court, candidate)?.reason.facts ?? null };
};

const isSame = (one: Fact, other: Fact | undefined): boolean =>
  other !== undefined && canonicalJson(one) === canonicalJson(other);

/** In doubt: what it derives from is gone. Uncaused: an event of which the cause is gone, and which may have had another. */
type Ground = 'stands' | 'uncaused' | 'in_doubt' | 'gone';

/** Whether what the fact rests on is gone: then an effect of it has nothing to come from. */
const groundOf = (court: Court, fact: Fact): Ground => {
  const { overlay } = court;
  if (overlay.undoing.standsAlone.has(fact.id)) return 'stands';
  const withdrawn = (ids: readonly FactId[]): readonly Fact[] =>
    ids.flatMap((id) => overlay.fact(id) ?? []).filter(({ status }) => status === 'retconned');
  const bases = withdrawn(fact.derivesFrom);
  if (bases.some((base) => isEffectOf(court, fact, base))) return 'gone';
  if (bases.length > 0) return 'in_doubt';
  return withdrawn(fact.event?.causedBy ?? []).length > 0 ? 'uncaused' : 'stands';
};

const byStart = (one: Fact, other: Fact): number =>
  compareStarts(one.valid.from, other.valid.from) ||
  one.introduced.revision - other.introduced.revision ||
  (one.id < other.id ? -1 : 1);

/** By when they began, then by when they were told; what one rests on comes before it. */
const inOrder = (targets: readonly Fact[]): readonly Fact[] => {
  const byId = new Map(targets.map((fact) => [fact.id, fact]));
  const entered = new Set<FactId>();
  const placed = new Set<Fact>();
  const way = targets.toSorted(byStart).toReversed();
  for (let fact = way.at(-1); fact !== undefined; fact = way.at(-1)) {
    const bases = entered.has(fact.id) ? [] : basesOf(fact).flatMap((id) => byId.get(id) ?? []);
    const open = bases.filter(({ id }) => !entered.has(id)).toSorted(byStart);
    entered.add(fact.id);
    if (open.length > 0) way.push(...open.toReversed());
    else placed.add(way.pop() ?? fact);
  }
  return [...placed];
};

interface Returned {
  came: ReadonlyMap<FactId, { fact: Fact; ground: Ground }>;
  stay: readonly Fact[];
}

const oneByOne = (asked: Case, targets: readonly Fact[], cascade: Cascade): Returned => {
  const { overlay } = asked.court;
  const came = new Map<FactId, { fact: Fact; ground: Ground }>();
  const stay: Fact[] = [];
  for (const target of targets) {
    const ground = groundOf(asked.court, target);
    const isLost = ground === 'gone' || (ground === 'in_doubt' && cascade === 'propagate');
    // What it says by now is no rival of what it said.
    const itself: Fact = { ...target, status: 'retconned' };
    const found = isLost ? null : overlay.supposing([itself], () => amongOthers(asked, target, came));
    if (found === null) {
      stay.push(target);
      continue;
    }
    came.set(target.id, { fact: found.fact, ground });
    for (const fact of found.over) came.set(fact.id, { fact, ground: came.get(fact.id)?.ground ?? 'stands' });
    for (const fact of [found.fact, ...found.over]) overlay.putFact(fact);
  }
  return { came, stay };
};

/** Puts states of a moment ago, with everything that they were beside. */
export const putBack = ({ court }: Case, gone: readonly Fact[], targets: readonly Fact[]): Restored => {
  const { overlay } = court;
  const back = targets.filter((fact) => !isSame(fact, overlay.fact(fact.id)));
  const live = back.filter(({ status }) => status !== 'retconned');
  const flagged = overlay.supposing([...gone, ...back], () =>
    live.filter((fact) => groundOf(court, fact) !== 'stands'),
  );
  return { puts: back, stay: [], flagged };
};

/** Brings states back into a canon in which `gone` is as it will be. */
export const broughtBack = (
  asked: Case,
  {
    gone,
    targets,
    cascade,
    nodes = [],
  }: {
    gone: readonly Fact[];
    targets: readonly Fact[];
    cascade: Cascade;
    /** Who comes back or goes with it. */
    nodes?: readonly CanonNode[];
  },
): Restored => {
  const { overlay } = asked.court;
  const current = new Map(targets.flatMap(({ id }) => overlay.fact(id) ?? []).map((fact) => [fact.id, fact]));
  // What goes once more makes room for what comes back.
  const going = targets.filter(({ status }) => status === 'retconned');
  const who = whoNow(overlay, nodes);
  const told = targets.filter(({ status }) => status !== 'retconned').map((fact) => ({ fact, now: toldOf(fact, who) }));
  // What was between two who are one by now has nobody to be between, and nothing is said of those who never were.
  const isMoot = (fact: Fact, now: Fact): boolean =>
    (relatesToItself(now) && !relatesToItself(fact)) || nodesOf(now).some((id) => isGone(overlay, nodes, id));
  const moot = told.filter(({ fact, now }) => isMoot(fact, now)).map(({ fact }) => fact);
  const coming = inOrder(told.filter(({ fact }) => !moot.includes(fact)).map(({ now }) => now));
  const { came, stay } = overlay.supposing([...gone, ...current.values()], () =>
    overlay.supposing(going, () => oneByOne(asked, coming, cascade)),
  );
  const back = [...came.values()].filter(({ fact }) => !isSame(fact, current.get(fact.id)));
  return {
    puts: [...going.filter((fact) => !isSame(fact, current.get(fact.id))), ...back.map(({ fact }) => fact)],
    stay: [...moot, ...stay],
    flagged: cascade === 'none' ? [] : back.filter(({ ground }) => ground !== 'stands').map(({ fact }) => fact),
  };
};
