import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Proposal } from '../../schemas/gate.ts';
import type { FactId } from '../../schemas/ids.ts';
import type { GateWorld } from '../../src/gate/world.ts';
import { tables } from '../support/arbitraries/gate-tables.ts';
import { tales } from '../support/arbitraries/gate-tales.ts';
import { judged, judgedAlone, lastSceneOf } from '../support/naive-gate/scene.ts';
import { labelsOf } from '../support/naive-gate/story.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';
import { runs } from '../support/runs.ts';

// What holds of every decision. Under each law: a change of the gate that it was seen to catch.

const told = tales(labelsOf(naiveVocabulary));

const shuffledWorld = (world: GateWorld, seed: number): GateWorld => {
  const mixed = <T>(list: readonly T[]): T[] =>
    list
      .map((each, i) => ({ each, key: ((i + 1) * 7919 * (seed + 1)) % 104_729 }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ each }) => each);
  const { nodes, facts, evidence, stubs } = world;
  return { ...world, nodes: mixed(nodes), facts: mixed(facts), evidence: mixed(evidence), stubs: mixed(stubs) };
};

// Caught: conflicts named in the order of canon's list; the first of two facts that say the same taken as the known one.
it('judges the same twice, and in whatever order canon is handed to it', () => {
  fc.assert(
    fc.property(tables, told, fc.nat(1_000), (table, chapters, seed) => {
      const { policy, world, proposals } = lastSceneOf({ ...table, axioms: [] }, chapters);
      const once = judged(policy, world, proposals);
      expect(judged(policy, world, proposals)).toEqual(once);
      const sorted = ({ judgements, outcome }: typeof once) => ({
        judgements: judgements.map(({ verdict, standing, threshold, reasons, effects }) => ({
          ...{ verdict, standing, threshold },
          reasons: reasons.map((reason) => ({
            ...reason,
            detail: null,
            facts: reason.facts.toSorted(),
            nodes: reason.nodes.toSorted(),
          })),
          effects: {
            ...effects,
            ended: effects.ended.toSorted((a, b) => (a.fact < b.fact ? -1 : 1)),
            ...{ retconned: effects.retconned.toSorted(), restored: effects.restored.toSorted() },
            ...{ flagged: effects.flagged.toSorted(), contested: effects.contested.toSorted() },
            supported: effects.supported.toSorted(),
          },
        })),
        facts: outcome.facts
          .map((fact) => ({ ...fact, replaces: fact.replaces.toSorted() }))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      });
      expect(sorted(judged(policy, shuffledWorld(world, seed), proposals))).toEqual(sorted(once));
    }),
    { numRuns: runs(400) },
  );
});

// Caught: a proposal that is skipped where its evidence is missing; a default verdict of `accepted`.
it('answers each proposal once and with a reason, and takes silence for no consent', () => {
  fc.assert(
    fc.property(tables, told, (table, chapters) => {
      const { policy, world, proposals } = lastSceneOf(table, chapters);
      const { judgements, outcome } = judged(policy, world, proposals);
      expect(judgements.map(({ proposal }) => proposal.id)).toEqual(proposals.map(({ id }) => id));
      for (const { reasons } of judgements) expect(reasons.length).toBeGreaterThan(0);
      const silent = judged(policy, world, []);
      expect([...silent.judgements, ...silent.outcome.facts, ...silent.outcome.nodes]).toEqual([]);
      // What nobody has seen evidence for changes nothing.
      const unheard = proposals.map((proposal): Proposal => ({ ...proposal, evidence: [] }));
      const nothing = judged(policy, world, unheard);
      expect([...nothing.outcome.facts, ...nothing.outcome.nodes, ...nothing.outcome.evidence]).toEqual([]);
      const supported = new Set(outcome.supports.map(({ target }) => target));
      for (const { effects } of judgements) for (const id of effects.introduced) expect(supported.has(id)).toBe(true);
    }),
    { numRuns: runs(400) },
  );
});

