import { compares } from './arithmetic.ts';
import { added, certain, type Chances, type Effort, keyed, mapped, ordered, spend } from './chances.ts';
import { isOrdering, placesLeft } from './dice-odds.ts';
import type { Change, Selector } from './formula.ts';

// What a group comes to, from what its parts come to.

const isSuch = (value: number, which: Selector | null): boolean =>
  which !== null && !('count' in which) && compares(value, which.by, which.number);

const sumOf = (from: Effort, parts: readonly Chances[]): Chances | null =>
  parts.reduce<Chances | null>((sum, part) => (sum === null ? null : added(from, sum, part)), certain(0));

const areSame = ([first, ...others]: readonly Chances[]): boolean =>
  first !== undefined &&
  others.every((each) => each.size === first.size && [...each].every(([value, chance]) => first.get(value) === chance));

/** Goes through every way for all of them to fall. */
const throughAll = (from: Effort, parts: readonly Chances[], left: ReadonlySet<number>): Chances | null => {
  const ways = parts.reduce((product, { size }) => product * size, 1);
  if (!spend(from, ways * parts.length * keyed)) return null;
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

export const groupOdds = (from: Effort, parts: readonly Chances[], change: Change | undefined): Chances | null => {
  if (change === undefined) return sumOf(from, parts);
  if (isOrdering(change)) {
    const left = placesLeft(parts.length, [change]);
    const [first] = parts;
    if (first === undefined || !areSame(parts)) return throughAll(from, parts, left);
    return ordered(from, first, { count: parts.length, counts: (place) => left.has(place), as: (value) => value });
  }
  if (change.kind === 'select')
    return sumOf(
      from,
      parts.map((part) =>
        mapped(part, (value) => (isSuch(value, change.which) === (change.how === 'keep') ? value : 0)),
      ),
    );
  if (change.kind !== 'count') return null;
  const count = (value: number): number => Number(isSuch(value, change.which)) - Number(isSuch(value, change.failures));
  return sumOf(
    from,
    parts.map((part) => mapped(part, count)),
  );
};
