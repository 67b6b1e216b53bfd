import type { Fact } from '../../schemas/canon.ts';
import type { CommitId, FactId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { basesOf } from '../../src/domain/commit-shape.ts';
import type { Lexicon } from '../../src/gate/lexicon.ts';
import { idsPerReadMax } from '../../src/ports/canon-reader.ts';
import type { Gathering, Reading } from './gathering.ts';
import { revisionsOf, type Taken } from './lineage.ts';
import { supposeBack } from './identities.ts';
import { pieces } from './paged.ts';
import { readFacts } from './resting.ts';

// What the coming of facts ended or withdrew, each as it was just before: when they go, that may come back.

interface Displaced {
  fact: Fact;
  by: Taken;
  /** The revision that the decision made. */
  revision: Revision;
}

const displacedIn = ({ decision: { effects } }: Taken): readonly FactId[] => [
  ...effects.ended.map(({ fact }) => fact),
  ...effects.retconned,
  ...effects.contested,
];

/** When each decision's commit was, also where it lies in another universe's chain. */
const revisionsAt = async (
  { reader, universe }: Reading,
  introduced: readonly { fact: Fact; by: Taken }[],
): Promise<(each: { fact: Fact; by: Taken }) => Revision | undefined> => {
  const elsewhere = new Map<UniverseId, CommitId[]>();
  for (const { by } of introduced)
    if (by.universe !== universe && by.decision.commit !== null)
      elsewhere.set(by.universe, [...(elsewhere.get(by.universe) ?? []), by.decision.commit]);
  const found = new Map<CommitId, Revision>();
  for (const [place, commits] of elsewhere)
    for (const [commit, revision] of await revisionsOf(reader, place, commits)) found.set(commit, revision);
  return ({ fact, by }) =>
    by.universe === universe
      ? fact.introduced.revision
      : by.decision.commit === null
        ? undefined
        : found.get(by.decision.commit);
};

/** A fact came with the commit that ended or withdrew it: it was so for no longer than the batch took, and this is how. */
const undone = (fact: Fact, { effects }: Taken['decision']): Fact => {
  if (effects.retconned.includes(fact.id))
    return { ...fact, status: fact.valid.to === null || fact.kind === 'event' ? 'canon' : 'ended', withdrawn: null };
  if (effects.ended.some((end) => end.fact === fact.id))
    return { ...fact, status: 'canon', valid: { from: fact.valid.from, to: null }, heldUntil: fact.valid.from };
  return { ...fact, status: fact.status === 'contested' ? 'canon' : fact.status };
};

/** What a fact that is no event displaced is of its own kind; the rest of what its decision did was the event's doing. */
const isItsDoing = (lexicon: Lexicon, fact: Fact, former: Fact): boolean => {
  if (fact.kind === 'event' || former.status === 'retconned') return true;
  const rule = lexicon.predicate(fact.predicate);
  const related = [
    fact.predicate,
    rule?.inverse,
    ...lexicon.rivalsOf(fact.predicate).flatMap((r) => [r.name, r.inverse]),
  ];
  return fact.derivesFrom.length === 0 || related.includes(former.predicate);
};

interface Asked {
  id: FactId;
  revision: Revision;
  /** In whose chain that is. */
  universe: UniverseId;
  /** What it was, where it came with that revision. */
  sinceThen(fact: Fact): Fact;
}

const textOf = ({ id, revision }: Pick<Asked, 'id' | 'revision'>): string => `${id} ${revision}`;

/** Each displaced fact as it was before the revision that displaced it. */
const before = async ({ reader }: Reading, asked: readonly Asked[]): Promise<ReadonlyMap<string, Fact>> => {
  const states = new Map<string, Fact>();
  for (const universe of new Set(asked.map((each) => each.universe))) {
    const here = new Map(asked.filter((each) => each.universe === universe).map((each) => [textOf(each), each]));
    for (const some of pieces([...here.values()], idsPerReadMax)) {
      const at = (ago: number) =>
        reader.factsKnownAt(
          universe,
          some.map(({ id, revision }) => ({ id, knownAt: (revision - ago) as Revision })),
        );
      const [former, after] = await Promise.all([at(1), at(0)]);
      for (const [index, each] of some.entries()) {
        const came = after[index] ?? null;
        const state = former[index] ?? (came === null ? null : each.sinceThen(came));
        if (state !== null) states.set(textOf(each), state);
      }
    }
  }
  return states;
};

/** What comes back may rest on what does not: then it is in doubt. */
export const putBases = async (reading: Reading, gathered: Gathering, facts: readonly Fact[]): Promise<void> => {
  const bases = new Set(facts.flatMap(basesOf));
  gathered.put(
    await readFacts(
      reading,
      [...bases].filter((id) => !gathered.facts.has(id)),
    ),
  );
};

/** What went because of facts that had been there before, and by which of them; all of it was gathered. */
const replacedLater = (gathered: Gathering, facts: readonly Fact[]): readonly { by: FactId; fact: Fact }[] =>
  facts.flatMap(({ id, replaces, introduced }) =>
    replaces
      .map((each) => gathered.facts.get(each))
      .filter((fact) => fact !== undefined)
      .filter(({ withdrawn }) => withdrawn?.replacedBy.includes(id) && withdrawn.revision > introduced.revision)
      .map((fact) => ({ by: id, fact })),
  );

const withdrawalOf = ({ universe }: Reading, { id, withdrawn, introduced }: Fact): Asked => ({
  ...{ id, revision: withdrawn?.revision ?? introduced.revision, universe },
  sinceThen: (fact) => fact,
});

/** Of each fact, what its coming displaced; that is among what was gathered afterwards, with all that might stand in its way. */
export const formerStates = async (
  reading: Reading,
  gathered: Gathering,
  { facts, introducedBy }: { facts: readonly Fact[]; introducedBy: ReadonlyMap<FactId, Taken> },
): Promise<ReadonlyMap<FactId, readonly Fact[]>> => {
  const introduced = facts.flatMap((fact) => {
    const by = introducedBy.get(fact.id);
    return by === undefined || displacedIn(by).length === 0 ? [] : [{ fact, by }];
  });
  const revisionAt = await revisionsAt(reading, introduced);
  const displaced = introduced.flatMap((each): Displaced[] => {
    const revision = revisionAt(each);
    return revision === undefined ? [] : [{ ...each, revision }];
  });
  const askedFor = displaced.flatMap(({ by, revision }) =>
    displacedIn(by).map((id): Asked => ({
      ...{ id, revision, universe: by.universe },
      sinceThen: (fact) => undone(fact, by.decision),
    })),
  );
  const ids = [...new Set([...askedFor.map(({ id }) => id), ...facts.flatMap(({ replaces }) => replaces)])];
  gathered.put(
    await readFacts(
      reading,
      ids.filter((id) => !gathered.facts.has(id)),
    ),
  );
  const later = replacedLater(gathered, facts);
  const states = await before(reading, [...askedFor, ...later.map((each) => withdrawalOf(reading, each.fact))]);
  await putBases(reading, gathered, [...states.values()]);
  const former = new Map(
    displaced.map(({ fact, by, revision }) => [
      fact.id,
      displacedIn(by)
        .flatMap((id) => states.get(textOf({ id, revision })) ?? [])
        .filter((state) => isItsDoing(reading.lexicon, fact, gathered.facts.get(state.id) ?? state)),
    ]),
  );
  for (const { by, fact } of later) {
    const state = states.get(textOf(withdrawalOf(reading, fact)));
    if (state !== undefined) former.set(by, [...(former.get(by) ?? []), state]);
  }
  // They come back as told of whoever they are about by now.
  await supposeBack(
    reading,
    gathered,
    [...states.values()].map((state) => ({ ...(gathered.facts.get(state.id) ?? state), valid: state.valid })),
  );
  return former;
};
