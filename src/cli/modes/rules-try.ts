import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { nearest } from '../../domain/nearest.ts';
import { rolledText } from '../../domain/dice/telling.ts';
import type { Attempt, Edge, Modifier } from '../../domain/rules/attempt.ts';
import { chancesOf } from '../../domain/rules/chances.ts';
import { levelsOf } from '../../domain/rules/mechanic.ts';
import { throwFor } from '../../domain/rules/throwing.ts';
import { type Sheet, valuesOf } from '../../domain/rules/sheet.ts';
import { wordsOfLevel } from '../../domain/rules/success-words.ts';
import { command, type FlagValues, usageFailure } from '../command.ts';
import { columns } from '../screen/style.ts';
import { wrapped } from '../screen/wrap.ts';
import { chanceView, outFlag, outOf, tableChance, tableChanceFlags, tableChanceLines } from '../table-chance.ts';
import { drawnText } from './rules-deeds.ts';
import { ruleSystems, systemArgument } from './rules.ts';

// What the rules make of a throw, and what chances they give, with no world.

const attemptFlags = {
  template: {
    kind: 'text',
    value: 'WHO',
    summary: 'whose values: a template, a foe, a ready character or a file; without it, whatever is usual',
  },
  bonus: { kind: 'text', value: 'N', summary: 'what is added besides' },
  edge: { kind: 'text', value: 'EDGE', summary: 'advantage or disadvantage' },
  on: { kind: 'text', value: 'ROLL', summary: 'the kind of roll, such as `attack`' },
} as const;
type AttemptValues = FlagValues<typeof attemptFlags>;

const choice = <T extends string>(what: string, word: string, known: readonly T[]): T => {
  const found = known.find((each) => each === word);
  if (found !== undefined) return found;
  const meant = nearest(word, known);
  throw usageFailure(
    `there is no ${what} \`${word}\``,
    meant === undefined
      ? `It is one of ${known.map((each) => `\`${each}\``).join(', ')}.`
      : `Did you mean \`${meant}\`?`,
  );
};

const numberMost = 1_000;

const wholeOf = (flag: string, text: string): number => {
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && Math.abs(value) <= numberMost) return value;
  throw usageFailure(
    `\`--${flag}\` can't be \`${text}\``,
    `It is a whole number from -${numberMost} to ${numberMost}.`,
  );
};

const edges: readonly Edge[] = ['none', 'advantage', 'disadvantage'];

const nobody: Sheet = { attributes: {}, skills: {}, gear: [], effects: [] };

/** Loaded when it is asked for: starting is to be quick. */
const sheetFor = async (system: RuleSystem, who: string | null, cwd: string): Promise<Sheet> => {
  if (who === null) return nobody;
  const { fighterOf } = await import('../../compose/characters.ts');
  return (await fighterOf(system, who, cwd)).standing.sheet;
};

interface Tried {
  value: string | undefined;
  flags: AttemptValues;
  cwd: string;
}

const modifiersOf = async (system: RuleSystem, { value, flags, cwd }: Tried): Promise<Modifier[]> => {
  const { template, bonus } = flags;
  const values = valuesOf(system, await sheetFor(system, template, cwd));
  const name = value === undefined ? null : choice('value', value, Object.keys(values));
  return [
    ...(name === null ? [] : [{ by: values[name] ?? 0, because: name }]),
    ...(bonus === null ? [] : [{ by: wholeOf('bonus', bonus), because: 'bonus' }]),
  ];
};

const attemptOf = async (system: RuleSystem, tried: Tried): Promise<Omit<Attempt, 'difficulty'>> => ({
  modifiers: await modifiersOf(system, tried),
  edge: choice('edge', tried.flags.edge ?? 'none', edges),
  ...(tried.value === undefined ? {} : { with: tried.value }),
  ...(tried.flags.on === null
    ? {}
    : {
        on: choice(
          'kind of roll',
          tried.flags.on,
          system.rolls.map(({ key }) => key),
        ),
      }),
});

