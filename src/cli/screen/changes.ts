import type { Character, CharacterChange } from '../../../schemas/character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { thingOf } from '../../domain/rules/sheet.ts';

// Changes of a character, each in a few words.

const nameOf = (list: readonly { key: string; name: string }[], key: string): string =>
  list.find((each) => each.key === key)?.name ?? key;

const lower = (list: readonly { key: string; name: string }[], key: string): string => nameOf(list, key).toLowerCase();

const signed = (by: number): string => (by > 0 ? `+${by}` : String(by));

const belongingText = (name: string, { at, by, to }: Extract<CharacterChange, { kind: 'belonging' }>): string => {
  const where = at === 'worn' ? 'worn' : 'carried';
  return to === 0 ? `${name} ${signed(by)}: none ${where} any more` : `${name} ${signed(by)}: ${to} ${where}`;
};

const timesText = (rest: string, to: number): string =>
  to === 0 ? `a new day: ${rest} is possible again` : `${rest}: ${to} today`;

type Of<K extends CharacterChange['kind']> = Extract<CharacterChange, { kind: K }>;
type Texts = { [K in CharacterChange['kind']]: (change: Of<K>) => string };

const textsFor = (system: RuleSystem, { own }: Character): Texts => ({
  attribute: ({ attribute, by, to }) => `${nameOf(system.attributes, attribute)} ${signed(by)}, now ${to}`,
  skill: ({ skill, by, to }) => `${nameOf(system.skills.list, skill)} ${signed(by)} (learnt), now ${to}`,
  resource: ({ resource, by, to }) => `${nameOf(system.resources, resource)} ${signed(by)}, now ${to}`,
  condition: ({ condition, steps }) => `${lower(system.conditions, condition)}${steps > 1 ? ` (${steps})` : ''}`,
  ends: ({ condition }) => `no longer ${lower(system.conditions, condition)}`,
  belonging: (change) => belongingText(thingOf(system, { own }, change.thing)?.name ?? change.thing, change),
  coins: ({ by, to }) => `Coins ${signed(by)}, now ${to}`,
  feature: ({ feature, was }) => (was === undefined ? `Feature: ${feature.name}` : `${was} is now ${feature.name}`),
  improved: ({ taken }) => `Improvement \`${taken.improvement}\` in ${taken.on}, paid ${taken.paid}`,
  reached: ({ milestone }) => `Milestone \`${milestone}\``,
  rested: ({ rest, to }) => timesText(lower(system.rests, rest), to),
});

export const changeText = (system: RuleSystem, character: Character, change: CharacterChange): string =>
  // Each kind has its own; that this one is for that kind cannot be said in types.
  (textsFor(system, character)[change.kind] as (change: CharacterChange) => string)(change);