// Caught: the authority of the proposal believed; an agent's word taken for the GM's; a threshold of the system's base.
it('never takes a model for the GM, and never a bare word of the system for enough', () => {
  fc.assert(
    fc.property(tables, told, fc.constantFrom('gm_turn', 'player_turn', 'scene'), (table, chapters, origin) => {
      const { policy, world, proposals } = lastSceneOf(
        { ...table, policy: { ...table.policy, threshold: 0.7 } },
        chapters,
      );
      const byAgent = proposals.map((proposal): Proposal => ({
        ...proposal,
        authority: 'gm',
        proposedBy: { kind: 'agent', name: 'Narrator', seat: null },
      }));
      for (const proposal of byAgent) expect(judgedAlone(policy, world, proposal).standing.authority).not.toBe('gm');
      const merelySaid = { ...world, evidence: world.evidence.map((known) => ({ ...known, origin })) };
      const { judgements, outcome } = judged(policy, merelySaid, proposals);
      expect([...outcome.facts, ...outcome.nodes]).toEqual([]);
      for (const { standing } of judgements) expect(standing.authority).toBe('system');
    }),
    { numRuns: runs(400) },
  );
});

// Caught: confidence of an agent that counts for authorities other than the system's, or that lowers the threshold.
it('lets a model advise and no more: its doubt turns a yes into a question, its certainty turns nothing into a yes', () => {
  fc.assert(
    fc.property(tables, told, fc.double({ min: 0, max: 1, noNaN: true }), (table, chapters, doubt) => {
      const { policy, world, proposals } = lastSceneOf(table, chapters);
      for (const proposal of proposals) {
        const sure = judgedAlone(policy, world, { ...proposal, confidence: 1 });
        const unsure = judgedAlone(policy, world, { ...proposal, confidence: doubt });
        if (unsure.verdict === 'accepted') expect(sure.verdict).toBe('accepted');
        if (sure.verdict === 'rejected') expect(unsure.verdict).not.toBe('accepted');
        if (sure.standing.authority !== 'system') expect(unsure.verdict).toBe(sure.verdict);
      }
    }),
    { numRuns: runs(400) },
  );
});

/** Of these there can be too many at once, each of whom could be. */
const crowding = new Set(['guards', 'serves', 'part_of', 'parent_of', 'child_of', 'birth']);

// Caught: `contradicts_canon` naming only the first conflict, all facts of the subject, or none.
it('names facts that are enough for what it refuses, and each conflict is one by itself', () => {
  fc.assert(
    fc.property(tables, told, (table, chapters) => {
      const { policy, world: whole, proposals } = lastSceneOf({ ...table, axioms: [] }, chapters);
      // Of documents that disagree, the lesser may give way where a weightier one does not.
      const world = { ...whole, backing: new Map() };
      for (const proposal of proposals) {
        const { content } = proposal;
        if (!('claim' in content) || crowding.has(content.claim.predicate)) continue;
        const { verdict, reasons } = judgedAlone(policy, world, proposal);
        const [first] = reasons;
        if (first?.code === 'contradicts_canon') expect(first.facts.length).toBeGreaterThan(0);
        if (verdict !== 'rejected' || first === undefined || first.facts.length === 0) continue;
        const causes = 'event' in content.claim ? content.claim.event.causedBy : [];
        const bases = [...content.claim.derivesFrom, ...causes];
        const knowing = (ids: readonly FactId[]): GateWorld => {
          const seen = new Set([...ids, ...bases]);
          return { ...world, facts: world.facts.filter(({ id }) => seen.has(id)) };
        };
        const again = judgedAlone(policy, knowing(first.facts), proposal);
        expect(again.verdict).toBe(verdict);
        // Of an event something else may be wrong as well once less is known of who takes part.
        if (content.type !== 'event') expect(again.reasons[0]?.code).toBe(first.code);
        if (first.code !== 'contradicts_canon') continue;
        for (const id of first.facts) {
          const alone = judgedAlone(policy, knowing([id]), proposal);
          expect([alone.verdict, alone.reasons[0]?.code]).toEqual([verdict, first.code]);
        }
      }
    }),
    { numRuns: runs(800) },
  );
});

// Caught: numbers left out of `needs_review` and `in_the_future`.
it('names the numbers that it decides by', () => {
  fc.assert(
    fc.property(tables, told, (table, chapters) => {
      const { policy, world, proposals } = lastSceneOf(table, chapters);
      for (const proposal of proposals) {
        const { reasons, standing, threshold } = judgedAlone(policy, world, proposal);
        const [first] = reasons;
        expect(threshold).toBe(policy.threshold);
        const isWeighed = first?.code === 'needs_review' || first?.code === 'no_evidence';
        if (isWeighed && 'claim' in proposal.content)
          expect(first.numbers).toEqual({ confidence: standing.confidence, threshold });
        if (first?.code === 'in_the_future') expect(first.numbers).toHaveProperty('clock', world.clock?.second);
      }
    }),
    { numRuns: runs(400) },
  );
});