/** A rung of the ladder, or a number; without either what is usual for that kind of roll. */
const difficultyOf = ({ ladder, rolls }: RuleSystem, written: string | null, on: string | undefined): number => {
  if (written !== null && /^[+-]?\d+$/.test(written)) return wholeOf('difficulty', written);
  const kind = rolls.find(({ key }) => key === on) ?? rolls.find(({ against }) => against.kind === 'ladder');
  const usual = kind?.against.kind === 'ladder' ? kind.against.usual : undefined;
  const key = written ?? usual;
  if (key === undefined)
    throw usageFailure(`nothing says how hard it is to make \`${on ?? 'this'}\``, 'Write `--difficulty N`.');
  const rung = choice(
    'difficulty',
    key,
    ladder.map((each) => each.key),
  );
  return ladder.find((each) => each.key === rung)?.value ?? 0;
};

const valueArgument = {
  name: 'VALUE',
  summary: 'the attribute, skill or other value that counts',
  isOptional: true,
} as const;

export const rulesTry = command({
  name: 'rules try',
  summary: 'throw for something, and see what the rules make of it',
  args: [systemArgument, valueArgument],
  flags: {
    ...attemptFlags,
    difficulty: { kind: 'text', value: 'RUNG', summary: 'how hard it is: a rung of the ladder, or a number' },
    ...tableChanceFlags,
  },
  examples: [
    'monitor rules try d20_fantasy athletics --template warrior --difficulty hard',
    'monitor rules try percentile spot --template reporter --faces 37',
    'monitor rules try percentile spot --template ./ada.yaml',
    'monitor rules try three_bands fight --template bruiser --edge advantage --seed ford --json',
  ],
  async run({ machine, world }, { args: [written = '', value], flags }) {
    const { system, revision, applied } = await (await ruleSystems()).systemOf(written, machine.cwd);
    const plain = await attemptOf(system, { value, flags, cwd: machine.cwd });
    const attempt = { ...plain, difficulty: difficultyOf(system, flags.difficulty, plain.on) };
    const table = tableChance(system, flags, world);
    const { rolled, drawn, attempt: made, succeeded } = throwFor(system.mechanic, attempt, table.from);
    const { words, ...found } = succeeded;
    const thrown = rolled !== null && rolled.faces.length > 0 ? rolled : null;
    const chance = chanceView(table);
    return {
      ...{ revision, applied, ...made, ...found, words },
      roll:
        thrown === null
          ? null
          : { formula: thrown.formula.text, seed: chance.seed, dice: thrown.faces, total: thrown.total },
      ...{ text: thrown === null ? null : rolledText(thrown), drawn, ...chance },
    };
  },
  lines: ({ text, words, drawn, ...chance }, style) => [
    ...(text === null ? [] : wrapped(text)),
    ...(drawn === null ? [] : wrapped(drawnText(drawn))),
    ...wrapped(words).map(style.strong),
    ...tableChanceLines(chance, style),
  ],
});

const percent = (chance: number): string => `${(chance * 100).toFixed(1)} %`;

export const rulesChances = command({
  name: 'rules chances',
  summary: 'how likely each level of success is, up the ladder of difficulties',
  args: [systemArgument, valueArgument],
  flags: { ...attemptFlags, ...outFlag },
  examples: [
    'monitor rules chances d20_fantasy --bonus 5',
    'monitor rules chances d20_fantasy finesse --template prowler --on attack --edge advantage',
    'monitor rules chances percentile spot --template reporter --json',
  ],
  async run({ machine }, { args: [written = '', value], flags }) {
    const { system, revision } = await (await ruleSystems()).systemOf(written, machine.cwd);
    const attempt = await attemptOf(system, { value, flags, cwd: machine.cwd });
    const chances = chancesOf(system.mechanic, outOf(system, flags.out));
    const levels = levelsOf(system.mechanic).map((level) => ({ level, words: wordsOfLevel(system.mechanic, level) }));
    const rungs = system.ladder.map(({ key, value: difficulty }) => {
      const found = chances({ ...attempt, difficulty });
      return { key, difficulty, levels: Object.fromEntries(found.levels), within: found.within };
    });
    return { revision, ...attempt, levels, rungs };
  },
  lines: ({ modifiers, levels, rungs }, style) => [
    ...wrapped(modifiers.map(({ by, because }) => `${because} ${by}`).join(', ')),
    ...columns(
      [
        ['', '', ...levels.map(({ words }) => words)],
        ...rungs.map(({ key, difficulty, levels: found }) => [
          ...[key, String(difficulty)],
          ...levels.map(({ level }) => percent(found[level] ?? 0)),
        ]),
      ],
      (cell, column, row) => (column === 0 || row === 0 ? style.strong(cell) : cell),
    ),
  ],
});
