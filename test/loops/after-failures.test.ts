import { describe, expect, it } from 'vitest';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { Workers } from '../../agents/contract.ts';
import type { ContextPackage } from '../../schemas/context-package.ts';
import type { Cycle } from '../../schemas/cycle.ts';
import type { EntityId, StoryId } from '../../schemas/ids.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { JournalStore } from '../../src/ports/narrative-store.ts';
import type { World } from '../../src/ports/world.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { proposerFor, toolsOn } from '../support/keeper-table.ts';
import { openPlayTable, type PlayTable, type Sitting } from '../support/play-table.ts';

// What the simulation found: things that went wrong where something had gone wrong before.

const longMs = 10_000;

/** Nobody waits before another try; what may take long is waited for. */
const hasty = (world: World): World => ({
  ...world,
  sleep: (ms, signal) =>
    ms < longMs
      ? Promise.resolve()
      : new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
});

const begun = async (table: PlayTable, sitting: Sitting = {}) => {
  const play = table.sitDown({ world: hasty(table.world), ...sitting });
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
  const { story } = context;
  const as = table.names.get('hero') as EntityId;
  const say = (text: string) => play.say(story, { text, kind: 'action', as, replaces: null });
  return { play, story, say, scene: context.scene ?? ('' as never) };
};

/** Whoever comes after one that died. */
const after = async (table: PlayTable, story: StoryId) => {
  const play = table.sitDown({ world: hasty(table.world), holder: 'there', isAlive: () => false });
  return { play, found: await play.enter(story) };
};

type Does = (does: () => Promise<unknown>) => Promise<unknown>;
type Jobs = Record<string, (...asked: unknown[]) => Promise<unknown>>;

/** A worker of which one job goes wrong. */
const wrong =
  (agent: keyof Workers, job: string, instead: Does) =>
  (workers: Workers): Workers => {
    const jobs = workers[agent] as unknown as Jobs;
    return {
      ...workers,
      [agent]: { ...jobs, [job]: (...asked: unknown[]) => instead(async () => jobs[job]?.(...asked)) },
    };
  };

/** With what the narrator is told by. */
const watching = (workers: Workers, seen: ContextPackage[]): Workers => {
  const { Narrator } = workers;
  if (Narrator === undefined) return workers;
  const narrate: typeof Narrator.narrate = async (input, call) => {
    seen.push(input.context);
    return Narrator.narrate(input, call);
  };
  return { ...workers, Narrator: { ...Narrator, narrate } };
};

const failure = (kind: 'transient' | 'terminal'): Failure =>
  new Failure({ kind, code: kind === 'transient' ? 'store_busy' : 'store_damaged', message: 'it is away' });

/** So often, from the first call for which `isOn`. */
const failsAfter = (kind: 'transient' | 'terminal', { times = 1, isOn = (): boolean => true } = {}): Does => {
  let left = times;
  return async (does) => {
    const answer = await does();
    if (isOn() && left-- > 0) throw failure(kind);
    return answer;
  };
};

/** A process that dies as a turn is to be kept as in that state. */
const dyingAs = (journal: JournalStore, state: string): JournalStore => ({
  ...journal,
  async replace(collection, replacement, options) {
    if ((replacement.document as Cycle).state === state) throw new Error('it died');
    return journal.replace(collection, replacement, options);
  },
});

const cyclesOf = async ({ stores, universe }: PlayTable, loop: Cycle['loop']) =>
  (await listAll(stores.narrative, 'cycles', { universe }))
    .map(({ document }) => document)
    .filter((cycle) => cycle.loop === loop);

