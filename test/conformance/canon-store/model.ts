import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Revision, StoryTime } from '../../../schemas/time.ts';
import { openFakeCanonStore } from '../../../src/adapters/fake/canon-store.ts';
import type { CanonStore } from '../../../src/ports/canon-writer.ts';
import { canonHistory, type History, lotMax, moments } from '../../support/arbitraries/canon-history.ts';
import { ask, canonQuestions, type Questions } from '../../support/arbitraries/canon-queries.ts';
import { canonScribe } from '../../support/canon-scribe.ts';
import type { OpenCanonStore } from './tools.ts';

const runsMax = 40;

/** Writes the histories turn about, so that their rows lie between each other. */
const writeAll = async (stores: readonly CanonStore[], histories: readonly History[]): Promise<void> => {
  const longest = Math.max(...histories.map(({ writes }) => writes.length));
  for (let i = 0; i < longest; i++)
    for (const write of histories.flatMap(({ writes }) => writes[i] ?? []))
      for (const { writer } of stores) expect(await writer.commit(write)).toMatchObject({ kind: 'committed' });
};

interface Alike {
  store: CanonStore;
  model: CanonStore;
}

const assertAlike = async ({ store, model }: Alike, questions: Questions, histories: readonly History[]) => {
  for (const { name, ask: put } of ask(questions, histories))
    expect({ [name]: await put(store.reader) }).toEqual({ [name]: await put(model.reader) });
};

const twoHistories = (stepsMax?: number) =>
  fc
    .tuple(canonHistory(stepsMax), canonHistory(4))
    .filter(([history, other]) => history.scribe.universe !== other.scribe.universe);

const anyWayOff = fc.record({
  revision: fc.nat({ max: lotMax }),
  storyTime: fc.option<StoryTime>(fc.constantFrom(...moments)),
});

/** Compares with the fake, which is plain enough to be believed. */
export const likeness = (open: OpenCanonStore): void => {
  it('answers every question as the plainest of stores does, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(twoHistories(), canonQuestions(), async (histories, questions) => {
        await using opened = await open();
        const alike = { store: opened.store, model: openFakeCanonStore() };
        await writeAll(Object.values(alike), histories);
        await assertAlike(alike, questions, histories);
      }),
      { numRuns: runsMax, endOnFailure: true },
    );
  });

  it('restores to the same canon as the plainest of stores, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(twoHistories(), canonQuestions(), async ([history, other], questions) => {
        await using opened = await open();
        await using copy = await open();
        const [first, second] = [openFakeCanonStore(), openFakeCanonStore()];
        await writeAll([opened.store, first], [history, other]);
        const { universe } = history.scribe;
        const head = await copy.store.writer.restore(universe, opened.store.reader.log(universe));
        expect(await second.writer.restore(universe, first.reader.log(universe))).toEqual(head);
        await assertAlike({ store: copy.store, model: second }, questions, [history]);
        await assertAlike(
          { store: copy.store, model: first },
          questions.filter(({ what }) => what === 'log'),
          [history],
        );
      }),
      { numRuns: runsMax, endOnFailure: true },
    );
  });

  it('forks to the same canon as the plainest of stores, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(twoHistories(8), anyWayOff, canonQuestions(), async ([history, other], leave, questions) => {
        await using opened = await open();
        const alike = { store: opened.store, model: openFakeCanonStore() };
        const stores = Object.values(alike);
        await writeAll(stores, [history, other]);
        const scribe = canonScribe(other.scribe.world);
        const { universe, revision: last } = history.scribe;
        const revision = (1 + (leave.revision % last)) as Revision;
        const write = scribe.write();
        for (const { writer } of stores)
          expect(await writer.fork(write, { universe, revision, storyTime: leave.storyTime })).toMatchObject({
            kind: 'committed',
          });
        scribe.pass();
        await assertAlike(alike, questions, [{ ...history, scribe }, history]);
      }),
      { numRuns: runsMax, endOnFailure: true },
    );
  });
};
