import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Workers } from '../../agents/contract.ts';
import type { Play } from '../../agents/orchestrator/play/play.ts';
import type { FramingDraft, Saying } from '../../agents/orchestrator/play/playing.ts';
import type { EntityId, StoryId } from '../../schemas/ids.ts';
import { everythingIn } from '../support/everything.ts';
import { beginStory, openPlayTable, type PlayTable } from '../support/play-table.ts';

// What cannot be is refused with a reason, and nothing of it is kept.

const saying = (text: string): Saying => ({ text, kind: 'action', as: null, replaces: null });
const plan = { title: 'The ruin', premise: null };
const long = 'x'.repeat(1_000_000);

/** A story of which one turn was played. */
const played = async (table: PlayTable) => {
  const begun = await beginStory(table);
  await begun.say('I look');
  await begun.play.idle();
  return begun;
};

const sayings: readonly (readonly [string, string, string])[] = [
  ['nothing', '', 'nothing_said'],
  ['blanks', ' \n\t ', 'nothing_said'],
  ['what nobody sees', '\u200B\u2060\uFEFF', 'nothing_said'],
  ['a megabyte', long, 'turn_too_long'],
  ['more than can be kept', 'x'.repeat(100_001), 'turn_too_long'],
  ['a control character', 'I look\u0000', 'unreadable_text'],
  ['half a character', 'I look \uD800', 'unreadable_text'],
];
const ways: readonly (readonly [string, (play: Play, story: StoryId, text: string) => Promise<unknown>])[] = [
  ['say', (play, story, text) => play.say(story, saying(text))],
  ['aside', (play, story, text) => play.aside(story, text)],
  ['edit', (play, story, text) => play.edit(story, { text, kind: 'action', as: null })],
];

describe('words', () => {
  const cases = ways.flatMap(([way, speak]) => sayings.map(([what, text, code]) => ({ way, what, speak, text, code })));
  it.each(cases)('that are $what are refused as $code by $way', async ({ speak, text, code }) => {
    await using table = await openPlayTable();
    const { play, story } = await played(table);
    const before = await everythingIn(table);
    await expect(speak(play, story, text)).rejects.toMatchObject({ code, kind: 'terminal' });
    await play.idle();
    expect(await everythingIn(table)).toEqual(before);
    await play.leave();
  });

  it('are kept as they were said, as long as they may be, with every character that people write', async () => {
    await using table = await openPlayTable();
    const { play, say } = await beginStory(table);
    for (const text of ['x'.repeat(100_000), 'שלום\n\tПривет 🗡️ é e\u0301 日本'])
      expect(await say(text)).toMatchObject({ state: 'done', turn: { text } });
    await play.leave();
  });
});

describe('turns to be taken back', () => {
  it.each([0, -1, 1.5, NaN, Infinity])('are not %d many', async (count) => {
    await using table = await openPlayTable();
    const { play, story } = await played(table);
    const before = await everythingIn(table);
    await expect(play.undo(story, count)).rejects.toMatchObject({ code: 'bad_count', kind: 'terminal' });
    await play.idle();
    expect(await everythingIn(table)).toEqual(before);
    await play.leave();
  });
});

describe('a story that is to be begun', () => {
  const scenes = (table: PlayTable): readonly Partial<FramingDraft>[] => [
    { title: '' },
    { title: long },
    { title: 'in\u0000' },
    { participants: Array.from({ length: 5_000 }, () => table.names.get('hero') as EntityId) },
    { storyTime: { second: NaN, ordinal: 0 } },
    { tension: 2 },
  ];

  it.each([
    { ...plan, title: '' },
    { ...plan, title: long },
    { ...plan, premise: '' },
    { ...plan, premise: long },
    { ...plan, threads: [{ title: '', question: null, visibility: { level: 'public' as const } }] },
  ])('is refused with what no story can be, and is not kept: %#', async (asked) => {
    await using table = await openPlayTable();
    const play = table.sitDown();
    const before = await everythingIn(table);
    await expect(play.start(asked, table.scene())).rejects.toMatchObject({ code: 'bad_story', kind: 'terminal' });
    await play.idle();
    expect(await everythingIn(table)).toEqual(before);
  });

  it.each([0, 1, 2, 3, 4, 5])('is refused with what no scene can be, and is not kept: %d', async (at) => {
    await using table = await openPlayTable();
    const play = table.sitDown();
    const before = await everythingIn(table);
    const asked = play.start(plan, table.scene(scenes(table)[at]));
    await expect(asked).rejects.toMatchObject({ code: 'bad_scene', kind: 'terminal' });
    await play.idle();
    expect(await everythingIn(table)).toEqual(before);
  });
});

