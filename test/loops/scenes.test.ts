import { describe, expect, it } from 'vitest';
import type { Workers } from '../../agents/contract.ts';
import type { EntityId, SceneId, StoryId } from '../../schemas/ids.ts';
import { Failure } from '../../src/domain/failure.ts';
import { turnsUndecidedMax } from '../../src/loops/scene.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { beginStory, openPlayTable, type PlayTable } from '../support/play-table.ts';

// Scenes and stories from their frame to what they leave behind.

const gm = { name: 'Ann', seat: 'gm' } as const;
const at = (second: number) => ({ second, ordinal: 0 });

const marker = async ({ stores, universe }: PlayTable, id: SceneId | StoryId | null) => {
  const [node] = id === null ? [] : await stores.canon.reader.nodes(universe, [id]);
  return node;
};

const typesOf = async ({ stores, universe }: PlayTable): Promise<string[]> =>
  (await stores.events.latest(universe, 500)).map(({ event }) => event.type);

describe('a scene', () => {
  it('is canon before it is played, with where it is and who is there, and is canon as over when it is', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    const { context } = await play.storyAt(story);
    expect(await marker(table, story)).toMatchObject({ kind: 'story', status: 'active', starts: at(100), ends: null });
    expect(await marker(table, context.scene)).toMatchObject({
      ...{ kind: 'scene', status: 'open', sceneKind: 'present', span: { from: at(100), to: null } },
      location: table.names.get('ruin'),
    });
    await say('I wait');
    await play.toScene(story, 'end');
    expect(await marker(table, context.scene)).toMatchObject({
      status: 'completed',
      span: { from: at(100), to: at(3_700) },
    });
    await play.leave();
    expect(await typesOf(table)).toEqual(
      expect.arrayContaining([
        'story.opened.v1',
        'scene.opened.v1',
        'turn.done.v1',
        'scene.finalized.v1',
        'scene.completed.v1',
      ]),
    );
  });

  it('is left when whoever is played leaves, and ends at the word of who plays', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    expect(await say('I leave')).toMatchObject({ scene: 'finalizing.summarising' });
    await play.idle();
    expect((await play.storyAt(story)).state).toBe('active.between');
    await play.nextScene(
      story,
      table.scene({ title: 'In the hall', location: table.names.get('hall') as EntityId, storyTime: at(900) }),
    );
    expect(await play.toScene(story, 'end')).toMatchObject({ context: { ending: 'asked' } });
    await play.leave();
  });

  it('is decided in the middle when somebody asks, and what is under the threshold waits', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    await say('I attack the orc');
    const { universe, stores } = table;
    const wounds = async () =>
      (await stores.canon.reader.listFacts(universe, { predicate: 'damage_taken' }, { max: 10, after: null })).items
        .length;
    expect(await wounds()).toBe(0);
    await play.toScene(story, 'commit');
    expect(await wounds()).toBe(1);
    await play.leave();
  });

  it('is decided in the middle by itself after some turns', async () => {
    await using table = await openPlayTable();
    const { play, say } = await beginStory(table);
    const { universe, stores } = table;
    const wounds = async () =>
      (await stores.canon.reader.listFacts(universe, { predicate: 'damage_taken' }, { max: 50, after: null })).items
        .length;
    for (let turn = 1; turn < turnsUndecidedMax; turn++) await say('I attack the orc');
    expect(await wounds()).toBe(0);
    await say('I attack the orc');
    await play.idle(); // nobody waits for it
    expect(await wounds()).toBe(turnsUndecidedMax);
    await play.leave();
  });

  it('that is broken off in the middle of a turn that failed lets go of the turn', async () => {
    await using table = await openPlayTable();
    const { workers } = withTrouble('Narrator', 'narrate');
    const { play, story, say } = await beginStory(table, { workers });
    expect(await say('I attack the orc')).toMatchObject({ state: 'failed' });
    const { context } = await play.toScene(story, 'abort');
    expect(context).toMatchObject({ current: null, turns: 0 });
    await play.idle();
    expect((await play.storyAt(story)).context.owing).toEqual([]);
    await play.leave();
  });

  it('that is broken off keeps what was said and claims nothing of it', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    const { scene } = (await play.storyAt(story)).context;
    await say('I attack the orc');
    await play.toScene(story, 'abort');
    await play.idle();
    expect(await marker(table, scene)).toMatchObject({ status: 'aborted' });
    const { universe, stores } = table;
    const { items } = await stores.canon.reader.listFacts(
      universe,
      { predicate: 'damage_taken' },
      { max: 10, after: null },
    );
    expect(items).toEqual([]);
    expect(await listAll(table.narrative, 'turns.user', { universe, story })).toHaveLength(1);
    expect((await play.storyAt(story)).state).toBe('active.between');
    await play.leave();
  });

  it('may look back: it is dated in the past, and what is told there passes the same gate', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    const { scene: now } = (await play.storyAt(story)).context;
    await say('I kill the orc');
    await play.toScene(story, 'end');
    await play.nextScene(
      story,
      table.scene({ title: 'Years ago', storyTime: at(10), sceneKind: 'flashback', parent: now }),
    );
    const { scene } = (await play.storyAt(story)).context;
    expect(await marker(table, scene)).toMatchObject({ sceneKind: 'flashback', parent: now, span: { from: at(10) } });
    await say('orc: search');
    await play.toScene(story, 'end');
    await play.idle();
    const { items } = await table.stores.canon.reader.listFacts(
      table.universe,
      { predicate: 'search' },
      { max: 10, after: null },
    );
    expect(items.map(({ valid }) => valid.from)).toEqual([at(10)]); // it lived then
    await play.leave();
  });

  it('may look ahead, and may be dreamt: then nobody is where they are in it', async () => {
    await using table = await openPlayTable();
    const { play, story } = await beginStory(table);
    const { scene: now } = (await play.storyAt(story)).context;
    const places = async (): Promise<number> => {
      const { items } = await table.stores.canon.reader.listFacts(
        table.universe,
        { predicate: 'located_in' },
        { max: 50, after: null },
      );
      return items.length;
    };
    await play.toScene(story, 'end');
    const before = await places();
    const hall = table.names.get('hall') as EntityId;
    const dream = { title: 'A dream', sceneKind: 'dream', parent: now, location: hall, storyTime: at(400) } as const;
    await play.nextScene(story, table.scene(dream));
    expect(await places()).toBe(before);
    expect(await marker(table, (await play.storyAt(story)).context.scene)).toMatchObject({
      sceneKind: 'dream',
      parent: now,
    });
    await play.toScene(story, 'end');
    const ahead = { title: 'Years on', sceneKind: 'flash_forward', parent: now, location: hall } as const;
    await play.nextScene(story, table.scene({ ...ahead, storyTime: at(900_000) }));
    expect(await marker(table, (await play.storyAt(story)).context.scene)).toMatchObject({
      ...{ sceneKind: 'flash_forward', span: { from: at(900_000) } },
    });
    expect(await places()).toBeGreaterThan(before);
    await play.leave();
  });

  it('is framed by a GM on their word', async () => {
    await using table = await openPlayTable();
    const { play, story } = await beginStory(table, { person: gm });
    const { scene } = (await play.storyAt(story)).context;
    expect(await marker(table, scene)).toMatchObject({ status: 'open' });
    const staged = await listAll(table.narrative, 'proposals', { universe: table.universe, story });
    expect(new Set(staged.map(({ document }) => document.proposedBy.name))).toEqual(new Set(['Ann']));
    await play.leave();
  });

  it('takes place where canon knows a place, among those whom canon knows', async () => {
    await using table = await openPlayTable();
    const play = table.sitDown();
    const nobody = table.world.newId('entity');
    const start = play.start({ title: 'The ruin', premise: null }, table.scene({ participants: [nobody] }));
    await expect(start).rejects.toMatchObject({ code: 'unknown_node' });
    expect(await table.narrative.count('stories', table.universe)).toBe(0);
    await play.leave();
  });
});

