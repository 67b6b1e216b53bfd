import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { nearest } from '../domain/nearest.ts';
import { type Command, type Flag, type Flags, type FlagValues, usageFailure } from './command.ts';
import { globalFlags, type GlobalValues } from './global-flags.ts';

export type Request =
  | { kind: 'version'; globals: GlobalValues }
  /** `words`: of what; none for everything. */
  | { kind: 'help'; words: readonly string[] }
  | { kind: 'session'; globals: GlobalValues }
  | { kind: 'run'; command: Command; args: readonly string[]; flags: FlagValues<Flags>; globals: GlobalValues };

interface OptionToken {
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

const shownCharsMax = 80;
const quote = (text: string): string =>
  `\`${text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text}\``;

const didYouMean = (word: string, candidates: readonly string[], otherwise: string): string => {
  const meant = nearest(word, candidates);
  return meant === undefined ? otherwise : `Did you mean \`${meant}\`?`;
};

/** All flags of all commands, so that a flag may stand before its command; one name means one kind everywhere. */
const optionsOf = (commands: readonly Command[]): ParseArgsOptionsConfig => {
  const all = Object.assign({}, globalFlags, ...commands.map(({ flags }) => flags)) as Flags;
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { kind }] of Object.entries(all))
    options[name] ??= { type: kind === 'switch' ? 'boolean' : 'string' };
  return options;
};

/** A dash alone is a value: it stands for standard input. */
const isMissing = ({ value, inlineValue }: OptionToken): boolean =>
  value === undefined || (inlineValue !== true && value.startsWith('-') && value !== '-');

const readFlag = (flag: Flag, token: OptionToken, before: unknown): boolean | string | readonly string[] => {
  if (flag.kind === 'switch') {
    if (token.value === undefined) return true;
    throw usageFailure(`${quote(token.rawName)} takes no value`, `Write \`${token.rawName}\` alone.`);
  }
  if (isMissing(token))
    throw usageFailure(
      `${quote(token.rawName)} needs a value`,
      `Write \`${token.rawName} ${flag.value ?? 'VALUE'}\`, or \`${token.rawName}=…\` if it starts with a dash.`,
    );
  const value = token.value ?? '';
  return flag.kind === 'texts' ? [...(before as readonly string[]), value] : value;
};

const readFlags = (known: Flags, tokens: readonly OptionToken[]): Record<string, unknown> => {
  const values: Record<string, unknown> = {};
  for (const [name, { kind }] of Object.entries(known))
    values[name] = kind === 'switch' ? false : kind === 'texts' ? [] : null;
  for (const token of tokens) {
    const flag = known[token.name];
    if (flag) values[token.name] = readFlag(flag, token, values[token.name]);
  }
  return values;
};

const refuseUnknown = (known: Flags, tokens: readonly OptionToken[], command: Command | null): void => {
  const names = Object.keys(known);
  for (const { name, rawName } of tokens) {
    if (Object.hasOwn(known, name)) continue;
    const help = command === null ? 'monitor --help' : `monitor ${command.name} --help`;
    const flags = names.map((each) => `--${each}`);
    const whose = command === null ? '' : ` for \`${command.name}\``;
    throw usageFailure(
      `unknown flag ${quote(rawName)}${whose}`,
      didYouMean(rawName, flags, `\`${help}\` lists the flags.`),
    );
  }
};

/** The command whose name the words start with; the longest, if several. */
export const commandOf = (words: readonly string[], commands: readonly Command[]): Command | null => {
  const named = (count: number) => commands.find(({ name }) => name === words.slice(0, count).join(' '));
  return named(3) ?? named(2) ?? named(1) ?? null;
};

/** The commands whose names start with these words and go on. */
export const groupOf = (words: readonly string[], commands: readonly Command[]): readonly Command[] =>
  commands.filter(({ name }) => name.startsWith(`${words.join(' ')} `));

/** How many of the words begin the name of some command. */
const begun = (words: readonly string[], commands: readonly Command[]): number =>
  [2, 1].find((count) => words.length >= count && groupOf(words.slice(0, count), commands).length > 0) ?? 0;

const unknownCommand = (words: readonly string[], commands: readonly Command[]) => {
  const [first = ''] = words;
  const known = begun(words, commands);
  if (known > 0 && words.length === known)
    return usageFailure(
      `${quote(words.join(' '))} needs another word`,
      `It is one of ${groupOf(words, commands)
        .map(({ name }) => `\`${name}\``)
        .join(', ')}.`,
    );
  const names = commands.map(({ name }) => name);
  const asked = words.slice(0, Math.max(2, known + 1)).join(' ');
  const meant =
    nearest(asked, names) ??
    nearest(words.slice(0, 3).join(' '), names) ??
    nearest(first, [...names, ...names.map((name) => name.split(' ')[0] ?? name)]);
  return usageFailure(
    `unknown command ${quote(known > 0 ? asked : first)}`,
    meant === undefined ? '`monitor --help` lists them.' : `Did you mean \`${meant}\`?`,
  );
};

const checkArguments = ({ name, args }: Command, given: readonly string[]): void => {
  const missing = args.find(({ isOptional }, i) => isOptional !== true && given[i] === undefined);
  if (missing)
    throw usageFailure(
      `\`${name}\` needs ${missing.name}: ${missing.summary}`,
      `\`monitor ${name} --help\` shows how.`,
    );
  const extra = args.at(-1)?.isMany === true ? undefined : given[args.length];
  if (extra !== undefined)
    throw usageFailure(
      `\`${name}\` has no use for ${quote(extra)}`,
      `\`monitor ${name} --help\` shows what it takes; put quotes around what belongs together.`,
    );
};

/** What a person asked for. Throws a usage failure that says what is wrong and what is near. */
export const parseRequest = (argv: readonly string[], commands: readonly Command[]): Request => {
  const { tokens } = parseArgs({
    args: [...argv],
    options: optionsOf(commands),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words = tokens.filter((token) => token.kind === 'positional').map(({ value }) => value);
  const flagTokens: readonly OptionToken[] = tokens.filter((token) => token.kind === 'option');
  const command = commandOf(words, commands);

  if (flagTokens.some(({ name }) => name === 'help')) return { kind: 'help', words };
  if (words[0] === 'help') return { kind: 'help', words: words.slice(1) };
  if (command === null && words.length > 0) throw unknownCommand(words, commands);

  const known: Flags = { ...globalFlags, ...command?.flags };
  refuseUnknown(known, flagTokens, command);
  const globals = readFlags(globalFlags, flagTokens) as GlobalValues;
  if (globals.version) return { kind: 'version', globals };
  if (command === null) return { kind: 'session', globals };

  const args = words.slice(command.name.split(' ').length);
  checkArguments(command, args);
  return { kind: 'run', command, args, flags: readFlags(command.flags, flagTokens) as FlagValues<Flags>, globals };
};