/** On what turns put forward. */
const verdicts = async ({ universe, stores }: PlayTable): Promise<string[]> => {
  const { items } = await stores.canon.reader.decisions(universe, {}, { max: 1_000, after: null });
  const staged = await listAll(stores.narrative, 'proposals', { universe });
  const ofTurns = new Set(
    staged.flatMap(({ document: { id, turn, scene } }) => (turn === null || scene === null ? [] : [id])),
  );
  return items
    .filter(({ proposal }) => ofTurns.has(proposal))
    .map(({ verdict, reasons }) => `${verdict} ${reasons[0]?.code ?? ''}`);
};

describe('a turn', () => {
  it('is taken back by whoever comes after one that died at that', async () => {
    await using table = await openPlayTable();
    const { story, say } = await begun(table);
    await say('I attack the orc');
    const journal = dyingAs(table.stores.journal, 'withdrawn');
    const dying = table.sitDown({ stores: { ...table.stores, journal } });
    await expect(dying.undo(story, 1)).rejects.toThrow('it died');
    const { play, found } = await after(table, story);
    expect(found).toEqual([]);
    expect(await play.played(story)).toEqual([]);
    expect(await cyclesOf(table, 'turn')).toMatchObject([{ state: 'withdrawn', todo: null }]);
  });

  it('is told anew by whoever comes after one that died at that', async () => {
    await using table = await openPlayTable();
    const { story, say } = await begun(table);
    await say('I attack the orc');
    const journal = dyingAs(table.stores.journal, 'persisted');
    const dying = table.sitDown({ stores: { ...table.stores, journal } });
    await expect(dying.retell(story)).rejects.toThrow('it died');
    const { play, found } = await after(table, story);
    expect(found).toEqual([]);
    expect(await play.played(story)).toHaveLength(1);
    expect(await cyclesOf(table, 'turn')).toMatchObject([{ state: 'done', todo: null }]);
  });

  it('goes on, in the same process, with what a call before left in the middle', async () => {
    await using table = await openPlayTable();
    const { story, say } = await begun(table);
    await say('I attack the orc');
    let dies = true;
    const { journal: kept } = table.stores;
    const dying = dyingAs(kept, 'withdrawn');
    const journal: JournalStore = { ...kept, replace: (...asked) => (dies ? dying : kept).replace(...asked) };
    const play = table.sitDown({ stores: { ...table.stores, journal } });
    await expect(play.undo(story, 1)).rejects.toThrow('it died');
    dies = false;
    await play.say(story, { text: 'I search the room', kind: 'action', as: null, replaces: null });
    expect(await play.played(story)).toHaveLength(1);
    expect((await cyclesOf(table, 'turn')).map(({ state }) => state)).toEqual(['withdrawn', 'done']);
  });

  it('taken back by one that died before the scene knew is told to it before anybody plays on', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await begun(table, { isAlive: () => false });
    await say('I attack the orc');
    const { journal: kept } = table.stores;
    const isUndone = (document: Cycle): boolean =>
      document.loop === 'scene' && (document.context as { undone: unknown[] }).undone.length > 0;
    const journal: JournalStore = {
      ...kept,
      async replace(collection, replacement, options) {
        if (isUndone(replacement.document)) throw new Error('it died');
        return kept.replace(collection, replacement, options);
      },
    };
    const dying = table.sitDown({ holder: 'there', isAlive: () => false, stores: { ...table.stores, journal } });
    await expect(dying.undo(story, 1)).rejects.toThrow('it died');
    await expect(say('I search the room')).rejects.toMatchObject({ code: 'turn_under_way' });
    await say('I search the room');
    expect((await play.played(story)).map(({ turn }) => turn.text)).toEqual(['I search the room']);
    expect((await cyclesOf(table, 'turn')).map(({ state }) => state)).toEqual(['withdrawn', 'done']);
  });

  it('puts the same forward in every try', async () => {
    await using table = await openPlayTable();
    const workers = wrong('Resolver', 'propose', failsAfter('transient', { times: 2 }));
    const { play, story, say } = await begun(table, { workers });
    expect(await say('I attack the orc')).toMatchObject({ state: 'done' });
    await play.toScene(story, 'end');
    expect(await verdicts(table)).toEqual(['accepted new']);
    await play.leave();
  });

  it('that was given up claims nothing, though what it put forward was written', async () => {
    await using table = await openPlayTable();
    const workers = wrong('Resolver', 'propose', failsAfter('terminal'));
    const { play, story, say } = await begun(table, { workers });
    expect(await say('I attack the orc')).toMatchObject({ state: 'failed' });
    await play.choose(story, 'withdraw');
    await play.toScene(story, 'end');
    expect(await verdicts(table)).toEqual(['rejected withdrawn']);
    await play.leave();
  });

  it('that is canon and was never told counts without being told, since it cannot be taken back', async () => {
    await using table = await openPlayTable();
    const workers = wrong('Narrator', 'narrate', failsAfter('terminal', { times: 2 }));
    const { play, story, say } = await begun(table, { workers });
    expect(await say('I kill the orc')).toMatchObject({ state: 'failed', failure: { step: 'narrated' } });
    expect(await play.choose(story, 'withdraw')).toMatchObject({ state: 'failed', failure: { code: 'already_canon' } });
    const [finding] = await play.enter(story);
    expect(finding?.choices).toEqual(['retry', 'skip_narration']);
    expect(await play.choose(story, 'skip_narration')).toMatchObject({ state: 'done', narration: 'skipped' });
    expect(await play.played(story)).toHaveLength(1);
    await play.leave();
  });

  it('shows a player nobody who hides in the scene, also where nobody could put together what is known', async () => {
    await using table = await openPlayTable();
    const { stores, world, universe, policy } = table;
    const proposer = proposerFor({ world, universe, narrative: stores.narrative });
    const { id, content } = proposer.entity('lurker', 'character');
    const hidden = { ...content, entity: { ...(content as { entity: object }).entity, visibility: { level: 'gm' } } };
    const proposals = [await proposer.says('Somebody hides.', hidden as never)];
    await canonKeeper(toolsOn(stores, { world, policy })).decide({ universe, proposals, clock: null, reason: null });
    const seen: ContextPackage[] = [];
    const play = table.sitDown({
      world: hasty(world),
      workers: (workers) =>
        watching(
          wrong('ContextAssembly', 'assemble_context', () => Promise.reject(failure('terminal')))(workers),
          seen,
        ),
    });
    const hero = table.names.get('hero') as EntityId;
    const { context } = await play.start(
      { title: 'The ruin', premise: null },
      table.scene({ participants: [hero, id] }),
    );
    await play.say(context.story, { text: 'I wait', kind: 'action', as: hero, replaces: null });
    expect(seen[0]?.canonical.entities.map(({ name }) => name)).toEqual(['ruin', 'hero']);
    await play.leave();
  });

  it('of a player is not told by what was put together for the GM, also where the GM’s process goes on with it', async () => {
    await using table = await openPlayTable();
    const seen: ContextPackage[] = [];
    let isAway = false;
    const workers = (made: Workers): Workers => {
      const does: Does = (work) => (isAway ? Promise.reject(failure('terminal')) : work());
      return watching(wrong('ContextAssembly', 'assemble_context', does)(made), seen);
    };
    const gm = { name: 'Ann', seat: 'gm' as const };
    const { play, story, say } = await begun(table, { workers, person: gm, isAlive: () => false });
    await say('I wait');
    await play.leave();
    const journal = dyingAs(table.stores.journal, 'context');
    const dying = table.sitDown({ holder: 'there', stores: { ...table.stores, journal } });
    const saying = { text: 'I search the room', kind: 'action' as const, as: null, replaces: null };
    await expect(dying.say(story, saying)).rejects.toThrow('it died');
    isAway = true;
    expect(await play.enter(story)).toEqual([]);
    expect(await play.played(story)).toHaveLength(2);
    expect(seen.map(({ metadata }) => metadata.budget.cut)).toEqual([[], ['nobody could put more together']]);
    await play.leave();
  });
});

