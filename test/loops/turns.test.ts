import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Play } from '../../agents/orchestrator/play/play.ts';
import type { Workers } from '../../agents/contract.ts';
import type { StoryId } from '../../schemas/ids.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { beginStory, openPlayTable, type PlayTable } from '../support/play-table.ts';

// What people do with turns: say things, take them back, have them told anew.

const verdicts = async ({ universe, stores }: PlayTable): Promise<string[]> => {
  const { items } = await stores.canon.reader.decisions(universe, {}, { max: 1_000, after: null });
  const staged = await listAll(stores.narrative, 'proposals', { universe });
  const ofTurns = new Set(
    staged.flatMap(({ document: { id, turn, scene } }) => (turn === null || scene === null ? [] : [id])),
  );
  return items
    .filter(({ proposal }) => ofTurns.has(proposal))
    .map(({ verdict, reasons }) => `${verdict} ${reasons[0]?.code ?? ''}`.trim());
};

type Name = keyof Workers;

const clockOf = async (play: Play, story: StoryId): Promise<number | undefined> => {
  const { context } = await play.storyAt(story);
  return (await play.sceneAt(context.scene ?? ('' as never))).context.clock?.second;
};

describe('a turn', () => {
  it('lets time pass as its resolution says; a question takes none and is neither rolled nor staged', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    await say('I wait');
    expect(await clockOf(play, story)).toBe(3_700);
    const asked = await say('Is it dark?', 'question');
    expect(asked).toMatchObject({ state: 'done', resolution: null, answer: { text: 'Nothing happens.' } });
    expect(await clockOf(play, story)).toBe(3_700);
    expect(await table.narrative.count('resolutions', table.universe)).toBe(1);
    await play.leave();
  });

  it('is refused where there is nothing in it, or too much, and nothing is kept of it', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    await expect(say(' \n ')).rejects.toMatchObject({ code: 'nothing_said' });
    await expect(say('x'.repeat(1_000_000))).rejects.toMatchObject({ code: 'turn_too_long' });
    expect((await play.played(story)).length).toBe(0);
    await play.leave();
  });

  it('is refused where its story is not there any more', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    await say('I look');
    const beneath = new DatabaseSync(table.file('narrative.db'));
    beneath.prepare('DELETE FROM documents WHERE story = ?').run(story);
    beneath.close();
    await expect(say('I look')).rejects.toMatchObject({ code: 'unknown_cycle' });
    await expect(play.enter(story)).rejects.toMatchObject({ code: 'unknown_cycle' });
  });

  it('is not begun by words out of character, which are kept', async () => {
    await using table = await openPlayTable();
    const { play, story } = await beginStory(table);
    const turn = await play.aside(story, 'Can we stop at ten?');
    expect(turn).toMatchObject({ mode: 'out_of_character', seat: 'player' });
    expect(await play.played(story)).toEqual([]);
    expect((await listAll(table.narrative, 'turns.user', { universe: table.universe, story })).length).toBe(1);
    await play.leave();
  });

  it('is streamed to who waits as it is told', async () => {
    await using table = await openPlayTable();
    const heard: string[] = [];
    const { play, say } = await beginStory(table, { say: (text) => void heard.push(text) });
    const { answer } = await say('I look');
    expect(heard).toEqual([answer?.text]);
    await play.leave();
  });
});

