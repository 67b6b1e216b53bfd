import type { Digest } from '../../../schemas/digest.ts';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { References } from '../../domain/commit-shape.ts';
import { areSealedFrom, isSealedFrom } from '../../domain/seal.ts';
import { commitConflict, malformedCommit } from '../../ports/canon-call.ts';
import type { CanonWrite } from '../../ports/canon-writer.ts';
import { recordOf } from './canon-codes.ts';
import type { Sqlite } from './sqlite.ts';

// What a write has to be compared with canon for. Within a write transaction only.

interface Asked {
  u: number;
  write: CanonWrite;
  /** Of the records that the write amounts to. */
  contents: () => Digest;
}

/** Whether all of this write was done before; part of it, or other content under its ids, is refused. */
export const isRepeated = (database: Sqlite, { u, write, contents }: Asked): boolean => {
  const { commit: draft, decisions: drafts } = write;
  if (draft !== null) {
    const row = database.prepare('SELECT body FROM commits WHERE u = ? AND id = ?').get(u, draft.id);
    if (row === undefined) return false; // decisions of it that were taken before are refused where they are put
    const decisions = database
      .prepare('SELECT body FROM decisions WHERE u = ? AND commit_id = ? ORDER BY number')
      .all(u, draft.id)
      .map(recordOf<Decision>);
    if (areSealedFrom(decisions, drafts) && isSealedFrom(recordOf<Commit>(row), draft, contents())) return true;
    throw commitConflict(`\`${draft.id}\``);
  }
  const decisions = database
    .prepare(
      `SELECT body FROM json_each(?) AS asked CROSS JOIN decisions AS found
       WHERE found.u = ? AND found.id = asked.value ORDER BY found.number`,
    )
    .all(JSON.stringify(drafts.map(({ id }) => id)), u)
    .map(recordOf<Decision>);
  if (decisions.length === 0) return false;
  if (areSealedFrom(decisions, drafts)) return true;
  throw commitConflict('a part of these decisions');
};

/** Whatever records refer to is there. */
export const assertPresent = (database: Sqlite, u: number, references: References): void => {
  const missing = (table: string, current: string, ids: ReadonlySet<string>): string | null => {
    if (ids.size === 0) return null;
    const row = database
      .prepare(
        `SELECT value AS id FROM json_each(?) WHERE NOT EXISTS
         (SELECT 1 FROM ${table} WHERE u = ? AND id = value ${current}) LIMIT 1`,
      )
      .get(JSON.stringify([...ids]), u);
    return row === undefined ? null : String(row['id']);
  };
  const current = 'AND until IS NULL';
  const lost =
    missing('nodes', current, references.nodes) ??
    missing('facts', current, references.facts) ??
    missing('evidence', '', references.evidence);
  if (lost !== null) throw malformedCommit(`it refers to \`${lost}\`, which canon does not hold`);
};
