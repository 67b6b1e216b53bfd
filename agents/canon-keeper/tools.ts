import type { Container, Universe } from '../../schemas/canon.ts';
import type { Actor, Decision, Reason } from '../../schemas/gate.ts';
import type { CycleId, DecisionId, EventId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { Failure } from '../../src/domain/failure.ts';
import type { PreparedPolicy } from '../../src/gate/evaluate.ts';
import type { CanonReader } from '../../src/ports/canon-reader.ts';
import type { CanonWriter } from '../../src/ports/canon-writer.ts';
import type { NarrativeReader, NarrativeWriter } from '../../src/ports/narrative-store.ts';
import type { World } from '../../src/ports/world.ts';

export const proposalsPerBatchMax = 1_000;

export const keeper: Actor = { kind: 'agent', name: 'CanonKeeper', seat: null };

/** What is decided by. */
export interface Ruleset {
  policy: PreparedPolicy;
  /** Named by every decision. */
  policyRevision: string;
}

/** What a universe says of how it is to be judged. */
export type SelfRule = Pick<Universe, 'name' | 'policyProfile' | 'ownPolicy'>;

/** What the keeper is handed, and nobody else: a writer of canon is among it. */
export interface KeeperTools extends Ruleset {
  reader: CanonReader;
  writer: CanonWriter;
  narrative: NarrativeReader & NarrativeWriter<'decisions' | 'proposals'>;
  /** Sends on what waits to be told: the events of canon and of the narrative. */
  relay(options: { signal?: AbortSignal }): Promise<void>;
  world: World;
  /**
   * What a universe is judged by, as it says itself. Without it, and for what no universe says anything of, there is the one policy. Fails as
   * `bad_policy` where what it says can't be used.
   */
  rulesFor?(self: SelfRule): Promise<Ruleset>;
}

/** What asked for it, for those who follow the events. */
export interface Request {
  correlation: string;
  causation: EventId | null;
  cycle: CycleId | null;
  traceparent: string | null;
}

/**
 * `mid_scene`: only what would be accepted by its standing is decided, everything else waits for the end of the scene. The others decide
 * all that is put before them.
 */
export type Checkpoint = 'mid_scene' | 'scene' | 'story' | 'console';

export interface Batch {
  universe: UniverseId;
  /** Proposals, as they were found: whatever is none is decided as `malformed`, and the rest is judged. */
  proposals: readonly unknown[];
  /** Now, in the fiction; null outside of play. */
  clock: StoryTime | null;
  reason: string | null;
  checkpoint?: Checkpoint;
  /** What a new universe lies in, put with it. */
  containers?: readonly Container[];
  request?: Request;
  signal?: AbortSignal;
}

export interface Decided {
  /** Null: what was put forward has no id that could be told. */
  proposal: ProposalId | null;
  verdict: Decision['verdict'];
  reasons: readonly Reason[];
  /** Null: nothing was recorded of it. It waits, or it has no id. */
  decision: DecisionId | null;
  /** It had been decided before. */
  repeated: boolean;
}

export interface Decisions {
  /** As many as were put before the gate, in their order. */
  decided: readonly Decided[];
  /** Why what follows a commit could not all be done yet; `recover` does it. The decisions stand all the same. */
  behind: Failure | null;
}
