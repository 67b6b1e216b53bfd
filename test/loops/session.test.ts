import { describe, expect, it } from 'vitest';
import { openSession } from '../../agents/orchestrator/play/session.ts';
import { openPlayTable, type PlayTable } from '../support/play-table.ts';

// One thing at a time: a story that is left for something else waits, and goes on where it was.

const screens = ['start_story', 'continue', 'settings'] as const;

const begun = async (table: PlayTable) => {
  const play = table.sitDown();
  const session = openSession({ play, screens });
  await session.send({ type: 'choose', mode: 'start_story' });
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
  const { story } = context;
  await session.send({ type: 'story_entered', story });
  return { play, session, story };
};

describe('a session', () => {
  it('leaves a story for something else and goes on with it', async () => {
    await using table = await openPlayTable();
    const { play, session, story } = await begun(table);
    expect(await session.send({ type: 'choose', mode: 'settings' })).toMatchObject({ state: 'suspended' });
    expect((await play.storyAt(story)).state).toBe('suspended');
    expect(await session.send({ type: 'finished' })).toMatchObject({
      state: 'executing',
      context: { mode: 'continue' },
    });
    expect((await play.storyAt(story)).state).toBe('active.playing');
    await session.send({ type: 'exit' });
    expect((await play.storyAt(story)).state).toBe('suspended');
    await expect(session.send({ type: 'choose', mode: 'settings' })).rejects.toMatchObject({ code: 'not_now' });
  });

  it('offers no mode that has no screen, and stays where it is', async () => {
    await using table = await openPlayTable();
    const { play, session, story } = await begun(table);
    for (const mode of ['ingest', 'query', 'manage', 'copilot'] as const)
      await expect(session.send({ type: 'choose', mode })).rejects.toMatchObject({ code: 'mode_not_offered' });
    await expect(session.send({ type: 'choose', mode: 'start_story' })).rejects.toMatchObject({ code: 'not_now' });
    expect(session.standing()).toMatchObject({ state: 'executing', context: { story } });
    await play.leave();
  });

  it('stays where it is when what it takes to go there fails', async () => {
    await using table = await openPlayTable();
    const { play, session, story } = await begun(table);
    await play.toStory(story, 'pause'); // by another door
    await expect(session.send({ type: 'choose', mode: 'settings' })).rejects.toMatchObject({ code: 'not_now' });
    expect(session.standing().state).toBe('executing');
    await play.leave();
  });
});
