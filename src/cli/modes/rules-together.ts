import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Faces } from '../../domain/dice/roll.ts';
import { contest, type Side } from '../../domain/rules/acting/contest.ts';
import { type GroupRoll, groupRoll, type Member, type MemberRoll } from '../../domain/rules/acting/group.ts';
import type { Standing } from '../../domain/rules/acting/standing.ts';
import { actTogether } from '../../domain/rules/acting/together.ts';
import { declaredBy } from '../../domain/rules/declared.ts';
import { wordsOfLevel } from '../../domain/rules/success-words.ts';
import { command, type FlagValues, usageFailure } from '../command.ts';
import { oneOf } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { headed, wrapped } from '../screen/wrap.ts';
import {
  type ChanceView,
  chanceView,
  isUsedUp,
  tableChance,
  tableChanceFlags,
  tableChanceLines,
} from '../table-chance.ts';
import { ruleSystems, systemArgument } from './rules.ts';
import {
  actionIn,
  deedLines,
  type DeedView,
  deedView,
  fightersOf,
  rollLines,
  rollView,
  tryingFlags,
  tryingOf,
} from './rules-deeds.ts';

// Several who try the same: together, or each for themselves.

const byFlag = {
  member: { kind: 'texts', value: 'WHO', summary: 'who does it; may be repeated' },
} as const;
const onFlag = {
  on: { kind: 'text', value: 'ROLL', summary: 'the kind of roll; the first without it' },
} as const;

const memberView = ({ roll, ...rest }: MemberRoll) => ({ ...rest, roll: roll === null ? null : rollView(roll) });
type MemberView = ReturnType<typeof memberView>;

const memberLines = ({ name, with: value, value: good, roll }: MemberView, style: Style): string[] =>
  roll === null
    ? wrapped(`${name}: follows (${value} ${good})`)
    : [...wrapped(`${name}: ${roll.level}`), ...rollLines(roll, style)];

/** Values that all of the words name; null: they are something else. */
const valuesIn = (system: RuleSystem, words: readonly string[]): string[] | null => {
  const { value } = declaredBy(system);
  return words.length > 0 && words.every((word) => value.has(word)) ? [...words] : null;
};

const rollIn = (system: RuleSystem, written: string | null): string => {
  const keys = system.rolls.map(({ key }) => key);
  return written === null ? (keys[0] ?? '') : oneOf('on', written, keys);
};

const membersOf = (actors: readonly Standing[], flags: FlagValues<typeof tryingFlags>): Member[] =>
  actors.map((actor) => ({ ...tryingOf(flags), actor }));

// ── together ─────────────────────────────────────────────────────────────────────────────────────────────────────

const groupFlags = {
  ...byFlag,
  to: { kind: 'text', value: 'WHO', summary: 'to whom, or against whom' },
  with: { kind: 'texts', value: 'WHO', summary: 'who helps the first of them; may be repeated' },
  ...onFlag,
  ...tryingFlags,
  ...tableChanceFlags,
} as const;

const groupView = ({ mechanic }: RuleSystem, { how, members, decides, level, words, against }: GroupRoll) => ({
  ...{ how, level, levelWords: wordsOfLevel(mechanic, level), words, decides: decides.name },
  ...{ against: against?.words ?? null, members: members.map(memberView) },
});

interface GroupView extends ChanceView {
  revision: string;
  group: ReturnType<typeof groupView> | null;
  /** What came of it; null: it was a roll alone. */
  deed: DeedView | null;
}

const groupLines = ({ group, deed, ...chance }: GroupView, style: Style): string[] => [
  ...headed(`${deed?.name ?? 'Together'}: ${group?.levelWords ?? deed?.words ?? ''}`, style),
  ...(group === null
    ? []
    : [
        ...wrapped(group.words),
        ...(group.against === null ? [] : wrapped(`the other: ${group.against}`)),
        ...group.members.flatMap((member) => memberLines(member, style)),
      ]),
  ...(deed === null ? [] : deedLines(deed)),
  ...tableChanceLines(chance, style),
];

interface Together {
  members: readonly Member[];
  other: Standing | null;
  words: readonly string[];
  roll: string | null;
}

const doneTogether = (
  system: RuleSystem,
  { members, other, words, roll }: Together,
  faces: Faces,
): Pick<GroupView, 'group' | 'deed'> => {
  const keys = valuesIn(system, words);
  if (keys !== null) {
    const found = groupRoll(system, { roll: rollIn(system, roll), keys, members, other }, faces);
    return { group: groupView(system, found), deed: null };
  }
  const [first] = members;
  if (first === undefined || words.length === 0)
    throw usageFailure(
      'what is done, and by whom?',
      'Such as `monitor rules group d20_fantasy stealth --member prowler --member warrior`.',
    );
  const others = other === null ? [] : [other.name];
  const { action } = actionIn(system, words.join(' '), { actor: first.actor, others });
  const found = actTogether(system, { action, members, other, near: [] }, faces);
  return {
    group: found.group === null ? null : groupView(system, found.group),
    deed: deedView(system, found),
  };
};

