import type { CanonNode, Container, Fact, ForkOrigin } from '../../schemas/canon.ts';
import type { Envelope } from '../../schemas/event.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { Commit, Decision } from '../../schemas/gate.ts';
import type { EventId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import type { CanonReader, Head, LogEntry } from './canon-reader.ts';

/** The store gives a commit its revision and its place in the chain. */
export type CommitDraft = Omit<Commit, 'revision' | 'contents' | 'previous' | 'digest'>;
/** The store gives a decision its number and its place in the chain. */
export type DecisionDraft = Omit<Decision, 'number' | 'previous' | 'digest'>;

/** Everything that one batch changes. Records are whole new states; the store keeps the old ones. */
export interface CanonWrite {
  universe: UniverseId;
  /** The revision that the batch was judged against. */
  base: Revision;
  /** How many decisions there were when it was judged; if it says so, more of them meanwhile make it stale as a commit does. */
  decided?: number;
  /** Null: nothing was accepted, there are only decisions. */
  commit: CommitDraft | null;
  decisions: readonly DecisionDraft[];
  containers: readonly Container[];
  nodes: readonly CanonNode[];
  facts: readonly Fact[];
  evidence: readonly Evidence[];
  supports: readonly Support[];
  outbox: readonly Envelope[];
}

export type CommitOutcome =
  | { kind: 'committed'; head: Head }
  /** The same write had been done already. Nothing was changed. */
  | { kind: 'repeated'; head: Head }
  /** Somebody else committed, or decided, since. Nothing was changed. */
  | { kind: 'stale'; head: Head };

/**
 * Writes canon. Handed to CanonKeeper alone.
 *
 * - `commit` is all or none, and returns once it survives a crash of the machine. It is `stale` unless `base` is the universe's revision and
 *   `decided`, if it is there, the number of its decisions. The same commit (or, without one, the same decisions) again is `repeated`; the same id with other content is refused.
 * - Commits and decisions are chained by digest as they are written, so that whoever changes one later can be found out.
 * - It refuses what would break canon's own shape, as a bug of the caller: a fact new to canon without a standing support in the same
 *   write, a record of another universe, a support or an object that leads to nothing, a revision other than `base + 1`, a new record under an
 *   id that is taken, a decision of another commit. Nothing of such a write is kept.
 * - One write at a time for a universe, also between processes; a writer that can't begin within a bounded time fails as transient.
 */
export interface CanonWriter {
  commit(write: CanonWrite, options?: { signal?: AbortSignal }): Promise<CommitOutcome>;
  /**
   * Commits a universe that starts as a copy of another: each record as it was known at `origin.revision`, under the same id; facts that
   * begin after `origin.storyTime` are left out, and what ended after it has not ended yet. The copied records belong to the fork's first commit,
   * behind those that the write brings itself. What was said of the origin as a whole is said of the fork.
   */
  fork(write: CanonWrite, origin: ForkOrigin, options?: { signal?: AbortSignal }): Promise<CommitOutcome>;
  /**
   * Loads the log of a universe that is not here yet, and verifies its chains as it goes. Nothing of it is there until all of it is. Its
   * events are not sent again.
   */
  restore(
    universe: UniverseId,
    log: AsyncIterable<readonly LogEntry[]>,
    options?: { signal?: AbortSignal },
  ): Promise<Head>;
  /** Puts the latest state of each; refused if there would be more than `containersMax`. */
  putContainers(containers: readonly Container[]): Promise<void>;
  /** Unknown ones, and those that were marked before, are passed over. */
  markSent(events: readonly EventId[]): Promise<void>;
}

export interface CanonStore extends AsyncDisposable {
  reader: CanonReader;
  writer: CanonWriter;
}