describe('a turn that is taken back', () => {
  it('goes with its time and its proposals, and is the same when it is played again, dice included', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    const struck = await say('I attack the orc');
    await say('I wait');
    expect(await play.undo(story, 2)).toHaveLength(2);
    expect(await clockOf(play, story)).toBe(100);
    expect(await play.played(story)).toEqual([]);
    expect(await verdicts(table)).toEqual(['rejected withdrawn']);

    const again = await play.redo(story);
    expect(again).toMatchObject({ turn: struck.turn, resolution: struck.resolution, answer: struck.answer });
    await play.redo(story);
    expect(await clockOf(play, story)).toBe(3_706);
    await expect(play.redo(story)).rejects.toMatchObject({ code: 'nothing_to_redo' });
    await play.toScene(story, 'end');
    await play.idle();
    expect(await verdicts(table)).toEqual(['rejected withdrawn', 'accepted new']);
    await play.leave();
  });

  it('is gone for good once something else is said, and nothing of it becomes canon', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    await say('I attack the orc');
    await play.undo(story, 1);
    await say('I wait');
    await expect(play.redo(story)).rejects.toMatchObject({ code: 'nothing_to_redo' });
    await play.toScene(story, 'end');
    await play.idle();
    expect(await verdicts(table)).toEqual(['rejected withdrawn']);
    await play.leave();
  });

  it('is not what became canon, which is told; nor is there anything where nothing was said', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    await expect(play.undo(story, 1)).rejects.toMatchObject({ code: 'nothing_to_undo' });
    await say('I kill the orc');
    await say('I wait');
    await expect(play.undo(story, 2)).rejects.toMatchObject({ code: 'turn_is_canon' });
    expect((await play.played(story)).map(({ turn }) => turn.text)).toEqual(['I kill the orc']);
    await play.leave();
  });

  it('is replaced when it is said otherwise, and both are kept', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    const first = await say('I atack the orc');
    const second = await play.edit(story, { text: 'I attack the orc', kind: 'action', as: null });
    expect(second.turn.replaces).toBe(first.turn.id);
    expect((await play.played(story)).map(({ turn }) => turn.text)).toEqual(['I attack the orc']);
    expect(await listAll(table.narrative, 'turns.user', { universe: table.universe, story })).toHaveLength(2);
    await play.leave();
  });
});

describe('a turn that is interrupted', () => {
  /** Interrupts as soon as a worker is asked for this. */
  const interrupting =
    (agent: Name, job: string, stop: AbortController) =>
    (workers: Workers): Workers => {
      const worker = workers[agent] as unknown as Record<string, (...asked: unknown[]) => Promise<unknown>>;
      const run = (...asked: unknown[]): Promise<unknown> | undefined => {
        stop.abort(new Error('interrupted'));
        return worker[job]?.(...asked);
      };
      return { ...workers, [agent]: { ...worker, [job]: run } };
    };
  const interruptedAt = async (table: PlayTable, agent: Name, job: string) => {
    const { story, play } = await beginStory(table);
    await play.leave();
    const stop = new AbortController();
    const later = table.sitDown({ workers: interrupting(agent, job, stop) });
    await later.enter(story);
    const saying = { text: 'I attack the orc', kind: 'action', as: null, replaces: null } as const;
    const view = await later.say(story, saying, { signal: stop.signal });
    return { view, story, play: later };
  };

  it('before anything was rolled has not been said', async () => {
    await using table = await openPlayTable();
    const { view, story, play } = await interruptedAt(table, 'ContextAssembly', 'assemble_context');
    expect(view).toMatchObject({ state: 'withdrawn', resolution: null, answer: null });
    expect(await play.played(story)).toEqual([]);
    await play.leave();
  });

  it.each([
    ['Resolver', 'resolve'],
    ['Resolver', 'propose'],
    ['Narrator', 'narrate'],
  ] as const)('afterwards counts, and is not narrated: %s, %s', async (agent, job) => {
    await using table = await openPlayTable();
    const { view, story, play } = await interruptedAt(table, agent, job);
    expect(view).toMatchObject({ state: 'done', narration: 'skipped', answer: null, resolution: { what: 'attack' } });
    expect(await play.played(story)).toHaveLength(1);
    expect(await table.narrative.count('resolutions', table.universe)).toBe(1);
    await play.leave();
  });

  it('with everything else stays where it is, and is gone on with', async () => {
    await using table = await openPlayTable();
    const { story, play } = await beginStory(table);
    await play.leave();
    const stop = new AbortController();
    const later = table.sitDown({ workers: interrupting('Narrator', 'narrate', stop), signal: stop.signal });
    await later.enter(story);
    const said = later.say(story, { text: 'I attack the orc', kind: 'action', as: null, replaces: null });
    await expect(said).rejects.toThrow('interrupted');
    const again = table.sitDown();
    await again.enter(story);
    expect(await again.played(story)).toMatchObject([{ state: 'done', narration: 'usual' }]);
    await again.leave();
  });
});

describe('a turn that is told anew', () => {
  it('has another answer to the same dice, and the first is kept', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    const first = await say('I attack the orc');
    const anew = await play.retell(story);
    expect(anew.resolution).toEqual(first.resolution);
    expect(anew.answer?.id).not.toBe(first.answer?.id);
    expect(await table.narrative.count('turns.gm', table.universe)).toBe(2);
    expect((await play.played(story))[0]?.answer).toEqual(anew.answer);
    await play.leave();
  });
});
