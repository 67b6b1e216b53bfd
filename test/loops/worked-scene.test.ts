import { expect, it } from 'vitest';
import type { EntityId, NodeId } from '../../schemas/ids.ts';
import { FactStatus } from '../../schemas/canon.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { openPlayTable } from '../support/play-table.ts';

// The scene of design/loops.md, step by step.

it('plays the hero in the ruin who kills an orc and finds a map, and the orc acts no more', async () => {
  await using table = await openPlayTable();
  const { universe, names, stores, narrative } = table;
  const { reader } = stores.canon;
  const hero = names.get('hero') as EntityId;
  const orc = names.get('orc') as EntityId;
  const play = table.sitDown();
  const predicates = async (): Promise<string[]> => {
    const { items } = await reader.listFacts(universe, { statuses: FactStatus.options }, { max: 100, after: null });
    return items.map(({ subject, predicate }) => `${nameOf(subject)} ${predicate}`).toSorted();
  };
  const nameOf = (id: NodeId): string => [...names].find(([, each]) => each === id)?.[0] ?? id;

  const goals = [
    { kind: 'claim' as const, subject: orc, predicate: 'vital', object: { kind: 'text' as const, text: 'dead' } },
    { kind: 'happening' as const, event: 'search', participants: [{ role: 'agent' as const, node: hero }] },
  ];
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene({ goals }));
  const { story } = context;
  expect(await predicates()).toEqual(['hero located_in', 'orc located_in']);

  const struck = await play.say(story, { text: 'I attack the orc', kind: 'action', as: hero, replaces: null });
  expect(struck).toMatchObject({ state: 'done', scene: 'active', waits: false, resolution: { by: 'player' } });
  expect(struck.answer?.text).toContain('attack');
  expect(await predicates()).toEqual(['hero located_in', 'orc located_in']); // a wound waits for the end

  const killed = await play.say(story, { text: 'I kill the orc', kind: 'action', as: hero, replaces: null });
  expect(killed.answer?.text).toContain('accepted');
  expect(await predicates()).toEqual(['hero located_in', 'orc death', 'orc located_in', 'orc vital']);

  const searched = await play.say(story, { text: 'I search the room', kind: 'action', as: hero, replaces: null });
  expect(searched.scene).toBe('finalizing.summarising');
  await play.idle();
  expect(await predicates()).toEqual([
    ...['hero found', 'hero located_in', 'hero search', 'orc damage_taken', 'orc death', 'orc located_in', 'orc vital'],
  ]);
  const { state } = await play.storyAt(story);
  expect(state).toBe('active.between');
  expect(await narrative.count('summaries', universe)).toBe(1);
  expect(await narrative.count('memories', universe)).toBe(1);
  const rolled = await listAll(narrative, 'resolutions', { universe });
  expect(rolled).toHaveLength(3);

  await play.nextScene(story, table.scene({ title: 'Later', storyTime: { second: 5_000, ordinal: 0 } }));
  await play.say(story, { text: 'orc: search', kind: 'action', as: null, replaces: null });
  await play.toScene(story, 'end');
  await play.idle();
  const { items: decisions } = await reader.decisions(universe, {}, { max: 1_000, after: null });
  expect(decisions.filter(({ verdict }) => verdict === 'rejected').map(({ reasons }) => reasons[0]?.code)).toContain(
    'acts_while_dead',
  );
  await play.leave();
});
