import { expect, it } from 'vitest';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { Digest } from '../../../schemas/digest.ts';
import type { Revision } from '../../../schemas/time.ts';
import { digestOf } from '../../../src/domain/canonical-json.ts';
import type { LogEntry } from '../../../src/ports/canon-reader.ts';
import type { CanonStore } from '../../../src/ports/canon-writer.ts';
import { at, canonScribe, ended, people, restored, retconned } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { begun, everythingIn, inBatches, type OpenCanonStore, refusedAs, wholeLog } from './tools.ts';

/** A universe with a bit of everything, and its log. */
const lived = async (store: CanonStore, seed: number) => {
  const start = await begun(store, seed);
  const { scribe, universe, ann, bob, knows, write } = start;
  await store.writer.commit(scribe.refusal(2));
  const over = ended(knows, at(5));
  await scribe.commit(store, {
    facts: [over, scribe.relationship(ann, 'likes', bob)],
    nodes: people(scribe, 'cid').nodes,
    outbox: [scribe.envelope()],
  });
  await scribe.commit(store, {
    facts: [retconned(over, scribe.next)],
    supports: write.supports.map(({ target, evidence }) => scribe.support(target, evidence, { status: 'withdrawn' })),
  });
  await store.writer.commit(scribe.refusal());
  await scribe.commit(store, { facts: [restored(over)], nodes: [scribe.thread({ clues: [knows.id] })] });
  await scribe.commit(store);
  return { ...start, log: await wholeLog(store.reader, universe) };
};

type Tampering = (log: readonly LogEntry[]) => readonly LogEntry[];

const firstOf = <K extends LogEntry['kind']>(log: readonly LogEntry[], kind: K): number => {
  const found = log.findIndex((entry) => entry.kind === kind);
  if (found < 0) throw new Error(`there is no ${kind}`);
  return found;
};
const lastOf = (log: readonly LogEntry[], kind: LogEntry['kind']): number =>
  log.findLastIndex((entry) => entry.kind === kind);

const without =
  (place: number): Tampering =>
  (log) =>
    log.toSpliced(place, 1);
const swapped = (log: readonly LogEntry[], a: number, b: number): readonly LogEntry[] =>
  log.map((entry, i) => (i === a ? log[b] : i === b ? log[a] : entry)).filter((entry) => entry !== undefined);
const changed =
  (kind: LogEntry['kind'], part: Readonly<Record<string, unknown>>): Tampering =>
  (log) => {
    const place = firstOf(log, kind);
    return log.map((entry, i) =>
      i === place ? ({ kind, record: { ...entry.record, ...part } } as unknown as LogEntry) : entry,
    );
  };
/** With a digest that fits: only what comes after, or the records, can tell. */
const resealed =
  (
    kind: 'commit' | 'decision',
    part: Partial<Commit> | Partial<Decision>,
    find: (log: readonly LogEntry[], kind: LogEntry['kind']) => number = firstOf,
  ): Tampering =>
  (log) =>
    log.map((entry, i) => {
      if (i !== find(log, kind)) return entry;
      const record = { ...entry.record, ...part };
      return { kind, record: { ...record, digest: digestOf(record) } } as unknown as LogEntry;
    });

const nowhere = 'f'.repeat(64) as Digest;

