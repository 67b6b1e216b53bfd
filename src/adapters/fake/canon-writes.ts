import type { CanonNode, Fact, Recorded } from '../../../schemas/canon.ts';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { malformed, referencesOf } from '../../domain/commit-shape.ts';
import { beginsLater, forkEvidence, forkFact, forkNode, forkSupport } from '../../domain/fork.ts';
import { areSealedFrom, type CommitRecords, isSealedFrom } from '../../domain/seal.ts';
import {
  brokenChain,
  commitConflict,
  isOnHead,
  kindOfRecord,
  malformedCommit,
  noSuchRevision,
  refuseTooManyContainers,
  universeExists,
} from '../../ports/canon-call.ts';
import type { Head, LogEntry } from '../../ports/canon-reader.ts';
import type { CanonWrite, CanonWriter, CommitOutcome } from '../../ports/canon-writer.ts';
import {
  type Batch,
  canonMemory,
  type CanonMemory,
  contentsOf,
  kept,
  known,
  logOf,
  universeIn,
  type UniverseMemory,
  withBatch,
} from './canon-memory.ts';

// ── checks ───────────────────────────────────────────────────────────────────────────────────────────────────────

const decisionsOf = ({ decisions }: UniverseMemory): Decision[] => decisions.map(({ record }) => record);

/** Whether all of this write was done before; part of it, or other content under its ids, is refused. */
const isRepeated = (memory: UniverseMemory, { commit: draft, decisions, ...records }: Batch): boolean => {
  const former = memory.commits.find(({ id }) => id === draft?.id);
  if (draft !== null && former !== undefined) {
    const taken = decisionsOf(memory).filter(({ commit }) => commit === draft.id);
    if (isSealedFrom(former, draft, contentsOf(records)) && areSealedFrom(taken, decisions)) return true;
    throw commitConflict(`\`${draft.id}\``);
  }
  const ids = decisions.map(({ id }) => id);
  const taken = decisionsOf(memory).filter(({ id }) => ids.includes(id));
  if (taken.length === 0) return false;
  if (draft === null && areSealedFrom(taken, decisions)) return true;
  throw commitConflict('one of these decisions');
};

/** New records are new, changed ones are there and keep their introduction, and evidence never changes. */
const assertFollows = (memory: UniverseMemory, { nodes, facts, evidence }: CommitRecords): void => {
  const next = memory.head.revision + 1;
  const follow = <T extends CanonNode | Fact>(records: readonly T[], former: readonly T[]): void => {
    for (const { id, introduced } of records) {
      const before = former.find((record) => record.id === id);
      const isNew = introduced.revision === next;
      if (isNew === (before !== undefined)) throw malformedCommit(`\`${id}\` is ${isNew ? 'already' : 'not'} in canon`);
      if (before !== undefined && canonicalJson(before.introduced) !== canonicalJson(introduced))
        throw malformedCommit(`\`${id}\` was introduced by another commit than it says`);
    }
  };
  follow<CanonNode>(nodes, known(memory.nodes, null));
  follow<Fact>(facts, known(memory.facts, null));
  for (const { id } of evidence)
    if (known(memory.evidence, null).some((former) => former.id === id))
      throw malformedCommit(`\`${id}\` is already in canon`);
};

const assertPresent = (memory: UniverseMemory, records: CommitRecords): void => {
  const { nodes, facts, evidence } = referencesOf(records);
  const present = new Set<string>(
    [known(memory.nodes, null), known(memory.facts, null), known(memory.evidence, null)].flat().map(({ id }) => id),
  );
  for (const id of [...nodes, ...facts, ...evidence])
    if (!present.has(id)) throw malformedCommit(`it refers to \`${id}\`, which canon does not hold`);
};

const assertUnsent = ({ outbox }: CanonMemory, write: CanonWrite): void => {
  for (const { id } of write.outbox)
    if (outbox.some((event) => event.id === id)) throw malformedCommit(`the event \`${id}\` is already there`);
};

// ── effects ──────────────────────────────────────────────────────────────────────────────────────────────────────

