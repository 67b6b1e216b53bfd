import { isFailure } from '../domain/failure.ts';
import { printable } from './screen/style.ts';

// How everything that goes wrong is told: what happened, why, what to do. Never a stack trace, unless somebody asks for it.

export const exitDone = 0;
export const exitFailed = 1;
export const exitUsage = 2;
export const exitInterrupted = 130;

const usageCodes = new Set(['usage', 'bad_configuration', 'bad_world_name', 'unknown_character']);

export interface Report {
  code: string;
  message: string;
  advice: string | null;
  exitCode: number;
  /** For `--debug`. */
  trace: string;
}

const traceOf = (error: unknown): string => {
  const traces: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) traces.push(at.stack ?? at.message);
  return traces.join('\ncaused by ');
};

export const reportOf = (error: unknown, signal: AbortSignal): Report => {
  const trace = traceOf(error);
  // Whatever it looks like to those whose work was cut off, this is the cause.
  if (signal.aborted)
    return { code: 'interrupted', message: 'interrupted', advice: null, exitCode: exitInterrupted, trace };
  if (isFailure(error)) {
    const { code, message, advice = null } = error;
    return { code, message, advice, exitCode: usageCodes.has(code) ? exitUsage : exitFailed, trace };
  }
  return {
    code: 'internal',
    message: `something went wrong inside the program: ${error instanceof Error ? error.message : String(error)}`,
    advice: 'This is a fault of monitor. Please report it, with what `--debug` prints.',
    exitCode: exitFailed,
    trace,
  };
};

/** What somebody gave may be part of a message, and may be as long as they like. */
const lineCharsMax = 1_000;

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map(printable)
    .map((line) => (line.length > lineCharsMax ? `${line.slice(0, lineCharsMax)}…` : line));

export const reportText = (report: Report, { isJson, isDebug }: { isJson: boolean; isDebug: boolean }): string => {
  const { code, message, advice, trace } = report;
  if (isJson) return `${JSON.stringify({ error: { code, message, advice, ...(isDebug ? { trace } : {}) } })}\n`;
  const told = [`monitor: ${lines(message).join('\n')}`];
  if (advice !== null) told.push(...lines(advice).map((line) => `  ${line}`));
  if (isDebug) told.push(...lines(trace).map((line) => `  ${line}`));
  return `${told.join('\n')}\n`;
};
