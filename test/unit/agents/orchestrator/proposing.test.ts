import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../../../schemas/draft.ts';
import { beginDrafting, pending, prepare, putForward } from '../../../../src/compose/use-cases.ts';
import { gm, type ManagedWorld, managedWorld, people, player, verdictsOf } from '../../../support/managed-world.ts';

let managed: ManagedWorld;
beforeEach(async () => {
  managed = await managedWorld();
});
afterEach(() => managed[Symbol.asyncDispose]());

const read = async (drafts: readonly Draft[], person = gm) =>
  prepare(
    beginDrafting(managed.desk, person),
    drafts.map((draft, at) => ({ line: at + 1, draft })),
    { looksAhead: true },
  );

const counts = async () => ({
  turns: await managed.desk.narrative.count('turns.user', managed.desk.universe),
  proposals: await managed.desk.narrative.count('proposals', managed.desk.universe),
  head: await managed.desk.canon.head(managed.desk.universe),
});

describe('what somebody proposes', () => {
  it('becomes canon on their own words, which are kept as a turn of their seat', async () => {
    const { desk, tell } = managed;
    await tell(people);
    const says = 'Mara walks into the tavern.';
    const told = await tell([
      { subject: 'mara', predicate: 'located_in', object: 'tavern', from: '3 March 812', says },
    ]);
    expect(verdictsOf(told)).toEqual(['accepted new']);
    const { items } = await desk.canon.listFacts(desk.universe, { predicate: 'located_in' }, { max: 10, after: null });
    expect(items).toMatchObject([{ statement: 'Mara located in The Tavern', authority: 'gm', status: 'canon' }]);
    const turns = await desk.narrative.list(
      'turns.user',
      { universe: desk.universe, order: 'newest' },
      { max: 1, after: null },
    );
    expect(turns.items[0]?.document).toMatchObject({ text: says, seat: 'gm', mode: 'command', speaker: 'Ann' });
  });

  it('is anybody by name, alias or id, whatever the letters and the article', async () => {
    const { desk, tell } = managed;
    await tell(people);
    const { items } = await desk.canon.listNodes(desk.universe, { kind: 'entity' }, { max: 10, after: null });
    const mara = items.find((node) => node.kind === 'entity' && node.name === 'Mara');
    for (const subject of ['MARA', 'the grey lady', 'Grey Lady', mara?.id ?? ''])
      expect(verdictsOf(await tell([{ subject, predicate: 'speaks', object: 'Elvish' }]))).toHaveLength(1);
    const facts = await desk.canon.listFacts(desk.universe, { predicate: 'speaks' }, { max: 10, after: null });
    expect(facts.items.map(({ subject }) => subject)).toEqual([mara?.id]);
  });

  it('waits if a player merely says it, and for as long as it is staged', async () => {
    const { tell, desk } = managed;
    await tell(people);
    const claim = { subject: 'Mara', predicate: 'afflicted_by', object: 'wounded' };
    expect(verdictsOf(await tell([claim], { person: player }))).toEqual(['pending needs_review']);
    expect(verdictsOf(await tell([{ ...claim, object: 'poisoned' }], { waits: true }))).toEqual(['staged']);
    const { items } = await pending(desk, {}, { max: 10, after: null });
    expect(items.map(({ says, reasons }) => [says, reasons?.[0]?.code ?? null])).toEqual([
      ['Mara afflicted by poisoned', null],
      ['Mara afflicted by wounded', 'needs_review'],
    ]);
  });

  it('depends on what is proposed just before it: who may be somebody else has nothing said of them', async () => {
    const { tell } = managed;
    await tell(people);
    const told = await tell([
      { entity: 'Mara', type: 'character', key: 'other' },
      { entity: 'Borin', type: 'character' },
      { subject: 'Borin', predicate: 'friend_of', object: 'Orc' },
    ]);
    expect(verdictsOf(told)).toEqual(['pending possible_duplicate', 'accepted new', 'accepted new']);
    const [elder] = await tell([{ entity: 'Tomas', type: 'character' }], { person: player });
    expect(elder?.verdict).toBe('pending');
    const batch = await read([
      { entity: 'Ketil', type: 'character' },
      { subject: 'Ketil', predicate: 'speaks', object: 'Norse' },
    ]);
    const [made, claim] = batch.lines.map(({ drafted }) => drafted.proposal);
    expect(claim?.dependsOn).toEqual([made?.id]);
  });

  it('rests on facts of earlier lines by their keys, and on facts of canon by whose they are', async () => {
    const { tell, desk } = managed;
    await tell(people);
    await tell([{ subject: 'Mara', predicate: 'located_in', object: 'Town', from: '1 May 812' }]);
    const told = await tell([
      { key: 'a', subject: 'Mara', predicate: 'speaks', object: 'Elvish' },
      { subject: 'Mara', predicate: 'trait', object: 'learned', derives_from: ['a', 'Mara located_in'] },
    ]);
    expect(verdictsOf(told)).toEqual(['accepted new', 'accepted new']);
    const { items } = await desk.canon.listFacts(desk.universe, { predicate: 'trait' }, { max: 10, after: null });
    expect(items[0]?.derivesFrom).toHaveLength(2);
  });

  it('is a thread with clues, a party with members, a story, a source, a rule of the world', async () => {
    const { tell, desk } = managed;
    await tell(people);
    const told = await tell([
      { key: 'clue', subject: 'Mara', predicate: 'located_in', object: 'Town', from: '1 May 812' },
      { thread: 'Who killed the miller?', clues: ['clue'] },
      { party: 'The Six', members: ['Mara', 'Orc'] },
      { story: 'The Long Night' },
      { source: 'The Book of Ash', type: 'lore' },
      { axiom: 'Nobody flies.' },
    ]);
    expect(told.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 6 }, () => 'accepted'));
    for (const kind of ['thread', 'party', 'story', 'source', 'axiom'] as const)
      expect((await desk.canon.listNodes(desk.universe, { kind }, { max: 10, after: null })).items).toHaveLength(1);
  });
});

