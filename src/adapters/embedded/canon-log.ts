import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import { type LogEntry, logBatchMax } from '../../ports/canon-reader.ts';
import { count, recordOf, type Row } from './canon-codes.ts';
import { findUniverse } from './canon-head.ts';
import { type RecordTable, recordTables } from './canon-records.ts';
import type { Sqlite } from './sqlite.ts';

const commitsPerChunk = 100;

const spans = [
  ['node', recordTables.nodes],
  ['fact', recordTables.facts],
  ['evidence', recordTables.evidence],
  ['support', recordTables.supports],
] as const satisfies readonly (readonly [LogEntry['kind'], RecordTable<unknown>])[];

interface Span {
  /** Null: from before the first commit. */
  after: Revision | null;
  signal: AbortSignal | undefined;
}

/** A universe's log up to where it stood when this began. Records never change, so it can be read in pieces while others write. */
function* logLines(database: Sqlite, universe: UniverseId, after: Revision | null): Generator<LogEntry> {
  const start = database.read(() => findUniverse(database, universe));
  if (start === null) return;
  const { u, head } = start;
  const rowsOf = (sql: string, ...values: number[]): Row[] => database.read(() => database.prepare(sql).all(...values));

  function* records(commit: Row): Generator<LogEntry> {
    for (const [kind, { name, source, columns, of }] of spans) {
      const upto = count(commit, `${name}_upto`);
      for (let last = count(commit, `${name}_after`); last < upto;) {
        const rows = rowsOf(
          `SELECT found.row, ${columns} FROM ${source} WHERE found.row > ? AND found.row <= ? ORDER BY found.row LIMIT ${logBatchMax}`,
          ...[last, upto],
        );
        for (const row of rows) yield { kind, record: of(row, universe) } as LogEntry;
        last = count(rows.at(-1) ?? { row: upto }, 'row');
      }
    }
  }
  function* decisions(revision: number): Generator<LogEntry> {
    for (let last = 0; ;) {
      const rows = rowsOf(
        `SELECT number, body FROM decisions INDEXED BY decisions_by_revision
         WHERE u = ? AND revision = ? AND number > ? AND number <= ?
         ORDER BY number LIMIT ${logBatchMax}`,
        ...[u, revision, last, head.decisions.count],
      );
      for (const row of rows) yield { kind: 'decision', record: recordOf<Decision>(row) };
      if (rows.length < logBatchMax) return;
      last = count(rows.at(-1) ?? {}, 'number');
    }
  }

  if (after === null) yield* decisions(0);
  for (let last = after ?? 0; last < head.revision;) {
    const chunk = rowsOf(
      `SELECT * FROM commits WHERE u = ? AND revision > ? AND revision <= ? ORDER BY revision LIMIT ${commitsPerChunk}`,
      ...[u, last, head.revision],
    );
    for (const commit of chunk) {
      yield { kind: 'commit', record: recordOf<Commit>(commit) };
      yield* records(commit);
      last = count(commit, 'revision');
      yield* decisions(last);
    }
    if (chunk.length === 0) return;
  }
}

/** The log in batches, giving way to others between them. */
export async function* logEntries(
  database: Sqlite,
  universe: UniverseId,
  { after, signal }: Span,
): AsyncGenerator<readonly LogEntry[]> {
  signal?.throwIfAborted();
  let batch: LogEntry[] = [];
  for (const entry of logLines(database, universe, after)) {
    batch.push(entry);
    if (batch.length < logBatchMax) continue;
    yield batch;
    batch = [];
    await yieldToOthers();
    signal?.throwIfAborted();
  }
  if (batch.length > 0) yield batch;
}
