import { compares } from './arithmetic.ts';
import {
  added,
  certain,
  type Chances,
  type Effort,
  evenly,
  mixed,
  ordered,
  rarest,
  times,
  type Weighted,
  withoutTheRarest,
} from './chances.ts';
import {
  type Change,
  type Dice,
  type Explode,
  explosionsMax,
  facesOf,
  type Reroll,
  type Select,
  type Selector,
} from './formula.ts';

// What dice come to, without throwing them.
// D1. What looks at one die at a time is reckoned for one, and that as often as there are dice; what looks at the highest or lowest is reckoned in their
//     order. What mixes the two so that neither fits is not reckoned here: null.

type Ordering = Select & { which: { count: number } };

const isSuch = (value: number, which: Selector | null): boolean =>
  which !== null && !('count' in which) && compares(value, which.by, which.number);

export const isOrdering = (change: Change): change is Ordering => change.kind === 'select' && 'count' in change.which;

/** It looks at the dice together, and throws some of them again. */
const isTangled = (change: Change): boolean =>
  change.kind === 'reroll' && (change.how === 'add' || 'count' in change.which);

const freshOf = (sides: Dice['sides']): Chances => {
  const { least, most } = facesOf(sides);
  return evenly(least, most);
};

/** Those of them, as if there were no others. */
const only = (chances: Chances, isOne: (value: number) => boolean): Chances => {
  const left = [...chances].filter(([value]) => isOne(value));
  const all = left.reduce((sum, [, chance]) => sum + chance, 0);
  return new Map(left.map(([value, chance]) => [value, chance / all]));
};

/** What a die adds that exploded: others, one after the other, each of which is one that stops or one that bursts. */
const chain = (from: Effort, { stops, bursts, chance }: Bursting): Chances | null => {
  let more: Chances | null = certain(0);
  // What follows after so many is seen in no lifetime.
  const steps = Math.ceil(Math.log(rarest) / Math.log(chance)) + 1;
  for (let left = Math.min(explosionsMax, steps); left > 0; left--) {
    const burst: Chances | null = added(from, bursts, more);
    if (burst === null) return null;
    const either: Chances | null = mixed(from, [
      [1 - chance, stops],
      [chance, burst],
    ]);
    if (either === null) return null;
    more = withoutTheRarest(either);
  }
  return more;
};

interface Bursting {
  /** What a die adds that does not burst, and what one does. */
  stops: Chances;
  bursts: Chances;
  /** That it bursts. */
  chance: number;
}

