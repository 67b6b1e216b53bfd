import fc from 'fast-check';
import type { CharacterChoices, StepChoice } from '../../../schemas/character.ts';
import type { CreationStep, CreationWay } from '../../../schemas/rule-creation.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { creationOf } from '../../../src/domain/characters/creating.ts';

// Choices that make a character, of any system: whatever a player may decide.

/** Where points depend on what was chosen before, everybody has as many. */
const pointsAtLeast = 90;

const orderOf = (step: CreationStep, count: number): fc.Arbitrary<StepChoice['order']> =>
  fc.shuffledSubarray([...step.among], { minLength: count, maxLength: count });

const priceOf = (way: Extract<CreationWay, { kind: 'points' }>, value: number): number =>
  way.costs?.[String(value)] ?? value - way.least;

/** Spent one after the other until there is no more. `points`: as many as everybody has. */
const spending = (step: CreationStep, way: Extract<CreationWay, { kind: 'points' }>, points: number) =>
  fc
    .tuple(
      orderOf(step, step.among.length),
      fc.array(fc.integer({ min: way.least, max: way.most }), { minLength: step.among.length }),
    )
    .map(([order = [], values]) => {
      let left = points;
      const found: Record<string, number> = {};
      for (const [index, key] of order.entries()) {
        const value = values[index] ?? way.least;
        if (priceOf(way, value) > left) continue;
        left -= priceOf(way, value);
        found[key] = value;
      }
      return found;
    });

const choiceOf = (step: CreationStep, way: CreationWay): fc.Arbitrary<StepChoice> => {
  const named = { way: way.key };
  if (way.kind === 'spread') return orderOf(step, way.values.length).map((order) => ({ ...named, order: order ?? [] }));
  if (way.kind === 'points')
    return spending(step, way, Number(way.points) || pointsAtLeast).map((values) => ({ ...named, values }));
  if (!way.arranged) return fc.constant(named);
  return orderOf(step, step.among.length).map((order) => ({ ...named, order: order ?? [] }));
};

const stepChoice = (step: CreationStep): fc.Arbitrary<StepChoice> =>
  fc.constantFrom(...step.ways).chain((way) => choiceOf(step, way));

/** Each step is chosen, or left to the template where there is one. */
export const choices = (system: RuleSystem): fc.Arbitrary<CharacterChoices> => {
  const { steps, template } = creationOf(system);
  const keys = system.templates.map(({ key }) => key);
  const from =
    template === 'needed' ? fc.constantFrom(...keys) : fc.option(fc.constantFrom(...keys), { nil: undefined });
  return from.chain((key) =>
    fc
      .record(Object.fromEntries(steps.map((step) => [step.key, stepChoice(step)])), {
        requiredKeys: key === undefined ? steps.map((step) => step.key) : [],
      })
      .map((chosen) => ({
        name: 'Somebody',
        ...(key === undefined ? {} : { template: key }),
        steps: chosen,
      })),
  );
};
