import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProposalContent } from '../../../../schemas/gate.ts';
import { findFact } from '../../../../agents/orchestrator/handles.ts';
import {
  carryOut,
  commitLog,
  decisionLog,
  findAnything,
  findProposal,
  mergeOf,
  pending,
  pendingIds,
  prepareCorrection,
  retconOf,
  revertOf,
  settle,
  why,
} from '../../../../src/compose/use-cases.ts';
import { memory } from '../../../support/narrative.ts';
import { gm, type ManagedWorld, managedWorld, people, player, verdictsOf } from '../../../support/managed-world.ts';

let managed: ManagedWorld;
beforeEach(async () => {
  managed = await managedWorld();
  await managed.tell([
    ...people,
    { key: 'seen', subject: 'Mara', predicate: 'located_in', object: 'The Tavern', from: '3 March 812' },
    { key: 'gossip', subject: 'Mara', predicate: 'trait', object: 'a gossip', derives_from: ['seen'] },
    { subject: 'Mara', predicate: 'trait', object: 'well known', derives_from: ['gossip'] },
    { thread: 'Who talked?', clues: ['seen'] },
  ]);
});
afterEach(() => managed[Symbol.asyncDispose]());

const because = 'It was not so.';
const prepared = (contents: readonly ProposalContent[]) => prepareCorrection(managed.desk, gm, { contents, because });

describe('what is waiting', () => {
  const waits = async () => {
    const claims = ['wounded', 'poisoned', 'tired', 'cold', 'lost'].map((object) => ({
      subject: 'Mara',
      predicate: 'afflicted_by',
      object,
    }));
    await managed.tell(claims, { person: player });
  };

  it('comes in pages, the newest first, and each once', async () => {
    await waits();
    const all = await pending(managed.desk, {}, { max: 50, after: null });
    expect(all.next).toBeNull();
    const found: string[] = [];
    let after = null;
    do {
      const page = await pending(managed.desk, {}, { max: 2, after });
      expect(page.items.length).toBeLessThanOrEqual(2);
      found.push(...page.items.map(({ says }) => says));
      after = page.next;
    } while (after !== null);
    expect(found).toEqual(all.items.map(({ says }) => says));
    expect(found[0]).toContain('lost');
    const { ids } = await pendingIds(managed.desk, { predicate: 'afflicted_by' }, { max: 10 });
    expect(ids).toEqual(all.items.map(({ id }) => id).toReversed());
  });

  it('is narrowed by who, what, why and where', async () => {
    await waits();
    const count = async (query: Parameters<typeof pending>[1]) =>
      (await pending(managed.desk, query, { max: 50, after: null })).items.length;
    expect(await count({ by: 'bob' })).toBe(5);
    expect(await count({ by: 'gm' })).toBe(0);
    expect(await count({ predicate: 'trait' })).toBe(0);
    expect(await count({ code: 'needs_review' })).toBe(5);
    expect(await count({ scene: managed.world.newId('scene') })).toBe(0);
  });

  it('is decided once, with the person’s words, and stays decided', async () => {
    await waits();
    const { ids } = await pendingIds(managed.desk, { code: 'needs_review' }, { max: 10 });
    const [first, second] = ids;
    if (first === undefined || second === undefined) throw new Error('nothing waits');
    const accepted = await settle(managed.desk, gm, { proposals: [first], verdict: 'accept', because: 'So be it.' });
    const refused = await settle(managed.desk, gm, { proposals: [second], verdict: 'reject', because: 'No.' });
    expect([...accepted, ...refused].map(({ verdict }) => verdict)).toEqual(['accepted', 'rejected']);
    const again = await settle(managed.desk, gm, { proposals: [first, second], verdict: 'reject', because: null });
    expect(again.map(({ verdict, decision }) => [verdict, decision.repeated])).toEqual([
      ['accepted', true],
      ['rejected', true],
    ]);
    expect(await findProposal(managed.desk, second.slice(-8))).toBe(second);
    const story = await why(managed.desk, { kind: 'proposal', id: second });
    expect(story).toMatchObject({ rulings: [{ verdict: 'pending' }, { verdict: 'rejected', by: { name: 'Ann' } }] });
  });
});

