import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import { isFailure } from '../../domain/failure.ts';
import { brokenLink } from '../../domain/seal.ts';
import { brokenChain, kindOfRecord, universeExists } from '../../ports/canon-call.ts';
import type { Head, LogEntry } from '../../ports/canon-reader.ts';
import { type CanonCommits, canonCommits, type RecordEntry } from './canon-commits.ts';
import { createUniverse, findUniverse } from './canon-head.ts';
import { canonRows } from './canon-rows.ts';
import type { Sqlite } from './sqlite.ts';

/** Takes a log line by line; `head` is what it has led to. */
const replay = (commits: CanonCommits, start: { u: number; head: Head }) => {
  let head = start.head;
  let commit: Commit | null = null;
  let sink: ReturnType<CanonCommits['open']> | null = null; // null: no record may come now

  const close = (): void => {
    if (commit === null || sink === null) return;
    if (sink.contents() !== commit.contents)
      throw brokenChain(`\`${commit.id}\``, 'its records are not those it was made of');
    sink.close(commit);
    head = { ...head, revision: commit.revision, commit: commit.digest };
    sink = null;
  };
  const begin = (next: Commit): void => {
    close();
    const why =
      next.revision === head.revision + 1 ? brokenLink(next, head.commit) : `it makes revision ${next.revision}`;
    if (why !== null) throw brokenChain(`\`${next.id}\``, why);
    commit = next;
    sink = commits.open({ u: start.u, universe: head.universe, revision: next.revision, commit: next.id });
  };
  const decide = (decision: Decision): void => {
    close();
    const { count, last } = head.decisions;
    const why = decision.number === count + 1 ? brokenLink(decision, last) : `it is number ${decision.number}`;
    if (why !== null) throw brokenChain(`\`${decision.id}\``, why);
    if (decision.commit !== null && decision.commit !== commit?.id)
      throw brokenChain(`\`${decision.id}\``, 'it stands apart from its commit');
    commits.addDecision(start.u, head.revision, decision);
    head = { ...head, decisions: { count: count + 1, last: decision.digest } };
  };
  const put = (entry: RecordEntry): void => {
    if (sink === null) throw brokenChain('a record', 'it stands outside of any commit');
    try {
      sink.add(entry);
    } catch (error) {
      if (commit !== null && isFailure(error) && error.code === 'malformed_commit')
        throw brokenChain(`\`${commit.id}\``, error.message);
      throw error;
    }
  };

  return {
    take(entry: LogEntry): void {
      if (entry.record.universe !== head.universe) throw brokenChain('a record', 'it belongs to another universe');
      if (entry.kind !== kindOfRecord(entry.record)) throw brokenChain(`a ${entry.kind}`, 'it is something else');
      if (entry.kind === 'commit') return begin(entry.record);
      if (entry.kind === 'decision') return decide(entry.record);
      put(entry);
    },
    finish(): Head {
      close();
      return head;
    },
  };
};

export interface RestoreOptions {
  database: Sqlite;
  universe: UniverseId;
  log: AsyncIterable<readonly LogEntry[]>;
  signal: AbortSignal | undefined;
}

const isEmpty = ({ revision, decisions }: Head): boolean => revision === 0 && decisions.count === 0;

export const restoreUniverse = async ({ database, universe, log, signal }: RestoreOptions): Promise<Head> => {
  const commits = canonCommits(database, canonRows(database));
  const head = await database.writeLong(async () => {
    const found = findUniverse(database, universe);
    if (found !== null && !isEmpty(found.head)) throw universeExists(universe);
    const start = found ?? createUniverse(database, universe);
    const replayed = replay(commits, start);
    for await (const batch of log) {
      signal?.throwIfAborted();
      for (const entry of batch) replayed.take(entry);
      await yieldToOthers();
    }
    const end = replayed.finish();
    commits.moveHead(start.u, end);
    return end;
  }, signal);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return head;
};