const putContainers = (memory: CanonMemory, containers: CanonWrite['containers']): void => {
  const next = new Map(memory.containers);
  for (const container of containers) next.set(container.id, kept(container));
  refuseTooManyContainers(next.size);
  memory.containers = next;
};

const finish = (memory: CanonMemory, write: CanonWrite, next: UniverseMemory): CommitOutcome => {
  assertUnsent(memory, write);
  putContainers(memory, write.containers);
  memory.universes.set(write.universe, next);
  memory.outbox = [...memory.outbox, ...write.outbox.map(kept)];
  return { kind: 'committed', head: next.head };
};

const commit = (memory: CanonMemory, write: CanonWrite): CommitOutcome => {
  const universe = universeIn(memory, write.universe);
  if (isRepeated(universe, write)) return { kind: 'repeated', head: universe.head };
  if (!isOnHead(universe.head, write)) return { kind: 'stale', head: universe.head };
  assertPresent(universe, write);
  assertFollows(universe, write);
  return finish(memory, write, withBatch(universe, write));
};

// ── forks ────────────────────────────────────────────────────────────────────────────────────────────────────────

type Origin = Parameters<CanonWriter['fork']>[1];

/** What the fork's first commit holds: what it brings itself, and behind it what it copies. */
const forkedBatch = (from: UniverseMemory, write: CanonWrite, origin: Origin): Batch => {
  const { commit: draft, universe: into } = write;
  if (draft === null || write.base !== 0) throw malformedCommit('a fork is the first commit of a universe');
  const { revision } = origin;
  const recorded: Recorded = { revision: 1 as Revision, commit: draft.id };
  const facts = known(from.facts, revision);
  const left = new Set(facts.filter((fact) => beginsLater(fact, origin)).map(({ id }) => id));
  const forking = { into, origin, recorded, left };
  const isLeft = (target: string): boolean => target === origin.universe || [...left].some((id) => id === target);
  return {
    commit: draft,
    decisions: write.decisions,
    nodes: [
      ...write.nodes,
      ...known(from.nodes, revision)
        .filter(({ id }) => id !== origin.universe)
        .map((node) => forkNode(node, forking)),
    ],
    facts: [...write.facts, ...facts.filter(({ id }) => !left.has(id)).map((fact) => forkFact(fact, forking))],
    evidence: [...write.evidence, ...known(from.evidence, revision).map((stub) => forkEvidence(stub, forking))],
    supports: [
      ...write.supports,
      ...known(from.supports, revision)
        .filter(({ target }) => !isLeft(target))
        .map((support) => forkSupport(support, forking)),
    ],
  };
};

const assertUnlike = ({ nodes, facts, evidence, supports }: Batch): void => {
  const ids = [
    ...[...nodes, ...facts, ...evidence].map(({ id }) => id as string),
    ...supports.map((support) => `${support.target} by ${support.evidence}`),
  ];
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw malformedCommit(`\`${twice}\` is put twice`);
};

const fork = (memory: CanonMemory, write: CanonWrite, origin: Origin): CommitOutcome => {
  const from = universeIn(memory, origin.universe);
  if (origin.revision === 0 || origin.revision > from.head.revision) throw noSuchRevision(origin);
  const universe = universeIn(memory, write.universe);
  const batch = forkedBatch(from, write, origin);
  if (isRepeated(universe, batch)) return { kind: 'repeated', head: universe.head };
  if (universe.head.revision > 0) return { kind: 'stale', head: universe.head };
  assertUnlike(batch);
  const next = withBatch(universe, batch);
  assertPresent(next, batch);
  return finish(memory, write, next);
};

// ── restores ─────────────────────────────────────────────────────────────────────────────────────────────────────

const unsealedCommit = ({ revision, contents, previous, digest, ...draft }: Commit) => draft;
const unsealedDecision = ({ number, previous, digest, ...draft }: Decision) => draft;

interface Group {
  commit: Commit | null;
  nodes: Batch['nodes'][number][];
  facts: Batch['facts'][number][];
  evidence: Batch['evidence'][number][];
  supports: Batch['supports'][number][];
  decisions: Decision[];
}

