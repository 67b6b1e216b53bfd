import type { Configuration } from '../compose/config.ts';
import type { Machine } from '../compose/platform.ts';
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
  signal: AbortSignal;
}

export interface Outcome {
  /** What `--json` prints. */
  view: unknown;
  lines(style: Style): readonly string[];
  exitCode: number;
}

export interface Command {
  /** One or two words: `doctor`, `world create`. */
  name: string;
  summary: string;
  args: readonly Argument[];
  flags: Flags;
  examples: readonly string[];
  run(context: CommandContext, input: { args: readonly string[]; flags: FlagValues<Flags> }): Promise<Outcome>;
}

export interface CommandDefinition<A extends readonly Argument[], F extends Flags, V> {
  name: string;
  summary: string;
  args?: A;
  flags?: F;
  examples: readonly string[];
  /** Does the work and returns what there is to see of it. */
  run(
    context: CommandContext,
    input: { args: { readonly [K in keyof A]: string | undefined }; flags: FlagValues<F> },
  ): Promise<V>;
  /** The same for people. */
  lines(view: V, style: Style): readonly string[];
  /** Where what was found decides about success. */
  exitCode?(view: V): number;
}

export const command = <const A extends readonly Argument[], const F extends Flags, V>(
  definition: CommandDefinition<A, F, V>,
): Command => ({
  name: definition.name,
  summary: definition.summary,
  args: definition.args ?? [],
  flags: definition.flags ?? {},
  examples: definition.examples,
  async run(context, { args, flags }) {
    // The parser read them by this very definition.
    const input = { args: args as { readonly [K in keyof A]: string | undefined }, flags: flags as FlagValues<F> };
    const view = await definition.run(context, input);
    return {
      view,
      lines: (style) => definition.lines(view, style),
      exitCode: definition.exitCode?.(view) ?? 0,
    };
  },
});

/** Asked for in a way that can't be done. Nothing was. */
export const usageFailure = (message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code: 'usage', message, advice });
