import { describe, expect, it } from 'vitest';
import type { CanonNode, Fact, ForkOrigin } from '../../../schemas/canon.ts';
import type { FactId, UniverseId } from '../../../schemas/ids.ts';
import type { Revision, StoryTime } from '../../../schemas/time.ts';
import type { CanonReader } from '../../../src/ports/canon-reader.ts';
import type { CanonStore, CanonWrite } from '../../../src/ports/canon-writer.ts';
import { at, canonScribe, during, ended, nodeObject, retconned, type Scribe } from '../../support/canon-scribe.ts';
import { allPages, begun, everythingIn, inBatches, type OpenCanonStore, refusedAs, wholeLog } from './tools.ts';

interface Forked {
  scribe: Scribe;
  write: CanonWrite;
  origin: ForkOrigin;
}

/** Commits a fork that brings nothing but itself. */
const fork = async (
  store: CanonStore,
  { universe, revision, world }: Pick<Scribe, 'universe' | 'revision' | 'world'>,
  storyTime: StoryTime | null = null,
): Promise<Forked> => {
  const scribe = canonScribe(world);
  const origin = { universe, revision, storyTime };
  const write = scribe.write();
  expect(await store.writer.fork(write, origin)).toMatchObject({ kind: 'committed', head: { revision: 1 } });
  scribe.pass();
  return { scribe, write, origin };
};

const allFacts = (reader: CanonReader, universe: UniverseId): Promise<Fact[]> =>
  allPages((page) => reader.listFacts(universe, { statuses: ['canon', 'ended', 'retconned', 'contested'] }, page));

const factIn = async (reader: CanonReader, universe: UniverseId, id: FactId): Promise<Fact | undefined> =>
  (await reader.facts(universe, [id]))[0];

/** What makes a record the fork's own. */
const owned = ({ scribe, write }: Forked) => ({
  universe: scribe.universe,
  introduced: { revision: 1, commit: write.commit?.id },
});

