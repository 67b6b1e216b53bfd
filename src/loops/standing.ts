import type { z } from 'zod';
import type { Cycle } from '../../schemas/cycle.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { Failure } from '../domain/failure.ts';
import type { KeptLoop, Standing } from './loop.ts';

// Where a loop stands and what it is at, read from what was kept of it. What no loop of its kind can have left there is not gone on with.

/** What of a loop says how it is kept. */
export interface Shape<State extends string, Context, Effect> {
  loop: Pick<KeptLoop<State, Context, never, Effect>, 'knows' | 'underWay'>;
  context: z.ZodType<Context>;
}

export const broken = ({ id }: Cycle, why: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'broken_cycle',
    message: `\`${id}\` cannot go on: ${why}`,
    advice: '`monitor manage recover --dry-run` lists it. A backup from before has it whole.',
  });

export const standingIn = <State extends string, Context, Effect>(
  cycle: Cycle,
  { loop, context: schema }: Shape<State, Context, Effect>,
): Standing<State, Context> => {
  const { state, todo } = cycle;
  if (!loop.knows(state)) throw broken(cycle, `no loop of its kind can stand at \`${state}\``);
  const context = schema.safeParse(cycle.context);
  if (!context.success) throw broken(cycle, 'what it knows is not what a loop of its kind knows');
  const standing = { state, context: context.data };
  const kept = canonicalJson(todo);
  if (!loop.underWay(standing).some((effect) => canonicalJson(effect) === kept))
    throw broken(cycle, `what it is at is not what a loop of its kind does at \`${state}\``);
  return standing;
};
