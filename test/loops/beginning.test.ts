import { describe, expect, it } from 'vitest';
import { beginStory, leaveStory } from '../../agents/orchestrator/play/beginning.ts';
import type { PlayDesk } from '../../agents/orchestrator/play/table.ts';
import type { Beginning } from '../../schemas/beginning.ts';
import { openPlayDesk } from '../../src/compose/desks.ts';
import { findStory, settle, storyShelf, storyView, type WatchDesk } from '../../src/compose/use-cases.ts';
import { gm, type ManagedWorld, managedWorld, people, player } from '../support/managed-world.ts';
import { processes } from '../support/processes.ts';

// Stories as people begin them: by names, with what is missing created on the way.

const ruin: Beginning = {
  ...{ title: 'The ruin', premise: 'An orc, a map.', character: 'Kessa' },
  scene: {
    ...{ title: 'In the ruin', place: 'The Ruin', others: ['Orc'], when: '3 March 812', kind: 'present' },
    goals: ['find the map'],
  },
  threads: [
    { title: 'The map', question: 'Who took it?' },
    { title: 'The road', question: null, visibility: 'party' },
  ],
};

const sitting = async () => {
  const managed = await managedWorld();
  await managed.tell(people);
  const { config, world } = managed;
  const open = () => openPlayDesk({ config, program: 'monitor-test', world, universe: null, processes });
  const desk = await open();
  return {
    ...{ managed, desk },
    async [Symbol.asyncDispose]() {
      await desk[Symbol.asyncDispose]();
      await managed[Symbol.asyncDispose]();
    },
  };
};

const watching = (desk: PlayDesk): WatchDesk => ({ ...desk, workers: { CanonKeeper: true } });

const named = async ({ desk: { canon, universe } }: ManagedWorld, name: string): Promise<number> => {
  const { items } = await canon.listNodes(universe, { kind: 'entity' }, { max: 1_000, after: null });
  return items.filter((node) => node.kind === 'entity' && node.name === name).length;
};