describe('what would displace canon', () => {
  const tavern: Draft = { subject: 'Mara', predicate: 'located_in', object: 'The Tavern', from: '3 March 812' };
  const castle: Draft = { ...tavern, object: 'The Castle' };

  it('is shown before it is done, with nothing written, and is done as it was shown', async () => {
    const { tell, desk } = managed;
    await tell([...people, tavern]);
    const before = await counts();
    const prepared = await read([castle]);
    expect(await counts()).toEqual(before);
    expect(prepared.displaced?.retconned.items).toMatchObject([{ statement: 'Mara located in The Tavern' }]);
    expect(prepared.displaced?.introduced.items).toMatchObject([{ statement: 'Mara located in The Castle' }]);
    const told = await putForward(desk, prepared.lines, { waits: false, reason: null, isConfirmed: true });
    expect(verdictsOf(told)).toEqual(['accepted retcon']);
    expect(told[0]?.decision?.effects.retconned).toEqual(prepared.displaced?.retconned.items.map(({ id }) => id));
  });

  it('is nothing where canon only goes on, and nothing where a player speaks', async () => {
    const { tell } = managed;
    await tell([...people, tavern]);
    expect((await read([{ ...castle, from: '4 March 812' }])).displaced).toBeNull();
    expect((await read([castle], player)).displaced).toBeNull();
  });
});

