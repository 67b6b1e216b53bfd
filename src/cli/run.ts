import { type Configuration, loadConfiguration } from '../compose/config.ts';
import { realWorld } from '../compose/real-world.ts';
import type { Command, CommandContext, Outcome } from './command.ts';
import { assignmentsOf, type GlobalValues } from './global-flags.ts';
import { help } from './help.ts';
import { parseRequest, type Request } from './parse.ts';
import { progressLine } from './progress.ts';
import { exitDone, reportOf, reportText } from './report.ts';
import { type Style, styleOf } from './screen/style.ts';
import type { Surroundings } from './surroundings.ts';

type Ask = CommandContext['ask'];

export interface Runner {
  surroundings: Surroundings;
  commands: readonly Command[];
  ask: Ask;
  /** Null within a session. */
  input: CommandContext['input'];
  /** What `monitor` alone does, and within it a line without a command. */
  session: (globals: GlobalValues) => Promise<number>;
}

const once = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let begun: Promise<T> | null = null;
  return () => (begun ??= work());
};

const contextOf = ({ surroundings, ask, input }: Runner, globals: GlobalValues): CommandContext => {
  const { machine, processes, version, runtime, error, signal } = surroundings;
  const world = realWorld();
  const sources = { machine, flags: assignmentsOf(globals), file: globals.config };
  return {
    machine,
    processes,
    world,
    program: `monitor ${version}`,
    runtime,
    configuration: once(() => loadConfiguration(sources)),
    ask,
    progress: progressLine(error, world.now),
    input,
    signal,
  };
};

const configurationOrNull = (context: CommandContext): Promise<Configuration | null> =>
  context.configuration().catch(() => null);

/** As configured; where the configuration can't be read, as the environment and the terminal suggest. */
const styleFor = (configuration: Configuration | null, { out, machine: { env } }: Surroundings): Style => {
  const { colour, plain } = configuration?.config.screen ?? { colour: 'auto', plain: false };
  const isSupported = out.isTerminal && env['TERM'] !== 'dumb' && !env['NO_COLOR'];
  return styleOf({ hasColour: colour === 'always' || (colour === 'auto' && isSupported), isPlain: plain });
};

/** Prints what a command hands out, as it does, and returns its exit code. */
const print = async (
  outcome: Outcome,
  context: CommandContext,
  { surroundings, isJson }: Printing,
): Promise<number> => {
  const { out } = surroundings;
  let style: Style | null = null;
  for (;;) {
    const next = await outcome.next();
    if (next.done === true) return next.value;
    const { views, lines } = next.value;
    context.progress.clear();
    if (!isJson) style ??= styleFor(await configurationOrNull(context), surroundings);
    const text = style === null ? views.map((view) => JSON.stringify(view)).join('\n') : lines(style).join('\n');
    if (text !== '') out.write(`${text}\n`);
  }
};

interface Printing {
  surroundings: Surroundings;
  isJson: boolean;
}

const perform = async (runner: Runner, request: Request): Promise<number> => {
  const { surroundings, commands } = runner;
  const { out, version } = surroundings;
  switch (request.kind) {
    case 'help':
      out.write(`${help(request.words, commands, styleFor(null, surroundings)).join('\n')}\n`);
      return exitDone;
    case 'version':
      out.write(request.globals.json ? `${JSON.stringify({ version })}\n` : `monitor ${version}\n`);
      return exitDone;
    case 'session':
      return runner.session(request.globals);
    case 'run': {
      const { command, args, flags, globals } = request;
      const context = contextOf(runner, globals);
      const outcome = command.run(context, { args, flags });
      return print(outcome, context, { surroundings, isJson: globals.json }).finally(context.progress.clear);
    }
  }
};

/** Does what the words ask for and returns the exit code. Nothing escapes from here. */
export const runCommandLine = async (runner: Runner, argv: readonly string[]): Promise<number> => {
  const { error: errors, signal } = runner.surroundings;
  try {
    return await perform(runner, parseRequest(argv, runner.commands));
  } catch (error) {
    const report = reportOf(error, signal);
    // The flags themselves may be what is wrong, so they are not asked.
    errors.write(reportText(report, { isJson: argv.includes('--json'), isDebug: argv.includes('--debug') }));
    return report.exitCode;
  }
};
