import type { Readable } from 'node:stream';
import type { Configuration } from '../compose/config.ts';
import type { Machine, Processes } from '../compose/platform.ts';
import { Failure } from '../domain/failure.ts';
import type { World } from '../ports/world.ts';
import type { ProgressLine } from './progress.ts';
import type { Style } from './screen/style.ts';

// A command is a row of a table: what it is called, what it takes, what it does. Parsing, `--help`, suggestions and `--json` read the same row.

/** `switch`: there or not. `text`: one value, the last counts. `texts`: any number of values. */
export type FlagKind = 'switch' | 'text' | 'texts';

export interface Flag {
  kind: FlagKind;
  summary: string;
  /** What stands for the value in the help: `DIR`. */
  value?: string;
}
export type Flags = Readonly<Record<string, Flag>>;

interface KindValues {
  switch: boolean;
  text: string | null;
  texts: readonly string[];
}
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: KindValues[F[K]['kind']] };

export interface Argument {
  /** As the help shows it: `NAME`. */
  name: string;
  summary: string;
  isOptional?: boolean;
  /** The last one only: it takes all the words that are left, and `args` has one for each. */
  isMany?: boolean;
}

export interface CommandContext {
  machine: Machine;
  processes: Processes;
  world: World;
  /** Name and version of this program. */
  program: string;
  runtime: { node: string; sqlite: string };
  /** Put together when it is first asked for, so that a command that needs none works without. */
  configuration: () => Promise<Configuration>;
  /** Asks the person, who may leave without an answer. Null where there is nobody to ask. */
  ask: ((question: string) => Promise<string | null>) | null;
  /** For long work; cleared when the command ends. */
  progress: ProgressLine;
  /** Standard input, for a command that reads from it. Null within a session, which reads it itself. */
  input: Readable | null;
  signal: AbortSignal;
}

/** What there is to see, at once or bit by bit. */
export interface Part {
  /** What `--json` prints: each on a line of its own. */
  views: readonly unknown[];
  lines(style: Style): readonly string[];
}

/** Parts come as they are ready; what is returned at last is the exit code. */
export type Outcome = AsyncGenerator<Part, number, void>;

export interface Command {
  /** One to three words: `doctor`, `world create`, `manage dead-letters list`. */
  name: string;
  summary: string;
  args: readonly Argument[];
  flags: Flags;
  examples: readonly string[];
  run(context: CommandContext, input: { args: readonly string[]; flags: FlagValues<Flags> }): Outcome;
}

type Input<A extends readonly Argument[], F extends Flags> = {
  args: { readonly [K in keyof A]: string | undefined };
  flags: FlagValues<F>;
};

interface Definition<A extends readonly Argument[], F extends Flags> {
  name: string;
  summary: string;
  args?: A;
  flags?: F;
  examples: readonly string[];
}

export interface CommandDefinition<A extends readonly Argument[], F extends Flags, V> extends Definition<A, F> {
  /** Does the work and returns what there is to see of it. */
  run(context: CommandContext, input: Input<A, F>): Promise<V>;
  /** The same for people. */
  lines(view: V, style: Style): readonly string[];
  /** Where what was found decides about success. */
  exitCode?(view: V): number;
}

/** A command of which there is more to see than should be kept. */
export interface StreamDefinition<A extends readonly Argument[], F extends Flags, V> extends Definition<A, F> {
  /** Hands out what belongs together as soon as it is there; returns the exit code. */
  run(context: CommandContext, input: Input<A, F>): AsyncGenerator<readonly V[], number, void>;
  /** The same for people. */
  lines(views: readonly V[], style: Style): readonly string[];
}

const rowOf = <A extends readonly Argument[], F extends Flags>(
  { name, summary, args, flags, examples }: Definition<A, F>,
  run: (context: CommandContext, input: Input<A, F>) => Outcome,
): Command => ({
  name,
  summary,
  args: args ?? [],
  flags: flags ?? {},
  examples,
  // The parser read them by this very definition.
  run: (context, input) => run(context, input as Input<A, F>),
});

export const command = <const A extends readonly Argument[], const F extends Flags, V>(
  definition: CommandDefinition<A, F, V>,
): Command =>
  rowOf(definition, async function* (context, input) {
    const view = await definition.run(context, input);
    yield { views: [view], lines: (style) => definition.lines(view, style) };
    return definition.exitCode?.(view) ?? 0;
  });

export const streamingCommand = <const A extends readonly Argument[], const F extends Flags, V>(
  definition: StreamDefinition<A, F, V>,
): Command =>
  rowOf(definition, async function* (context, input) {
    const found = definition.run(context, input);
    for (;;) {
      const next = await found.next();
      if (next.done === true) return next.value;
      const views = next.value;
      yield { views, lines: (style) => definition.lines(views, style) };
      context.signal.throwIfAborted();
    }
  });

/** Asked for in a way that can't be done. Nothing was. */
export const usageFailure = (message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code: 'usage', message, advice });
