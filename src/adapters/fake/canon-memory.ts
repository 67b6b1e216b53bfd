import type { CanonNode, Container, Fact } from '../../../schemas/canon.ts';
import type { Envelope } from '../../../schemas/event.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { type CommitRecords, contentsDigest, recordTexts, sealCommit, sealDecisions } from '../../domain/seal.ts';
import type { Head, LogEntry } from '../../ports/canon-reader.ts';
import type { CanonWrite } from '../../ports/canon-writer.ts';

// Canon as lists of states. A write makes a new universe out of the old one, so whatever fails on the way leaves the old one as it was.

/** One state of a record: the current one from revision `since` up to, not with, `until`. */
export interface State<T> {
  readonly record: T;
  readonly since: Revision;
  readonly until: Revision | null;
}

export interface UniverseMemory {
  readonly head: Head;
  readonly commits: readonly Commit[];
  /** `revision`: where the universe stood when it was taken, its own commit included. */
  readonly decisions: readonly { record: Decision; revision: Revision }[];
  readonly nodes: readonly State<CanonNode>[];
  readonly facts: readonly State<Fact>[];
  readonly evidence: readonly State<Evidence>[];
  readonly supports: readonly State<Support>[];
}

/** What survives the store: open another one on it, and it is as after a restart, or as in another process. */
export interface CanonMemory {
  universes: Map<UniverseId, UniverseMemory>;
  containers: Map<string, Container>;
  outbox: readonly Envelope[];
}

export const canonMemory = (): CanonMemory => ({ universes: new Map(), containers: new Map(), outbox: [] });

const nothing = (universe: UniverseId): UniverseMemory => ({
  head: { universe, revision: 0 as Revision, commit: null, decisions: { count: 0, last: null } },
  commits: [],
  decisions: [],
  nodes: [],
  facts: [],
  evidence: [],
  supports: [],
});

export const universeIn = (memory: CanonMemory, universe: UniverseId): UniverseMemory =>
  memory.universes.get(universe) ?? nothing(universe);

/** The records that were current at a revision; null: that are now. */
export const known = <T>(states: readonly State<T>[], knownAt: Revision | null): T[] =>
  states
    .filter(({ since, until }) =>
      knownAt === null ? until === null : since <= knownAt && (until === null || until > knownAt),
    )
    .map(({ record }) => record);

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
};

/** A copy that nobody can change afterwards, as it would come back from a disk. */
export const kept = <T>(record: T): T => frozen(JSON.parse(canonicalJson(record)) as T);

interface Putting<T> {
  records: readonly T[];
  keyOf: (record: T) => string;
  revision: Revision;
}

const withRecords = <T>(states: readonly State<T>[], { records, keyOf, revision }: Putting<T>): State<T>[] => {
  const replaced = new Set(records.map(keyOf));
  const former = states.map((state) =>
    state.until === null && replaced.has(keyOf(state.record)) ? { ...state, until: revision } : state,
  );
  return [...former, ...records.map((record) => ({ record: kept(record), since: revision, until: null }))];
};

const idOf = ({ id }: { id: string }): string => id;

export const contentsOf = (records: CommitRecords) => {
  const { nodes, facts, evidence, supports } = recordTexts(records);
  const contents = contentsDigest();
  for (const text of [...nodes, ...facts, ...evidence, ...supports]) contents.add(text);
  return contents.digest();
};

export type Batch = CommitRecords & Pick<CanonWrite, 'commit' | 'decisions'>;

export const withBatch = (
  memory: UniverseMemory,
  { commit: draft, decisions: drafts, ...records }: Batch,
): UniverseMemory => {
  const { head } = memory;
  const commit = draft === null ? null : sealCommit(draft, contentsOf(records), head);
  const decisions = sealDecisions(drafts, head.decisions);
  const revision = commit?.revision ?? head.revision;
  return {
    head: {
      universe: head.universe,
      revision,
      commit: commit?.digest ?? head.commit,
      decisions: {
        count: head.decisions.count + decisions.length,
        last: decisions.at(-1)?.digest ?? head.decisions.last,
      },
    },
    commits: commit === null ? memory.commits : [...memory.commits, kept(commit)],
    decisions: [...memory.decisions, ...decisions.map((record) => ({ record: kept(record), revision }))],
    nodes: withRecords(memory.nodes, { records: records.nodes, keyOf: idOf, revision }),
    facts: withRecords(memory.facts, { records: records.facts, keyOf: idOf, revision }),
    evidence: withRecords(memory.evidence, { records: records.evidence, keyOf: idOf, revision }),
    supports: withRecords(memory.supports, {
      records: records.supports,
      keyOf: ({ target, evidence }) => `${target} ${evidence}`,
      revision,
    }),
  };
};

// ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────

const entriesOf = (memory: UniverseMemory, revision: number): LogEntry[] => {
  const at = <T>(states: readonly { record: T; since: Revision }[]): T[] =>
    states.filter(({ since }) => since === revision).map(({ record }) => record);
  const commits = memory.commits.filter((commit) => commit.revision === revision);
  const decisions = memory.decisions.filter((decision) => decision.revision === revision);
  return [
    ...commits.map((record) => ({ kind: 'commit' as const, record })),
    ...at(memory.nodes).map((record) => ({ kind: 'node' as const, record })),
    ...at(memory.facts).map((record) => ({ kind: 'fact' as const, record })),
    ...at(memory.evidence).map((record) => ({ kind: 'evidence' as const, record })),
    ...at(memory.supports).map((record) => ({ kind: 'support' as const, record })),
    ...decisions.map(({ record }) => ({ kind: 'decision' as const, record })),
  ];
};

/** Revision 0 has decisions alone. */
export const logOf = (memory: UniverseMemory, from: number): LogEntry[] =>
  Array.from({ length: Math.max(0, memory.head.revision + 1 - from) }, (_, i) => entriesOf(memory, from + i)).flat();