describe('a correction', () => {
  it.each(['none', 'flag', 'propagate'] as const)('does what was shown, and no more: %s', async (cascade) => {
    const { desk } = managed;
    const correction = await prepared(await retconOf(desk, { facts: ['Mara located_in'], cascade, because }));
    const { preview } = correction;
    const before = await desk.canon.head(desk.universe);
    expect(before.revision).toBe(preview.revision);
    const [told] = await carryOut(desk, correction);
    const ids = (part: 'retconned' | 'flagged' | 'restored') => preview[part].items.map(({ id }) => id).toSorted();
    const effects = told?.decision?.effects;
    expect(effects?.retconned.toSorted()).toEqual(ids('retconned'));
    expect(effects?.flagged.toSorted()).toEqual(ids('flagged'));
    expect(effects?.restored.toSorted()).toEqual(ids('restored'));
    const counts = { none: [1, 0, 2], flag: [1, 1, 1], propagate: [3, 0, 0] }[cascade];
    expect([preview.retconned.count, preview.flagged.count, preview.resting.count]).toEqual(counts);
  });

  it('names who stands by somebody else’s word, and what else speaks of it', async () => {
    const { desk, world, tell } = managed;
    await tell([{ subject: 'Mara', predicate: 'trait', object: 'a gossip', says: 'Everybody says so.' }]);
    const id = await findFact(desk, 'Mara located_in');
    const place = { universe: desk.universe, story: null, scene: null };
    const recalled = { ...memory(world, place), fact: id, text: 'She sat by the fire.' };
    const summary = {
      ...{ ...place, id: world.newId('summary'), of: 'session' as const, text: 'Mara went to The Tavern.' },
      at: new Date(world.now()).toISOString(),
    };
    const narrative = desk.notes as unknown as typeof desk.notes & {
      insert(collection: string, documents: readonly unknown[]): Promise<unknown>;
    };
    await narrative.insert('memories', [{ document: recalled, events: [] }]);
    await narrative.insert('summaries', [{ document: summary, events: [] }]);
    const { preview } = await prepared(await retconOf(desk, { facts: ['Mara located_in'], cascade: 'flag', because }));
    expect(preview.standing.items).toMatchObject([{ statement: 'Mara trait a gossip' }]);
    expect(preview.flagged.count).toBe(0);
    expect(preview.mentions).toMatchObject({
      threads: [{ title: 'Who talked?' }],
      memories: [{ text: 'She sat by the fire.' }],
      summaries: [{ text: 'Mara went to The Tavern.' }],
      cut: [],
    });
  });

  it('writes nothing before it is wanted, and is refused from another seat', async () => {
    const { desk } = managed;
    const state = async () => [
      await desk.narrative.count('turns.user', desk.universe),
      await desk.narrative.count('proposals', desk.universe),
      await desk.canon.head(desk.universe),
    ];
    const before = await state();
    await prepared(await retconOf(desk, { facts: ['Mara located_in'], cascade: 'flag', because }));
    await prepared(await mergeOf(desk, { keep: 'Mara', drop: 'Orc', because }));
    await prepared(await revertOf(desk, { commit: '2', because }));
    expect(await state()).toEqual(before);
    const contents = await mergeOf(desk, { keep: 'Mara', drop: 'Orc', because });
    await expect(prepareCorrection(desk, player, { contents, because })).rejects.toMatchObject({ code: 'gm_alone' });
  });

  it('puts what it leaves in doubt before a person once, also when it is done again after a crash', async () => {
    const { desk, another } = managed;
    await carryOut(
      desk,
      await prepared(await retconOf(desk, { facts: ['Mara located_in'], cascade: 'flag', because })),
    );
    const waiting = async () => (await pending(desk, { by: 'CanonKeeper' }, { max: 10, after: null })).items;
    const first = await waiting();
    expect(first.map(({ says }) => says)).toEqual(['take back “Mara trait a gossip”']);
    await using other = await another(); // which recovers as it opens
    expect(other.universe).toBe(desk.universe);
    expect(await waiting()).toEqual(first);
  });
});

