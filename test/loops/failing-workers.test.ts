import { describe, expect, it } from 'vitest';
import type { Workers } from '../../agents/contract.ts';
import { WorkerFailed } from '../../schemas/loop-events.ts';
import { Failure } from '../../src/domain/failure.ts';
import { beginStory, openPlayTable, type PlayTable } from '../support/play-table.ts';

// A worker that cannot do its part keeps nobody from playing, as far as there is another way.

type Name = keyof Workers;

/** A worker that fails so often at one job. */
const failing =
  (agent: Name, job: string, failure: Failure, times = Infinity) =>
  (workers: Workers): Workers => {
    let left = times;
    const worker = workers[agent] as unknown as Record<string, (...asked: unknown[]) => Promise<unknown>>;
    const run = worker[job];
    const broken = async (...asked: unknown[]): Promise<unknown> => {
      if (left-- > 0) throw failure;
      return run?.(...asked);
    };
    return { ...workers, [agent]: { ...worker, [job]: broken } };
  };

/** What is told of workers that failed. */
const failuresOf = async ({ stores, universe }: PlayTable): Promise<unknown[]> => {
  const log = await stores.events.latest(universe, 100);
  const failed = log.map(({ event }) => event).filter(({ type }) => type === 'worker.failed.v1');
  return failed.map(({ payload }) => {
    const { job, kind, code } = WorkerFailed.parse(payload);
    return { job, kind, code };
  });
};

const gone = new Failure({ kind: 'terminal', code: 'store_damaged', message: 'it is not there' });
const broken = new TypeError('undefined is no prose') as never;

describe('a worker that fails', () => {
  it.each([
    ['ContextAssembly', 'assemble_context', { state: 'done', narration: 'usual' }],
    ['CanonKeeper', 'decide', { state: 'done', narration: 'usual', waits: true }],
  ] as const)('keeps nobody from playing: %s', async (agent, job, expected) => {
    await using table = await openPlayTable();
    const { story, play } = await beginStory(table);
    await play.leave();
    const later = table.sitDown({ workers: failing(agent, job, gone) });
    await later.enter(story);
    const turn = await later.say(story, { text: 'I kill the orc', kind: 'action', as: null, replaces: null });
    expect(turn).toMatchObject(expected);
    await later.leave();
  });

  it('at narrating once is asked to tell it more plainly, and at that too lets a person choose', async () => {
    await using table = await openPlayTable();
    const plainly = await beginStory(table, { workers: failing('Narrator', 'narrate', gone, 1) });
    expect(await plainly.say('I look')).toMatchObject({
      narration: 'fallback',
      answer: { text: expect.stringContaining('plainly') as string },
    });
    await plainly.play.leave();

    const play = table.sitDown({ workers: failing('Narrator', 'narrate', broken, 2) });
    const { story } = plainly;
    const say = (text: string) => play.say(story, { text, kind: 'action', as: null, replaces: null });
    const failed = await say('I attack the orc');
    expect(failed).toMatchObject({
      state: 'failed',
      failure: { step: 'narrated', code: 'worker_broke' },
      answer: null,
    });
    await expect(say('I wait')).rejects.toMatchObject({ code: 'turn_under_way' });
    const retried = await play.choose(story, 'retry');
    expect(retried).toMatchObject({ state: 'done', resolution: failed.resolution, narration: 'usual' });
    await play.leave();
  });

  it('is gone on without, or its turn is taken back', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table, { workers: failing('Narrator', 'narrate', gone) });
    await say('I look');
    expect(await play.choose(story, 'skip_narration')).toMatchObject({
      state: 'done',
      narration: 'skipped',
      answer: null,
    });
    await say('I attack the orc');
    expect(await play.choose(story, 'withdraw')).toMatchObject({ state: 'withdrawn' });
    expect((await play.played(story)).map(({ turn }) => turn.text)).toEqual(['I look']);
    await expect(play.choose(story, 'retry')).rejects.toMatchObject({ code: 'not_now' });
    await play.leave();
  });

  it('is told, with who was asked and what came of it, each event with what it follows from', async () => {
    await using table = await openPlayTable();
    const { play, say } = await beginStory(table, { workers: failing('Narrator', 'narrate', gone, 1) });
    await say('I look');
    await play.leave();
    const log = await table.stores.events.latest(table.universe, 100);
    const ofTurn = log.map(({ event }) => event).filter(({ cycle, scene }) => cycle !== null && scene !== null);
    const narrating = ofTurn.filter(({ payload }) => (payload as { job?: string }).job === 'narrate');
    expect(narrating.map(({ type, actor }) => `${type} ${actor}`)).toEqual([
      ...['agent.requested.v1 Orchestrator', 'worker.failed.v1 Narrator'],
      ...['agent.requested.v1 Orchestrator', 'agent.replied.v1 Narrator'],
    ]);
    expect(narrating[1]?.causation).toBe(narrating[0]?.id);
    expect(new Set(narrating.map(({ correlation }) => correlation)).size).toBe(1);
    expect(narrating[0]?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('by a code that its contract has as terminal is not asked again, and its own words are put before a person', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await beginStory(table);
    const failure = { step: 'staged', code: 'unknown_name', words: 'nobody is `Orcus`' };
    expect(await say('I attack Orcus')).toMatchObject({ state: 'failed', failure });
    await play.leave();
    const later = table.sitDown();
    expect(await later.enter(story)).toMatchObject([{ loop: 'turn', choices: ['retry', 'withdraw'], failure }]);
    await later.leave();
    expect(await failuresOf(table)).toEqual([{ job: 'propose', kind: 'terminal', code: 'unknown_name' }]);
  });

  it('by a code that its contract has as transient is asked again, and nobody has to know', async () => {
    await using table = await openPlayTable();
    // It takes itself for lost, which is not for it to say.
    const busy = new Failure({ kind: 'terminal', code: 'model_busy', message: 'others are first' });
    const { play, say } = await beginStory(table, { workers: failing('Narrator', 'narrate', busy, 2) });
    expect(await say('I look')).toMatchObject({ state: 'done', narration: 'usual', failure: null });
    await play.leave();
    const told = { job: 'narrate', kind: 'transient', code: 'model_busy' };
    expect(await failuresOf(table)).toEqual([told, told]);
  });

  it('by a code that its contract lacks is named as one that breaks it', async () => {
    await using table = await openPlayTable();
    const odd = new Failure({ kind: 'transient', code: 'rate_limited', message: 'others are\nfirst', advice: 'Wait.' });
    const { play, say } = await beginStory(table, { workers: failing('Narrator', 'narrate', odd, 2) });
    const { failure } = await say('I look');
    expect(failure).toMatchObject({ step: 'narrated', code: 'contract_broken' });
    expect(failure?.words).toContain('`Narrator` answered `narrate` with `rate_limited` (others are first)');
    await play.leave();
  });
});