const gone = new Failure({ kind: 'terminal', code: 'store_damaged', message: 'it is not there' });

/** Workers of which one cannot do its part until it can. */
const withTrouble = (agent: keyof Workers, job: string) => {
  const trouble = { isOn: true };
  const workers = (made: Workers): Workers => {
    const worker = made[agent] as unknown as Record<string, (...asked: unknown[]) => Promise<unknown>>;
    const troubled = async (...asked: unknown[]): Promise<unknown> => {
      if (trouble.isOn) throw gone;
      return worker[job]?.(...asked);
    };
    return { ...made, [agent]: { ...worker, [job]: troubled } };
  };
  return { workers, trouble };
};

describe('what follows a scene', () => {
  it('keeps nobody waiting, is owed by the story until it is done, and is found again', async () => {
    await using table = await openPlayTable();
    const { workers, trouble } = withTrouble('MemoryManager', 'remember');
    const { play, story } = await beginStory(table, { workers });
    const { scene } = (await play.storyAt(story)).context;
    await play.toScene(story, 'end');
    await play.idle();
    expect((await play.storyAt(story)).context.owing).toEqual([scene]);
    await play.nextScene(story, table.scene({ title: 'Later', storyTime: at(500) })); // it goes on all the same
    await play.leave();

    trouble.isOn = false;
    const again = table.sitDown({ workers });
    const [found] = await again.enter(story);
    expect(found).toMatchObject({ loop: 'scene', scene, choices: ['retry'], failure: { step: 'remembering' } });
    await again.retryOwed(story, scene ?? ('' as never));
    expect((await again.storyAt(story)).context.owing).toEqual([]);
    expect(await table.narrative.count('memories', table.universe)).toBe(1);
    await again.leave();
  });

  it('does not begin where canon cannot be asked: the scene waits for a person, who tries again', async () => {
    await using table = await openPlayTable();
    const { workers, trouble } = withTrouble('CanonKeeper', 'decide');
    trouble.isOn = false;
    const { play, story, say } = await beginStory(table, { workers });
    await say('I attack the orc');
    trouble.isOn = true;
    expect(await play.toScene(story, 'end')).toMatchObject({
      state: 'failed',
      context: { failure: { step: 'deciding' } },
    });
    expect((await play.storyAt(story)).state).toBe('active.playing');
    trouble.isOn = false;
    expect(await play.toScene(story, 'retry')).toMatchObject({ state: 'finalizing.summarising' });
    await play.leave();
  });
});

