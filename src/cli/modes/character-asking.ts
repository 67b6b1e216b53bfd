import { Name } from '../../../schemas/bounds.ts';
import type { CharacterChoices, StepChoice } from '../../../schemas/character.ts';
import type { CreationStep, CreationWay } from '../../../schemas/rule-creation.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { created, creationOf } from '../../domain/characters/creating.ts';
import type { Reason } from '../../domain/characters/reason.ts';
import type { Faces } from '../../domain/dice/roll.ts';
import { nearest } from '../../domain/nearest.ts';
import { type CommandContext, usageFailure } from '../command.ts';
import { wrapped } from '../screen/wrap.ts';

// The making of a character as a talk: a question at a time, each asked again until the answer will do.

type Ask = NonNullable<CommandContext['ask']>;

interface Talk {
  ask: Ask;
  system: RuleSystem;
  /** The same dice each time. */
  faces: () => Faces;
}

/** Nobody is asked for ever. */
const triesMax = 100;

const gone = () => usageFailure('nobody was made', 'You left before the last question. Nothing was written.');

/** Asks until the answer is one that `read` makes something of. */
const until = async <T>(ask: Ask, lines: readonly string[], read: (answer: string) => T | string[]): Promise<T> => {
  let shown = [...lines];
  for (let tries = 0; tries < triesMax; tries++) {
    const answer = await ask(`${shown.join('\n')} `);
    if (answer === null) throw gone();
    const found = read(answer.trim());
    if (!Array.isArray(found)) return found;
    shown = [...found, lines.at(-1) ?? ''];
  }
  throw gone();
};

interface Option {
  key: string;
  name: string;
  about: string;
}

/** By number, key or name. */
const optionIn = (options: readonly Option[], answer: string): Option | string[] => {
  const found =
    options[/^\d+$/.test(answer) ? Number(answer) - 1 : -1] ??
    options.find(({ key, name }) => [key, name.toLowerCase()].includes(answer.toLowerCase()));
  if (found !== undefined) return found;
  const meant = nearest(
    answer,
    options.flatMap(({ key, name }) => [key, name]),
  );
  return [meant === undefined ? 'One of these, by its number or its name.' : `Did you mean ${meant}?`];
};

const menu = (title: string, options: readonly Option[]): string[] => [
  '',
  ...wrapped(title),
  ...options.flatMap(({ name, about }, index) => wrapped(`${index + 1}  ${name}: ${about}`, 2)),
];

const templateAsked = async ({ ask, system }: Talk): Promise<string | undefined> => {
  const { template } = creationOf(system);
  const none: Option = { key: 'none', name: 'None', about: 'Only what you choose yourself.' };
  const options = [...system.templates, ...(template === 'needed' ? [] : [none])];
  const chosen = await until(ask, [...menu('What are they made from?', options), 'Template?'], (answer) =>
    optionIn(options, answer),
  );
  return chosen === none ? undefined : chosen.key;
};

const nameOfKey = (system: RuleSystem, { of }: CreationStep, key: string): string =>
  (of === 'skills' ? system.skills.list : system.attributes).find((each) => each.key === key)?.name ?? key;