export const rulesGroup = command({
  name: 'rules group',
  summary: 'several try the same together: what each came to, and how it went for all of them',
  args: [
    systemArgument,
    { name: 'WORDS', summary: 'values that count, or what is done', isOptional: true, isMany: true },
  ],
  flags: groupFlags,
  examples: [
    'monitor rules group d20_fantasy stealth --member prowler --member warrior --difficulty easy',
    'monitor rules group d20_fantasy "we hide" --member prowler --member mender --to warrior --seed ford',
    'monitor rules group percentile spot --member reporter --member doctor --json',
  ],
  async run({ machine, world }, { args: [written = '', ...words], flags }): Promise<GroupView> {
    const { cwd } = machine;
    const { system, revision } = await (await ruleSystems()).systemOf(written, cwd);
    const actors = await fightersOf(system, flags.member, { cwd });
    const [other = null] = await fightersOf(system, flags.to === null ? [] : [flags.to], { cwd, there: actors });
    const there = [...actors, ...(other === null ? [] : [other])];
    const helpers = await fightersOf(system, flags.with, { cwd, there });
    const members = membersOf(actors, flags).map((each, index) => (index === 0 ? { ...each, helpers } : each));
    const table = tableChance(system, flags, world);
    const said = words.filter((each) => each !== undefined);
    const found = doneTogether(system, { members, other, words: said, roll: flags.on }, table.from);
    return { revision, ...found, ...chanceView(table) };
  },
  lines: groupLines,
  exitCode: (view) => (isUsedUp(view) ? exitDone : exitFailed),
});

// ── each for themselves ──────────────────────────────────────────────────────────────────────────────────────────

const contestFlags = {
  side: { kind: 'texts', value: 'WHO,…', summary: 'a side: who is on it; may be repeated' },
  began: { kind: 'text', value: 'N', summary: 'which side began it, from 1 on; nobody did without it' },
  ...onFlag,
  ...tryingFlags,
  ...tableChanceFlags,
} as const;

const sideView = ({ members, decides, ...rest }: Side) => ({
  ...rest,
  decides: decides.name,
  members: members.map(memberView),
});

interface ContestView extends ChanceView {
  revision: string;
  words: string;
  sides: readonly ReturnType<typeof sideView>[];
}

const contestLines = ({ words, sides, ...chance }: ContestView, style: Style): string[] => [
  ...headed(words, style),
  ...sides.flatMap((side) => [
    ...wrapped(`${side.place}. ${side.name}: ${side.words}`),
    ...side.members.flatMap((member) => {
      const { roll, name } = member;
      if (roll === null) return wrapped(`${name} follows`, 2);
      return [
        ...(side.members.length > 1 && name === side.decides ? wrapped(`${name} counts`, 2) : []),
        ...rollLines({ ...roll, words: '' }, style),
      ];
    }),
  ]),
  ...tableChanceLines(chance, style),
];

const sideNumber = (written: string | null, count: number): number | null => {
  if (written === null) return null;
  const number = Number(written);
  if (Number.isInteger(number) && number >= 1 && number <= count) return number - 1;
  throw usageFailure(`\`--began\` can't be \`${written}\``, `There are ${count} sides.`);
};

export const rulesContest = command({
  name: 'rules contest',
  summary: 'several sides want what one can have: each throws, and who has it',
  args: [systemArgument, { name: 'VALUE', summary: 'values that count, the best of them', isMany: true }],
  flags: contestFlags,
  examples: [
    'monitor rules contest d20_fantasy athletics --side warrior --side prowler --side mender',
    'monitor rules contest fudge_ladder athletics --side duellist --side scholar --began 1 --seed ford',
    'monitor rules contest d20_fantasy athletics --side warrior,mender --side prowler,spellweaver --json',
  ],
  async run({ machine, world }, { args: [written = '', ...words], flags }): Promise<ContestView> {
    const { cwd } = machine;
    const { system, revision } = await (await ruleSystems()).systemOf(written, cwd);
    const { value } = declaredBy(system);
    const keys = words.flatMap((word) => (word === undefined ? [] : [oneOf('VALUE', word, [...value])]));
    const there: Standing[] = [];
    const sides: Member[][] = [];
    for (const side of flags.side) {
      const actors = await fightersOf(system, side.split(','), { cwd, there });
      there.push(...actors);
      sides.push(membersOf(actors, flags));
    }
    const table = tableChance(system, flags, world);
    const began = sideNumber(flags.began, sides.length);
    const found = contest(system, { roll: rollIn(system, flags.on), keys, sides, began }, table.from);
    return {
      ...{ revision, words: found.words, sides: found.sides.map(sideView) },
      ...chanceView(table),
    };
  },
  lines: contestLines,
  exitCode: (view) => (isUsedUp(view) ? exitDone : exitFailed),
});
