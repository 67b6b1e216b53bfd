import { expect, it } from 'vitest';
import type { Fact } from '../../schemas/canon.ts';
import type { Character, Foe } from '../../schemas/character.ts';
import { changesThatCount } from '../../agents/working-changes.ts';
import type { EntityId, NodeId, SceneId } from '../../schemas/ids.ts';
import type { RuleInForce } from '../../schemas/rules-in-force.ts';
import { rollFault } from '../../src/domain/dice/again.ts';
import { workingState } from '../../src/domain/working/state.ts';
import { foesOf, pregens } from '../../src/compose/characters.ts';
import { shippedSystem } from '../../src/compose/rule-systems.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { openPlayTable, type PlayTable } from '../support/play-table.ts';

// The scene of design/loops.md by real rules and dice: what a turn brings about follows from the sheets of those who are there.

const at = '2026-01-01T00:00:00.000Z';

const systemSaid = (table: PlayTable, system: string): RuleInForce => ({
  ...{ universe: table.universe, story: null, scene: null, id: table.world.newId('rule'), by: 'Robin', at },
  ...{ kind: 'system', system, document: null, revision: system },
});

/** The hero has a sheet, and so has the orc. */
const seated = async (table: PlayTable) => {
  const system = await shippedSystem('d20_fantasy');
  if (system === null) throw new Error('there is no d20');
  const [pregen] = await pregens(system);
  const [foe] = await foesOf(system);
  if (pregen === undefined || foe === undefined) throw new Error('nobody is ready');
  const character: Character = { ...pregen.character, name: 'hero' };
  const attributes = { ...foe.attributes, con: 18, hit_die: 12, level: 4 };
  const orc: Foe = { ...foe, name: 'orc', attributes, instead: { dying: 'dead' } };
  const { narrative, names, universe } = table;
  const place = { universe, story: null, scene: null, by: 'Robin', at };
  await narrative.insert('rules', [{ document: systemSaid(table, 'd20_fantasy'), events: [] }]);
  await narrative.insert('sheets', [
    { document: { ...place, id: names.get('hero') as EntityId, of: { kind: 'character', character } }, events: [] },
    {
      document: { ...place, id: names.get('orc') as EntityId, of: { kind: 'foe', system: 'd20_fantasy', foe: orc } },
      events: [],
    },
  ]);
};

const begun = async (table: PlayTable) => {
  const play = table.sitDown({ rules: true });
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
  const { story } = context;
  const as = table.names.get('hero') as EntityId;
  return {
    ...{ play, story },
    say: (text: string) => play.say(story, { text, kind: 'action', as, replaces: null }),
  };
};

const facts = async (table: PlayTable): Promise<string[]> => {
  const { items } = await table.stores.canon.reader.listFacts(table.universe, {}, { max: 200, after: null });
  const nameOf = (id: NodeId): string => [...table.names].find(([, each]) => each === id)?.[0] ?? id;
  const objectOf = ({ object }: Fact): string => {
    if (object?.kind === 'number') return ` ${object.number} ${object.unit ?? ''}`;
    return object?.kind === 'text' ? ` ${object.text}` : '';
  };
  return items.map((fact) => `${nameOf(fact.subject)} ${fact.predicate}${objectOf(fact)}`).toSorted();
};

it('rolls for what is done, kills the orc when its hit points are gone, and makes canon of the numbers at the end', async () => {
  await using table = await openPlayTable();
  await seated(table);
  const { play, story, say } = await begun(table);
  const { narrative, universe } = table;

  let blows = 0;
  for (; blows < 40; blows++) {
    const { resolution, state } = await say('I attack the orc');
    expect(state).toBe('done');
    expect(resolution).toMatchObject({ kind: 'roll', by: 'player', rule: { action: 'attack' } });
    if ((await facts(table)).includes('orc vital dead')) break;
  }
  expect(await facts(table)).toContain('orc death');
  expect((await facts(table)).filter((fact) => fact.includes('hit_points'))).toEqual([]);

  const changes = (await listAll(narrative, 'deltas', { universe })).map(({ document }) => document);
  const lost = changes.flatMap((change) => (change.kind === 'changed' ? change.deltas : []));
  const last = lost.findLast((delta) => delta.kind === 'resource' && delta.resource === 'hp');
  expect(last).toMatchObject({ to: 0, because: 'Attack' });

  // A blow at the dead changes nothing more.
  await say('I attack the orc');
  await play.toScene(story, 'end');
  await play.idle();
  expect(await facts(table)).toContain('orc hit_points 0 hp');
  expect((await facts(table)).filter((fact) => fact.includes('hit_points'))).toEqual(['orc hit_points 0 hp']);
  const [hp] = (
    await table.stores.canon.reader.listFacts(universe, { predicate: 'hit_points' }, { max: 9, after: null })
  ).items;
  const { items: supports } = await table.stores.canon.reader.supports(universe, [hp?.id as Fact['id']], {
    max: 99,
    after: null,
  });
  const wounds = changes.filter(
    (change) => change.kind === 'changed' && change.deltas.some((delta) => delta.kind === 'resource'),
  );
  expect(supports).toHaveLength(wounds.length);

  // Every die can be thrown again.
  for (const { document } of await listAll(narrative, 'resolutions', { universe }))
    for (const kept of document.rolls ?? []) expect(rollFault(kept)).toBeNull();

  // In the next scene it is as it was left.
  await play.nextScene(story, table.scene({ title: 'Later', storyTime: { second: 5_000, ordinal: 0 } }));
  const { resolution } = await play.say(story, {
    ...{ text: 'I attack the hero', kind: 'action', as: table.names.get('orc') as EntityId, replaces: null },
  });
  expect(resolution?.statement).toContain('cannot act');
  await play.leave();
});

