import { describe, expect, it } from 'vitest';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import { proposed, spoken } from '../../agents/orchestrator/drafting.ts';
import type { Universe } from '../../schemas/canon.ts';
import { PolicyFile } from '../../schemas/policy.ts';
import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../../src/adapters/embedded/event-log.ts';
import { openSqliteNarrativeStore } from '../../src/adapters/embedded/narrative-store.ts';
import { keeperTools } from '../../src/compose/desks.ts';
import { loadPolicy, policyOf } from '../../src/compose/policy.ts';
import { placeOf } from '../../src/compose/store-files.ts';
import { carryOut, policyChangeOf, prepareCorrection, revertOf } from '../../src/compose/use-cases.ts';
import { pageSizeMax } from '../../src/ports/paging.ts';
import { gm, managedWorld, type ManagedWorld, people, player, tellAt, verdictsOf } from '../support/managed-world.ts';

// What a universe decides by besides its profile is part of its canon.

const sings = {
  name: 'sings_with',
  about: 'The two make music together.',
  subject: ['character'],
  object: { kind: 'node', types: ['character'] },
};
const songs = (...fields: readonly object[]): PolicyFile =>
  PolicyFile.parse(Object.assign({ predicates: [sings] }, ...fields));

const singing = { subject: 'Mara', predicate: 'sings_with', object: 'Orc' };

type Desk = ManagedWorld['desk'];

/** The universe as canon has it now; a desk remembers what it was when it was opened. */
const nowOf = async (desk: Desk): Promise<Universe> => {
  const [node] = await desk.canon.nodes(desk.universe, [desk.universe]);
  if (node?.kind !== 'universe') throw new Error('there is no universe');
  return node;
};

const decideBy = async (desk: Desk, own: PolicyFile | null, { profile = 'standard', person = gm } = {}) => {
  const contents = policyChangeOf({ ...desk, about: await nowOf(desk) }, { profile, own });
  const correction = await prepareCorrection(desk, person, { contents, because: 'People sing here.' });
  return verdictsOf(await carryOut(desk, correction));
};

/** Puts it into canon by a keeper that knows no rules but those that ship. */
const putUnchecked = async ({ desk, folder, config, world }: ManagedWorld, own: PolicyFile): Promise<void> => {
  const place = (role: 'canon' | 'narrative' | 'events') => ({
    path: placeOf(role, folder, config.stores),
    program: 'test',
  });
  await using canon = await openSqliteCanonStore(place('canon'));
  await using narrative = await openSqliteNarrativeStore({ ...place('narrative'), mode: 'write' });
  await using events = await openSqliteEventLog({ ...place('events'), world });
  const { rulesFor: _, ...tools } = keeperTools({ canon, narrative, events }, await loadPolicy({}), world);
  const contents = policyChangeOf({ ...desk, about: await nowOf(desk) }, { profile: 'standard', own });
  const turn = spoken(desk, gm, { words: 'More words.', storyTime: null });
  const [content] = contents;
  if (content === undefined) throw new Error('nothing to say');
  const proposal = proposed(desk, turn, { content, intent: 'change', confidence: 1, dependsOn: [] });
  await narrative.insert('turns.user', [{ document: turn, events: [] }]);
  const { decided } = await canonKeeper(tools).decide({
    ...{ universe: desk.universe, proposals: [proposal], clock: null, reason: null },
  });
  expect(decided).toMatchObject([{ verdict: 'accepted' }]);
};

const policiesOf = async ({ canon, universe }: Desk): Promise<string[]> =>
  (await canon.decisions(universe, {}, { max: pageSizeMax, after: null })).items.map(({ policy }) => policy);

describe('a universe with words and rules of its own', () => {
  it('is judged by them from the next batch on, by whoever has it open, and every decision names by what', async () => {
    await using played = await managedWorld();
    const { desk, another, tell } = played;
    await tell(people);
    const former = (await policyOf(desk.about)).revision;
    await using longOpen = await another();
    expect(await decideBy(desk, songs({ threshold: 0.75 }))).toEqual(['accepted change']);
    const { revision } = await policyOf(await nowOf(desk));
    expect(revision).not.toBe(former);
    await using later = await another();
    expect(verdictsOf(await tellAt(later, [singing]))).toEqual(['accepted new']);
    // One that was opened before reads names by the words of then, but what it puts forward is decided by those of now.
    await tellAt(longOpen, [{ entity: 'Una', type: 'character' }]);
    const policies = await policiesOf(desk);
    expect(policies.slice(-3)).toEqual([former, revision, revision]);
    expect((await desk.canon.commits(desk.universe, { max: pageSizeMax, after: null })).items.at(-1)?.policy).toBe(
      revision,
    );
  });

  it('begins by its own rules, and goes on by them in a fork', async () => {
    await using played = await managedWorld({ own: songs() });
    const { desk, tell, world } = played;
    await tell(people);
    expect(verdictsOf(await tell([singing]))).toEqual(['accepted new']);
    const [made] = await policiesOf(desk);
    expect(made).toBe((await policyOf(desk.about)).revision);
    const into = world.newId('universe');
    const { revision } = await desk.canon.head(desk.universe);
    const contents = [{ type: 'fork' as const, into, name: 'Elsewhere', revision, storyTime: null }];
    const forking = await prepareCorrection(desk, gm, { contents, because: 'What if?' });
    expect(verdictsOf(await carryOut(desk, forking))).toEqual(['accepted forks']);
    const [fork] = await desk.canon.nodes(into, [into]);
    expect(fork).toMatchObject({ ownPolicy: desk.about.ownPolicy, forkedFrom: { universe: desk.universe } });
    // Said anew, it still comes from where it came from.
    await using inFork = await played.another(into);
    expect(await decideBy(inFork, songs({ threshold: 0.8 }))).toEqual(['accepted change']);
    expect(await nowOf(inFork)).toMatchObject({
      forkedFrom: { universe: desk.universe },
      ownPolicy: { threshold: 0.8 },
    });
  });

  it('asks its own rules of the house, and those that ship', async () => {
    await using played = await managedWorld({
      own: songs({
        rules: [{ id: 'silence', effect: 'reject', when: 'proposal.predicate == "sings_with"', because: 'Hush.' }],
      }),
    });
    await played.tell(people);
    expect(verdictsOf(await played.tell([singing]))).toEqual(['rejected house_rule']);
  });
});

