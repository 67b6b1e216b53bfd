import type { Roll } from '../../../schemas/narrative.ts';
import { type Names, parseRoll } from '../../domain/dice/parse.ts';
import { roll, type Rolled } from '../../domain/dice/roll.ts';
import { numberText, rolledText } from '../../domain/dice/telling.ts';
import { whyRolled } from '../../domain/dice/why.ts';
import { chanceFlags, chanceLines, chanceOf } from '../chance.ts';
import { command, usageFailure } from '../command.ts';
import { countOf } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { wrapped } from '../screen/wrap.ts';

// Dice, with no world: what fell can be had again from the seed, or from the faces.

const timesMax = 1_000;

export const namesFlag = {
  with: { kind: 'texts', value: 'NAME=VALUE', summary: 'what `@NAME` stands for: a number or a roll; may be repeated' },
} as const;

const rollFlags = {
  ...chanceFlags,
  times: { kind: 'text', value: 'N', summary: `how often, up to ${timesMax}` },
  why: { kind: 'switch', summary: 'tell in words how it came about' },
  ...namesFlag,
} as const;

const nameValue = /^@?([a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)*)=(.+)$/isu;

export const namesOf = (written: readonly string[]): Names => {
  const names: Record<string, number | string> = {};
  for (const each of written) {
    const [, name, value] = nameValue.exec(each) ?? [];
    if (name === undefined || value === undefined)
      throw usageFailure(
        '`--with` needs a name and what it stands for',
        'Such as `--with dex=3` or `--with "sneak=3d6"`.',
      );
    const number = Number(value);
    names[name.toLowerCase()] = value.trim() !== '' && Number.isFinite(number) ? number : value;
  }
  return names;
};

/** What is rolled, in as many words as it was written. */
export const formulaOf = (command: string, words: readonly string[]): string => {
  if (words.length === 0)
    throw usageFailure(`\`${command}\` needs to be told what`, `Such as \`monitor ${command} "4d6kh3 + 2"\`.`);
  return words.join(' ');
};

interface RollView extends Pick<Roll, 'formula' | 'dice' | 'total'> {
  /** How much of the seed was used before; null: the faces were given. */
  counter: number | null;
  check: Rolled['check'];
  text: string;
  why: string;
}

interface View {
  formula: string;
  seed: string | null;
  rolls: readonly RollView[];
  /** Faces that nobody needed. */
  left: readonly number[];
}

const viewOf = (rolled: Rolled, counter: number | null): RollView => ({
  ...{ formula: rolled.formula.text, dice: rolled.faces, total: rolled.total, check: rolled.check, counter },
  ...{ text: rolledText(rolled), why: whyRolled(rolled) },
});

const sumLines = ({ rolls }: View): string[] => {
  const sum = rolls.reduce((all, { total }) => all + total, 0);
  const isChecked = rolls.some(({ check }) => check !== null);
  const held = rolls.filter(({ check }) => check?.holds === true).length;
  const all = `${rolls.length} rolls, ${numberText(sum)} in all, ${numberText(sum / rolls.length)} each`;
  return ['', `${all}${isChecked ? `; ${held} of them hold` : ''}`];
};

const lines = (view: View, isWhy: boolean, style: Style): string[] => {
  const { seed, rolls, left } = view;
  return [
    ...rolls.flatMap(({ text, why }) => [...wrapped(text), ...(isWhy ? wrapped(why, 2).map(style.quiet) : [])]),
    ...(rolls.length > 1 ? sumLines(view) : []),
    ...chanceLines({ seed, left }, style),
  ];
};

export const rollCommand = command({
  name: 'roll',
  summary: 'throw dice, and see every one of them',
  args: [
    { name: 'DICE', summary: 'such as `4d6kh3 + 2`; docs/dice.md tells all of it', isOptional: true, isMany: true },
  ],
  flags: rollFlags,
  examples: [
    'monitor roll 4d6kh3',
    'monitor roll "d20 + @dex adv >= 15" --with dex=3 --why',
    'monitor roll "8d10s>=8f1" --seed tonight --times 3',
    'monitor roll "4d6kh3 [str]" --faces 3,5,1,6',
  ],
  run({ world }, { args, flags }) {
    const text = formulaOf(
      'roll',
      args.filter((each) => each !== undefined),
    );
    const formula = parseRoll(text, namesOf(flags.with));
    const { seed, from, used, left } = chanceOf(flags, world);
    const times = countOf('times', flags.times, { least: 1, most: timesMax, otherwise: 1 });
    const rolls: RollView[] = [];
    for (let time = 0; time < times; time++) {
      const counter = used();
      rolls.push(viewOf(roll(formula, from), counter));
    }
    return Promise.resolve({ formula: text, seed, rolls, left: left(), isWhy: flags.why });
  },
  lines: ({ isWhy, ...view }, style) => lines(view, isWhy, style),
  exitCode: ({ left }) => (left.length === 0 ? exitDone : exitFailed),
});
