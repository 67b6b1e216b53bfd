import { z } from 'zod';
import { Key, Line, Name, Statement } from './bounds.ts';
import {
  Advancement,
  Attribute,
  attributesMax,
  Derived,
  derivedMax,
  Gear,
  Skills,
  Template,
} from './rule-character.ts';
import { Creation } from './rule-creation.ts';
import { Damage, Resource, RuleCondition } from './rule-effects.ts';
import { About, Difficulty, Expression, laddersMax, Mechanic, RollKind, rollKindsMax } from './rule-mechanic.ts';
import { Combat, Help, Rest, RuleAction } from './rule-play.ts';

// A rule system as a document: all that is needed to make characters, roll for what they do, and see what comes of it.
// Whether its parts fit each other is for `src/domain/rules/check.ts` to say.

const conditionsMax = 100;
const actionsMax = 2_000;
const gearMax = 3_000;
const templatesMax = 100;
const resourcesMax = 64;
const restsMax = 12;
const changesMax = 500;

export const RuleSystem = z.strictObject({
  id: Key,
  title: Name,
  about: About,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, { error: 'a version is three numbers: `1.0.0`' }),
  /** Under which it may be passed on, and whom that has to name. */
  licence: z.strictObject({ name: Line.min(1), attribution: Statement }),
  mechanic: Mechanic,
  /** From easy to hard. */
  ladder: z.array(Difficulty).min(1).max(laddersMax),
  rolls: z.array(RollKind).min(1).max(rollKindsMax),
  attributes: z.array(Attribute).min(1).max(attributesMax),
  derived: z.array(Derived).max(derivedMax).default([]),
  skills: Skills,
  resources: z.array(Resource).max(resourcesMax).default([]),
  conditions: z.array(RuleCondition).max(conditionsMax).default([]),
  actions: z.array(RuleAction).min(1).max(actionsMax),
  /** Without it nobody can help with a roll. */
  help: Help.optional(),
  damage: Damage,
  combat: Combat,
  rests: z.array(Rest).max(restsMax).default([]),
  advancement: Advancement,
  /** How much somebody can carry, and what they have if it is more. */
  encumbrance: z.strictObject({ most: Expression, condition: Key }).optional(),
  gear: z.array(Gear).max(gearMax).default([]),
  templates: z.array(Template).min(1).max(templatesMax),
  /** How characters are made; without it they are what a template says. */
  creation: Creation.optional(),
});
export type RuleSystem = z.infer<typeof RuleSystem>;

/** From the narrowest on: what is said for one roll goes before what is said for the universe. */
export const RuleScope = z.enum(['once', 'scene', 'story', 'universe']);
export type RuleScope = z.infer<typeof RuleScope>;

/** One change of a system. Things in lists are named by their keys: `conditions.prone.effects`. */
const Change = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('set'), at: Line.min(1), value: z.json() }),
  /** To a list. */
  z.strictObject({ do: z.literal('add'), at: Line.min(1), value: z.json() }),
  z.strictObject({ do: z.literal('remove'), at: Line.min(1) }),
]);

/** A rule of the house: what a group plays otherwise, for how long, and why. */
export const RuleChange = z.strictObject({
  id: Key,
  scope: RuleScope,
  because: Statement,
  changes: z.array(Change).min(1).max(24),
});
export type RuleChange = z.infer<typeof RuleChange>;

/** A file of them. `system`: which they change. */
export const RuleChanges = z.strictObject({
  system: Key,
  rules: z.array(RuleChange).min(1).max(changesMax),
});
export type RuleChanges = z.infer<typeof RuleChanges>;
