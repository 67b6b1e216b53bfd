import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tables } from '../support/arbitraries/gate-tables.ts';
import { tales } from '../support/arbitraries/gate-tales.ts';
import { openedFor } from '../support/naive-gate/scene.ts';
import { impossibleInTime, impossibleTogether } from '../support/naive-gate/soundness.ts';
import { labelsOf, tell } from '../support/naive-gate/story.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';
import { runs } from '../support/runs.ts';

// Whatever was put before the gate: what it made of canon can be true. Usually the same tales are told each time; `MONITOR_RUNS=100000` tells new ones.

const usual = process.env['MONITOR_RUNS'] === undefined ? { seed: 20_261_124 } : {};
const told = tales(labelsOf(naiveVocabulary));

it('lets no two facts into canon that cannot both be true, no crowd, no ring, and nothing twice', () => {
  fc.assert(
    fc.property(tables, told, (table, chapters) => {
      const { setting } = openedFor(table);
      for (const { clock, moves } of chapters) setting.play(clock, moves);
      expect(impossibleTogether(naiveVocabulary, setting.canon()), tell(chapters)).toEqual([]);
    }),
    { numRuns: runs(800), ...usual },
  );
});

it('lets nobody do, suffer or become what they could not as they were', () => {
  fc.assert(
    fc.property(tables, told, (table, chapters) => {
      const { setting } = openedFor(table);
      // Whoever withdraws or corrects may leave behind what only they can answer for.
      const kept = chapters.map(({ clock, moves }) => ({
        clock,
        moves: moves.filter(({ what, intent }) => what !== 'retcon' && intent !== 'correct'),
      }));
      for (const { clock, moves } of kept) setting.play(clock, moves);
      expect(impossibleInTime(naiveVocabulary, setting.canon()), tell(kept)).toEqual([]);
    }),
    { numRuns: runs(800), ...usual },
  );
});
