import type { SourceLevel } from '../../../schemas/canon.ts';
import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { type Canon, immemorial, never, type Told } from './tale.ts';
import { rivalsOf } from './against.ts';
import { holds, isLive, overlap, saysTheSame } from './words.ts';

// What is known already, and what it gains by being said again.

const sameParties = (a: Told, b: Told): boolean => {
  const key = ({ parties }: Told): string => [...new Set(parties.map((party) => party.join(' ')))].sort().join(', ');
  return key(a) === key(b);
};

/** Also of what nobody knows: infinities have no difference. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
const numberOf = ({ label }: Told): number => Number(/\d+/.exec(label)?.[0] ?? 0);

/** What canon has that says the same of a time that they share: what is open first, then what began first. */
export const knownAs = (vocabulary: Vocabulary, facts: readonly Told[], fact: Told): readonly Told[] =>
  facts
    .filter((known) => {
      if (!isLive(known) || known.kind !== fact.kind || !overlap(vocabulary, known, fact)) return false;
      if (fact.kind === 'event') return known.predicate === fact.predicate && sameParties(known, fact);
      return saysTheSame(vocabulary, known, fact);
    })
    .sort(
      (a, b) => Number(a.to !== never) - Number(b.to !== never) || compare(a.from, b.from) || numberOf(a) - numberOf(b),
    );

/** What an event brings about is known only if it was so already when the event was over. */
export const knownEffect = (vocabulary: Vocabulary, facts: readonly Told[], effect: Told): readonly Told[] =>
  knownAs(vocabulary, facts, effect)
    .filter((known) => holds(vocabulary, known, effect.from))
    .slice(0, 1);

/** When canon has the same again, later. */
export const knownFrom = (vocabulary: Vocabulary, facts: readonly Told[], effect: Told): number =>
  Math.min(...knownAs(vocabulary, facts, effect).map(({ from }) => from));

/** Up to when it is said to hold. */
export const saidUntil = ({ clock }: Canon, { from, to, effectOf }: Told): number | null => {
  if (to !== never) return null;
  // What an event brought about is known of the moment after it and no longer.
  if (effectOf !== null) return from;
  const until = Math.max(clock ?? immemorial, from);
  return until === immemorial ? null : until;
};

const levels = [null, 'proposed', 'canon', 'authoritative'] as const;

/** As weighty as the weightiest document that says so and rests on nothing else. */
export const levelOf = ({ level, carriers }: Told): SourceLevel | null => {
  const all = [level, ...carriers.map((carrier) => carrier.level)];
  return levels[Math.max(...all.map((each) => levels.indexOf(each)))] ?? null;
};

/** What rests on something else does not carry it by itself. */
export const backed = (known: Told, again: Told): Told => {
  if (again.derivesFrom.length > 0) return known;
  const isOfDocuments = known.authority === 'source' && again.authority === 'source';
  const carrier = { move: numberOf(again), batch: again.batch, level: isOfDocuments ? again.level : null };
  return { ...known, carriers: [...known.carriers, carrier] };
};

/** Said again by somebody whose word would have been enough. */
export const carried = (canon: Canon, fact: Told, again: Told): Told => {
  const known = backed(fact, again);
  const until = saidUntil(canon, again);
  const held = known.to !== never || until === null ? known.held : Math.max(known.held ?? immemorial, until);
  return { ...known, held };
};

/** Whom the GM's word for one side of a dispute makes wrong. */
export const losersTo = (vocabulary: Vocabulary, facts: readonly Told[], winner: Told): readonly Told[] =>
  rivalsOf(
    vocabulary,
    facts.filter((fact) => fact !== winner),
    winner,
  ).filter(({ status }) => status === 'contested');
