import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../../agents/contract.ts';
import { changesThatCount } from '../../../agents/working-changes.ts';
import { resolverWorker } from '../../../agents/resolver/worker.ts';
import type { EntityId, SceneId, StoryId } from '../../../schemas/ids.ts';
import type { UserTurn } from '../../../schemas/narrative.ts';
import type { RuleInForce } from '../../../schemas/rules-in-force.ts';
import type { StructuredIntent } from '../../../schemas/structured-intent.ts';
import { type JobInput, jobs } from '../../../schemas/workers.ts';
import { pregens } from '../../../src/compose/characters.ts';
import { shippedOracle } from '../../../src/compose/oracle.ts';
import { shippedSystem } from '../../../src/compose/rule-systems.ts';
import { rollFault } from '../../../src/domain/dice/again.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { workingState } from '../../../src/domain/working/state.ts';
import type { NarrativeStore } from '../../../src/ports/narrative-store.ts';
import { openPlayTable, type PlayTable } from '../../support/play-table.ts';

// The Resolver alone, asked as the loops ask it, on real stores.

const at = '2026-01-01T00:00:00.000Z';

let table: PlayTable;
let story: StoryId;
let scene: SceneId;
let hero: EntityId;
let orc: EntityId;

const call = (job: 'resolve' | 'propose' | 'fold' | 'consult'): Call<never> =>
  ({
    signal: new AbortController().signal,
    fail: (code: string, words: { message: string }) => {
      const codes: Readonly<Record<string, 'transient' | 'terminal'>> = jobs[job].codes;
      return new Failure({ ...words, code, kind: codes[code] ?? 'transient' });
    },
    herald: () => {
      throw new Error('nothing is told');
    },
  }) as unknown as Call<never>;

const workerOn = (narrative: NarrativeStore) =>
  resolverWorker({
    ...{ canon: table.stores.canon.reader, narrative, journal: table.stores.journal, world: table.world },
    ...{ shipped: shippedSystem, oracle: shippedOracle },
  });

const said = async (text: string, part: Partial<UserTurn> = {}): Promise<UserTurn> => {
  const { universe, world, narrative } = table;
  const turn: UserTurn = {
    ...{ universe, story, scene, id: world.newId('turn'), number: 0, speaker: 'Robin', as: hero, seat: 'player', at },
    ...{ mode: 'action', text, storyTime: { second: 100, ordinal: 0 }, replaces: null, ...part },
  };
  await narrative.insert('turns.user', [{ document: turn, events: [] }]);
  return turn;
};

const asked = (turn: UserTurn, part: Partial<JobInput<'resolve'>> = {}): JobInput<'resolve'> => {
  const { universe, world } = table;
  const cycle = world.newId('cycle');
  return {
    ...{ universe, story, scene, cycle, turn: turn.id, number: 0, kind: 'action', way: 'usual' },
    ...{ clock: { second: 100, ordinal: 0 }, resolution: derivedId('resolution', cycle), seed: 'ford 3' },
    ...{ context: {} as JobInput<'resolve'>['context'], ...part },
  };
};

const meant = (part: Partial<StructuredIntent>): StructuredIntent => ({
  ...{ action: 'attack', targets: [orc], helpers: [], using: null, how: 'rolled', difficulty: null, reasons: [] },
  ...part,
});

const kept = async (input: JobInput<'resolve'>) =>
  (await table.narrative.get('resolutions', table.universe, [input.resolution]))[0]?.document;

const counted = () => changesThatCount(table, { universe: table.universe, story, scene });

const say = (part: Partial<RuleInForce>): Promise<unknown> =>
  table.narrative.insert('rules', [
    {
      document: {
        ...{ universe: table.universe, story: null, scene: null, id: table.world.newId('rule'), by: 'Robin', at },
        ...{ kind: 'system', system: 'd20_fantasy', document: null, revision: 'd20', ...part },
      } as RuleInForce,
      events: [],
    },
  ]);

