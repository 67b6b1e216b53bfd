import { Failure } from '../failure.ts';
import { quoted } from '../quoted.ts';
import { compares, computed } from './arithmetic.ts';
import { certain, type Chances, combined, added, mapped } from './chances.ts';
import { diceOdds } from './dice-odds.ts';
import type { Formula, Group, Operator, Part } from './formula.ts';
import { groupOdds } from './group-odds.ts';
import { roll } from './roll.ts';
import { seededFaces } from './seeded.ts';

// The chances of a roll.
// O1. Where they can be reckoned they are; otherwise the roll is made many times, always the same, and it is said how far that may be from the truth.

export interface Odds {
  formula: Formula;
  /** From the least it can come to on. */
  chances: Chances;
  mean: number;
  deviation: number;
  /** That it comes to what it has to; null: it need not come to anything. */
  holds: number | null;
  /** How far a chance of coming to so much at least, or at most, may be off, in all but one of a thousand cases. 0: it was reckoned. */
  within: number;
}

const samplesMax = 200_000;
/** Fewer where each has many dice, and not so few that they would tell nothing. */
const triedDiceMax = 5_000_000;
const samplesMin = 5_000;
const doubt = 0.001;
/** Dvoretzky, Kiefer and Wolfowitz, with the constant that Massart found. */
const withinOf = (samples: number): number => Math.sqrt(Math.log(2 / doubt) / (2 * samples));

const oddsSeed = 'odds';

const noNumber = (text: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'no_number',
    message: `${quoted(text)} does not always come to a number: it can divide by 0, or go past all bounds`,
  });

const reckoned = (part: Part): Chances | null => {
  switch (part.kind) {
    case 'number':
      return certain(part.value);
    case 'dice':
      return diceOdds(part);
    case 'group':
      return reckonedGroup(part);
    case 'within':
      return reckoned(part.of);
    case 'negative': {
      const of = reckoned(part.of);
      return of === null ? null : mapped(of, (value) => 0 - value);
    }
    case 'two': {
      const [left, right] = [reckoned(part.left), reckoned(part.right)];
      return left === null || right === null ? null : together(part.operator, left, right);
    }
  }
};

function reckonedGroup({ parts, changes }: Group): Chances | null {
  const found: Chances[] = [];
  for (const part of parts) {
    const chances = reckoned(part);
    if (chances === null) return null;
    found.push(chances);
  }
  return groupOdds(found, changes[0]);
}

function together(operator: Operator, left: Chances, right: Chances): Chances | null {
  if (operator === '+') return added(left, right);
  if (operator === '-')
    return added(
      left,
      mapped(right, (value) => 0 - value),
    );
  return combined(left, right, (a, b) => computed(operator, a, b));
}

interface Found {
  chances: Chances;
  holds: number | null;
  within: number;
}

const byReckoning = ({ root, check }: Formula): Found | null => {
  const chances = reckoned(root);
  if (chances === null) return null;
  if (check === null) return { chances, holds: null, within: 0 };
  const target = reckoned(check.than);
  const outcomes =
    target === null ? null : combined(chances, target, (value, than) => Number(compares(value, check.is, than)));
  return outcomes === null ? null : { chances, holds: outcomes.get(1) ?? 0, within: 0 };
};

/** Always the same. */
const byTrying = (formula: Formula): Found => {
  const faces = seededFaces(oddsSeed);
  const counts = new Map<number, number>();
  let held = 0;
  let [samples, dice] = [0, 0];
  while (samples < samplesMax && (samples < samplesMin || dice < triedDiceMax)) {
    const { total, check, faces: fallen } = roll(formula, faces);
    samples++;
    dice += fallen.length;
    counts.set(total, (counts.get(total) ?? 0) + 1);
    if (check?.holds === true) held++;
  }
  const chances = new Map([...counts].toSorted(([a], [b]) => a - b).map(([value, count]) => [value, count / samples]));
  return { chances, holds: formula.check === null ? null : held / samples, within: withinOf(samples) };
};

export const oddsOf = (formula: Formula): Odds => {
  const found = byReckoning(formula) ?? byTrying(formula);
  let mean = 0;
  for (const [value, chance] of found.chances) mean += value * chance;
  let variance = 0;
  for (const [value, chance] of found.chances) variance += chance * (value - mean) ** 2;
  if (!Number.isFinite(mean)) throw noNumber(formula.text);
  return { formula, ...found, mean, deviation: Math.sqrt(variance) };
};
