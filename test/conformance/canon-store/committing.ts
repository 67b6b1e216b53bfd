import { expect, it } from 'vitest';
import type { Digest } from '../../../schemas/digest.ts';
import type { Revision } from '../../../schemas/time.ts';
import { digestOf } from '../../../src/domain/canonical-json.ts';
import { contentsDigest, recordTexts } from '../../../src/domain/seal.ts';
import type { CanonStore, CanonWrite } from '../../../src/ports/canon-writer.ts';
import { at, canonScribe, ended, people, rivalOf } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { allPages, begun, everythingIn, type OpenCanonStore, refusedAs, wholeLog } from './tools.ts';

const contentsOf = (write: CanonWrite): Digest => {
  const contents = contentsDigest();
  for (const texts of Object.values(recordTexts(write))) for (const text of texts) contents.add(text);
  return contents.digest();
};

export const committing = (open: OpenCanonStore): void => {
  it('keeps all of a commit, and shows it to everybody as soon as it is acknowledged', async () => {
    await using opened = await open();
    const { universe, write, knows } = await begun(opened.store, 1);
    const { reader } = await opened.another();
    const page = { max: 10, after: null };
    const nodes = write.nodes.map(({ id }) => id);
    const evidence = write.evidence.map(({ id }) => id);
    expect(await reader.nodes(universe, nodes)).toEqual(write.nodes);
    expect(await reader.facts(universe, [knows.id])).toEqual([knows]);
    expect(await reader.evidence(universe, evidence)).toEqual(write.evidence);
    expect((await reader.supports(universe, [knows.id], page)).items).toEqual(write.supports);
    expect((await reader.decisions(universe, {}, page)).items).toMatchObject(write.decisions);
    expect((await reader.commits(universe, page)).items).toMatchObject([write.commit]);
    expect(await reader.unsent(10)).toEqual(write.outbox);
    expect(await reader.head(universe)).toMatchObject({ universe, revision: 1, decisions: { count: 1 } });
  });

  it('gives each commit the next revision, and chains commits and decisions by their digests', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, write: first } = await begun(store, 2);
    await store.writer.commit(scribe.refusal(2));
    const second = await scribe.commit(store, { nodes: people(scribe, 'cid').nodes });
    const commits = await allPages((page) => store.reader.commits(universe, page));
    const decisions = await allPages((page) => store.reader.decisions(universe, {}, page));

    expect(commits.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(commits.map(({ contents }) => contents)).toEqual([first, second].map(contentsOf));
    expect(decisions.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    for (const chain of [commits, decisions])
      for (const [i, link] of chain.entries()) {
        expect(link.previous).toBe(chain[i - 1]?.digest ?? null);
        expect(link.digest).toBe(digestOf({ ...link }));
      }
    expect(await store.reader.head(universe)).toEqual({
      universe,
      revision: 2,
      commit: commits.at(-1)?.digest,
      decisions: { count: 4, last: decisions.at(-1)?.digest },
    });
  });

  it('refuses a commit on a stale revision and keeps nothing of it', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, knows } = await begun(store, 3);
    const late = rivalOf(scribe);
    const tooLate = late.write({ facts: [ended(knows, at(5))], outbox: [late.envelope()] });
    await scribe.commit(store);
    late.pass();
    late.pass();
    const tooEarly = late.write({ nodes: people(late, 'cid').nodes });
    const before = await everythingIn(store, universe);
    const head = await store.reader.head(universe);
    expect(await store.writer.commit(tooLate)).toEqual({ kind: 'stale', head });
    expect(await store.writer.commit(tooEarly)).toEqual({ kind: 'stale', head });
    expect(await store.writer.commit(rivalOf(canonScribe(late.world, universe)).refusal())).toEqual({
      kind: 'stale',
      head,
    });
    expect(await everythingIn(store, universe)).toEqual(before);
  });

  it('refuses a commit that was judged before others were decided, if it says so, and keeps nothing of it', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 5);
    const late = rivalOf(scribe);
    await store.writer.commit(scribe.refusal(2));
    const before = await everythingIn(store, universe);
    const head = await store.reader.head(universe);
    const refusal = late.refusal();
    for (const write of [late.write(), refusal])
      for (const decided of [0, 1, 2, 4])
        expect(await store.writer.commit({ ...write, decided })).toEqual({ kind: 'stale', head });
    expect(await everythingIn(store, universe)).toEqual(before);
    expect(await store.writer.commit({ ...refusal, decided: 3 })).toMatchObject({ kind: 'committed' });
    expect(await store.writer.commit({ ...refusal, decided: 3 })).toMatchObject({ kind: 'repeated' });
    expect(await store.writer.commit(late.write())).toMatchObject({ kind: 'committed' });
  });

  it('keeps nothing of a commit that comes too early to a universe that is not there', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(4));
    scribe.pass();
    const { universe } = scribe;
    const before = await everythingIn(store, universe);
    expect(await store.writer.commit(scribe.write())).toMatchObject({ kind: 'stale', head: { universe, revision: 0 } });
    expect(await everythingIn(store, universe)).toEqual(before);
  });
};