const copying = (open: OpenCanonStore): void => {
  it('starts as a copy of its origin, under the same ids, in its own first commit', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, knows, write } = await begun(store, 401);
    const likes = scribe.relationship(ann, 'likes', ann);
    const second = await scribe.commit(store, {
      facts: [ended(knows, at(9)), likes],
      nodes: [scribe.thread({ clues: [knows.id] })],
    });
    const forked = await fork(store, scribe);
    const { universe: into } = forked.scribe;
    const { reader } = store;
    const mine = owned(forked);

    expect(await allFacts(reader, into)).toEqual(
      (await allFacts(reader, universe)).map((fact) => ({ ...fact, ...mine })),
    );
    for (const kind of ['entity', 'thread'] as const) {
      const listed = (of: UniverseId) => allPages((page) => reader.listNodes(of, { kind }, page));
      expect(await listed(into)).toEqual((await listed(universe)).map((node: CanonNode) => ({ ...node, ...mine })));
    }
    expect(await reader.nodes(into, [into, universe])).toEqual([forked.write.nodes[0]]);
    const stubs = [...write.evidence, ...second.evidence];
    const evidence = await reader.evidence(
      into,
      stubs.map(({ id }) => id),
    );
    expect(evidence).toEqual(stubs.map((stub) => ({ ...stub, universe: into })));
    expect(evidence.map(({ home }) => home)).toEqual(stubs.map(() => universe));
    const supports = await allPages((page) => reader.supports(into, [knows.id, likes.id], page));
    expect(supports).toEqual(
      [...write.supports, ...second.supports].map((support) => ({ ...support, universe: into, ...mine.introduced })),
    );
    expect(await allPages((page) => reader.commits(into, page))).toMatchObject([
      { id: forked.write.commit?.id, revision: 1 },
    ]);
    expect(await allPages((page) => reader.decisions(into, {}, page))).toMatchObject(forked.write.decisions);
    expect(await allPages((page) => reader.factHistory(into, knows.id, page))).toMatchObject([
      { from: 1, until: null },
    ]);
  });

  it('leaves its origin as it was, and neither knows what the other learns later', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, knows } = await begun(store, 402);
    const before = await wholeLog(store.reader, universe);
    const forked = await fork(store, scribe);
    expect(await wholeLog(store.reader, universe)).toEqual(before);

    const later = scribe.relationship(ann, 'likes', ann);
    await scribe.commit(store, { facts: [later, ended(knows, at(5))] });
    const own = forked.scribe.relationship(ann, 'hates', ann);
    const copy = await factIn(store.reader, forked.scribe.universe, knows.id);
    await forked.scribe.commit(store, { facts: copy ? [own, retconned(copy, forked.scribe.next)] : [] });
    expect((await allFacts(store.reader, universe)).map(({ id, status }) => [id, status])).toEqual([
      [knows.id, 'ended'],
      [later.id, 'canon'],
    ]);
    expect((await allFacts(store.reader, forked.scribe.universe)).map(({ id, status }) => [id, status])).toEqual([
      [knows.id, 'retconned'],
      [own.id, 'canon'],
    ]);
  });

  it('shows each record as it was known at the revision where it left', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, bob, knows, write } = await begun(store, 403);
    const turn = scribe.evidence();
    const [annie] = write.nodes.filter(({ id }) => id === ann);
    await scribe.commit(store, {
      nodes: annie?.kind === 'entity' ? [{ ...annie, name: 'annie' }] : [],
      facts: [retconned(knows, scribe.next), scribe.relationship(ann, 'likes', bob)],
      evidence: [turn],
      supports: write.supports.map(({ target, evidence }) => scribe.support(target, evidence, { status: 'withdrawn' })),
    });
    const forked = await fork(store, { ...scribe, revision: 1 as Revision });
    const { universe: into } = forked.scribe;
    const mine = owned(forked);
    expect(await allFacts(store.reader, into)).toEqual([{ ...knows, ...mine }]);
    expect(await store.reader.nodes(into, [ann])).toEqual([{ ...annie, ...mine }]);
    expect(await store.reader.evidence(into, [turn.id])).toEqual([]);
    expect(await allPages((page) => store.reader.supports(into, [knows.id], page))).toMatchObject([
      { status: 'standing' },
    ]);
    expect((await store.reader.neighbourhood(into, [ann], { hops: 1 })).edges).toMatchObject([{ fact: knows.id }]);
    const { named } = await store.reader.slice(into, {
      ...{ keys: [], nodes: [], facts: [], evidence: [] },
      names: ['ann', 'annie'],
    });
    expect(named).toEqual([{ name: 'ann', nodes: [ann] }]);
    expect(universe).not.toBe(into);
  });

  it('says of itself what was said of its origin as a whole', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann } = await begun(store, 404);
    const doomed = scribe.state(universe, 'mood', 'doomed');
    const rules = scribe.relationship(ann, 'rules', universe);
    const met = scribe.event('shook', [universe, ann], at(3));
    await scribe.commit(store, { facts: [doomed, rules, met] });
    const { scribe: own } = await fork(store, scribe);
    const { universe: into } = own;
    expect(await store.reader.facts(into, [doomed.id, rules.id, met.id])).toMatchObject([
      { subject: into },
      { subject: ann, object: nodeObject(into) },
      { subject: into, event: { participants: [{ node: into }, { node: ann }] } },
    ]);
    expect((await store.reader.neighbourhood(into, [into], { hops: 1 })).edges).toMatchObject([{ fact: rules.id }]);
    const key = { side: 'participant', node: into, predicate: 'shook', from: null, to: null } as const;
    const { facts } = await store.reader.slice(into, { keys: [key], nodes: [], facts: [], names: [], evidence: [] });
    expect(facts).toMatchObject([{ id: met.id }]);
  });

  it('can be forked again, with the origin of its evidence still told', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, knows, write } = await begun(store, 405);
    const first = await fork(store, scribe);
    const turn = first.scribe.evidence();
    await first.scribe.commit(store, { evidence: [turn] });
    const second = await fork(store, first.scribe);
    const { universe: into } = second.scribe;
    expect(await allFacts(store.reader, into)).toEqual([{ ...knows, ...owned(second) }]);
    const ids = [...write.evidence, turn].map(({ id }) => id);
    const homes = (await store.reader.evidence(into, ids)).map(({ home }) => home);
    expect(homes).toEqual([universe, first.scribe.universe]);
    expect(await store.reader.nodes(into, [universe, first.scribe.universe])).toEqual([]);
  });

  it('can be restored from its log', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe } = await begun(store, 406);
    const forked = await fork(store, scribe);
    await forked.scribe.commit(store);
    const log = await wholeLog(store.reader, forked.scribe.universe);
    await using copy = await open();
    expect(await copy.store.writer.restore(forked.scribe.universe, inBatches(log))).toEqual(
      await store.reader.head(forked.scribe.universe),
    );
    expect(await wholeLog(copy.store.reader, forked.scribe.universe)).toEqual(log);
  });
};

