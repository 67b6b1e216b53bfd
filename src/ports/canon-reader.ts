import type { CanonNode, Container, EntityType, Fact, FactObject, FactStatus, NodeKind } from '../../schemas/canon.ts';
import type { Digest } from '../../schemas/digest.ts';
import type { Envelope } from '../../schemas/event.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { Commit, Decision } from '../../schemas/gate.ts';
import type { CommitId, DecisionId, EvidenceId, FactId, NodeId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { LogEntry } from '../../schemas/log.ts';
import type { Revision, StoryTime, Validity } from '../../schemas/time.ts';
import type { Page, PageRequest } from './paging.ts';

// ── bounds of every read ─────────────────────────────────────────────────────────────────────────────────────────

export const idsPerReadMax = 1_000;
export const hopsMax = 3;
export const fanOutDefault = 50;
export const fanOutMax = 500;
export const pathHopsMax = 6;
export const sliceKeysMax = 10_000;
export const factsPerSliceKeyDefault = 10;
export const factsPerSliceKeyMax = 1_000;
/** Containers of a world, all universes together. */
export const containersMax = 1_000;

/** Which canon a read sees. `asOf` null: whatever the story time. `knownAt` null: the latest revision. */
export interface Moment {
  asOf: StoryTime | null;
  knownAt: Revision | null;
}

/** Where a universe stands. */
export interface Head {
  universe: UniverseId;
  revision: Revision;
  /** Digest of the last commit; null before the first. */
  commit: Digest | null;
  /** How many decisions there are, and the digest of the last. */
  decisions: { count: number; last: Digest | null };
}

/** A fact that leads from one node to another, as a traversal meets it: enough to walk on and to ask for the fact. */
export interface Edge {
  fact: FactId;
  subject: NodeId;
  predicate: string;
  object: NodeId;
  valid: Validity;
}

export interface Neighbourhood {
  /** Every node reached, with the number of hops to it; the start is at 0. */
  nodes: readonly { id: NodeId; hops: number }[];
  edges: readonly Edge[];
  /** Nodes that were asked for their edges and may have more live ones than were looked at. */
  cut: readonly NodeId[];
}

export interface GraphPath {
  /** In order from the start; empty if start and end are one. */
  edges: readonly Edge[];
}

/** One state of a record, and from which revision until which it was the current one. */
export interface Version<T> {
  record: T;
  from: Revision;
  /** Null: it is the current one. */
  until: Revision | null;
}

/**
 * What the gate wants to see of one node and predicate: every fact of which it is the subject or the object, or every event in which it took
 * part, whatever the status but `retconned`, whose interval touches `[from, to)`; those that end soonest first, or without a `from` those that end
 * last.
 */
export interface SliceKey {
  side: 'subject' | 'object' | 'participant';
  node: NodeId;
  /** Null, for participants alone: any kind of event. */
  predicate: string | null;
  /** With side `subject`: only facts that say this very thing of it. Null is what a fact without an object says. */
  object?: FactObject | null;
  /** Null: from the beginning. */
  from: StoryTime | null;
  /** Null: without end. */
  to: StoryTime | null;
  /** Of subjects and objects: only what begins in the interval, and at a known time; what begins soonest first. */
  begins?: boolean;
  /** How many of them at most: `factsPerSliceKeyDefault` unless it says so, up to `factsPerSliceKeyMax`. */
  max?: number;
}

export interface SliceRequest {
  keys: readonly SliceKey[];
  nodes: readonly NodeId[];
  facts: readonly FactId[];
  /** Normalised names; entities that are called so, or have such an alias, and have not been merged into others or withdrawn. */
  names: readonly string[];
  /** Evidence stubs that canon already knows. */
  evidence: readonly EvidenceId[];
}

export interface Slice {
  head: Head;
  facts: readonly Fact[];
  nodes: readonly CanonNode[];
  /** Of each name that somebody has, the first `nodesPerNameMax` in order of id. */
  named: readonly { name: string; nodes: readonly NodeId[] }[];
  evidence: readonly Evidence[];
  /** Indexes into `keys` of those of which there may be more than is shown. */
  cut: readonly number[];
}
export const nodesPerNameMax = 64;

export interface FactQuery {
  /** The node that the fact is about or leads to, that takes part in it, or that is named among those who know it. */
  node?: { id: NodeId; side: 'subject' | 'object' | 'participant' | 'knower' };
  predicate?: string;
  kind?: Fact['kind'];
  /** Default: all but `retconned`. */
  statuses?: readonly FactStatus[];
}

export interface DecisionQuery {
  /** At most `idsPerReadMax`. */
  proposals?: readonly ProposalId[];
  commit?: CommitId;
  /** From this number of the chain on. */
  from?: number;
}

export interface CommitQuery {
  /** From this revision on. */
  from?: Revision;
}

/** What people may name by a part of its id. */
export type NamedKind = 'fact' | 'entity' | 'commit' | 'decision';

export interface NodeQuery {
  kind: NodeKind;
  /** Of entities. */
  type?: EntityType;
}

export type { LogEntry };
export const logBatchMax = 1_000;

/**
 * Reads canon. No method changes anything, and the reader of the embedded deployment is refused by the store if it tries.
 *
 * - Every read is of one universe and never shows anything of another.
 * - Every list is bounded, and more than that is refused; what is longer comes in pages. Each answer is of one moment: nothing that is
 *   committed meanwhile is half in it. A page goes on after the former one ended; where another list's page ended is refused.
 * - Unless asked for, retconned facts are not shown. A fact without a known start counts as holding at every time before its end;
 *   the null stays visible.
 * - A universe that does not exist is empty at revision 0.
 */
export interface CanonReader {
  universes(page: PageRequest): Promise<Page<Head>>;
  containers(): Promise<readonly Container[]>;
  head(universe: UniverseId): Promise<Head>;

  /** Those that exist, in the order asked for. A node has no story time of its own: `asOf` makes no difference. */
  nodes(universe: UniverseId, ids: readonly NodeId[], at?: Partial<Moment>): Promise<readonly CanonNode[]>;
  /** In order of id. */
  listNodes(universe: UniverseId, query: NodeQuery, page: PageRequest, at?: Partial<Moment>): Promise<Page<CanonNode>>;
  /** Those that exist, retconned ones too, in the order asked for. With `asOf`, those that hold then. */
  facts(universe: UniverseId, ids: readonly FactId[], at?: Partial<Moment>): Promise<readonly Fact[]>;
  /** For each that is asked for, as it was known at a revision of its own; null: it was not there. At most `idsPerReadMax`. */
  factsKnownAt(
    universe: UniverseId,
    asked: readonly { id: FactId; knownAt: Revision }[],
  ): Promise<readonly (Fact | null)[]>;
  /** In order of start (unknown first), then id. With `asOf`, those that hold then. */
  listFacts(universe: UniverseId, query: FactQuery, page: PageRequest, at?: Partial<Moment>): Promise<Page<Fact>>;
  /** Standing and withdrawn, in order of fact, then of evidence. */
  supports(universe: UniverseId, targets: readonly (FactId | NodeId)[], page: PageRequest): Promise<Page<Support>>;
  evidence(universe: UniverseId, ids: readonly EvidenceId[]): Promise<readonly Evidence[]>;
  /**
   * Facts that derive from these facts, are caused by them, or have a standing support by this evidence; retconned ones too. In order of id.
   */
  resting(universe: UniverseId, on: readonly (FactId | EvidenceId)[], page: PageRequest): Promise<Page<FactId>>;

  /**
   * Walks edges in both directions, breadth first, those live at `at`. A node gives at most `fanOut` edges: open ones first,
   * those that began last before others; then closed ones, those that end soonest after `asOf` before others, or without it those that
   * ended last; ties by the fact's id, the greater first where the later is, the lesser where the sooner is. Bounded work even where a node has very many edges: what was not looked at is told in `cut`.
   */
  neighbourhood(
    universe: UniverseId,
    start: readonly NodeId[],
    options: {
      hops: number;
      fanOut?: number;
      predicates?: readonly string[];
      at?: Partial<Moment>;
      signal?: AbortSignal;
    },
  ): Promise<Neighbourhood>;
  /** A shortest path over live edges within `hopsMax`, or null; under the same fan-out, so null does not prove that none exists. */
  path(
    universe: UniverseId,
    ends: { from: NodeId; to: NodeId },
    options: { hopsMax: number; fanOut?: number; at?: Partial<Moment>; signal?: AbortSignal },
  ): Promise<GraphPath | null>;

  /** Every state of a record, oldest first. */
  factHistory(universe: UniverseId, id: FactId, page: PageRequest): Promise<Page<Version<Fact>>>;
  nodeHistory(universe: UniverseId, id: NodeId, page: PageRequest): Promise<Page<Version<CanonNode>>>;

  /** All that the gate needs to judge a batch, in a number of round trips that does not depend on the batch or on canon. */
  slice(universe: UniverseId, request: SliceRequest, options?: { signal?: AbortSignal }): Promise<Slice>;

  /** In order of number. */
  decisions(universe: UniverseId, query: DecisionQuery, page: PageRequest): Promise<Page<Decision>>;
  decision(universe: UniverseId, id: DecisionId): Promise<Decision | null>;
  /** In order of revision. */
  commits(universe: UniverseId, page: PageRequest, query?: CommitQuery): Promise<Page<Commit>>;
  commit(universe: UniverseId, id: CommitId): Promise<Commit | null>;
  /** Ids of the kind that begin or end with `part`, what stands before their `_` apart; in order, up to `max`, which is at most `idsPerReadMax`. */
  idsLike(universe: UniverseId, kind: NamedKind, part: string, max: number): Promise<readonly string[]>;
  /** Everything, in commit order; what came after revision `after`, if it is given: the next commit and all that follows it. */
  log(universe: UniverseId, options?: { after?: Revision; signal?: AbortSignal }): AsyncIterable<readonly LogEntry[]>;

  /** Events that were committed and not yet marked as sent, in order of commit; at most `pageSizeMax` at once. */
  unsent(max: number): Promise<readonly Envelope[]>;
}