beforeAll(async () => {
  table = await openPlayTable();
  hero = table.names.get('hero') as EntityId;
  orc = table.names.get('orc') as EntityId;
  await say({});
  const system = await shippedSystem('d20_fantasy');
  const [pregen] = system === null ? [] : await pregens(system);
  if (pregen === undefined) throw new Error('nobody is ready');
  const sheet = { universe: table.universe, story: null, scene: null, id: hero, by: 'Robin', at };
  const of = { kind: 'character' as const, character: pregen.character };
  await table.narrative.insert('sheets', [{ document: { ...sheet, of }, events: [] }]);
});
beforeEach(async () => {
  const play = table.sitDown({ rules: true });
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
  await play.leave();
  story = context.story;
  scene = context.scene as SceneId;
});
afterAll(() => table[Symbol.asyncDispose]());

/** With a seed by which it hits. */
const hitting = async (): Promise<JobInput<'resolve'>> => {
  const turn = await said('I attack the orc');
  for (let seed = 0; ; seed++) {
    const input = asked(turn, { seed: `try ${seed}` });
    await workerOn(table.narrative).resolve(input, call('resolve'));
    if (typeof (await kept(input))?.change === 'string') return asked(turn, { seed: `try ${seed}` });
  }
};

describe('the resolver', () => {
  it('is asked twice and throws once', async () => {
    const worker = workerOn(table.narrative);
    const input = asked(await said('I attack the orc'));
    const first = await worker.resolve(input, call('resolve'));
    const before = await kept(input);
    expect(await worker.resolve({ ...input, seed: 'another' }, call('resolve'))).toEqual(first);
    expect(await kept(input)).toEqual(before);
    expect(first.clock).toEqual({ second: 106, ordinal: 0 });
  });

  it('makes the same again where it failed after the numbers were written', async () => {
    const input = await hitting();
    const failing: NarrativeStore = {
      ...table.narrative,
      insert: (collection, documents, options) =>
        collection === 'resolutions'
          ? Promise.reject(new Error('the power went'))
          : table.narrative.insert(collection, documents, options),
    };
    const before = (await counted()).length;
    await expect(workerOn(failing).resolve(input, call('resolve'))).rejects.toThrow('the power went');
    expect(await counted()).toHaveLength(before);
    await workerOn(table.narrative).resolve(input, call('resolve'));
    expect(await counted()).toHaveLength(before + 1);
  });

  it('changes nothing where somebody was slow, and it was told without dice meanwhile', async () => {
    const input = await hitting();
    const before = (await counted()).length;
    let release = (): void => undefined;
    const waits = new Promise<void>((resolve) => (release = resolve));
    const slow: NarrativeStore = {
      ...table.narrative,
      insert: async (collection, documents, options) => {
        if (collection === 'resolutions') await waits;
        return table.narrative.insert(collection, documents, options);
      },
    };
    const late = workerOn(slow).resolve(input, call('resolve'));
    const told = await workerOn(table.narrative).resolve({ ...input, way: 'fallback' }, call('resolve'));
    release();
    expect(await late).toEqual(told);
    expect(await kept(input)).toMatchObject({ kind: 'deed', roll: null });
    expect(await counted()).toHaveLength(before);
  });

  it('does what is said in structure, with help and for reasons', async () => {
    const reasons = [{ edge: 'disadvantage' as const, because: 'it is dark' }];
    const intent = meant({ action: 'search', targets: [], helpers: [orc], reasons, difficulty: 'hard' });
    const input = asked(await said('whatever', { intent }));
    await workerOn(table.narrative).resolve(input, call('resolve'));
    const found = await kept(input);
    expect(found).toMatchObject({ what: 'Search', rule: { action: 'search' } });
    expect(found?.judged?.at(-1)).toMatchObject({ difficulty: 20, edge: 'none' });
    expect(
      found?.judged
        ?.at(-1)
        ?.reasons.map(({ edge }) => edge)
        .toSorted(),
    ).toEqual(['advantage', 'disadvantage']);
  });

  it('tells what cannot be done, and throws nothing for it', async () => {
    for (const intent of [meant({ targets: [] }), meant({ using: 'long_bow_of_nobody' })]) {
      const input = asked(await said('whatever', { intent }));
      await workerOn(table.narrative).resolve(input, call('resolve'));
      const found = await kept(input);
      expect(found).toMatchObject({ kind: 'deed', rolls: [], change: null });
      expect(found?.statement).toContain('cannot do it');
    }
  });

  it('says by the codes of its contract why it has no answer', async () => {
    const worker = workerOn(table.narrative);
    const turn = await said('I attack the orc');
    const refuses = (input: JobInput<'resolve'>) => expect(worker.resolve(input, call('resolve'))).rejects;
    await refuses({ ...asked(turn), turn: table.world.newId('turn') }).toMatchObject({ code: 'unknown_turn' });
    await refuses({ ...asked(turn), scene: table.world.newId('scene') }).toMatchObject({ code: 'unknown_scene' });
    await refuses(asked(await said('x', { as: table.world.newId('entity') }))).toMatchObject({ code: 'unknown_name' });
    const unknown = await said('x', { intent: meant({ action: 'atack' }) });
    await refuses(asked(unknown)).toMatchObject({ code: 'unknown_check', advice: 'Did you mean `attack`?' });
    const { universe, world } = table;
    const place = { universe, story, scene, cycle: world.newId('cycle') };
    await expect(
      worker.propose({ ...place, turn: turn.id, resolution: world.newId('resolution'), salt: '1' }, call('propose')),
    ).rejects.toMatchObject({ code: 'unresolved' });
    await expect(
      worker.fold({ ...place, scene: world.newId('scene'), clock: null, checkpoint: 'scene' }, call('fold')),
    ).rejects.toMatchObject({ code: 'unknown_scene' });
    await say({ story, system: 'nothing_such' });
    await refuses(asked(turn)).toMatchObject({ code: 'unknown_rules' });
  });

  it('knows a scene in which nothing happened as one in which nothing is to be put forward', async () => {
    const { universe, world } = table;
    const place = { universe, story, scene, cycle: world.newId('cycle') };
    const input = { ...place, clock: null, checkpoint: 'scene' as const };
    expect(await workerOn(table.narrative).fold(input, call('fold'))).toEqual({ proposals: [] });
    expect(workingState(await counted()).now.size).toBe(0);
  });
});