describe('what cannot be read', () => {
  const wrong: readonly (readonly [Draft, string, string])[] = [
    [{ subject: 'Mra', predicate: 'vital', object: 'alive' }, 'unknown_name', 'Did you mean `Mara`?'],
    [{ subject: 'Mara', predicate: 'locatd_in', object: 'Town' }, 'unknown_predicate', 'Did you mean `located_in`?'],
    [{ subject: 'Mara', predicate: 'death' }, 'unknown_predicate', '`--event death`'],
    [{ event: 'deth', participants: { patient: 'Mara' } }, 'unknown_event', 'Did you mean `death`?'],
    [{ event: 'death', participants: {} }, 'missing_participant', '--patient'],
    [{ subject: 'Mara', predicate: 'vital', object: 'ded' }, 'wrong_object', 'Did you mean `dead`?'],
    [{ subject: 'Mara', predicate: 'age_years', object: 'old' }, 'wrong_object', 'How old'],
    [{ subject: 'Mara', predicate: 'expects_child', object: 'perhaps' }, 'wrong_object', ''],
    [{ subject: 'Mara', predicate: 'vital' }, 'wrong_object', ''],
    [{ subject: 'Mara', predicate: 'vital', object: 'alive', from: '33 March 812' }, 'bad_time', ''],
    [{ subject: 'Mara', predicate: 'vital', object: 'alive', from: '3 May 812', to: '2 May 812' }, 'bad_time', ''],
    [{ subject: 'Mara', predicate: 'free_text' }, 'no_statement', ''],
    [{ subject: 'ent_00000000000000000000000000', predicate: 'vital', object: 'alive' }, 'unknown_name', ''],
    [{ subject: 'Mara', predicate: 'trait', object: 'x', derives_from: ['Mara vital'] }, 'unknown_fact', ''],
    [{ subject: 'Mara', predicate: 'trait', object: 'x', visibility: ['Town hall'] }, 'unknown_name', 'Town'],
  ];

  it('is told with what it may have meant, and nothing is written', async () => {
    await managed.tell(people);
    const before = await counts();
    for (const [draft, code, advice] of wrong) {
      const { lines, problems } = await read([draft]);
      expect(lines, JSON.stringify(draft)).toEqual([]);
      expect(problems, JSON.stringify(draft)).toMatchObject([{ line: 1, code }]);
      expect(`${problems[0]?.message} ${problems[0]?.advice}`).toContain(advice);
    }
    expect(await counts()).toEqual(before);
  });

  it('is left out, and the rest is put forward', async () => {
    await managed.tell(people);
    const { lines, problems } = await read([
      { subject: 'Mara', predicate: 'speaks', object: 'Elvish', key: 'a' },
      { subject: 'Nobody', predicate: 'speaks', object: 'Elvish' },
      { subject: 'Orc', predicate: 'speaks', object: 'Orcish', key: 'a' },
      { subject: 'Orc', predicate: 'speaks', object: 'Elvish' },
    ]);
    expect(lines.map(({ line }) => line)).toEqual([1, 4]);
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [2, 'unknown_name'],
      [3, 'key_taken'],
    ]);
  });

  it('may be any of several: nobody is chosen for a person who did not say', async () => {
    const { tell, desk } = managed;
    await tell([...people, { entity: 'Raven', type: 'character' }, { entity: 'Raven', type: 'location' }]);
    const { problems } = await read([{ subject: 'Raven', predicate: 'visibility_of', object: 'x' }]);
    expect(problems).toMatchObject([{ code: 'unknown_predicate' }]);
    const both = await read([{ subject: 'Raven', predicate: 'free_text', says: 'It is dark there.' }]);
    expect(both.problems).toMatchObject([{ code: 'ambiguous_name' }]);
    expect(both.problems[0]?.message).toMatch(/ent_.*character.*ent_.*location/);
    // What is said of people alone is said of the one who is.
    const [told] = (await read([{ subject: 'Raven', predicate: 'vital', object: 'alive' }])).lines;
    const content = told?.drafted.proposal.content;
    const subject = content !== undefined && 'claim' in content ? content.claim.subject : null;
    const [node] = subject === null ? [] : await desk.canon.nodes(desk.universe, [subject]);
    expect(node).toMatchObject({ type: 'character' });
  });
});