describe('a story that is begun', () => {
  it('brings who is played and where, its first scene, and what it is about, all of it canon', async () => {
    await using at = await sitting();
    const begun = await beginStory(at.desk, gm, ruin);
    expect(begun).toMatchObject({ title: 'The ruin', state: 'active.playing', isNew: true });
    expect(begun.proposals.map(({ verdict, says }) => `${verdict} ${says}`)).toEqual([
      'accepted Kessa, character',
      'accepted The Ruin, location',
    ]);
    const view = await storyView(watching(at.desk), await findStory(at.desk, 'the ruin'), 'gm');
    expect(view).toMatchObject({
      ...{ premise: 'An orc, a map.', when: '3 March 812', playedBy: null, unfinished: [], recap: null },
      scenes: [{ title: 'In the ruin', status: 'open', kind: 'present', place: 'The Ruin' }],
      threads: [
        { title: 'The map', question: 'Who took it?', status: 'open', knownTo: 'gm' },
        { title: 'The road', question: null, status: 'open', knownTo: 'party' },
      ],
      whereabouts: [{ place: { name: 'The Ruin' }, who: [{ name: 'Kessa' }, { name: 'Orc' }] }],
      waits: { items: [], count: 0 },
    });
    expect(view.scenes[0]?.who.map(({ name }) => name)).toEqual(['Kessa', 'Orc']);
  });

  it('is one, however often it is asked for in the same words, until it is over', async () => {
    await using at = await sitting();
    const { story } = await beginStory(at.desk, gm, ruin);
    expect(await beginStory(at.desk, gm, ruin)).toMatchObject({ story, isNew: false, proposals: [] });
    if (story === null) throw new Error('it was not begun');
    await leaveStory(at.desk, gm, { story, how: 'abandon' });
    const again = await beginStory(at.desk, gm, ruin);
    expect(again).toMatchObject({ isNew: true, state: 'active.playing' });
    expect(again.story).not.toBe(story);
  });

  it('is begun by whoever asks again after a crash at any write, and nothing of it is doubled', async () => {
    let isWhole = false;
    let writes = 0;
    for (let crash = 1; !isWhole; crash++) {
      await using at = await sitting();
      writes = 0;
      const crashing = <T extends object>(store: T): T =>
        new Proxy(store, {
          get: (target, name) => {
            const value: unknown = Reflect.get(target, name);
            if (name !== 'insert' && name !== 'replace' && name !== 'decide') return value;
            return async (...asked: readonly unknown[]) => {
              if (++writes >= crash) throw new Error('the process ended');
              return (value as (...all: readonly unknown[]) => Promise<unknown>)(...asked);
            };
          },
        });
      const { play } = at.desk;
      const ending: PlayDesk = {
        ...at.desk,
        ...{ notes: crashing(at.desk.notes), keeper: crashing(at.desk.keeper) },
        play: { ...play, narrative: crashing(play.narrative), journal: crashing(play.journal) },
      };
      isWhole = await beginStory(ending, gm, ruin).then(
        () => true,
        () => false,
      );
      const begun = await beginStory({ ...at.desk, holder: { ...at.desk.holder, isAlive: () => false } }, gm, ruin);
      expect(begun.state).toBe('active.playing');
      expect([await named(at.managed, 'Kessa'), await named(at.managed, 'The Ruin')]).toEqual([1, 1]);
      const { universe } = at.desk;
      expect(await at.desk.narrative.count('scenes', universe)).toBe(1);
      expect(await at.desk.narrative.count('stories', universe)).toBe(1);
      const view = await storyView(watching(at.desk), await findStory(at.desk, null), 'gm');
      expect(view.threads).toHaveLength(2);
      expect(view.waits.count).toBe(0);
      const proposals = await at.desk.narrative.count('proposals', universe);
      // The universe, the people, who is played, the place, two threads, the story, the scene, and that three are there.
      expect(proposals).toBe(1 + people.length + 2 + 2 + 1 + 1 + 2);
    }
    expect(writes).toBeGreaterThan(10);
  });

  it('is not begun where the gate does not take who is played, and is when somebody has accepted them', async () => {
    await using at = await sitting();
    const waiting = await beginStory(at.desk, player, ruin);
    expect(waiting).toMatchObject({ story: null, state: null });
    expect(waiting.proposals.map(({ verdict }) => verdict)).toEqual(['pending', 'pending']);
    expect(await at.desk.narrative.count('stories', at.desk.universe)).toBe(0);
    const proposals = waiting.proposals.map(({ proposal }) => proposal);
    await settle(at.desk, gm, { proposals, verdict: 'accept', because: null });
    expect(await beginStory(at.desk, player, ruin)).toMatchObject({ isNew: true, state: 'active.playing' });
    const view = await storyView(watching(at.desk), await findStory(at.desk, null), 'player');
    expect(view.threads.map(({ title }) => title)).toEqual(['The map', 'The road']); // they are the player's own
  });

  it('is begun without a thread that somebody refused meanwhile, and says so', async () => {
    await using at = await sitting();
    const { narrative, universe, play } = at.desk;
    const dying: PlayDesk = {
      ...at.desk,
      play: { ...play, journal: { ...play.journal, insert: () => Promise.reject(new Error('the process ended')) } },
    };
    await expect(beginStory(dying, gm, ruin)).rejects.toThrow('the process ended');
    const staged = (await narrative.list('proposals', { universe }, { max: 100, after: null })).items;
    const map = staged.find(
      ({ document: { content } }) => content.type === 'thread' && content.thread.title === 'The map',
    );
    const proposal = map?.document.id ?? ('' as never);
    await settle(at.desk, gm, { proposals: [proposal], verdict: 'reject', because: null });
    const begun = await beginStory({ ...at.desk, holder: { ...at.desk.holder, isAlive: () => false } }, gm, ruin);
    expect(begun).toMatchObject({ state: 'active.playing', refused: [{ title: 'The map', proposal }] });
    const view = await storyView(watching(at.desk), await findStory(at.desk, null), 'gm');
    expect(view.threads.map(({ title }) => title)).toEqual(['The road']);
  });

  it.each([
    ['who is nobody', { ...ruin, scene: { ...ruin.scene, others: ['Orcus'] } }, 'unknown_name'],
    ['a date that is none', { ...ruin, scene: { ...ruin.scene, when: 'the day after' } }, 'bad_time'],
    ['a place that is played', { ...ruin, character: 'The Tavern' }, 'wrong_type'],
    ['somebody to be in', { ...ruin, scene: { ...ruin.scene, place: 'Mara' } }, 'wrong_type'],
  ])('is refused with %s, and nothing is written', async (_, asked, code) => {
    await using at = await sitting();
    const { universe, narrative } = at.desk;
    const before = await narrative.count('proposals', universe);
    await expect(beginStory(at.desk, gm, asked)).rejects.toMatchObject({ code });
    expect(await narrative.count('proposals', universe)).toBe(before);
    expect(await narrative.count('stories', universe)).toBe(0);
  });
});

