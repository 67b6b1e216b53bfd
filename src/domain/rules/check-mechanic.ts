import type { SuccessLevel } from '../../../schemas/success-level.ts';
import type { Mechanic } from '../../../schemas/rule-mechanic.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { oddsOf } from '../dice/odds.ts';
import { isFailure } from '../failure.ts';
import type { Attempt } from './attempt.ts';
import { chancesOf, type LevelChances } from './chances.ts';
import { checkCards } from './check-cards.ts';
import { type Checking, toldBy } from './checking.ts';
import { localNames } from './declared.ts';
import { diceOf, levelsOf } from './mechanic.ts';
import { wordsOfLevel } from './success-words.ts';

// Whether dice lead to what a system promises.

const path = ['mechanic'];
const quality: readonly SuccessLevel[] = ['critical_failure', 'failure', 'partial', 'success', 'critical_success'];
const slack = 1e-9;

const limitsOf = (mechanic: Mechanic): (number | undefined)[] =>
  mechanic.kind === 'percentile' ? [] : mechanic.levels.map(({ from }) => from);

const limitOf = (each: Mechanic['levels'][number]): string | number | undefined =>
  'upTo' in each ? each.upTo : 'from' in each ? each.from : undefined;

/** Each has a limit but for the last. */
const checkLimits = ({ objects, system: { mechanic } }: Checking): void => {
  const field = mechanic.kind === 'percentile' ? 'upTo' : 'from';
  const last = mechanic.levels.length - 1;
  for (const [index, each] of mechanic.levels.entries()) {
    const at = [...path, 'levels', index];
    const limit = limitOf(each);
    if (index < last && limit === undefined) objects(at, `only the last level has no \`${field}\``);
    if (index === last && limit !== undefined)
      objects([...at, field], 'the last level holds for all that is left: it has no limit');
  }
};

/** From the best level on. */
const checkOrder = ({ objects, system: { mechanic } }: Checking): void => {
  for (const [index, { level }] of mechanic.levels.entries()) {
    const before = mechanic.levels[index - 1];
    if (before !== undefined && quality.indexOf(before.level) <= quality.indexOf(level))
      objects(
        [...path, 'levels', index, 'level'],
        `levels go from the best on: \`${level}\` is no worse than \`${before.level}\``,
      );
  }
  const limits = limitsOf(mechanic);
  for (const [index, limit] of limits.entries()) {
    const before = limits[index - 1];
    if (limit !== undefined && before !== undefined && limit >= before)
      objects([...path, 'levels', index, 'from'], `${limit} is no less than ${before}, so that it never holds`);
  }
};

const checkBands = ({ objects }: Checking, mechanic: Mechanic): void => {
  if (mechanic.kind !== 'bands') return;
  if (!mechanic.levels.some(({ level, from }) => level === 'success' && from !== undefined))
    objects([...path, 'levels'], 'one of the bands is `success`, and has a `from`: margins are counted from it');
};

const checkPercentile = ({ objects, reckons }: Checking, mechanic: Mechanic): void => {
  if (mechanic.kind !== 'percentile') return;
  reckons(mechanic.target, [...path, 'target'], localNames.target);
  for (const [index, { upTo }] of mechanic.levels.entries())
    reckons(upTo, [...path, 'levels', index, 'upTo'], localNames.ceiling);
  const { min, max } = mechanic.targets;
  if (min > max) objects([...path, 'targets'], `at least ${min} and at most ${max} is nothing`);
};

/** Totals of these are compared with nothing but their own target. */
const checkOpposed = ({ objects }: Checking, { kind, opposed }: Mechanic): void => {
  if (opposed.by === 'total' && (kind === 'percentile' || kind === 'bands'))
    objects([...path, 'opposed', 'by'], `totals of \`${kind}\` say nothing about each other: it is \`level\``);
};

const checkPool = ({ objects, rolls }: Checking, mechanic: Mechanic): void => {
  if (mechanic.kind !== 'pool') return;
  rolls(mechanic.none, [...path, 'none'], []);
  const { reads, sides } = mechanic;
  if (reads.by === 'highest') return;
  for (const field of ['from', 'explodes', 'subtracts'] as const) {
    const face = reads[field];
    if (face !== undefined && face > sides)
      objects([...path, 'reads', field], `a die of ${sides} sides never shows ${face}`);
  }
};

const checkDice = (checking: Checking, mechanic: Mechanic): void => {
  if (!('dice' in mechanic)) return;
  for (const edge of ['plain', 'advantage', 'disadvantage'] as const)
    checking.rolls(mechanic.dice[edge], [...path, 'dice', edge], []);
};

