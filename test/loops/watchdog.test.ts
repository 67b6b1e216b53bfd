import { describe, expect, it } from 'vitest';
import { watchdog } from '../../agents/orchestrator/play/watchdog.ts';
import type { Workers } from '../../agents/contract.ts';
import type { StoryId } from '../../schemas/ids.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { JournalStore } from '../../src/ports/narrative-store.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { openPlayTable, type PlayTable, type Sitting } from '../support/play-table.ts';

// Whoever looks through all stories finishes what can be finished, and puts the rest before a person.

const watch = (table: PlayTable, sitting: Sitting = {}) => {
  const { tools, universe } = table.toolsFor(sitting);
  const holder = { id: 'watchdog', by: 'The console', isAlive: sitting.isAlive ?? (() => false) };
  return watchdog({ tools, universe, person: { name: 'GM', seat: 'gm' }, holder });
};

const begun = async (table: PlayTable, sitting: Sitting = {}) => {
  const play = table.sitDown(sitting);
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
  return { play, story: context.story };
};

/** Ends as a process does that is killed while something is asked of somebody. */
const killedAt = async (table: PlayTable, agent: keyof Workers, job: string): Promise<StoryId> => {
  const stop = new AbortController();
  const workers = (made: Workers): Workers => {
    const worker = made[agent] as unknown as Record<string, (...asked: unknown[]) => Promise<unknown>>;
    const dies = (): Promise<never> => {
      stop.abort(new Error('killed'));
      return new Promise(() => undefined);
    };
    return { ...made, [agent]: { ...worker, [job]: dies } };
  };
  const { play, story } = await begun(table, { workers, signal: stop.signal });
  const said = play.say(story, { text: 'I attack the orc', kind: 'action', as: null, replaces: null });
  await expect(said).rejects.toThrow('killed');
  return story;
};

const alone = ({ CanonKeeper }: Workers): Workers => (CanonKeeper === undefined ? {} : { CanonKeeper });

describe('what a process left in the middle that is gone', () => {
  it('is finished where whoever is needed is there', async () => {
    await using table = await openPlayTable();
    const story = await killedAt(table, 'Narrator', 'narrate');
    expect(await watch(table).look()).toMatchObject([
      { loop: 'turn', state: 'narrated', choices: [], waitsFor: null, title: 'The ruin', playedBy: null },
    ]);
    await watch(table).goOn();
    expect(await watch(table).look()).toEqual([]);
    const play = table.sitDown();
    expect(await play.played(story)).toMatchObject([{ state: 'done', narration: 'usual' }]);
  });

  it('waits for whoever is needed and is not there, and is not changed meanwhile', async () => {
    await using table = await openPlayTable();
    await killedAt(table, 'Narrator', 'narrate');
    const { universe, narrative } = table;
    const turns = async () =>
      (await listAll(narrative, 'cycles', { universe })).filter(({ document }) => document.loop === 'turn');
    const before = await turns();
    await watch(table, { workers: alone }).goOn();
    expect(await watch(table, { workers: alone }).look()).toMatchObject([{ state: 'narrated', waitsFor: 'Narrator' }]);
    expect(await turns()).toEqual(before);
  });

  it('is left to whoever plays it, as long as they are there', async () => {
    await using table = await openPlayTable();
    await killedAt(table, 'Narrator', 'narrate');
    const isAlive = (): boolean => true;
    await watch(table, { isAlive }).goOn();
    expect(await watch(table, { isAlive }).look()).toMatchObject([{ state: 'narrated', playedBy: 'Robin' }]);
  });

  it('is not gone on with by the one who left it, where that one was only slow: the turn was given up, and begins no more', async () => {
    await using table = await openPlayTable();
    const { stores, universe } = table;
    const { promise: goesOn, resolve: goOn } = Promise.withResolvers<undefined>();
    const { promise: isAboutTo, resolve: aboutTo } = Promise.withResolvers<undefined>();
    const slow: JournalStore = {
      ...stores.journal,
      async insert(collection, documents, options) {
        if (
          collection === 'cycles' &&
          documents.some(({ document }) => 'loop' in document && document.loop === 'turn')
        ) {
          aboutTo(undefined);
          await goesOn;
        }
        return stores.journal.insert(collection, documents, options);
      },
    };
    const { play, story } = await begun(table, { stores: { ...stores, journal: slow } });
    const said = play.say(story, { text: 'I attack the orc', kind: 'action', as: null, replaces: null });
    await isAboutTo;
    const other = table.sitDown({ holder: 'there', isAlive: () => false });
    await other.enter(story);
    goOn(undefined);
    await expect(said).rejects.toMatchObject({ code: 'cycle_moved' });
    expect(await other.played(story)).toEqual([]);
    const turns = (await listAll(stores.narrative, 'cycles', { universe })).filter(
      ({ document }) => document.loop === 'turn',
    );
    expect(turns.map(({ document }) => document.state)).toEqual(['withdrawn']);
    expect(await table.narrative.count('resolutions', universe)).toBe(0);
  });

  it('that a later version left, or that is damaged, is told of and keeps nothing else from being finished', async () => {
    await using table = await openPlayTable();
    const { universe, stores } = table;
    const { play, story } = await begun(table);
    await play.leave();
    const [kept] = await listAll(stores.narrative, 'stories', { universe });
    if (kept === undefined) throw new Error('there is no story');
    await stores.journal.replace('stories', {
      document: { ...kept.document, format: 99 },
      events: [],
      expected: kept.version,
    });
    await killedAt(table, 'Narrator', 'narrate');
    await watch(table).goOn();
    expect(await watch(table).look()).toMatchObject([
      { loop: 'story', story, choices: [], failure: { step: 'read', code: 'cycle_from_later' } },
    ]);
    await expect(table.sitDown().enter(story)).rejects.toMatchObject({ code: 'cycle_from_later' });
  });
});

describe('what failed', () => {
  const gone = new Failure({ kind: 'terminal', code: 'store_damaged', message: 'it is not there' });
  const broken = (made: Workers): Workers => ({
    ...made,
    ...(made.MemoryManager === undefined ? {} : { MemoryManager: { remember: () => Promise.reject(gone) } }),
  });

  it('is done with as a person chooses, and only what is among the choices', async () => {
    await using table = await openPlayTable();
    const { play, story } = await begun(table, { workers: broken });
    await play.toScene(story, 'end');
    await play.leave();
    const [found] = await watch(table).look();
    expect(found).toMatchObject({
      loop: 'scene',
      choices: ['retry'],
      failure: { step: 'remembering', code: 'store_damaged', words: 'it is not there' },
    });
    const id = found?.cycle ?? ('' as never);
    await expect(watch(table).choose(id, 'abort')).rejects.toMatchObject({ code: 'not_now' });
    await expect(watch(table).choose(table.world.newId('cycle'), 'retry')).rejects.toMatchObject({
      code: 'nothing_to_choose',
    });
    await watch(table).choose(id, 'retry');
    expect(await watch(table).look()).toEqual([]);
  });
});