describe('a story', () => {
  it('ends when its last scene is over: its threads are closed, it is told in short, and its end is canon', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    await say('I wait');
    await expect(play.toStory(story, 'end')).rejects.toMatchObject({ code: 'not_now' });
    await play.toScene(story, 'end');
    expect(await play.toStory(story, 'end')).toMatchObject({ state: 'completed' });
    await play.leave();
    expect(await marker(table, story)).toMatchObject({ status: 'completed', starts: at(100), ends: at(3_700) });
    const told = await listAll(table.narrative, 'summaries', { universe: table.universe, story });
    expect(told.map(({ document }) => document.of).toSorted()).toEqual(['scene', 'story']);
    await expect(say('I wait')).rejects.toMatchObject({ code: 'not_now' });
  });

  it('is left and gone on with where it was, and can be given up', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    await say('I wait');
    await play.toStory(story, 'pause');
    await play.leave();
    const again = table.sitDown();
    expect(await again.enter(story)).toEqual([]);
    expect((await again.played(story)).map(({ turn }) => turn.text)).toEqual(['I wait']);
    await again.toScene(story, 'abort');
    expect(await again.toStory(story, 'abandon')).toMatchObject({ state: 'abandoned' });
    expect(await marker(table, story)).toMatchObject({ status: 'abandoned' });
    await again.leave();
  });

  it('is one of several, in one universe', async () => {
    await using table = await openPlayTable();
    const first = await beginStory(table);
    const second = await first.play.start({ title: 'The hall', premise: null }, table.scene({ storyTime: at(200) }));
    await first.play.say(second.context.story, { text: 'I wait', kind: 'action', as: null, replaces: null });
    await first.say('I look');
    expect((await first.play.played(first.story)).map(({ turn }) => turn.text)).toEqual(['I look']);
    expect((await first.play.played(second.context.story)).map(({ turn }) => turn.text)).toEqual(['I wait']);
    await first.play.leave();
  });

  it('is played by one at a time: a second is told, and has it when the first has left or is gone', async () => {
    await using table = await openPlayTable();
    const { play, story } = await beginStory(table);
    const other = (isAlive: boolean) => table.sitDown({ holder: 'there', isAlive: () => isAlive, person: gm });
    await expect(other(true).enter(story)).rejects.toMatchObject({
      code: 'story_is_played',
      message: expect.stringContaining('Robin') as string,
    });
    const taker = other(false);
    expect(await taker.enter(story)).toEqual([]);
    const late = play.say(story, { text: 'I look', kind: 'action', as: null, replaces: null });
    await expect(late).resolves.toMatchObject({ state: 'done' }); // it has been heard of a moment ago; the journal keeps the two apart
    await taker.leave();
  });
});
