import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { CanonNode, Fact, ForkOrigin, Recorded } from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { FactId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import { Failure } from '../../domain/failure.ts';
import { forkEvidence, forkFact, type Forking, forkNode, forkSupport } from '../../domain/fork.ts';
import { sealCommit } from '../../domain/seal.ts';
import type { CanonWrite, CommitOutcome } from '../../ports/canon-writer.ts';
import { count, recordOf, startCode } from './canon-codes.ts';
import { canonCommits, finishWrite, type RecordEntry } from './canon-commits.ts';
import { createUniverse, findUniverse } from './canon-head.ts';
import { canonRows, malformedWrite } from './canon-rows.ts';
import type { Sqlite } from './sqlite.ts';

const rowsPerChunk = 1_000;

const noSuchRevision = (origin: ForkOrigin): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'no_such_revision',
    message: `there is no revision ${origin.revision} of \`${origin.universe}\` to fork from`,
    advice: 'Fork from a revision that has been committed. Nothing was changed.',
  });

interface Source {
  database: Sqlite;
  u: number;
  revision: Revision;
}

/** Texts of the records that were current at a revision, a chunk at a time. */
function* recordsAt<T>({ database, u, revision }: Source, table: 'nodes' | 'facts' | 'supports'): Generator<T[]> {
  const read = database.prepare(
    `SELECT row, body FROM ${table} WHERE u = ? AND row > ? AND since <= ? AND until > ? ORDER BY row LIMIT ${rowsPerChunk}`,
  );
  for (let after = 0; ;) {
    const rows = read.all(u, after, revision, revision);
    if (rows.length === 0) return;
    yield rows.map((row) => recordOf<T>(row));
    after = count(rows.at(-1) ?? {}, 'row');
  }
}

function* evidenceAt({ database, u, revision }: Source): Generator<Evidence[]> {
  const upto = database.prepare('SELECT evidence_upto FROM commits WHERE u = ? AND revision = ?').get(u, revision);
  const read = database.prepare(
    `SELECT row, body FROM evidence WHERE u = ? AND row > ? AND row <= ? ORDER BY row LIMIT ${rowsPerChunk}`,
  );
  for (let after = 0; ;) {
    const rows = read.all(u, after, count(upto ?? {}, 'evidence_upto'));
    if (rows.length === 0) return;
    yield rows.map((row) => recordOf<Evidence>(row));
    after = count(rows.at(-1) ?? {}, 'row');
  }
}

const factsLeft = ({ database, u, revision }: Source, origin: ForkOrigin): ReadonlySet<FactId> =>
  origin.storyTime === null
    ? new Set()
    : new Set(
        database
          .prepare('SELECT id FROM facts WHERE u = ? AND since <= ? AND until > ? AND valid_from > ?')
          .all(u, revision, revision, startCode(origin.storyTime))
          .map((row) => String(row['id']) as FactId),
      );

/** The records of the fork, in the order of a commit: its own nodes first, then what it copies. */
function* forkedRecords(source: Source, write: CanonWrite, forking: Forking): Generator<RecordEntry[]> {
  const isTheUniverse = (node: CanonNode): boolean => node.id === forking.origin.universe;
  yield write.nodes.map((record) => ({ kind: 'node', record }));
  for (const nodes of recordsAt<CanonNode>(source, 'nodes'))
    yield nodes
      .filter((node) => !isTheUniverse(node))
      .map((node) => ({ kind: 'node', record: forkNode(node, forking) }));
  for (const facts of recordsAt<Fact>(source, 'facts'))
    yield facts
      .filter((fact) => !forking.left.has(fact.id))
      .map((fact) => ({ kind: 'fact', record: forkFact(fact, forking) }));
  yield write.evidence.map((record) => ({ kind: 'evidence', record }));
  for (const evidence of evidenceAt(source))
    yield evidence.map((stub) => ({ kind: 'evidence', record: forkEvidence(stub, forking) }));
  yield write.supports.map((record) => ({ kind: 'support', record }));
  for (const supports of recordsAt<Support>(source, 'supports'))
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

export const forkUniverse = async ({ database, write, origin, signal }: ForkOptions): Promise<CommitOutcome> => {
  const draft = write.commit;
  if (draft === null || write.base !== 0) throw malformedWrite('a fork is the first commit of a universe');
  const commits = canonCommits(database, canonRows(database));
  return database.writeLong(async () => {
    const from = findUniverse(database, origin.universe);
    if (from === null || from.head.revision < origin.revision || origin.revision === 0) throw noSuchRevision(origin);
    const claimed = createUniverse(database, write.universe);
    const { u, head } = claimed;
    if (head.revision > 0) return { kind: isCommitted(database, u, draft.id) ? 'repeated' : 'stale', head };

    const source: Source = { database, u: from.u, revision: origin.revision };
    const recorded: Recorded = { revision: 1 as Revision, commit: draft.id };
    const left = factsLeft(source, origin);
    const sink = commits.open({ u, revision: 1 });
    for (const records of forkedRecords(source, write, { into: write.universe, origin, recorded, left })) {
      signal?.throwIfAborted();
      for (const record of records) sink.add(record);
      await yieldToOthers();
    }
    const commit = sealCommit(draft, sink.contents(), head);
    sink.close(commit);
    return finishWrite(database, commits, { claimed, commit, write });
  }, signal);
};

const isCommitted = (database: Sqlite, u: number, id: string): boolean =>
  database.prepare('SELECT 1 FROM commits WHERE u = ? AND id = ?').get(u, id) !== undefined;
