import { createHash } from 'node:crypto';
import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Digest } from '../../schemas/digest.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { Commit, Decision } from '../../schemas/gate.ts';
import type { Revision } from '../../schemas/time.ts';
import { canonicalJson, digestOf } from './canonical-json.ts';

// The audit trail is two chains of digests a universe: commits, each over the records that it put, and decisions. Whoever changes a
// record, a commit or a decision afterwards breaks the chain at that place.

/** Where the chains of a universe end. */
export interface ChainEnds {
  revision: Revision;
  commit: Digest | null;
  decisions: { count: number; last: Digest | null };
}

export const startOfChains: ChainEnds = { revision: 0 as Revision, commit: null, decisions: { count: 0, last: null } };

/** The records of a commit, in the order that their digest covers them. */
export interface CommitRecords {
  nodes: readonly CanonNode[];
  facts: readonly Fact[];
  evidence: readonly Evidence[];
  supports: readonly Support[];
}

/** Takes the canonical texts of a commit's records one by one, in order, and tells their digest. */
export const contentsDigest = () => {
  const hash = createHash('sha256');
  return {
    add(text: string): void {
      hash.update(`${text}\n`);
    },
    digest: (): Digest => hash.digest('hex') as Digest,
  };
};

export const recordTexts = (records: CommitRecords): { [K in keyof CommitRecords]: string[] } => ({
  nodes: records.nodes.map(canonicalJson),
  facts: records.facts.map(canonicalJson),
  evidence: records.evidence.map(canonicalJson),
  supports: records.supports.map(canonicalJson),
});

export const sealCommit = (
  draft: Omit<Commit, 'revision' | 'contents' | 'previous' | 'digest'>,
  contents: Digest,
  ends: ChainEnds,
): Commit => {
  const commit = { ...draft, revision: (ends.revision + 1) as Revision, contents, previous: ends.commit };
  return { ...commit, digest: digestOf(commit) };
};

export const sealDecisions = (
  drafts: readonly Omit<Decision, 'number' | 'previous' | 'digest'>[],
  ends: ChainEnds['decisions'],
): Decision[] => {
  let { count, last } = ends;
  return drafts.map((draft) => {
    const decision = { ...draft, number: ++count, previous: last };
    last = digestOf(decision);
    return { ...decision, digest: last };
  });
};

type Draft<T extends Commit | Decision> = Omit<T, 'revision' | 'contents' | 'number' | 'previous' | 'digest'>;

/** Whether a commit is this draft, sealed over these contents. */
export const isSealedFrom = (commit: Commit, draft: Draft<Commit>, contents: Digest): boolean => {
  const { revision, contents: sealed, previous, digest, ...said } = commit;
  return sealed === contents && canonicalJson(said) === canonicalJson(draft);
};

/** Whether decisions are these drafts, sealed one after the other. */
export const areSealedFrom = (decisions: readonly Decision[], drafts: readonly Draft<Decision>[]): boolean => {
  const said = decisions.map(({ number, previous, digest, ...rest }) => rest);
  return canonicalJson(said) === canonicalJson(drafts);
};

/** Why a link does not belong where it stands, or null. */
export const brokenLink = (
  link: { previous: Digest | null; digest: Digest } & Readonly<Record<string, unknown>>,
  previous: Digest | null,
): string | null => {
  if (link.previous !== previous) return 'it does not follow the one before it';
  if (link.digest !== digestOf(link)) return 'its digest does not match its content';
  return null;
};
