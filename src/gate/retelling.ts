import { derivationsMax, type Fact, freeText } from '../../schemas/canon.ts';
import type { Effects } from '../../schemas/gate.ts';
import type { EntityId, FactId, NodeId } from '../../schemas/ids.ts';
import { compareStarts, overlaps } from '../domain/interval.ts';
import { isBefore } from '../domain/story-time.ts';
import type { Case, Court } from './candidate.ts';
import { ended, retconned } from './change.ts';
import { frontierOf } from './contradiction.ts';
import { heldLonger } from './duplicate.ts';
import { type Against, standingAgainst } from './restore.ts';
import { sayingSo } from './said.ts';
import { relatesToItself, toldOf } from './who.ts';
import { textSaid } from './words.ts';

// Facts that turn out to be about somebody else.
// R1. They keep their ids and their history; their next state speaks of the other.
// R2. What is said twice then is as if it had been told of one from the beginning, in the order in which it was: what was told first stands, as
//     long as either was asserted to, and is over when the other was, unless it had been asserted beyond.
// R3. What stands remembers what went because of it: when it is taken back, that is still so.
// R4. What would relate somebody to themselves goes. Events stay, since something may rest on each.

/** That what was told of one is of another. */
export interface Swap {
  from: EntityId;
  into: EntityId;
}

const aboutAnother = (fact: Fact, { from, into }: Swap): Fact =>
  toldOf(fact, <T extends NodeId>(id: T): T => (id === from ? (into as NodeId as T) : id));

/** In the order in which they were told. Of what came with one earlier commit nobody knows that: then what began first. */
const byTelling =
  ({ overlay, recorded }: Court) =>
  (one: Fact, other: Fact): number => {
    const apart = one.introduced.revision - other.introduced.revision;
    if (apart !== 0) return apart;
    if (one.introduced.revision === recorded.revision) return overlay.orderOf(one.id) - overlay.orderOf(other.id);
    return compareStarts(one.valid.from, other.valid.from) || (one.id < other.id ? -1 : Number(one.id > other.id));
  };

/** Facts that say the same in whatever way, whenever. */
const saidAlike = ({ overlay, lexicon }: Court, fact: Fact): readonly Fact[] => {
  if (fact.event !== null) return [];
  const rule = lexicon.predicate(fact.predicate);
  const isFree = fact.predicate === freeText;
  const free = isFree ? overlay.saying(fact.subject, freeText, textSaid(fact)) : [];
  return (rule === undefined ? free : sayingSo(overlay, fact, rule)).filter(({ id }) => id !== fact.id);
};

/** What stands, once the other is seen to have said the same. */
const joinedBy = (standing: Fact, other: Fact): Fact => {
  const frontier = frontierOf(standing);
  const { to } = other.valid;
  const isEnd = standing.valid.to === null && to !== null && (frontier === null || !isBefore(to, frontier));
  const held = isEnd ? ended(standing, to) : (heldLonger(standing, other) ?? standing);
  return { ...held, replaces: [...new Set([...held.replaces, other.id])].slice(0, derivationsMax) };
};

/** Facts as they will be, of those of which something becomes. */
interface Becoming {
  standing: Map<FactId, Fact>;
  gone: Map<FactId, Fact>;
}

/** What goes because it says again what stands, or speaks of one and the same. */
const sortedOut = (
  asked: Case,
  { before, moved, reason }: { before: ReadonlyMap<FactId, Fact>; moved: ReadonlyMap<FactId, Fact>; reason: string },
): Becoming => {
  const { court } = asked;
  const standing = new Map<FactId, Fact>();
  const gone = new Map<FactId, Fact>();
  const alike = [...moved.values()].flatMap((fact) => [fact, ...saidAlike(court, fact)]);
  const inOrder = [...new Map(alike.map((fact) => [fact.id, fact])).values()].sort(byTelling(court));
  for (const fact of inOrder) {
    const first = saidAlike(court, fact)
      .filter(({ id }) => standing.has(id) && (moved.has(id) || moved.has(fact.id)))
      .map((each) => standing.get(each.id) ?? each)
      .filter((each) => overlaps(each.valid, fact.valid))
      .sort(byTelling(court))[0];
    const former = before.get(fact.id);
    const goes = (former !== undefined && relatesToItself(fact) && !relatesToItself(former)) || first !== undefined;
    if (goes) gone.set(fact.id, retconned(fact, { court, by: first === undefined ? [] : [first], reason }));
    else standing.set(fact.id, fact);
    if (first !== undefined) standing.set(first.id, joinedBy(first, fact));
  }
  return { standing, gone };
};

export interface Retold {
  puts: readonly Fact[];
  gone: readonly Fact[];
  /** They stand, and are over since. */
  over: Effects['ended'];
  /** What of canon cannot be beside what is told then. */
  against: readonly Fact[];
}

/** What speaks against it now and did not before: the lives do, and not what was wrong in one of them already. */
const newlyAgainst = (
  asked: Case,
  { former, fact, against: { facts, untimely } }: { former: Fact; fact: Fact; against: Against },
): readonly Fact[] => {
  if (facts.length === 0 && untimely === null) return [];
  const before = standingAgainst(asked, former);
  const known = new Set(before.facts.map(({ id }) => id));
  const isNewlyUntimely = untimely !== null && before.untimely === null;
  return [...facts.filter(({ id }) => !known.has(id)), ...(isNewlyUntimely ? [fact] : [])];
};

/** The facts told of another one, and what is then said twice, of itself, or against itself. */
export const retold = (
  asked: Case,
  { facts, swap, reason }: { facts: readonly Fact[]; swap: Swap; reason: string },
): Retold => {
  const { overlay } = asked.court;
  const before = new Map(facts.map((fact) => [fact.id, fact]));
  const moved = new Map(facts.map((fact) => [fact.id, aboutAnother(fact, swap)]));
  const { meets, ...told } = overlay.supposing([...moved.values()], () => {
    const { standing, gone } = sortedOut(asked, { before, moved, reason });
    const stay = [...standing.values()].filter((fact) => moved.has(fact.id) || fact !== overlay.fact(fact.id));
    const puts = [...stay, ...gone.values()];
    const meets = overlay.supposing(puts, () =>
      stay.flatMap((fact) => {
        const former = before.get(fact.id);
        return former === undefined ? [] : [{ former, fact, against: standingAgainst(asked, fact) }];
      }),
    );
    const over = stay.flatMap(({ id, valid }) => {
      const { to } = (before.get(id) ?? overlay.fact(id))?.valid ?? valid;
      return to === null && valid.to !== null ? [{ fact: id, at: valid.to }] : [];
    });
    return { puts, gone: [...gone.values()], over, meets };
  });
  return { ...told, against: meets.flatMap((each) => newlyAgainst(asked, each)) };
};
