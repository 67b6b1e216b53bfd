import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { Revision } from '../../../schemas/time.ts';
import { canonicalJson, digestOf, digestOfText } from '../../../src/domain/canonical-json.ts';
import {
  areSealedFrom,
  brokenLink,
  type ChainEnds,
  contentsDigest,
  isSealedFrom,
  recordTexts,
  sealCommit,
  sealDecisions,
} from '../../../src/domain/seal.ts';
import { anyEvidence, anyFact, anyNode, anySupport } from '../../support/arbitraries/canon.ts';
import { worldLog } from '../../support/arbitraries/world-log.ts';

const [world] = fc.sample(worldLog(), { numRuns: 1, seed: 11 });
const commits: Commit[] = (world?.log ?? []).flatMap((entry) => (entry.kind === 'commit' ? [entry.record] : []));
const decisions: Decision[] = (world?.log ?? []).flatMap((entry) => (entry.kind === 'decision' ? [entry.record] : []));
const [commit] = commits;
if (commit === undefined || decisions.length < 2) throw new Error('too little was decided');

const { revision: _revision, contents: _contents, previous: _previous, digest: _digest, ...draft } = commit;
const drafts = decisions.map(({ number: _number, previous: _before, digest: _sealed, ...rest }) => rest);
const contents = digestOfText('contents');
const ends: ChainEnds = {
  revision: 6 as Revision,
  commit: digestOfText('a commit'),
  decisions: { count: 40, last: digestOfText('a decision') },
};

describe('a sealed commit', () => {
  it('is the next revision, follows the last commit, and is sealed over its contents', () => {
    const sealed = sealCommit(draft, contents, ends);
    expect(sealed).toEqual({
      ...draft,
      revision: 7,
      contents,
      previous: ends.commit,
      digest: digestOf({ ...draft, revision: 7, contents, previous: ends.commit }),
    });
    expect(brokenLink({ ...sealed }, ends.commit)).toBe(null);
  });

  it('is known for its draft over the same contents, and for no other', () => {
    const sealed = sealCommit(draft, contents, ends);
    expect(isSealedFrom(sealed, draft, contents)).toBe(true);
    expect(isSealedFrom(sealed, draft, digestOfText('others'))).toBe(false);
    expect(isSealedFrom(sealed, { ...draft, policy: 'another' }, contents)).toBe(false);
  });
});

describe('sealed decisions', () => {
  it('are counted on from the last, each following the one before it', () => {
    const sealed = sealDecisions(drafts, ends.decisions);
    expect(sealed.map(({ number }) => number)).toEqual(drafts.map((_draft, index) => 41 + index));
    let last = ends.decisions.last;
    for (const decision of sealed) {
      expect(decision.previous).toBe(last);
      expect(brokenLink({ ...decision }, last)).toBe(null);
      last = decision.digest;
    }
    expect(sealDecisions([], ends.decisions)).toEqual([]);
  });

  it('are known for their drafts in their order, and for no others', () => {
    const sealed = sealDecisions(drafts, ends.decisions);
    expect(areSealedFrom(sealed, drafts)).toBe(true);
    expect(areSealedFrom(sealed, drafts.toReversed())).toBe(false);
    expect(areSealedFrom(sealed, drafts.slice(1))).toBe(false);
    expect(areSealedFrom([], [])).toBe(true);
  });
});

describe('a link', () => {
  it('is broken if it follows another, or was changed afterwards, and says which', () => {
    const sealed = { ...sealCommit(draft, contents, ends) };
    expect(brokenLink(sealed, null)).toMatch(/follow/);
    expect(brokenLink({ ...sealed, policy: 'another' }, ends.commit)).toMatch(/digest/);
  });
});

describe('the digest of contents', () => {
  it('tells the same texts apart by where one ends and the next begins', () => {
    const of = (...texts: readonly string[]): string => {
      const digest = contentsDigest();
      for (const text of texts) digest.add(text);
      return digest.digest();
    };
    expect(of('ab', 'c')).not.toBe(of('a', 'bc'));
    expect(of('a', 'b')).not.toBe(of('b', 'a'));
    expect(of('a', 'b')).toBe(of('a', 'b'));
  });

  it('is over the canonical text of every record, in its place', () => {
    const some = { nodes: fc.array(anyNode), facts: fc.array(anyFact) };
    fc.assert(
      fc.property(
        fc.record({ ...some, evidence: fc.array(anyEvidence), supports: fc.array(anySupport) }),
        (records) => {
          const texts = recordTexts(records);
          for (const kind of ['nodes', 'facts', 'evidence', 'supports'] as const)
            expect(texts[kind]).toEqual(records[kind].map((record) => canonicalJson(record)));
        },
      ),
      { numRuns: 20 },
    );
  });
});
