import { expect, it } from 'vitest';
import type { CycleId, UniverseId } from '../../schemas/ids.ts';
import type { TurnContext } from '../../schemas/loops.ts';
import { openSqliteJournal } from '../../src/adapters/embedded/narrative-store.ts';
import { readFileSync } from 'node:fs';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { startChild } from '../support/child.ts';
import { crashRepeatedly } from '../support/crash.ts';
import { openKeptStores } from '../support/keeper-table.ts';
import { expectWhole } from '../support/kept-whole.ts';
import { runs } from '../support/runs.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** `MONITOR_RUNS=100` takes a minute or two. */
const kills = runs(25);
const script = new URL('../support/children/play-story.ts', import.meta.url);

it(
  'goes on where it was killed, again and again, and has lost nothing that it acknowledged',
  { timeout: 600_000 },
  async () => {
    await using folder = await temporaryFolder();
    const lines = await crashRepeatedly({ script, args: () => [folder.path], kills, linesPerLifeMax: 60, seed: 1 });
    const acknowledged = lines.filter((line) => line !== '.').map((line) => line.split(' '));
    expect(acknowledged.length).toBeGreaterThan(kills);

    await using last = startChild(script, [folder.path, 'last']);
    expect(await last.ended).toMatchObject({ code: 0, stderr: '' });

    const { universe } = JSON.parse(readFileSync(folder.file('ruin.json'), 'utf8')) as { universe: UniverseId };
    await using stores = await openKeptStores(folder.path, seededWorld(1));
    await using journal = await openSqliteJournal({ path: folder.file('narrative.db'), program: 'monitor-test' });
    const all = async <C extends 'turns.user' | 'resolutions' | 'cycles' | 'stories' | 'turns.gm' | 'proposals'>(
      collection: C,
    ) => (await listAll(stores.narrative, collection, { universe })).map(({ document }) => document);

    // Whatever was acknowledged counts, as it was acknowledged.
    const cycles = await all('cycles');
    const turns = cycles.filter(({ loop }) => loop === 'turn');
    const contexts = new Map(
      turns.map(({ context, state }) => [
        (context as TurnContext).turn as string,
        { ...(context as TurnContext), state },
      ]),
    );
    const dice = new Map((await all('resolutions')).map(({ id, roll }) => [id as string, roll?.dice.join()]));
    const answers = new Set<string>((await all('turns.gm')).map(({ id }) => id));
    for (const [turn = '', resolution = '', die, answer = ''] of acknowledged) {
      expect(contexts.get(turn)).toMatchObject({ state: 'done', resolution, answer });
      expect(dice.get(resolution)).toBe(die);
      expect(answers.has(answer)).toBe(true);
    }
    // No turn was said, rolled or put forward twice.
    const said = (await all('turns.user')).filter(({ scene }) => scene !== null);
    expect(new Set(said.map(({ id }) => id)).size).toBe(said.length);
    expect(dice.size).toBeLessThanOrEqual(turns.length);
    const [story] = await all('stories');
    expect(story).toMatchObject({ state: 'completed', context: { owing: [] } });
    expect(cycles.filter(({ todo, isOver }) => todo !== null || !isOver)).toEqual([]);
    const asked = new Map<string, CycleId>();
    for (const { context, id } of turns)
      for (const proposal of (context as TurnContext).proposals) {
        expect(asked.has(proposal)).toBe(false);
        asked.set(proposal, id);
      }
    await expectWhole(stores, universe);
    expect(await stores.narrative.unsent(10)).toEqual([]);
    expect(await stores.canon.reader.unsent(10)).toEqual([]);
    expect(await journal.list('stories', { universe }, { max: 10, after: null })).toMatchObject({ next: null });
  },
);
