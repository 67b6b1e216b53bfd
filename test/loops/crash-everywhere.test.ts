import { expect, it } from 'vitest';
import type { Play } from '../../agents/orchestrator/play/play.ts';
import { FactStatus } from '../../schemas/canon.ts';
import type { EntityId, NodeId, StoryId } from '../../schemas/ids.ts';
import { openFakeCanonStore } from '../../src/adapters/fake/canon-store.ts';
import { openFakeEventLog } from '../../src/adapters/fake/event-log.ts';
import { openFakeNarrativeStore } from '../../src/adapters/fake/narrative-store.ts';
import { foldLog } from '../../src/domain/fold.ts';
import { wholeLog } from '../conformance/canon-store/tools.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { dyingAt, told, withHook } from '../support/keeper-faults.ts';
import { makeRuin, type PlayStores, type Ruin, ruinScene, sitDownAt } from '../support/play-table.ts';
import { seededWorld } from '../support/seeded-world.ts';

// A whole story, broken off at each write that anybody makes, before it is made and after, and gone on with by another process: it comes to the same.

const intents = ['I attack the orc', 'I kill the orc', 'I search the room'];

const openTable = async (seed: number) => {
  const world = seededWorld(seed);
  const narrative = openFakeNarrativeStore();
  const stores: PlayStores = {
    ...{ canon: openFakeCanonStore(), narrative, journal: narrative, events: openFakeEventLog({ world }) },
  };
  return { world, stores, ruin: await makeRuin(stores, world) };
};
type Table = Awaited<ReturnType<typeof openTable>>;

const goalsOf = ({ names }: Ruin) => {
  const [orc, hero] = [names.get('orc') as EntityId, names.get('hero') as EntityId];
  return [
    { kind: 'claim' as const, subject: orc, predicate: 'vital', object: { kind: 'text' as const, text: 'dead' } },
    { kind: 'happening' as const, event: 'search', participants: [{ role: 'agent' as const, node: hero }] },
  ];
};

/** Whoever comes back looks what is there, and says what they have not said yet. */
const playOn = async ({ stores, ruin }: Table, play: Play): Promise<void> => {
  const { universe, names } = ruin;
  const found = async (): Promise<StoryId | undefined> =>
    (await listAll(stores.narrative, 'stories', { universe }))[0]?.document.story ?? undefined;
  const known = await found();
  const story =
    known ??
    (await play.start({ title: 'The ruin', premise: null }, ruinScene(ruin, { goals: goalsOf(ruin) }))).context.story;
  if (known !== undefined) await play.enter(story);
  for (;;) {
    const { state } = await play.storyAt(story);
    if (state === 'completed') break;
    const said = await listAll(stores.narrative, 'turns.user', { universe, story });
    const next = intents[said.length];
    if (state === 'active.playing' && next !== undefined)
      await play.say(story, { text: next, kind: 'action', as: names.get('hero') as EntityId, replaces: null });
    else if (state === 'active.playing') await play.toScene(story, 'end');
    else if (state === 'active.between') await play.toStory(story, 'end');
    else await play.toStory(story, 'retry');
  }
  await play.leave();
};

/** What the stores hold of it, without ids and times. */
const outcomeOf = async ({ stores, ruin }: Table) => {
  const { universe, names } = ruin;
  const { reader } = stores.canon;
  const nameOf = (id: NodeId): string => [...names].find(([, each]) => each === id)?.[0] ?? 'it';
  const { items: facts } = await reader.listFacts(
    universe,
    { statuses: FactStatus.options },
    { max: 100, after: null },
  );
  const masked = (text: string): string => text.replaceAll(/\d+/g, 'n');
  const all = async <
    C extends 'turns.user' | 'turns.gm' | 'summaries' | 'memories' | 'resolutions' | 'proposals' | 'cycles',
  >(
    collection: C,
  ) => (await listAll(stores.narrative, collection, { universe })).map(({ document }) => document);
  const cycles = await all('cycles');
  const turns = cycles.filter(({ loop, state }) => loop === 'turn' && state === 'done');
  const gm = new Map((await all('turns.gm')).map((turn) => [turn.id as string, turn]));
  const answers = turns.map(({ context }) => gm.get((context as { answer: string }).answer));
  const resolutions = await all('resolutions');
  const { facts: folded } = foldLog(await wholeLog(reader, universe), { knownAt: null });
  const counted = facts.map((fact) => folded.get(fact.id)?.status === fact.status);
  return {
    canon: facts
      .map(({ subject, predicate, status, valid }) => `${nameOf(subject)} ${predicate} ${status} ${valid.from?.second}`)
      .toSorted(),
    isFold: counted.every(Boolean),
    words: (await all('turns.user')).filter(({ scene }) => scene !== null).map(({ text }) => text),
    answers: answers.map((answer) => masked(answer?.text ?? 'none')),
    /** The die that fell is the die that was told. */
    dice: resolutions.map(({ id, roll }) =>
      String(answers.find((answer) => answer?.resolution === id)?.text).includes(String(roll?.dice[0])),
    ),
    summaries: (await all('summaries')).map(({ of }) => of),
    memories: (await all('memories')).length,
    stories: (await listAll(stores.narrative, 'stories', { universe })).map(({ document }) => document.state),
    scenes: cycles.filter(({ loop }) => loop === 'scene').map(({ state }) => state),
    undecided: (await all('proposals')).filter(({ scene, content }) => scene !== null && content.type === 'event')
      .length,
    unsent: (await stores.narrative.unsent(1_000)).length + (await reader.unsent(1_000)).length,
  };
};

const isWrite = (call: string): boolean => /\.(insert|replace|commit|append|markSent)$/.test(call);

it('comes to the same, whatever write it was broken off at', async () => {
  const whole = await openTable(1);
  await playOn(whole, sitDownAt(whole.ruin, whole.stores, whole.world));
  const expected = await outcomeOf(whole);
  expect(expected.words).toEqual(intents);
  expect(expected).toMatchObject({ stories: ['completed'], scenes: ['completed'], isFold: true, unsent: 0 });

  const deaths: string[] = [];
  for (let at = 0; ; at++) {
    const table = await openTable(1);
    const { hook, died } = dyingAt(at);
    const writes = (call: string, phase: 'before' | 'after'): void => {
      if (isWrite(call) || died() !== null) hook(call, phase);
    };
    const hooked = withHook(table.stores, writes);
    const journal = told('journal', table.stores.journal, writes);
    const first = sitDownAt(table.ruin, table.stores, table.world, { stores: { ...hooked, journal } });
    await playOn(table, first).catch(() => undefined);
    if (died() === null) break;
    deaths.push(died() ?? '');
    const second = sitDownAt(table.ruin, table.stores, table.world, { holder: 'there', isAlive: () => false });
    await playOn(table, second);
    expect({ at, died: died(), ...(await outcomeOf(table)) }).toEqual({ at, died: died(), ...expected });
  }
  expect(deaths.length).toBeGreaterThan(100);
});
