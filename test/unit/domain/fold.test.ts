import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entity, Fact } from '../../../schemas/canon.ts';
import type { Support } from '../../../schemas/evidence.ts';
import type { FactId } from '../../../schemas/ids.ts';
import type { Revision, StoryTime } from '../../../schemas/time.ts';
import {
  type CanonState,
  compareFacts,
  factAsOf,
  foldLog,
  holds,
  liveAt,
  stateAsOf,
} from '../../../src/domain/fold.ts';
import { anyFact, anySupport } from '../../support/arbitraries/canon.ts';
import { anyStoryTime } from '../../support/arbitraries/values.ts';
import { worldLog } from '../../support/arbitraries/world-log.ts';

const runs = { numRuns: 40 };

/** Moments as one number each, so that the tests know another order than the code: seconds are small here, or at the ends of time. */
const rank = ({ second, ordinal }: StoryTime): bigint => BigInt(second) * 65_536n + BigInt(ordinal);
const moment = (second: number, ordinal = 0): StoryTime => ({ second, ordinal });

const stateOf = (facts: readonly Fact[]): CanonState => ({
  revision: 1 as Revision,
  nodes: new Map(),
  facts: new Map(facts.map((fact) => [fact.id, fact])),
  evidence: new Map(),
  supports: new Map(),
});
const anyState = fc.array(anyFact, { maxLength: 12 }).map(stateOf);
const idsOf = (facts: readonly Fact[]): FactId[] => facts.map(({ id }) => id);

const sample = fc.sample(anyFact, { numRuns: 1, seed: 7 })[0];
const factWith = (changes: Partial<Fact>): Fact => {
  if (sample === undefined) throw new Error('no sample');
  return { ...sample, status: 'canon', heldUntil: null, withdrawn: null, ...changes };
};

describe('the fold of a log', () => {
  it('holds the last state of every record', () => {
    fc.assert(
      fc.property(worldLog(), ({ log, writes, heads }) => {
        const state = foldLog(log, { knownAt: null });
        const last = <T, K>(records: readonly T[], keyOf: (record: T) => K) =>
          new Map(records.map((record) => [keyOf(record), record]));
        expect(state).toEqual({
          revision: heads.at(-1)?.revision,
          nodes: last(
            writes.flatMap(({ nodes }) => nodes),
            ({ id }) => id,
          ),
          facts: last(
            writes.flatMap(({ facts }) => facts),
            ({ id }) => id,
          ),
          evidence: last(
            writes.flatMap(({ evidence }) => evidence),
            ({ id }) => id,
          ),
          supports: last(
            writes.flatMap(({ supports }) => supports),
            ({ target, evidence }) => `${target} ${evidence}`,
          ),
        });
      }),
      runs,
    );
  });

  it('knows at a revision exactly what was recorded up to it', () => {
    fc.assert(
      fc.property(worldLog(), ({ log, entries, heads }) => {
        for (const [index, { revision }] of heads.entries())
          expect(foldLog(log, { knownAt: revision })).toEqual(
            foldLog(entries.slice(0, index + 1).flat(), { knownAt: null }),
          );
      }),
      { numRuns: 15 },
    );
  });

  it('loses nothing from one revision to the next', () => {
    fc.assert(
      fc.property(worldLog(), ({ log, heads }) => {
        let before = foldLog([], { knownAt: null });
        for (const { revision } of heads) {
          const state = foldLog(log, { knownAt: revision });
          for (const kind of ['nodes', 'facts', 'evidence', 'supports'] as const)
            for (const key of before[kind].keys()) expect([...state[kind].keys()]).toContain(key);
          before = state;
        }
      }),
      { numRuns: 15 },
    );
  });

  it('is empty at revision 0', () => {
    fc.assert(
      fc.property(worldLog({ stepsMax: 3 }), ({ log }) => {
        expect(foldLog(log, { knownAt: 0 as Revision })).toEqual(foldLog([], { knownAt: null }));
      }),
      runs,
    );
  });
});

