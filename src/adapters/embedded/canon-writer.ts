import type { Commit, Decision } from '../../../schemas/gate.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { malformed, type References, referencesOf } from '../../domain/commit-shape.ts';
import { Failure } from '../../domain/failure.ts';
import { contentsDigest, recordTexts, sealCommit } from '../../domain/seal.ts';
import type { CanonWrite, CanonWriter, DecisionDraft } from '../../ports/canon-writer.ts';
import { openCode, recordOf } from './canon-codes.ts';
import { type CanonCommits, canonCommits, type Claimed, finishWrite, putContainers } from './canon-commits.ts';
import { forkUniverse } from './canon-fork.ts';
import { createUniverse } from './canon-head.ts';
import { canonRows, malformedWrite } from './canon-rows.ts';
import { restoreUniverse } from './canon-restore.ts';
import type { Sqlite } from './sqlite.ts';

// W1. A commit, its records, its decisions and its events are one transaction.
// W2. The same commit again changes nothing; the same id with other content is refused.
// W3. A commit is judged against one revision and made on that revision, or not at all.

type Texts = ReturnType<typeof recordTexts>;

const conflict = (what: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'commit_conflict',
    message: `${what} has been committed with other content`,
    advice: 'Give the new content an id of its own. Nothing was changed.',
  });

const contentsOf = (texts: Texts) => {
  const contents = contentsDigest();
  for (const list of [texts.nodes, texts.facts, texts.evidence, texts.supports])
    for (const body of list) contents.add(body);
  return contents.digest();
};

const isSameCommit = (former: Commit, write: CanonWrite, texts: Texts): boolean =>
  former.contents === contentsOf(texts) &&
  canonicalJson(former.proposals) === canonicalJson(write.commit?.proposals ?? []);

const isSameDecision = (former: Decision, draft: DecisionDraft): boolean => {
  const { number, previous, digest, ...rest } = former;
  return canonicalJson(rest) === canonicalJson(draft);
};

/** Whether all of this write was done before; part of it, or other content under its ids, is refused. */
const isRepeated = (database: Sqlite, u: number, write: CanonWrite, texts: Texts): boolean => {
  if (write.commit !== null) {
    const row = database.prepare('SELECT body FROM commits WHERE u = ? AND id = ?').get(u, write.commit.id);
    if (row === undefined) return false;
    if (isSameCommit(recordOf<Commit>(row), write, texts)) return true;
    throw conflict(`\`${write.commit.id}\``);
  }
  const find = database.prepare('SELECT body FROM decisions WHERE u = ? AND id = ?');
  let found = 0;
  for (const draft of write.decisions) {
    const row = find.get(u, draft.id);
    if (row === undefined) continue;
    if (!isSameDecision(recordOf<Decision>(row), draft)) throw conflict(`\`${draft.id}\``);
    found++;
  }
  if (found > 0 && found < write.decisions.length) throw conflict(`a part of these decisions`);
  return found > 0;
};

const assertPresent = (database: Sqlite, u: number, references: References): void => {
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
  const current = `AND until = ${openCode}`;
  const lost =
    missing('nodes', current, references.nodes) ??
    missing('facts', current, references.facts) ??
    missing('evidence', '', references.evidence);
  if (lost !== null) throw malformedWrite(`it refers to \`${lost}\`, which canon does not hold`);
};

const putRecords = (commits: CanonCommits, { u, head }: Claimed, write: CanonWrite, texts: Texts): Commit | null => {
  if (write.commit === null) return null;
  const sink = commits.open({ u, revision: head.revision + 1 });
  write.nodes.forEach((record, i) => sink.add({ kind: 'node', record }, texts.nodes[i]));
  write.facts.forEach((record, i) => sink.add({ kind: 'fact', record }, texts.facts[i]));
  write.evidence.forEach((record, i) => sink.add({ kind: 'evidence', record }, texts.evidence[i]));
  write.supports.forEach((record, i) => sink.add({ kind: 'support', record }, texts.supports[i]));
  const commit = sealCommit(write.commit, sink.contents(), head);
  sink.close(commit);
  return commit;
};

const frameOf = (write: CanonWrite) => ({
  universe: write.universe,
  commit: write.commit?.id ?? null,
  base: write.base,
});

export const canonWriter = (database: Sqlite, openOwn: () => Sqlite): CanonWriter => {
  const commits = canonCommits(database, canonRows(database));
  return {
    async commit(write, { signal } = {}) {
      const problem = malformed(frameOf(write), write);
      if (problem !== null) throw malformedWrite(problem);
      const texts = recordTexts(write);
      const references = referencesOf(write);
      return database.write(() => {
        const claimed = createUniverse(database, write.universe);
        const { u, head } = claimed;
        if (isRepeated(database, u, write, texts)) return { kind: 'repeated', head };
        if (head.revision !== write.base) return { kind: 'stale', head };
        assertPresent(database, u, references);
        const commit = putRecords(commits, claimed, write, texts);
        return finishWrite(database, commits, { claimed, commit, write });
      }, signal);
    },
    async fork(write, origin, { signal } = {}) {
      using own = openOwn();
      return await forkUniverse({ database: own, write, origin, signal });
    },
    async restore(universe, log, { signal } = {}) {
      using own = openOwn();
      return await restoreUniverse({ database: own, universe, log, signal });
    },
    async putContainers(containers) {
      await database.write(() => putContainers(database, containers));
    },
    async markSent(events) {
      await database.write(() => {
        for (const id of events) database.prepare('DELETE FROM outbox WHERE id = ?').run(id);
      });
    },
  };
};
