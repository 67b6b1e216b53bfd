import { compares } from './arithmetic.ts';
import { added, certain, type Chances, mapped, ordered } from './chances.ts';
import { isOrdering, placesLeft } from './dice-odds.ts';
import type { Change, Selector } from './formula.ts';

// What a group comes to, from what its parts come to.

/** So many ways for all parts to fall are gone through one by one. */
const waysMax = 1_000_000;

const isSuch = (value: number, which: Selector | null): boolean =>
  which !== null && !('count' in which) && compares(value, which.by, which.number);

const sumOf = (parts: readonly Chances[]): Chances | null =>
  parts.reduce<Chances | null>((sum, part) => (sum === null ? null : added(sum, part)), certain(0));

const areSame = ([first, ...others]: readonly Chances[]): boolean =>
  first !== undefined &&
  others.every((each) => each.size === first.size && [...each].every(([value, chance]) => first.get(value) === chance));

/** Goes through every way for all of them to fall. */
const throughAll = (parts: readonly Chances[], left: ReadonlySet<number>): Chances | null => {
  if (parts.reduce((ways, { size }) => ways * size, 1) > waysMax) return null;
  const found = new Map<number, number>();
  const fall = (at: number, fallen: readonly number[], chance: number): void => {
    const part = parts[at];
    if (part !== undefined) {
      for (const [value, each] of part) fall(at + 1, [...fallen, value], chance * each);
      return;
    }
    const inOrder = fallen.toSorted((a, b) => b - a);
    const total = inOrder.reduce((sum, value, place) => (left.has(place) ? sum + value : sum), 0);
    found.set(total, (found.get(total) ?? 0) + chance);
  };
  fall(0, [], 1);
  return new Map([...found].toSorted(([a], [b]) => a - b));
};

export const groupOdds = (parts: readonly Chances[], change: Change | undefined): Chances | null => {
  if (change === undefined) return sumOf(parts);
  if (isOrdering(change)) {
    const left = placesLeft(parts.length, [change]);
    const [first] = parts;
    if (first === undefined || !areSame(parts)) return throughAll(parts, left);
    return ordered(first, { count: parts.length, counts: (place) => left.has(place), as: (value) => value });
  }
  if (change.kind === 'select')
    return sumOf(
      parts.map((part) =>
        mapped(part, (value) => (isSuch(value, change.which) === (change.how === 'keep') ? value : 0)),
      ),
    );
  if (change.kind !== 'count') return null;
  const count = (value: number): number => Number(isSuch(value, change.which)) - Number(isSuch(value, change.failures));
  return sumOf(parts.map((part) => mapped(part, count)));
};
