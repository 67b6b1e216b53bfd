import type { StepChoice } from '../../../schemas/character.ts';
import type { CreationStep, CreationWay } from '../../../schemas/rule-creation.ts';
import { parseRoll } from '../dice/parse.ts';
import { type Faces, roll, type Rolled } from '../dice/roll.ts';
import { comesTo, type Values } from '../rules/expression.ts';
import { unknownName } from '../rules/sheet.ts';
import type { Reason } from './reason.ts';

// One step of the making of a character: numbers for some of what they are.

/** Dice that fell on the way, and what for. */
export interface Cast {
  step: string;
  for: readonly string[];
  rolled: Rolled;
}

interface Taken {
  values: Readonly<Record<string, number>>;
  reasons: readonly Reason[];
  rolls: readonly Cast[];
}

interface Asked {
  step: CreationStep;
  choice: StepChoice;
  /** Otherwise nothing was said of it. */
  isChosen: boolean;
}

const listed = (words: readonly (string | number)[]): string => words.map((word) => `\`${word}\``).join(', ');

const unknownKeys = ({ step, choice }: Asked): Reason[] =>
  [...(choice.order ?? []), ...Object.keys(choice.values ?? {})]
    .filter((key) => !step.among.includes(key))
    .map((key) => ({
      path: ['steps', step.key, key],
      message: `${step.name}: ${unknownName(step.of === 'skills' ? 'skill' : 'attribute', key, step.among)}`,
      advice: `Here are ${listed(step.among)}.`,
    }));

type Refusing = (message: string, advice?: string) => { reason: Reason };

const refusing =
  ({ step }: Asked): Refusing =>
  (message, advice) => ({
    reason: {
      path: ['steps', step.key],
      message: `${step.name}: ${message}`,
      ...(advice === undefined ? {} : { advice }),
    },
  });

type Found = { values: Record<string, number> } | { reason: Reason };

/** The highest first. */
const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => b - a);

/** These values, each to one of them, as `order` or `values` says. */
const dealt = (asked: Asked, values: readonly number[]): Found => {
  const { step, choice } = asked;
  const refuse = refusing(asked);
  const deal = sorted(values);
  if (choice.order !== undefined) {
    if (new Set(choice.order).size < choice.order.length)
      return refuse('one of them is named twice', 'Name each once.');
    if (choice.order.length !== deal.length)
      return refuse(
        `${deal.length} are named, from the best on, and not ${choice.order.length}`,
        `They get ${listed(deal)}.`,
      );
    return { values: Object.fromEntries(choice.order.map((key, index) => [key, deal[index] ?? 0])) };
  }
  const given = choice.values ?? {};
  const found = sorted(Object.values(given));
  if (found.length !== deal.length || found.some((value, index) => value !== deal[index]))
    return refuse(
      `there are ${listed(deal)} to give, and ${found.length === 0 ? 'nothing' : listed(found)} was given`,
      `Give each to one of ${listed(step.among)}.`,
    );
  return { values: given };
};

const priceOf = ({ least, costs }: Extract<CreationWay, { kind: 'points' }>, value: number): number =>
  costs?.[String(value)] ?? value - least;

const spent = (asked: Asked, way: Extract<CreationWay, { kind: 'points' }>, values: Values): Found => {
  const { step, choice } = asked;
  const refuse = refusing(asked);
  if (choice.order !== undefined)
    return refuse('points are spent on values', `Such as \`${step.among[0] ?? ''}=${way.most}\`.`);
  const given = choice.values ?? {};
  const bad = Object.entries(given).find(([, value]) => value < way.least || value > way.most);
  if (bad !== undefined) return refuse(`\`${bad[0]}\` is ${bad[1]}, and each lies from ${way.least} to ${way.most}`);
  const all = Object.fromEntries(step.among.map((key) => [key, given[key] ?? way.least]));
  const cost = Object.values(all).reduce((sum, value) => sum + priceOf(way, value), 0);
  const points = Math.floor(comesTo(way.points, values));
  if (cost > points)
    return refuse(`it comes to ${cost} points, and there are ${points}`, `Take away ${cost - points}.`);
  // A skill that nothing was spent on is as anybody has it.
  return { values: step.of === 'skills' ? given : all };
};

const thrown = (
  asked: Asked,
  way: Extract<CreationWay, { kind: 'roll' }>,
  faces: Faces,
): { found: Found; rolls: Cast[] } => {
  const rolls = way.rolls.flatMap(({ for: keys, roll: text }) => {
    const formula = parseRoll(text);
    return keys.map((key) => ({ step: asked.step.key, for: [key], rolled: roll(formula, faces) }));
  });
  const totals = rolls.map(({ rolled }) => Math.floor(rolled.total));
  if (!way.arranged) {
    const plain = asked.choice.order === undefined && asked.choice.values === undefined;
    const values = Object.fromEntries(rolls.map(({ for: [key = ''] }, index) => [key, totals[index] ?? 0]));
    const found = plain ? { values } : refusing(asked)('the dice say which gets how much', 'Leave it to them.');
    return { found, rolls };
  }
  const found = dealt(asked, totals);
  return { found, rolls: rolls.map((each) => ({ ...each, for: asked.step.among })) };
};

const waysOf = ({ ways }: CreationStep): string => listed(ways.map(({ key }) => key));

/** Why nothing can come of it, whatever the dice show. */
const objections = (asked: Asked, way: CreationWay | undefined): Reason[] => {
  const { step, choice, isChosen } = asked;
  const refuse = refusing(asked);
  if (way === undefined) {
    const ways = step.ways.map(({ key }) => key);
    return [refuse(unknownName('way', choice.way ?? '', ways), `The ways are ${waysOf(step)}.`).reason];
  }
  const isLeftToDice = way.kind === 'roll' && !way.arranged;
  if (!isChosen && !isLeftToDice)
    return [refuse('nothing was chosen', `The ways are ${waysOf(step)}, for ${listed(step.among)}.`).reason];
  if (choice.order !== undefined && choice.values !== undefined) return [refuse('either `order` or `values`').reason];
  return unknownKeys(asked);
};

const foundBy = (
  asked: Asked,
  way: CreationWay,
  { values, faces }: { values: Values; faces: Faces },
): { found: Found; rolls: Cast[] } => {
  switch (way.kind) {
    case 'roll':
      return thrown(asked, way, faces);
    case 'spread':
      return { found: dealt(asked, way.values), rolls: [] };
    case 'points':
      return { found: spent(asked, way, values), rolls: [] };
  }
};

/** What comes of a step, or every reason why nothing does. */
export const stepTaken = (asked: Asked, by: { values: Values; faces: Faces }): Taken => {
  const { step, choice } = asked;
  const way = choice.way === undefined ? step.ways[0] : step.ways.find(({ key }) => key === choice.way);
  const reasons = objections(asked, way);
  if (way === undefined || reasons.length > 0) return { values: {}, reasons, rolls: [] };
  const { found, rolls } = foundBy(asked, way, by);
  return 'reason' in found ? { values: {}, reasons: [found.reason], rolls } : { values: found.values, reasons, rolls };
};