describe('canon at a story time', () => {
  it('counts a fact from its start, and no longer at its end', () => {
    const fact = factWith({ valid: { from: moment(10), to: moment(20, 3) }, status: 'ended' });
    const at = [moment(9, 9), moment(10), moment(10, 1), moment(20, 2), moment(20, 3), moment(21)];
    expect(at.map((time) => holds(fact, time))).toEqual([false, true, true, true, false, false]);
  });

  it('counts a fact of unknown start as holding at every time before its end', () => {
    const over = factWith({ valid: { from: null, to: moment(20) }, status: 'ended' });
    expect([moment(-(2 ** 46)), moment(19), moment(20)].map((time) => holds(over, time))).toEqual([true, true, false]);
    expect(holds(factWith({ valid: { from: null, to: null } }), moment(2 ** 46))).toBe(true);
  });

  it('never shows what was retconned', () => {
    fc.assert(
      fc.property(anyState, fc.option(anyStoryTime), (state, asOf) => {
        const { live, contested, history } = liveAt(state, asOf);
        for (const { status } of [...live, ...contested, ...history]) expect(status).not.toBe('retconned');
        for (const fact of state.facts.values()) expect(fact.status === 'retconned' && holds(fact, asOf)).toBe(false);
      }),
    );
  });

  it('puts every other fact that has begun in one list, by its interval and not by its status', () => {
    fc.assert(
      fc.property(anyState, anyStoryTime, (state, asOf) => {
        const { live, contested, history } = liveAt(state, asOf);
        for (const fact of state.facts.values()) {
          const { from, to } = fact.valid;
          const begun = from === null || rank(from) <= rank(asOf);
          const over = to !== null && rank(to) <= rank(asOf);
          const lists = { live, contested, history };
          const expected =
            fact.status === 'retconned' || !begun
              ? []
              : [over ? 'history' : fact.status === 'contested' ? 'contested' : 'live'];
          const found = Object.entries(lists).filter(([, facts]) => facts.includes(fact));
          expect(found.map(([name]) => name)).toEqual(expected);
        }
      }),
    );
  });

  it('without a time shows everything that was ever so, and takes none of it for over', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const { live, contested, history } = liveAt(state, null);
        const shown = [...state.facts.values()].filter(({ status }) => status !== 'retconned');
        expect([...live, ...contested].toSorted(compareFacts)).toEqual(shown.toSorted(compareFacts));
        expect(history).toEqual([]);
      }),
    );
  });

  it('lists facts by start, unknown first, then by id', () => {
    fc.assert(
      fc.property(anyState, anyStoryTime, (state, asOf) => {
        const { live } = liveAt(state, asOf);
        for (const [index, fact] of live.slice(1).entries()) {
          const before = live[index]?.valid.from ?? null;
          const here = fact.valid.from;
          const sameStart = before === null ? here === null : here !== null && rank(before) === rank(here);
          if (sameStart) expect((live[index]?.id ?? '') < fact.id).toBe(true);
          else expect(before === null || (here !== null && rank(before) < rank(here))).toBe(true);
        }
      }),
    );
  });

  it('shows the standing supports of what it shows, and no nodes that were retconned', () => {
    fc.assert(
      fc.property(worldLog(), anyStoryTime, ({ log }, asOf) => {
        const state = foldLog(log, { knownAt: null });
        const { nodes, live, contested, history, supports } = liveAt(state, asOf);
        const shown = new Set<string>([...nodes, ...live, ...contested, ...history].map(({ id }) => id));
        expect(supports).toEqual(
          [...state.supports.values()].filter(({ target, status }) => status === 'standing' && shown.has(target)),
        );
        const withdrawn = [...state.nodes.values()].filter((node) => 'status' in node && node.status === 'retconned');
        expect([...state.nodes.values()].filter(({ id }) => !shown.has(id))).toEqual(withdrawn);
      }),
      runs,
    );
  });
});

