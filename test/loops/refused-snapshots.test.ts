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

/** What of it is decided waits for the end of the scene. */
const withDamagedTurn = async (table: PlayTable) => {
  const play = table.sitDown();
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
  await play.say(context.story, { text: 'I search the room', ...action });
  await spoil(table, 'turn', { context: { kind: 'action' } });
  const [turn] = (await listAll(table.stores.narrative, 'cycles', { universe: table.universe })).filter(
    ({ document }) => document.loop === 'turn',
  );
  return { play, story: context.story, scene: context.scene, turn: turn?.document.id ?? '' };
};

it('takes back no turn that is damaged, and tells which it is', async () => {
  await using table = await openPlayTable();
  const { play, story, turn } = await withDamagedTurn(table);
  const refused = { code: 'broken_cycle', message: expect.stringContaining(turn) as string };
  for (const change of [() => play.undo(story, 1), () => play.retell(story), () => play.played(story)])
    await expect(change()).rejects.toMatchObject(refused);
  await play.leave();
});

it('has its scene wait for a person where it cannot be decided what a damaged turn put forward', async () => {
  await using table = await openPlayTable();
  const { play, story, scene } = await withDamagedTurn(table);
  await play.toScene(story, 'end');
  expect(scene === null ? null : await play.sceneAt(scene)).toMatchObject({
    state: 'failed',
    context: { failure: { step: 'deciding', code: 'broken_cycle' } },
  });
  await play.leave();
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
