import type { Envelope } from '../../schemas/event.ts';
import { type Codes, commonCodes } from '../../schemas/worker-codes.ts';
import { type Job, type JobCode, type JobInput, type JobOutput, jobs } from '../../schemas/workers.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { Failure, isFailure } from '../../src/domain/failure.ts';
import { quoted } from '../../src/domain/quoted.ts';
import type { World } from '../../src/ports/world.ts';
import { type Call, type FailureWords, herald, type Origin, type Workers } from '../contract.ts';

// The one way to a worker.
// C1. What was asked and what came of it are told, each by an event that names the other.
// C2. An answer is what its job says that it is, or it is none.
// C3. A worker that breaks has failed, and takes nobody along.
// C4. Whether something is tried again says the contract of its job, whatever the worker says. A code that the contract does not have breaks it: that is a
//     mistake, which does not get better by trying.

export interface Asking extends Omit<Origin, 'actor' | 'causation'> {
  step: number;
  attempt: number;
  signal: AbortSignal;
  tell(events: readonly Envelope[]): void;
  say?: Call['say'];
}

export type Ask = <J extends Job>(job: J, input: JobInput<J>, asking: Asking) => Promise<JobOutput<J>>;

const failed = (code: JobCode<Job>, words: FailureWords): Failure =>
  new Failure({ ...words, code, kind: commonCodes[code] });

const nobody = (agent: string, job: string): Failure =>
  failed('no_worker', {
    message: `nobody here does what \`${agent}\` does: \`${job}\``,
    advice: 'What waits for it goes on when there is somebody.',
  });

const mistake = (code: JobCode<Job>, message: string, cause: unknown): Failure =>
  failed(code, { message, cause, advice: 'That is a mistake of the program or of what it was given.' });

const broke = (job: Job, cause: unknown): Failure => {
  const who = `\`${jobs[job].agent}\``;
  if (isFailure(cause)) {
    const said = `${quoted(cause.code)} (${cause.message})`;
    return mistake('contract_broken', `${who} answered \`${job}\` with ${said}, a code that its contract lacks`, cause);
  }
  return cause instanceof Error
    ? mistake('worker_broke', `${who} broke while it was asked to \`${job}\``, cause)
    : mistake('contract_broken', `${who} threw something at \`${job}\` that says nothing`, cause);
};

/** As the contract has it; null: it has nothing of the kind. */
const declared = (job: Job, error: unknown): Failure | null => {
  if (!isFailure(error)) return null;
  const codes: Codes = jobs[job].codes;
  const kind = Object.hasOwn(codes, error.code) ? codes[error.code] : undefined;
  if (kind === undefined) return null;
  if (kind === error.kind) return error;
  const { code, message, advice } = error;
  return new Failure({ kind, code, message, cause: error, ...(advice === undefined ? {} : { advice }) });
};

const failFor =
  (job: Job) =>
  (code: string, words: FailureWords): Failure =>
    new Failure({ ...words, code, kind: (jobs[job].codes as Codes)[code] ?? 'terminal' });

const orchestrator = 'Orchestrator';

type Run = (input: unknown, call: Call) => Promise<unknown>;

const runOf = (workers: Workers, job: Job): Run => {
  const { agent } = jobs[job];
  const worker = workers[agent] as Readonly<Record<string, Run>> | undefined;
  const run = worker?.[job];
  if (run === undefined) throw nobody(agent, job);
  return run;
};

const answerOf = async (run: Run, job: Job, { input, call }: { input: unknown; call: Call }): Promise<unknown> => {
  const { agent, output } = jobs[job];
  const answer = output.safeParse(await run(input, call));
  if (answer.success) return answer.data;
  throw mistake('answer_unfit', `what \`${agent}\` answered to \`${job}\` is no answer to that`, answer.error);
};

export const dispatcher =
  (workers: Workers, world: World): Ask =>
  async (job, input, { step, attempt, signal, tell, say = () => undefined, ...origin }) => {
    const { agent } = jobs[job];
    const asked = herald(world, { ...origin, actor: orchestrator, causation: null })('agent.requested.v1', {
      ...{ agent, job, step, attempt, input: digestOf(input) },
    });
    const request = asked.id;
    const told = herald(world, { ...origin, actor: agent, causation: request });
    const { traceparent } = origin;
    const call: Call = { request, traceparent, signal, say, herald: told, fail: failFor(job) };
    tell([asked]);
    try {
      const answer = await answerOf(runOf(workers, job), job, { input, call });
      tell([told('agent.replied.v1', { request, agent, job, output: digestOf(answer as Record<string, unknown>) })]);
      return answer as never;
    } catch (error) {
      const known = declared(job, error);
      if (signal.aborted && known === null) throw error;
      const failure = known ?? broke(job, error);
      tell([told('worker.failed.v1', { request, agent, job, kind: failure.kind, code: failure.code })]);
      throw failure;
    }
  };