/** What dice never show can't be natural. */
const checkNaturals = ({ objects, allNamed }: Checking, mechanic: Mechanic): void => {
  if (mechanic.kind === 'narrative' || mechanic.kind === 'cards') return;
  const shows = mechanic.kind === 'pool' ? null : oddsOf(diceOf(mechanic, { modifiers: [], difficulty: 0 })).chances;
  for (const [index, { shows: asked, on }] of mechanic.natural.entries()) {
    allNamed('roll', on, [...path, 'natural', index, 'on']);
    for (const [at, natural] of asked.entries())
      if (shows?.has(natural) === false)
        objects([...path, 'natural', index, 'shows', at], `the dice never come to ${natural}`);
  }
};

// ── what comes of it ─────────────────────────────────────────────────────────────────────────────────────────────

const reasons = (by: number): Attempt['modifiers'] => [{ by, because: 'tried' }];

/** From the middle of the bounds outwards: what can be reached is mostly reached there. */
const bonusesOf = ({ bonus: { min, max } }: Mechanic): number[] => {
  const middle = Math.floor((min + max) / 2);
  const all: number[] = [middle];
  for (let away = 1; away <= max - min; away++) all.push(middle - away, middle + away);
  return all.filter((each) => each >= min && each <= max);
};

type Chances = (attempt: Attempt) => LevelChances;

/** All that can be tried, from what reaches most on. */
function* attempts({ mechanic, ladder, rolls }: RuleSystem): Generator<Attempt> {
  for (const bonus of bonusesOf(mechanic))
    for (const { value: difficulty } of ladder)
      for (const { key: on } of rolls) yield { modifiers: reasons(bonus), difficulty, on };
}

const checkReach = ({ system, objects }: Checking, chances: Chances): void => {
  const { mechanic } = system;
  const missing = new Set(levelsOf(mechanic));
  for (const attempt of attempts(system)) {
    if (missing.size === 0) return;
    for (const [level, chance] of chances(attempt).levels) if (chance > 0) missing.delete(level);
  }
  for (const level of missing) {
    const index = mechanic.levels.findIndex((each) => each.level === level);
    const own = mechanic.kind === 'cards' ? 'special' : 'natural';
    const at = index === -1 ? [...path, own] : [...path, 'levels', index];
    objects(at, `no roll ever is a ${wordsOfLevel(mechanic, level)}, whatever the bonus and the difficulty`);
  }
};

const qualityOf = ({ levels }: LevelChances): number =>
  [...levels].reduce((sum, [level, chance]) => sum + chance * quality.indexOf(level), 0);

const checkLadder = ({ system: { ladder, mechanic }, objects }: Checking, chances: Chances): void => {
  const rise = Math.sign((ladder[1]?.value ?? 0) - (ladder[0]?.value ?? 0));
  for (const [index, { key, value }] of ladder.entries()) {
    const before = ladder[index - 1];
    if (before === undefined) continue;
    const at = ['ladder', index, 'value'];
    if (Math.sign(value - before.value) !== rise || rise === 0)
      objects(at, `the ladder goes from easy to hard in one direction: \`${key}\` has ${value} after ${before.value}`);
    const isHarder = bonusesOf(mechanic).every((bonus) => {
      const how = (difficulty: number): number => qualityOf(chances({ modifiers: reasons(bonus), difficulty }));
      return how(value) <= how(before.value) + slack;
    });
    if (!isHarder) objects(at, `\`${key}\` is easier than \`${before.key}\`: the ladder goes from easy to hard`);
  }
};

/** The bonus counts within its bounds, and nothing else is tried. */
const manyTried = 400;

export const checkMechanic = (checking: Checking): void => {
  const { system, problems, objects, reckons } = checking;
  const { mechanic } = system;
  const before = problems.length;
  checkLimits(checking);
  checkOrder(checking);
  checkBands(checking, mechanic);
  checkPercentile(checking, mechanic);
  checkOpposed(checking, mechanic);
  checkPool(checking, mechanic);
  checkCards(checking);
  checkDice(checking, mechanic);
  if ('passive' in mechanic) reckons(mechanic.passive, [...path, 'passive'], localNames.passive);
  if (mechanic.bonus.max - mechanic.bonus.min > manyTried)
    objects([...path, 'bonus'], `its bounds lie ${manyTried} apart at most`);
  if (problems.length > before) return;
  try {
    checkNaturals(checking, mechanic);
    const chances = chancesOf(mechanic);
    checkReach(checking, chances);
    checkLadder(checking, chances);
  } catch (error) {
    if (!isFailure(error)) throw error;
    objects(path, toldBy(error));
  }
};