const groupOf = (first: Commit | null): Group => ({
  commit: first,
  nodes: [],
  facts: [],
  evidence: [],
  supports: [],
  decisions: [],
});

/** The log as the batches that it was made of: each begins with its commit, but for decisions before the first. */
const groupsOf = (entries: readonly LogEntry[]): Group[] => {
  let group = groupOf(null);
  const groups = [group];
  for (const { kind, record } of entries) {
    if (kind === 'commit') groups.push((group = groupOf(record)));
    else if (kind === 'node') group.nodes.push(record);
    else if (kind === 'fact') group.facts.push(record);
    else if (kind === 'evidence') group.evidence.push(record);
    else if (kind === 'support') group.supports.push(record);
    else group.decisions.push(record);
  }
  return groups;
};

const assertEntry = (universe: UniverseId, { kind, record }: LogEntry): void => {
  if (record.universe !== universe) throw brokenChain(`a ${kind}`, 'it belongs to another universe');
  if (kindOfRecord(record) !== kind) throw brokenChain(`a ${kind}`, 'it is something else');
};

const assertGroup = ({ commit: sealed, decisions, nodes, facts, evidence, supports }: Group): void => {
  if (sealed === null && nodes.length + facts.length + evidence.length + supports.length > 0)
    throw brokenChain('a record', 'it stands outside of any commit');
  for (const { id, commit: taken } of decisions)
    if (taken !== null && taken !== sealed?.id) throw brokenChain(`\`${id}\``, 'it stands apart from its commit');
};

/** Makes the same batches again, and sees whether that gives the same log. */
const replay = (universe: UniverseId, entries: readonly LogEntry[]): UniverseMemory => {
  for (const entry of entries) assertEntry(universe, entry);
  const groups = groupsOf(entries);
  groups.forEach(assertGroup);
  const restored = groups.reduce(
    (memory, { commit: sealed, decisions, ...records }) =>
      withBatch(memory, {
        ...records,
        commit: sealed && unsealedCommit(sealed),
        decisions: decisions.map(unsealedDecision),
      }),
    universeIn(canonMemory(), universe),
  );
  const made = logOf(restored, 0);
  const odd = entries.findIndex((entry, i) => canonicalJson(entry) !== canonicalJson(made[i] ?? null));
  if (odd >= 0) throw brokenChain(`its entry ${odd + 1}`, 'it is not what it was sealed as');
  return restored;
};

const restore = (memory: CanonMemory, universe: UniverseId, entries: readonly LogEntry[]): Head => {
  if (memory.universes.has(universe)) throw universeExists(universe);
  const restored = replay(universe, entries);
  if (entries.length > 0) memory.universes.set(universe, restored);
  return restored.head;
};

const allOf = async (log: AsyncIterable<readonly LogEntry[]>, signal: AbortSignal | undefined): Promise<LogEntry[]> => {
  const entries: LogEntry[] = [];
  for await (const batch of log) {
    signal?.throwIfAborted();
    entries.push(...batch);
  }
  return entries;
};

export const canonWrites = (memory: CanonMemory): CanonWriter => {
  const check = (write: CanonWrite, signal: AbortSignal | undefined): void => {
    const problem = malformed(write);
    if (problem !== null) throw malformedCommit(problem);
    signal?.throwIfAborted();
  };
  return {
    async commit(write, { signal } = {}) {
      check(write, signal);
      return commit(memory, write);
    },
    async fork(write, origin, { signal } = {}) {
      check(write, signal);
      return fork(memory, write, origin);
    },
    async restore(universe, log, { signal } = {}) {
      signal?.throwIfAborted();
      if (memory.universes.has(universe)) throw universeExists(universe);
      return restore(memory, universe, await allOf(log, signal));
    },
    putContainers: async (containers) => putContainers(memory, containers),
    async markSent(events) {
      memory.outbox = memory.outbox.filter(({ id }) => !events.includes(id));
    },
  };
};
