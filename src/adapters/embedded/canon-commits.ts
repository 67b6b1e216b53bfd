import type { Container } from '../../../schemas/canon.ts';
import type { Envelope } from '../../../schemas/event.ts';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { Revision } from '../../../schemas/time.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { contentsDigest, sealDecisions } from '../../domain/seal.ts';
import { commitConflict, malformedCommit, refuseTooManyContainers } from '../../ports/canon-call.ts';
import type { Head, LogEntry } from '../../ports/canon-reader.ts';
import type { CanonWrite, CommitOutcome } from '../../ports/canon-writer.ts';
import { count } from './canon-codes.ts';
import type { CanonRows, Place } from './canon-rows.ts';
import type { Sqlite } from './sqlite.ts';

// How a commit and its decisions come to stand in their tables, whether they are new, copied into a fork, or restored.
// A row's text need not be the one that was sealed, which is worked out from the record: so it is written in the quickest way.

const tables = ['nodes', 'facts', 'evidence', 'supports'] as const;

export type RecordEntry = Exclude<LogEntry, { kind: 'commit' | 'decision' }>;

export const canonCommits = (database: Sqlite, rows: CanonRows) => {
  const lastRows = database.prepare(
    `SELECT ${tables.map((table) => `(SELECT coalesce(max(row), 0) FROM ${table}) AS ${table}`).join(', ')}`,
  );
  const insertCommit = database.prepare(
    'INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const insertDecision = database.prepare('INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const moveHead = database.prepare(
    'UPDATE universes SET revision = ?, commit_digest = ?, decisions = ?, decision_digest = ? WHERE u = ?',
  );
  const marks = (): readonly number[] => {
    const row = lastRows.get() ?? {};
    return tables.map((table) => count(row, table));
  };

  const put = (place: Place, { kind, record }: RecordEntry, body: string): void => {
    switch (kind) {
      case 'node':
        return rows.putNode(place, record, body);
      case 'fact':
        return rows.putFact(place, record);
      case 'evidence':
        return rows.putEvidence(place, record, body);
      case 'support':
        return rows.putSupport(place, record);
    }
  };

  return {
    /** Begins a commit; its records follow, then `close` with the commit itself. */
    open(commit: Omit<Place, 'numbers'>) {
      const place: Place = { ...commit, numbers: new Map() };
      const before = marks();
      const contents = contentsDigest();
      return {
        contents: contents.digest,
        add(entry: RecordEntry, body: string = canonicalJson(entry.record)): void {
          contents.add(body);
          put(place, entry, body);
        },
        close(commit: Commit): void {
          const spans = marks().flatMap((upto, i) => [before[i] ?? 0, upto]);
          const { changes } = insertCommit.run(place.u, commit.revision, commit.id, JSON.stringify(commit), ...spans);
          if (changes === 0) throw commitConflict(`\`${commit.id}\``);
        },
      };
    },
    addDecision(u: number, revision: Revision, decision: Decision): void {
      const { number, id, proposal, commit } = decision;
      const { changes } = insertDecision.run(u, number, id, proposal, commit, revision, JSON.stringify(decision));
      if (changes === 0) throw commitConflict(`\`${id}\``);
    },
    moveHead(u: number, { revision, commit, decisions }: Omit<Head, 'universe'>): void {
      moveHead.run(revision, commit, decisions.count, decisions.last, u);
    },
  };
};
export type CanonCommits = ReturnType<typeof canonCommits>;

/** A universe that a write transaction works on. */
export interface Claimed {
  u: number;
  head: Head;
}

export const putContainers = (database: Sqlite, containers: readonly Container[]): void => {
  if (containers.length === 0) return;
  const put = database.prepare('INSERT INTO containers VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body');
  for (const container of containers) put.run(container.id, canonicalJson(container));
  refuseTooManyContainers(count(database.prepare('SELECT count(*) AS n FROM containers').get() ?? {}, 'n'));
};

const putOutbox = (database: Sqlite, events: readonly Envelope[]): void => {
  const put = database.prepare('INSERT INTO outbox (id, body) VALUES (?, ?) ON CONFLICT DO NOTHING');
  for (const event of events)
    if (put.run(event.id, JSON.stringify(event)).changes === 0)
      throw malformedCommit(`the event \`${event.id}\` waits to be sent already`);
};

/** Everything of a write but its records: decisions, containers, events, and the head that points to them. */
export const finishWrite = (
  database: Sqlite,
  commits: CanonCommits,
  { claimed: { u, head }, commit, write }: { claimed: Claimed; commit: Commit | null; write: CanonWrite },
): CommitOutcome => {
  const decisions = sealDecisions(write.decisions, head.decisions);
  const next: Head = {
    universe: head.universe,
    revision: commit?.revision ?? head.revision,
    commit: commit?.digest ?? head.commit,
    decisions: {
      count: head.decisions.count + decisions.length,
      last: decisions.at(-1)?.digest ?? head.decisions.last,
    },
  };
  for (const decision of decisions) commits.addDecision(u, next.revision, decision);
  putContainers(database, write.containers);
  putOutbox(database, write.outbox);
  commits.moveHead(u, next);
  return { kind: 'committed', head: next };
};
