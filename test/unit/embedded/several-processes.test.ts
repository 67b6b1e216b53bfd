import { expect, it } from 'vitest';
import { openSqliteEventLog } from '../../../src/adapters/embedded/event-log.ts';
import { openSqliteNarrativeStore } from '../../../src/adapters/embedded/narrative-store.ts';
import { type Child, linesOf, startChild } from '../../support/child.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { integrityOf } from '../../support/whole-file.ts';

const program = 'monitor-test';
const world = seededWorld(1);
const rounds = 60;

const script = (name: string): URL => new URL(`../../support/children/${name}.ts`, import.meta.url);

/** Starts them all, and gives what each has printed. Fails if one does. */
const runAll = async (starts: readonly (() => Child)[]): Promise<(readonly string[])[]> => {
  await using children = new AsyncDisposableStack();
  return await Promise.all(starts.map((start) => linesOf(children.use(start()))));
};

it('two processes write one narrative and a third reads it meanwhile', { timeout: 120_000 }, async () => {
  await using folder = await temporaryFolder();
  const path = folder.file('narrative.sqlite');
  const universe = world.newId('universe');
  await using store = await openSqliteNarrativeStore({ path, mode: 'write', program });
  const turns = 2 * rounds * 4;
  const [a = [], b = [], seen = []] = await runAll([
    () => startChild(script('write-narrative'), [path, universe, '1', String(rounds)]),
    () => startChild(script('write-narrative'), [path, universe, '2', String(rounds)]),
    () => startChild(script('read-narrative'), [path, universe, String(turns)]),
  ]);
  expect(await store.count('turns.user', universe)).toBe(turns);
  expect([...a, ...b].filter((line) => line.startsWith('turn '))).toHaveLength(turns);
  for (const lines of [a, b]) expect(lines.at(-1)).not.toContain('conflict');
  expect(seen.at(-1)).toBe(`saw ${turns}`);
  expect(integrityOf(path)).toBe('ok');
});

it('two processes append to one log and two members of a group share what comes', { timeout: 120_000 }, async () => {
  await using folder = await temporaryFolder();
  const path = folder.file('events.sqlite');
  const universe = world.newId('universe');
  await using log = await openSqliteEventLog({ path, world, program });
  const events = 2 * rounds * 6;
  const [, , ...members] = await runAll([
    () => startChild(script('append-events'), [path, universe, '1', String(rounds)]),
    () => startChild(script('append-events'), [path, universe, '2', String(rounds)]),
    () => startChild(script('consume-events'), [path, universe, 'a', String(events)]),
    () => startChild(script('consume-events'), [path, universe, 'b', String(events)]),
  ]);
  const group = { universe, group: 'readers' };
  expect([await log.length(universe), await log.lag(group)]).toEqual([events, 0]);
  const handed = members.map((lines) => lines.filter((line) => line.startsWith('handed ')));
  expect(new Set(handed.flat()).size).toBe(events);
  expect(handed.flat()).toHaveLength(events);
  for (const lines of handed) expect(lines.toSorted()).toEqual(lines);
  expect(integrityOf(path)).toBe('ok');
});
