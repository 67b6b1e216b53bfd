import type { Decision } from '../../schemas/gate.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import { Failure } from '../../src/domain/failure.ts';
import { documentsPerCallMax } from '../../src/ports/narrative-store.ts';
import { pieces } from './paged.ts';
import { reviewsOf } from './review.ts';
import type { KeeperTools } from './tools.ts';

// The narrative has a copy of each decision, to be read beside its proposal. The chain in canon is the truth, and the copies follow it.
// C1. Copies are made in the order of the chain, each under the decision's own id: again is the same.
// C2. How many there are tells where to go on. Where they come out too few although the end was copied, somebody left a gap, and all of the
//     chain is gone through.

export interface ReadingCopy {
  /** Copies what was decided since this keeper last looked. */
  follow(universe: UniverseId, signal: AbortSignal | undefined): Promise<void>;
  /** Copies what is missing, wherever. Returns how many there were. */
  mend(universe: UniverseId, signal: AbortSignal | undefined): Promise<number>;
}

const universesKeptMax = 10_000;

const unlike = ({ id }: Decision): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'decision_copy_differs',
    message: `the narrative has another decision under \`${id}\` than canon`,
    advice: 'Canon is right, and stands. `monitor doctor --audit` tells which of the two was changed.',
  });

export const readingCopy = ({ reader, narrative }: Pick<KeeperTools, 'reader' | 'narrative'>): ReadingCopy => {
  /** Up to which number each universe was copied, as far as this keeper knows. */
  const copied = new Map<UniverseId, number>();

  const note = (universe: UniverseId, upTo: number): void => {
    if (copied.size >= universesKeptMax) copied.clear();
    copied.set(universe, upTo);
  };

  /** What decisions left in doubt is put before a person, before the copies say that it was: a crash in between has it done again. */
  const askForReview = async (decisions: readonly Decision[], signal: AbortSignal | undefined): Promise<void> => {
    const reviews = decisions.flatMap(reviewsOf).map((document) => ({ document, events: [] }));
    for (const some of pieces(reviews, documentsPerCallMax))
      await narrative.insert('proposals', some, signal === undefined ? {} : { signal });
  };

  /** Copies from a number of the chain on. Returns how many were not there yet. */
  const copyFrom = async (universe: UniverseId, first: number, signal: AbortSignal | undefined): Promise<number> => {
    let written = 0;
    for (let from = first; ;) {
      signal?.throwIfAborted();
      const { items } = await reader.decisions(universe, { from }, { max: documentsPerCallMax, after: null });
      const last = items.at(-1);
      if (last === undefined) return written;
      await askForReview(items, signal);
      const documents = items.map((document) => ({ document, events: [] }));
      const outcomes = await narrative.insert('decisions', documents, signal === undefined ? {} : { signal });
      const odd = items[outcomes.indexOf('conflict')];
      if (odd !== undefined) throw unlike(odd);
      written += outcomes.filter((outcome) => outcome === 'written').length;
      note(universe, last.number);
      from = last.number + 1;
    }
  };

  return {
    async follow(universe, signal) {
      const upTo = copied.get(universe) ?? (await narrative.count('decisions', universe));
      await copyFrom(universe, upTo + 1, signal);
    },
    async mend(universe, signal) {
      const [{ decisions }, there] = [await reader.head(universe), await narrative.count('decisions', universe)];
      if (there >= decisions.count) return 0;
      const atEnd = await copyFrom(universe, there + 1, signal);
      const after = await narrative.count('decisions', universe);
      return after >= decisions.count ? atEnd : atEnd + (await copyFrom(universe, 1, signal));
    },
  };
};
