import path from 'node:path';
import type { Character, CharacterChoices, StepChoice } from '../../../schemas/character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { created, type Created } from '../../domain/characters/creating.ts';
import type { Reason } from '../../domain/characters/reason.ts';
import { sheetView } from '../../domain/characters/view.ts';
import { rolledText } from '../../domain/dice/telling.ts';
import { chanceFlags, chanceLines, chanceOf } from '../chance.ts';
import { command, type CommandContext, type FlagValues, usageFailure } from '../command.ts';
import { nameOf } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import { sheetLines } from '../screen/sheet.ts';
import type { Style } from '../screen/style.ts';
import { wrapped } from '../screen/wrap.ts';
import { asked } from './character-asking.ts';
import { ruleSystems, systemArgument } from './rules.ts';

// Somebody new: step by step in a terminal, or as flags or a file say.

const keepingFiles = () => import('../../compose/character-file.ts');

const newFlags = {
  name: { kind: 'text', value: 'NAME', summary: 'what they are called' },
  about: { kind: 'text', value: 'TEXT', summary: 'a line about them' },
  template: { kind: 'text', value: 'KEY', summary: 'what they are made from: one of the templates of the system' },
  step: {
    kind: 'texts',
    value: 'STEP=WAY:WHAT',
    summary:
      'how a step is done: `abilities=array:str,con,dex,wis,cha,int` from the best on, or `abilities=points:str=15,con=14`; may be repeated',
  },
  buy: {
    kind: 'texts',
    value: 'THING=N',
    summary: 'what they set out with, instead of what the template has; may be repeated',
  },
  from: { kind: 'text', value: 'FILE', summary: 'all of that as a file of YAML or JSON' },
  out: { kind: 'text', value: 'FILE', summary: 'where they are written; without it, under their name, here' },
  'dry-run': { kind: 'switch', summary: 'show them, and write nothing' },
  ...chanceFlags,
} as const;
type NewValues = FlagValues<typeof newFlags>;

const wholeIn = (flag: string, written: string): number => {
  if (/^[+-]?\d{1,6}$/.test(written)) return Number(written);
  throw usageFailure(`\`--${flag}\` can't be \`${written}\``, 'It is a whole number.');
};

/** `array:str,con` or `points:str=15,con=14`; the way may be left out. */
const stepOf = (written: string): readonly [string, StepChoice] => {
  const equals = written.indexOf('=');
  if (equals < 1)
    throw usageFailure(
      `\`--step\` can't be \`${written}\``,
      'Such as `--step abilities=array:str,con,dex,wis,cha,int`.',
    );
  const [step, said] = [written.slice(0, equals), written.slice(equals + 1)];
  const colon = said.indexOf(':');
  const [way, what] = colon < 0 ? [null, said] : [said.slice(0, colon), said.slice(colon + 1)];
  const parts = what.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  const named = way === null || way === '' ? {} : { way };
  if (parts.length === 0) return [step, named];
  if (!parts.every((part) => part.includes('='))) return [step, { ...named, order: parts }];
  const values = parts.map((part) => {
    const [key = '', value = ''] = part.split('=');
    return [key, wholeIn('step', value)] as const;
  });
  return [step, { ...named, values: Object.fromEntries(values) }];
};

/** `rope` or `torch=3`. */
export const countedIn = (flag: string, written: string): { thing: string; count: number } => {
  const [thing = '', count = '1'] = written.split('=');
  const many = wholeIn(flag, count);
  if (many >= 1) return { thing, count: many };
  throw usageFailure(`\`--${flag}\` can't be \`${written}\``, 'It is one at least.');
};

const choicesIn = (flags: NewValues): CharacterChoices => {
  if (flags.name === null)
    throw usageFailure(
      'what are they called?',
      'Write `--name NAME`, or `--from FILE`. In a terminal, without flags, you are asked step by step.',
    );
  return {
    name: nameOf('`--name`', flags.name),
    ...(flags.about === null ? {} : { about: flags.about }),
    ...(flags.template === null ? {} : { template: flags.template }),
    steps: Object.fromEntries(flags.step.map(stepOf)),
    ...(flags.buy.length === 0 ? {} : { buys: flags.buy.map((each) => countedIn('buy', each)) }),
  };
};