it('takes numbers back with the turn, and makes the same of them again', async () => {
  await using table = await openPlayTable({ seed: 3 });
  await seated(table);
  const { play, story, say } = await begun(table);
  const hits: string[] = [];
  while (hits.length < 2) {
    const { resolution } = await say('I attack the orc');
    if (resolution?.statement.includes('hit points') === true) hits.push(resolution.statement);
    else await play.undo(story, 1);
  }
  await play.undo(story, 1);
  await play.redo(story);
  await play.undo(story, 1);
  await play.toScene(story, 'end');
  await play.idle();
  const now = /now (-?\d+)/.exec(hits[0] ?? '')?.[1];
  expect((await facts(table)).filter((fact) => fact.includes('hit_points'))).toEqual([`orc hit_points ${now} hp`]);
  await play.leave();
});

it('does not take back what has become a number of canon', async () => {
  await using table = await openPlayTable({ seed: 3 });
  await seated(table);
  const { play, story, say } = await begun(table);
  let statement = '';
  while (!statement.includes('hit points')) statement = (await say('I attack the orc')).resolution?.statement ?? '';
  await play.toScene(story, 'commit');
  await play.idle();
  expect((await facts(table)).filter((fact) => fact.includes('hit_points'))).toHaveLength(1);
  await expect(play.undo(story, 1)).rejects.toMatchObject({ code: 'turn_is_canon' });
  await say('I attack the orc');
  await play.toScene(story, 'end');
  await play.idle();
  await play.leave();
});

it('plays by the narrative rules where nobody said any, and tells in words what the rules know nothing of', async () => {
  await using table = await openPlayTable();
  const { play, say } = await begun(table);
  const { resolution } = await say('I hum a tune about the sea');
  expect(resolution).toMatchObject({
    kind: 'deed',
    roll: null,
    level: null,
    statement: 'hero does what the rules have no roll for.',
  });
  expect(resolution?.rule?.system).toMatch(/^narrative-/);
  await play.leave();
});

it('fights a fight turn by turn, which its log alone rebuilds, and takes a turn of it back with all that others did', async () => {
  await using table = await openPlayTable({ seed: 5 });
  await seated(table);
  const { play, story, say } = await begun(table);
  const { narrative, universe, names } = table;
  const hero = names.get('hero') as EntityId;
  const orc = names.get('orc') as EntityId;
  const fightNow = async () =>
    workingState(await changesThatCount({ narrative }, { universe, story, scene: await sceneOf() })).fight;
  const sceneOf = async () => (await play.storyAt(story)).context.scene as SceneId;
  const fight = { against: [orc], with: [], surprised: 'theirs' as const, metres: 20 };
  const first = await play.say(story, {
    ...{ text: 'It comes to blows.', kind: 'action', as: hero, replaces: null, meant: { fight } },
  });
  expect(first).toMatchObject({ state: 'done', resolution: { kind: 'roll' } });
  expect(await fightNow()).toMatchObject({ turn: hero, over: null });

  // Nor does a second fight, or what nobody can make out.
  const again = await play.say(story, {
    ...{ text: 'It comes to blows again.', kind: 'action', as: hero, replaces: null, meant: { fight } },
  });
  expect(again.resolution?.statement).toContain('a fight is on already');
  const before = await fightNow();
  expect((await say('I ponder the moss')).resolution?.kind).toBe('deed');
  expect(await fightNow()).toEqual(before);

  let turns = 0;
  for (; turns < 60 && (await fightNow())?.over === null; turns++) {
    const { resolution } = await say('I attack the orc');
    expect(resolution?.rule?.system).toMatch(/^d20_fantasy-/);
    if (turns !== 2) continue;
    const then = await fightNow();
    await play.undo(story, 1);
    expect(await fightNow()).not.toEqual(then);
    await play.redo(story);
    expect(await fightNow()).toEqual(then);
  }
  const over = await fightNow();
  expect(over?.over).not.toBeNull();

  // The numbers of the fight are those of the scene.
  const working = workingState(await changesThatCount({ narrative }, { universe, story, scene: await sceneOf() }));
  for (const [who, { resources }] of working.now)
    expect(resources).toEqual(over?.fighters.get(who)?.standing.resources);
  for (const { document } of await listAll(narrative, 'resolutions', { universe }))
    for (const kept of document.rolls ?? []) expect(rollFault(kept)).toBeNull();
  await play.toScene(story, 'end');
  await play.idle();
  const left = over?.fighters.get(orc)?.standing.resources['hp'];
  expect(await facts(table)).toContain(`orc hit_points ${left} hp`);
  await play.leave();
});
