import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { ProposalId } from '../../schemas/ids.ts';
import type { HouseRule } from '../../schemas/policy.ts';
import type { Judgement } from '../../src/gate/evaluate.ts';
import { tables } from '../support/arbitraries/gate-tables.ts';
import { type Chapter, tales } from '../support/arbitraries/gate-tales.ts';
import { judged, lastSceneOf } from '../support/naive-gate/scene.ts';
import { labelsOf, tell } from '../support/naive-gate/story.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';
import { runs } from '../support/runs.ts';

// What holds of a batch. Under each law: a change of the gate that it was seen to catch.

/** The same tales each time, unless somebody asks for more of them. */
const usual = process.env['MONITOR_RUNS'] === undefined ? { seed: 20_261_124 } : {};
const told = tales(labelsOf(naiveVocabulary));

const gist = ({ verdict, reasons, effects }: Judgement) => ({ verdict, code: reasons[0]?.code, effects });

/** All of a tale in one batch, so that what it says meets within it. What an event of the batch brings about has no name there. */
const atOnce = (chapters: readonly Chapter[]): readonly Chapter[] => {
  const moves = chapters.flatMap((chapter) => chapter.moves).filter((move) => !/"f\d+\./.test(JSON.stringify(move)));
  return [{ clock: chapters.at(-1)?.clock ?? null, moves }];
};
const whole = told.map(atOnce);

/** Of what came at once, nobody knows what was told first, which decides what stands where two turn out to be one. */
const withoutMerges = (chapters: readonly Chapter[]): readonly Chapter[] =>
  chapters.map(({ clock, moves }) => ({
    clock,
    moves: moves.filter(({ what }) => what !== 'merge' && what !== 'split' && what !== 'revert'),
  }));

/** As canon would hold it, without which commit it was. */
const plain = (facts: readonly Fact[]) =>
  facts
    .map(({ introduced: _, withdrawn, ...fact }) => ({ ...fact, withdrawnFor: withdrawn?.replacedBy ?? null }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

// Caught: an overlay that keeps the first state of a fact; levels and former states that are known only between batches.
it('judges a batch at once as it judges its proposals one by one', () => {
  fc.assert(
    fc.property(tables, whole.map(withoutMerges), (table, chapters) => {
      const scene = lastSceneOf(table, chapters);
      const { judgements, outcome } = judged(scene.policy, scene.world, scene.proposals);
      const clock = chapters.at(-1)?.clock ?? null;
      const alone = lastSceneOf(table, chapters);
      // A ring of dependencies shows in a batch alone.
      if (judgements.some(({ reasons }) => reasons[0]?.code === 'dependency_cycle')) return;
      const each = alone.proposals.map((proposal) => alone.setting.playAlone(clock, proposal));
      expect(each.map(gist), tell(chapters)).toEqual(judgements.map(gist));
      const after = new Map(scene.world.facts.map((fact) => [fact.id, fact]));
      for (const fact of outcome.facts) after.set(fact.id, fact);
      expect(plain(alone.setting.facts()), tell(chapters)).toEqual(plain([...after.values()]));
    }),
    { numRuns: runs(800), ...usual },
  );
});

/** So that something would be done, and is refused in the end. */
const noRoyalty: HouseRule = {
  ...{ id: 'no_royalty', effect: 'reject', when: 'proposal.predicate in ["rules", "vital", "owns", "coronation"]' },
  because: 'the house says so',
};

/** Everything that depends on one of them, over however many others. */
const hangingOn = (proposals: readonly Proposal[], ids: ReadonlySet<ProposalId>): ReadonlySet<ProposalId> => {
  const hanging = new Set(ids);
  for (let before = -1; before !== hanging.size;) {
    before = hanging.size;
    for (const { id, dependsOn } of proposals) if (dependsOn.some((base) => hanging.has(base))) hanging.add(id);
  }
  return hanging;
};

// Caught: a change carried out before the house is asked; evidence of a refused proposal that goes into the commit.
it('keeps no trace of what it does not accept, and lets nothing but its dependents suffer for it', () => {
  fc.assert(
    fc.property(tables, whole, (table, chapters) => {
      const { policy: own, world, proposals } = lastSceneOf(table, chapters);
      const policy = { ...own, rules: [...own.rules, noRoyalty] };
      const all = judged(policy, world, proposals);
      const accepted = all.judgements.filter(({ verdict }) => verdict === 'accepted');
      const others = judged(
        policy,
        world,
        accepted.map(({ proposal }) => proposal),
      );
      expect(others.judgements.map(gist)).toEqual(accepted.map(gist));
      expect(others.outcome).toEqual(all.outcome);

      const refused = new Set(
        all.judgements.filter(({ verdict }) => verdict !== 'accepted').map(({ proposal }) => proposal.id),
      );
      const free = proposals.filter(({ id }) => !hangingOn(proposals, refused).has(id));
      expect(free.every(({ id }) => accepted.some(({ proposal }) => proposal.id === id))).toBe(true);
    }),
    { numRuns: runs(400) },
  );
});

const isClaim = ({ content }: Proposal): boolean => 'claim' in content;

// Caught: `id_taken` before the duplicate; support that counts twice; a known effect that is told again.
it('changes nothing when what it accepted is judged again', () => {
  fc.assert(
    fc.property(tables, told, (table, chapters) => {
      const { proposals, setting } = lastSceneOf(table, chapters);
      const clock = chapters.at(-1)?.clock ?? null;
      for (const proposal of proposals.filter(isClaim)) {
        const before = setting.facts();
        const { verdict, effects } = setting.playAlone(clock, proposal);
        // What is there afterwards and was not contested, nor only in part what was said.
        if (verdict !== 'accepted' || effects.contested.length > 0 || effects.ended.length > 0) continue;
        const facts = setting.facts();
        expect(facts.length).toBeGreaterThanOrEqual(before.length);
        const [again] = setting.ask(clock, [proposal]).judgements;
        expect(again).toMatchObject({ verdict: 'accepted', reasons: [{ code: 'already_known' }] });
        expect(again?.effects).toMatchObject({ introduced: [], ended: [], retconned: [], restored: [] });
        expect(plain(setting.ask(clock, [proposal]).outcome.facts)).toEqual([]);
      }
    }),
    { numRuns: runs(400) },
  );
});