const isSilent = ({ name, about, template, step, buy, from }: NewValues): boolean =>
  [name, about, template, from].every((each) => each === null) && step.length === 0 && buy.length === 0;

const choicesOf = async (
  { ask, machine }: Pick<CommandContext, 'ask' | 'machine'>,
  system: RuleSystem,
  { flags, faces }: { flags: NewValues; faces: () => ReturnType<typeof chanceOf>['from'] },
): Promise<CharacterChoices> => {
  if (flags.from !== null) return (await keepingFiles()).readChoices(path.resolve(machine.cwd, flags.from));
  if (ask !== null && isSilent(flags)) return asked({ ask, system, faces });
  return choicesIn(flags);
};

const castView = (rolls: Created['rolls']) =>
  rolls.map(({ step, for: keys, rolled }) => ({
    ...{ step, for: keys, dice: rolled.faces, total: rolled.total, text: rolledText(rolled) },
  }));

export const reasonLines = (reasons: readonly Reason[], style: Style): string[] =>
  reasons.flatMap(({ message, advice }) => [
    ...wrapped(message).map(style.bad),
    ...(advice === undefined ? [] : wrapped(advice, 2)),
  ]);

const fileOf = ({ name }: Character): string =>
  `${
    name
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '') || 'character'
  }.yaml`;

export const characterNew = command({
  name: 'character new',
  summary: 'make a character: step by step in a terminal, or as flags or a file say',
  args: [systemArgument],
  flags: newFlags,
  examples: [
    'monitor character new d20_fantasy',
    'monitor character new d20_fantasy --name Mira --template prowler --step abilities=array:dex,con,wis,int,cha,str',
    'monitor character new percentile --name Ada --step training=points:spot=40,law=50 --seed ada --dry-run',
    'monitor character new d20_fantasy --from mira.json --out party/mira.yaml --json',
  ],
  async run(context, { args: [written = ''], flags }) {
    const { machine, world } = context;
    const { system, revision } = await (await ruleSystems()).systemOf(written, machine.cwd);
    const { seed } = chanceOf(flags, world);
    // The same dice can be had as often as somebody looks at them before they decide.
    const again = () => chanceOf({ seed, faces: flags.faces }, world);
    const choices = await choicesOf(context, system, { flags, faces: () => again().from });
    const chance = again();
    const { character, reasons, rolls } = created(system, choices, chance.from);
    const file =
      character === null || flags['dry-run'] ? null : path.resolve(machine.cwd, flags.out ?? fileOf(character));
    if (character !== null && file !== null) {
      const { characterText, writeNew } = await keepingFiles();
      const rules = /[./\\]/.test(written)
        ? path.relative(path.dirname(file), path.resolve(machine.cwd, written))
        : null;
      const from = rules === null ? character : { ...character, rules: rules.startsWith('.') ? rules : `./${rules}` };
      await writeNew(file, characterText(from));
    }
    return {
      ...{ revision, file, character, reasons, rolls: castView(rolls) },
      sheet: character === null ? null : sheetView(system, character),
      ...{ seed: rolls.length === 0 ? null : chance.seed, left: chance.left() },
    };
  },
  lines: ({ sheet, file, reasons, rolls, seed, left }, style) => [
    ...rolls.flatMap(({ step, for: keys, text }) =>
      wrapped(`${[step, ...(keys.length === 1 && keys[0] !== step ? keys : [])].join(', ')}: ${text}`).map(style.quiet),
    ),
    ...reasonLines(reasons, style),
    ...(sheet === null ? ['', style.bad('nobody was made')] : sheetLines(sheet, false, style)),
    ...(file === null ? [] : wrapped(`written to ${path.basename(file)}`).map(style.good)),
    ...chanceLines({ seed, left }, style),
  ],
  exitCode: ({ character, left }) => (character !== null && left.length === 0 ? exitDone : exitFailed),
});
