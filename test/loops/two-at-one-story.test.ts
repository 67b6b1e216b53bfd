import { describe, expect, it } from 'vitest';
import type { Cycle } from '../../schemas/cycle.ts';
import type { EntityId, StoryId } from '../../schemas/ids.ts';
import type { JournalStore } from '../../src/ports/narrative-store.ts';
import { openPlayTable, type PlayTable } from '../support/play-table.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';

// One who plays was only slow, and taken for gone: another goes on with the story in their place.

type IsIt = (cycle: Cycle) => boolean;

const heldIn = ({ context }: Cycle): unknown => (context as { current?: unknown }).current ?? null;
const isKept =
  (what: 'played' | 'undone'): IsIt =>
  (cycle) =>
    cycle.loop === 'scene' && (cycle.context as Record<string, unknown[]>)[what]?.includes(heldIn(cycle)) === true;

/** Waits, once it is armed, after it has kept such a cycle. */
const slowAfter = (journal: JournalStore, isIt: IsIt) => {
  const goesOn = Promise.withResolvers<undefined>();
  const isThere = Promise.withResolvers<undefined>();
  let isArmed = false;
  const slow: JournalStore = {
    ...journal,
    async replace(collection, replacement, options) {
      const outcome = await journal.replace(collection, replacement, options);
      if (isArmed && isIt(replacement.document)) {
        isArmed = false;
        isThere.resolve(undefined);
        await goesOn.promise;
      }
      return outcome;
    },
  };
  return {
    ...{ slow, isThere: isThere.promise },
    arm: (): void => {
      isArmed = true;
    },
    goOn: (): void => {
      goesOn.resolve(undefined);
    },
  };
};

const openWithOne = async (table: PlayTable, isIt: IsIt) => {
  const { stores } = table;
  const { slow, ...gate } = slowAfter(stores.journal, isIt);
  const play = table.sitDown({ stores: { ...stores, journal: slow } });
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
  const { story } = context;
  await play.say(story, saying(table, 'I attack the orc'));
  return { play, story, ...gate };
};

const saying = (table: PlayTable, text: string) =>
  ({ text, kind: 'action', as: table.names.get('hero') as EntityId, replaces: null }) as const;

const other = async (table: PlayTable, story: StoryId) => {
  const play = table.sitDown({ holder: 'there', isAlive: () => false });
  expect(await play.enter(story)).toEqual([]);
  return play;
};

const texts = (views: readonly { turn: { text: string } }[]): string[] => views.map(({ turn }) => turn.text);

const turnStates = async ({ stores, universe }: PlayTable): Promise<string[]> =>
  (await listAll(stores.narrative, 'cycles', { universe }))
    .filter(({ document }) => document.loop === 'turn')
    .map(({ document }) => document.state);

describe('a turn that somebody was about to change, and another played on meanwhile', () => {
  it.each(['undo', 'retell'] as const)('is not changed by %s any more, and counts', async (what) => {
    await using table = await openPlayTable();
    const { play, story, arm, isThere, goOn } = await openWithOne(table, isKept('played'));
    arm();
    const changing = what === 'undo' ? play.undo(story, 1) : play.retell(story);
    await isThere;
    const second = await other(table, story);
    await second.say(story, saying(table, 'I search the room'));
    goOn();
    await expect(changing).rejects.toMatchObject({ code: 'cycle_moved' });
    expect(texts(await second.played(story))).toEqual(['I attack the orc', 'I search the room']);
    expect(await turnStates(table)).toEqual(['done', 'done']);
    expect(await table.narrative.count('turns.gm', table.universe)).toBe(2);
  });

  it('is not played again, and does not count', async () => {
    await using table = await openPlayTable();
    const { play, story, arm, isThere, goOn } = await openWithOne(table, isKept('undone'));
    await play.undo(story, 1);
    arm();
    const changing = play.redo(story);
    await isThere;
    const second = await other(table, story);
    await second.say(story, saying(table, 'I search the room'));
    goOn();
    await expect(changing).rejects.toMatchObject({ code: 'cycle_moved' });
    expect(texts(await second.played(story))).toEqual(['I search the room']);
    expect(await turnStates(table)).toEqual(['withdrawn', 'done']);
  });

  it('and changed before the other came is told to the scene by the other, once', async () => {
    await using table = await openPlayTable();
    const isTakenBack: IsIt = ({ loop, state }) => loop === 'turn' && state === 'withdrawn';
    const { play, story, arm, isThere, goOn } = await openWithOne(table, isTakenBack);
    arm();
    const undone = play.undo(story, 1);
    await isThere;
    const second = await other(table, story);
    await second.say(story, saying(table, 'I search the room'));
    goOn();
    expect(await undone).toHaveLength(1);
    expect(texts(await second.played(story))).toEqual(['I search the room']);
    expect(await turnStates(table)).toEqual(['withdrawn', 'done']);
  });
});

describe('a turn that is done, of which the scene was told by another', () => {
  it('counts once, and takes nothing from the one that is played then', async () => {
    await using table = await openPlayTable();
    const isDone: IsIt = ({ loop, state }) => loop === 'turn' && state === 'done';
    const { play, story, arm, isThere, goOn } = await openWithOne(table, isDone);
    arm();
    const said = play.say(story, saying(table, 'I search the room'));
    await isThere;
    const second = await other(table, story);
    await second.say(story, saying(table, 'I wait'));
    goOn();
    expect(await said).toMatchObject({ state: 'done' });
    expect(texts(await second.played(story))).toEqual(['I attack the orc', 'I search the room', 'I wait']);
    const { scene } = (await second.storyAt(story)).context;
    expect((await second.sceneAt(scene ?? ('' as never))).context).toMatchObject({ turns: 3, current: null });
  });
});
