import { Failure } from '../domain/failure.ts';

// What every adapter of a port refuses alike, before it does anything.

interface Refused {
  code: string;
  message: string;
  advice: string;
}

/** The call asks for what the port does not promise. The same call will never do. */
export const refusal = ({ code, message, advice }: Refused): Failure =>
  new Failure({ kind: 'terminal', code, message, advice: `${advice} Nothing was changed.` });

/** A list that is longer than a call may carry, or a number to return that is not from 1 to its bound. */
export const refuseUnlessWithin = (what: string, count: number, { min, max }: { min: number; max: number }): void => {
  if (Number.isInteger(count) && count >= min && count <= max) return;
  throw refusal({
    code: count > max ? 'too_much_at_once' : 'out_of_bounds',
    message: `one call takes from ${min} to ${max} ${what}, not \`${count}\``,
    advice: 'Divide it into several calls.',
  });
};

/** A text that is longer than what can be kept. */
export const refuseOverBytes = (what: string, bytes: number, bytesMax: number): void => {
  if (bytes <= bytesMax) return;
  throw refusal({
    code: 'too_large',
    message: `${what} has ${bytes} bytes as JSON, and ${bytesMax} is the most that is kept`,
    advice: 'Shorten it, or divide it.',
  });
};

export const refuseOtherUniverse = (what: string, universe: string, expected: string): void => {
  if (universe === expected) return;
  throw refusal({
    code: 'other_universe',
    message: `${what} belongs to the universe \`${universe}\`, and the call to \`${expected}\``,
    advice: 'Write each universe with its own call.',
  });
};
