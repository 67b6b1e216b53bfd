import { DiceRoll } from '@dice-roller/rpg-dice-roller';
import { oddsOf } from '../../src/domain/dice/odds.ts';
import { parseRoll } from '../../src/domain/dice/parse.ts';
import { roll } from '../../src/domain/dice/roll.ts';
import { seededFaces } from '../../src/domain/dice/seeded.ts';
import { type Bench, type Figure, median } from './harness.ts';

// Dice beside those of another roller, on what both of us write alike. Theirs come from the chance of the machine, ours from a seed.

const formulas = ['d20+5', '3d6', '4d6kh3', '2d20kh1+7', '8d6', '3d6+2d4-1'];
const batches = 41;
const warmUps = 10;
const rollsPerBatch = 400;
const oddsRuns = 25;

type Report = (figure: Figure) => void;

/** Rolls in a second. */
const speedOf = (rolls: readonly (() => unknown)[]): number => {
  const start = performance.now();
  for (let at = 0; at < rollsPerBatch; at++) for (const once of rolls) once();
  return (rollsPerBatch * rolls.length * 1_000) / (performance.now() - start);
};

/** One after the other, so that whatever else the machine does strikes both. */
const compare = (ours: readonly (() => unknown)[], theirs: readonly (() => unknown)[]) => {
  const speeds: { mine: number; other: number }[] = [];
  for (let batch = 0; batch < warmUps + batches; batch++) {
    const speed = { mine: speedOf(ours), other: speedOf(theirs) };
    if (batch >= warmUps) speeds.push(speed);
  }
  return {
    value: median(speeds.map(({ mine }) => mine)),
    other: median(speeds.map(({ other }) => other)),
    ratio: median(speeds.map(({ mine, other }) => mine / other)),
  };
};

const measureRolls = (report: Report): void => {
  const faces = seededFaces('bench');
  const parsed = formulas.map((text) => parseRoll(text));
  const theirs = formulas.map((text) => new DiceRoll(text));
  const cases = [
    {
      ...{ what: 'simple rolls, parsed before', least: 5 },
      ours: parsed.map((formula) => () => roll(formula, faces)),
      // They add up what fell when they are asked for it.
      theirs: theirs.map((made) => () => (made.roll(), made.total)),
    },
    {
      ...{ what: 'simple rolls, from their text', least: 2 },
      ours: formulas.map((text) => () => roll(parseRoll(text), faces)),
      theirs: formulas.map((text) => () => new DiceRoll(text).total),
    },
  ];
  for (const { what, least, ...both } of cases) {
    const { value, other, ratio } = compare(both.ours, both.theirs);
    report({ what, value, unit: '/s', against: { what: 'theirs', value: other, ratio }, bound: { least } });
  }
};

const measureOdds = (report: Report): void => {
  for (const [text, bound] of [
    ['8d6dl2', { most: 50 }],
    ['20d6!', undefined],
    ['{4d6,3d8,2d12}kh1', undefined],
  ] as const) {
    const times: number[] = [];
    for (let at = 0; at < oddsRuns; at++) {
      const start = performance.now();
      oddsOf(parseRoll(text));
      times.push(performance.now() - start);
    }
    // The first is the one that a person waits for.
    report({ what: `odds of ${text}, the first time`, value: times[0] ?? NaN, unit: 'ms', ...(bound && { bound }) });
    report({ what: `odds of ${text}, median of ${oddsRuns}`, value: median(times), unit: 'ms' });
  }
};

export const dice: Bench = {
  name: 'dice',
  about: 'rolls beside those of a public roller, and odds',
  async run(report) {
    measureRolls(report);
    measureOdds(report);
  },
};
