import { expect, it } from 'vitest';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import { linesOf, startChild } from '../support/child.ts';
import { crashRepeatedly } from '../support/crash.ts';
import { openKeptStores, toolsOn } from '../support/keeper-table.ts';
import { expectWhole } from '../support/kept-whole.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { allPages } from '../conformance/canon-store/tools.ts';

const script = new URL('../support/children/decide-canon.ts', import.meta.url);
const tale = 7;
const universe = seededWorld(tale).newId('universe');
const perBatch = 5;
const kills = 12;

/** `batch decision=verdict …`, as it was acknowledged. */
const decisionsIn = (lines: readonly string[]): string[] =>
  lines.flatMap((line) =>
    line
      .split(' ')
      .slice(1)
      .map((each) => each.split('=')[0] ?? ''),
  );

it(
  'keeps every decision that it acknowledged, once, however often its process is killed',
  { timeout: 300_000 },
  async () => {
    await using folder = await temporaryFolder();
    const lines = await crashRepeatedly({
      script,
      args: (life) => [folder.path, String(tale), String(life), '100000'],
      kills,
      linesPerLifeMax: 15,
      seed: 3,
    });
    await using stores = await openKeptStores(folder.path, seededWorld(99));
    await canonKeeper(toolsOn(stores, { world: seededWorld(98) })).recover();
    const decisions = await expectWhole(stores, universe);
    const kept = new Set(decisions.map(({ id }) => id as string));
    for (const id of decisionsIn(lines)) expect(kept).toContain(id);
    expect(lines.length).toBeGreaterThan(kills);
    // What waits was decided once as well: nothing new was found out about it.
    expect(new Set(decisions.map(({ proposal }) => proposal)).size).toBe(decisions.length);
  },
);

it(
  'decides each proposal once where two processes are asked for the same at the same time',
  { timeout: 300_000 },
  async () => {
    await using folder = await temporaryFolder();
    const batches = 25;
    await (await openKeptStores(folder.path, seededWorld(1)))[Symbol.asyncDispose]();
    await using children = new AsyncDisposableStack();
    const told = await Promise.all(
      [1, 2].map((seed) =>
        linesOf(children.use(startChild(script, [folder.path, String(tale), String(seed), String(batches)]))),
      ),
    );
    await using stores = await openKeptStores(folder.path, seededWorld(99));
    await canonKeeper(toolsOn(stores, { world: seededWorld(98) })).recover();
    const decisions = await expectWhole(stores, universe);
    expect(decisions).toHaveLength(4 + batches * perBatch);
    expect(told[0]).toEqual(told[1]); // whoever was later was told what the other had decided
    const people = await allPages((page) =>
      stores.canon.reader.listNodes(universe, { kind: 'entity', type: 'character' }, page),
    );
    expect(people).toHaveLength(batches);
  },
);
