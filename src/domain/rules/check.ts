import type { RollKind } from '../../../schemas/rule-mechanic.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { type Checking, checkingOf } from './checking.ts';
import { checkCreation } from './check-creation.ts';
import { checkMechanic } from './check-mechanic.ts';
import { checkActions, checkCombat, checkConditions, checkHelp, checkImplied, checkRests } from './check-play.ts';
import { checkBounds, checkGear, checkNames, checkReckoning, checkTemplates } from './check-values.ts';
import { localNames } from './declared.ts';
import { levelsOf } from './mechanic.ts';
import type { Path } from './reckoning.ts';
import type { Problem } from './sheet.ts';

// Whether the parts of a system fit each other.
// C1. Whatever is named exists, once.
// C2. Expressions can be read, have dice only where they may, need each other in no circle, and come to numbers at all bounds.
// C3. Every level of success can be had, and the ladder goes from easy to hard.

const against = (checking: Checking, { against: rule }: RollKind, path: Path): void => {
  const { named, allNamed, reckons, known } = checking;
  switch (rule.kind) {
    case 'ladder':
      return named('difficulty', rule.usual, [...path, 'usual']);
    case 'other':
    case 'fixed':
      return reckons(rule.value, [...path, 'value'], known.atTable);
    case 'cause':
      return reckons(rule.usual, [...path, 'usual'], known.atTable);
    case 'opposed':
      named('roll', rule.roll, [...path, 'roll']);
      return allNamed('value', rule.with, [...path, 'with']);
  }
};

const checkRolls = (checking: Checking): void => {
  for (const [index, kind] of checking.system.rolls.entries()) {
    against(checking, kind, ['rolls', index, 'against']);
    checking.allNamed('value', kind.with, ['rolls', index, 'with']);
  }
};

const checkDamage = ({ system: { damage }, known, allNamed, reckons }: Checking): void => {
  allNamed('resource', damage.takes, ['damage', 'takes']);
  reckons(damage.absorbed, ['damage', 'absorbed'], known.atTable);
  reckons(damage.resisted, ['damage', 'resisted'], localNames.damage);
  reckons(damage.vulnerable, ['damage', 'vulnerable'], localNames.damage);
};

type Improvements = Extract<RuleSystem['advancement'], { kind: 'points' }>['improvements'];

const improvements = (checking: Checking, list: Improvements, path: Path): void => {
  const { reckons, known, objects, allNamed } = checking;
  const seen = new Set<string>();
  for (const [index, { key, cost, of, among, instead, by }] of list.entries()) {
    if (of !== 'feature') allNamed(of, among, [...path, index, 'among']);
    else if (among !== undefined) objects([...path, index, 'among'], 'features have no keys: leave it out');
    if (instead && (of === 'feature' || by < 1))
      objects([...path, index, 'instead'], 'only an attribute or a skill that rises can do so instead of another');
    if (seen.has(key)) objects([...path, index, 'key'], `there is a \`${key}\` already`);
    seen.add(key);
    reckons(cost, [...path, index, 'cost'], [...known.onSheet, ...localNames.cost]);
  }
};

const levels = (checking: Checking, rules: Extract<RuleSystem['advancement'], { kind: 'levels' }>): void => {
  const { named, objects, system } = checking;
  const path = ['advancement'];
  named('attribute', rules.attribute, [...path, 'attribute']);
  named('resource', rules.experience, [...path, 'experience']);
  for (const [index, needed] of rules.at.entries())
    if (index > 0 && needed <= (rules.at[index - 1] ?? 0))
      objects([...path, 'at', index], 'every level needs more experience than the one before');
  const attribute = system.attributes.find(({ key }) => key === rules.attribute);
  if (attribute === undefined) return;
  const { min, max } = attribute;
  if (rules.at.length !== max - min + 1)
    objects(
      [...path, 'at'],
      `there are ${max - min + 1} levels, from ${min} to ${max}, and experience for ${rules.at.length}`,
    );
  for (const [index, { level }] of rules.gains.entries())
    if (level < min || level > max) objects([...path, 'gains', index, 'level'], `levels go from ${min} to ${max}`);
};

const checkAdvancement = (checking: Checking): void => {
  const { advancement } = checking.system;
  const path = ['advancement'];
  switch (advancement.kind) {
    case 'levels':
      levels(checking, advancement);
      return improvements(checking, advancement.improvements, [...path, 'improvements']);
    case 'points':
      checking.named('resource', advancement.resource, [...path, 'resource']);
      return improvements(checking, advancement.improvements, [...path, 'improvements']);
    case 'use':
      checking.rolls(advancement.roll, [...path, 'roll'], checking.known.onSheet);
      return checking.rolls(advancement.gain, [...path, 'gain'], checking.known.onSheet);
    case 'milestones':
      checking.named('resource', advancement.resource, [...path, 'resource']);
      for (const [index, each] of advancement.milestones.entries())
        improvements(checking, each.improvements, [...path, 'milestones', index, 'improvements']);
  }
};

const checkEncumbrance = ({ system: { encumbrance }, reckons, named, known }: Checking): void => {
  reckons(encumbrance?.most, ['encumbrance', 'most'], known.onSheet);
  named('condition', encumbrance?.condition, ['encumbrance', 'condition']);
};

/** Everything about a system that does not fit together. None: it can be played. */
export const systemProblems = (system: RuleSystem): readonly Problem[] => {
  const checking = checkingOf(system);
  checkNames(checking);
  checkBounds(checking);
  const canReckon = checkReckoning(checking);
  checkMechanic(checking);
  checkRolls(checking);
  checkConditions(checking);
  checkImplied(checking);
  const found = new Set(levelsOf(system.mechanic));
  checkActions(checking, found);
  checkHelp(checking, found);
  checkDamage(checking);
  checkCombat(checking);
  checkRests(checking);
  checkAdvancement(checking);
  checkEncumbrance(checking);
  checkGear(checking);
  checkTemplates(checking, canReckon);
  checkCreation(checking);
  return checking.problems;
};
