import { nearest } from '../domain/nearest.ts';
import { type Argument, type Command, type Flags, usageFailure } from './command.ts';
import { globalFlags } from './global-flags.ts';
import { commandOf, groupOf } from './parse.ts';
import { columns, type Style } from './screen/style.ts';

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

const argumentText = ({ name, isOptional, isMany }: Argument): string => {
  const shown = isMany === true ? `${name}…` : name;
  return isOptional === true ? `[${shown}]` : shown;
};

const usageOf = ({ name, args, flags }: Command): string => {
  return ['monitor', name, ...args.map(argumentText), ...(Object.keys(flags).length > 0 ? ['[flags]'] : [])].join(' ');
};

const flagRows = (flags: Flags): string[] =>
  columns(
    Object.entries(flags).map(([name, { value, summary }]) => [
      value === undefined ? `--${name}` : `--${name} ${value}`,
      summary,
    ]),
  );

const listOf = (commands: readonly Command[]): string[] =>
  columns(commands.map(({ name, args, summary }) => [[name, ...args.map((arg) => arg.name)].join(' '), summary]));

/** What a command means by a flag of its own goes before what others mean by it. */
const globalsBeside = ({ flags }: Command): Command['flags'] =>
  Object.fromEntries(Object.entries(globalFlags).filter(([name]) => !(name in flags)));

const helpOf = (command: Command, style: Style): string[] => [
  `${style.strong(`monitor ${command.name}`)}: ${command.summary}`,
  '',
  ...indent([usageOf(command)]),
  ...(command.args.length > 0
    ? ['', ...indent(columns(command.args.map(({ name, summary }) => [name, summary])))]
    : []),
  ...(Object.keys(command.flags).length > 0 ? ['', style.strong('Flags'), ...indent(flagRows(command.flags))] : []),
  '',
  style.strong('Flags of every command'),
  ...indent(flagRows(globalsBeside(command))),
  '',
  style.strong('Examples'),
  ...indent(command.examples),
];

const exitCodes = [
  ['0', 'it was done'],
  ['1', 'it failed, or a check found something wrong'],
  ['2', 'the command, its flags or the configuration are wrong; nothing was done'],
  ['130', 'interrupted'],
];

const overview = (commands: readonly Command[], style: Style): string[] => [
  `${style.strong('monitor')}: a narrative-intelligence engine for tabletop role-playing, with a canonization gate`,
  '',
  style.strong('Commands'),
  ...indent([
    ...listOf(commands),
    '',
    'monitor alone opens a menu; where there is no terminal it reads commands, one a line.',
    '`monitor COMMAND --help` tells more about one, with examples.',
  ]),
  '',
  style.strong('Flags of every command'),
  ...indent(flagRows(globalFlags)),
  '',
  style.strong('Exit codes'),
  ...indent(columns(exitCodes)),
];

/** Help about everything, a group of commands, or one. */
export const help = (words: readonly string[], commands: readonly Command[], style: Style): readonly string[] => {
  const [first] = words;
  if (first === undefined) return overview(commands, style);
  const command = commandOf(words, commands);
  if (command) return helpOf(command, style);
  for (const each of [words, [first]]) {
    const group = groupOf(each, commands);
    if (group.length > 0) return [style.strong(`monitor ${each.join(' ')}`), '', ...indent(listOf(group))];
  }
  const said = words.join(' ');
  const meant = nearest(
    said,
    commands.map(({ name }) => name),
  );
  throw usageFailure(
    `there is no command \`${said}\` to help with`,
    meant === undefined ? '`monitor --help` lists them.' : `Did you mean \`${meant}\`?`,
  );
};