/** Names may have blanks, where commas stand between them. */
const partsIn = (answer: string): string[] =>
  answer
    .split(answer.includes(',') ? ',' : /\s+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const toldReason = ({ message, advice }: Reason): string[] =>
  wrapped(advice === undefined ? `${message}.` : `${message}. ${advice}`);

/** Names are taken for the keys that they stand for. */
const keyIn = (system: RuleSystem, step: CreationStep, word: string): string => {
  const plain = word.toLowerCase();
  return step.among.find((key) => key === plain || nameOfKey(system, step, key).toLowerCase() === plain) ?? plain;
};

const choiceIn = (
  system: RuleSystem,
  step: CreationStep,
  { way, answer }: { way: string; answer: string },
): StepChoice => {
  const parts = partsIn(answer);
  const isValues = parts.length > 0 && parts.every((part) => /^[^=]+=[+-]?\d{1,6}$/.test(part));
  if (!isValues) return { way, order: parts.map((part) => keyIn(system, step, part)) };
  const pairs = parts.map((part) => {
    const [key = '', value = '0'] = part.split('=');
    return [keyIn(system, step, key), Number(value)] as const;
  });
  return { way, values: Object.fromEntries(pairs) };
};

const instruction = (way: CreationWay, totals: readonly number[]): string => {
  const deal = way.kind === 'spread' ? way.values : totals;
  if (way.kind === 'points') return `Values from ${way.least} to ${way.most}, such as \`name=${way.most}\`:`;
  const [first] = deal;
  if (deal.length > 1 && deal.every((each) => each === first)) return `Which ${deal.length} of them?`;
  return `Which get ${deal.toSorted((a, b) => b - a).join(', ')}, from the best on?`;
};

/** What a template says of a step. */
const keptText = (system: RuleSystem, step: CreationStep, template: string | undefined): string => {
  const said = system.templates.find(({ key }) => key === template)?.[step.of] ?? {};
  const such = Object.entries(said).filter(([key]) => step.among.includes(key));
  const words = such.map(([key, value]) => `${nameOfKey(system, step, key)} ${value}`);
  return words.length === 0 ? 'As anybody has it.' : `${words.join(', ')}.`;
};

const wayAsked = async (
  { ask, system }: Talk,
  step: CreationStep,
  template: string | undefined,
): Promise<CreationWay | null> => {
  const canKeep = template !== undefined;
  const keep: Option = { key: 'keep', name: 'Keep', about: keptText(system, step, template) };
  const options = [...step.ways, ...(canKeep ? [keep] : [])];
  const title = `${step.name}. ${step.about}`;
  const [only] = step.ways;
  if (options.length === 1 && only !== undefined) return only;
  const chosen = await until(ask, [...menu(title, options), 'Which way?'], (answer) => optionIn(options, answer));
  return step.ways.find(({ key }) => key === chosen.key) ?? null;
};

/** Null: the template's is kept. */
const stepAsked = async (talk: Talk, step: CreationStep, choices: CharacterChoices): Promise<StepChoice | null> => {
  const { ask, system, faces } = talk;
  const way = await wayAsked(talk, step, choices.template);
  if (way === null) return null;
  const tried = (choice: StepChoice) =>
    created(system, { ...choices, steps: { ...choices.steps, [step.key]: choice } }, faces());
  if (way.kind === 'roll' && !way.arranged) return { way: way.key };
  const totals = tried({ way: way.key }).rolls.flatMap(({ step: of, rolled }) =>
    of === step.key ? [rolled.total] : [],
  );
  const names = step.among.map((key) => `${key} (${nameOfKey(system, step, key)})`);
  const lines = ['', ...wrapped(`${step.name}: ${names.join(', ')}`), instruction(way, totals)];
  return until(ask, lines, (answer) => {
    const choice = choiceIn(system, step, { way: way.key, answer });
    const reasons = tried(choice).reasons.filter(({ path }) => path[0] === 'steps' && path[1] === step.key);
    if (reasons.length === 0) return choice;
    return reasons.flatMap(toldReason);
  });
};

const boughtAsked = async (
  { ask, system, faces }: Talk,
  choices: CharacterChoices,
): Promise<CharacterChoices['buys']> => {
  const { coins, things } = creationOf(system);
  if (coins === undefined && things === undefined) return undefined;
  const what = coins === undefined ? `${things ?? 0} things of` : `things for ${coins.roll} coins of`;
  const all = system.gear.map(({ key, price }) =>
    coins === undefined || price === undefined ? key : `${key} (${price})`,
  );
  const lines = [
    '',
    ...(coins === undefined ? [] : wrapped(coins.about)),
    ...wrapped(
      `What do they set out with? Nothing written takes what the template has. Otherwise ${what} ${all.join(', ')}`,
    ),
    'Things, such as `rope torch=3`:',
  ];
  const found = await until(ask, lines, (answer) => {
    const buys = partsIn(answer).map((part) => {
      const [thing = '', count = '1'] = part.split('=');
      return { thing, count: Math.max(1, Math.trunc(Number(count)) || 1) };
    });
    if (buys.length === 0) return { buys: undefined };
    const reasons = created(system, { ...choices, buys }, faces()).reasons.filter(({ path }) => path[0] === 'buys');
    if (reasons.length === 0) return { buys };
    return reasons.flatMap(toldReason);
  });
  return found.buys;
};

/** All that is decided about somebody, asked for one after the other. */
export const asked = async (talk: Talk): Promise<CharacterChoices> => {
  const { ask, system } = talk;
  const name = await until(ask, [...wrapped(creationOf(system).about), 'What are they called?'], (answer) => {
    const read = Name.safeParse(answer);
    return read.success ? { name: read.data } : ['A name is one line with a visible character.'];
  });
  const template = await templateAsked(talk);
  let choices: CharacterChoices = { ...name, ...(template === undefined ? {} : { template }), steps: {} };
  for (const step of creationOf(system).steps) {
    const choice = await stepAsked(talk, step, choices);
    if (choice !== null) choices = { ...choices, steps: { ...choices.steps, [step.key]: choice } };
  }
  const buys = await boughtAsked(talk, choices);
  return { ...choices, ...(buys === undefined ? {} : { buys }) };
};
