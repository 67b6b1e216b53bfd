import { type Dice, facesOf, type Formula } from '../../src/domain/dice/formula.ts';
import { roll } from '../../src/domain/dice/roll.ts';
import { isFailure } from '../../src/domain/failure.ts';

// Makes a roll in every way in which its dice can fall, one after the other: slow, and beyond doubt.

export interface EveryWay {
  chances: Map<number, number>;
  holds: number;
  /** How likely what was left out is: ways that are rarer each than `rarest`. */
  lost: number;
  /** That it came to no number. */
  refused: number;
}

class TooRare extends Error {}

/** Null: there are more ways than that. */
export const everyWay = (
  formula: Formula,
  { rarest, waysMax }: { rarest: number; waysMax: number },
): EveryWay | null => {
  const all: EveryWay = { chances: new Map(), holds: 0, lost: 0, refused: 0 };
  /** The side that each die fell on, and how many it has. */
  const path: { side: number; sides: number }[] = [];
  for (let ways = 0; ways < waysMax; ways++) {
    let fallen = 0;
    let chance = 1;
    const next = (sides: Dice['sides']): number => {
      const { least, count } = facesOf(sides);
      if (fallen === path.length) path.push({ side: 0, sides: count });
      chance /= count;
      if (chance < rarest) throw new TooRare();
      return least + (path[fallen++]?.side ?? 0);
    };
    try {
      const { total, check } = roll(formula, { next });
      all.chances.set(total, (all.chances.get(total) ?? 0) + chance);
      if (check?.holds === true) all.holds += chance;
    } catch (error) {
      if (error instanceof TooRare) all.lost += chance;
      else if (isFailure(error) && error.code === 'no_number') all.refused += chance;
      else throw error;
    }
    for (let last = path.at(-1); last !== undefined && ++last.side === last.sides; last = path.at(-1)) path.pop();
    if (path.length === 0) return all;
  }
  return null;
};