const tamperings: Record<string, Tampering> = {
  'a word in a node': changed('node', { name: 'Ashrise' }),
  'a word in a fact': changed('fact', { statement: 'It was otherwise.' }),
  'a word in an evidence': changed('evidence', { quote: 'He said so.' }),
  'the weight of a support': changed('support', { sufficient: false }),
  'the reason of a commit': changed('commit', { reason: 'on a whim' }),
  'the verdict of a decision': changed('decision', { verdict: 'pending' }),
  'the id of a fact': changed('fact', { id: 'fct_00000000000000000000000000' }),
  'the digest of a commit': changed('commit', { digest: nowhere }),
  'the digest of a decision': changed('decision', { digest: nowhere }),
  'a commit that was sealed again': resealed('commit', { reason: 'on a whim' }),
  'a decision that was sealed again': resealed('decision', { verdict: 'pending' }),
  'a commit that follows nothing': resealed('commit', { previous: nowhere }),
  'a commit of another revision': resealed('commit', { revision: 7 as Revision }),
  'a commit of other records': resealed('commit', { contents: nowhere }),
  'a last commit of another revision': resealed('commit', { revision: 7 as Revision }, lastOf),
  'a decision of another number': resealed('decision', { number: 7 }),
  'a last decision of another number': resealed('decision', { number: 9 }, lastOf),
  'a missing node': (log) => without(lastOf(log, 'node'))(log),
  'a missing fact': (log) => without(firstOf(log, 'fact'))(log),
  'a missing evidence': (log) => without(firstOf(log, 'evidence'))(log),
  'a missing support': (log) => without(firstOf(log, 'support'))(log),
  'a missing commit': (log) => without(firstOf(log, 'commit'))(log),
  'a missing decision': (log) => without(firstOf(log, 'decision'))(log),
  'a missing commit with all of its records': (log) => {
    const second = log.findIndex((entry) => entry.kind === 'commit' && entry.record.revision === 2);
    const third = log.findIndex((entry) => entry.kind === 'commit' && entry.record.revision === 3);
    return log.toSpliced(second, third - second);
  },
  'a record twice': (log) =>
    log.toSpliced(firstOf(log, 'fact'), 0, ...log.slice(firstOf(log, 'fact'), firstOf(log, 'fact') + 1)),
  'a commit twice': (log) => log.toSpliced(1, 0, ...log.slice(0, 1)),
  'a decision twice': (log) => {
    const place = firstOf(log, 'decision');
    return log.toSpliced(place, 0, ...log.slice(place, place + 1));
  },
  'two records in the other order': (log) => swapped(log, firstOf(log, 'node'), firstOf(log, 'node') + 1),
  'two decisions in the other order': (log) => {
    const [, first = 0, second = 0] = log.flatMap(({ kind }, i) => (kind === 'decision' ? [i] : []));
    return swapped(log, first, second);
  },
  'a record in another commit': (log) => {
    const place = firstOf(log, 'fact');
    const entry = log.slice(place, place + 1);
    const moved = log.toSpliced(place, 1);
    return moved.toSpliced(lastOf(moved, 'commit') + 1, 0, ...entry);
  },
  'a decision apart from its commit': (log) => {
    const place = lastOf(log, 'decision');
    const entry = log.slice(place, place + 1);
    return log.toSpliced(place, 1).toSpliced(lastOf(log, 'commit'), 0, ...entry);
  },
  'a record before any commit': (log) => [...log.slice(1, 2), ...log.toSpliced(1, 1)],
  'a record of another universe': changed('fact', { universe: 'uni_00000000000000000000000000' }),
  'a decision of another universe': changed('decision', { universe: 'uni_00000000000000000000000000' }),
  'a commit of another universe': changed('commit', { universe: 'uni_00000000000000000000000000' }),
  'a fact that is called an evidence': (log) =>
    log.map((entry) => (entry.kind === 'fact' ? ({ ...entry, kind: 'evidence' } as unknown as LogEntry) : entry)),
  'a node that is called an evidence': (log) =>
    log.map((entry, i) =>
      i === lastOf(log, 'node') ? ({ ...entry, kind: 'evidence' } as unknown as LogEntry) : entry,
    ),
  'an end within a commit': (log) => log.slice(0, lastOf(log, 'fact')),
};

