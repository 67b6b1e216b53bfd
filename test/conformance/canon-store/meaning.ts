import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import { auditLog } from '../../../src/domain/audit.ts';
import { compareFacts, foldLog, holds } from '../../../src/domain/fold.ts';
import type { CanonReader, LogEntry } from '../../../src/ports/canon-reader.ts';
import { canonHistory, moments } from '../../support/arbitraries/canon-history.ts';
import { worldLog } from '../../support/arbitraries/world-log.ts';
import { allPages, everythingIn, inBatches, type OpenCanonStore, wholeLog } from './tools.ts';

const runsMax = 25;

/** Every fact and node, at every revision and at moments of the story, as the fold of the log has it. */
const assertFolded = async (reader: CanonReader, universe: UniverseId, log: readonly LogEntry[]): Promise<void> => {
  const { revision: last, ...all } = foldLog(log, { knownAt: null });
  const [nodes, facts] = [[...all.nodes.keys()], [...all.facts.keys()]];
  for (let revision = 0; revision <= last; revision++) {
    const knownAt = revision as Revision;
    const then = foldLog(log, { knownAt });
    expect(await reader.nodes(universe, nodes, { knownAt })).toEqual(nodes.flatMap((id) => then.nodes.get(id) ?? []));
    expect(await reader.facts(universe, facts, { knownAt })).toEqual(facts.flatMap((id) => then.facts.get(id) ?? []));
    for (const asOf of [null, ...moments]) {
      const held = [...then.facts.values()].filter((fact) => holds(fact, asOf)).toSorted(compareFacts);
      const listed = await allPages((page) => reader.listFacts(universe, {}, page, { asOf, knownAt }));
      expect(listed).toEqual(held);
    }
  }
  const supports = await allPages((page) => reader.supports(universe, [...nodes, ...facts], page));
  expect(new Set(supports)).toEqual(new Set(all.supports.values()));
  expect(await reader.evidence(universe, [...all.evidence.keys()])).toEqual([...all.evidence.values()]);
};

/** Compares with what canon means, worked out without any store. */
export const meaning = (open: OpenCanonStore): void => {
  it('comes to the heads and the log that were worked out before, and gives them to a copy', async () => {
    await fc.assert(
      fc.asyncProperty(worldLog(), async ({ universe, containers, writes, heads, log }) => {
        await using opened = await open();
        await using copy = await open();
        const { reader, writer } = opened.store;
        await writer.putContainers(containers);
        for (const [i, write] of writes.entries())
          expect(await writer.commit(write)).toEqual({ kind: 'committed', head: heads[i] });
        expect(await wholeLog(reader, universe)).toEqual(log);
        expect(auditLog(log, await reader.head(universe))).toEqual([]);
        expect(await copy.store.writer.restore(universe, inBatches(log))).toEqual(heads.at(-1));
        const { logs, outbox } = await everythingIn(copy.store, universe);
        expect([logs, outbox]).toEqual([[log], []]);
      }),
      { numRuns: runsMax, endOnFailure: true },
    );
  });

  it('shows at every revision and story time what its log means', async () => {
    const worlds = fc.oneof(
      canonHistory(8).map(({ scribe, writes }) => ({ universe: scribe.universe, writes })),
      worldLog({ stepsMax: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(worlds, async ({ universe, writes }) => {
        await using opened = await open();
        const { reader, writer } = opened.store;
        for (const write of writes) await writer.commit(write);
        await assertFolded(reader, universe, await wholeLog(reader, universe));
      }),
      { numRuns: runsMax, endOnFailure: true },
    );
  });
};