it('a time that is none is not what time it is', async () => {
  await using table = await openPlayTable();
  const { play, story } = await played(table);
  const before = await everythingIn(table);
  for (const second of [NaN, Infinity, 0.5])
    await expect(play.setTime(story, { second, ordinal: 0 })).rejects.toMatchObject({ code: 'bad_time' });
  await play.idle();
  expect(await everythingIn(table)).toEqual(before);
  await play.leave();
});

// ── commands in the wrong state ──────────────────────────────────────────────────────────────────────────────────

type Command = readonly [string, (play: Play, story: StoryId, table: PlayTable) => Promise<unknown>];
const commands: readonly Command[] = [
  ['say', (play, story) => play.say(story, saying('I look'))],
  ['aside', (play, story) => play.aside(story, 'Where were we?')],
  ['edit', (play, story) => play.edit(story, { text: 'I wait', kind: 'action', as: null })],
  ['undo', (play, story) => play.undo(story, 1)],
  ['redo', (play, story) => play.redo(story)],
  ['retell', (play, story) => play.retell(story)],
  ['choose retry', (play, story) => play.choose(story, 'retry')],
  ['time', (play, story) => play.setTime(story, { second: 9_000, ordinal: 0 })],
  ['next scene', (play, story, table) => play.nextScene(story, table.scene())],
  ...(['commit', 'pause', 'resume', 'end', 'move', 'abort', 'retry', 'finalise_now'] as const).map((what): Command => [
    `scene ${what}`,
    (play, story) => play.toScene(story, what),
  ]),
  ...(['pause', 'resume', 'end', 'abandon', 'retry'] as const).map((what): Command => [
    `story ${what}`,
    (play, story) => play.toStory(story, what),
  ]),
];

/** Where a story may stand, how it comes there, and what has a place then. */
const places: readonly (readonly [string, (play: Play, story: StoryId) => Promise<unknown>, readonly string[]])[] = [
  [
    'whose scene is paused',
    (play, story) => play.toScene(story, 'pause'),
    [...['aside', 'scene resume', 'scene end', 'scene abort', 'scene finalise_now'], 'story pause', 'story abandon'],
  ],
  ['that is suspended', (play, story) => play.toStory(story, 'pause'), ['story resume', 'story abandon']],
  [
    'that is between two scenes',
    (play, story) => play.toScene(story, 'end'),
    ['next scene', 'story pause', 'story end', 'story abandon'],
  ],
  [
    'that is over',
    async (play, story) => {
      await play.toScene(story, 'end');
      await play.toStory(story, 'end');
    },
    [],
  ],
  ['that was given up', (play, story) => play.toStory(story, 'abandon'), []],
];

describe('a command that has no place', () => {
  it.each(places)('in a story %s is refused as that, and changes nothing', async (_, bring, possible) => {
    await using table = await openPlayTable();
    const { play, story } = await played(table);
    await bring(play, story);
    await play.idle();
    const before = await everythingIn(table);
    for (const [name, command] of commands.filter(([each]) => !possible.includes(each))) {
      await expect(command(play, story, table), name).rejects.toMatchObject({ code: 'not_now', kind: 'terminal' });
      await play.idle();
      expect(await everythingIn(table), name).toEqual(before);
    }
    await play.leave();
  });

  it('while a story is played is refused as that, and changes nothing', async () => {
    await using table = await openPlayTable();
    const { play, story } = await played(table);
    const before = await everythingIn(table);
    for (const name of ['choose retry', 'next scene', 'scene resume', 'scene retry', 'story resume', 'story retry']) {
      const [, command] = commands.find(([each]) => each === name) ?? [];
      await expect(command?.(play, story, table), name).rejects.toMatchObject({ code: 'not_now' });
      await play.idle();
      expect(await everythingIn(table), name).toEqual(before);
    }
    await expect(play.redo(story)).rejects.toMatchObject({ code: 'nothing_to_redo' });
    expect(await everythingIn(table)).toEqual(before);
    await play.leave();
  });
});