/** What a die that shows `value` counts in the end, when changes from `at` on are done to it. */
const aloneOf = (from: Effort, sides: Dice['sides'], changes: readonly Change[]) => {
  const fresh = freshOf(sides);
  const known = new Map<string, Chances | null>();

  const once = (key: string, make: () => Chances | null): Chances | null => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    return made;
  };

  const anyOf = (values: Chances, becomes: (value: number) => Chances | null): Chances | null => {
    const parts: Weighted[] = [];
    for (const [value, chance] of values) {
      const found = becomes(value);
      if (found === null) return null;
      parts.push([chance, found]);
    }
    return mixed(from, parts);
  };

  /** What the others add that one calls for that exploded, each as `adds` says. */
  const moreOf = (which: Selector, adds: (face: number) => Chances | null): Chances | null => {
    const stops = anyOf(
      only(fresh, (face) => !isSuch(face, which)),
      adds,
    );
    const bursting = only(fresh, (face) => isSuch(face, which));
    const bursts = anyOf(bursting, adds);
    return stops === null || bursts === null
      ? null
      : chain(from, { stops, bursts, chance: bursting.size / fresh.size });
  };

  const exploded = (value: number, at: number, { how, which }: Explode): Chances | null => {
    if (!isSuch(value, which)) return comesTo(value, at + 1);
    const adds = (face: number): Chances | null =>
      how === 'compound' ? certain(face) : comesTo(how === 'penetrate' ? face - 1 : face, at + 1);
    const more = once(`${at} more`, () => moreOf(which, adds));
    if (more === null) return null;
    if (how === 'compound') return anyOf(more, (extra) => comesTo(value + extra, at + 1));
    const own = comesTo(value, at + 1);
    return own === null ? null : added(from, own, more);
  };

  const thrownAgain = (value: number, at: number, { how, which }: Reroll): Chances | null => {
    if (!isSuch(value, which)) return comesTo(value, at + 1);
    return once(`${at} again`, () =>
      anyOf(how === 'until' ? only(fresh, (face) => !isSuch(face, which)) : fresh, (face) => comesTo(face, at + 1)),
    );
  };

  const changed = (value: number, at: number, change: Change): Chances | null => {
    switch (change.kind) {
      case 'select':
        return isSuch(value, change.which) === (change.how === 'keep') ? comesTo(value, at + 1) : certain(0);
      case 'reroll':
        return thrownAgain(value, at, change);
      case 'explode':
        return exploded(value, at, change);
      case 'bound': {
        const { how, number } = change;
        return comesTo(how === 'at_least' ? Math.max(value, number) : Math.min(value, number), at + 1);
      }
      case 'count':
        return certain(Number(isSuch(value, change.which)) - Number(isSuch(value, change.failures)));
    }
  };

  const comesTo = (value: number, at: number): Chances | null => {
    const change = changes[at];
    return change === undefined ? certain(value) : once(`${at} ${value}`, () => changed(value, at, change));
  };

  const oneOf = (values: Chances): Chances | null => anyOf(values, (value) => comesTo(value, 0));
  return { any: () => oneOf(fresh), oneOf, comesTo };
};

/** Which of so many, from the highest on, are left by keeping and dropping some of them. */
export const placesLeft = (count: number, orderings: readonly Ordering[]): ReadonlySet<number> => {
  let places = Array.from({ length: count }, (_, place) => place);
  for (const { how, which } of orderings) {
    const meant =
      which.by === 'highest' ? places.slice(0, which.count) : places.slice(Math.max(0, places.length - which.count));
    places = places.filter((place) => meant.includes(place) === (how === 'keep'));
  }
  return new Set(places);
};

/** It leaves a die one die. */
const keepsOne = (change: Change): boolean =>
  change.kind === 'reroll' || change.kind === 'bound' || (change.kind === 'explode' && change.how === 'compound');

const inOrder = (from: Effort, { sides, count, changes }: Dice): Chances | null => {
  const first = changes.findIndex(isOrdering);
  const behind = changes.findLastIndex(isOrdering) + 1;
  const [before, between, after] = [changes.slice(0, first), changes.slice(first, behind), changes.slice(behind)];
  if (!before.every(keepsOne) || !between.every(isOrdering)) return null;
  const values = aloneOf(from, sides, before).any();
  if (values === null) return null;
  const left = placesLeft(count, between);
  const alone = aloneOf(from, sides, after);
  const counts = (place: number): boolean => left.has(place);
  if (left.size === 1) {
    const kept = ordered(from, values, { count, counts, as: (value) => value });
    return kept === null ? null : alone.oneOf(kept);
  }
  // More than one: each has to come to one number, whatever else falls.
  const as = new Map<number, number>();
  for (const value of values.keys()) {
    const found = alone.comesTo(value, 0);
    const [single] = found?.keys() ?? [];
    if (found?.size !== 1 || single === undefined) return null;
    as.set(value, single);
  }
  return ordered(from, values, { count, counts, as: (value) => as.get(value) ?? 0 });
};

export const diceOdds = (from: Effort, dice: Dice): Chances | null => {
  const { sides, count, changes } = dice;
  if (count === 0) return certain(0);
  if (changes.some(isTangled)) return null;
  if (changes.some(isOrdering)) return inOrder(from, dice);
  const one = aloneOf(from, sides, changes).any();
  return one === null ? null : times(from, one, count);
};
