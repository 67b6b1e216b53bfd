import type { Canon, Told } from './tale.ts';
import { isLive } from './words.ts';

// What rests on what, and what goes with it.

/** Somebody else's word carries it, whatever else it rests on. */
export const isCarried = ({ carriers }: Told): boolean => carriers.length > 0;

export const put = (canon: Canon, changed: readonly Told[]): Canon => ({
  ...canon,
  facts: canon.facts.map((fact) => changed.find(({ label }) => label === fact.label) ?? fact),
});

/** These, and what the events among them brought about, unless somebody else's word carries it. */
export const fallenWith = (facts: readonly Told[], gone: readonly Told[]): readonly Told[] => [
  ...new Set([
    ...gone,
    ...facts.filter((fact) => isLive(fact) && !isCarried(fact) && gone.some(({ label }) => label === fact.effectOf)),
  ]),
];

/** Live facts that rest on these with nothing else to carry them. */
export const dependentsOf = (facts: readonly Told[], gone: readonly Told[]): readonly Told[] =>
  facts.filter(
    (fact) =>
      isLive(fact) &&
      !isCarried(fact) &&
      !gone.some(({ label }) => label === fact.label) &&
      [...fact.derivesFrom, ...fact.causedBy].some((base) => gone.some(({ label }) => label === base)),
  );