export const repeating = (open: OpenCanonStore): void => {
  const twoCommits = async (store: CanonStore, seed: number) => {
    const start = await begun(store, seed);
    await start.scribe.commit(store);
    return { ...start, before: await everythingIn(store, start.universe) };
  };

  it('takes the same commit again for a repeat and changes nothing, however much was committed since', async () => {
    await using opened = await open();
    const { universe, write, before } = await twoCommits(opened.store, 11);
    const head = await opened.store.reader.head(universe);
    const { writer } = await opened.another();
    const rebuilt = JSON.parse(JSON.stringify(write)) as CanonWrite;
    for (const again of [write, rebuilt]) expect(await writer.commit(again)).toEqual({ kind: 'repeated', head });
    expect(await everythingIn(opened.store, universe)).toEqual(before);
  });

  it.each<[string, (write: CanonWrite) => CanonWrite]>([
    ['a record', (write) => ({ ...write, facts: write.facts.map((fact) => ({ ...fact, confidence: 0.5 })) })],
    ['a record less', (write) => ({ ...write, nodes: write.nodes.slice(0, -1), facts: [], supports: [] })],
    ['another reason', (write) => ({ ...write, commit: write.commit && { ...write.commit, reason: 'on a whim' } })],
    ['another policy', (write) => ({ ...write, commit: write.commit && { ...write.commit, policy: 'lax' } })],
    [
      'another verdict',
      (write) => ({ ...write, decisions: write.decisions.map((one) => ({ ...one, verdict: 'pending' })) }),
    ],
    ['no decision', (write) => ({ ...write, decisions: [] })],
  ])('refuses other content under the id of a commit: %s', async (_, change) => {
    await using opened = await open();
    const { universe, write, before } = await twoCommits(opened.store, 12);
    await expect(opened.store.writer.commit(change(write))).rejects.toMatchObject(refusedAs('commit_conflict'));
    expect(await everythingIn(opened.store, universe)).toEqual(before);
  });

  it('writes the decisions of a batch in which nothing was accepted to the same chain, and makes no revision', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 13);
    const before = await store.reader.head(universe);
    const refusal = { ...scribe.refusal(2), outbox: [scribe.envelope()] };
    const outcome = await store.writer.commit(refusal);
    const decisions = await allPages((page) => store.reader.decisions(universe, {}, page));
    const head = { ...before, decisions: { count: 3, last: decisions.at(-1)?.digest } };
    expect(outcome).toEqual({ kind: 'committed', head });
    expect(decisions.slice(1)).toMatchObject(refusal.decisions);
    expect((await store.reader.unsent(10)).slice(-1)).toEqual(refusal.outbox);
    expect(await store.writer.commit(refusal)).toEqual({ kind: 'repeated', head });
    expect(await store.reader.head(universe)).toEqual(head);
  });

  it('takes decisions before there is a universe, and goes on from them', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribe = canonScribe(seededWorld(14));
    const { universe } = scribe;
    await store.writer.commit(scribe.refusal());
    expect(await store.reader.head(universe)).toMatchObject({ revision: 0, commit: null, decisions: { count: 1 } });
    expect(await allPages((page) => store.reader.universes(page))).toMatchObject([{ universe, revision: 0 }]);
    await scribe.commit(store);
    expect(await store.reader.head(universe)).toMatchObject({ revision: 1, decisions: { count: 2 } });
    expect((await wholeLog(store.reader, universe)).map(({ kind }) => kind)).toEqual([
      ...['decision', 'commit', 'node', 'decision'],
    ]);
  });

  it('refuses decisions of which a part was taken before, or which were taken otherwise', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 15);
    const refusal = scribe.refusal(2);
    await store.writer.commit(refusal);
    const before = await everythingIn(store, universe);
    const [first, second] = refusal.decisions;
    if (first === undefined || second === undefined) throw new Error('there are two');
    const third = scribe.decision(null);
    const here = { ...first, commit: scribe.next.commit };
    for (const write of [
      { ...refusal, decisions: [first, second, third] },
      { ...refusal, decisions: [first, { ...second, verdict: 'pending' as const }] },
      scribe.write({ decisions: [here] }),
    ])
      await expect(store.writer.commit(write)).rejects.toMatchObject(refusedAs('commit_conflict'));
    expect(await everythingIn(store, universe)).toEqual(before);
  });
};