const leaving = (open: OpenCanonStore): void => {
  const left = at(10);

  it('leaves out what began later, and whatever pointed to it', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, ann, bob } = await begun(store, 411);
    const later = scribe.relationship(ann, 'likes', bob, { from: at(10, 1), to: null });
    const now = scribe.relationship(ann, 'hates', bob, during(10), { derivesFrom: [later.id], replaces: [later.id] });
    const whenever = scribe.relationship(bob, 'hates', ann, during(null));
    const cause: Fact['event'] = { participants: [], severity: 'minor', causedBy: [later.id, now.id] };
    const met = scribe.event('met', [ann], at(10), { event: cause });
    const thread = scribe.thread({ clues: [later.id, now.id] });
    await scribe.commit(store, { nodes: [thread], facts: [later, now, whenever, met] });
    const over = retconned(whenever, scribe.next, [later.id, now.id]);
    await scribe.commit(store, { facts: [over] });
    const forked = await fork(store, scribe, left);
    const { universe: into } = forked.scribe;
    const mine = owned(forked);
    const ids = [later.id, now.id, whenever.id, met.id];
    expect(await store.reader.facts(into, ids)).toEqual([
      { ...now, ...mine, derivesFrom: [], replaces: [] },
      { ...over, ...mine, withdrawn: { ...over.withdrawn, ...mine.introduced, replacedBy: [now.id] } },
      { ...met, ...mine, event: { ...cause, causedBy: [now.id] } },
    ]);
    expect(await store.reader.nodes(into, [thread.id])).toEqual([{ ...thread, ...mine, clues: [now.id] }]);
    expect(await allPages((page) => store.reader.supports(into, ids, page))).toHaveLength(3);
    expect(await allPages((page) => store.reader.resting(into, [later.id], page))).toEqual([]);
  });

  it('reopens what ended later, and keeps closed what had ended, and every event', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, ann, bob } = await begun(store, 412);
    const before = ended(scribe.relationship(ann, 'likes', bob, during(1)), at(10));
    const after = ended(scribe.relationship(ann, 'hates', bob, during(1)), at(10, 1));
    const planned = scribe.relationship(ann, 'guards', bob, during(1, 20));
    const long = scribe.event('siege', [ann], at(1), { valid: during(1, 20), status: 'ended' });
    const disputed = { ...ended(scribe.state(ann, 'mood', 'sad', during(1)), at(20)), status: 'contested' as const };
    await scribe.commit(store, { facts: [before, after, planned, long, disputed] });
    const forked = await fork(store, scribe, left);
    const mine = owned(forked);
    const ids = [before, after, planned, long, disputed].map(({ id }) => id);
    expect(await store.reader.facts(forked.scribe.universe, ids)).toEqual([
      { ...before, ...mine },
      { ...after, ...mine, status: 'canon', valid: during(1), heldUntil: left },
      { ...planned, ...mine },
      { ...long, ...mine },
      { ...disputed, ...mine },
    ]);
    const live = await store.reader.neighbourhood(forked.scribe.universe, [ann], { hops: 1, at: { asOf: at(99) } });
    expect(live.edges.map(({ fact }) => fact)).toContain(after.id);
  });

  it('has nothing asserted beyond where it left', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, ann, bob } = await begun(store, 413);
    const long = scribe.relationship(ann, 'likes', bob, during(1), { heldUntil: at(50) });
    const short = scribe.relationship(ann, 'owes', bob, during(1), { heldUntil: at(5) });
    const never = scribe.relationship(ann, 'hates', bob, during(null), { heldUntil: null });
    await scribe.commit(store, { facts: [long, short, never] });
    const ids = [long.id, short.id, never.id];
    const held = async (universe: UniverseId) =>
      (await store.reader.facts(universe, ids)).map(({ heldUntil }) => heldUntil);
    const [cut, whole] = [await fork(store, scribe, left), await fork(store, scribe)];
    expect(await held(cut.scribe.universe)).toEqual([left, at(5), null]);
    expect(await held(whole.scribe.universe)).toEqual([at(50), at(5), null]);
  });
};

