import type { Commit } from '../../../schemas/gate.ts';
import { malformed, referencesOf } from '../../domain/commit-shape.ts';
import { contentsDigest, recordTexts, sealCommit } from '../../domain/seal.ts';
import { isOnHead, malformedCommit } from '../../ports/canon-call.ts';
import type { CanonWrite, CanonWriter } from '../../ports/canon-writer.ts';
import { assertPresent, isRepeated } from './canon-checks.ts';
import { type CanonCommits, canonCommits, type Claimed, finishWrite, putContainers } from './canon-commits.ts';
import { forkUniverse } from './canon-fork.ts';
import { createUniverse, findUniverse, headOfNothing } from './canon-head.ts';
import { canonRows } from './canon-rows.ts';
import { restoreUniverse } from './canon-restore.ts';
import type { Sqlite } from './sqlite.ts';

// W1. A commit, its records, its decisions and its events are one transaction.
// W2. The same commit again changes nothing; the same id with other content is refused.
// W3. A commit is judged against one revision and made on that revision, or not at all.

type Texts = ReturnType<typeof recordTexts>;

const contentsOf = (texts: Texts) => {
  const contents = contentsDigest();
  for (const list of [texts.nodes, texts.facts, texts.evidence, texts.supports])
    for (const body of list) contents.add(body);
  return contents.digest();
};

const putRecords = (commits: CanonCommits, { u, head }: Claimed, write: CanonWrite, texts: Texts): Commit | null => {
  if (write.commit === null) return null;
  const sink = commits.open({ u, universe: head.universe, revision: head.revision + 1, commit: write.commit.id });
  write.nodes.forEach((record, i) => sink.add({ kind: 'node', record }, texts.nodes[i]));
  write.facts.forEach((record, i) => sink.add({ kind: 'fact', record }, texts.facts[i]));
  write.evidence.forEach((record, i) => sink.add({ kind: 'evidence', record }, texts.evidence[i]));
  write.supports.forEach((record, i) => sink.add({ kind: 'support', record }, texts.supports[i]));
  const commit = sealCommit(write.commit, sink.contents(), head);
  sink.close(commit);
  return commit;
};

const assertFormed = (write: CanonWrite): void => {
  const problem = malformed(write);
  if (problem !== null) throw malformedCommit(problem);
};

export const canonWriter = (database: Sqlite, openOwn: () => Sqlite): CanonWriter => {
  const commits = canonCommits(database, canonRows(database));
  return {
    async commit(write, { signal } = {}) {
      assertFormed(write);
      const texts = recordTexts(write);
      const references = referencesOf(write);
      return database.write(() => {
        const found = findUniverse(database, write.universe);
        const head = found?.head ?? headOfNothing(write.universe);
        if (found !== null && isRepeated(database, { u: found.u, write, contents: () => contentsOf(texts) }))
          return { kind: 'repeated', head };
        if (!isOnHead(head, write)) return { kind: 'stale', head };
        const claimed = found ?? createUniverse(database, write.universe);
        assertPresent(database, claimed.u, references);
        const commit = putRecords(commits, claimed, write, texts);
        return finishWrite(database, commits, { claimed, commit, write });
      }, signal);
    },
    async fork(write, origin, { signal } = {}) {
      assertFormed(write);
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