describe('nodes', () => {
  it('are shown as long as nobody took them back, whatever else became of them', () => {
    const [before] = fc.sample(
      worldLog().map(({ log }) => foldLog(log, { knownAt: null })),
      { numRuns: 1, seed: 11 },
    );
    const entity = [...(before?.nodes.values() ?? [])].find((node) => node.kind === 'entity');
    if (before === undefined || entity === undefined) throw new Error('nobody is there');
    const shownAs = (status: Entity['status']) => {
      const nodes = new Map(before.nodes).set(entity.id, { ...entity, status });
      return liveAt({ ...before, nodes }, null).nodes.map(({ id }) => id);
    };
    const all = [...before.nodes.keys()];
    expect(shownAs('canon')).toEqual(all);
    expect(shownAs('merged')).toEqual(all);
    expect(shownAs('retconned')).toEqual(all.filter((id) => id !== entity.id));
  });

  it('take with them what stands behind them', () => {
    const fact = factWith({ valid: { from: null, to: null } });
    const support = fc.sample(anySupport, { numRuns: 1, seed: 3 })[0];
    if (support === undefined) throw new Error('no support');
    const state = (part: Partial<Support>): CanonState => ({
      ...stateOf([fact]),
      supports: new Map([['one', { ...support, target: fact.id, status: 'standing', ...part }]]),
    });
    const shown = (part: Partial<Support>) => liveAt(state(part), null).supports.length;
    expect(shown({})).toBe(1);
    expect(shown({ status: 'withdrawn' })).toBe(0);
    expect(shown({ target: `${fact.id.slice(0, -1)}${fact.id.endsWith('0') ? '1' : '0'}` as FactId })).toBe(0);
  });
});

describe('canon as seen from a story time', () => {
  it('holds the same facts at that time as canon does', () => {
    fc.assert(
      fc.property(anyState, anyStoryTime, (state, asOf) => {
        const [then, now] = [liveAt(stateAsOf(state, asOf), asOf), liveAt(state, asOf)];
        expect(idsOf(then.live)).toEqual(idsOf(now.live));
        expect(idsOf(then.contested)).toEqual(idsOf(now.contested));
        expect(then.history).toEqual(now.history);
      }),
    );
  });

  it('knows nothing of what begins, has ended or is asserted later', () => {
    fc.assert(
      fc.property(anyState, anyStoryTime, (state, asOf) => {
        for (const { valid, heldUntil, status, kind } of stateAsOf(state, asOf).facts.values()) {
          if (valid.from !== null) expect(rank(valid.from) <= rank(asOf)).toBe(true);
          if (valid.to !== null && status === 'ended' && kind !== 'event')
            expect(rank(valid.to) <= rank(asOf)).toBe(true);
          if (heldUntil !== null) expect(rank(heldUntil) <= rank(asOf)).toBe(true);
        }
      }),
    );
  });

  it('makes valid facts, and the same ones again when looked at again', () => {
    fc.assert(
      fc.property(anyState, anyStoryTime, (state, asOf) => {
        const then = stateAsOf(state, asOf);
        for (const fact of then.facts.values()) expect(Fact.parse(fact)).toEqual(fact);
        expect(stateAsOf(then, asOf)).toEqual(then);
      }),
    );
  });

  it('reopens what has ended since, and leaves an end that is no news', () => {
    const ended = factWith({ kind: 'state', valid: { from: moment(1), to: moment(9) }, status: 'ended' });
    expect(factAsOf(ended, moment(5))).toEqual({
      ...ended,
      status: 'canon',
      valid: { from: moment(1), to: null },
      heldUntil: moment(5),
    });
    expect(factAsOf(ended, moment(9))).toBe(ended);
    expect(factAsOf(ended, moment(0, 9))).toBe(null);
    const event = factWith({ kind: 'event', valid: { from: moment(5), to: moment(5, 1) }, status: 'ended' });
    const stated = factWith({ valid: { from: moment(1), to: moment(9) } });
    for (const fact of [event, stated]) expect(factAsOf(fact, moment(5))).toBe(fact);
  });

  it('holds an open fact for asserted up to then at most', () => {
    const open = factWith({ valid: { from: null, to: null }, heldUntil: moment(9) });
    expect(factAsOf(open, moment(5))).toEqual({ ...open, heldUntil: moment(5) });
    expect(factAsOf(open, moment(9))).toBe(open);
  });

  it('drops the supports of what has not begun, and no others', () => {
    fc.assert(
      fc.property(worldLog(), anyStoryTime, ({ log }, asOf) => {
        const state = foldLog(log, { knownAt: null });
        const then = stateAsOf(state, asOf);
        const kept = [...state.supports.values()].filter(
          ({ target }) => !state.facts.has(target as FactId) || then.facts.has(target as FactId),
        );
        expect([...then.supports.values()]).toEqual(kept);
        expect(then.nodes).toEqual(state.nodes);
      }),
      runs,
    );
  });
});
