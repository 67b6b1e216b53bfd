import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Faces } from '../../dice/roll.ts';
import { withDeck } from '../cards.ts';
import { wordsOfLevel } from '../success-words.ts';
import { assertTogether, decidedBy, type Member, membersMax, type MemberRoll, thrownTogether, threw } from './group.ts';
import { qualityOf, totalOf } from './opposed.ts';
import { notTogether } from './refusing.ts';
import { usualOf } from './rolling.ts';
import type { RolledFor } from './tried.ts';

// What several sides want, and one can have.
// N1. Every side throws. By totals whoever came to more is before the others; by levels whoever did better, and nobody wins who failed.
// N2. Of sides that are first together, whoever the system says has it: the side that began it, those it was begun against, or nobody.
// N3. A side of several comes to what the system asks of a group.

const sidesMax = 12;

export interface Contest {
  roll: string;
  /** With the best of these values. */
  keys: readonly string[];
  sides: readonly (readonly Member[])[];
  /** Which side began it, from 0 on; null: nobody did. */
  began: number | null;
}

export interface Side {
  /** Which, in the order in which they were given. */
  side: number;
  name: string;
  /** From 1 on; those who came to the same have the same. */
  place: number;
  wins: boolean;
  members: readonly MemberRoll[];
  /** Whose roll it was that counts. */
  decides: MemberRoll & { roll: RolledFor };
  words: string;
}

export interface Contested {
  /** From the first on. */
  sides: readonly Side[];
  /** Why these win, or nobody. */
  words: string;
}

const rankMost = Number.MAX_SAFE_INTEGER;

/** What counts of a roll; what was decided without one is before or after all others. */
const rankOf = ({ mechanic }: RuleSystem, { succeeded, level }: RolledFor): number => {
  if (mechanic.opposed.by === 'level') return qualityOf(level);
  if (succeeded !== null) return succeeded.total;
  return qualityOf(level) >= qualityOf('success') ? rankMost : -rankMost;
};

const nameOf = (members: readonly MemberRoll[]): string => {
  const names = members.map(({ name }) => name);
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
};

/** By totals nothing is tried but to come to more. */
const onlyTotals = (system: RuleSystem, sides: Contest['sides']): Contest['sides'] => {
  const { opposed } = system.mechanic;
  const difficulty = opposed.by === 'total' ? 0 : usualOf(system);
  return sides.map((side) =>
    side.map((member) => ({ ...member, difficulty: opposed.by === 'total' ? 0 : (member.difficulty ?? difficulty) })),
  );
};

const assertSides = (system: RuleSystem, { roll, keys }: Contest, sides: Contest['sides']): void => {
  if (sides.length < 2) throw notTogether('a contest has two sides or more', 'Say who else wants it.');
  if (sides.length > sidesMax) throw notTogether(`${sides.length} sides are too many: ${sidesMax} may contend`);
  const all = sides.flat();
  if (all.length > membersMax) throw notTogether(`${all.length} are too many: ${membersMax} may contend`);
  for (const members of sides) assertTogether(system, { roll, keys, members, other: null });
  assertTogether(system, { roll, keys, members: all, other: null });
};

type Ranked = Omit<Side, 'place' | 'wins'> & { rank: number };

const ranked = (
  system: RuleSystem,
  contest: Contest,
  { members, side, faces }: { members: readonly Member[]; side: number; faces: Faces },
): Ranked => {
  const { mechanic } = system;
  const { roll, keys } = contest;
  const rolls = thrownTogether(system, { roll, keys, members, other: null }, { theirs: null, faces });
  const fromBest = threw(rolls).toSorted((a, b) => rankOf(system, b.roll) - rankOf(system, a.roll));
  const decides = decidedBy(mechanic.group, fromBest);
  if (decides === undefined) throw notTogether('nobody is on one of the sides');
  return {
    ...{ side, name: nameOf(rolls), members: rolls, decides, rank: rankOf(system, decides.roll) },
    words: mechanic.opposed.by === 'level' ? wordsOfLevel(mechanic, decides.roll.level) : totalOf(system, decides.roll),
  };
};

/** Who has it of those who are first, and why. */
const winners = (
  { mechanic }: RuleSystem,
  first: readonly Ranked[],
  began: number | null,
): { wins: readonly Ranked[]; words: string } => {
  const { by, tie } = mechanic.opposed;
  const failed = by === 'level' && first.every(({ decides }) => qualityOf(decides.roll.level) < qualityOf('partial'));
  if (failed) return { wins: [], words: 'nobody has it: none of them did well enough' };
  const names = (some: readonly Ranked[]): string => some.map(({ name }) => name).join(', ');
  if (first.length === 1) return { wins: first, words: `${names(first)} has it` };
  const equal = `${names(first)} came to the same`;
  if (tie === 'nobody') return { wins: [], words: `${equal}: a tie is nobody’s` };
  const meant = first.filter(({ side }) => (side === began) === (tie === 'active'));
  const wins = meant.length === 0 ? first : meant;
  if (wins.length === first.length) return { wins, words: `${equal}, and share it` };
  const who = tie === 'active' ? 'whoever began it' : 'those it was begun against';
  return { wins, words: `${equal}: a tie goes to ${who}, ${names(wins)}` };
};

export const contest = (system: RuleSystem, asked: Contest, from: Faces): Contested => {
  const faces = withDeck(system.mechanic, from);
  const sides = onlyTotals(system, asked.sides);
  assertSides(system, asked, sides);
  const all = sides.map((members, side) => ranked(system, asked, { members, side, faces }));
  const fromBest = all.toSorted((a, b) => b.rank - a.rank);
  const first = fromBest.filter(({ rank }) => rank === fromBest[0]?.rank);
  const { wins, words } = winners(system, first, asked.began);
  const places = fromBest.map(({ rank, ...side }) => ({
    ...side,
    place: 1 + fromBest.filter((other) => other.rank > rank).length,
    wins: wins.some((each) => each.side === side.side),
  }));
  return { sides: places, words };
};
