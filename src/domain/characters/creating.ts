import type { Belonging, Character, CharacterChoices } from '../../../schemas/character.ts';
import type { Creation } from '../../../schemas/rule-creation.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Template } from '../../../schemas/rule-character.ts';
import { parseRoll } from '../dice/parse.ts';
import { type Faces, roll } from '../dice/roll.ts';
import { type Sheet, unknownName, valuesOf } from '../rules/sheet.ts';
import { outfitOf } from './outfit.ts';
import { characterProblems } from './problems.ts';
import type { Reason } from './reason.ts';
import { type Cast, stepTaken } from './step.ts';

// How somebody is made: step by step, from a template or from nothing.
// C1. Who is made can be played: whatever would come to something else is refused, with every reason at once.
// C2. The same choices and the same faces make the same character.
// C3. What a template says is kept where nothing else is chosen.

export interface Created {
  /** Null: there are reasons. */
  character: Character | null;
  reasons: readonly Reason[];
  rolls: readonly Cast[];
}

/** Where a system does not say how characters are made. */
const fromTemplates: Creation = { about: 'As a template says.', template: 'needed', steps: [] };

export const creationOf = ({ creation }: RuleSystem): Creation => creation ?? fromTemplates;

/** Null: there is none, which is a reason or not. */
const templateOf = (system: RuleSystem, asked: string | undefined, reasons: Reason[]): Template | null => {
  const found = system.templates.find(({ key }) => key === asked);
  const keys = system.templates.map(({ key }) => key);
  const advice = `It is one of ${keys.map((key) => `\`${key}\``).join(', ')}.`;
  if (asked !== undefined && found === undefined)
    reasons.push({ path: ['template'], message: unknownName('template', asked, keys), advice });
  if (asked === undefined && creationOf(system).template === 'needed')
    reasons.push({ path: ['template'], message: `in ${system.title} everybody is made from a template`, advice });
  return found ?? null;
};

const unknownSteps = (system: RuleSystem, { steps }: CharacterChoices): Reason[] => {
  const known = creationOf(system).steps.map(({ key }) => key);
  return Object.keys(steps).flatMap((key) =>
    known.includes(key)
      ? []
      : [
          {
            ...{ path: ['steps', key], message: unknownName('step', key, known) },
            advice:
              known.length === 0
                ? `${system.title} says nothing of how characters are made: they are what a template says.`
                : `The steps are ${known.map((each) => `\`${each}\``).join(', ')}.`,
          },
        ],
  );
};

interface Numbers {
  attributes: Record<string, number>;
  skills: Record<string, number>;
}

const sheetOfNumbers = (numbers: Numbers, template: Template | null): Sheet => ({
  ...numbers,
  gear: [],
  effects: template?.features.flatMap(({ effects }) => effects) ?? [],
});

/** Goes through all steps; what they come to is in `numbers`. */
const takeSteps = (
  system: RuleSystem,
  { choices, template, faces }: { choices: CharacterChoices; template: Template | null; faces: Faces },
): { numbers: Numbers; reasons: Reason[]; rolls: Cast[] } => {
  const numbers: Numbers = { attributes: { ...template?.attributes }, skills: { ...template?.skills } };
  const reasons: Reason[] = [];
  const rolls: Cast[] = [];
  for (const step of creationOf(system).steps) {
    const choice = choices.steps[step.key];
    if (choice === undefined && template !== null) continue;
    const taken = stepTaken(
      { step, choice: choice ?? {}, isChosen: choice !== undefined },
      { values: valuesOf(system, sheetOfNumbers(numbers, template)), faces },
    );
    reasons.push(...taken.reasons);
    rolls.push(...taken.rolls);
    const list = numbers[step.of];
    const left = Object.entries(list).filter(([key]) => !step.among.includes(key));
    if (taken.reasons.length === 0) numbers[step.of] = { ...Object.fromEntries(left), ...taken.values };
  }
  return { numbers, reasons, rolls };
};

const made = (
  system: RuleSystem,
  { choices, template }: { choices: CharacterChoices; template: Template | null },
  { numbers, belongings, coins }: { numbers: Numbers; belongings: readonly Belonging[]; coins: number },
): Character => ({
  name: choices.name,
  ...(choices.about === undefined ? {} : { about: choices.about }),
  ...{ system: system.id, version: system.version },
  ...(template === null ? {} : { template: template.key }),
  ...numbers,
  features: template?.features ?? [],
  actions: template?.actions ?? [],
  ...{ own: [], belongings: [...belongings], coins },
  ...{ resources: {}, conditions: [], rested: {}, reached: [], improvements: [] },
});

/** Makes somebody. Dice fall in the order of the steps, and for coins at last. */
export const created = (system: RuleSystem, choices: CharacterChoices, faces: Faces): Created => {
  const reasons: Reason[] = [];
  const template = templateOf(system, choices.template, reasons);
  reasons.push(...unknownSteps(system, choices));
  const isTemplateMissing = template === null && creationOf(system).template === 'needed';
  // Without a template nobody can tell what would be chosen besides.
  if (isTemplateMissing) return { character: null, reasons, rolls: [] };
  const taken = takeSteps(system, { choices, template, faces });
  reasons.push(...taken.reasons);
  const rolls = [...taken.rolls];
  const { coins } = creationOf(system);
  const purse = choices.buys === undefined || coins === undefined ? null : roll(parseRoll(coins.roll), faces);
  if (purse !== null) rolls.push({ step: 'coins', for: ['coins'], rolled: purse });
  const outfit = outfitOf(system, { template, buys: choices.buys, purse: Math.floor(purse?.total ?? 0) });
  reasons.push(...outfit.reasons);
  if (reasons.length > 0) return { character: null, reasons, rolls };
  const character = made(system, { choices, template }, { numbers: taken.numbers, ...outfit });
  const problems = characterProblems(system, character);
  return { character: problems.length === 0 ? character : null, reasons: problems, rolls };
};
