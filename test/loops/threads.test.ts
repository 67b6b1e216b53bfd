import { describe, expect, it } from 'vitest';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import { outlinedThread } from '../../agents/orchestrator/play/framing.ts';
import { findStory, storyView, type WatchDesk } from '../../src/compose/use-cases.ts';
import type { Visibility } from '../../schemas/canon.ts';
import type { ProposalContent } from '../../schemas/gate.ts';
import type { EntityId, FactId, StoryId } from '../../schemas/ids.ts';
import { proposerFor, toolsOn } from '../support/keeper-table.ts';
import { openPlayTable, type PlayTable } from '../support/play-table.ts';

// What a story is about, from its outline to its end.

const titles = ['map', 'road', 'crown'];

const begun = async (table: PlayTable, goals: (story: StoryId) => Parameters<PlayTable['scene']>[0]) => {
  const play = table.sitDown();
  const story = table.world.newId('story');
  const threads = titles.map((title) => ({
    title,
    question: `What of the ${title}?`,
    visibility: { level: 'party' as const },
  }));
  await play.start({ title: 'The ruin', premise: null, story, threads }, table.scene(goals(story)));
  return { play, story, say: (text: string) => play.say(story, { text, kind: 'action', as: null, replaces: null }) };
};

const viewOf = async ({ stores, universe, world, narrative }: PlayTable, seat: 'gm' | 'player' = 'gm') => {
  const [about] = await stores.canon.reader.nodes(universe, [universe]);
  if (about?.kind !== 'universe') throw new Error('there is no universe');
  const desk: WatchDesk = {
    ...{ universe, about, canon: stores.canon.reader, narrative, world },
    ...{ holder: { isAlive: () => true }, workers: { CanonKeeper: true } },
  };
  return storyView(desk, await findStory(desk, 'The ruin'), seat);
};

const statuses = async ({ stores, universe }: PlayTable, story: StoryId): Promise<string[]> => {
  const nodes = await stores.canon.reader.nodes(
    universe,
    titles.map((_, place) => outlinedThread(story, place)),
  );
  return nodes.map((node) => (node.kind === 'thread' ? `${node.title} ${node.status}` : node.kind));
};

describe('a thread', () => {
  it('is canon when its story is, and open', async () => {
    await using table = await openPlayTable();
    const { play, story } = await begun(table, () => ({}));
    expect(await statuses(table, story)).toEqual(['map open', 'road open', 'crown open']);
    await play.leave();
  });

  it('that a turn moves on or resolves is a met goal, and those that nobody resolved are given up when the story ends', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await begun(table, (id) => ({
      goals: [
        { kind: 'thread', thread: outlinedThread(id, 1), status: 'advanced' },
        { kind: 'thread', thread: outlinedThread(id, 0), status: 'resolved' },
      ],
    }));
    const { scene } = (await play.storyAt(story)).context;
    if (scene === null) throw new Error('there is no scene');
    expect(await say('I advance road')).toMatchObject({ scene: 'active' });
    expect((await play.sceneAt(scene)).context.met).toEqual([0]);
    expect(await statuses(table, story)).toEqual(['map open', 'road open', 'crown open']); // it is decided at the end
    expect(await say('I resolve map')).toMatchObject({ scene: 'finalizing.summarising' });
    expect((await play.sceneAt(scene)).context).toMatchObject({ met: [0, 1], ending: 'goal_met' });
    await play.idle();
    expect(await statuses(table, story)).toEqual(['map resolved', 'road advanced', 'crown open']);
    expect(await play.toStory(story, 'end')).toMatchObject({ state: 'completed' });
    expect(await statuses(table, story)).toEqual(['map resolved', 'road abandoned', 'crown abandoned']);
    await play.leave();
  });

  it('of which a move is taken back has not moved', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await begun(table, (id) => ({
      goals: [
        { kind: 'thread', thread: outlinedThread(id, 0), status: 'advanced' },
        { kind: 'words', text: 'rest' },
      ],
    }));
    await say('I advance map');
    await play.undo(story, 1);
    const { scene } = (await play.storyAt(story)).context;
    expect(scene === null ? null : (await play.sceneAt(scene)).context.met).toEqual([]);
    await play.toScene(story, 'end');
    expect(await statuses(table, story)).toEqual(['map open', 'road open', 'crown open']);
    await play.leave();
  });
});

