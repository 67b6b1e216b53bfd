import type { SuccessLevel } from '../../../../schemas/success-level.ts';
import type { Mechanic } from '../../../../schemas/rule-mechanic.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Faces } from '../../dice/roll.ts';
import { withDeck } from '../cards.ts';
import { wordsOfLevel } from '../success-words.ts';
import { qualityOf } from './opposed.ts';
import { assertAble, noHelp, notTogether } from './refusing.ts';
import { assertCanTry, opponentsRoll, rolledFor } from './rolling.ts';
import { atTable, bestOf, type Standing } from './standing.ts';
import type { RolledFor, Trying } from './tried.ts';

// Several who try the same together.
// G1. The level of a group is the best that as many of them came to as the system asks for: half of them, one, all, or whoever leads.
// G2. Whoever leads is best at it, and throws alone; of equals the first.
// G3. What stands against all of them is thrown once.

export const membersMax = 24;

/** `keys`: what they try it with, where that is not what the others do. */
export type Member = Omit<Trying, 'other'> & { keys?: readonly string[] };

export interface Gathering {
  roll: string;
  /** With the best of these values. */
  keys: readonly string[];
  members: readonly Member[];
  other: Standing | null;
}

export interface MemberRoll {
  /** By their key. */
  who: string;
  name: string;
  /** What they try it with, and how good they are at it. */
  with: string;
  value: number;
  /** Null: whoever leads throws for them. */
  roll: RolledFor | null;
}

export interface GroupRoll {
  how: Mechanic['group'];
  members: readonly MemberRoll[];
  /** Whose roll it was that the level comes from. */
  decides: MemberRoll & { roll: RolledFor };
  level: SuccessLevel;
  /** Why it is that level. */
  words: string;
  /** What stood against all of them. */
  against: RolledFor | null;
}

type Thrown = GroupRoll['decides'];

/** So many of them have to come to it. */
const neededOf: Readonly<Record<Mechanic['group'], (count: number) => number>> = {
  half: (count) => Math.ceil(count / 2),
  one: () => 1,
  all: (count) => count,
  leader: () => 1,
};

/** From the best on: whose roll decides for all of them. */
export const decidedBy = <T>(how: Mechanic['group'], fromBest: readonly T[]): T | undefined =>
  fromBest[neededOf[how](fromBest.length) - 1];

const better = (a: RolledFor, b: RolledFor): number =>
  qualityOf(b.level) - qualityOf(a.level) || (b.succeeded?.margin ?? 0) - (a.succeeded?.margin ?? 0);

export const nobodyDoes = () => notTogether('nobody does it', 'Say who does.');

const askingOf = ({ roll, keys, other }: Gathering, member: Member) => ({
  ...{ roll, keys: member.keys ?? keys },
  trying: { ...member, other },
});

/** Refused as a whole, before anybody throws. */
export const assertTogether = (system: RuleSystem, gathering: Gathering): void => {
  const { members } = gathering;
  if (members.length === 0) throw nobodyDoes();
  if (members.length > membersMax) throw notTogether(`${members.length} are too many: ${membersMax} may`);
  const keys = members.map(({ actor }) => actor.key);
  const twice = members.find(({ actor }, index) => keys.indexOf(actor.key) < index);
  if (twice !== undefined) throw notTogether(`${twice.actor.name} is in it already`);
  const helpers = members.flatMap((member) => member.helpers ?? []);
  const busy = [...members.map(({ actor }) => actor), ...helpers];
  const both = helpers.find(({ key }) => busy.filter((each) => each.key === key).length > 1);
  if (both !== undefined) throw noHelp(`${both.name} cannot do two things at once`);
  for (const member of members) {
    assertAble(system, member.actor, { cost: [] });
    if (member.actor.key === gathering.other?.key) throw notTogether(`${member.actor.name} stands against it`);
    assertCanTry(system, askingOf(gathering, member));
  }
};

/** Who is in it, and how good they are at it. */
const seated = (system: RuleSystem, gathering: Gathering): { member: Member; seat: Omit<MemberRoll, 'roll'> }[] =>
  gathering.members.map((member) => {
    const values = atTable(system, member.actor);
    const value = bestOf(values, member.keys ?? gathering.keys);
    return {
      member,
      seat: { who: member.actor.key, name: member.actor.name, with: value, value: values[value] ?? 0 },
    };
  });

/** Everybody throws, or whoever leads. */
export const thrownTogether = (
  system: RuleSystem,
  gathering: Gathering,
  { theirs, faces }: { theirs: RolledFor | null; faces: Faces },
): MemberRoll[] => {
  const seats = seated(system, gathering);
  const isLed = system.mechanic.group === 'leader';
  const most = Math.max(...seats.map(({ seat }) => seat.value));
  const leads = seats.findIndex(({ seat }) => seat.value === most);
  return seats.map(({ member, seat }, index) => ({
    ...seat,
    roll:
      isLed && index !== leads
        ? null
        : rolledFor(
            system,
            { ...askingOf(gathering, member), theirs: member.difficulty === null ? theirs : null },
            faces,
          ),
  }));
};

export const threw = (members: readonly MemberRoll[]): Thrown[] =>
  members.flatMap(({ roll, ...rest }) => (roll === null ? [] : [{ ...rest, roll }]));

const whyWords = ({ mechanic }: RuleSystem, fromBest: readonly Thrown[], decides: Thrown): string => {
  const { level } = decides.roll;
  const words = wordsOfLevel(mechanic, level);
  const count = fromBest.length;
  const reached = fromBest.filter(({ roll }) => qualityOf(roll.level) >= qualityOf(level)).length;
  switch (mechanic.group) {
    case 'leader':
      return `${decides.name} leads: ${words}`;
    case 'one':
      return `one of them is enough, and the best is ${decides.name}: ${words}`;
    case 'all':
      return `all of them have to, and the worst is ${decides.name}: ${words}`;
    case 'half':
      return `half of them have to: ${reached} of ${count} came at least to ${words}`;
  }
};

export const groupRoll = (system: RuleSystem, gathering: Gathering, from: Faces): GroupRoll => {
  assertTogether(system, gathering);
  const faces = withDeck(system.mechanic, from);
  const { roll, members, other } = gathering;
  const opposed = members.find(({ difficulty }) => difficulty === null);
  const against = opposed === undefined ? null : opponentsRoll(system, { roll, trying: { ...opposed, other } }, faces);
  const rolls = thrownTogether(system, gathering, { theirs: against, faces });
  const fromBest = threw(rolls).toSorted((a, b) => better(a.roll, b.roll));
  const decides = decidedBy(system.mechanic.group, fromBest);
  if (decides === undefined) throw nobodyDoes();
  return {
    ...{ how: system.mechanic.group, members: rolls, decides, level: decides.roll.level, against },
    words: whyWords(system, fromBest, decides),
  };
};
