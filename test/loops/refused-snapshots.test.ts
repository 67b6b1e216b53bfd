import { expect, it } from 'vitest';
import type { Cycle, LoopName } from '../../schemas/cycle.ts';
import type { StoryId } from '../../schemas/ids.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { everythingIn } from '../support/everything.ts';
import { openPlayTable, type PlayTable } from '../support/play-table.ts';

// A story of which any part was left by a later version, or is damaged, is refused with the reason before anything of it is touched.

const action = { kind: 'action', as: null, replaces: null } as const;

/** Left by a process that was cut off while the narrator was asked: story, scene and turn are all under way. */
const leftInTheMiddle = async (table: PlayTable, isPaused: boolean): Promise<StoryId> => {
  const stop = new AbortController();
  const play = table.sitDown({
    signal: stop.signal,
    workers: ({ Narrator, ...made }) => ({
      ...made,
      ...(Narrator === undefined
        ? {}
        : {
            Narrator: {
              ...Narrator,
              narrate: () => {
                stop.abort(new Error('killed'));
                return new Promise(() => undefined);
              },
            },
          }),
    }),
  });
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
  if (isPaused) await play.toStory(context.story, 'pause');
  else await expect(play.say(context.story, { text: 'I attack the orc', ...action })).rejects.toThrow('killed');
  return context.story;
};

const collectionOf = (loop: LoopName) => (loop === 'story' ? 'stories' : 'cycles');

const spoil = async ({ stores, universe }: PlayTable, loop: LoopName, part: Partial<Cycle>): Promise<void> => {
  const kept = await listAll(stores.narrative, collectionOf(loop), { universe });
  const found = kept.find(({ document }) => document.loop === loop);
  if (found === undefined) throw new Error(`no ${loop} was kept`);
  const document = { ...found.document, ...part };
  const write = { document, events: [], expected: found.version };
  expect(await stores.journal.replace(collectionOf(loop), write)).toBe('written');
};

const spoiled: readonly (readonly [string, Partial<Cycle>])[] = [
  ['cycle_from_later', { format: 2 }],
  // What a later version knows is nothing that this one could tell apart from damage.
  ['cycle_from_later', { format: 2, state: 'dreaming', context: { dream: 1 }, todo: { kind: 'dream' } }],
  ['broken_cycle', { context: { kind: 'action' } }],
  ['broken_cycle', { state: 'dreaming' }],
  ['cycle_from_later', { format: 2, todo: { kind: 'dream' } }],
  ['broken_cycle', { todo: { kind: 'dream' } }],
  ['broken_cycle', { todo: 'dream' }],
];
const cases = (['story', 'scene', 'turn'] as const).flatMap((loop) =>
  spoiled.map(([code, part]) => ({ loop, code, part })),
);

it.each(cases)('is refused as $code when its $loop has $part, and nothing is changed', async ({ loop, code, part }) => {
  await using table = await openPlayTable();
  const story = await leftInTheMiddle(table, false);
  await spoil(table, loop, part);
  const other = table.sitDown({ holder: 'there', isAlive: () => false });
  await other.leave(); // what happened before is told
  const before = await everythingIn(table);
  await expect(other.enter(story)).rejects.toMatchObject({ code, kind: 'terminal' });
  await other.leave();
  expect(await everythingIn(table)).toEqual(before);
});

it('stays paused when a scene of it was left by a later version', async () => {
  await using table = await openPlayTable();
  const story = await leftInTheMiddle(table, true);
  await spoil(table, 'scene', { format: 2 });
  const other = table.sitDown({ holder: 'there', isAlive: () => false });
  await other.leave(); // what happened before is told
  const before = await everythingIn(table);
  await expect(other.enter(story)).rejects.toMatchObject({ code: 'cycle_from_later' });
  expect((await other.storyAt(story)).state).toBe('suspended');
  await other.leave();
  expect(await everythingIn(table)).toEqual(before);
});
