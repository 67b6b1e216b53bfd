import type { SuccessLevel } from '../../../schemas/success-level.ts';
import type { Mechanic } from '../../../schemas/rule-mechanic.ts';
import { oddsOf } from '../dice/odds.ts';
import { parseRoll } from '../dice/parse.ts';
import type { Attempt } from './attempt.ts';
import { diceOf, judgeOf, levelsOf, type Shown } from './mechanic.ts';

// The chances of each level.
// C1. They are those of the dice: whatever the dice can show is judged as a throw is.

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

/** Of one mechanic: its dice are reckoned once. */
export const chancesOf = (mechanic: Mechanic): ((attempt: Attempt) => LevelChances) => {
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
