import type { Fact } from '../../schemas/canon.ts';
import type { Support } from '../../schemas/evidence.ts';
import { type Cascade, factsPerChangeMax } from '../../schemas/gate.ts';
import type { FactId, ProposalId } from '../../schemas/ids.ts';
import { type CanonReader, idsPerReadMax } from '../../src/ports/canon-reader.ts';
import type { Gathering, Reading } from './gathering.ts';
import { acceptances, type Taken } from './lineage.ts';
import { pieces, upTo } from './paged.ts';

// What rests on facts that are to go, and what of it stands by itself.

const depthMax = 256;
const supportsMax = 4 * factsPerChangeMax;

/** Whether what rests on the base may go with it, so that what rests on that has to be looked at as well. */
const mayFall = (fact: Fact, base: Fact, cascade: Cascade): boolean =>
  fact.derivesFrom.includes(base.id) && (cascade === 'propagate' || base.kind === 'event');

const restingOn = async ({ reader, universe }: Reading, on: readonly FactId[]): Promise<FactId[] | null> => {
  const found = await Promise.all(
    pieces(on, idsPerReadMax).map((some) => upTo(factsPerChangeMax, (page) => reader.resting(universe, some, page))),
  );
  const ids = [...new Set(found.flatMap((list) => list ?? []))];
  return found.includes(null) || ids.length > factsPerChangeMax ? null : ids;
};

export const readFacts = async (
  { reader, universe }: Pick<Reading, 'reader' | 'universe'>,
  ids: readonly FactId[],
  at?: Parameters<CanonReader['facts']>[2],
): Promise<Fact[]> =>
  (await Promise.all(pieces(ids, idsPerReadMax).map((some) => reader.facts(universe, some, at)))).flat();

/** The facts and what goes with them or is in doubt; null: more than a change may touch. They are among what was gathered afterwards. */
export const closure = async (
  reading: Reading,
  gathered: Gathering,
  { facts, cascade }: { facts: readonly Fact[]; cascade: Cascade },
): Promise<readonly Fact[] | null> => {
  const all = new Map(facts.map((fact) => [fact.id, fact]));
  let layer = [...all.values()];
  for (let depth = 0; layer.length > 0; depth++) {
    const ids = await restingOn(
      reading,
      layer.map(({ id }) => id),
    );
    if (ids === null || depth === depthMax) return null;
    const found = await readFacts(
      reading,
      ids.filter((id) => !all.has(id)),
    );
    for (const fact of found) all.set(fact.id, fact);
    if (all.size > factsPerChangeMax) return null;
    gathered.put(found);
    const bases = new Map(layer.map((fact) => [fact.id, fact]));
    layer = found.filter(
      (fact) =>
        fact.status !== 'retconned' &&
        fact.derivesFrom.some((id) => {
          const base = bases.get(id);
          return base !== undefined && mayFall(fact, base, cascade);
        }),
    );
  }
  return [...all.values()];
};

/** How facts came about, and on whose word they stand since. */
export interface Grounds {
  introducedBy: ReadonlyMap<FactId, Taken>;
  standsAlone: ReadonlySet<FactId>;
}

const supportsOf = async ({ reader, universe }: Reading, facts: readonly Fact[]): Promise<Support[]> => {
  const found = await Promise.all(
    pieces(facts, idsPerReadMax).map((some) =>
      upTo(supportsMax, (page) =>
        reader.supports(
          universe,
          some.map(({ id }) => id),
          page,
        ),
      ),
    ),
  );
  return found.flatMap((supports) => supports ?? []);
};

/**
 * Finds the decisions that introduced the facts: their proposals support them from the same commit on. Whatever else supports them
 * sufficiently, by another proposal, carries them by itself.
 */
export const groundsOf = async (reading: Reading, facts: readonly Fact[]): Promise<Grounds> => {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const supports = await supportsOf(reading, facts);
  const factOf = ({ target }: Support): Fact | undefined => byId.get(target as FactId);
  const isFromStart = (support: Support): boolean => support.commit === factOf(support)?.introduced.commit;
  const proposals = supports.filter(isFromStart).flatMap(({ proposal }) => (proposal === null ? [] : [proposal]));
  const taken = await acceptances(reading.reader, reading.universe, proposals);

  const introducedBy = new Map<FactId, Taken>();
  const introducers = new Map<FactId, ProposalId>();
  for (const { target, proposal } of supports) {
    const decided = proposal === null ? undefined : taken.get(proposal);
    if (proposal === null || !decided?.decision.effects.introduced.includes(target as FactId)) continue;
    introducedBy.set(target as FactId, decided);
    introducers.set(target as FactId, proposal);
  }
  const standing = supports.filter(
    (support) =>
      support.status === 'standing' &&
      support.sufficient &&
      factOf(support) !== undefined &&
      (introducers.has(support.target as FactId)
        ? support.proposal !== introducers.get(support.target as FactId)
        : !isFromStart(support)), // nobody can say any more who brought it
  );
  return { introducedBy, standsAlone: new Set(standing.map(({ target }) => target as FactId)) };
};
