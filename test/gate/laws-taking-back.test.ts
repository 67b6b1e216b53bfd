import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tables } from '../support/arbitraries/gate-tables.ts';
import { revertOf, tales } from '../support/arbitraries/gate-tales.ts';
import { openedFor } from '../support/naive-gate/scene.ts';
import type { Records } from '../support/naive-gate/forking.ts';
import { labelsOf, tell } from '../support/naive-gate/story.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';
import { runs } from '../support/runs.ts';

// What holds of taking back and of who is who. Under each law: a change of the gate that it was seen to catch.

/** The same tales each time, unless somebody asks for more of them. */
const usual = process.env['MONITOR_RUNS'] === undefined ? { seed: 20_261_125 } : {};
const told = tales(labelsOf(naiveVocabulary));

const byId = <T extends { id: string }>(records: readonly T[]): readonly T[] =>
  records.toSorted((a, b) => (a.id < b.id ? -1 : 1));

type Told = Pick<Records, 'facts' | 'nodes' | 'supports'>;

/** What is so, without by which commit. */
const plain = ({ facts, nodes, supports }: Told) => ({
  facts: byId(facts).map(({ introduced: _, withdrawn, ...fact }) => ({ ...fact, isWithdrawn: withdrawn !== null })),
  nodes: byId(nodes).map(({ introduced: _, ...node }) => node),
  supports: supports
    .map(({ target, evidence, status, sufficient }) => `${target} by ${evidence}: ${status} ${sufficient}`)
    .toSorted(),
});

const seen = new Set<string>();

// Caught: a rename that counts its own name among the former ones; a revert that takes back what was taken back.
it('changes nothing when it judges again what it accepted of taking back and of who is who', () => {
  fc.assert(
    fc.property(tables, told, (table, chapters) => {
      const { setting } = openedFor(table);
      for (const { clock, moves } of chapters)
        for (const move of moves) {
          const proposal = setting.proposalFor(move);
          const { verdict } = setting.playAlone(clock, proposal);
          if (verdict !== 'accepted' || 'claim' in proposal.content) continue;
          seen.add(move.what);
          const before = setting.records();
          setting.playAlone(clock, proposal);
          expect(setting.records(), tell(chapters)).toEqual(before);
        }
    }),
    { numRuns: runs(1_200), ...usual },
  );
});

const kinds = ['entity', 'lock', 'merge', 'rename', 'retcon', 'revert', 'split', 'unlock'];
it.skipIf(runs(1_200) < 1_200)('was asked for everything that it can accept of these', () => {
  expect([...seen].toSorted()).toEqual(kinds);
});

/** A tale, and which of its commits are reverted: how many back. */
const history = fc.record({ table: tables, chapters: told, ago: fc.nat(9) });

// Caught: whoever spoke for a fact and stays silent.
it('makes canon as before by a revert of a revert', () => {
  fc.assert(
    fc.property(history, ({ table, chapters, ago }) => {
      const { setting } = openedFor(table);
      const clock = chapters.at(-1)?.clock ?? null;
      const moves = chapters.flatMap((chapter) => chapter.moves);
      const accepted = moves.flatMap((move, i) =>
        setting.playAlone(clock, setting.proposalFor(move)).verdict === 'accepted' ? [i + 1] : [],
      );
      const revert = (batch: number) =>
        setting.playAlone(clock, setting.proposalFor(revertOf({ batch, number: moves.length + 1 })));
      const before = plain(setting.records());
      const batch = accepted.at(-1 - (ago % Math.max(1, accepted.length)));
      if (batch === undefined || revert(batch).verdict !== 'accepted') return;
      expect(revert(moves.length + 1), tell(chapters)).toMatchObject({ verdict: 'accepted' });
      expect(
        plain(setting.records()),
        `${tell(chapters)}\n-- and what came with move ${batch}, back and forth`,
      ).toEqual(before);
    }),
    { numRuns: runs(2_000), ...usual },
  );
});

/** Of what was there before: what is so of it now. */
const stillThere = (now: Told, before: Told) => {
  const ids = new Set<string>([...before.facts, ...before.nodes].map(({ id }) => id));
  return plain({
    facts: now.facts.filter(({ id }) => ids.has(id)),
    nodes: now.nodes.filter(({ id }) => ids.has(id)),
    supports: now.supports.filter(({ target, status }) => ids.has(target) && status === 'standing'),
  });
};

// Caught: what comes back only if it could be told anew.
it('makes of what was there what it was before the last commit by reverting that', () => {
  fc.assert(
    fc.property(tables, told, (table, chapters) => {
      const { setting } = openedFor(table);
      let before = setting.records();
      let [last, batch, clock]: [number, number, number | null] = [0, 0, null];
      for (const chapter of chapters)
        for (const move of chapter.moves) {
          batch += 1;
          const records = setting.records();
          if (setting.playAlone(chapter.clock, setting.proposalFor(move)).verdict !== 'accepted') continue;
          [before, last, clock] = [records, batch, chapter.clock];
        }
      const { verdict } = setting.playAlone(clock, setting.proposalFor(revertOf({ batch: last, number: batch + 1 })));
      if (verdict !== 'accepted') return;
      expect(stillThere(setting.records(), before), tell(chapters)).toEqual(stillThere(before, before));
    }),
    { numRuns: runs(1_200), ...usual },
  );
});
