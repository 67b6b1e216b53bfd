import type { Belonging, Character, CharacterChange } from '../../../schemas/character.ts';
import type { Delta } from '../../../schemas/deltas.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Rolled } from '../dice/roll.ts';
import type { Standing } from '../rules/acting/standing.ts';
import { maxOf } from '../rules/declared.ts';
import { startOf, valuesOf } from '../rules/sheet.ts';
import { sheetOfCharacter } from './made.ts';
import { standingOf } from './standing.ts';

// What is written of a character changes by changes alone, each with its cause: whoever has all of them in their order has the character.
// D1. Nothing is left beyond its bounds: where there can be less of something, there is.

const without = <T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([each]) => each !== key));

const withBelonging = (
  belongings: readonly Belonging[],
  { thing, at, to }: { thing: string; at: Belonging['at']; to: number },
) => {
  const isMeant = (each: Belonging): boolean => each.thing === thing && each.at === at;
  if (to === 0) return belongings.filter((each) => !isMeant(each));
  if (!belongings.some(isMeant)) return [...belongings, { thing, count: to, at }];
  return belongings.map((each) => (isMeant(each) ? { ...each, count: to } : each));
};

type Of<K extends CharacterChange['kind']> = Extract<CharacterChange, { kind: K }>;

const ofFeature = (character: Character, { feature, was }: Of<'feature'>): Character => ({
  ...character,
  features:
    was === undefined
      ? [...character.features, feature]
      : character.features.map((each) => (each.name === was ? feature : each)),
});

const ofCondition = (character: Character, change: Of<'condition'> | Of<'ends'>): Character => {
  const others = character.conditions.filter(({ condition }) => condition !== change.condition);
  if (change.kind === 'ends') return { ...character, conditions: others };
  const { condition, steps, lasts } = change;
  return { ...character, conditions: [...others, { condition, steps, lasts }] };
};

const ofNumber = (character: Character, change: Of<'attribute'> | Of<'skill'> | Of<'resource'>): Character => {
  switch (change.kind) {
    case 'attribute':
      return { ...character, attributes: { ...character.attributes, [change.attribute]: change.to } };
    case 'skill':
      return { ...character, skills: { ...character.skills, [change.skill]: change.to } };
    case 'resource':
      return { ...character, resources: { ...character.resources, [change.resource]: change.to } };
  }
};

const ofRested = (character: Character, { rest, to }: Of<'rested'>): Character => ({
  ...character,
  rested: to === 0 ? without(character.rested, rest) : { ...character.rested, [rest]: to },
});

export const changedBy = (character: Character, change: CharacterChange): Character => {
  switch (change.kind) {
    case 'attribute':
    case 'skill':
    case 'resource':
      return ofNumber(character, change);
    case 'condition':
    case 'ends':
      return ofCondition(character, change);
    case 'belonging':
      return { ...character, belongings: withBelonging(character.belongings, change) };
    case 'coins':
      return { ...character, coins: change.to };
    case 'feature':
      return ofFeature(character, change);
    case 'improved':
      return { ...character, improvements: [...character.improvements, change.taken] };
    case 'reached':
      return { ...character, reached: [...character.reached, change.milestone] };
    case 'rested':
      return ofRested(character, change);
  }
};

/** Something that was done with a character. */
export interface Done {
  character: Character;
  changes: readonly CharacterChange[];
  rolls: readonly { for: string; rolled: Rolled }[];
  /** What else there is to know. */
  notes: readonly string[];
}

const changeOf = (delta: Delta): CharacterChange => {
  const { because } = delta;
  switch (delta.kind) {
    case 'resource':
      return { kind: 'resource', resource: delta.resource, by: delta.by, to: delta.to, because };
    case 'condition':
      return { kind: 'condition', condition: delta.condition, steps: delta.steps, lasts: delta.lasts, because };
    case 'ends':
      return { kind: 'ends', condition: delta.condition, because };
  }
};

export interface Changing {
  now(): Character;
  standing(): Standing;
  put(...changes: CharacterChange[]): void;
  /** Those of a table, whoever they are about there. */
  putDeltas(deltas: readonly Delta[]): void;
  threw(purpose: string, rolled: Rolled): void;
  note(text: string): void;
  done(): Done;
}

/** Somebody to whom something is being done. */
export const changing = (system: RuleSystem, before: Character): Changing => {
  let character = before;
  const changes: CharacterChange[] = [];
  const rolls: { for: string; rolled: Rolled }[] = [];
  const notes: string[] = [];
  const put = (...more: CharacterChange[]): void => {
    for (const change of more) {
      character = changedBy(character, change);
      changes.push(change);
    }
  };
  return {
    now: () => character,
    standing: () => standingOf(system, character, character.name),
    put,
    putDeltas(deltas) {
      put(...deltas.map(changeOf));
    },
    threw(purpose, rolled) {
      if (rolled.faces.length > 0) rolls.push({ for: purpose, rolled });
    },
    note(text) {
      notes.push(text);
    },
    done: () => ({ character, changes, rolls, notes }),
  };
};

/** All that there is of each resource, written down or not. */
export const resourcesOf = (system: RuleSystem, character: Character): Readonly<Record<string, number>> => ({
  ...startOf(system, valuesOf(system, sheetOfCharacter(character))),
  ...character.resources,
});

/** Where there can be more or less of something than before: what is lost lies within, and what is gained is there. */
export const settle = (
  system: RuleSystem,
  work: Changing,
  { before, gains }: { before: Character; gains: boolean },
): void => {
  const [then, now] = [before, work.now()].map((each) => valuesOf(system, sheetOfCharacter(each)));
  for (const { key, counts, min, start, name } of system.resources) {
    const there = work.now().resources[key];
    if (there === undefined) continue;
    const most = now?.[maxOf(key)] ?? 0;
    const more = gains && counts === 'down' && start === undefined ? Math.max(0, most - (then?.[maxOf(key)] ?? 0)) : 0;
    const to = Math.max(min, Math.min(most, there + more));
    const because = to > there ? 'there can be more' : `there can be ${most} of ${name.toLowerCase()}`;
    if (to !== there) work.put({ kind: 'resource', resource: key, by: to - there, to, because });
  }
};
