import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { localNames, maxOf } from './declared.ts';
import { readExpression } from './expression.ts';

// In which order the values of a sheet follow from each other.

export type Path = readonly (string | number)[];

/** A value that is reckoned from others. */
export interface Reckoned {
  name: string;
  text: string;
  /** Where it is written. */
  path: Path;
  min: number | undefined;
  max: number | undefined;
  /** Of a skill: what it stands on. */
  skill: { attribute: string | undefined; base: string } | null;
}

export const reckonedOf = ({ derived, skills, resources }: RuleSystem): Reckoned[] => [
  ...derived.map(({ key, is, min, max }, index) => ({
    ...{ name: key, text: is, path: ['derived', index, 'is'], min, max, skill: null },
  })),
  ...skills.list.map(({ key, attribute, base }, index) => ({
    ...{ name: key, text: skills.value, path: ['skills', 'list', index], min: skills.min, max: skills.max },
    skill: { attribute, base },
  })),
  ...resources.map(({ key, max }, index) => ({
    ...{ name: maxOf(key), text: max, path: ['resources', index, 'max'], min: undefined, max: undefined, skill: null },
  })),
];

/** What it is reckoned from. Throws where that can't be read. */
export const needsOf = ({ text, skill }: Reckoned, names: Iterable<string>): Set<string> => {
  const known = [...names];
  const needs = new Set(readExpression(text, skill === null ? known : [...known, ...localNames.skill]).names);
  if (skill === null) return needs;
  for (const local of localNames.skill) needs.delete(local);
  for (const name of readExpression(skill.base, known).names) needs.add(name);
  if (skill.attribute !== undefined) needs.add(skill.attribute);
  return needs;
};

export interface Ordered {
  order: readonly Reckoned[];
  /** Names that go round: the last needs the first. Null: none do. */
  circle: readonly string[] | null;
}

/** Each after what it needs. */
export const inOrder = (reckoned: readonly Reckoned[], needs: ReadonlyMap<string, ReadonlySet<string>>): Ordered => {
  const byName = new Map(reckoned.map((each) => [each.name, each]));
  const order: Reckoned[] = [];
  const done = new Set<string>();
  const under = new Set<string>();
  const visit = (each: Reckoned): readonly string[] | null => {
    if (done.has(each.name)) return null;
    if (under.has(each.name)) return [...under].slice([...under].indexOf(each.name));
    under.add(each.name);
    for (const name of needs.get(each.name) ?? []) {
      const needed = byName.get(name);
      const circle = needed === undefined ? null : visit(needed);
      if (circle !== null) return circle;
    }
    under.delete(each.name);
    done.add(each.name);
    order.push(each);
    return null;
  };
  for (const each of reckoned) {
    const circle = visit(each);
    if (circle !== null) return { order, circle };
  }
  return { order, circle: null };
};
