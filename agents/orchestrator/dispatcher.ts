import type { Envelope } from '../../schemas/event.ts';
import { type Job, type JobInput, type JobOutput, jobs } from '../../schemas/workers.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { Failure, isFailure } from '../../src/domain/failure.ts';
import type { World } from '../../src/ports/world.ts';
import { type Call, herald, type Origin, type Workers } from '../contract.ts';

// The one way to a worker.
// C1. What was asked and what came of it are told, each by an event that names the other.
// C2. An answer is what its job says that it is, or it is none.
// C3. A worker that breaks has failed, and takes nobody along.

export interface Asking extends Omit<Origin, 'actor' | 'causation'> {
  step: number;
  attempt: number;
  signal: AbortSignal;
  tell(events: readonly Envelope[]): void;
  say?: Call['say'];
}

export type Ask = <J extends Job>(job: J, input: JobInput<J>, asking: Asking) => Promise<JobOutput<J>>;

const nobody = (agent: string, job: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'no_worker',
    message: `nobody here does what \`${agent}\` does: \`${job}\``,
    advice: 'What waits for it goes on when there is somebody.',
  });

const broke = (agent: string, job: string, cause: unknown): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'worker_broke',
    message: `\`${agent}\` broke while it was asked to \`${job}\``,
    advice: 'That is a mistake of the program or of what it was given.',
    cause,
  });

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
  if (!answer.success) throw broke(agent, job, answer.error);
  return answer.data;
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
    const call: Call = { request, traceparent: origin.traceparent, signal, say, herald: told };
    tell([asked]);
    try {
      const answer = await answerOf(runOf(workers, job), job, { input, call });
      tell([told('agent.replied.v1', { request, agent, job, output: digestOf(answer as Record<string, unknown>) })]);
      return answer as never;
    } catch (error) {
      if (signal.aborted && !isFailure(error)) throw error;
      const failure = isFailure(error) ? error : broke(agent, job, error);
      tell([told('worker.failed.v1', { request, agent, job, kind: failure.kind, code: failure.code })]);
      throw failure;
    }
  };
