import type { CreationStep, CreationWay } from '../../../schemas/rule-creation.ts';
import { oddsOf } from '../dice/odds.ts';
import { parseRoll } from '../dice/parse.ts';
import { isFailure } from '../failure.ts';
import { type Checking, toldBy } from './checking.ts';
import type { Path } from './reckoning.ts';

// That whoever is made by a system lies within its bounds.

interface Bounds {
  min: number;
  max: number;
}

/** Of all that a step is about: whatever it gives may go to any of them. */
const boundsOf = ({ system }: Checking, { of, among }: CreationStep, keys: readonly string[] = among): Bounds => {
  if (of === 'skills') return system.skills.training;
  const such = system.attributes.filter(({ key }) => keys.includes(key));
  return { min: Math.max(...such.map(({ min }) => min)), max: Math.min(...such.map(({ max }) => max)) };
};

const withinAll = ({ objects }: Checking, values: Iterable<number>, { bounds: { min, max }, path }: Limits): void => {
  const bad = [...values].find((value) => value < min || value > max);
  if (bad !== undefined) objects(path, `${bad} does not lie from ${min} to ${max}, which is what all of them may be`);
};

interface Limits {
  bounds: Bounds;
  path: Path;
}

type Of<K extends CreationWay['kind']> = Extract<CreationWay, { kind: K }>;

const checkSpread = (checking: Checking, step: CreationStep, way: Of<'spread'>, path: Path): void => {
  if (way.values.length > step.among.length)
    checking.objects([...path, 'values'], `there are ${way.values.length} values for ${step.among.length}`);
  withinAll(checking, way.values, { bounds: boundsOf(checking, step), path: [...path, 'values'] });
};

const checkPoints = (checking: Checking, step: CreationStep, way: Of<'points'>, path: Path): void => {
  const { objects, reckons, known } = checking;
  reckons(way.points, [...path, 'points'], known.onSheet);
  if (way.least > way.most) objects([...path, 'least'], `at least ${way.least} and at most ${way.most} is nothing`);
  withinAll(checking, [way.least, way.most], { bounds: boundsOf(checking, step), path: [...path, 'least'] });
  for (let value = way.least; way.costs !== undefined && value <= way.most; value++)
    if (way.costs[String(value)] === undefined) {
      objects([...path, 'costs'], `nothing says what ${value} costs`);
      return;
    }
};

const checkRolled = (checking: Checking, step: CreationStep, way: Of<'roll'>, path: Path): void => {
  const { objects, rolls } = checking;
  const left = new Set(step.among);
  for (const [index, { for: keys, roll }] of way.rolls.entries()) {
    const at = [...path, 'rolls', index];
    for (const key of keys)
      if (!left.delete(key))
        objects([...at, 'for'], `\`${key}\` is rolled for already, or is not what this step is about`);
    const before = checking.problems.length;
    rolls(roll, [...at, 'roll'], []);
    if (checking.problems.length > before) continue;
    try {
      const shown = oddsOf(parseRoll(roll)).chances.keys();
      withinAll(checking, shown, { bounds: boundsOf(checking, step, way.arranged ? step.among : keys), path: at });
    } catch (error) {
      if (!isFailure(error)) throw error;
      objects([...at, 'roll'], toldBy(error));
    }
  }
  if (left.size > 0)
    objects([...path, 'rolls'], `nothing is rolled for ${[...left].map((key) => `\`${key}\``).join(', ')}`);
};

const checkWay = (checking: Checking, step: CreationStep, way: CreationWay, path: Path): void => {
  if (way.kind === 'spread') checkSpread(checking, step, way, path);
  if (way.kind === 'points') checkPoints(checking, step, way, path);
  if (way.kind === 'roll') checkRolled(checking, step, way, path);
};

const checkStep = (checking: Checking, step: CreationStep, path: Path): void => {
  const { system, objects, named, problems } = checking;
  const before = problems.length;
  const gear = new Set(system.attributes.filter(({ from }) => from === 'gear').map(({ key }) => key));
  for (const [index, key] of step.among.entries()) {
    named(step.of === 'attributes' ? 'attribute' : 'skill', key, [...path, 'among', index]);
    if (step.of === 'attributes' && gear.has(key))
      objects([...path, 'among', index], `\`${key}\` comes from gear, and is not chosen`);
  }
  if (problems.length > before) return;
  const seen = new Set<string>();
  for (const [index, way] of step.ways.entries()) {
    const at = [...path, 'ways', index];
    if (seen.has(way.key)) objects([...at, 'key'], `there is a \`${way.key}\` already`);
    seen.add(way.key);
    checkWay(checking, step, way, at);
  }
};

export const checkCreation = (checking: Checking): void => {
  const { system, objects, rolls } = checking;
  const { creation } = system;
  if (creation === undefined) return;
  const seen = new Set<string>();
  const given = new Set<string>();
  for (const [index, step] of creation.steps.entries()) {
    const path = ['creation', 'steps', index];
    if (seen.has(step.key)) objects([...path, 'key'], `there is a \`${step.key}\` already`);
    seen.add(step.key);
    for (const [at, key] of step.among.entries()) {
      if (given.has(`${step.of} ${key}`)) objects([...path, 'among', at], `\`${key}\` is in a step before this one`);
      given.add(`${step.of} ${key}`);
    }
    checkStep(checking, step, path);
  }
  rolls(creation.coins?.roll, ['creation', 'coins', 'roll'], []);
  if (creation.coins !== undefined && !system.gear.some(({ price }) => price !== undefined))
    objects(['creation', 'coins'], 'nothing has a price: leave it out, or say what things cost');
};