describe('clues', () => {
  it('are shown to the seat that may know of them, and who else does to the GM alone', async () => {
    await using table = await openPlayTable();
    const { stores, world, universe, policy, narrative, names } = table;
    const { play, story } = await begun(table, () => ({}));
    const keeper = canonKeeper(toolsOn(stores, { world, policy }));
    const proposer = proposerFor({ world, universe, narrative });
    const decided = async (says: string, content: ProposalContent, part: { intent?: 'change' } = {}): Promise<void> => {
      const proposals = [await proposer.says(says, content, part)];
      const { decided: judged } = await keeper.decide({ universe, proposals, clock: null, reason: null });
      expect(judged.map(({ verdict }) => verdict)).toEqual(['accepted']);
    };
    const [map, orc] = [names.get('map') as EntityId, names.get('orc') as EntityId];
    const clue = async (statement: string, visibility: Visibility): Promise<FactId> => {
      const object = { kind: 'text', text: statement } as const;
      const fact = proposer.claim(map, 'rumour', object, null, { statement, visibility });
      await decided(statement, fact);
      return fact.claim.id;
    };
    const clues = [
      await clue('It is torn.', { level: 'public' }),
      await clue('It smells of smoke.', { level: 'party' }),
      await clue('It is forged.', { level: 'gm' }),
      await clue('It was a gift.', { level: 'known', to: [orc] }),
    ];
    const [node] = await stores.canon.reader.nodes(universe, [outlinedThread(story, 0)]);
    if (node?.kind !== 'thread') throw new Error('there is no thread');
    const { kind: _kind, universe: _universe, introduced: _introduced, ...thread } = node;
    const content = { type: 'thread', thread: { ...thread, status: 'advanced', clues } } as const;
    await decided('The map has been looked at.', content, { intent: 'change' });
    const shown = async (seat: 'gm' | 'player') =>
      (await viewOf(table, seat)).threads[0]?.clues.map(({ statement, knownTo }) => [statement, knownTo]);
    expect(await shown('player')).toEqual([
      ['It is torn.', 'public'],
      ['It smells of smoke.', 'party'],
    ]);
    expect(await shown('gm')).toEqual([
      ...[
        ['It is torn.', 'public'],
        ['It smells of smoke.', 'party'],
        ['It is forged.', 'gm'],
      ],
      ['It was a gift.', ['orc']],
    ]);
    await play.leave();
  });
});

describe('a party', () => {
  it('is whom its last turn made it, and is told of with where everybody is', async () => {
    await using table = await openPlayTable();
    const { play, story, say } = await begun(table, () => ({}));
    await say('I gather company');
    await play.toScene(story, 'end');
    await play.idle();
    expect((await viewOf(table)).parties).toMatchObject([{ name: 'company', members: [{ name: 'hero' }] }]);
    await play.nextScene(
      story,
      table.scene({ title: 'On', location: table.names.get('hall') ?? null, storyTime: { second: 900, ordinal: 0 } }),
    );
    await say('I swell company');
    await play.toScene(story, 'end');
    await play.toStory(story, 'end');
    await play.leave();
    const view = await viewOf(table);
    expect(view.parties).toMatchObject([{ name: 'company', members: [{ name: 'hero' }, { name: 'orc' }] }]);
    expect(view.whereabouts).toMatchObject([{ place: { name: 'hall' }, who: [{ name: 'hero' }, { name: 'orc' }] }]);
    expect(view.scenes.map(({ title, status, ending }) => [title, status, ending])).toEqual([
      ['In the ruin', 'completed', 'asked'],
      ['On', 'completed', 'asked'],
    ]);
    expect(view.recap).not.toBeNull();
    expect(view.unfinished).toEqual([]);
  });
});