describe('what became of it', () => {
  it('is told step by step, through a retcon, its revert and the revert of that', async () => {
    const { desk, tell } = managed;
    await tell([{ subject: 'Mara', predicate: 'located_in', object: 'The Castle', from: '3 March 812' }]);
    const { revision } = await desk.canon.head(desk.universe);
    for (const commit of [revision, revision + 1])
      await carryOut(desk, await prepared(await revertOf(desk, { commit: String(commit), because })));
    const handle = await findAnything(desk, ['Mara', 'located_in', 'The Tavern']);
    const story = await why(desk, handle);
    if (story.kind !== 'fact') throw new Error('not a fact');
    expect(story.fate.map(({ revision: at, what }) => [at, what])).toEqual([
      [revision, 'was declared never to have been so'],
      [revision + 1, 'holds again'],
      [revision + 2, 'was declared never to have been so'],
    ]);
    expect(story.fate[1]).toMatchObject({ commit: { reason: because }, ruling: { verdict: 'accepted' } });
    expect(story.rulings[0]).toMatchObject({ proposal: { evidence: [{ speaker: 'Ann', seat: 'gm' }] } });
  });

  it('is listed from the end, in pages that fit together', async () => {
    const { desk, tell } = managed;
    await tell([{ subject: 'Mara', predicate: 'afflicted_by', object: 'lost' }], { person: player });
    for (const log of [commitLog, decisionLog]) {
      const all = await log(desk, { max: 100, before: null });
      expect(all.before).toBeNull();
      const found: string[] = [];
      let before: number | null = null;
      do {
        const page: Awaited<ReturnType<typeof log>> = await log(desk, { max: 2, before });
        found.push(...page.items.map(({ id }) => id));
        before = page.before;
      } while (before !== null);
      expect(found).toEqual(all.items.map(({ id }) => id));
    }
    const refused = await decisionLog(desk, { max: 10, before: null, verdict: 'pending' });
    expect(refused.items).toMatchObject([{ codes: ['needs_review'], by: { name: 'Bob' } }]);
    expect((await commitLog(desk, { max: 10, before: null, by: 'Bob' })).items).toEqual([]);
  });
});

describe('what a person calls a record', () => {
  it('is its id, the beginning or the end of one, a revision, or whose fact it is', async () => {
    const { desk } = managed;
    const id = await findFact(desk, 'mara located_in');
    for (const written of [id, id.slice(-6), `…${id.slice(-6)}`, `fct_…${id.slice(-8)}`, id.slice(4, 28)])
      expect(await findFact(desk, written)).toBe(id);
    expect(await findFact(desk, 'The Grey Lady located_in tavern')).toBe(id);
    expect(await findAnything(desk, ['#1'])).toMatchObject({ kind: 'commit' });
    expect(await findAnything(desk, ['Mara'])).toMatchObject({ kind: 'entity' });
  });

  it.each([
    ['Mara trait', 'ambiguous_fact'],
    ['Mara trate', 'unknown_fact'],
    ['Nobody trait', 'unknown_name'],
    ['fct_00000000000000000000000000', 'unknown_fact'],
    ['', 'unknown_fact'],
    ['x'.repeat(10_000), 'unknown_fact'],
    ['\u0000\u001b[31m', 'unknown_fact'],
  ])('is refused where it may be several, or none: %j', async (written, code) => {
    await expect(findFact(managed.desk, written)).rejects.toMatchObject({ code });
  });
});

it('tells a player’s staged word apart from what was decided', async () => {
  const told = await managed.tell([{ subject: 'Mara', predicate: 'trait', object: 'bold' }], {
    person: player,
    waits: true,
  });
  expect(verdictsOf(told)).toEqual(['staged']);
  expect(told[0]?.decision).toBeNull();
});