describe('the oracle in a story', () => {
  const consulting = (asked: JobInput<'consult'>['asked']): JobInput<'consult'> => {
    const { universe, world } = table;
    const cycle = world.newId('cycle');
    const place = { universe, story, scene, cycle, clock: null, number: 0, seed: 'ford' };
    return { ...place, resolution: derivedId('resolution', cycle), asked };
  };
  const consulted = async (asked: JobInput<'consult'>['asked'], times = 1) => {
    const input = consulting(asked);
    for (let time = 0; time < times; time++) await workerOn(table.narrative).consult(input, call('consult'));
    return (await table.narrative.get('resolutions', table.universe, [input.resolution]))[0]?.document;
  };

  it('answers as a resolution of the engine, with dice that fall again, and no word of the question', async () => {
    const question = 'Is the gate guarded by the king, who is dead?';
    const found = await consulted({ kind: 'ask', question, odds: 'likely' });
    expect(found).toMatchObject({ kind: 'oracle', by: 'engine', what: question });
    expect(found?.statement).toMatch(/^(?:Yes|No)/);
    expect(found?.statement).not.toContain('king');
    expect(found?.rolls).not.toHaveLength(0);
    for (const kept of found?.rolls ?? []) expect(rollFault(kept)).toBeNull();
    expect((await consulted({ kind: 'scene' }))?.rolls?.[0]?.what).toBe('scene');
    expect((await consulted({ kind: 'event' }))?.rolls).toHaveLength(3);
  });

  it('lets chaos drift once for each time that it is asked to, within its bounds', async () => {
    const said: (string | undefined)[] = [];
    for (let time = 0; time < 5; time++) said.push((await consulted({ kind: 'drift', control: 'lost' }, 2))?.statement);
    const drifts = [
      [6, 5],
      [7, 6],
      [8, 7],
      [9, 8],
      [9, 9],
    ] as const;
    expect(said).toEqual(drifts.map(([after, before]) => `Chaos is ${after}, and was ${before}.`));
  });

  it('says that it knows no such odds', async () => {
    const input = consulting({ kind: 'ask', question: 'Is it?', odds: 'nobody_knows' });
    await expect(workerOn(table.narrative).consult(input, call('consult'))).rejects.toMatchObject({
      code: 'unknown_odds',
    });
  });
});
