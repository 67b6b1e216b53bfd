import type { Envelope } from '../schemas/event.ts';
import type { EventId, SceneId, StoryId, UniverseId } from '../schemas/ids.ts';
import { type LoopEvent, loopEvents, type LoopPayload } from '../schemas/loop-events.ts';
import type { CycleId } from '../schemas/ids.ts';
import type { Job, JobCode, JobInput, JobOutput, JobsOf, WorkerName } from '../schemas/workers.ts';
import type { Failure, FailureDetails } from '../src/domain/failure.ts';
import type { World } from '../src/ports/world.ts';

// What a worker is: a function for each job that its agent has (schemas/workers.ts), and nothing that it keeps from one call to the next.

/** Of what request an event is part. */
export interface Origin {
  universe: UniverseId;
  story: StoryId | null;
  scene: SceneId | null;
  cycle: CycleId;
  actor: string;
  causation: EventId | null;
  traceparent: string | null;
}

/** Makes an event, to be written with what it tells of. */
export type Herald = <T extends LoopEvent>(type: T, payload: LoopPayload<T>) => Envelope;

export const herald =
  (world: World, { cycle, ...origin }: Origin): Herald =>
  (type, payload) => ({
    ...{ ...origin, id: world.newId('event'), type, cycle, correlation: cycle },
    ...{ occurredAt: new Date(world.now()).toISOString(), payload: loopEvents[type].parse(payload) },
  });

/** For the person who waits: what happened, and what to do about it. */
export type FailureWords = Pick<FailureDetails, 'message' | 'advice' | 'cause'>;

/** For any job: what can be done with each. */
export interface Call<J extends Job = Job> {
  /** The event by which it was asked. */
  request: EventId;
  traceparent: string | null;
  signal: AbortSignal;
  herald: Herald;
  /** For who waits: what is told, piece by piece, as it comes. */
  say: (text: string) => void;
  /** To be thrown by who cannot answer. The contract says whether it is asked again. */
  fail: (code: JobCode<J>, words: FailureWords) => Failure;
}

export type Worker<W extends WorkerName> = {
  readonly [J in JobsOf<W>]: (input: JobInput<J>, call: Call<J>) => Promise<JobOutput<J>>;
};

/** Those that there are. */
export type Workers = { readonly [W in WorkerName]?: Worker<W> };
