import type { SuccessLevel } from '../../../schemas/success-level.ts';
import type { Mechanic } from '../../../schemas/rule-mechanic.ts';
import { oddsOf } from '../dice/odds.ts';
import { parseRoll } from '../dice/parse.ts';
import type { Attempt } from './attempt.ts';
import { type CardMechanic, cardsOf, drawingOf, rankOf } from './cards.ts';
import { diceOf, fromBest, judgeOf, levelsOf, type Shown } from './mechanic.ts';

// The chances of each level.
// C1. They are those of the dice: whatever the dice can show is judged as a throw is.
// C2. Of cards they are those of the cards that are left: none is put back before all are drawn.

export interface LevelChances {
  /** From the best level on. */
  levels: ReadonlyMap<SuccessLevel, number>;
  /** How far a chance may be off. 0: it was reckoned. */
  within: number;
}

type Weighed = readonly (readonly [Shown, number])[];

/** What dice come to is all that counts, but for the highest faces of a pool. */
const shownIn = (mechanic: Mechanic, attempt: Attempt): { shown: Weighed; within: number } => {
  const formula = diceOf(mechanic, attempt);
  const { chances, within } = oddsOf(formula);
  const plain = [...chances].map(([natural, chance]) => [{ natural, tops: 0 }, chance] as const);
  const { root } = formula;
  const readsTops =
    mechanic.kind === 'pool' && mechanic.reads.by === 'highest' && mechanic.reads.critical !== undefined;
  if (!readsTops || root.kind !== 'dice' || formula.text === mechanic.none) return { shown: plain, within };
  const { sides } = mechanic;
  const tops = oddsOf(parseRoll(`${root.count}d${sides}s>=${sides}`)).chances;
  const below = plain.filter(([{ natural }]) => natural < sides);
  const highest = [...tops].filter(([count]) => count > 0);
  return {
    shown: [...below, ...highest.map(([count, chance]) => [{ natural: sides, tops: count }, chance] as const)],
    within,
  };
};

/** What was looked at before: checks and tables ask the same dice again and again. */
const shownOnce = () => {
  const seen = new Map<string, ReturnType<typeof shownIn>>();
  return (mechanic: Mechanic, attempt: Attempt): ReturnType<typeof shownIn> => {
    const { text } = diceOf(mechanic, attempt);
    const known = seen.get(text) ?? shownIn(mechanic, attempt);
    seen.set(text, known);
    return known;
  };
};

/** That so many that are drawn, none of which is put back, are all of those that are such. */
const allSuch = (such: number, all: number, drawn: number): number => {
  let chance = 1;
  for (let more = 0; more < drawn; more++) chance *= Math.max(0, such - more) / (all - more);
  return chance;
};

/** By how many of the cards that are left would make each level. */
const cardChances = (mechanic: CardMechanic, attempt: Attempt, out: readonly string[]): LevelChances => {
  const all = cardsOf(mechanic);
  const left = all.filter(({ key }) => !out.includes(key));
  const { count, counts } = drawingOf(mechanic, attempt);
  const cards = left.length < count ? all : left;
  const made = cards.map((card) => rankOf(mechanic, attempt, card).level);
  /** That the card that counts is so good, or better. */
  const atLeast = (level: SuccessLevel): number => {
    const good = made.filter((each) => fromBest.indexOf(each) <= fromBest.indexOf(level)).length;
    return counts === 'worst'
      ? allSuch(good, cards.length, count)
      : 1 - allSuch(cards.length - good, cards.length, count);
  };
  const levels = new Map<SuccessLevel, number>();
  let better = 0;
  for (const level of levelsOf(mechanic)) {
    const chance = atLeast(level);
    levels.set(level, Math.max(0, chance - better));
    better = chance;
  }
  return { levels, within: 0 };
};

/** Of one mechanic: its dice are reckoned once. `out`: cards that can't be drawn. */
export const chancesOf = (mechanic: Mechanic, out: readonly string[] = []): ((attempt: Attempt) => LevelChances) => {
  if (mechanic.kind === 'cards') return (attempt) => cardChances(mechanic, attempt, out);
  const levels = levelsOf(mechanic);
  const shownFor = shownOnce();
  return (attempt) => {
    const judge = judgeOf(mechanic, attempt);
    const found = new Map(levels.map((level) => [level, 0]));
    const { shown, within } = shownFor(mechanic, attempt);
    for (const [each, chance] of shown) {
      const { level } = judge(each);
      found.set(level, (found.get(level) ?? 0) + chance);
    }
    return { levels: found, within };
  };
};
