import { Failure } from '../failure.ts';
import { quoted } from '../quoted.ts';
import { compares, computed } from './arithmetic.ts';
import { added, certain, type Chances, combined, type Effort, effort, mapped } from './chances.ts';
import { diceOdds } from './dice-odds.ts';
import { type Formula, type Group, numberMax, type Operator, type Part } from './formula.ts';
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
const samplesMin = 5_000;
/** So many dice are thrown for it, more or less. */
const samplesDice = 4_000_000;
const pilots = 100;
const doubt = 0.001;
/** Dvoretzky, Kiefer and Wolfowitz, with the constant that Massart found. */
const withinOf = (samples: number): number => Math.sqrt(Math.log(2 / doubt) / (2 * samples));

const oddsSeed = 'odds';
const pilotSeed = 'how many dice';

const noNumber = (text: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'no_number',
    message: `${quoted(text)} does not always come to a number: it can divide by 0, or go past all bounds`,
  });

interface Reckoning {
  text: string;
  effort: Effort;
}

/** As a roll would refuse it. */
const numbersOnly = ({ text }: Reckoning, chances: Chances | null): Chances | null => {
  for (const value of chances?.keys() ?? []) if (!(Math.abs(value) <= numberMax)) throw noNumber(text);
  return chances;
};

const reckoned = (reckoning: Reckoning, part: Part): Chances | null => {
  switch (part.kind) {
    case 'number':
      return certain(part.value);
    case 'dice':
      return diceOdds(reckoning.effort, part);
    case 'group':
      return reckonedGroup(reckoning, part);
    case 'within':
      return reckoned(reckoning, part.of);
    case 'negative': {
      const of = reckoned(reckoning, part.of);
      return of === null ? null : mapped(of, (value) => 0 - value);
    }
    case 'two': {
      const [left, right] = [reckoned(reckoning, part.left), reckoned(reckoning, part.right)];
      return left === null || right === null ? null : together(reckoning, part.operator, [left, right]);
    }
  }
};

function reckonedGroup(reckoning: Reckoning, { parts, changes }: Group): Chances | null {
  const found: Chances[] = [];
  for (const part of parts) {
    const chances = reckoned(reckoning, part);
    if (chances === null) return null;
    found.push(chances);
  }
  return numbersOnly(reckoning, groupOdds(reckoning.effort, found, changes[0]));
}

function together(reckoning: Reckoning, operator: Operator, both: readonly [Chances, Chances]): Chances | null {
  const { effort: from } = reckoning;
  const [left, right] = both;
  const sum =
    operator === '+'
      ? added(from, left, right)
      : operator === '-'
        ? added(
            from,
            left,
            mapped(right, (value) => 0 - value),
          )
        : combined(from, both, (a, b) => computed(operator, a, b));
  return numbersOnly(reckoning, sum);
}

interface Found {
  chances: Chances;
  holds: number | null;
  within: number;
}

const byReckoning = ({ text, root, check }: Formula): Found | null => {
  const reckoning = { text, effort: effort() };
  const chances = reckoned(reckoning, root);
  if (chances === null) return null;
  if (check === null) return { chances, holds: null, within: 0 };
  const target = reckoned(reckoning, check.than);
  const outcomes =
    target === null
      ? null
      : combined(reckoning.effort, [chances, target], (value, than) => Number(compares(value, check.is, than)));
  return outcomes === null ? null : { chances, holds: outcomes.get(1) ?? 0, within: 0 };
};

/** As many as can be made in a while. */
const samplesFor = (formula: Formula): number => {
  const faces = seededFaces(pilotSeed);
  let dice = 0;
  for (let pilot = 0; pilot < pilots; pilot++) dice += roll(formula, faces).faces.length;
  return Math.min(samplesMax, Math.max(samplesMin, Math.floor((samplesDice * pilots) / dice)));
};

/** Always the same. */
const byTrying = (formula: Formula): Found => {
  const faces = seededFaces(oddsSeed);
  const samples = samplesFor(formula);
  const counts = new Map<number, number>();
  let held = 0;
  for (let sample = 0; sample < samples; sample++) {
    const { total, check } = roll(formula, faces);
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
  return { formula, ...found, mean, deviation: Math.sqrt(variance) };
};