describe('a scene', () => {
  it('is broken off, though canon could not be told so at first', async () => {
    await using table = await openPlayTable();
    let isEnding = false;
    const isOn = (): boolean => isEnding;
    const does = failsAfter('transient', { isOn });
    const before: Does = (work) => (isEnding ? does(async () => undefined).then(work) : work());
    const { play, story, scene } = await begun(table, { workers: wrong('CanonKeeper', 'decide', before) });
    isEnding = true;
    expect(await play.toScene(story, 'abort')).toMatchObject({ state: 'aborted' });
    expect(await table.stores.canon.reader.nodes(table.universe, [scene])).toMatchObject([{ status: 'aborted' }]);
    await play.leave();
  });

  it('that canon has as over cannot be broken off, though whoever said so failed after it: it goes on to what it owes', async () => {
    await using table = await openPlayTable();
    let isEnding = false;
    const does = failsAfter('terminal', { isOn: () => isEnding });
    const { play, story, scene } = await begun(table, { workers: wrong('CanonKeeper', 'decide', does) });
    isEnding = true;
    expect(await play.toScene(story, 'end')).toMatchObject({ state: 'failed' });
    await play.toScene(story, 'abort');
    await play.idle();
    expect(await play.sceneAt(scene)).toMatchObject({ state: 'completed' });
    expect(await table.stores.canon.reader.nodes(table.universe, [scene])).toMatchObject([{ status: 'completed' }]);
    await play.leave();
  });

  it('is broken off with the story that is abandoned', async () => {
    await using table = await openPlayTable();
    const { play, story, scene } = await begun(table);
    await play.toStory(story, 'abandon');
    await play.idle();
    expect(await play.sceneAt(scene)).toMatchObject({ state: 'aborted' });
    expect(await play.storyAt(story)).toMatchObject({ state: 'abandoned', context: { owing: [] } });
    expect(await table.stores.canon.reader.nodes(table.universe, [scene])).toMatchObject([{ status: 'aborted' }]);
    await play.leave();
  });

  it('that has paid what it owed takes nothing from a story that is in the middle of its end', async () => {
    await using table = await openPlayTable();
    const { play, story, scene } = await begun(table, {
      workers: wrong('MemoryManager', 'remember', failsAfter('terminal')),
    });
    await play.toScene(story, 'end');
    await play.idle();
    expect(await play.sceneAt(scene)).toMatchObject({ state: 'failed' });
    const journal = dyingAs(table.stores.journal, 'completed');
    const dying = table.sitDown({ stores: { ...table.stores, journal } });
    await expect(dying.toStory(story, 'end')).rejects.toThrow('it died');
    const ending = { id: derivedId('cycle', story) };
    const stands = async () => (await table.narrative.get('stories', table.universe, [ending.id]))[0]?.document;
    expect(await stands()).toMatchObject({ state: 'closing.closure', todo: { kind: 'mark_completed' } });
    const other = table.sitDown();
    await other.retryOwed(story, scene);
    expect(await stands()).toMatchObject({ state: 'completed', todo: null, context: { owing: [] } });
  });

  it('that was never opened is nothing that an abandoned story owes', async () => {
    await using table = await openPlayTable();
    const journal: JournalStore = {
      ...table.stores.journal,
      async insert(collection, documents, options) {
        if (documents.some(({ document }) => (document as Cycle).loop === 'scene')) throw failure('terminal');
        return table.stores.journal.insert(collection, documents, options);
      },
    };
    const play = table.sitDown({ stores: { ...table.stores, journal } });
    const { state, context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
    expect(state).toBe('failed');
    await play.toStory(context.story, 'abandon');
    await play.idle();
    expect(await play.storyAt(context.story)).toMatchObject({ state: 'abandoned', context: { owing: [] } });
    await play.leave();
  });
});
