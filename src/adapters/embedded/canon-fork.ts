import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { CanonNode, ForkOrigin, Recorded } from '../../../schemas/canon.ts';
import type { Digest } from '../../../schemas/digest.ts';

import type { FactId, UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { referencesOf } from '../../domain/commit-shape.ts';
import { forkEvidence, forkFact, type Forking, forkNode, forkSupport } from '../../domain/fork.ts';
import { contentsDigest, sealCommit } from '../../domain/seal.ts';
import { malformedCommit, noSuchRevision } from '../../ports/canon-call.ts';
import type { CanonWrite, CommitOutcome } from '../../ports/canon-writer.ts';
import { assertPresent, isRepeated } from './canon-checks.ts';
import { count, startCode } from './canon-codes.ts';
import { canonCommits, finishWrite, type RecordEntry } from './canon-commits.ts';
import { createUniverse, findUniverse } from './canon-head.ts';
import { type RecordTable, recordTables } from './canon-records.ts';
import { canonRows } from './canon-rows.ts';
import type { Sqlite } from './sqlite.ts';

const rowsPerChunk = 1_000;

interface Source {
  database: Sqlite;
  u: number;
  universe: UniverseId;
  revision: Revision;
}

/** Records that were current at a revision, a chunk at a time: the commits up to it tell in which rows to look. */
function* recordsAt<T>(
  { database, u, universe, revision }: Source,
  { name, columns, source, of }: RecordTable<T>,
): Generator<T[]> {
  const isCurrent = name === 'evidence' ? '' : 'AND (found.until IS NULL OR found.until > :revision)';
  const read = database.prepare(
    `SELECT span.revision, found.row, ${columns} FROM commits AS span CROSS JOIN ${source}
     WHERE span.u = :u AND span.revision BETWEEN :from AND :revision
     AND found.row > max(span.${name}_after, :after) AND found.row <= span.${name}_upto ${isCurrent}
     ORDER BY span.revision, found.row LIMIT ${rowsPerChunk}`,
  );
  let from = 1;
  for (let after = 0; ;) {
    const rows = read.all({ u, revision, from, after });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => of(row, universe));
    from = count(last, 'revision');
    after = count(last, 'row');
  }
}

const factsLeft = ({ database, u, revision }: Source, origin: ForkOrigin): ReadonlySet<FactId> =>
  origin.storyTime === null
    ? new Set()
    : new Set(
        database
          .prepare(
            'SELECT id FROM facts WHERE u = ? AND since <= ? AND (until IS NULL OR until > ?) AND valid_from > ?',
          )
          .all(u, revision, revision, startCode(origin.storyTime))
          .map((row) => String(row['id']) as FactId),
      );

/** The records of the fork, in the order of a commit; of each kind its own first, then what it copies. */
function* forkedRecords(source: Source, write: CanonWrite, forking: Forking): Generator<RecordEntry[]> {
  const isTheUniverse = (node: CanonNode): boolean => node.id === forking.origin.universe;
  yield write.nodes.map((record) => ({ kind: 'node', record }));
  for (const nodes of recordsAt(source, recordTables.nodes))
    yield nodes
      .filter((node) => !isTheUniverse(node))
      .map((node) => ({ kind: 'node', record: forkNode(node, forking) }));
  yield write.facts.map((record) => ({ kind: 'fact', record }));
  for (const facts of recordsAt(source, recordTables.facts))
    yield facts
      .filter((fact) => !forking.left.has(fact.id))
      .map((fact) => ({ kind: 'fact', record: forkFact(fact, forking) }));
  yield write.evidence.map((record) => ({ kind: 'evidence', record }));
  for (const evidence of recordsAt(source, recordTables.evidence))
    yield evidence.map((stub) => ({ kind: 'evidence', record: forkEvidence(stub, forking) }));
  yield write.supports.map((record) => ({ kind: 'support', record }));
  for (const supports of recordsAt(source, recordTables.supports))
    yield supports
      .filter(({ target }) => !forking.left.has(target as FactId) && target !== forking.origin.universe)
      .map((support) => ({ kind: 'support', record: forkSupport(support, forking) }));
}

export interface ForkOptions {
  /** A connection of its own: a fork takes long. */
  database: Sqlite;
  write: CanonWrite;
  origin: ForkOrigin;
  signal: AbortSignal | undefined;
}

/** What the fork's first commit would be sealed over, had it not been made yet. */
const contentsOf = (records: Iterable<RecordEntry[]>): Digest => {
  const contents = contentsDigest();
  for (const chunk of records) for (const { record } of chunk) contents.add(canonicalJson(record));
  return contents.digest();
};

export const forkUniverse = async ({ database, write, origin, signal }: ForkOptions): Promise<CommitOutcome> => {
  const draft = write.commit;
  if (draft === null || write.base !== 0) throw malformedCommit('a fork is the first commit of a universe');
  const commits = canonCommits(database, canonRows(database));
  return database.writeLong(async () => {
    const from = findUniverse(database, origin.universe);
    if (from === null || from.head.revision < origin.revision || origin.revision === 0) throw noSuchRevision(origin);
    const source: Source = { database, u: from.u, ...origin };
    const recorded: Recorded = { revision: 1 as Revision, commit: draft.id };
    const forking: Forking = { into: write.universe, origin, recorded, left: factsLeft(source, origin) };
    const records = () => forkedRecords(source, write, forking);

    const found = findUniverse(database, write.universe);
    if (found !== null && isRepeated(database, { u: found.u, write, contents: () => contentsOf(records()) }))
      return { kind: 'repeated', head: found.head };
    if (found !== null && found.head.revision > 0) return { kind: 'stale', head: found.head };

    const claimed = found ?? createUniverse(database, write.universe);
    const sink = commits.open({ u: claimed.u, universe: write.universe, revision: 1, commit: draft.id });
    for (const chunk of records()) {
      signal?.throwIfAborted();
      for (const record of chunk) sink.add(record);
      await yieldToOthers();
    }
    assertPresent(database, claimed.u, referencesOf(write));
    const commit = sealCommit(draft, sink.contents(), claimed.head);
    sink.close(commit);
    return finishWrite(database, commits, { claimed, commit, write });
  }, signal);
};