describe('what a universe decides by', () => {
  it('is for the GM to say: what anybody else says of it waits', async () => {
    await using played = await managedWorld();
    const { desk } = played;
    await expect(decideBy(desk, songs(), { person: player })).rejects.toMatchObject({ code: 'gm_alone' });
    const [content] = policyChangeOf(desk, { profile: 'sandbox', own: songs() });
    if (content === undefined) throw new Error('nothing to say');
    const turn = spoken(desk, player, { words: 'Let us all sing.', storyTime: null });
    const proposal = proposed(desk, turn, { content, intent: 'change', confidence: 1, dependsOn: [] });
    await desk.notes.insert('turns.user', [{ document: turn, events: [] }]);
    const judged = await desk.keeper.decide({ proposals: [proposal], clock: null, reason: null, isConfirmed: true });
    expect(judged).toMatchObject([{ verdict: 'pending', reasons: [{ code: 'needs_review' }] }]);
  });

  it('is refused where it can’t be used, and what was decided by before stays', async () => {
    await using played = await managedWorld();
    const { desk } = played;
    const taken = PolicyFile.parse({ predicates: [{ ...sings, name: 'rules' }] });
    expect(await decideBy(desk, taken)).toEqual(['rejected bad_policy']);
    const rule = { id: 'odd', effect: 'reject', when: 'propsal.type == "fact"', because: 'A slip.' };
    expect(await decideBy(desk, PolicyFile.parse({ rules: [rule] }))).toEqual(['rejected bad_policy']);
    expect((await nowOf(desk)).ownPolicy).toBeUndefined();
    expect(verdictsOf(await played.tell(people))).toEqual(people.map(() => 'accepted new'));
  });

  it('keeps the meaning of a word that canon was told in, also of what was taken back, and lets go of one that nobody used', async () => {
    await using played = await managedWorld({ own: songs() });
    const { desk, tell } = played;
    await tell(people);
    expect(await decideBy(desk, songs({ predicates: [{ ...sings, perSubject: 1 }] }))).toEqual(['accepted change']);
    const [told] = await tell([singing]);
    expect(told?.verdict).toBe('accepted');
    const [id] = told?.decision?.effects.introduced ?? [];
    const takeBack = [
      { type: 'retcon' as const, facts: [id ?? ('' as never)], cascade: 'flag' as const, reason: 'No.' },
    ];
    await carryOut(desk, await prepareCorrection(desk, gm, { contents: takeBack, because: 'No.' }));
    expect(await decideBy(desk, songs())).toEqual(['rejected word_in_use']);
    expect(await decideBy(desk, null)).toEqual(['rejected word_in_use']);
    const about = { ...sings, perSubject: 1, about: 'They sing.', critical: true };
    expect(await decideBy(desk, songs({ predicates: [about, { ...sings, name: 'hums_with' }] }))).toEqual([
      'accepted change',
    ]);
    expect(await decideBy(desk, songs({ predicates: [about] }))).toEqual(['accepted change']);
  });

  it('is not undone by a revert, for canon may have been told in its words since', async () => {
    await using played = await managedWorld();
    const { desk } = played;
    await decideBy(desk, songs());
    const contents = await revertOf(desk, { commit: '2', because: 'No songs.' });
    const correction = await prepareCorrection(desk, gm, { contents, because: 'No songs.' });
    expect(verdictsOf(await carryOut(desk, correction))).toEqual(['rejected cannot_be_reverted']);
  });

  it('that can’t be used any more holds up everything but saying it anew', async () => {
    await using played = await managedWorld();
    const { desk, another } = played;
    // As if a version that ships more words than this one had been at work: it goes into canon unchecked.
    const broken = PolicyFile.parse({ predicates: [{ ...sings, name: 'rules' }] });
    await putUnchecked(played, broken);
    await expect(another()).rejects.toMatchObject({ code: 'bad_policy' });
    await expect(played.tell(people)).rejects.toMatchObject({ code: 'bad_policy' });
    await using mending = await another(null, { mends: true });
    expect(await decideBy(mending, broken)).toEqual(['accepted already_known']);
    expect(await decideBy(mending, songs())).toEqual(['accepted change']);
    expect(verdictsOf(await played.tell(people))).toEqual(people.map(() => 'accepted new'));
    expect((await nowOf(desk)).ownPolicy?.predicates).toMatchObject([{ name: 'sings_with' }]);
  });
});
