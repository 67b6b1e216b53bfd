import type { Character, Taken } from '../../../schemas/character.ts';
import type { Feature, Improvement } from '../../../schemas/rule-character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { comesTo } from '../rules/expression.ts';
import { valuesOf } from '../rules/sheet.ts';
import { resourcesOf } from './changing.ts';
import { sheetOfCharacter } from './made.ts';

// What somebody may improve in, what it costs, and what there is to pay with.

/** An improvement that can be had, and where it comes from. */
export interface Offer {
  improvement: Improvement;
  /** Null: it does not need one. */
  milestone: string | null;
  paidWith: string;
}

export interface NextLevel {
  level: number;
  /** Null: there is none above it. */
  next: number | null;
  needs: number;
  has: number;
  isEarned: boolean;
}

/** Null: there are no levels here. */
export const nextLevel = (system: RuleSystem, character: Character): NextLevel | null => {
  const { advancement } = system;
  if (advancement.kind !== 'levels') return null;
  const { attribute, at, experience } = advancement;
  const { min = 0, max = 0, default: usual = 0 } = system.attributes.find(({ key }) => key === attribute) ?? {};
  const level = character.attributes[attribute] ?? usual;
  const needs = at[level + 1 - min] ?? Infinity;
  const has = resourcesOf(system, character)[experience] ?? 0;
  return { level, next: level < max ? level + 1 : null, needs, has, isEarned: level < max && has >= needs };
};

/** What levels have brought, less what was paid with it. */
export const pointsLeft = ({ advancement, attributes }: RuleSystem, character: Character): number => {
  if (advancement.kind !== 'levels') return 0;
  const { attribute, gains } = advancement;
  const level = character.attributes[attribute] ?? attributes.find(({ key }) => key === attribute)?.default ?? 0;
  const brought = gains.filter((each) => each.level <= level).reduce((sum, each) => sum + each.improvements, 0);
  const paid = character.improvements.filter((each) => each.with === 'level').reduce((sum, each) => sum + each.paid, 0);
  return brought - paid;
};

/** How often each milestone that was reached has brought nothing yet. */
export const openMilestones = ({
  reached,
  improvements,
}: Pick<Character, 'reached' | 'improvements'>): Map<string, number> => {
  const open = new Map<string, number>();
  for (const key of reached) open.set(key, (open.get(key) ?? 0) + 1);
  for (const { milestone } of improvements)
    if (milestone !== undefined) open.set(milestone, (open.get(milestone) ?? 0) - 1);
  return open;
};

/** All improvements of a system, whoever may have them. */
export const offersOf = ({ advancement }: RuleSystem): Offer[] => {
  switch (advancement.kind) {
    case 'levels':
      return advancement.improvements.map((improvement) => ({ improvement, milestone: null, paidWith: 'level' }));
    case 'points':
      return advancement.improvements.map((improvement) => ({
        ...{ improvement, milestone: null, paidWith: advancement.resource },
      }));
    case 'use':
      return [];
    case 'milestones':
      return advancement.milestones.flatMap(({ key, improvements }) =>
        improvements.map((improvement) => ({
          ...{ improvement, milestone: key, paidWith: advancement.resource ?? 'level' },
        })),
      );
  }
};

const nameless = (name: string): string => name.trim().toLowerCase();

/** Features of templates that somebody does not have. */
export const otherFeatures = ({ templates }: RuleSystem, { features }: Pick<Character, 'features'>): Feature[] => {
  const had = new Set(features.map(({ name }) => nameless(name)));
  return templates.flatMap((template) => template.features.filter(({ name }) => !had.has(nameless(name))));
};

/** In what it may be taken: keys, or names of features. */
export const candidatesOf = (system: RuleSystem, character: Character, { of, among, by }: Improvement): string[] => {
  switch (of) {
    case 'attribute':
      return among ?? system.attributes.flatMap(({ key, from }) => (from === 'gear' ? [] : [key]));
    case 'skill':
      return among ?? system.skills.list.map(({ key }) => key);
    case 'feature':
      return (by === 0 ? character.features : otherFeatures(system, character)).map(({ name }) => name);
  }
};

interface Range {
  now: number;
  min: number;
  max: number;
}

/** What it is now, and what it may be. */
export const rangeOf = (system: RuleSystem, character: Character, { of, most }: Improvement, on: string): Range => {
  if (of === 'feature') return { now: character.features.length, min: 0, max: Infinity };
  if (of === 'skill') {
    const { min, max, default: usual } = system.skills.training;
    return { now: character.skills[on] ?? usual, min, max: Math.min(max, most ?? max) };
  }
  const attribute = system.attributes.find(({ key }) => key === on);
  const { min = 0, max = 0, default: usual = 0 } = attribute ?? {};
  return { now: character.attributes[on] ?? usual, min, max: Math.min(max, most ?? max) };
};

/** Never less than nothing. */
export const costOf = (system: RuleSystem, character: Character, improvement: Improvement, on: string): number => {
  const { now } = rangeOf(system, character, improvement, on);
  const values = valuesOf(system, sheetOfCharacter(character));
  return Math.max(0, Math.floor(comesTo(improvement.cost, { ...values, current: now })));
};

export const purseOf = (system: RuleSystem, character: Character, paidWith: string): number =>
  paidWith === 'level' ? pointsLeft(system, character) : (resourcesOf(system, character)[paidWith] ?? 0);

const isOpen = (character: Character, milestone: string | null): boolean =>
  milestone === null || (openMilestones(character).get(milestone) ?? 0) > 0;

export interface Affordable {
  improvement: string;
  name: string;
  about: string;
  milestone: string | null;
  paidWith: string;
  /** In what, and for how much. */
  on: { key: string; now: number; cost: number }[];
}

/** What could be taken now: all that is open, within bounds and paid for. */
export const affordable = (system: RuleSystem, character: Character): Affordable[] =>
  offersOf(system).flatMap(({ improvement, milestone, paidWith }) => {
    if (!isOpen(character, milestone)) return [];
    const there = purseOf(system, character, paidWith);
    const on = candidatesOf(system, character, improvement).flatMap((key) => {
      const { now, max } = rangeOf(system, character, improvement, key);
      const cost = costOf(system, character, improvement, key);
      return now + improvement.by > max || cost > there ? [] : [{ key, now, cost }];
    });
    const { key, name, about } = improvement;
    return on.length === 0 ? [] : [{ improvement: key, name, about, milestone, paidWith, on }];
  });

/** What is wrong with the improvements that somebody is written to have. */
export const takenProblems = (
  system: RuleSystem,
  { improvements, reached }: Character,
): { path: (string | number)[]; message: string }[] => {
  const { advancement } = system;
  const offers = offersOf(system);
  const milestones = advancement.kind === 'milestones' ? advancement.milestones.map(({ key }) => key) : [];
  const found: { path: (string | number)[]; message: string }[] = [];
  for (const [index, key] of reached.entries())
    if (!milestones.includes(key))
      found.push({ path: ['reached', index], message: `there is no milestone \`${key}\`` });
  const isKnown = (taken: Taken): boolean =>
    offers.some(
      ({ improvement, milestone }) => improvement.key === taken.improvement && milestone === (taken.milestone ?? null),
    );
  for (const [index, taken] of improvements.entries())
    if (!isKnown(taken))
      found.push({
        path: ['improvements', index],
        message: `${system.title} has no improvement \`${taken.improvement}\` of that kind`,
      });
  for (const [key, count] of openMilestones({ reached, improvements }))
    if (count < 0) found.push({ path: ['improvements'], message: `more was taken for \`${key}\` than was reached` });
  return found;
};
