import { createInterface, type Interface } from 'node:readline/promises';
import { addAbortSignal } from 'node:stream';
import type { Command } from './command.ts';
import type { GlobalValues } from './global-flags.ts';
import { help } from './help.ts';
import { linesOf } from './lines.ts';
import { exitDone, exitUsage, reportOf, reportText } from './report.ts';
import { runCommandLine, type Runner } from './run.ts';
import { styleOf } from './screen/style.ts';
import type { Surroundings } from './surroundings.ts';
import { wordsOf } from './words.ts';

// `monitor` alone: commands, one a line. In a terminal with a menu and a prompt; from a pipe without.

const commandCharsMax = 100_000;
const leaving = new Set(['quit', 'exit']);

const menu = [
  { choice: '1', words: ['world', 'list'], title: 'worlds', about: 'what there is; `world create NAME` makes one' },
  { choice: '2', words: ['story', 'list'], title: 'stories', about: 'how they stand; `story start TITLE` begins one' },
  { choice: '3', words: ['doctor'], title: 'doctor', about: 'what works, and what does not' },
  { choice: '4', words: ['config', 'show'], title: 'config', about: 'what is set, and where' },
  { choice: '5', words: ['help'], title: 'help', about: 'every command' },
  { choice: '6', words: ['quit'], title: 'quit', about: '' },
] as const;

const menuText = (version: string): string =>
  [
    `monitor ${version}`,
    '',
    ...menu.map(({ choice, title, about }) => `  ${choice}  ${title.padEnd(9)}${about}`.trimEnd()),
    '',
    'A number, its word, or any command; Tab completes.',
    '',
  ].join('\n');

const isQuiet = (line: string): boolean => line.trim() === '' || line.trimStart().startsWith('#');

/** The words of a line: a choice from the menu, or a command, with or without the program's name before it. */
const commandWords = (line: string): readonly string[] => {
  const words = wordsOf(line);
  const chosen = menu.find(({ choice, title }) => words.length === 1 && (words[0] === choice || words[0] === title));
  if (chosen) return chosen.words;
  return words[0] === 'monitor' ? words.slice(1) : words;
};

/** A line's words run as a command with the flags that the session itself was given. */
const performLine = async (runner: Runner, line: string, inherited: readonly string[]): Promise<number | 'leave'> => {
  const { error, signal } = runner.surroundings;
  try {
    const words = commandWords(line);
    if (words.length === 1 && leaving.has(words[0] ?? '')) return 'leave';
    return await runCommandLine(runner, [...inherited, ...words]);
  } catch (thrown) {
    const report = reportOf(thrown, signal);
    error.write(reportText(report, { isJson: inherited.includes('--json'), isDebug: false }));
    return report.exitCode;
  }
};

const flagsOf = (globals: GlobalValues): string[] =>
  Object.entries(globals).flatMap(([name, value]: [string, boolean | string | readonly string[] | null]) => {
    if (value === null || value === false) return [];
    if (value === true) return [`--${name}`];
    return [value].flat().map((each) => `--${name}=${each}`);
  });

/** From a pipe: every line is tried; the exit code is that of the last one that failed. */
const pipedSession = async (runner: Runner, globals: GlobalValues): Promise<number> => {
  const { input, out, error, signal } = runner.surroundings;
  const inherited = flagsOf(globals);
  if (!globals.json)
    out.write(`${help([], runner.commands, styleOf({ hasColour: false, isPlain: false })).join('\n')}\n`);
  let exitCode = exitDone;
  for await (const line of linesOf(addAbortSignal(signal, input), commandCharsMax)) {
    if (line === null) {
      error.write('monitor: a line is too long to be a command\n  It was left out.\n');
      exitCode = exitUsage;
      continue;
    }
    if (isQuiet(line)) continue;
    const code = await performLine(runner, line, inherited);
    if (code === 'leave') break;
    if (code !== exitDone) exitCode = code;
  }
  return exitCode;
};

const completer =
  (commands: readonly Command[]) =>
  (line: string): [string[], string] => {
    const names = [...commands.map(({ name }) => name), ...menu.map(({ title }) => title), 'help'];
    return [[...new Set(names)].filter((name) => name.startsWith(line)).sort(), line];
  };

/** What the person answers, or null when they leave with Ctrl-C or Ctrl-D. */
const answer = (prompt: Interface, question: string): Promise<string | null> =>
  new Promise((resolve) => {
    const leave = (): void => {
      resolve(null);
    };
    prompt.once('SIGINT', leave);
    prompt.once('close', leave);
    prompt
      .question(question)
      .then(resolve, leave)
      .finally(() => {
        prompt.off('SIGINT', leave);
        prompt.off('close', leave);
      });
  });

const terminalSession = async (
  runner: Runner,
  globals: GlobalValues,
  terminal: NodeJS.WritableStream,
): Promise<number> => {
  const { input, out, version } = runner.surroundings;
  const inherited = flagsOf(globals);
  const prompt = createInterface({ input, output: terminal, terminal: true, completer: completer(runner.commands) });
  const asking: Runner = { ...runner, ask: (question) => answer(prompt, question) };
  out.write(`${menuText(version)}\n`);
  try {
    for (;;) {
      const line = await answer(prompt, 'monitor> ');
      if (line === null) return exitDone;
      if (!isQuiet(line) && (await performLine(asking, line, inherited)) === 'leave') return exitDone;
    }
  } finally {
    prompt.close();
  }
};

/** Asks once, in a terminal. */
const askOnce = async (
  { input }: Surroundings,
  terminal: NodeJS.WritableStream,
  question: string,
): Promise<string | null> => {
  const prompt = createInterface({ input, output: terminal, terminal: true });
  try {
    return await answer(prompt, question);
  } finally {
    prompt.close();
  }
};

/** Runs the program as it was started: one command, or a session of them. */
export const runProgram = async (
  surroundings: Surroundings,
  commands: readonly Command[],
  argv: readonly string[],
): Promise<number> => {
  const { terminal } = surroundings;
  const ask = terminal === null ? null : (question: string) => askOnce(surroundings, terminal, question);
  // Within a session a line without a command does nothing: there is a session already.
  const inner: Runner = { surroundings, commands, ask, input: null, session: () => Promise.resolve(exitDone) };
  const outer: Runner = {
    ...inner,
    input: surroundings.input,
    session: (globals) =>
      terminal === null ? pipedSession(inner, globals) : terminalSession(inner, globals, terminal),
  };
  return runCommandLine(outer, argv);
};
