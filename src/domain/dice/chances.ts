// Chances of numbers, and what comes of putting them together.
// C1. They add up to 1, to the exactness of the numbers that a computer reckons with.

/** From the least value on. */
export type Chances = ReadonlyMap<number, number>;

/** What is rarer than that is left out where dice explode: it is seen in no lifetime. */
export const rarest = 1e-15;
/** So many pairs are put together at most. */
export const pairsMax = 40_000_000;

export const certain = (value: number): Chances => new Map([[value, 1]]);

export const evenly = (least: number, most: number): Chances => {
  const chances = new Map<number, number>();
  for (let value = least; value <= most; value++) chances.set(value, 1 / (most - least + 1));
  return chances;
};

const sorted = (chances: Iterable<readonly [number, number]>): Chances =>
  new Map([...chances].toSorted(([a], [b]) => a - b));

/** What each value becomes. */
export const mapped = (chances: Chances, becomes: (value: number) => number): Chances => {
  const found = new Map<number, number>();
  for (const [value, chance] of chances) {
    const other = becomes(value);
    found.set(other, (found.get(other) ?? 0) + chance);
  }
  return sorted(found);
};

/** Some of this and some of that. */
export const mixed = (parts: readonly (readonly [weight: number, chances: Chances])[]): Chances => {
  const found = new Map<number, number>();
  for (const [weight, chances] of parts)
    for (const [value, chance] of chances) found.set(value, (found.get(value) ?? 0) + weight * chance);
  return sorted(found);
};

export const withoutTheRarest = (chances: Chances): Chances => {
  const kept = [...chances].filter(([, chance]) => chance >= rarest);
  const all = kept.reduce((sum, [, chance]) => sum + chance, 0);
  return new Map(kept.map(([value, chance]) => [value, chance / all]));
};

const isWhole = (chances: Chances): boolean => {
  for (const value of chances.keys()) if (!Number.isInteger(value)) return false;
  return true;
};

const spanOf = (chances: Chances): { least: number; length: number } => {
  const values = [...chances.keys()];
  const [least = 0] = values;
  return { least, length: (values.at(-1) ?? 0) - least + 1 };
};

const inARow = (chances: Chances, { least, length }: { least: number; length: number }): Float64Array => {
  const row = new Float64Array(length);
  for (const [value, chance] of chances) row[value - least] = chance;
  return row;
};

const spanMax = 4_000_000;

const rowsAdded = (rowA: Float64Array, rowB: Float64Array): Float64Array => {
  const sums = new Float64Array(rowA.length + rowB.length - 1);
  for (const [i, chance] of rowA.entries()) {
    if (chance === 0) continue;
    for (let j = 0; j < rowB.length; j++) sums[i + j] = (sums[i + j] ?? 0) + chance * (rowB[j] ?? 0);
  }
  return sums;
};

/** Null: there are too many pairs. */
export const combined = (
  left: Chances,
  right: Chances,
  becomes: (left: number, right: number) => number,
): Chances | null => {
  if (left.size * right.size > pairsMax) return null;
  const found = new Map<number, number>();
  for (const [a, chanceA] of left)
    for (const [b, chanceB] of right) {
      const value = becomes(a, b);
      found.set(value, (found.get(value) ?? 0) + chanceA * chanceB);
    }
  return sorted(found);
};

/** Null: there are too many pairs. */
export const added = (left: Chances, right: Chances): Chances | null => {
  if (left.size * right.size > pairsMax) return null;
  const [a, b] = [spanOf(left), spanOf(right)];
  const length = a.length + b.length - 1;
  if (length > spanMax || !isWhole(left) || !isWhole(right)) return combined(left, right, (x, y) => x + y);
  const sums = rowsAdded(inARow(left, a), inARow(right, b));
  const found = new Map<number, number>();
  for (const [at, chance] of sums.entries()) if (chance > 0) found.set(a.least + b.least + at, chance);
  return found;
};

/** As many of the same, added. */
export const times = (chances: Chances, count: number): Chances | null => {
  let all: Chances | null = certain(0);
  let doubled: Chances | null = chances;
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (all === null || doubled === null) return null;
    if (left % 2 === 1) all = added(all, doubled);
    if (left > 1) doubled = added(doubled, doubled);
  }
  return all;
};

const logFactorials = [0];
const logFactorial = (number: number): number => {
  for (let next = logFactorials.length; next <= number; next++)
    logFactorials.push((logFactorials[next - 1] ?? 0) + Math.log(next));
  return logFactorials[number] ?? 0;
};

/** That just so many of all are such, where each is with that chance. */
const chanceOf = (such: number, all: number, chance: number): number =>
  chance === 1
    ? Number(such === all)
    : Math.exp(
        logFactorial(all) -
          logFactorial(such) -
          logFactorial(all - such) +
          such * Math.log(chance) +
          (all - such) * Math.log1p(-chance),
      );

export interface Ordering {
  count: number;
  /** At its place from the highest on. */
  counts: (place: number) => boolean;
  as: (value: number) => number;
}

type Sums = Map<number, number>;

/** How many of the first so many places count. */
const countsBefore = ({ count, counts }: Ordering): number[] => {
  const before = [0];
  for (let place = 0; place < count; place++) before.push((before[place] ?? 0) + (counts(place) ? 1 : 0));
  return before;
};

const addTo = (into: Sums, from: Sums, { plus, chance }: { plus: number; chance: number }): void => {
  for (const [sum, weight] of from) into.set(sum + plus, (into.get(sum + plus) ?? 0) + weight * chance);
};

/**
 * Of so many of the same, in order from the highest, what those add up to that count. Values are gone through from the highest on: so many of those
 * that are left show just this one. Null: too much to go through.
 */
export const ordered = (chances: Chances, ordering: Ordering): Chances | null => {
  const { count, as } = ordering;
  const before = countsBefore(ordering);
  let work = 0;
  let rest = 1;
  /** What they add up to, by how many have their place. */
  let placed: Sums[] = [new Map([[0, 1]])];
  for (const [value, chance] of [...chances].toReversed()) {
    const share = rest - chance <= rarest ? 1 : chance / rest;
    const next: Sums[] = Array.from({ length: count + 1 }, () => new Map<number, number>());
    for (const [some, sums] of placed.entries())
      for (let more = share === 1 ? count - some : 0; some + more <= count; more++) {
        const plus = ((before[some + more] ?? 0) - (before[some] ?? 0)) * as(value);
        addTo(next[some + more] ?? new Map<number, number>(), sums, {
          plus,
          chance: chanceOf(more, count - some, share),
        });
        work += sums.size;
      }
    if (work > pairsMax) return null;
    placed = next;
    rest -= chance;
  }
  return sorted(placed[count] ?? []);
};