// ── stories that are not there ───────────────────────────────────────────────────────────────────────────────────

const deleteBeneath = (table: PlayTable, story: StoryId): void => {
  using beneath = new DatabaseSync(table.file('narrative.db'));
  beneath.prepare('DELETE FROM documents WHERE story = ?').run(story);
};

const doors: readonly Command[] = [
  ...commands,
  ['enter', (play, story) => play.enter(story)],
  ['mend', (play, story) => play.mend(story)],
];

describe('a story that nobody knows', () => {
  it('is refused at every door, and nobody sits at it', async () => {
    await using table = await openPlayTable();
    const play = table.sitDown();
    const story = table.world.newId('story');
    const before = await everythingIn(table);
    for (const [name, door] of doors) {
      await expect(door(play, story, table), name).rejects.toMatchObject({ code: 'unknown_cycle', kind: 'terminal' });
      await play.idle();
      expect(await everythingIn(table), name).toEqual(before);
    }
    await play.leave();
    expect(await everythingIn(table)).toEqual(before);
  });
});

describe('a story that is deleted beneath who plays it', () => {
  it('is refused at every door, and leaves nothing behind', async () => {
    await using table = await openPlayTable();
    const { play, story } = await played(table);
    deleteBeneath(table, story);
    const before = await everythingIn(table);
    for (const [name, door] of doors) {
      await expect(door(play, story, table), name).rejects.toMatchObject({ code: 'unknown_cycle', kind: 'terminal' });
      await play.idle();
      expect(await everythingIn(table), name).toEqual(before);
    }
    await play.leave();
    expect(await everythingIn(table)).toEqual(before);
  });

  it('in the middle of a turn ends the turn, and is not made again', async () => {
    await using table = await openPlayTable();
    const begun: { story?: StoryId } = {};
    const workers = ({ Narrator, ...made }: Workers): Workers => ({
      ...made,
      ...(Narrator === undefined
        ? {}
        : {
            Narrator: {
              ...Narrator,
              narrate: (...asked: Parameters<typeof Narrator.narrate>) => {
                if (begun.story !== undefined) deleteBeneath(table, begun.story);
                return Narrator.narrate(...asked);
              },
            },
          }),
    });
    const { play, story } = await beginStory(table, { workers });
    begun.story = story;
    await expect(play.say(story, saying('I look'))).rejects.toMatchObject({ code: 'cycle_moved' });
    await expect(play.say(story, saying('I look'))).rejects.toMatchObject({ code: 'unknown_cycle' });
    await play.leave();
    for (const collection of ['stories', 'cycles', 'sessions', 'scenes'] as const)
      expect(await table.narrative.count(collection, table.universe), collection).toBe(0);
  });
});

describe('a second terminal', () => {
  it('is told at every door who plays, changes nothing, and may watch what is told', async () => {
    await using table = await openPlayTable();
    const { play, story } = await played(table);
    const second = table.sitDown({ holder: 'there', person: { name: 'Sam', seat: 'player' } });
    await play.idle();
    const before = await everythingIn(table);
    for (const [name, door] of doors) {
      const refused = { code: 'story_is_played', message: expect.stringContaining('Robin') as string };
      await expect(door(second, story, table), name).rejects.toMatchObject(refused);
      await second.idle();
      expect(await everythingIn(table), name).toEqual(before);
    }
    expect((await second.storyAt(story)).state).toBe('active.playing');
    expect(await second.played(story)).toEqual(await play.played(story));
    await second.leave();
    await play.leave();
  });
});
