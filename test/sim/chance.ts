import { seededChance } from '../support/chance.ts';

/** What is decided by lot. */
export interface Chance {
  /** At least 0, less than 1. */
  unit(): number;
  /** A number for another chance to begin with. */
  seed(): number;
  /** At least `min`, at most `max`. */
  whole(min: number, max: number): number;
  happens(probability: number): boolean;
  one<T>(of: readonly T[]): T;
  /** By weight. */
  drawn<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K;
}

export const chanceFrom = (seed: number): Chance => {
  const unit = seededChance(seed);
  const whole = (min: number, max: number): number => min + Math.floor(unit() * (max - min + 1));
  return {
    unit,
    whole,
    seed: () => whole(0, 2 ** 32 - 1),
    happens: (probability) => unit() < probability,
    one: <T>(of: readonly T[]) => of[whole(0, of.length - 1)] as T,
    drawn<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K {
      const entries = Object.entries(weights) as [K, number][];
      let left = unit() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) if ((left -= weight) < 0) return key;
      return entries.at(-1)?.[0] as K;
    },
  };
};
