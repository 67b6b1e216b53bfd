import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { UniverseId } from '../../../schemas/ids.ts';
import { type LogEntry, logBatchMax } from '../../ports/canon-reader.ts';
import { count, recordOf, type Row, text } from './canon-codes.ts';
import { findUniverse } from './canon-head.ts';
import type { Sqlite } from './sqlite.ts';

const commitsPerChunk = 100;

const spans = [
  ['nodes', 'node'],
  ['facts', 'fact'],
  ['evidence', 'evidence'],
  ['supports', 'support'],
] as const;

/** A line of the log as its text, for those who copy and don't look. */
export interface LogLine {
  kind: LogEntry['kind'];
  body: string;
}

/** A universe's log up to where it stood when this began. Texts never change, so it can be read in pieces while others write. */
export function* logLines(database: Sqlite, universe: UniverseId, after: number): Generator<LogLine> {
  const start = database.read(() => findUniverse(database, universe));
  if (start === null) return;
  const { u, head } = start;
  const readCommits = database.prepare(
    `SELECT * FROM commits WHERE u = ? AND revision > ? AND revision <= ? ORDER BY revision LIMIT ${commitsPerChunk}`,
  );
  const readDecisions = database.prepare(
    `SELECT number, body FROM decisions WHERE u = ? AND revision = ? AND number > ? AND number <= ?
     ORDER BY number LIMIT ${logBatchMax}`,
  );

  function* records(commit: Row): Generator<LogLine> {
    for (const [table, kind] of spans) {
      const read = database.prepare(
        `SELECT row, body FROM ${table} WHERE row > ? AND row <= ? ORDER BY row LIMIT ${logBatchMax}`,
      );
      const upto = count(commit, `${table}_upto`);
      for (let last = count(commit, `${table}_after`); last < upto;) {
        const rows = read.all(last, upto);
        for (const row of rows) yield { kind, body: text(row, 'body') };
        last = count(rows.at(-1) ?? { row: upto }, 'row');
      }
    }
  }
  function* decisions(revision: number): Generator<LogLine> {
    for (let last = 0; ;) {
      const rows = readDecisions.all(u, revision, last, head.decisions.count);
      for (const row of rows) yield { kind: 'decision', body: text(row, 'body') };
      if (rows.length < logBatchMax) return;
      last = count(rows.at(-1) ?? {}, 'number');
    }
  }

  if (after === 0) yield* decisions(0);
  for (let last = after; last < head.revision;) {
    const chunk = readCommits.all(u, last, head.revision);
    for (const commit of chunk) {
      yield { kind: 'commit', body: text(commit, 'body') };
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
  { after, signal }: { after: number; signal: AbortSignal | undefined },
): AsyncGenerator<readonly LogEntry[]> {
  let batch: LogEntry[] = [];
  for (const { kind, body } of logLines(database, universe, after)) {
    batch.push({ kind, record: recordOf({ body }) } as LogEntry);
    if (batch.length < logBatchMax) continue;
    signal?.throwIfAborted();
    yield batch;
    batch = [];
    await yieldToOthers();
  }
  if (batch.length > 0) yield batch;
}
