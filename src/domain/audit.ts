import type { Commit, Decision } from '../../schemas/gate.ts';
import type { CommitId, DecisionId, UniverseId } from '../../schemas/ids.ts';
import type { LogEntry } from '../../schemas/log.ts';
import { canonicalJson } from './canonical-json.ts';
import { brokenLink, type ChainEnds, contentsDigest, startOfChains } from './seal.ts';

// Reads a universe's log and tells where it is not what was sealed. Whoever changes, adds, drops or moves anything is found at that
// place or the next link; only an end that is cut off or forged whole needs to be compared with ends known from elsewhere.

/** Past these, somebody needs a copy more than a list. */
export const auditProblemsMax = 100;

/**
 * `contents`: the records of a commit are not those that it was sealed with. `link`: a commit or a decision was changed, or does not follow the
 * one before. `count`: a revision or a number is missing or twice. `place`: something stands where it cannot. `end`: the log ends elsewhere.
 */
export type AuditProblemKind = 'contents' | 'link' | 'count' | 'place' | 'end';

export interface AuditProblem {
  kind: AuditProblemKind;
  /** Null: before the first commit. */
  at: CommitId | DecisionId | null;
  message: string;
}

export interface Auditor {
  /** Entries in the order of the log. `text`: the canonical text of the record, if it is at hand. */
  add(entry: LogEntry, text?: string): void;
  /** Call once, at the end of the log. `expected`: where the chains are known to end. */
  finish(expected?: ChainEnds): { problems: readonly AuditProblem[]; ends: ChainEnds };
}

const sameEnds = (a: ChainEnds, b: ChainEnds): boolean =>
  a.revision === b.revision &&
  a.commit === b.commit &&
  a.decisions.count === b.decisions.count &&
  a.decisions.last === b.decisions.last;

export interface AuditOptions {
  /** Whose log it must be. Without it, that of the first entry. */
  universe?: UniverseId;
  /** Where the chains stood before the first entry. */
  from?: ChainEnds;
}

/** Holds no more of the log than its last link. */
export const auditor = ({ universe: expectedUniverse, from = startOfChains }: AuditOptions = {}): Auditor => {
  const problems: AuditProblem[] = [];
  let { revision, commit: lastCommit } = from;
  let { count, last: lastDecision } = from.decisions;
  let universe = expectedUniverse;
  let commit: Commit | null = null;
  let contents: ReturnType<typeof contentsDigest> | null = null; // null: no record may come now

  const report = (kind: AuditProblemKind, at: AuditProblem['at'], message: string): void => {
    if (problems.length < auditProblemsMax) problems.push({ kind, at, message });
  };

  const closeContents = (): void => {
    if (commit !== null && contents !== null && contents.digest() !== commit.contents)
      report('contents', commit.id, `the records of commit \`${commit.id}\` are not those that it was sealed with`);
    contents = null;
  };

  const addCommit = (next: Commit): void => {
    closeContents();
    if (next.revision !== revision + 1)
      report(
        'count',
        next.id,
        `commit \`${next.id}\` has revision \`${next.revision}\` where \`${revision + 1}\` belongs`,
      );
    const broken = brokenLink(next, lastCommit);
    if (broken !== null) report('link', next.id, `commit \`${next.id}\`: ${broken}`);
    ({ revision, digest: lastCommit } = next);
    commit = next;
    contents = contentsDigest();
  };

  const addDecision = (next: Decision): void => {
    closeContents();
    if (next.number !== count + 1)
      report('count', next.id, `decision \`${next.id}\` has number \`${next.number}\` where \`${count + 1}\` belongs`);
    if (next.commit !== null && next.commit !== commit?.id)
      report('place', next.id, `decision \`${next.id}\` stands apart from its commit \`${next.commit}\``);
    const broken = brokenLink(next, lastDecision);
    if (broken !== null) report('link', next.id, `decision \`${next.id}\`: ${broken}`);
    ({ number: count, digest: lastDecision } = next);
  };

  return {
    add(entry, text = canonicalJson(entry.record)) {
      const { kind, record } = entry;
      universe ??= record.universe;
      const at = kind === 'commit' || kind === 'decision' ? record.id : (commit?.id ?? null);
      if (record.universe !== universe)
        report('place', at, `a ${kind} of universe \`${record.universe}\` stands in the log of \`${universe}\``);
      if (kind === 'commit') addCommit(record);
      else if (kind === 'decision') addDecision(record);
      else if (contents === null) report('place', at, `a ${kind} belongs to no commit`);
      else contents.add(text);
    },
    finish(expected) {
      closeContents();
      const ends: ChainEnds = { revision, commit: lastCommit, decisions: { count, last: lastDecision } };
      if (expected !== undefined && !sameEnds(expected, ends))
        report(
          'end',
          commit?.id ?? null,
          `the log ends at revision \`${revision}\` and decision \`${count}\`, not where it should`,
        );
      return { problems, ends };
    },
  };
};

/** What is wrong with a whole log: nothing, if the list is empty. `expected`: where its universe is known to stand. */
export const auditLog = (
  entries: Iterable<LogEntry>,
  expected?: ChainEnds & { universe: UniverseId },
): readonly AuditProblem[] => {
  const audit = auditor(expected && { universe: expected.universe });
  for (const entry of entries) audit.add(entry);
  return audit.finish(expected).problems;
};