export const restoring = (open: OpenCanonStore): void => {
  it('gives the universe as it was, to the letter', async () => {
    await using opened = await open();
    const { universe, log } = await lived(opened.store, 501);
    for (const size of [1, 3, 1_000]) {
      await using copy = await open();
      const head = await copy.store.writer.restore(universe, inBatches(log, size));
      expect(head).toEqual(await opened.store.reader.head(universe));
      expect(await copy.store.reader.head(universe)).toEqual(head);
      expect(await wholeLog(copy.store.reader, universe)).toEqual(log);
    }
  });

  it('gives a universe that goes on as the original would', async () => {
    await using opened = await open();
    await using copy = await open();
    const { scribe, universe, knows, log } = await lived(opened.store, 502);
    await copy.store.writer.restore(universe, inBatches(log));
    const write = scribe.write({ facts: [{ ...ended(knows, at(5)), confidence: 0.5 }] });
    const outcome = await opened.store.writer.commit(write);
    expect(await copy.store.writer.commit(write)).toEqual(outcome);
    expect(await copy.store.writer.commit(write)).toEqual({ ...outcome, kind: 'repeated' });
  });

  it('sends no event again, and leaves other universes alone', async () => {
    await using opened = await open();
    await using copy = await open();
    const { universe, log } = await lived(opened.store, 503);
    const other = await begun(copy.store, 504);
    const before = await everythingIn(copy.store, other.universe);
    await copy.store.writer.restore(universe, inBatches(log));
    const after = await everythingIn(copy.store, other.universe);
    expect(after).toEqual({ ...before, universes: expect.any(Array) });
    expect(after.outbox).toEqual(other.write.outbox);
    expect(after.universes).toHaveLength(2);
  });

  it('refuses a universe that is here already', async () => {
    await using opened = await open();
    const { store } = opened;
    const { universe, log } = await lived(store, 505);
    const early = canonScribe(seededWorld(506));
    await store.writer.commit(early.refusal());
    const before = await everythingIn(store, universe, early.universe);
    for (const here of [universe, early.universe])
      await expect(store.writer.restore(here, inBatches(log))).rejects.toMatchObject(refusedAs('universe_exists'));
    expect(await everythingIn(store, universe, early.universe)).toEqual(before);
  });

  it('makes nothing of nothing', async () => {
    await using opened = await open();
    const { store } = opened;
    const { universe } = canonScribe(seededWorld(507));
    expect(await store.writer.restore(universe, inBatches([]))).toMatchObject({ universe, revision: 0 });
    expect(await everythingIn(store, universe)).toMatchObject({ universes: [], logs: [[]] });
    await using other = await open();
    const { log, ...start } = await lived(other.store, 507);
    expect(start.universe).toBe(universe);
    expect(await store.writer.restore(universe, inBatches(log))).toEqual(await other.store.reader.head(universe));
  });

  it('restores a universe that was only ever refused things', async () => {
    await using opened = await open();
    await using copy = await open();
    const scribe = canonScribe(seededWorld(508));
    await opened.store.writer.commit(scribe.refusal(2));
    const log = await wholeLog(opened.store.reader, scribe.universe);
    await copy.store.writer.restore(scribe.universe, inBatches(log));
    expect(await wholeLog(copy.store.reader, scribe.universe)).toEqual(log);
  });

  it.each(Object.entries(tamperings))('refuses %s, and keeps nothing', async (_, tamper) => {
    await using opened = await open();
    await using copy = await open();
    const { universe, log } = await lived(opened.store, 509);
    const before = await everythingIn(copy.store, universe);
    const tampered = tamper(log);
    expect(tampered).not.toEqual(log);
    await expect(copy.store.writer.restore(universe, inBatches(tampered))).rejects.toMatchObject(
      refusedAs('broken_chain'),
    );
    expect(await everythingIn(copy.store, universe)).toEqual(before);
    expect((await copy.store.writer.restore(universe, inBatches(log))).revision).toBe(5);
  });

  it('keeps nothing when the log ends with an error, or is cancelled on the way', async () => {
    await using opened = await open();
    await using copy = await open();
    const { universe, log } = await lived(opened.store, 510);
    const before = await everythingIn(copy.store, universe);
    const controller = new AbortController();
    async function* breaking(stop: () => void) {
      yield log.slice(0, 12);
      stop();
      yield log.slice(12);
    }
    const unplug = () => {
      throw new Error('unplugged');
    };
    await expect(copy.store.writer.restore(universe, breaking(unplug))).rejects.toThrow('unplugged');
    const { signal } = controller;
    const cancel = () => controller.abort(new Error('never mind'));
    await expect(copy.store.writer.restore(universe, breaking(cancel), { signal })).rejects.toThrow('never mind');
    expect(await everythingIn(copy.store, universe)).toEqual(before);
  });

  it('shows nothing before all of it is there', async () => {
    await using opened = await open();
    await using copy = await open();
    const { universe, log } = await lived(opened.store, 511);
    const { reader } = await copy.another();
    async function* watched() {
      for (const entry of log) {
        yield [entry];
        for (const looking of [reader, copy.store.reader]) {
          expect(await looking.head(universe)).toMatchObject({ revision: 0, decisions: { count: 0 } });
          expect(await wholeLog(looking, universe)).toEqual([]);
        }
      }
    }
    await copy.store.writer.restore(universe, watched());
    expect(await wholeLog(reader, universe)).toEqual(log);
  });
};
