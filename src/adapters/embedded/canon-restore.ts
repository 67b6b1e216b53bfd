import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import { Failure } from '../../domain/failure.ts';
import { brokenLink } from '../../domain/seal.ts';
import type { Head, LogEntry } from '../../ports/canon-reader.ts';
import { type CanonCommits, canonCommits } from './canon-commits.ts';
import { createUniverse, findUniverse } from './canon-head.ts';
import { canonRows } from './canon-rows.ts';
import type { Sqlite } from './sqlite.ts';

const broken = (what: string, why: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'broken_chain',
    message: `the history of canon does not hold together at ${what}: ${why}`,
    advice: 'Nothing was restored. Use an undamaged copy.',
  });

const universeExists = (universe: UniverseId): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'universe_exists',
    message: `there is a universe \`${universe}\` here already`,
    advice: 'Restore into an empty world. Nothing was changed.',
  });

/** Takes a log line by line; `head` is what it has led to. */
const replay = (commits: CanonCommits, start: { u: number; head: Head }) => {
  let head = start.head;
  let open: { commit: Commit; sink: ReturnType<CanonCommits['open']> } | null = null;

  const close = (): void => {
    if (open === null) return;
    const { commit, sink } = open;
    if (sink.contents() !== commit.contents)
      throw broken(`\`${commit.id}\``, 'its records are not those it was made of');
    sink.close(commit);
    head = { ...head, revision: commit.revision, commit: commit.digest };
    open = null;
  };
  const begin = (commit: Commit): void => {
    close();
    const why =
      commit.revision === head.revision + 1 ? brokenLink(commit, head.commit) : `it makes revision ${commit.revision}`;
    if (why !== null) throw broken(`\`${commit.id}\``, why);
    open = { commit, sink: commits.open({ u: start.u, revision: commit.revision }) };
  };
  const decide = (decision: Decision): void => {
    close();
    const { count, last } = head.decisions;
    const why = decision.number === count + 1 ? brokenLink(decision, last) : `it is number ${decision.number}`;
    if (why !== null) throw broken(`\`${decision.id}\``, why);
    commits.addDecision(start.u, head.revision, decision);
    head = { ...head, decisions: { count: count + 1, last: decision.digest } };
  };

  return {
    take(entry: LogEntry): void {
      if (entry.record.universe !== head.universe) throw broken('a record', 'it belongs to another universe');
      if (entry.kind === 'commit') return begin(entry.record);
      if (entry.kind === 'decision') return decide(entry.record);
      if (open === null) throw broken('a record', 'it stands outside of any commit');
      open.sink.add(entry);
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

export const restoreUniverse = async ({ database, universe, log, signal }: RestoreOptions): Promise<Head> => {
  const commits = canonCommits(database, canonRows(database));
  const head = await database.writeLong(async () => {
    if (findUniverse(database, universe) !== null) throw universeExists(universe);
    const start = createUniverse(database, universe);
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
