import { compares } from './arithmetic.ts';
import {
  added,
  certain,
  type Chances,
  evenly,
  mapped,
  mixed,
  ordered,
  rarest,
  times,
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

const others = (chances: Chances, which: Selector): Chances => {
  const left = [...chances].filter(([value]) => !isSuch(value, which));
  const all = left.reduce((sum, [, chance]) => sum + chance, 0);
  return new Map(left.map(([value, chance]) => [value, chance / all]));
};

/** What a die adds that exploded: others, one after the other. Null: too much of it. */
const chain = (fresh: Chances, which: Selector, adds: (face: number) => Chances | null): Chances | null => {
  let more = certain(0);
  let explodes = 0;
  for (const [face, chance] of fresh) if (isSuch(face, which)) explodes += chance;
  // What follows after so many is seen in no lifetime.
  const steps = Math.ceil(Math.log(rarest) / Math.log(explodes)) + 1;
  for (let left = Math.min(explosionsMax, steps); left > 0; left--) {
    const parts: [number, Chances][] = [];
    for (const [face, chance] of fresh) {
      const own = adds(face);
      const sum = own === null || !isSuch(face, which) ? own : added(own, more);
      if (sum === null) return null;
      parts.push([chance, sum]);
    }
    more = withoutTheRarest(mixed(parts));
  }
  return more;
};

/** What a die that shows `value` counts in the end, when changes from `at` on are done to it. */
const aloneOf = (sides: Dice['sides'], changes: readonly Change[]) => {
  const fresh = freshOf(sides);
  const known = new Map<string, Chances | null>();

  const anyOf = (values: Chances, at: number): Chances | null => {
    const parts: [number, Chances][] = [];
    for (const [value, chance] of values) {
      const found = comesTo(value, at);
      if (found === null) return null;
      parts.push([chance, found]);
    }
    return mixed(parts);
  };

  const exploded = (value: number, at: number, { how, which }: Explode): Chances | null => {
    if (!isSuch(value, which)) return comesTo(value, at + 1);
    if (how === 'compound') {
      const more = chain(fresh, which, certain);
      return more === null
        ? null
        : anyOf(
            mapped(more, (extra) => value + extra),
            at + 1,
          );
    }
    const less = how === 'penetrate' ? 1 : 0;
    const own = comesTo(value, at + 1);
    const more = chain(fresh, which, (face) => comesTo(face - less, at + 1));
    return own === null || more === null ? null : added(own, more);
  };

  const thrownAgain = (value: number, at: number, { how, which }: Reroll): Chances | null => {
    if (!isSuch(value, which)) return comesTo(value, at + 1);
    return anyOf(how === 'until' ? others(fresh, which) : fresh, at + 1);
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
    if (change === undefined) return certain(value);
    const key = `${at} ${value}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = changed(value, at, change);
    known.set(key, made);
    return made;
  };

  return { any: (): Chances | null => anyOf(fresh, 0), anyOf, comesTo };
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

const inOrder = ({ sides, count, changes }: Dice): Chances | null => {
  const first = changes.findIndex(isOrdering);
  const behind = changes.findLastIndex(isOrdering) + 1;
  const [before, between, after] = [changes.slice(0, first), changes.slice(first, behind), changes.slice(behind)];
  if (!before.every(keepsOne) || !between.every(isOrdering)) return null;
  const values = aloneOf(sides, before).any();
  if (values === null) return null;
  const left = placesLeft(count, between);
  const alone = aloneOf(sides, after);
  const counts = (place: number): boolean => left.has(place);
  if (left.size === 1) {
    const kept = ordered(values, { count, counts, as: (value) => value });
    return kept === null ? null : alone.anyOf(kept, 0);
  }
  // More than one: each has to come to one number, whatever else falls.
  const as = new Map<number, number>();
  for (const value of values.keys()) {
    const found = alone.comesTo(value, 0);
    const [only] = found?.keys() ?? [];
    if (found?.size !== 1 || only === undefined) return null;
    as.set(value, only);
  }
  return ordered(values, { count, counts, as: (value) => as.get(value) ?? 0 });
};

export const diceOdds = (dice: Dice): Chances | null => {
  const { sides, count, changes } = dice;
  if (count === 0) return certain(0);
  if (changes.some(isTangled)) return null;
  if (changes.some(isOrdering)) return inOrder(dice);
  const one = aloneOf(sides, changes).any();
  return one === null ? null : times(one, count);
};