describe('stories as a player sees them', () => {
  it('have no secret thread, clue, place or person', async () => {
    await using at = await sitting();
    await at.managed.tell([
      { entity: 'The Traitor', type: 'character', visibility: 'gm' },
      { entity: 'The Vault', type: 'location', visibility: 'gm' },
    ]);
    await beginStory(at.desk, gm, { ...ruin, scene: { ...ruin.scene, place: 'The Vault', others: ['The Traitor'] } });
    const shelved = await findStory(at.desk, null);
    const seen = await storyView(watching(at.desk), shelved, 'player');
    expect(seen.scenes).toMatchObject([{ place: null, who: [{ name: 'Kessa' }] }]);
    expect(seen.threads.map(({ title }) => title)).toEqual(['The road']);
    expect(seen.whereabouts).toEqual([{ place: null, who: [{ id: expect.any(String) as string, name: 'Kessa' }] }]);
    const { stories } = await storyShelf(watching(at.desk), 'player', { max: 10 });
    const told = JSON.stringify([seen, stories]);
    for (const secret of ['Traitor', 'Vault', 'The map', 'Who took it?']) expect(told).not.toContain(secret);
    const all = await storyView(watching(at.desk), shelved, 'gm');
    expect(all.scenes).toMatchObject([{ place: 'The Vault', who: [{ name: 'Kessa' }, { name: 'The Traitor' }] }]);
  });
});

describe('the list of stories', () => {
  it('has those first that can be gone on with, and of them those that were played last', async () => {
    await using at = await sitting();
    const begin = async (title: string): Promise<void> => {
      const { story } = await beginStory(at.desk, gm, { ...ruin, title, threads: [] });
      if (title === 'Over' && story !== null) await leaveStory(at.desk, gm, { story, how: 'abandon' });
      if (title === 'Paused' && story !== null) await leaveStory(at.desk, gm, { story, how: 'pause' });
    };
    for (const title of ['Open', 'Paused', 'Over']) await begin(title);
    const { stories, count } = await storyShelf(watching(at.desk), 'gm', { max: 2 });
    expect(count).toBe(3);
    expect(stories.map(({ isOver }) => isOver)).toEqual([false, false]);
    const over = await findStory(at.desk, 'over');
    expect(over.cycle.isOver).toBe(true);
    await expect(findStory(at.desk, null)).rejects.toMatchObject({ code: 'ambiguous_story' });
    await expect(findStory(at.desk, 'Opne')).rejects.toMatchObject({
      code: 'unknown_story',
      advice: expect.stringContaining('`Open`') as string,
    });
    expect((await findStory(at.desk, over.context.story.slice(-6))).context.title).toBe('Over');
  });
});
