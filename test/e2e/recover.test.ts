import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { herald, type Workers } from '../../agents/contract.ts';
import { spoken } from '../../agents/orchestrator/drafting.ts';
import { openPlay } from '../../agents/orchestrator/play/play.ts';
import { Config } from '../../schemas/config.ts';
import type { EntityId } from '../../schemas/ids.ts';
import { openPlayDesk } from '../../src/compose/desks.ts';
import { realWorld } from '../../src/compose/real-world.ts';
import { Failure } from '../../src/domain/failure.ts';
import { emptyHome, type Home } from '../support/monitor.ts';
import { processes } from '../support/processes.ts';
import { scriptedWorkers } from '../support/scripted-workers.ts';

// What is left in the middle is told to people, and finished or put before them.

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
  await home.run(['world', 'create', 'ashfall']);
  for (const [name, type] of [
    ['hero', 'character'],
    ['orc', 'character'],
    ['ruin', 'location'],
    ['map', 'object'],
  ] as const)
    await home.run(['propose', '--entity', name, '--type', type]);
});
afterAll(() => home[Symbol.asyncDispose]());

const nowhere = { story: null, scene: null, actor: 'Orchestrator', causation: null, traceparent: null };
const person = { name: 'Robin', seat: 'player' } as const;
const gone = new Failure({ kind: 'terminal', code: 'model_refuses', message: 'it is not there' });
const silent: Workers['Narrator'] = {
  narrate: () => Promise.reject(gone),
  close_scene: () => Promise.reject(gone),
  summarise: () => Promise.reject(gone),
  recapitulate: () => Promise.reject(gone),
};

/** Plays one turn with a narrator that says nothing, and ends as a process does that is killed. */
const leftInTheMiddle = async (): Promise<void> => {
  const config = Config.parse({ data: home.data, world: 'ashfall' });
  await using desk = await openPlayDesk({
    ...{ config, program: 'monitor-test', world: realWorld(), universe: null, processes },
  });
  const { universe, canon, narrative, world, play: tools } = desk;
  const { items } = await canon.listNodes(universe, { kind: 'entity' }, { max: 10, after: null });
  const cast = new Map(items.flatMap((node) => (node.kind === 'entity' ? [[node.name, node.id] as const] : [])));
  const { journal } = tools;
  const made = scriptedWorkers({
    narrative: narrative as never,
    journal,
    world,
    universe,
    cast,
    hero: 'hero',
    place: 'ruin',
  });
  const play = openPlay({
    ...{ universe, person, holder: { id: 'gone', by: 'Robin', isAlive: () => false } },
    tools: { ...tools, workers: { ...tools.workers, ...made, Narrator: silent } },
  });
  const [location, hero] = [cast.get('ruin') as EntityId, cast.get('hero') as EntityId];
  const scene = { title: 'In the ruin', location, participants: [hero], storyTime: { second: 100, ordinal: 0 } };
  const { context } = await play.start({ title: 'The orc', premise: null }, scene);
  await play.say(context.story, { text: 'I attack the orc', kind: 'action', as: null, replaces: null });
  await play.leave(); // not killed after all: nobody sits there
};

interface Recovered {
  universe: string;
  found: { loop: string; cycle: string; state: string; choices: string[]; waitsFor: string | null; failure: unknown }[];
}
const recover = async (...args: readonly string[]) => (await home.json(['manage', 'recover', ...args])) as Recovered;

describe('what is left in the middle', () => {
  it('is nothing where nobody played', async () => {
    const { code, out } = await home.run(['manage', 'recover']);
    expect([code, out]).toEqual([0, 'nothing of ashfall is left undone\n']);
  });

  it('is listed with what can be chosen, and done as a person chooses', async () => {
    await leftInTheMiddle();
    const { found } = await recover('--dry-run');
    expect(found).toMatchObject([{ loop: 'turn', state: 'failed', choices: ['retry', 'skip_narration', 'withdraw'] }]);
    expect(found[0]?.failure).toEqual({ step: 'narrated', code: 'model_refuses', words: 'it is not there' });
    const { code, out } = await home.run(['manage', 'recover']);
    expect(code).toBe(1);
    expect(out).toContain('The orc: a turn is failed: narrated failed,');
    expect(out).toContain('    it is not there\n');
    expect(out).toContain('choose: retry, skip_narration, withdraw');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);

    const id = found[0]?.cycle ?? '';
    const wrong = await home.run(['manage', 'recover', id, '--choose', 'abort']);
    expect(wrong).toMatchObject({ code: 1, error: expect.stringContaining('`skip_narration`') as string });
    const done = await home.run(['manage', 'recover', id.slice(-6), '--choose', 'skip_narration']);
    expect(done).toMatchObject({ code: 0, out: 'nothing of ashfall is left undone\n' });
  });

  it('is only looked at by a dry run, also what a commit had to bring about still', async () => {
    const config = Config.parse({ data: home.data, world: 'ashfall' });
    const place = { config, program: 'monitor-test', world: realWorld(), universe: null, processes };
    const behind = async (leavesAsIs: boolean) => {
      await using desk = await openPlayDesk({ ...place, leavesAsIs });
      return desk.behind;
    };
    {
      await using desk = await openPlayDesk(place);
      const told = herald(desk.world, { ...nowhere, universe: desk.universe, cycle: desk.world.newId('cycle') });
      const id = desk.world.newId('turn');
      const turn = spoken(desk, person, { words: 'I look', storyTime: null });
      await desk.notes.insert('turns.user', [
        { document: turn, events: [told('turn.appended.v1', { turn: id, by: 'player' })] },
      ]);
    }
    const { out } = await home.run(['manage', 'recover', '--dry-run']);
    expect(out).toBe('after a commit: an event to tell\n');
    expect(await behind(true)).toEqual({ decisions: 0, events: 1 });
    expect(await home.run(['manage', 'recover'])).toMatchObject({
      code: 0,
      out: 'nothing of ashfall is left undone\n',
    });
    expect(await behind(true)).toEqual({ decisions: 0, events: 0 });
  });

  it.each([
    [['--choose', 'retry'], 'needs to know of what'],
    [['nobody', '--choose', 'retry'], 'is nothing that is in the middle'],
    [['nobody', '--choose', 'retry', '--dry-run'], 'exclude each other'],
  ])('is told of by its id: %j', async (args, message) => {
    const { code, error } = await home.run(['manage', 'recover', ...args]);
    expect(code).toBe(2);
    expect(error).toContain(message);
  });
});