const asCommits = (open: OpenCanonStore): void => {
  it('brings its own records, decisions and events beside what it copies', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, knows } = await begun(store, 421);
    const own = canonScribe(scribe.world);
    const cid = own.entity('cid');
    const likes = own.relationship(cid.id, 'likes', ann, during(1), { derivesFrom: [knows.id] });
    const write = own.write({ nodes: [cid], facts: [likes], outbox: [own.envelope()] });
    const origin = { universe, revision: scribe.revision, storyTime: null };
    await store.writer.fork(write, origin);
    expect(await store.reader.facts(own.universe, [likes.id, knows.id])).toHaveLength(2);
    expect(await store.reader.nodes(own.universe, [cid.id, ann])).toHaveLength(2);
    expect(await allPages((page) => store.reader.supports(own.universe, [likes.id], page))).toEqual(write.supports);
    expect((await store.reader.unsent(10)).at(-1)).toEqual(write.outbox[0]);
    const found = await store.reader.neighbourhood(own.universe, [cid.id], { hops: 2 });
    expect(found.edges.map(({ fact }) => fact)).toEqual([likes.id, knows.id]);
  });

  it('is a repeat the second time, and refuses other content under its id', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 422);
    await scribe.commit(store);
    const forked = await fork(store, scribe);
    const head = await store.reader.head(forked.scribe.universe);
    await scribe.commit(store, { facts: [] });
    const before = await everythingIn(store, universe, forked.scribe.universe);
    expect(await store.writer.fork(forked.write, forked.origin)).toEqual({ kind: 'repeated', head });
    const { commit } = forked.write;
    const refused = refusedAs('commit_conflict');
    const reasoned = { ...forked.write, commit: commit && { ...commit, reason: 'on a whim' } };
    await expect(store.writer.fork(reasoned, forked.origin)).rejects.toMatchObject(refused);
    const undecided = { ...forked.write, decisions: [] };
    await expect(store.writer.fork(undecided, forked.origin)).rejects.toMatchObject(refused);
    expect(await everythingIn(store, universe, forked.scribe.universe)).toEqual(before);
  });

  it('refuses other content that it would copy under its id', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann } = await begun(store, 423);
    await scribe.commit(store, { facts: [scribe.relationship(ann, 'likes', ann)] });
    const forked = await fork(store, scribe);
    const elsewhere = { ...forked.origin, revision: 1 as Revision };
    const before = await everythingIn(store, universe, forked.scribe.universe);
    await expect(store.writer.fork(forked.write, elsewhere)).rejects.toMatchObject(refusedAs('commit_conflict'));
    expect(await everythingIn(store, universe, forked.scribe.universe)).toEqual(before);
  });

  it('is stale where a universe is already', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 424);
    const other = canonScribe(scribe.world);
    await other.commit(store);
    const late = canonScribe(scribe.world, other.universe).write();
    const before = await everythingIn(store, universe, other.universe);
    const outcome = await store.writer.fork(late, { universe, revision: 1 as Revision, storyTime: null });
    expect(outcome).toEqual({ kind: 'stale', head: await store.reader.head(other.universe) });
    expect(await everythingIn(store, universe, other.universe)).toEqual(before);
  });

  it('refuses to leave from a revision or a universe that is not there', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 425);
    const write = canonScribe(scribe.world).write();
    const before = await everythingIn(store, universe, write.universe);
    for (const origin of [
      { universe, revision: 2 as Revision, storyTime: null },
      { universe, revision: 0 as Revision, storyTime: null },
      { universe: scribe.world.newId('universe'), revision: 1 as Revision, storyTime: null },
    ])
      await expect(store.writer.fork(write, origin)).rejects.toMatchObject(refusedAs('no_such_revision'));
    expect(await everythingIn(store, universe, write.universe)).toEqual(before);
  });

  it('refuses what breaks the shape of canon, and keeps nothing of it', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, bob, knows, write: first } = await begun(store, 426);
    const own = canonScribe(scribe.world);
    const origin = { universe, revision: scribe.revision, storyTime: at(-5) };
    const cid = own.entity('cid');
    const [turn] = first.evidence;
    const second = { ...canonScribe(scribe.world, own.universe) };
    second.pass();
    const breaches: CanonWrite[] = [
      { ...own.write(), nodes: [cid] },
      { ...own.refusal() },
      second.write(),
      own.write({ nodes: [{ ...cid, id: ann }] }),
      own.write({ nodes: [{ ...cid, universe }] }),
      own.write({ facts: [own.relationship(ann, 'likes', scribe.world.newId('entity'))] }),
      own.write({ facts: [own.relationship(ann, 'likes', bob, during(-9), { derivesFrom: [knows.id] })] }),
      own.write({ evidence: turn ? [{ ...turn, universe: own.universe }] : [cid as never] }),
      own.write({ outbox: [own.envelope({ universe })] }),
    ];
    const before = await everythingIn(store, universe, own.universe);
    for (const write of breaches)
      await expect(store.writer.fork(write, origin)).rejects.toMatchObject(refusedAs('malformed_commit'));
    expect(await everythingIn(store, universe, own.universe)).toEqual(before);
    expect(await store.writer.fork(own.write(), origin)).toMatchObject({ kind: 'committed' });
  });
};

export const forking = (open: OpenCanonStore): void => {
  describe('what it copies', () => copying(open));
  describe('where it leaves', () => leaving(open));
  describe('as a commit', () => asCommits(open));
};