export const competing = (open: OpenCanonStore): void => {
  it('lets exactly one of two writers commit on a revision', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 21);
    const { writer } = await opened.another();
    const writes = [scribe, rivalOf(scribe)].map((hand) => hand.write({ nodes: people(hand, 'cid').nodes }));
    const [first, second] = writes;
    if (first === undefined || second === undefined) throw new Error('there are two');
    const outcomes = await Promise.all([store.writer.commit(first), writer.commit(second)]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['committed', 'stale']);
    const winner = writes.find((_, i) => outcomes[i]?.kind === 'committed');
    const commits = await allPages((page) => store.reader.commits(universe, page));
    expect(commits.map(({ id }) => id).slice(1)).toEqual([winner?.commit?.id]);
  });

  it('brings everything in, once, when several writers try again until they are let', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 22);
    const writers = [store.writer, store.writer, (await opened.another()).writer];
    const commitsEach = 5;
    const work = async (writer: CanonStore['writer']): Promise<void> => {
      for (let done = 0; done < commitsEach;) {
        const { revision } = await store.reader.head(universe);
        const hand = rivalOf({ ...scribe, revision });
        if ((await writer.commit(hand.write({ nodes: people(hand, 'someone').nodes }))).kind === 'committed') done++;
      }
    };
    await Promise.all(writers.map(work));
    const commits = await allPages((page) => store.reader.commits(universe, page));
    expect(commits.map(({ revision }) => revision)).toEqual(commits.map((_, i) => i + 1));
    expect(commits.length).toBe(1 + commitsEach * writers.length);
    expect(new Set(commits.map(({ id }) => id)).size).toBe(commits.length);
  });

  it('lets writers of different universes go on beside each other', async () => {
    await using opened = await open();
    const { store } = opened;
    const scribes = [23, 24, 25, 26].map((seed) => canonScribe(seededWorld(seed)));
    await Promise.all(
      scribes.map(async (scribe) => {
        for (let i = 0; i < 3; i++) await scribe.commit(store);
      }),
    );
    for (const { universe } of scribes) expect((await store.reader.head(universe)).revision).toBe(3);
  });

  it('reads and writes at the same time', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, knows } = await begun(store, 27);
    const write = scribe.write({ facts: [ended(knows, at(5))] });
    const [head, facts, outcome, later] = await Promise.all([
      store.reader.head(universe),
      store.reader.facts(universe, [knows.id]),
      store.writer.commit(write),
      store.reader.head(universe),
    ]);
    expect(outcome.kind).toBe('committed');
    expect(facts).toHaveLength(1);
    expect([1, 2]).toContain(head.revision);
    expect([1, 2]).toContain(later.revision);
  });

  it('keeps nothing of what was cancelled before it began', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe } = await begun(store, 28);
    const before = await everythingIn(store, universe);
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(store.writer.commit(scribe.write(), { signal })).rejects.toThrow('never mind');
    const fork = canonScribe(scribe.world);
    const origin = { universe, revision: 1 as Revision, storyTime: null };
    await expect(store.writer.fork(fork.write(), origin, { signal })).rejects.toThrow('never mind');
    await expect(store.writer.restore(fork.universe, store.reader.log(universe), { signal })).rejects.toThrow(
      'never mind',
    );
    expect(await everythingIn(store, universe)).toEqual(before);
    expect((await store.writer.commit(scribe.write())).kind).toBe('committed');
  });
};
