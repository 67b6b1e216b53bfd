import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { CommitId, UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import { canonicalJson } from '../../../src/domain/canonical-json.ts';
import { apply, type CanonDiff, type Changes, diff, diffOfFork, inverse } from '../../../src/domain/diff.ts';
import { type CanonState, foldLog, stateAsOf, supportKey } from '../../../src/domain/fold.ts';
import { anyEvidence, anyFact, anyNode, anySupport } from '../../support/arbitraries/canon.ts';
import { anyStoryTime } from '../../support/arbitraries/values.ts';
import { worldLog } from '../../support/arbitraries/world-log.ts';

const runs = { numRuns: 60 };

/** Records that have nothing to do with each other, but share ids often. */
const anyState: fc.Arbitrary<CanonState> = fc
  .record({
    revision: fc.nat({ max: 9 }),
    nodes: fc.array(anyNode, { maxLength: 5 }),
    facts: fc.array(anyFact, { maxLength: 10 }),
    evidence: fc.array(anyEvidence, { maxLength: 5 }),
    supports: fc.array(anySupport, { maxLength: 5 }),
  })
  .map(({ revision, nodes, facts, evidence, supports }) => ({
    revision: revision as Revision,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    facts: new Map(facts.map((fact) => [fact.id, fact])),
    evidence: new Map(evidence.map((stub) => [stub.id, stub])),
    supports: new Map(supports.map((support) => [supportKey(support), support])),
  }));

/** Two revisions, two story times, or two states of nothing in common. */
const twoStates: fc.Arbitrary<readonly [CanonState, CanonState]> = fc.oneof(
  fc.tuple(worldLog(), fc.nat({ max: 20 }), fc.nat({ max: 20 })).map(([{ log }, a, b]) => {
    return [foldLog(log, { knownAt: a as Revision }), foldLog(log, { knownAt: b as Revision })] as const;
  }),
  fc.tuple(worldLog(), anyStoryTime, anyStoryTime).map(([{ log }, a, b]) => {
    const state = foldLog(log, { knownAt: null });
    return [stateAsOf(state, a), stateAsOf(state, b)] as const;
  }),
  fc.tuple(anyState, anyState),
);

const kinds = ['nodes', 'facts', 'evidence', 'supports'] as const;
const isEmpty = (changes: CanonDiff): boolean =>
  kinds.every((kind) => {
    const { added, removed, changed }: Changes<unknown> = changes[kind];
    return added.length + removed.length + changed.length === 0;
  });

const oneFact = (fact: Fact): CanonState => ({
  revision: 1 as Revision,
  nodes: new Map(),
  facts: new Map([[fact.id, fact]]),
  evidence: new Map(),
  supports: new Map(),
});
const open = fc.sample(
  anyFact.filter(({ status, valid, kind }) => status === 'canon' && valid.to === null && kind === 'state'),
  { numRuns: 1, seed: 5 },
)[0] as Fact;

const changeOf = (before: Fact, after: Fact) => diff(oneFact(before), oneFact(after)).facts.changed[0];

describe('the difference of two states', () => {
  it('is its own reverse the other way round', () => {
    fc.assert(
      fc.property(twoStates, ([a, b]) => {
        expect(diff(b, a)).toEqual(inverse(diff(a, b)));
      }),
      runs,
    );
  });

  it('makes the second of the first, and its reverse the first of the second', () => {
    fc.assert(
      fc.property(twoStates, ([a, b]) => {
        expect(apply(diff(a, b), a)).toEqual(b);
        expect(apply(inverse(diff(a, b)), b)).toEqual(a);
      }),
      runs,
    );
  });

  it('is empty for a state and itself, and only then', () => {
    fc.assert(
      fc.property(twoStates, ([a, b]) => {
        expect(isEmpty(diff(a, structuredClone(a)))).toBe(true);
        const same = kinds.every((kind) => canonicalJson(entries(a, kind)) === canonicalJson(entries(b, kind)));
        expect(isEmpty(diff(a, b))).toBe(same);
      }),
      runs,
    );
  });

  it('names the fields that differ, each with what it was and is, and no others', () => {
    fc.assert(
      fc.property(twoStates, ([a, b]) => {
        for (const { before, after, fields } of diff(a, b).facts.changed) {
          const [was, is]: Record<string, unknown>[] = [{ ...before }, { ...after }];
          for (const { field, ...values } of fields) {
            expect(values).toEqual({ before: was?.[field], after: is?.[field] });
            if (was !== undefined && is !== undefined) was[field] = is[field];
          }
          expect(was).toEqual(is);
          expect(fields.length).toBeGreaterThan(0);
        }
      }),
      runs,
    );
  });

  it('tells what befell a fact', () => {
    const to = { second: (open.valid.from?.second ?? 0) + 1, ordinal: 0 };
    const ended: Fact = { ...open, status: 'ended', valid: { ...open.valid, to }, heldUntil: null };
    const withdrawn = { revision: 2 as Revision, commit: 'cmt_x' as CommitId, reason: 'a slip', replacedBy: [] };
    const retconned: Fact = { ...ended, status: 'retconned', withdrawn };
    expect(changeOf(open, ended)?.fate).toBe('ended');
    expect(changeOf(ended, open)?.fate).toBe('reopened');
    expect(changeOf(open, retconned)?.fate).toBe('retconned');
    expect(changeOf(retconned, ended)?.fate).toBe('restored');
    expect(changeOf(open, { ...open, locked: !open.locked })).toEqual({
      before: open,
      after: { ...open, locked: !open.locked },
      fields: [{ field: 'locked', before: open.locked, after: !open.locked }],
      fate: 'altered',
    });
  });

  it('lists everything in the order of ids', () => {
    fc.assert(
      fc.property(twoStates, ([a, b]) => {
        const { added, removed, changed } = diff(a, b).facts;
        for (const ids of [added, removed, changed.map(({ after }) => after)].map((facts) => facts.map(({ id }) => id)))
          expect(ids).toEqual(ids.toSorted());
      }),
      runs,
    );
  });
});

const entries = (state: CanonState, kind: (typeof kinds)[number]) =>
  [...state[kind].entries()].sort(([a], [b]) => (a < b ? -1 : 1));

describe('the difference of a fork and its origin', () => {
  const into = 'uni_00000000000000000000000009' as UniverseId;
  const recorded = { revision: 1 as Revision, commit: 'cmt_00000000000000000000000009' as CommitId };

  /** The same records, owned by another universe and recorded there. */
  const forkOf = (state: CanonState): CanonState => ({
    revision: recorded.revision,
    nodes: new Map(
      [...state.nodes.values()].map((node) => {
        const moved = { ...node, universe: into, introduced: recorded };
        const forked = moved.kind === 'universe' ? { ...moved, id: into } : moved;
        return [forked.id, forked];
      }),
    ),
    facts: new Map(
      [...state.facts].map(([id, fact]) => [
        id,
        {
          ...fact,
          universe: into,
          introduced: recorded,
          withdrawn: fact.withdrawn && { ...fact.withdrawn, ...recorded },
        },
      ]),
    ),
    evidence: new Map([...state.evidence].map(([id, stub]) => [id, { ...stub, universe: into }])),
    supports: new Map([...state.supports].map(([key, support]) => [key, { ...support, universe: into, ...recorded }])),
  });

  it('is empty when it leaves', () => {
    fc.assert(
      fc.property(worldLog(), ({ log }) => {
        const origin = foldLog(log, { knownAt: null });
        expect(isEmpty(diffOfFork(origin, forkOf(origin)))).toBe(true);
      }),
      runs,
    );
  });

  it('is what the origin came to say since', () => {
    fc.assert(
      fc.property(worldLog(), fc.nat({ max: 10 }), ({ log }, knownAt) => {
        const [then, now] = [foldLog(log, { knownAt: knownAt as Revision }), foldLog(log, { knownAt: null })];
        fc.pre(then.revision > 0);
        const grown = diffOfFork(forkOf(then), now);
        const since = diff(then, now);
        expect(grown.facts.added).toEqual(since.facts.added);
        expect(grown.facts.removed).toEqual([]);
        expect(grown.facts.changed.map(({ after, fate }) => [after, fate])).toEqual(
          since.facts.changed.map(({ after, fate }) => [after, fate]),
        );
      }),
      runs,
    );
  });

  it('tells nothing of the two universes themselves, and everything of their other nodes', () => {
    const [state] = fc.sample(
      worldLog().map(({ log }) => foldLog(log, { knownAt: null })),
      { numRuns: 1, seed: 11 },
    );
    const origin = [...(state?.nodes.values() ?? [])].find(({ kind }) => kind === 'universe');
    const entity = [...(state?.nodes.values() ?? [])].find(({ kind }) => kind === 'entity');
    if (state === undefined || origin?.kind !== 'universe' || entity?.kind !== 'entity') throw new Error('no world');
    const fork = forkOf(state);
    const own = { ...origin, id: into, universe: into, introduced: recorded, name: 'What if' };
    const renamed = { ...entity, universe: into, introduced: recorded, name: 'Somebody Else' };
    const told = diffOfFork(state, { ...fork, nodes: new Map(fork.nodes).set(into, own).set(entity.id, renamed) });
    expect(told.nodes).toMatchObject({
      added: [],
      removed: [],
      changed: [{ fields: [{ field: 'name', before: entity.name, after: 'Somebody Else' }] }],
    });
  });

  it('does not lose a changed reason of a retcon', () => {
    const withdrawn = { ...recorded, reason: 'a slip', replacedBy: [] };
    const fact: Fact = { ...open, status: 'retconned', withdrawn };
    const elsewhere = { ...fact, withdrawn: { ...withdrawn, revision: 7 as Revision } };
    const otherwise = { ...fact, withdrawn: { ...withdrawn, reason: 'a lie' } };
    expect(isEmpty(diffOfFork(oneFact(fact), oneFact(elsewhere)))).toBe(true);
    expect(isEmpty(diffOfFork(oneFact(fact), oneFact(otherwise)))).toBe(false);
  });
});
