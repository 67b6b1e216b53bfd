// Chances of numbers, and what comes of putting them together.
// C1. They add up to 1, to the exactness of the numbers that a computer reckons with.

/** From the least value on. */
export type Chances = ReadonlyMap<number, number>;

/** What is rarer than that is left out where dice explode: it is seen in no lifetime. */
export const rarest = 1e-15;

// ── how much is reckoned ─────────────────────────────────────────────────────────────────────────────────────────

/** What is left to spend on a roll, in steps of about a nanosecond. */
export interface Effort {
  left: number;
}

const effortMax = 200_000_000;
/** What finding something under its key takes. */
export const keyed = 20;

export const effort = (): Effort => ({ left: effortMax });

/** Whether there was enough of it. */
export const spend = (from: Effort, steps: number): boolean => {
  from.left -= steps;
  return from.left >= 0;
};

// ── chances ──────────────────────────────────────────────────────────────────────────────────────────────────────

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

export type Weighted = readonly [weight: number, chances: Chances];

/** Some of this and some of that. Null: too much to reckon. */
export const mixed = (from: Effort, parts: readonly Weighted[]): Chances | null => {
  const weights = new Map<Chances, number>();
  for (const [weight, chances] of parts) weights.set(chances, (weights.get(chances) ?? 0) + weight);
  const found = new Map<number, number>();
  for (const [chances, weight] of weights) {
    if (!spend(from, chances.size * keyed)) return null;
    for (const [value, chance] of chances) found.set(value, (found.get(value) ?? 0) + weight * chance);
  }
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

const rowsAdded = (rowA: Float64Array, rowB: Float64Array): Float64Array => {
  const sums = new Float64Array(rowA.length + rowB.length - 1);
  for (const [i, chance] of rowA.entries()) {
    if (chance === 0) continue;
    for (let j = 0; j < rowB.length; j++) sums[i + j] = (sums[i + j] ?? 0) + chance * (rowB[j] ?? 0);
  }
  return sums;
};

/** Null: too much to reckon. */
export const combined = (
  from: Effort,
  [left, right]: readonly [Chances, Chances],
  becomes: (left: number, right: number) => number,
): Chances | null => {
  if (!spend(from, left.size * right.size * keyed)) return null;
  const found = new Map<number, number>();
  for (const [a, chanceA] of left)
    for (const [b, chanceB] of right) {
      const value = becomes(a, b);
      found.set(value, (found.get(value) ?? 0) + chanceA * chanceB);
    }
  return sorted(found);
};

/** Null: too much to reckon. */
export const added = (from: Effort, left: Chances, right: Chances): Chances | null => {
  const [a, b] = [spanOf(left), spanOf(right)];
  const length = a.length + b.length - 1;
  const steps = left.size * b.length + length;
  const isSparse = left.size * right.size * keyed < steps;
  if (isSparse || !isWhole(left) || !isWhole(right)) return combined(from, [left, right], (x, y) => x + y);
  if (!spend(from, steps)) return null;
  const sums = rowsAdded(inARow(left, a), inARow(right, b));
  const found = new Map<number, number>();
  for (const [at, chance] of sums.entries()) if (chance > 0) found.set(a.least + b.least + at, chance);
  return found;
};

/** As many of the same, added. Null: too much to reckon. */
export const times = (from: Effort, chances: Chances, count: number): Chances | null => {
  let all: Chances | null = certain(0);
  let doubled: Chances | null = chances;
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (all === null || doubled === null) return null;
    if (left % 2 === 1) all = added(from, all, doubled);
    if (left > 1) doubled = added(from, doubled, doubled);
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

const addTo = (into: Sums, sums: Sums, { plus, chance }: { plus: number; chance: number }): void => {
  for (const [sum, weight] of sums) into.set(sum + plus, (into.get(sum + plus) ?? 0) + weight * chance);
};

/** Of those that show no more than each value, the share that shows just it; from the highest on. */
const sharesOf = (chances: Chances): (readonly [value: number, share: number])[] => {
  let upTo = 0;
  const shares: (readonly [number, number])[] = [];
  for (const [value, chance] of chances) {
    upTo += chance;
    shares.push([value, chance / upTo]);
  }
  return shares.toReversed();
};

/**
 * Of so many of the same, in order from the highest, what those add up to that count. Values are gone through from the highest on: so many of those
 * that are left show just this one. Null: too much to reckon.
 */
export const ordered = (from: Effort, chances: Chances, ordering: Ordering): Chances | null => {
  const { count, as } = ordering;
  const before = countsBefore(ordering);
  /** What they add up to, by how many have their place. */
  let placed: Sums[] = [new Map([[0, 1]])];
  for (const [value, share] of sharesOf(chances)) {
    const next: Sums[] = Array.from({ length: count + 1 }, () => new Map<number, number>());
    for (const [some, sums] of placed.entries())
      for (let more = share === 1 ? count - some : 0; some + more <= count; more++) {
        const chance = chanceOf(more, count - some, share);
        const into = next[some + more];
        if (into === undefined || !spend(from, (sums.size + 1) * keyed)) return null;
        addTo(into, sums, { plus: ((before[some + more] ?? 0) - (before[some] ?? 0)) * as(value), chance });
      }
    placed = next;
  }
  return sorted(placed[count] ?? []);
};
